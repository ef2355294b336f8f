//! A request, and reading it.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::{Body, Call, Error, Form, form};

/// A request below the plugin's mount.
#[derive(Debug, Clone)]
pub struct Request {
    call: Call,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Body,
    params: Vec<(String, String)>,
}

impl Request {
    /// Returns a request. `path` starts with `/`.
    #[must_use]
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            call: Call::default(),
            method: method.into(),
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::Empty,
            params: Vec::new(),
        }
    }

    /// Sets the circumstances.
    #[must_use]
    pub fn with_call(mut self, call: Call) -> Self {
        self.call = call;
        self
    }

    /// Sets the query, without the `?`.
    #[must_use]
    pub fn with_query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// Adds a header; its name is made lower case.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    pub(crate) fn with_params(&self, params: Vec<(String, String)>) -> Self {
        Self { params, ..self.clone() }
    }

    /// Returns the circumstances of the call.
    #[must_use]
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Returns the method in upper case.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path below the mount.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the query without the `?`.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the first header of that lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns true when `Accept` names exactly that media type; parameters and case are ignored.
    #[must_use]
    pub fn accepts(&self, media_type: &str) -> bool {
        let accept = self.header("accept").unwrap_or_default();
        accept
            .split(',')
            .any(|range| range.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(media_type)))
    }

    /// Returns what stands in the path for `{name}`; empty when the route has no such part.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Returns the body as text.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when it is not text.
    pub fn text(&self) -> Result<&str, Error> {
        match &self.body {
            Body::Empty => Ok(""),
            Body::Text(text) => Ok(text),
            Body::Bytes(_) | Body::Form(_) => Err(Error::invalid("", "the body must be text in UTF-8")),
        }
    }

    /// Returns the form, when the body is one.
    #[must_use]
    pub fn form(&self) -> Option<&Form> {
        match &self.body {
            Body::Form(form) => Some(form),
            Body::Empty | Body::Text(_) | Body::Bytes(_) => None,
        }
    }

    /// Returns true when the caller is a browser that wants a page.
    #[must_use]
    pub fn wants_page(&self) -> bool {
        self.accepts("text/html")
    }

    /// Returns the first value of that name in the query, decoded.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<String> {
        form::read_query(&self.query).find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Returns every value of that name in the query, decoded: those of ticked boxes, say.
    #[must_use]
    pub fn query_values(&self, name: &str) -> Vec<String> {
        form::read_query(&self.query).filter_map(|(key, value)| (key == name).then_some(value)).collect()
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] that says where and why it does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        read_json(self.text()?)
    }
}

/// Reads JSON; what does not fit is invalid input, with its JSON pointer, or line and column where it is no JSON.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (pointer, cause) = (pointer(error.path()), error.into_inner());
        if cause.is_data() && !pointer.is_empty() {
            return Error::invalid(pointer, without_place(&cause));
        }
        Error::invalid("", format!("not the JSON that is wanted here: {cause}"))
    })?;
    reader.end().map_err(|error| Error::invalid("", format!("not the JSON that is wanted here: {error}")))?;
    Ok(value)
}

/// Writes a path as a JSON pointer (RFC 6901).
pub(crate) fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |mut pointer, segment| {
        match segment {
            Segment::Map { key } => pointer += &format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Seq { index } => pointer += &format!("/{index}"),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
        pointer
    })
}

/// Returns what is wrong without line and column, which mean nothing to whoever filled in a flag or a form.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(said, _)| said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn accept_is_read_by_media_type_alone() {
        let request = Request::new("GET", "/").with_header("Accept", "text/html, Text/CSV;q=0.5");
        assert!(request.accepts("text/csv") && request.accepts("text/html"));
        assert!(!request.accepts("text/plain"));
    }

    #[test]
    fn json_that_does_not_fit_says_where() {
        let request = Request::new("POST", "/").with_body(crate::Body::Text("{\"a\":tru}".into()));
        let error = request.json::<serde_json::Value>().unwrap_err().to_string();
        assert!(error.contains("line 1 column"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_by_its_pointer() {
        let request = Request::new("POST", "/").with_body(crate::Body::Text("{\"days\":[1,-2]}".into()));
        let wanted = request.json::<std::collections::BTreeMap<String, Vec<u8>>>();
        let Err(crate::Error::Invalid(invalid)) = wanted else { panic!("a negative byte passed") };
        assert_eq!(invalid.errors[0].pointer, "/days/1");
        assert_eq!(invalid.errors[0].detail, "invalid value: integer `-2`, expected u8");
    }
}
