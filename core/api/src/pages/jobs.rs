//! What somebody has ordered in a space and is done in the background, and how they stop it.
//!
//! Rule: everybody sees and stops their own jobs here and nobody else's; a job of another person is not there.

use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::tz::TimeZone;
use loadin_auth::{Mount, ask::CallPlugins};
use loadin_storage::jobs::{self, ListedJob};
use loadin_types::{JobId, JobState};
use loadin_web::{
    Words,
    pages::{self, OwnJob, OwnJobState, OwnJobs},
    paths,
};

use super::{
    account::{minute_in, zone_of},
    not_kept, page, see_other,
};
use crate::{
    App,
    context::Context,
    form::{self, CoreForm},
    jobs::{LISTED, in_words, stop_own},
    path_id::PathId,
    permit::May,
    problem::Problem,
    routes::Routes,
    shell::{self, Who},
};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_show_own_jobs, show_own_jobs).with(__path_stop_own_job, stop_own_job)
}

/// Shows what somebody has ordered in a space.
#[utoipa::path(get, path = "/s/{space}/jobs", operation_id = "show_own_jobs", tag = "pages",
    params(("space" = String, Path, description = "The space's name in addresses, or its id")),
    responses((status = 200, description = "The page"), (status = 404, description = "There is no such space")))]
async fn show_own_jobs(
    may: May<CallPlugins>,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
) -> Result<Response, Problem> {
    let (space, grant) = (may.space(&app).await?, may.grant());
    let wish = shell::preferences_of(&app, &principal).await?;
    let (words, zone) = (shell::likes(&context, &wish), zone_of(&wish));
    let listed = jobs::of_person(app.storage.reader(), &may.scope(), LISTED).await?;
    let reachable = shell::reachable(&app, grant);
    let view = |job: ListedJob| {
        let open = reachable.iter().find(|manifest| manifest.plugin.id == job.plugin);
        let href = open.map(|manifest| paths::mount(space.slug.as_str(), manifest.plugin.mount()));
        view(&app, job, href, (words, &zone))
    };
    let token = form::issue(&app, &context, &principal, Mount::Core);
    let view = OwnJobs { csrf: token.csrf, jobs: listed.into_iter().map(view).collect() };
    let shell = shell::of_space(&app, &context, &principal, grant, &space, words).await?;
    Ok(not_kept(page(StatusCode::OK, (pages::own_jobs(&view, &shell), words), token.cookie)))
}

/// Stops one of somebody's own jobs.
#[utoipa::path(post, path = "/s/{space}/jobs/{id}/cancel", operation_id = "stop_own_job", tag = "pages",
    params(("space" = String, Path, description = "The space's name in addresses, or its id"),
        ("id" = String, Path, description = "The job's id")),
    responses((status = 303, description = "It was asked to stop, or is over already"),
        (status = 404, description = "There is no such job of yours")))]
async fn stop_own_job(
    may: May<CallPlugins>,
    State(app): State<App>,
    PathId(id): PathId<JobId>,
    _form: CoreForm,
) -> Result<Response, Problem> {
    stop_own(&app, &may, id).await?;
    let space = may.space(&app).await?;
    Ok(see_other(&paths::own_jobs(space.slug.as_str()), None))
}

