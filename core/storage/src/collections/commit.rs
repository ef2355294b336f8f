//! Writing documents: a batch, whole or not at all.
//!
//! Rule: everything that can be judged without the database (JSON, schema, sizes, who may be named) is judged here, before
//! the writer is asked; inside its transaction ([`apply`]) only rows are compared and changed.

mod apply;
mod links;

use std::sync::Arc;

use loadin_query::{
    Mistake,
    document::{self, Unkeepable},
    memory::{MOST_BATCH_BYTES, MOST_PARTIES, MOST_WRITES, SPACE_ONLY, too_large},
};
use loadin_types::{
    DocumentId, JobId, NewJob, PluginError, SpaceId,
    data::{DataContext, Put, Visibility, Write},
};
use serde_json::{Map, Value, json};

use super::definition::{Shelf, Shelves};
use crate::{StoreError, jobs::OrderError};

pub(super) use apply::{apply, text};

/// A batch that was judged.
#[derive(Clone)]
pub(super) struct Batch {
    pub(super) context: Arc<DataContext>,
    pub(super) shelves: Arc<Shelves>,
    writes: Arc<[Judged]>,
}

#[derive(Clone)]
enum Judged {
    Document(Ready),
    /// With an id for an order that brings none.
    Job(NewJob, JobId),
}

/// A write that was judged.
#[derive(Clone)]
struct Ready {
    shelf: Arc<Shelf>,
    id: DocumentId,
    /// The id was made for this write.
    has_new_id: bool,
    expect_version: Option<u64>,
    change: Change,
}

#[derive(Clone)]
enum Change {
    Put { data: Map<String, Value>, parties: Vec<SpaceId>, visibility: Option<Visibility> },
    Delete,
    Restore,
    Purge,
}

impl Batch {
    /// Returns true when it orders jobs.
    pub(super) fn orders_jobs(&self) -> bool {
        self.writes.iter().any(|write| matches!(write, Judged::Job(..)))
    }
}

/// Why a batch was not written.
pub(super) enum CommitError {
    Refused(PluginError),
    Storage(StoreError),
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        Self::Storage(error)
    }
}

impl From<OrderError> for CommitError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Refused(refusal) => Self::Refused(refusal),
            OrderError::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<sea_orm::DbErr> for CommitError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Storage(error.into())
    }
}

/// Returns `invalid`, as the contract has it.
pub(super) fn invalid(mistakes: &[Mistake]) -> PluginError {
    let detail = match mistakes {
        [one] if one.pointer.is_empty() => one.detail.clone(),
        [one] => format!("{}: {}", one.pointer, one.detail),
        many => format!("the document has {} mistakes", many.len()),
    };
    PluginError::Invalid(json!({"detail": detail, "errors": mistakes}).to_string())
}

fn refuse(pointer: &str, detail: impl Into<String>) -> PluginError {
    invalid(&[Mistake::at(pointer, detail)])
}

/// Judges a batch. `shelf_of` finds a collection by name, `new_id` makes ids.
pub(super) fn prepare(
    context: &DataContext,
    shelves: Arc<Shelves>,
    writes: Vec<Write>,
    shelf_of: impl Fn(&str) -> Result<Arc<Shelf>, PluginError>,
    new_id: impl Fn() -> DocumentId,
) -> Result<Batch, PluginError> {
    if writes.len() > MOST_WRITES {
        return Err(PluginError::Limit(format!("{} writes in one batch; {MOST_WRITES} is the most", writes.len())));
    }
    let bytes: usize = writes.iter().map(|write| if let Write::Put(put) = write { put.data.len() } else { 0 }).sum();
    if bytes > MOST_BATCH_BYTES {
        return Err(PluginError::Limit(format!("{bytes} bytes in one batch; {MOST_BATCH_BYTES} is the most")));
    }
    let judged = writes.into_iter().map(|write| {
        let (target, change) = match write {
            Write::Put(put) => {
                return ready_put(context, shelf_of(&put.collection)?, put, &new_id).map(Judged::Document);
            }
            Write::Enqueue(job) => return Ok(Judged::Job(job, JobId::from_bytes(new_id().bytes()))),
            Write::Delete(target) => (target, Change::Delete),
            Write::Restore(target) => (target, Change::Restore),
            Write::Purge(target) => (target, Change::Purge),
        };
        let shelf = shelf_of(&target.collection)?;
        let expect_version = target.expect_version;
        Ok(Judged::Document(Ready { shelf, id: target.id, has_new_id: false, expect_version, change }))
    });
    let writes: Vec<Judged> = judged.collect::<Result<_, PluginError>>()?;
    Ok(Batch { context: Arc::new(context.clone()), shelves, writes: writes.into() })
}

fn ready_put(
    context: &DataContext,
    shelf: Arc<Shelf>,
    put: Put,
    new_id: impl Fn() -> DocumentId,
) -> Result<Ready, PluginError> {
    let has_new_id = put.id.is_none();
    let id = match (put.id, put.expect_version) {
        (Some(id), _) => id,
        (None, None) => new_id(),
        (None, Some(_)) => return Err(refuse("", "a version was expected of a document without an id")),
    };
    let allowed = &shelf.shape.definition.visibility;
    if let Some(visibility) = put.visibility.filter(|wish| !allowed.contains(wish)) {
        return Err(refuse("", format!("the collection does not allow the visibility `{visibility}`")));
    }
    let parties = parties(context, put.parties).map_err(|detail| refuse("", detail))?;
    // A changed document may keep a visibility that is only known inside the transaction; it is judged there again.
    let visibility = put.visibility.or_else(|| allowed.first().copied());
    if put.expect_version.is_none() && visibility == Some(Visibility::Space) && !parties.is_empty() {
        return Err(refuse("", SPACE_ONLY));
    }
    let data = document::kept(&shelf.shape, &put.data).map_err(|error| match error {
        Unkeepable::Wrong(mistakes) => invalid(&mistakes),
        Unkeepable::Large(bytes) => PluginError::Limit(too_large(bytes)),
    })?;
    let change = Change::Put { data, parties, visibility: put.visibility };
    Ok(Ready { shelf, id, has_new_id, expect_version: put.expect_version, change })
}

fn parties(context: &DataContext, mut parties: Vec<SpaceId>) -> Result<Vec<SpaceId>, String> {
    parties.sort_unstable();
    parties.dedup();
    parties.retain(|party| *party != context.caller.space);
    if parties.len() > MOST_PARTIES {
        return Err(format!("{} parties; {MOST_PARTIES} is the most", parties.len()));
    }
    Ok(parties)
}
