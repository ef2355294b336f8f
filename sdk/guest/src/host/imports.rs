//! Where the host's functions go in a component: to the contract's imports.

use super::log::Level;
use crate::{
    Error,
    bindings::platform::loadin::plugin::{
        clock, collections as wit, jobs, locale, log as wit_log, places, random as wit_random, settings, types,
    },
    collections::raw,
};

pub(super) fn log(level: Level, message: &str, fields: &[(&str, &str)]) {
    let level = match level {
        Level::Trace => wit_log::Level::Trace,
        Level::Debug => wit_log::Level::Debug,
        Level::Info => wit_log::Level::Info,
        Level::Warn => wit_log::Level::Warn,
        Level::Error => wit_log::Level::Error,
    };
    let fields: Vec<_> = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    wit_log::write(level, message, &fields);
}

pub(super) fn now_ms() -> u64 {
    clock::now_ms()
}

pub(super) fn monotonic_ns() -> u64 {
    clock::monotonic_ns()
}

pub(super) fn random(n: u32) -> Vec<u8> {
    wit_random::bytes(n)
}

pub(super) fn setting(key: &str) -> Option<String> {
    settings::get(key)
}

pub(super) fn places_search(text: &str, country: Option<&str>, limit: u32) -> Result<String, Error> {
    Ok(places::search(text, country, limit)?)
}

pub(super) fn places_resolve(text: &str, country: Option<&str>) -> Result<String, Error> {
    Ok(places::resolve(text, country)?)
}

pub(super) fn places_nearby(lat: f64, lon: f64, km: f64, limit: u32) -> Result<String, Error> {
    Ok(places::nearby(lat, lon, km, limit)?)
}

pub(super) fn text(key: &str, args: &str) -> String {
    locale::text(key, args)
}

pub(super) fn job_status(id: &str) -> Result<Option<String>, Error> {
    Ok(jobs::status(id)?)
}

pub(super) fn job_cancel(id: &str) -> Result<(), Error> {
    Ok(jobs::cancel(id)?)
}

pub(super) fn documents_get(collection: &str, ids: &[String]) -> Result<Vec<Option<raw::Document>>, Error> {
    let found = wit::get(collection, ids)?;
    Ok(found.into_iter().map(|document| document.map(inward)).collect())
}

pub(super) fn documents_find(collection: &str, query: &raw::Query) -> Result<raw::Found, Error> {
    let query = wit::Query {
        reach: reach(query.reach),
        filter: query.filter.clone(),
        order_by: query.order_by.clone(),
        fields: query.fields.clone(),
        limit: query.limit,
        cursor: query.cursor.clone(),
    };
    let found = wit::find(collection, &query)?;
    let documents = found.documents.into_iter().map(inward).collect();
    Ok(raw::Found { documents, prev: found.prev, next: found.next })
}

const fn reach(reach: raw::Reach) -> wit::Reach {
    match reach {
        raw::Reach::Mine => wit::Reach::Mine,
        raw::Reach::Visible => wit::Reach::Visible,
        raw::Reach::Deleted => wit::Reach::Deleted,
    }
}

pub(super) fn documents_count(collection: &str, of: raw::Reach, filter: Option<&str>) -> Result<u64, Error> {
    Ok(wit::count(collection, reach(of), filter)?)
}

pub(super) fn documents_aggregate(collection: &str, question: &str) -> Result<String, Error> {
    Ok(wit::aggregate(collection, question)?)
}

pub(super) fn documents_commit(writes: Vec<raw::Write>) -> Result<Vec<raw::Written>, Error> {
    let writes: Vec<wit::Write> = writes.into_iter().map(write).collect();
    let written = wit::commit(&writes)?.into_iter().map(|written| match written {
        wit::Written::Document(document) => raw::Written::Document(inward(document)),
        wit::Written::Job(id) => raw::Written::Job(id),
        wit::Written::Done => raw::Written::Done,
    });
    Ok(written.collect())
}

fn write(write: raw::Write) -> wit::Write {
    match write {
        raw::Write::Put(put) => wit::Write::Put(wit::PutOp {
            collection: put.collection,
            id: put.id,
            data: put.data,
            parties: put.parties,
            visibility: put.visibility.map(|visibility| match visibility {
                raw::Visibility::Space => types::Visibility::Space,
                raw::Visibility::Parties => types::Visibility::Parties,
                raw::Visibility::Instance => types::Visibility::Instance,
                raw::Visibility::Public => types::Visibility::Public,
            }),
            expect_version: put.expect_version,
        }),
        raw::Write::Delete(delete) => wit::Write::Delete(target(delete)),
        raw::Write::Restore(restore) => wit::Write::Restore(target(restore)),
        raw::Write::Purge(purge) => wit::Write::Purge(target(purge)),
        raw::Write::Enqueue(job) => {
            wit::Write::Enqueue(wit::EnqueueOp { id: job.id, kind: job.kind, input: job.input, dedupe: job.dedupe })
        }
    }
}

fn target(target: raw::Delete) -> wit::DeleteOp {
    wit::DeleteOp { collection: target.collection, id: target.id, expect_version: target.expect_version }
}

fn inward(document: wit::Document) -> raw::Document {
    raw::Document {
        id: document.id,
        space: document.space,
        parties: document.parties,
        visibility: match document.visibility {
            types::Visibility::Space => raw::Visibility::Space,
            types::Visibility::Parties => raw::Visibility::Parties,
            types::Visibility::Instance => raw::Visibility::Instance,
            types::Visibility::Public => raw::Visibility::Public,
        },
        version: document.version,
        data: document.data,
        created_ms: document.created_ms,
        updated_ms: document.updated_ms,
        deleted_ms: document.deleted_ms,
    }
}

pub(super) fn progress(done: u64, total: u64, message: &str) -> Result<(), Error> {
    Ok(jobs::progress(done, total, message)?)
}

pub(super) fn checkpoint(state: &str) -> Result<(), Error> {
    Ok(jobs::checkpoint(state)?)
}
