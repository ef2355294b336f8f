//! How much a request may bring, how long it may take to bring it, and how long its answer may take.
//!
//! Rule: whatever a handler makes of a body that did not arrive, the answer says why it did not. The time that an answer
//! may take begins when the body is there, so that a slow connection is never the handler's fault.

mod watched;

use std::time::Duration;

use axum::{
    body::{Body, HttpBody as _},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use http::header;
use loadin_types::ProblemKind;
use loadin_words::Arg;
use tokio::time::{Instant, timeout};

use self::watched::{Arrival, State as Body_, Watched};
use crate::{App, app::ApiSettings, problem::Problem, told::told};

/// How long, and for how many bytes, a refused body is still taken from the wire and thrown away. Without that the
/// connection would be cut in the sender's hands, and the answer with it.
const LINGER: Duration = Duration::from_secs(10);
const LINGER_BYTES: usize = 64 << 20;

/// Runs a request within its limits.
pub(crate) async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let settings = &app.settings;
    if announced(&request).is_some_and(|length| length > settings.body_limit) {
        tokio::spawn(timeout(LINGER, discard(request.into_body())));
        return too_large(settings).into_response();
    }
    if request.body().is_end_stream() {
        let answer = timeout(settings.answer_timeout, next.run(request)).await;
        return answer.unwrap_or_else(|_| too_late(settings).into_response());
    }
    let arrival = Arrival::default();
    let watched = |body| Watched::new(body, settings.body_limit, settings.body_timeout, arrival.clone());
    let request = request.map(|body| Body::new(watched(body)));
    let Some(answer) = in_time(settings, &arrival, next.run(request)).await else {
        return too_late(settings).into_response();
    };
    let is_error = answer.status().is_client_error() || answer.status().is_server_error();
    match arrival.state() {
        Body_::TooLarge if is_error => too_large(settings).into_response(),
        Body_::Slow if is_error => slow(settings).into_response(),
        _ => answer,
    }
}

/// Waits for an answer; the clock does not run while the body is on its way.
async fn in_time(
    settings: &ApiSettings,
    arrival: &Arrival,
    answer: impl Future<Output = Response>,
) -> Option<Response> {
    let body_due = Instant::now() + settings.body_timeout;
    let mut answer = std::pin::pin!(answer);
    loop {
        match timeout(settings.answer_timeout, &mut answer).await {
            Ok(answer) => return Some(answer),
            Err(_) if arrival.state() == Body_::OnItsWay && Instant::now() < body_due => {}
            Err(_) => return None,
        }
    }
}

fn announced(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn discard(body: Body) {
    let (mut chunks, mut seen) = (body.into_data_stream(), 0);
    while let Some(Ok(chunk)) = chunks.next().await {
        seen += chunk.len();
        if seen > LINGER_BYTES {
            return;
        }
    }
}

fn too_large(settings: &ApiSettings) -> Problem {
    let detail = format!("a request may bring {} at most", in_words(settings.body_limit));
    let told = told("told-request-large", [("size", Arg::Bytes(settings.body_limit))]);
    Problem::with_detail(ProblemKind::TooLarge, detail).telling(told)
}

fn slow(settings: &ApiSettings) -> Problem {
    let seconds = settings.body_timeout.as_secs();
    let detail = format!("what was sent did not arrive within {seconds} seconds");
    let told = told("told-request-slow", [("seconds", seconds.into())]);
    Problem::with_detail(ProblemKind::SlowRequest, detail).telling(told)
}

fn too_late(settings: &ApiSettings) -> Problem {
    tracing::warn!("an answer took longer than {} s", settings.answer_timeout.as_secs());
    Problem::new(ProblemKind::Timeout)
}

fn in_words(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        bytes if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, time::Duration};

    use axum::{
        body::{Body, to_bytes},
        response::{IntoResponse as _, Response},
    };
    use futures_util::stream;
    use loadin_auth::Origin;
    use tokio::time::sleep;

    use super::{Arrival, Watched, in_time};
    use crate::app::ApiSettings;

    fn settings() -> ApiSettings {
        ApiSettings {
            origin: Origin::of_public_url("http://localhost").unwrap(),
            trusted_proxies: Vec::new(),
            body_limit: 100,
            head_timeout: Duration::from_secs(1),
            body_timeout: Duration::from_secs(60),
            answer_timeout: Duration::from_secs(10),
            is_development: false,
        }
    }

    /// Reads a body whose pieces come ten seconds apart, then thinks for as long as it is told.
    async fn upload(pieces: u32, think: Duration) -> Option<Response> {
        let (settings, arrival) = (settings(), Arrival::default());
        let slow = stream::unfold(0, move |at| async move {
            sleep(Duration::from_secs(9)).await;
            (at < pieces).then_some((Ok::<_, Infallible>("piece"), at + 1))
        });
        let body = Watched::new(Body::from_stream(slow), 100, settings.body_timeout, arrival.clone());
        let answer = async {
            let read = to_bytes(Body::new(body), 100).await;
            sleep(think).await;
            read.map_or_else(|_| "cut".into_response(), |bytes| bytes.len().to_string().into_response())
        };
        in_time(&settings, &arrival, answer).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_connection_does_not_eat_the_time_of_the_answer() {
        assert!(upload(4, Duration::from_secs(1)).await.is_some());
        assert!(upload(4, Duration::from_secs(30)).await.is_none(), "a slow handler does");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_has_so_long_and_no_longer() {
        let cut = upload(20, Duration::ZERO).await.unwrap();
        assert_eq!(to_bytes(cut.into_body(), 100).await.unwrap(), "cut");
    }
}
