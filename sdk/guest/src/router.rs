//! Finds the handler of a request.
//!
//! Rule: the host has checked method, path and permission against the manifest before the plugin runs; the router only
//! picks the function. A path is matched by whole segments; `{name}` stands for one that is not empty.

use crate::{Error, Reply, Request};

type Handler = fn(&Request) -> Result<Reply, Error>;

/// The handlers of a plugin.
#[derive(Debug, Default)]
pub struct Router {
    routes: Vec<(&'static str, &'static str, Handler)>,
}

impl Router {
    /// Returns a router that answers nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { routes: Vec::new() }
    }

    /// Adds a handler for `GET`.
    #[must_use]
    pub fn get(self, path: &'static str, handler: Handler) -> Self {
        self.route("GET", path, handler)
    }

    /// Adds a handler for `POST`.
    #[must_use]
    pub fn post(self, path: &'static str, handler: Handler) -> Self {
        self.route("POST", path, handler)
    }

    /// Adds a handler for `DELETE`.
    #[must_use]
    pub fn delete(self, path: &'static str, handler: Handler) -> Self {
        self.route("DELETE", path, handler)
    }

    /// Adds a handler for any method.
    #[must_use]
    pub fn route(mut self, method: &'static str, path: &'static str, handler: Handler) -> Self {
        self.routes.push((method, path, handler));
        self
    }

    /// Answers a request with the first handler whose method and path fit.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when none fits, else what the handler says.
    pub fn handle(&self, request: &Request) -> Result<Reply, Error> {
        let answer = self
            .routes
            .iter()
            .filter(|(method, _, _)| *method == request.method())
            .find_map(|(_, pattern, handler)| Some((params(pattern, request.path())?, handler)))
            .map_or(Err(Error::NotFound), |(params, handler)| handler(&request.with_params(params)));
        #[cfg(not(target_arch = "wasm32"))]
        answer.iter().for_each(crate::host::native::answered);
        answer
    }
}

fn params(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(want), Some(segment)) => match want.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) if !segment.is_empty() => found.push((name.to_owned(), segment.to_owned())),
                None if want == segment => {}
                _ => return None,
            },
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Router;
    use crate::{Error, Reply, Request};

    fn show(request: &Request) -> Result<Reply, Error> {
        Ok(Reply::text(format!("venue {}", request.param("id"))))
    }

    #[test]
    fn a_segment_in_braces_stands_for_one_that_is_not_empty() {
        let router = Router::new().get("/venues/{id}", show);
        let ask = |method, path| router.handle(&Request::new(method, path));
        assert_eq!(ask("GET", "/venues/7"), Ok(Reply::text("venue 7")));
        for (method, path) in [("GET", "/venues/"), ("GET", "/venues/7/x"), ("GET", "/venues"), ("POST", "/venues/7")] {
            assert_eq!(ask(method, path), Err(Error::NotFound), "{method} {path}");
        }
    }
}
