//! Handlers that do what none should, or what the core's own do not do yet.

use std::time::Duration;

use axum::{body::Bytes, response::Response};
use http::StatusCode;
use loadin_types::ProblemKind;

use crate::{
    permit::{Anybody, Somebody},
    problem::Problem,
    routes::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .with(__path_panics, panics)
        .with(__path_hangs, hangs)
        .with(__path_limits, limits)
        .with(__path_bares, bares)
        .with(__path_swallows, swallows)
        .with(__path_page, page)
        .with(__path_forms, forms)
        .with(__path_streams, streams)
}

#[utoipa::path(get, path = "/api/test/panics", responses((status = 200)))]
async fn panics(_: Anybody) -> StatusCode {
    panic!("the secret of the panic");
}

#[utoipa::path(get, path = "/api/test/hangs", responses((status = 200)))]
async fn hangs(_: Anybody) -> StatusCode {
    std::future::pending().await
}

#[utoipa::path(get, path = "/api/test/limits", responses((status = 200)))]
async fn limits(_: Anybody) -> Problem {
    Problem::with_detail(ProblemKind::Limit, "once a minute").retry_after(Duration::from_millis(1_500))
}

/// A refusal without a problem, such as axum's own extractors give.
#[utoipa::path(get, path = "/api/test/bare", responses((status = 200)))]
async fn bares(_: Anybody) -> (StatusCode, &'static str) {
    (StatusCode::UNPROCESSABLE_ENTITY, "Failed to deserialize the JSON body into the target type")
}

/// Tells the size of what came, and makes a fault of its own of everything that did not.
#[utoipa::path(post, path = "/api/test/swallows", responses((status = 200)))]
async fn swallows(
    _: Anybody,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<String, Problem> {
    body.map(|bytes| bytes.len().to_string()).map_err(|_| Problem::new(ProblemKind::Internal))
}

#[utoipa::path(get, path = "/test/page", responses((status = 200)))]
async fn page(_: Somebody) -> &'static str {
    "a page"
}

/// A form that came with mistakes, and is drawn again.
#[utoipa::path(post, path = "/test/form", responses((status = 422)))]
async fn forms(_: Anybody) -> (StatusCode, axum::response::Html<&'static str>) {
    (StatusCode::UNPROCESSABLE_ENTITY, axum::response::Html("<p>the form with its errors"))
}

#[utoipa::path(get, path = "/test/events", responses((status = 200)))]
async fn streams(_: Anybody) -> Response {
    let body = axum::body::Body::from("data: {\"done\": 1, \"total\": 10, \"message\": \"a long enough message\"}\n\n");
    Response::builder().header("content-type", "text/event-stream").body(body).unwrap()
}
