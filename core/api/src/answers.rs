//! What holds for every answer: problems are drawn, panics are caught, the headers are set.
//!
//! Rule: nothing that is not 2xx or 3xx gets out as anything but a problem, with one exception: a page that a handler drew
//! itself (a form with its errors) stays as it is.

mod draw;

use std::{any::Any, panic::AssertUnwindSafe};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use loadin_web::headers;

use crate::{App, context::Context, policy_reports, problem::Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// May be kept by the browser that asked, and must be asked for again.
const REVALIDATED: HeaderValue = HeaderValue::from_static("private, no-cache");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// What makes an answer complete: the headers of every one, made once, and what stands around a page.
#[derive(Clone)]
pub(crate) struct Answers {
    app: App,
    headers: std::sync::Arc<[(HeaderName, HeaderValue)]>,
}

impl Answers {
    pub(crate) fn new(app: &App) -> Self {
        let policy =
            headers::Policy { report_path: Some(policy_reports::PATH.to_owned()), ..headers::Policy::default() };
        let mut all = vec![("content-security-policy", policy.header())];
        let fixed = headers::fixed(app.settings.origin.is_https());
        all.extend(fixed.into_iter().map(|(name, value)| (name, value.to_owned())));
        let headers = all.into_iter().filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::from_maybe_shared(value).ok()?))
        });
        Self { app: app.clone(), headers: headers.collect() }
    }
}

/// Runs the request and makes its answer complete.
pub(crate) async fn complete(
    State(answers): State<Answers>,
    context: axum::Extension<Context>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    // What a handler leaves half-done it leaves in its own transaction, which is then rolled back.
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let answer = answer.unwrap_or_else(|panic| Problem::fault(&what_panicked(&*panic)).into_response());
    let mut answer = draw::problem(answer, &answers.app, &context, &method).await;
    let status = answer.status();
    let is_read = matches!(method, Method::GET | Method::HEAD);
    let is_kept = is_read && (status.is_success() || status == StatusCode::NOT_MODIFIED);
    let headers = answer.headers_mut();
    for (name, value) in &*answers.headers {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if draw::is_page(headers) {
        headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(if is_kept { REVALIDATED } else { NOT_KEPT });
    if let Ok(id) = HeaderValue::from_maybe_shared(context.id.to_string()) {
        headers.insert(REQUEST_ID, id);
    }
    answer
}

fn what_panicked(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a handler panicked: {}", said.unwrap_or("it does not say why"))
}
