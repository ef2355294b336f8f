//! How jobs are: once as JSON, or as it changes, as server-sent events.
//!
//! Rule: a job is shown to those who may call the plugins of its space, as long as they may: the right is asked for again
//! before anything is told.

mod events;
mod streams;

use axum::{Json, extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use loadin_auth::ask::CallPlugins;
use loadin_storage::jobs::{self, ListedJob};
use loadin_types::{CallError, JobId, JobStatus, ProblemKind};
use loadin_web::Words;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use self::streams::Streams;
use crate::{
    App,
    context::{Context, Reader},
    core_api::time,
    path_id::PathId,
    permit::May,
    problem::{FieldFault, Problem},
    routes::Routes,
    told::{self, Told},
};

/// Jobs that are listed.
pub(crate) const LISTED: u32 = 50;

/// Returns what is asked about jobs.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .with(__path_list_own_jobs, list_own_jobs)
        .with(__path_cancel_own_job, cancel_own_job)
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

/// A job that the caller has ordered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnJobView {
    /// The job's id.
    id: String,
    /// The plugin that runs it.
    plugin: String,
    /// Its kind, as the plugin's manifest declares it.
    kind: String,
    /// `running`, `done`, `failed` or `cancelled`; a job that waits for its turn is `running`, too.
    state: &'static str,
    /// Whether somebody works on it at this moment.
    is_under_way: bool,
    /// Whether it was asked to stop.
    wants_cancel: bool,
    /// Steps done.
    done: u64,
    /// Steps in all; 0 while nobody knows.
    total: u64,
    /// What it is doing.
    message: String,
    /// When it was ordered, RFC 3339 in UTC.
    created: String,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<JobProblem>,
}

/// The jobs that the caller has ordered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnJobList {
    /// The newest first, 50 at most.
    jobs: Vec<OwnJobView>,
}

/// Lists the jobs that the caller has ordered in a space.
#[utoipa::path(get, path = "/api/v1/s/{space}/jobs", operation_id = "list_own_jobs", tag = "jobs",
    params(("space" = String, Path, description = "The space")),
    responses((status = 200, body = OwnJobList), (status = 404, description = "There is no such space")))]
async fn list_own_jobs(may: May<CallPlugins>, State(app): State<App>) -> Result<Json<OwnJobList>, Problem> {
    let jobs = jobs::of_person(app.storage.reader(), &may.scope(), LISTED).await?;
    let view = |job: ListedJob| OwnJobView {
        id: job.id.to_string(),
        plugin: job.plugin.to_string(),
        kind: job.kind,
        state: job.state.name(),
        is_under_way: job.is_under_way,
        wants_cancel: job.wants_cancel,
        done: job.progress.done,
        total: job.progress.total,
        message: job.progress.message,
        created: time(job.created),
        ended: job.ended.map(time),
        problem: job.error.map(told),
    };
    Ok(Json(OwnJobList { jobs: jobs.into_iter().map(view).collect() }))
}

/// Asks one of the caller's own jobs to stop. It is asked for, not waited for; one that is over already is left alone.
#[utoipa::path(post, path = "/api/v1/s/{space}/jobs/{id}/cancel", operation_id = "cancel_own_job", tag = "jobs",
    params(("space" = String, Path, description = "The space"), ("id" = String, Path, description = "The job's id")),
    responses((status = 204, description = "It was asked to stop"),
        (status = 404, description = "There is no such job of the caller's")))]
async fn cancel_own_job(
    may: May<CallPlugins>,
    State(app): State<App>,
    PathId(id): PathId<JobId>,
) -> Result<StatusCode, Problem> {
    stop_own(&app, &may, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks one of the caller's own jobs to stop.
pub(crate) async fn stop_own(app: &App, may: &May<CallPlugins>, id: JobId) -> Result<(), Problem> {
    let job = jobs::one_of_person(app.storage.reader(), &may.scope(), id).await?.ok_or_else(Problem::not_found)?;
    app.jobs.cancel(&job.plugin, job.space, id).await.map_err(CallError::Answered)?;
    Ok(())
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
        Reader::Person => in_words(problem, context.words()),
    }
}

/// Returns why a job failed, for people.
pub(crate) fn in_words(problem: Problem, words: Words) -> String {
    let title = || words.say(&format!("problem-{}", problem.kind.slug())).into_owned();
    problem.told.map_or_else(title, |told| match *told {
        // Beside a bar there is room for no more than the plugin itself wrote.
        Told::AsItCame(said) => said,
        text @ Told::Text { .. } => text.say(words),
    })
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
