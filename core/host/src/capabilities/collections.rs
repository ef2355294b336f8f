//! `collections`: the plugin's own documents, for whoever calls it.
//!
//! Rule: the two questions of every call are asked here: does the manifest declare the collection, and has the caller its
//! permission. Which documents the caller may see or change is the question of the port behind.

use loadin_types::{
    DocumentId, JobId, NewJob, PluginError, SpaceId,
    data::{self, Document, Found, Put, Reach, Target, Visibility, Write, Written},
};

use super::{not_valid, refuse};
use crate::{
    bindings::contract::{
        collections::{self as wit, Host},
        types::{Error, Visibility as WitVisibility},
    },
    state::CallState,
};

/// Documents that are fetched by id at once.
const MAX_IDS: usize = 200;
/// Writes of one transaction.
const MAX_WRITES: usize = 5_000;
/// Bytes of a filter or a question about groups, and names of fields. Storage has the exact limits.
const MAX_QUESTION: usize = 32 << 10;
const MAX_NAMES: usize = 64;
/// Bytes of the key under which a job is ordered once.
const MAX_KEY: usize = 200;

/// Which of a collection's two permissions is asked for.
#[derive(Clone, Copy)]
enum Act {
    Read,
    Write,
}

impl CallState {
    /// Checks that the collection is declared and that the caller may do that to it.
    fn allow(&self, collection: &str, act: Act) -> Result<(), PluginError> {
        self.outside_a_migration("documents")?;
        let Some(rights) = self.plugin.collections.get(collection) else {
            let detail = format!("plugin.toml declares no collection `{}`", collection.escape_debug());
            return Err(PluginError::Denied(detail));
        };
        let (needed, doing) = match act {
            Act::Read => (&rights.read, "reading"),
            Act::Write => (&rights.write, "changing"),
        };
        if self.call.data.caller.may(needed) {
            return Ok(());
        }
        Err(PluginError::Denied(format!("{doing} `{collection}` needs the permission {needed}")))
    }

    async fn documents(&self, collection: &str, ids: &[String]) -> Result<Vec<Option<Document>>, PluginError> {
        self.allow(collection, Act::Read)?;
        if ids.len() > MAX_IDS {
            return Err(not_valid(format!("at most {MAX_IDS} documents can be fetched at once")));
        }
        // An id that is none names no document: a mistyped address is not found, and not the plugin's fault.
        let known: Vec<Option<DocumentId>> = ids.iter().map(|id| id.parse().ok()).collect();
        let wanted: Vec<DocumentId> = known.iter().flatten().copied().collect();
        let mut found = self.ports.collections.get(&self.call.data, collection, &wanted).await?.into_iter();
        Ok(known.iter().map(|id| id.and_then(|_| found.next().flatten())).collect())
    }

    async fn query(&self, collection: &str, query: wit::Query) -> Result<Found, PluginError> {
        self.allow(collection, Act::Read)?;
        let size = query.filter.as_ref().map_or(0, String::len);
        fits(size, query.order_by.len() + query.fields.len())?;
        let query = data::Query {
            reach: inward_reach(query.reach),
            filter: query.filter,
            order_by: query.order_by,
            fields: query.fields,
            limit: query.limit,
            cursor: query.cursor,
        };
        self.ports.collections.find(&self.call.data, collection, &query).await
    }

    async fn number_of(&self, collection: &str, reach: wit::Reach, filter: Option<String>) -> Result<u64, PluginError> {
        self.allow(collection, Act::Read)?;
        fits(filter.as_ref().map_or(0, String::len), 0)?;
        let reach = inward_reach(reach);
        self.ports.collections.count(&self.call.data, collection, reach, filter.as_deref()).await
    }

    async fn groups(&self, collection: &str, question: &str) -> Result<String, PluginError> {
        self.allow(collection, Act::Read)?;
        fits(question.len(), 0)?;
        self.ports.collections.aggregate(&self.call.data, collection, question).await
    }

    /// Writes the documents and orders the jobs, all of it or nothing; answers in the order of the writes.
    async fn write_all(&self, writes: Vec<wit::Write>) -> Result<Vec<wit::Written>, PluginError> {
        self.outside_a_migration("documents")?;
        if writes.len() > MAX_WRITES {
            return Err(PluginError::Limit(format!("{MAX_WRITES} writes in one commit")));
        }
        let inward = writes.into_iter().map(|write| {
            Ok(match write {
                wit::Write::Put(put) => self.put(put)?,
                wit::Write::Delete(target) => Write::Delete(self.target(target)?),
                wit::Write::Restore(target) => Write::Restore(self.target(target)?),
                wit::Write::Purge(target) => Write::Purge(self.target(target)?),
                wit::Write::Enqueue(job) => Write::Enqueue(self.new_job(job)?),
            })
        });
        let writes = inward.collect::<Result<Vec<_>, PluginError>>()?;
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        let written = self.ports.collections.commit(&self.call.data, writes).await?;
        let outward = |written| match written {
            Written::Document(document) => wit::Written::Document(outward(document)),
            Written::Job(id) => wit::Written::Job(id.to_string()),
            Written::Done => wit::Written::Done,
        };
        Ok(written.into_iter().map(outward).collect())
    }

