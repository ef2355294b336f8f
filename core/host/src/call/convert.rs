//! Translates between the core's words and the contract's records.
//!
//! Rule: exhaustive matches only, so that a change of the contract fails to compile here first.

use std::time::Duration;

use loadin_types::{
    Body, Call, Chunk, FileReply, Form, Held, Job, JobError, Kept, PluginError, PrincipalKind, Reply, Request, Upload,
};

use crate::{
    bindings::{
        contract::types as wit, http::exports::loadin::plugin::http_handler as http,
        job::exports::loadin::plugin::job_handler as wit_job, life::exports::loadin::plugin::lifecycle as wit_life,
    },
    plugin::LoadedPlugin,
};

pub(super) fn call(call: Call, plugin: &LoadedPlugin, wall: Duration) -> wit::Call {
    let permissions = match call.caller.held {
        Held::All => plugin.permissions.clone(),
        Held::These(names) => names,
    };
    wit::Call {
        id: call.id.to_string(),
        traceparent: call.traceparent,
        caller: wit::Principal {
            kind: match call.caller.kind {
                PrincipalKind::Anonymous => wit::PrincipalKind::Anonymous,
                PrincipalKind::Link => wit::PrincipalKind::Link,
                PrincipalKind::Person => wit::PrincipalKind::Person,
                PrincipalKind::Service => wit::PrincipalKind::Service,
                PrincipalKind::System => wit::PrincipalKind::System,
            },
            id: call.caller.id,
            space: call.caller.space.to_string(),
            roles: call.caller.roles,
            permissions,
        },
        via: call.via.iter().map(ToString::to_string).collect(),
        object: call.object,
        locale: call.locale,
        zone: call.zone,
        deadline_ms: u32::try_from(wall.as_millis()).unwrap_or(u32::MAX),
    }
}

pub(super) fn request(request: Request) -> http::Request {
    let header = |header: loadin_types::Header| wit::Header { name: header.name, value: header.value };
    http::Request {
        method: request.method,
        path: request.path,
        query: request.query,
        headers: request.headers.into_iter().map(header).collect(),
        body: match request.body {
            Body::Empty => wit::Body::Empty,
            Body::Text(text) => wit::Body::Text(text),
            Body::Bytes(bytes) => wit::Body::Bytes(bytes),
            Body::Form(form) => wit::Body::Form(wit::Form {
                fields: form.fields,
                uploads: form.uploads.into_iter().map(upload).collect(),
            }),
        },
    }
}

fn upload(upload: Upload) -> wit::Upload {
    wit::Upload { field: upload.field, name: upload.name, mime: upload.mime, content: upload.content }
}

pub(super) fn job(job: Job) -> wit_job::Job {
    wit_job::Job {
        id: job.id.to_string(),
        kind: job.kind,
        input: job.input,
        attempt: job.attempt,
        checkpoint: job.checkpoint,
    }
}

pub(super) fn chunk(chunk: Chunk) -> wit_life::Chunk {
    let kept = |kept: Kept| wit_life::Kept { id: kept.id.to_string(), since: kept.since, data: kept.data };
    wit_life::Chunk { collection: chunk.collection, documents: chunk.documents.into_iter().map(kept).collect() }
}

pub(super) fn reply(reply: http::Reply) -> Reply {
    match reply {
        http::Reply::Json(json) => Reply::Json(json),
        http::Reply::Text(text) => Reply::Text(text),
        http::Reply::Created((path, json)) => Reply::Created { path, json },
        http::Reply::Accepted((path, json)) => Reply::Accepted { path, json },
        http::Reply::Page(json) => Reply::Page(json),
        http::Reply::InvalidPage(json) => Reply::InvalidPage(json),
        http::Reply::Done => Reply::Done,
        http::Reply::Redirect(path) => Reply::Redirect(path),
        http::Reply::File(file) => {
            Reply::File(FileReply { name: file.name, mime: file.mime, content: body(file.content) })
        }
    }
}

fn body(body: wit::Body) -> Body {
    match body {
        wit::Body::Empty => Body::Empty,
        wit::Body::Text(text) => Body::Text(text),
        wit::Body::Bytes(bytes) => Body::Bytes(bytes),
        wit::Body::Form(form) => Body::Form(Form {
            fields: form.fields,
            uploads: form
                .uploads
                .into_iter()
                .map(|file| Upload { field: file.field, name: file.name, mime: file.mime, content: file.content })
                .collect(),
        }),
    }
}

pub(super) fn error(error: wit::Error) -> PluginError {
    match error {
        wit::Error::Denied(reason) => PluginError::Denied(reason),
        wit::Error::NotFound => PluginError::NotFound,
        wit::Error::Conflict(version) => PluginError::Conflict(version),
        wit::Error::Duplicate(constraint) => PluginError::Duplicate(constraint),
        wit::Error::Invalid(json) => PluginError::Invalid(json),
        wit::Error::Limit(which) => PluginError::Limit(which),
        wit::Error::Timeout => PluginError::Timeout,
        wit::Error::Cancelled => PluginError::Cancelled,
        wit::Error::Unavailable(what) => PluginError::Unavailable(what),
        wit::Error::Internal(what) => PluginError::Internal(what),
    }
}

pub(super) fn failure(failure: wit::Failure) -> JobError {
    match failure {
        wit::Failure::Retry(seconds) => JobError::Retry(seconds.map(|s| Duration::from_secs(u64::from(s)))),
        wit::Failure::GiveUp(reason) => JobError::GaveUp(error(reason)),
        wit::Failure::Cancelled => JobError::Cancelled,
    }
}