/// Returns a job as its list shows it; `href` is where its plugin's pages are.
fn view(app: &App, job: ListedJob, href: Option<String>, (words, zone): (Words, &TimeZone)) -> OwnJob {
    let manifest = app.manifests.iter().find(|manifest| manifest.plugin.id == job.plugin);
    let kind = manifest.and_then(|manifest| manifest.jobs.kind.iter().find(|kind| kind.name == job.kind));
    let title = manifest.zip(kind.and_then(|kind| kind.title.as_ref()));
    let title = title.map(|(manifest, title)| app.labels().label(manifest, title, words).into_owned());
    OwnJob {
        id: job.id.to_string(),
        title: title.unwrap_or(job.kind),
        plugin: manifest
            .map_or_else(|| job.plugin.to_string(), |manifest| app.labels().name(manifest, words).into_owned()),
        href,
        state: match job.state {
            JobState::Running if job.wants_cancel => OwnJobState::Stopping,
            JobState::Running if job.is_under_way => OwnJobState::UnderWay,
            JobState::Running => OwnJobState::Waiting,
            JobState::Done => OwnJobState::Done,
            JobState::Failed => OwnJobState::Failed,
            JobState::Cancelled => OwnJobState::Cancelled,
        },
        done: job.progress.done,
        total: job.progress.total,
        message: job.progress.message,
        problem: job.error.map(|error| in_words(Problem::from(error), words)),
        ordered: minute_in(job.created, zone),
        ended: job.ended.map(|ended| minute_in(ended, zone)),
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::{JobId, NewJob, data::Write, ports::Collections as _};

    use crate::testing::{House, Visit, manifest};

    /// Orders a job for somebody, as the plugin's commit does.
    async fn order(house: &House, visit: &Visit, number: u8) -> JobId {
        let collections = house.collections(&manifest()).await;
        let (id, plugin) = (JobId::from_parts(7, &[number; 10]), manifest().plugin.id);
        let context = house.acts(visit, plugin.clone());
        let job = NewJob {
            id: Some(id),
            plugin,
            kind: "count".to_owned(),
            input: r#"{"secret":"what was asked"}"#.to_owned(),
            caller: context.caller.clone(),
            locale: "en".to_owned(),
            zone: "UTC".to_owned(),
            max_attempts: 3,
            dedupe: None,
        };
        collections.commit(&context, vec![Write::Enqueue(job)]).await.unwrap();
        id
    }

    #[tokio::test]
    async fn everybody_sees_their_own_jobs_and_stops_nobody_elses() {
        let house = House::new().await;
        let empty = house.get("/s/foundry/jobs").by(&house.anna).send().await;
        assert!(empty.text().contains("You have ordered nothing yet"), "{}", empty.text());
        let bob = house.member("bob", "member").await;
        let (hers, his) = (order(&house, &house.anna, 1).await, order(&house, &bob, 2).await);
        let page = house.get("/s/foundry/jobs").by(&house.anna).send().await.text().to_owned();
        for shown in ["count", "waiting", "Stop", &format!("/s/foundry/jobs/{hers}/cancel")] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        assert!(!page.contains(&his.to_string()) && !page.contains("what was asked"), "{page}");
        let token = house.form_token(&house.anna, loadin_auth::Mount::Core);
        let stop = async |id: JobId| {
            let path = format!("/s/foundry/jobs/{id}/cancel");
            let form = [("_csrf", token.as_str())];
            house.ask("POST", &path).by(&house.anna).form(&form).send().await.status()
        };
        house.desk.put(manifest().plugin.id, house.foundry, hers, running());
        assert_eq!((stop(hers).await, stop(his).await), (303, 404));
    }

    #[tokio::test]
    async fn a_program_lists_and_stops_the_jobs_of_whoever_gave_it_its_token() {
        let house = House::new().await;
        let bob = house.member("bob", "member").await;
        let (hers, his) = (order(&house, &house.anna, 1).await, order(&house, &bob, 2).await);
        let program = house.token(&house.anna, &["plugins:call"]).await;
        let list = house.get("/api/v1/s/foundry/jobs").bearer(&program).send().await.json();
        assert_eq!(list["jobs"].as_array().unwrap().len(), 1, "{list}");
        let job = &list["jobs"][0];
        assert_eq!((job["id"].as_str(), job["state"].as_str()), (Some(hers.to_string().as_str()), Some("running")));
        assert_eq!(job["is_under_way"], false, "it waits");
        let cancel = async |id: JobId| {
            let path = format!("/api/v1/s/foundry/jobs/{id}/cancel");
            house.ask("POST", &path).bearer(&program).send().await.status()
        };
        assert_eq!((cancel(hers).await, cancel(his).await), (204, 404));
    }

    fn running() -> loadin_types::JobStatus {
        let (state, progress) = (loadin_types::JobState::Running, loadin_types::Progress::default());
        loadin_types::JobStatus { state, progress, error: None, revision: 1 }
    }
}