    fn put(&self, put: wit::PutOp) -> Result<Write, PluginError> {
        self.allow(&put.collection, Act::Write)?;
        let parties = put.parties.iter().map(|space| space.parse::<SpaceId>());
        Ok(Write::Put(Put {
            id: put.id.map(|id| id.parse::<DocumentId>()).transpose().map_err(|error| not_valid(error.to_string()))?,
            parties: parties.collect::<Result<_, _>>().map_err(|error| not_valid(error.to_string()))?,
            collection: put.collection,
            data: put.data,
            visibility: put.visibility.map(inward),
            expect_version: put.expect_version,
        }))
    }

    fn target(&self, target: wit::DeleteOp) -> Result<Target, PluginError> {
        self.allow(&target.collection, Act::Write)?;
        let id = target.id.parse::<DocumentId>().map_err(|_| PluginError::NotFound)?;
        Ok(Target { collection: target.collection, id, expect_version: target.expect_version })
    }

    fn new_job(&self, job: wit::EnqueueOp) -> Result<NewJob, PluginError> {
        if !self.plugin.may_enqueue {
            return Err(PluginError::Denied("starting a job needs `jobs = true` under [capabilities]".to_owned()));
        }
        let Some(max_attempts) = self.plugin.job_kinds.get(&job.kind).copied() else {
            return Err(not_valid(format!("plugin.toml declares no job `{}`", job.kind.escape_debug())));
        };
        if job.input.len() as u64 > self.plugin.job_limits.body {
            return Err(PluginError::Limit(format!("{} bytes of input for a job", self.plugin.job_limits.body)));
        }
        if serde_json::from_str::<serde::de::IgnoredAny>(&job.input).is_err() {
            return Err(not_valid("the input of a job must be JSON".to_owned()));
        }
        if job.dedupe.as_ref().is_some_and(|key| key.len() > MAX_KEY || key.chars().any(char::is_control)) {
            return Err(not_valid(format!("the key of a job has at most {MAX_KEY} bytes, and no control characters")));
        }
        Ok(NewJob {
            id: job.id.map(|id| id.parse::<JobId>()).transpose().map_err(|error| not_valid(error.to_string()))?,
            plugin: self.plugin.id.clone(),
            kind: job.kind,
            input: job.input,
            caller: self.call.data.caller.clone(),
            locale: self.call.locale.clone(),
            zone: self.call.zone.clone(),
            max_attempts,
            dedupe: job.dedupe,
        })
    }
}

impl Host for CallState {
    async fn get(
        &mut self,
        collection: String,
        ids: Vec<String>,
    ) -> wasmtime::Result<Result<Vec<Option<wit::Document>>, Error>> {
        self.enter()?;
        let found = self.documents(&collection, &ids).await;
        Ok(found.map(|found| found.into_iter().map(|document| document.map(outward)).collect()).map_err(refuse))
    }

    async fn find(&mut self, collection: String, query: wit::Query) -> wasmtime::Result<Result<wit::Found, Error>> {
        self.enter()?;
        let found = self.query(&collection, query).await.map(|found| wit::Found {
            documents: found.documents.into_iter().map(outward).collect(),
            prev: found.prev,
            next: found.next,
        });
        Ok(found.map_err(refuse))
    }

    async fn count(
        &mut self,
        collection: String,
        reach: wit::Reach,
        filter: Option<String>,
    ) -> wasmtime::Result<Result<u64, Error>> {
        self.enter()?;
        Ok(self.number_of(&collection, reach, filter).await.map_err(refuse))
    }

    async fn aggregate(&mut self, collection: String, question: String) -> wasmtime::Result<Result<String, Error>> {
        self.enter()?;
        Ok(self.groups(&collection, &question).await.map_err(refuse))
    }

    async fn commit(&mut self, writes: Vec<wit::Write>) -> wasmtime::Result<Result<Vec<wit::Written>, Error>> {
        self.enter()?;
        Ok(self.write_all(writes).await.map_err(refuse))
    }
}

fn fits(bytes: usize, names: usize) -> Result<(), PluginError> {
    if bytes <= MAX_QUESTION && names <= MAX_NAMES {
        return Ok(());
    }
    Err(not_valid(format!("a question has at most {MAX_QUESTION} bytes and names at most {MAX_NAMES} fields")))
}

const fn inward_reach(reach: wit::Reach) -> Reach {
    match reach {
        wit::Reach::Mine => Reach::Mine,
        wit::Reach::Visible => Reach::Visible,
        wit::Reach::Deleted => Reach::Deleted,
    }
}

fn outward(document: Document) -> wit::Document {
    wit::Document {
        id: document.id.to_string(),
        space: document.space.to_string(),
        parties: document.parties.iter().map(ToString::to_string).collect(),
        visibility: match document.visibility {
            Visibility::Space => WitVisibility::Space,
            Visibility::Parties => WitVisibility::Parties,
            Visibility::Instance => WitVisibility::Instance,
            Visibility::Public => WitVisibility::Public,
        },
        version: document.version,
        data: document.data,
        created_ms: document.created.millis(),
        updated_ms: document.updated.millis(),
        deleted_ms: document.deleted.map(loadin_types::Timestamp::millis),
    }
}

const fn inward(visibility: WitVisibility) -> Visibility {
    match visibility {
        WitVisibility::Space => Visibility::Space,
        WitVisibility::Parties => Visibility::Parties,
        WitVisibility::Instance => Visibility::Instance,
        WitVisibility::Public => Visibility::Public,
    }
}
