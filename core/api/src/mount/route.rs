//! Finding the route of a manifest that a request means.
//!
//! Rule: a literal segment goes before one that varies, whatever the order in the manifest, so that the permission of
//! `/plans/new` is never that of `/plans/{id}`.

use loadin_wit::manifest::{Manifest, Route};

/// What a manifest has for a request.
#[derive(Debug)]
pub(super) enum Meant<'a> {
    /// The route.
    Route(&'a Route),
    /// Routes of other methods: those that there are.
    OtherMethods(String),
    /// Nothing.
    Nothing,
}

/// Finds the route that is meant. `HEAD` means what `GET` means.
pub(super) fn find<'a>(manifest: &'a Manifest, method: &str, path: &str) -> Meant<'a> {
    let method = if method == "HEAD" { "GET" } else { method };
    let fitting: Vec<&Route> = manifest.http.route.iter().filter(|route| fits(&route.path, path)).collect();
    let has_method = |route: &&&Route| route.methods.iter().any(|known| known == method);
    // Of two that fit, the one whose varying segment comes later.
    if let Some(route) = fitting.iter().filter(has_method).min_by_key(|route| variety(&route.path)) {
        return Meant::Route(route);
    }
    let mut methods: Vec<&str> = fitting.iter().flat_map(|route| &route.methods).map(String::as_str).collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.is_empty() { Meant::Nothing } else { Meant::OtherMethods(methods.join(", ")) }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(want), Some(segment)) if varies(want) => {
                if segment.is_empty() {
                    return false;
                }
            }
            (Some(want), Some(segment)) if want == segment => {}
            _ => return false,
        }
    }
}

fn variety(pattern: &str) -> Vec<bool> {
    pattern.split('/').map(varies).collect()
}

fn varies(segment: &str) -> bool {
    segment.len() > 2 && segment.starts_with('{') && segment.ends_with('}')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use loadin_wit::manifest::Manifest;

    use super::{Meant, find};

    fn found(method: &str, path: &str) -> String {
        let route = |id: &str, path: &str, methods: &str| {
            format!(
                "[[http.route]]\nid = \"{id}\"\npath = \"{path}\"\nmethods = [{methods}]\npermission = \"public\"\n"
            )
        };
        let text = format!(
            "[plugin]\nid = \"org.example.x\"\nname = \"X\"\nversion = \"1.0.0\"\napi = \"0.1\"\n{}{}{}{}",
            route("one", "/plans/{id}", "\"GET\", \"DELETE\""),
            route("new", "/plans/new", "\"GET\""),
            route("add", "/plans", "\"POST\""),
            route("part", "/{a}/new", "\"GET\""),
        );
        let manifest = Manifest::parse(&text, Path::new("plugin.toml")).unwrap();
        match find(&manifest, method, path) {
            Meant::Route(route) => route.id.clone(),
            Meant::OtherMethods(methods) => methods,
            Meant::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_literal_segment_goes_before_one_that_varies() {
        for (method, path, expected) in [
            ("GET", "/plans/7", "one"),
            ("HEAD", "/plans/7", "one"),
            ("GET", "/plans/new", "new"),
            ("GET", "/other/new", "part"),
            ("POST", "/plans", "add"),
            ("GET", "/plans", "POST"),
            ("POST", "/plans/new", "DELETE, GET"),
            ("DELETE", "/plans/new", "one"),
            ("GET", "/plans/", "nothing"),
            ("GET", "/plans/7/x", "nothing"),
            ("GET", "/", "nothing"),
            ("get", "/plans/7", "DELETE, GET"),
        ] {
            assert_eq!(found(method, path), expected, "{method} {path}");
        }
    }
}
