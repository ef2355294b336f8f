//! Documents and jobs of a plugin: what the host asks before anybody is asked, and whom it acts for.

use std::sync::Mutex;

use async_trait::async_trait;
use loadin_types::{
    CallError, DocumentId, Held, JobId, JobState, JobStatus, NewJob, PluginError, PluginId, Progress, Reply, SpaceId,
    Timestamp,
    data::{DataContext, Document, Found, Query, Reach, Visibility, Write, Written},
    ports::{Collections, JobDesk},
};

use crate::world::Zoo;

/// Keeps what it is asked; answers with one document, and one job that failed.
#[derive(Default)]
pub(crate) struct Shelf {
    asked: Mutex<Vec<String>>,
    jobs: Mutex<Vec<NewJob>>,
}

impl Shelf {
    fn note(&self, what: String) {
        self.asked.lock().unwrap().push(what);
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn document(context: &DataContext, data: &str) -> Document {
    Document {
        id: DocumentId::from_parts(1, &[5; 10]),
        space: context.caller.space,
        parties: Vec::new(),
        visibility: Visibility::Space,
        version: 3,
        data: data.to_owned(),
        created: Timestamp::from_millis(10),
        updated: Timestamp::from_millis(20),
        deleted: None,
    }
}

#[async_trait]
impl Collections for Shelf {
    async fn get(
        &self,
        context: &DataContext,
        collection: &str,
        ids: &[DocumentId],
    ) -> Result<Vec<Option<Document>>, PluginError> {
        self.note(format!("get {}/{collection} {}", context.plugin, ids.len()));
        Ok(ids.iter().map(|_| Some(document(context, "{\"text\":\"kept\"}"))).collect())
    }

    async fn find(&self, context: &DataContext, collection: &str, query: &Query) -> Result<Found, PluginError> {
        self.note(format!("find {}/{collection} {:?} {}", context.plugin, query.filter, query.limit));
        Ok(Found { documents: vec![document(context, "{\"text\":\"kept\"}")], prev: None, next: None })
    }

    async fn count(
        &self,
        context: &DataContext,
        collection: &str,
        reach: Reach,
        filter: Option<&str>,
    ) -> Result<u64, PluginError> {
        self.note(format!("count {}/{collection} {reach:?} {filter:?}", context.plugin));
        Ok(1)
    }

    async fn aggregate(&self, context: &DataContext, collection: &str, question: &str) -> Result<String, PluginError> {
        self.note(format!("aggregate {}/{collection} {question}", context.plugin));
        Ok("{\"groups\":[]}".to_owned())
    }

    async fn commit(&self, context: &DataContext, writes: Vec<Write>) -> Result<Vec<Written>, PluginError> {
        self.note(format!("commit {} in {}", writes.len(), context.caller.space));
        let answer = |write: &Write| match write {
            Write::Put(put) if put.data.contains("taken") => Err(PluginError::Conflict(9)),
            Write::Put(put) => Ok(Written::Document(document(context, &put.data))),
            Write::Enqueue(job) => {
                self.jobs.lock().unwrap().push(job.clone());
                Ok(Written::Job(job.id.unwrap_or(JobId::from_parts(1, &[8; 10]))))
            }
            Write::Restore(_) | Write::Delete(_) | Write::Purge(_) => Ok(Written::Done),
        };
        writes.iter().map(answer).collect()
    }
}

#[async_trait]
impl JobDesk for Shelf {
    async fn status(&self, plugin: &PluginId, space: SpaceId, _: JobId) -> Result<Option<JobStatus>, PluginError> {
        self.note(format!("status {plugin} {space}"));
        let invalid = r#"{"detail":"no such town","errors":[]}"#.to_owned();
        Ok(Some(JobStatus {
            state: JobState::Failed,
            progress: Progress { done: 1, total: 2, message: "half".to_owned() },
            error: Some(CallError::Answered(PluginError::Invalid(invalid))),
            revision: 4,
        }))
    }

    async fn changed(&self, _: SpaceId, _: JobId, _: u64) -> Result<Option<JobStatus>, PluginError> {
        Ok(None)
    }

    async fn cancel(&self, _: &PluginId, _: SpaceId, _: JobId) -> Result<bool, PluginError> {
        Ok(false)
    }
}

fn holding(names: &[&str]) -> Held {
    Held::These(names.iter().map(|name| (*name).to_owned()).collect())
}

fn denied(answer: Result<Reply, CallError>) -> String {
    let Err(CallError::Answered(PluginError::Denied(reason))) = answer else { panic!("{answer:?} is no denial") };
    reason
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_go_out_and_come_back_whole() {
    let zoo = Zoo::open().await;
    let kept = zoo.post("/notes/write", r#"{"text":"soundcheck at five"}"#).await;
    let id = DocumentId::from_parts(1, &[5; 10]);
    let expected = format!(r#"{{"id":"{id}","version":3,"text":"soundcheck at five"}}"#);
    assert_eq!(kept, Ok(Reply::Json(expected)));
    assert_eq!(zoo.post("/notes/find", "").await, Ok(Reply::Json("[\"kept\"]".to_owned())));
    assert_eq!(zoo.post("/notes/get", &id.to_string()).await, Ok(Reply::Json("\"kept\"".to_owned())));
    let space = SpaceId::from_parts(1, &[3; 10]);
    assert_eq!(
        zoo.shelf.asked(),
        [
            format!("commit 1 in {space}"),
            format!("find org.loadin.zoo/notes {:?} 50", Some(r#"{"field":"text","op":"eq","value":"kept"}"#)),
            "get org.loadin.zoo/notes 1".to_owned(),
        ]
    );
    assert_eq!(
        zoo.post("/notes/write", r#"{"text":"taken"}"#).await,
        Err(CallError::Answered(PluginError::Conflict(9)))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_without_the_permission_is_refused_before_anybody_is_asked() {
    let zoo = Zoo::open().await;
    let reader = || holding(&["notes:read"]);
    assert!(zoo.post_as(reader(), "/notes/find", "").await.is_ok());
    zoo.shelf.asked();
    let note = r#"{"text":"x"}"#;
    assert_eq!(
        denied(zoo.post_as(reader(), "/notes/write", note).await),
        "changing `notes` needs the permission notes:write"
    );
    let id = DocumentId::from_parts(1, &[5; 10]).to_string();
    for (asked, body) in [("find", ""), ("search", ""), ("count", ""), ("groups", ""), ("get", &*id)] {
        let path = format!("/notes/{asked}");
        assert_eq!(
            denied(zoo.post_as(holding(&[]), &path, body).await),
            "reading `notes` needs the permission notes:read",
            "{asked}"
        );
        // Writing is no reading.
        denied(zoo.post_as(holding(&["notes:write"]), &path, body).await);
    }
    assert_eq!(denied(zoo.post("/notes/stray", note).await), "plugin.toml declares no collection `diaries`");
    assert_eq!(zoo.shelf.asked(), Vec::<String>::new());
    for asked in ["search", "count", "groups"] {
        assert!(zoo.post_as(reader(), &format!("/notes/{asked}"), "").await.is_ok(), "{asked}");
    }
    assert_eq!(
        zoo.shelf.asked(),
        [
            format!("find org.loadin.zoo/notes {:?} 50", Some(r#"{"text":"kept"}"#)),
            format!("count org.loadin.zoo/notes Mine {:?}", Some(r#"{"field":"text","op":"eq","value":"kept"}"#)),
            r#"aggregate org.loadin.zoo/notes {"reach":"mine","by":["text"],"measures":[{"op":"count"}]}"#.to_owned(),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_ordered_for_the_caller_in_the_commit_of_its_document() {
    let zoo = Zoo::open().await;
    let started = zoo.post_as(holding(&["notes:write"]), "/notes/start", "count").await.unwrap();
    let Reply::Accepted { path, json } = started else { panic!("{started:?}") };
    let jobs = std::mem::take(&mut *zoo.shelf.jobs.lock().unwrap());
    let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
    let space = SpaceId::from_parts(1, &[3; 10]);
    assert_eq!(zoo.shelf.asked(), [format!("commit 2 in {space}")]);
    assert_eq!((job.kind.as_str(), job.input.as_str(), &job.caller.held), ("count", "3", &holding(&["notes:write"])));
    assert_eq!(json, format!("\"{}\"", job.id.unwrap()));
    assert_eq!(path, format!("/notes/{}", job.id.unwrap()));

    let unknown = zoo.post("/notes/start", "dance").await;
    let Err(CallError::Answered(PluginError::Invalid(reason))) = unknown else { panic!("{unknown:?}") };
    assert!(reason.contains("plugin.toml declares no job `dance`"), "{reason}");
    let blocked = zoo.post_as(holding(&[]), "/notes/start", "count").await;
    assert!(matches!(blocked, Err(CallError::Answered(PluginError::Denied(_)))), "{blocked:?}");
    assert!(zoo.shelf.jobs.lock().unwrap().is_empty(), "a job must not start when its document is refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_is_told_how_its_job_ended_and_cannot_stop_what_does_not_run() {
    let zoo = Zoo::open().await;
    let job = JobId::from_parts(1, &[8; 10]).to_string();
    let Ok(Reply::Json(status)) = zoo.post("/notes/status", &job).await else { panic!("no status") };
    assert!(
        status.starts_with(r#"{"state":"failed","done":1,"total":2,"message":"half","problem":{"kind":"invalid""#),
        "{status}"
    );
    assert!(status.contains("no such town"), "{status}");
    assert_eq!(zoo.post("/notes/status", "no-id").await, Ok(Reply::Json("null".to_owned())));
    assert_eq!(zoo.post("/notes/cancel", &job).await, Err(CallError::Answered(PluginError::NotFound)));
}
