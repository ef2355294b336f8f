//! What handlers take from a request: JSON, the query, the parts of the path, each read strictly.
//!
//! Rule: axum's own extractors answer in words of their own; handlers use these, which answer with a problem that names the
//! field. What is not asked for is refused, so a misspelt field is never silently ignored.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use loadin_types::ProblemKind;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;

use crate::{
    App,
    problem::{FieldFault, Problem},
};

/// Bytes of a JSON body that core itself reads, at most.
const JSON_BYTES: usize = 256 << 10;

/// A JSON body, read or to be sent.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

/// The query of the address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

/// The parts of the path that vary.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "send the body as JSON, with the header `content-type: application/json`";
            return Err(Problem::with_detail(ProblemKind::UnsupportedMediaType, detail));
        }
        let bytes = to_bytes(request.into_body(), JSON_BYTES).await.map_err(|error| {
            let is_too_long =
                std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
            if is_too_long {
                Problem::with_detail(
                    ProblemKind::TooLarge,
                    format!("the body may have {} KiB at most", JSON_BYTES >> 10),
                )
            } else {
                Problem::with_detail(ProblemKind::Malformed, "the body broke off before its end")
            }
        })?;
        read(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
            Err(error) => Problem::of_error(&error).into_response(),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let pointer = pointer(error.path());
            Problem::of_fields(vec![FieldFault { pointer, detail: error.into_inner().to_string() }])
        })
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    /// A part that cannot be read names nothing that there is.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, app).await;
        path.map(|path| Self(path.0)).map_err(|_| Problem::not_found())
    }
}

/// Reads JSON: what is no JSON is malformed, what does not fit is invalid and named.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        refused(pointer, &error.into_inner())
    })?;
    json.end().map_err(|error| refused(String::new(), &error))?;
    Ok(value)
}

fn refused(pointer: String, error: &serde_json::Error) -> Problem {
    match error.classify() {
        Category::Data => Problem::of_fields(vec![FieldFault { pointer, detail: without_place(error) }]),
        Category::Syntax | Category::Eof | Category::Io => {
            Problem::with_detail(ProblemKind::Malformed, format!("the body is not JSON: {error}"))
        }
    }
}

/// Returns what is wrong without line and column: the pointer says where.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or(said.clone(), |(what, _)| what.to_owned())
}

/// Returns a path as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => pointer.push_str(variant),
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let charset = |part: &str| {
        let Some((name, value)) = part.split_once('=') else { return true };
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) && parts.all(charset)
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use serde::Deserialize;

    use super::{is_json, read};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wish {
        #[expect(dead_code, reason = "only read")]
        stops: Vec<Stop>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Stop {
        #[expect(dead_code, reason = "only read")]
        days: u8,
    }

    #[test]
    fn what_does_not_fit_is_named_where_it_is() {
        for (body, pointer, detail) in [
            (r#"{"stops":[{"days":1},{"days":"two"}]}"#, "/stops/1/days", "invalid type: string \"two\", expected u8"),
            (r#"{"stops":[{"days":1,"day":2}]}"#, "/stops/0/day", "unknown field `day`, expected `days`"),
            (r#"{"stops":[{"days":1,"days":2}]}"#, "/stops/0", "duplicate field `days`"),
            (r#"{"stops":[{"days":300}]}"#, "/stops/0/days", "invalid value: integer `300`, expected u8"),
            (r#"{"stop":[]}"#, "/stop", "unknown field `stop`, expected `stops`"),
            ("{}", "", "missing field `stops`"),
            ("[]", "", "invalid length 0, expected struct Wish with 1 element"),
        ] {
            let problem = read::<Wish>(body.as_bytes()).unwrap_err();
            let fault = problem.errors.first().unwrap_or_else(|| panic!("{body}: {problem:?}"));
            assert_eq!(
                (problem.status().as_u16(), fault.pointer.as_str(), fault.detail.as_str()),
                (422, pointer, detail)
            );
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for body in ["", "{", r#"{"stops":[]"#, r#"{"stops":[]} x"#, "{\"stops\":\"\u{1}\"}"] {
            assert_eq!(
                read::<Wish>(body.as_bytes()).unwrap_err().status().as_u16(),
                400,
                "{}",
                &body[..body.len().min(40)]
            );
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read::<serde_json::Value>(deep.as_bytes()).unwrap_err().status().as_u16(), 400);
        assert_eq!(read::<Wish>(b"{\"stops\":\"\xff\"}").unwrap_err().status().as_u16(), 400);
    }

    #[test]
    fn json_is_known_by_its_content_type() {
        let told = |value: &str| is_json(&HeaderMap::from_iter([(http::header::CONTENT_TYPE, value.parse().unwrap())]));
        assert!(told("application/json") && told("Application/JSON; charset=UTF-8"));
        assert!(!told("text/plain") && !told("application/json; charset=latin1") && !is_json(&HeaderMap::new()));
    }
}
