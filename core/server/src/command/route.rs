//! The request that a command's route gets.
//!
//! Arguments fill the `{name}` parts of the path first. The rest is the JSON body, or the query for methods without a
//! body.

use loadin_types::{Body, Header, Request};
use loadin_wit::manifest::{Command, Format};
use serde_json::{Map, Value};

use super::flags::plain;

/// Returns the request for a route such as `POST /import`.
pub(crate) fn request(route: &str, mut payload: Value, format: Format) -> Result<Request, String> {
    let (method, path) = Command::split_route(route).ok_or_else(|| format!("`{route}` is no route"))?;
    let path = filled(path, payload.as_object_mut().unwrap_or(&mut Map::new()))?;
    let (query, body) = match (method, &payload) {
        ("GET" | "HEAD" | "DELETE", Value::Object(arguments)) => (query(arguments), Body::Empty),
        _ => (String::new(), Body::Text(payload.to_string())),
    };
    Ok(json_request(method, path, query, body, format))
}

/// Returns the request that turns a job's output into another format.
pub(crate) fn view(route: &str, output: String, format: Format) -> Result<Request, String> {
    let (method, path) = Command::split_route(route).ok_or_else(|| format!("`{route}` is no route"))?;
    Ok(json_request(method, path.to_owned(), String::new(), Body::Text(output), format))
}

fn json_request(method: &str, path: String, query: String, body: Body, format: Format) -> Request {
    let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
    let mut headers = vec![header("accept", format.media_type())];
    if !body.is_empty() {
        headers.push(header("content-type", "application/json"));
    }
    Request { method: method.into(), path, query, headers, body }
}

fn filled(path: &str, arguments: &mut Map<String, Value>) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| format!("`{path}` has a {{ that is not closed"))?;
        let value = arguments.remove(name).ok_or_else(|| format!("the path {path} needs the argument `{name}`"))?;
        filled.push_str(before);
        filled.push_str(&encoded(&plain(&value)));
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn query(arguments: &Map<String, Value>) -> String {
    let pairs = arguments.iter().flat_map(|(name, value)| match value {
        Value::Array(values) => values.iter().map(|value| (name, value)).collect(),
        value => vec![(name, value)],
    });
    pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(&plain(value)))).collect::<Vec<_>>().join("&")
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(route: &str, payload: Value) -> Result<Request, String> {
        request(route, payload, Format::Csv)
    }

    #[test]
    fn arguments_are_the_json_body() {
        let request = of("POST /import", json!({ "b": 1, "a": "x" })).unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/import"));
        assert_eq!(request.body, Body::Text(r#"{"b":1,"a":"x"}"#.into()));
        let headers: Vec<_> = request.headers.iter().map(|header| (&*header.name, &*header.value)).collect();
        assert_eq!(headers, [("accept", "text/csv"), ("content-type", "application/json")]);
    }

    #[test]
    fn a_payload_of_another_form_is_the_whole_body() {
        assert_eq!(of("PUT /terms", json!([1])).unwrap().body, Body::Text("[1]".into()));
    }

    #[test]
    fn methods_without_a_body_have_a_query() {
        let request = of("GET /find", json!({ "q": "Köln & x", "in": ["a", 2] })).unwrap();
        assert_eq!((request.query.as_str(), request.body), ("q=K%C3%B6ln%20%26%20x&in=a&in=2", Body::Empty));
        assert_eq!(request.headers.len(), 1);
    }

    #[test]
    fn parts_of_the_path_are_filled_in_and_cannot_leave_it() {
        let request = of("GET /plans/{id}/stops", json!({ "id": "../x" })).unwrap();
        assert_eq!((request.path.as_str(), request.query.as_str()), ("/plans/..%2Fx/stops", ""));
        assert_eq!(of("GET /plans/{id}", json!({})).unwrap_err(), "the path /plans/{id} needs the argument `id`");
    }

    #[test]
    fn a_view_gets_the_output_as_it_is() {
        let request = view("POST /show", r#"{"a":1.10}"#.into(), Format::Svg).unwrap();
        assert_eq!(request.body, Body::Text(r#"{"a":1.10}"#.into()));
        assert_eq!(request.headers[0].value, "image/svg+xml");
    }
}
