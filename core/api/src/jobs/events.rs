//! The stream of a job's changes.
//!
//! Rule: the first event comes at once and the last one when the job has ended; each has the revision as its id, so that a
//! browser that connects again says what it has seen. Before each event the right to see it is asked for again, so a member
//! who was removed, or signed out, hears nothing more.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse as _, Response, Sse,
    sse::{Event, KeepAlive},
};
use futures_util::stream;
use http::{HeaderName, HeaderValue, StatusCode};
use loadin_auth::{SpaceName, ask::CallPlugins};
use loadin_types::{JobId, JobState, JobStatus, SpaceId};
use serde_json::json;

use super::{message, streams::Seat};
use crate::{App, context::Context};

/// How often something is sent while nothing happens, so that nobody on the way takes the stream for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Somebody who watches a job.
pub(super) struct Watch {
    pub(super) app: App,
    pub(super) context: Context,
    pub(super) space: SpaceId,
    pub(super) id: JobId,
    /// Held as long as the stream is open.
    pub(super) _seat: Seat,
}

/// Answers with the stream. `seen` is the revision that a browser which connects again has seen.
pub(super) fn answer(watch: Watch, first: JobStatus, seen: Option<u64>) -> Response {
    let has_seen = seen == Some(first.revision);
    let begin = match first.state {
        JobState::Running if has_seen => Step::After(first.revision),
        // Browsers connect again until they are told that there is no content.
        JobState::Done | JobState::Failed | JobState::Cancelled if has_seen => {
            return StatusCode::NO_CONTENT.into_response();
        }
        JobState::Running | JobState::Done | JobState::Failed | JobState::Cancelled => Step::Tell(first),
    };
    let events = stream::unfold((watch, begin), |(watch, step)| async move {
        let status = match step {
            Step::Tell(status) => status,
            Step::After(revision) => watch.next(revision).await?,
            Step::End => return None,
        };
        let step = if status.state == JobState::Running { Step::After(status.revision) } else { Step::End };
        Some((Ok::<_, Infallible>(event(&status, &watch.context)), (watch, step)))
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers before they pass them on would collect this one for ever.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

enum Step {
    Tell(JobStatus),
    After(u64),
    End,
}

impl Watch {
    /// Waits for the next change; `None` when the job is forgotten, or is none of the reader's business any more.
    async fn next(&self, seen: u64) -> Option<JobStatus> {
        loop {
            // A browser whose stream ends without an end of the job connects again.
            let status = self.app.jobs.changed(self.space, self.id, seen).await.ok()??;
            if !self.may_still().await {
                return None;
            }
            if status.revision != seen {
                return Some(status);
            }
        }
    }

    async fn may_still(&self) -> bool {
        let Ok(principal) = self.app.access.principal(self.context.credentials()).await else { return false };
        self.app.access.authorise::<CallPlugins>(&principal, &SpaceName::Id(self.space)).await.is_ok()
    }
}

fn event(status: &JobStatus, context: &Context) -> Event {
    let data = json!({
        "done": status.progress.done,
        "total": status.progress.total,
        "message": message(status, context),
        "state": status.state.name(),
    });
    Event::default().id(status.revision.to_string()).data(data.to_string())
}
