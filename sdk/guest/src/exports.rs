//! Translates between the contract's records and the types that plugins are written with.
//!
//! Rule: exhaustive matches only, so that a change of the contract fails to compile here first.

use std::sync::Once;

use crate::{
    Body, Call, Error, Failure, Form, Invalid, Job, JobParts, Kept, Migrations, Principal, PrincipalKind, Reply,
    Request, Router, Upload,
    bindings::{
        http::exports::loadin::plugin::http_handler as http, job::exports::loadin::plugin::job_handler as job,
        life::exports::loadin::plugin::lifecycle as life, platform::loadin::plugin::types as wit,
    },
    host,
};

/// Sends panics to the host's log, with their place in the source: a component has no standard error.
fn report_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| host::log::error(&info.to_string(), &[])));
    });
}

/// Answers a request of the host.
pub fn handle(router: &Router, call: wit::Call, request: http::Request) -> Result<http::Reply, wit::Error> {
    report_panics();
    let mut wish = Request::new(request.method, request.path)
        .with_call(call.into())
        .with_query(request.query)
        .with_body(request.body.into());
    for header in request.headers {
        wish = wish.with_header(&header.name, header.value);
    }
    router.handle(&wish).map(Into::into).map_err(Into::into)
}

/// Reads a job of the host.
#[must_use]
pub fn job(call: wit::Call, job: job::Job) -> Job {
    report_panics();
    let parts =
        JobParts { id: job.id, kind: job.kind, input: job.input, attempt: job.attempt, checkpoint: job.checkpoint };
    Job::new(call.into(), parts)
}

/// Brings documents of the host to their present form.
pub fn migrate(migrations: &Migrations, chunk: life::Chunk) -> Result<Vec<Option<String>>, wit::Error> {
    report_panics();
    let kept = |kept: life::Kept| Kept { id: kept.id, since: kept.since, data: kept.data };
    let documents: Vec<Kept> = chunk.documents.into_iter().map(kept).collect();
    migrations.migrate(&chunk.collection, &documents).map_err(Into::into)
}

/// Returns the failure for a kind of job that the plugin does not run.
#[must_use]
pub fn unknown_kind(kind: &str) -> Failure {
    Failure::GiveUp(Error::Internal(format!("the manifest declares the job `{kind}`, but the plugin does not run it")))
}

impl From<wit::Call> for Call {
    fn from(call: wit::Call) -> Self {
        Self {
            id: call.id,
            traceparent: call.traceparent,
            caller: Principal {
                kind: match call.caller.kind {
                    wit::PrincipalKind::Anonymous => PrincipalKind::Anonymous,
                    wit::PrincipalKind::Link => PrincipalKind::Link,
                    wit::PrincipalKind::Person => PrincipalKind::Person,
                    wit::PrincipalKind::Service => PrincipalKind::Service,
                    wit::PrincipalKind::System => PrincipalKind::System,
                },
                id: call.caller.id,
                space: call.caller.space,
                roles: call.caller.roles,
                permissions: call.caller.permissions,
            },
            via: call.via,
            object: call.object,
            locale: call.locale,
            zone: call.zone,
            deadline_ms: call.deadline_ms,
        }
    }
}

impl From<wit::Body> for Body {
    fn from(body: wit::Body) -> Self {
        match body {
            wit::Body::Empty => Self::Empty,
            wit::Body::Text(text) => Self::Text(text),
            wit::Body::Bytes(bytes) => Self::Bytes(bytes),
            wit::Body::Form(form) => Self::Form(form.into()),
        }
    }
}

impl From<Body> for wit::Body {
    fn from(body: Body) -> Self {
        match body {
            Body::Empty => Self::Empty,
            Body::Text(text) => Self::Text(text),
            Body::Bytes(bytes) => Self::Bytes(bytes),
            Body::Form(form) => Self::Form(form.into()),
        }
    }
}

impl From<wit::Form> for Form {
    fn from(form: wit::Form) -> Self {
        let upload =
            |file: wit::Upload| Upload { field: file.field, name: file.name, mime: file.mime, content: file.content };
        Self { fields: form.fields, uploads: form.uploads.into_iter().map(upload).collect() }
    }
}

impl From<Form> for wit::Form {
    fn from(form: Form) -> Self {
        let upload =
            |file: Upload| wit::Upload { field: file.field, name: file.name, mime: file.mime, content: file.content };
        Self { fields: form.fields, uploads: form.uploads.into_iter().map(upload).collect() }
    }
}

impl From<Reply> for http::Reply {
    fn from(reply: Reply) -> Self {
        match reply {
            Reply::Json(json) => Self::Json(json),
            Reply::Text(text) => Self::Text(text),
            Reply::Created { path, json } => Self::Created((path, json)),
            Reply::Accepted { path, json } => Self::Accepted((path, json)),
            Reply::Page(json) => Self::Page(json),
            Reply::InvalidPage(json) => Self::InvalidPage(json),
            Reply::Done => Self::Done,
            Reply::Redirect(path) => Self::Redirect(path),
            Reply::File(file) => {
                Self::File(http::File { name: file.name, mime: file.mime, content: file.content.into() })
            }
        }
    }
}

impl From<Error> for wit::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(reason) => Self::Denied(reason),
            Error::NotFound => Self::NotFound,
            Error::Conflict(version) => Self::Conflict(version),
            Error::Duplicate(constraint) => Self::Duplicate(constraint),
            Error::Invalid(invalid) => match serde_json::to_string(&invalid) {
                Ok(json) => Self::Invalid(json),
                Err(error) => Self::Internal(error.to_string()),
            },
            Error::Limit(which) => Self::Limit(which),
            Error::Timeout => Self::Timeout,
            Error::Cancelled => Self::Cancelled,
            Error::Unavailable(what) => Self::Unavailable(what),
            Error::Internal(what) => Self::Internal(what),
        }
    }
}

impl From<wit::Error> for Error {
    fn from(error: wit::Error) -> Self {
        match error {
            wit::Error::Denied(reason) => Self::Denied(reason),
            wit::Error::NotFound => Self::NotFound,
            wit::Error::Conflict(version) => Self::Conflict(version),
            wit::Error::Duplicate(constraint) => Self::Duplicate(constraint),
            wit::Error::Invalid(json) => {
                Self::Invalid(serde_json::from_str(&json).unwrap_or(Invalid { detail: json, errors: Vec::new() }))
            }
            wit::Error::Limit(which) => Self::Limit(which),
            wit::Error::Timeout => Self::Timeout,
            wit::Error::Cancelled => Self::Cancelled,
            wit::Error::Unavailable(what) => Self::Unavailable(what),
            wit::Error::Internal(what) => Self::Internal(what),
        }
    }
}

impl From<Failure> for wit::Failure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Retry(seconds) => Self::Retry(seconds),
            Failure::GiveUp(error) => Self::GiveUp(error.into()),
            Failure::Cancelled => Self::Cancelled,
        }
    }
}
