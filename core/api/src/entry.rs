//! The first and the last of every request: its circumstances, its span, its line in the log.
//!
//! Rule: a log line has the route's pattern, never the address as it came, for that holds names, queries and links.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument as _, info_span};

use crate::{App, context::Context};

/// The other end of a connection, as the listener saw it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Takes a request in and lets its answer out.
pub(crate) async fn enter(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = app.clock.monotonic_ns();
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
    let context = Context::of(&app, &request, peer);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)".to_owned(), |path| path.as_str().to_owned());
    let span = info_span!("request", request.id = %context.id, %method, route);
    request.extensions_mut().insert(context);
    async {
        let response = next.run(request).await;
        let took_ms = app.clock.monotonic_ns().saturating_sub(begun) as f64 / 1e6;
        let status = response.status().as_u16();
        if is_heartbeat(&route) {
            tracing::debug!(status, took_ms, "{method} {route}: {status}");
        } else {
            tracing::info!(status, took_ms, "{method} {route}: {status}");
        }
        response
    }
    .instrument(span)
    .await
}

/// Returns true for what is asked for every few seconds and tells no story.
fn is_heartbeat(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz") || route.starts_with("/assets/")
}
