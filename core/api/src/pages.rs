//! Core's own pages: set-up, signing in and out, the account, and the home of a space.
//!
//! Rule: a page is drawn by `core/web` from values that are gathered here; a form that changes something answers with a
//! redirect, or with itself and what was wrong. Secrets that somebody typed never come back.

mod account;
mod administration;
pub(crate) mod cookie;
mod entrance;
pub(crate) mod history;
mod home;
mod jobs;
mod next;
mod password;
mod preferences;
mod set_up;
pub(crate) mod storage;
mod tokens;

use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use loadin_auth::Visitor;
use loadin_web::{Words, pages::FieldError};

use crate::{context::Context, routes::Routes, told::Told};

/// What was wrong with which field.
type Wrong = (&'static str, Told);

/// Returns core's own pages.
pub(crate) fn routes() -> Routes {
    set_up::routes()
        .and(entrance::routes())
        .and(account::routes())
        .and(password::routes())
        .and(preferences::routes())
        .and(tokens::routes())
        .and(home::routes())
        .and(administration::routes())
        .and(jobs::routes())
        .and(history::routes())
        .and(storage::routes())
}

/// Answers with a page, and a cookie where there is a new one.
pub(crate) fn page(status: StatusCode, (html, words): (String, Words), cookie: Option<HeaderValue>) -> Response {
    let mut response = (status, [(header::CONTENT_LANGUAGE, language(words))], Html(html)).into_response();
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Returns the language of a page, as its header names it.
pub(crate) fn language(words: Words) -> HeaderValue {
    HeaderValue::from_str(words.locale().tag()).unwrap_or(HeaderValue::from_static("en"))
}

/// Answers with "look there". The address is one of our own.
pub(crate) fn see_other(path: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let to = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, to);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Keeps an answer out of every cache: one that shows a secret, or that changes with every build.
pub(crate) fn not_kept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Says what was wrong, in the words of whoever reads it.
fn said(wrong: &[Wrong], words: Words) -> Vec<FieldError> {
    wrong.iter().map(|(field, told)| FieldError::new(*field, told.say(words))).collect()
}

/// Returns the browser of a request, as `core/auth` asks for it.
fn visitor(context: &Context) -> Visitor<'_> {
    Visitor {
        address: context.address,
        user_agent: &context.user_agent,
        cookie: context.cookie.as_deref(),
        known_browser: None,
    }
}

#[cfg(test)]
mod tests;
