//! Forms as browsers send them: urlencoded, or multipart where there are files.
//!
//! Rule: everything in a form has a limit before it is kept, and the token is checked before anything else is done with it.
//! A plugin never sees the token, and never sees a form in any other shape.

mod multipart;
mod token;

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts as _, Request},
};
use http::header;
use loadin_auth::Mount;
use loadin_types::{Form, ProblemKind};
use loadin_web::pages::fields;
use loadin_words::Arg;
use percent_encoding::percent_decode;

pub(crate) use self::token::{check, issue};
use crate::{
    App,
    context::Context,
    permit,
    problem::Problem,
    told::{Told, told},
};

/// Fields and files of a form at most.
const FIELDS: usize = 200;
/// Bytes of a field's name at most.
const NAME_BYTES: usize = 200;
/// Bytes of a field's text at most.
const TEXT_BYTES: usize = 1 << 20;
/// Bytes that a form of core's own has at most.
const CORE_BYTES: usize = 64 << 10;

/// A form, and the token that came with it.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    pub(crate) form: Form,
    pub(crate) token: Option<String>,
}

/// A form of core's own, whose token was good.
#[derive(Debug)]
pub(crate) struct CoreForm(Form);

impl CoreForm {
    /// Returns what was filled in, as it came; nothing where there is no such field.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<App> for CoreForm {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let context = Context::from_request_parts(&mut parts, app).await?;
        let principal = permit::principal(&mut parts, app).await?;
        let headers = parts.headers.clone();
        let posted = read(Request::from_parts(parts, body), CORE_BYTES).await?;
        check(app, &context, &principal, &headers, posted.token.as_deref(), Mount::Core)?;
        Ok(Self(posted.form))
    }
}

/// Reads a form of at most so many bytes.
///
/// # Errors
///
/// When it is no form, cannot be read, or is over a limit.
pub(crate) async fn read(request: Request, most: usize) -> Result<Posted, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap_or("?"));
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => {
            let bytes = to_bytes(request.into_body(), most).await.map_err(|_| broken_off(most))?;
            urlencoded(&bytes)
        }
        "multipart/form-data" => multipart::read(request, most).await,
        "" if axum::body::HttpBody::is_end_stream(request.body()) => Ok(Posted::default()),
        _ => Err(Problem::with_detail(
            ProblemKind::UnsupportedMediaType,
            "this takes forms only: application/x-www-form-urlencoded or multipart/form-data",
        )
        .telling(told("told-forms-only", []))),
    }
}

/// Returns the value of a name in the request's query.
pub(crate) fn query_value(context: &Context, name: &str) -> Option<String> {
    let pairs = context.uri.query().unwrap_or_default().split('&');
    let mut named = pairs.filter_map(|pair| pair.split_once('=')).filter(|(known, _)| *known == name);
    named.next().and_then(|(_, value)| decode(value.as_bytes()))
}

fn urlencoded(bytes: &[u8]) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = pair.split_at(at);
        let decoded = decode(name).zip(decode(value.strip_prefix(b"=").unwrap_or(value)));
        let (name, value) = decoded.ok_or_else(not_text)?;
        posted.field(name, value)?;
    }
    Ok(posted)
}

/// Decodes what browsers encode in forms and queries; `None` when it is not UTF-8.
fn decode(text: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

impl Posted {
    /// Keeps a field, or the token.
    fn field(&mut self, name: String, value: String) -> Result<(), Problem> {
        self.make_room(&name)?;
        if value.len() > TEXT_BYTES {
            let detail = format!("the field `{name}` has more than 1 MiB of text");
            return Err(too_large(detail, told("told-form-field-long", [])));
        }
        if name == fields::CSRF {
            self.token.get_or_insert(value);
        } else {
            self.form.fields.push((name, value));
        }
        Ok(())
    }

    fn make_room(&self, name: &str) -> Result<(), Problem> {
        if self.form.fields.len() + self.form.uploads.len() >= FIELDS {
            let told = told("told-form-fields", [("count", FIELDS.into())]);
            return Err(too_large(format!("the form has more than {FIELDS} fields"), told));
        }
        if name.len() > NAME_BYTES {
            let detail = format!("a field's name has more than {NAME_BYTES} bytes");
            return Err(too_large(detail, told("told-form-name-long", [])));
        }
        Ok(())
    }
}

fn too_large(detail: String, told: Told) -> Problem {
    Problem::with_detail(ProblemKind::TooLarge, detail).telling(told)
}

/// The limit, unless the outer layer knows better why the body ended.
fn broken_off(most: usize) -> Problem {
    let told = told("told-form-cut", [("size", Arg::Bytes(most as u64))]);
    too_large(format!("the form did not arrive whole; it may have {} KiB at most", most >> 10), told)
}

fn not_text() -> Problem {
    Problem::with_detail(ProblemKind::Malformed, "the form is not text in UTF-8")
        .telling(told("told-form-not-text", []))
}

#[cfg(test)]
mod tests;
