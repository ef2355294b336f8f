//! How jobs are: once as JSON, or as it changes, as server-sent events.
//!
//! Rule: a job is shown to those who may call the plugins of its space, as long as they may: the right is asked for again
//! before anything is told.

mod events;
mod streams;

use axum::{Json, extract::State, response::Response};
use http::HeaderMap;
use loadin_auth::ask::CallPlugins;
use loadin_types::{CallError, JobId, JobStatus, ProblemKind};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::streams::Streams;
use crate::{
    App,
    context::{Context, Reader},
    path_id::PathId,
    permit::May,
    problem::{FieldFault, Problem},
    routes::Routes,
    told::{self, Told},
};

/// Returns what is asked about jobs.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .with(__path_job_status, job_status)
        .with(__path_watch_job, watch_job)
        .with(__path_watch_job_on_page, watch_job_on_page)
}

/// How a job is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobView {
    /// The job's id.
    id: String,
    /// `running`, `done`, `failed` or `cancelled`.
    state: &'static str,
    /// Steps done.
    done: u64,
    /// Steps in all; 0 while nobody knows.
    total: u64,
    /// What it is doing, or why it failed.
    message: String,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<JobProblem>,
}

/// Why a job failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobProblem {
    /// The kind of problem, as in every other answer.
    r#type: String,
    /// Its title.
    title: &'static str,
    /// The particulars.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    errors: Vec<FieldFault>,
}

/// Tells how a job is.
#[utoipa::path(get, path = "/api/v1/s/{space}/jobs/{id}", operation_id = "job_status", tag = "jobs",
    params(("space" = String, Path, description = "The space"), ("id" = String, Path, description = "The job's id")),
    responses((status = 200, body = JobView), (status = 404, description = "There is no such job, or none any more")))]
async fn job_status(
    may: May<CallPlugins>,
    State(app): State<App>,
    context: Context,
    PathId(id): PathId<JobId>,
) -> Result<Json<JobView>, Problem> {
    let status = now(&app, &may, id).await?;
    let problem = status.error.clone().map(told);
    let message = message(&status, &context);
    Ok(Json(JobView {
        id: id.to_string(),
        state: status.state.name(),
        done: status.progress.done,
        total: status.progress.total,
        message,
        problem,
    }))
}

/// Tells how a job is, and again each time that changes, as server-sent events.
#[utoipa::path(get, path = "/api/v1/s/{space}/jobs/{id}/events", operation_id = "watch_job", tag = "jobs",
    params(("space" = String, Path, description = "The space"), ("id" = String, Path, description = "The job's id")),
    responses((status = 200, description = "Events until the job has ended", content_type = "text/event-stream"),
        (status = 404, description = "There is no such job, or none any more"),
        (status = 429, description = "Too many streams of one person")))]
async fn watch_job(
    may: May<CallPlugins>,
    State(app): State<App>,
    context: Context,
    PathId(id): PathId<JobId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    watch(may, app, context, id, &headers).await
}

/// Tells a page how a job is, and again each time that changes, as server-sent events.
#[utoipa::path(get, path = "/s/{space}/jobs/{id}/events", operation_id = "watch_job_on_page", tag = "jobs",
    params(("space" = String, Path, description = "The space"), ("id" = String, Path, description = "The job's id")),
    responses((status = 200, description = "Events until the job has ended", content_type = "text/event-stream"),
        (status = 404, description = "There is no such job, or none any more"),
        (status = 429, description = "Too many streams of one person")))]
async fn watch_job_on_page(
    may: May<CallPlugins>,
    State(app): State<App>,
    context: Context,
    PathId(id): PathId<JobId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    watch(may, app, context, id, &headers).await
}

async fn watch(
    may: May<CallPlugins>,
    app: App,
    context: Context,
    id: JobId,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let first = now(&app, &may, id).await?;
    let Some(seat) = app.streams().open(may.grant().person()) else {
        let most =
            format!("at most {} streams are open for one person: close a page that watches a job", streams::MOST);
        let problem = Problem::with_detail(ProblemKind::Limit, most).retry_after(std::time::Duration::from_secs(10));
        return Err(problem.telling(told::told("told-streams", [("count", streams::MOST.into())])));
    };
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    Ok(events::answer(events::Watch { app, context, space: may.grant().space(), id, _seat: seat }, first, seen))
}

/// Returns how a job is at this moment.
async fn now(app: &App, may: &May<CallPlugins>, id: JobId) -> Result<JobStatus, Problem> {
    // No job is ever at that revision, so there is nothing to wait for.
    let status = app.jobs.changed(may.grant().space(), id, u64::MAX).await;
    status.map_err(CallError::Answered)?.ok_or_else(Problem::not_found)
}

/// Returns how far a job is, or why it failed: in the words of whoever watches its page, or for a program.
fn message(status: &JobStatus, context: &Context) -> String {
    let Some(problem) = status.error.clone().map(Problem::from) else { return status.progress.message.clone() };
    match context.reader {
        Reader::Program => problem.detail.unwrap_or_else(|| problem.kind.title().to_owned()),
        Reader::Person => {
            let words = context.words();
            let title = || words.say(&format!("problem-{}", problem.kind.slug())).into_owned();
            problem.told.map_or_else(title, |told| match *told {
                // Beside a bar there is room for no more than the plugin itself wrote.
                Told::AsItCame(said) => said,
                text @ Told::Text { .. } => text.say(words),
            })
        }
    }
}

fn told(error: CallError) -> JobProblem {
    let problem = Problem::from(error);
    JobProblem {
        r#type: format!("/problems/{}", problem.kind.slug()),
        title: problem.kind.title(),
        detail: problem.detail,
        errors: problem.errors,
    }
}

#[cfg(test)]
mod tests;
