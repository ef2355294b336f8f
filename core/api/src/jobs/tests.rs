//! Jobs: how they are told, to whom, and when the telling ends.

use axum::body::Body;
use futures_util::StreamExt as _;
use http::Request;
use loadin_storage::memberships;
use loadin_types::{CallError, JobId, JobState, JobStatus, PluginError, Progress};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::testing::{House, Visit, manifest};

fn job() -> JobId {
    JobId::from_parts(1, &[1; 10])
}

fn at(revision: u64, state: JobState) -> JobStatus {
    let progress = Progress { done: revision, total: 10, message: format!("step {revision}") };
    JobStatus { state, progress, error: None, revision }
}

fn put(house: &House, status: JobStatus) {
    house.desk.put(manifest().plugin.id, house.foundry, job(), status);
}

/// A stream of events as it comes.
struct Stream(axum::body::BodyDataStream);

impl Stream {
    async fn open(house: &House, visit: &Visit, seen: Option<&str>) -> (u16, Self) {
        let mut request = Request::get(format!("/s/foundry/jobs/{}/events", job()))
            .header("cookie", format!("__Host-loadin={}", visit.cookie));
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen);
        }
        let response = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        if response.status() == 200 {
            assert_eq!(response.headers()["content-type"], "text/event-stream");
        }
        (response.status().as_u16(), Self(response.into_body().into_data_stream()))
    }

    /// Returns the id and the data of the next event; nothing when the stream has ended.
    async fn next(&mut self) -> Option<(String, Value)> {
        let text = String::from_utf8(self.0.next().await?.unwrap().to_vec()).unwrap();
        let line = |name| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{text}"));
        Some((line("id: ").to_owned(), serde_json::from_str(line("data: ")).unwrap()))
    }
}

#[tokio::test]
async fn a_job_is_told_at_once_then_each_change_in_order_until_it_has_ended() {
    let house = House::new().await;
    put(&house, at(3, JobState::Running));
    let (status, mut events) = Stream::open(&house, &house.anna, None).await;
    assert_eq!(status, 200);
    let first = json!({ "done": 3, "total": 10, "message": "step 3", "state": "running" });
    assert_eq!(events.next().await, Some(("3".to_owned(), first)));
    for revision in [4, 6] {
        put(&house, at(revision, JobState::Running));
        let (id, data) = events.next().await.unwrap();
        assert_eq!((id, &data["message"]), (revision.to_string(), &json!(format!("step {revision}"))));
    }
    put(&house, at(7, JobState::Done));
    let (id, data) = events.next().await.unwrap();
    assert_eq!((id.as_str(), &data["state"]), ("7", &json!("done")));
    assert_eq!(events.next().await, None, "nothing comes after the end");
}

#[tokio::test]
async fn who_connects_again_hears_what_is_new_and_is_told_when_nothing_will_be() {
    let house = House::new().await;
    put(&house, at(3, JobState::Running));
    let (_, mut events) = Stream::open(&house, &house.anna, Some("3")).await;
    put(&house, at(4, JobState::Running));
    assert_eq!(events.next().await.unwrap().0, "4");
    let (_, mut events) = Stream::open(&house, &house.anna, Some("2")).await;
    assert_eq!(events.next().await.unwrap().0, "4");
    put(&house, at(5, JobState::Cancelled));
    assert_eq!(Stream::open(&house, &house.anna, Some("5")).await.0, 204);
    let (_, mut events) = Stream::open(&house, &house.anna, Some("4")).await;
    assert_eq!(events.next().await.unwrap().1["state"], "cancelled");
}

#[tokio::test]
async fn sec_30_a_job_of_another_space_is_not_there() {
    let house = House::new().await;
    let nora = house.neighbour("nora", "attic").await;
    let guest = house.member("gus", "guest").await;
    put(&house, at(1, JobState::Running));
    let path = |space: &str, id: &str| format!("/api/v1/s/{space}/jobs/{id}");
    let id = job().to_string();
    for (visit, path, status) in [
        (&nora, path("foundry", &id), 404),
        (&nora, path("attic", &id), 404),
        (&guest, path("foundry", &id), 403),
        (&house.anna, path("foundry", &JobId::from_parts(2, &[2; 10]).to_string()), 404),
        (&house.anna, path("foundry", "nonsense"), 404),
    ] {
        for end in ["", "/events"] {
            let answer = house.get(&format!("{path}{end}")).by(visit).send().await;
            assert_eq!(answer.status(), status, "{path}{end}");
        }
    }
}

#[tokio::test]
async fn a_failed_job_says_why() {
    let house = House::new().await;
    let invalid = r#"{"detail":"no such town","errors":[{"pointer":"/home","detail":"no such town"}]}"#;
    let error = CallError::Answered(PluginError::Invalid(invalid.to_owned()));
    put(&house, JobStatus { error: Some(error), ..at(9, JobState::Failed) });
    let answer = house.get(&format!("/api/v1/s/foundry/jobs/{}", job())).by(&house.anna).send().await;
    let told = answer.json();
    assert_eq!(
        (&told["state"], &told["message"], &told["done"]),
        (&json!("failed"), &json!("no such town"), &json!(9))
    );
    assert_eq!(told["problem"]["type"], "/problems/invalid");
    assert_eq!(told["problem"]["errors"][0]["pointer"], "/home");
    let (_, mut events) = Stream::open(&house, &house.anna, None).await;
    assert_eq!(events.next().await.unwrap().1["message"], "no such town");
}

#[tokio::test]
async fn sec_34_whoever_loses_the_right_hears_nothing_more() {
    let house = House::new().await;
    let ben = house.member("ben", "member").await;
    put(&house, at(1, JobState::Running));
    let (_, mut events) = Stream::open(&house, &ben, None).await;
    assert!(events.next().await.is_some());
    let (scope, person) = (house.scope(), ben.person);
    let removed =
        house.app.storage.write(move |tx| Box::pin(async move { memberships::remove(tx, &scope, person, None).await }));
    let removed: Result<(), memberships::MemberError> = removed.await;
    removed.unwrap();
    put(&house, at(2, JobState::Running));
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn one_person_watches_so_many_jobs_and_another_still_gets_in() {
    let house = House::new().await;
    let ben = house.member("ben", "member").await;
    put(&house, at(1, JobState::Running));
    let mut open = Vec::new();
    for _ in 0..super::streams::MOST {
        let (status, stream) = Stream::open(&house, &house.anna, None).await;
        assert_eq!(status, 200);
        open.push(stream);
    }
    assert_eq!(Stream::open(&house, &house.anna, None).await.0, 429);
    assert_eq!(Stream::open(&house, &ben, None).await.0, 200);
    open.pop();
    assert_eq!(Stream::open(&house, &house.anna, None).await.0, 200);
}

#[tokio::test]
async fn a_quiet_stream_shows_that_it_lives() {
    let house = House::new().await;
    put(&house, at(1, JobState::Running));
    let (_, mut events) = Stream::open(&house, &house.anna, None).await;
    events.next().await.unwrap();
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let sign = events.0.next().await.unwrap().unwrap();
    assert_eq!((&sign[..], begun.elapsed().as_secs()), (&b":\n\n"[..], 15));
}
