//! Writing documents: a batch, whole or not at all.
//!
//! Rule: everything that can be judged without the database (JSON, schema, sizes, who may be named) is judged before the
//! writer is asked; inside its transaction only rows are compared and changed. Only the owning space changes a document,
//! and a document that the caller may not see is, to him, not there.

use std::sync::Arc;

use loadin_types::{
    DocumentId, PersonId, PluginError, PrincipalKind, SpaceId, Timestamp,
    data::{DataContext, Delete, Document, Put, Standing, Visibility, Write, Written},
};
use sea_orm::{ConnectionTrait as _, Value as Bound};
use serde_json::json;

use super::{
    definition::{Shelf, visibility_column, visibility_of_column},
    fields, json, query,
    read::{self, id_column},
    schema::Mistake,
};
use crate::{StoreError, Tx, rows, sqlite::statement};

/// Limits of a batch.
pub(super) const MOST_WRITES: usize = 5_000;
const MOST_BATCH_BYTES: usize = 4 << 20;
const MOST_DOCUMENT_BYTES: usize = 256 << 10;
const MOST_PARTIES: usize = 50;

/// A write that was judged.
#[derive(Clone)]
pub(super) struct Ready {
    shelf: Arc<Shelf>,
    id: DocumentId,
    expect_version: Option<u64>,
    change: Change,
}

#[derive(Clone)]
enum Change {
    Put { data: String, parties: Vec<SpaceId>, visibility: Option<Visibility> },
    Delete,
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

/// Judges a batch. `shelf_of` finds a collection by name, `new_id` makes ids.
pub(super) fn prepare(
    context: &DataContext,
    writes: Vec<Write>,
    shelf_of: impl Fn(&str) -> Result<Arc<Shelf>, PluginError>,
    new_id: impl Fn() -> DocumentId,
) -> Result<Vec<Ready>, PluginError> {
    if writes.len() > MOST_WRITES {
        return Err(PluginError::Limit(format!("{} writes in one batch; {MOST_WRITES} is the most", writes.len())));
    }
    let bytes: usize = writes.iter().map(|write| if let Write::Put(put) = write { put.data.len() } else { 0 }).sum();
    if bytes > MOST_BATCH_BYTES {
        return Err(PluginError::Limit(format!("{bytes} bytes in one batch; {MOST_BATCH_BYTES} is the most")));
    }
    let ready = writes.into_iter().map(|write| match write {
        Write::Put(put) => ready_put(context, shelf_of(&put.collection)?, put, &new_id),
        Write::Delete(Delete { collection, id, expect_version }) => {
            Ok(Ready { shelf: shelf_of(&collection)?, id, expect_version, change: Change::Delete })
        }
    });
    ready.collect()
}

fn ready_put(
    context: &DataContext,
    shelf: Arc<Shelf>,
    put: Put,
    new_id: impl Fn() -> DocumentId,
) -> Result<Ready, PluginError> {
    let refuse = |pointer: &str, detail: String| invalid(&[Mistake::at(pointer, detail)]);
    let id = match (put.id, put.expect_version) {
        (Some(id), _) => id,
        (None, None) => new_id(),
        (None, Some(_)) => return Err(refuse("", "a version was expected of a document without an id".to_owned())),
    };
    if let Some(visibility) = put.visibility.filter(|wish| !shelf.definition.visibility.contains(wish)) {
        return Err(refuse("", format!("the collection does not allow the visibility `{visibility}`")));
    }
    let parties = parties(context, put.parties).map_err(|detail| refuse("", detail))?;
    // A changed document may keep a visibility that is only known inside the transaction; it is judged there again.
    let visibility = put.visibility.or_else(|| shelf.definition.visibility.first().copied());
    if put.expect_version.is_none() && visibility == Some(Visibility::Space) && !parties.is_empty() {
        return Err(refuse("", SPACE_ONLY.to_owned()));
    }
    let data = document(&shelf, &put.data)?;
    let change = Change::Put { data, parties, visibility: put.visibility };
    Ok(Ready { shelf, id, expect_version: put.expect_version, change })
}

const SPACE_ONLY: &str = "parties are named, but the visibility is `space`: nobody but the owner would see it";

fn parties(context: &DataContext, mut parties: Vec<SpaceId>) -> Result<Vec<SpaceId>, String> {
    parties.sort_unstable();
    parties.dedup();
    parties.retain(|party| *party != context.caller.space);
    if parties.len() > MOST_PARTIES {
        return Err(format!("{} parties; {MOST_PARTIES} is the most", parties.len()));
    }
    Ok(parties)
}

/// Returns the text to keep.
fn document(shelf: &Shelf, text: &str) -> Result<String, PluginError> {
    let document = json::read(text).map_err(|reason| invalid(&[Mistake::at("", reason)]))?;
    let mut document = shelf.schema.check(document).map_err(|mistakes| invalid(&mistakes))?;
    let mut mistakes = Vec::new();
    for (name, kind) in &shelf.definition.fields {
        mistakes.extend(fields::normalise(&mut document, name, *kind).err());
    }
    if !mistakes.is_empty() {
        return Err(invalid(&mistakes));
    }
    let data = serde_json::Value::Object(document).to_string();
    if data.len() > MOST_DOCUMENT_BYTES {
        return Err(PluginError::Limit(format!(
            "the document has {} bytes; {MOST_DOCUMENT_BYTES} is the most",
            data.len()
        )));
    }
    Ok(data)
}

/// Writes a judged batch inside the writer's transaction.
pub(super) async fn apply(
    tx: &Tx,
    context: &DataContext,
    batch: &[Ready],
    now: Timestamp,
) -> Result<Vec<Written>, CommitError> {
    let mut written = Vec::with_capacity(batch.len());
    for write in batch {
        written.push(match &write.change {
            Change::Put { data, parties, visibility } => {
                let visibility = match write.expect_version {
                    Some(_) => replace(tx, context, write, (data, *visibility), now).await?,
                    None => create(tx, context, write, (data, *visibility), now).await?,
                };
                if visibility == Visibility::Space && !parties.is_empty() {
                    return Err(CommitError::Refused(invalid(&[Mistake::at("", SPACE_ONLY)])));
                }
                set_parties(tx, write, parties).await?;
                Written::Document(as_written(tx, context, write).await?)
            }
            Change::Delete => {
                delete(tx, context, write, now).await?;
                Written::Done
            }
        });
    }
    Ok(written)
}

struct Current {
    space: Vec<u8>,
    visibility: Visibility,
    version: u64,
    is_deleted: bool,
}

async fn current(tx: &Tx, write: &Ready) -> Result<Option<Current>, CommitError> {
    let table = &write.shelf.table.documents;
    let read = format!("SELECT space, visibility, version, deleted_at IS NOT NULL FROM {table} WHERE id = ?");
    let row = tx.rows().query_one_raw(statement(read, [id_column(write.id.bytes())])).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Current {
        space: row.try_get_by_index(0)?,
        visibility: visibility_of_column(row.try_get_by_index(1)?)
            .ok_or(StoreError::Unreadable { what: "visibility" })?,
        version: rows::version(row.try_get_by_index(2)?)?,
        is_deleted: row.try_get_by_index(3)?,
    }))
}

async fn create(
    tx: &Tx,
    context: &DataContext,
    write: &Ready,
    (data, visibility): (&str, Option<Visibility>),
    now: Timestamp,
) -> Result<Visibility, CommitError> {
    if let Some(current) = current(tx, write).await? {
        let is_own = current.space == context.caller.space.bytes() && context.standing() == Standing::Insider;
        let refusal =
            if is_own { PluginError::Conflict(current.version) } else { PluginError::Duplicate("id".to_owned()) };
        return Err(CommitError::Refused(refusal));
    }
    let first = write.shelf.definition.visibility.first().copied().unwrap_or(Visibility::Space);
    let visibility = visibility.unwrap_or(first);
    let insert = format!(
        "INSERT INTO {} (id, space, visibility, doc, version, schema, created_at, updated_at, created_by, updated_by) \
         VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?6, ?7, ?7)",
        write.shelf.table.documents
    );
    let values = [
        id_column(write.id.bytes()),
        id_column(context.caller.space.bytes()),
        visibility_column(visibility).into(),
        data.into(),
        write.shelf.version.into(),
        now.micros().into(),
        author(context),
    ];
    tx.rows().execute_raw(statement(insert, values)).await.map_err(|error| refused(write, error.into()))?;
    Ok(visibility)
}

async fn replace(
    tx: &Tx,
    context: &DataContext,
    write: &Ready,
    (data, visibility): (&str, Option<Visibility>),
    now: Timestamp,
) -> Result<Visibility, CommitError> {
    let current = own(tx, context, write).await?;
    let visibility = visibility.unwrap_or(current.visibility);
    let update = format!(
        "UPDATE {} SET doc = ?, visibility = ?, version = version + 1, schema = ?, updated_at = ?, updated_by = ? WHERE id = ?",
        write.shelf.table.documents
    );
    let values = [
        data.into(),
        visibility_column(visibility).into(),
        write.shelf.version.into(),
        now.micros().into(),
        author(context),
        id_column(write.id.bytes()),
    ];
    tx.rows().execute_raw(statement(update, values)).await.map_err(|error| refused(write, error.into()))?;
    Ok(visibility)
}

async fn delete(tx: &Tx, context: &DataContext, write: &Ready, now: Timestamp) -> Result<(), CommitError> {
    own(tx, context, write).await?;
    let table = &write.shelf.table.documents;
    let update = format!(
        "UPDATE {table} SET deleted_at = ?1, updated_at = ?1, updated_by = ?2, version = version + 1 WHERE id = ?3"
    );
    let values = [now.micros().into(), author(context), id_column(write.id.bytes())];
    tx.rows().execute_raw(statement(update, values)).await?;
    Ok(())
}

/// Returns the document as it is, if the caller may change it and saw this version.
async fn own(tx: &Tx, context: &DataContext, write: &Ready) -> Result<Current, CommitError> {
    let missing = || CommitError::Refused(PluginError::NotFound);
    let current = current(tx, write).await?.filter(|current| !current.is_deleted).ok_or_else(missing)?;
    let is_insider = context.standing() == Standing::Insider;
    if current.space != context.caller.space.bytes() || !is_insider {
        let seen = read::get(tx, &write.shelf, context, &[write.id]).await?;
        let may_know = seen.first().is_some_and(Option::is_some);
        let denied = PluginError::Denied("only the space that owns this document changes it".to_owned());
        return Err(if may_know { CommitError::Refused(denied) } else { missing() });
    }
    match write.expect_version {
        Some(expected) if expected != current.version => {
            Err(CommitError::Refused(PluginError::Conflict(current.version)))
        }
        _ => Ok(current),
    }
}

async fn set_parties(tx: &Tx, write: &Ready, parties: &[SpaceId]) -> Result<(), CommitError> {
    let table = &write.shelf.table.parties;
    let id = id_column(write.id.bytes());
    if write.expect_version.is_some() {
        tx.rows().execute_raw(statement(format!("DELETE FROM {table} WHERE id = ?"), [id.clone()])).await?;
    }
    for party in parties {
        let insert = format!("INSERT INTO {table} (party, id) VALUES (?, ?)");
        tx.rows().execute_raw(statement(insert, [id_column(party.bytes()), id.clone()])).await?;
    }
    Ok(())
}

/// Reads back what was written, whoever wrote it: somebody from outside may make what only the space will see.
async fn as_written(tx: &Tx, context: &DataContext, write: &Ready) -> Result<Document, CommitError> {
    let documents = &write.shelf.table.documents;
    let read = format!("SELECT {} FROM {documents} d WHERE d.id = ?", query::columns(&write.shelf, "NULL"));
    let row = tx.rows().query_one_raw(statement(read, [id_column(write.id.bytes())])).await?;
    let row = row.ok_or(StoreError::Unreadable { what: "document that was just written" })?;
    Ok(read::document(&row, context)?)
}

/// Turns a broken unique constraint into the plugin's words.
fn refused(write: &Ready, error: StoreError) -> CommitError {
    match &error {
        StoreError::Duplicate { constraint } => match write.shelf.table.constraint(constraint) {
            Some(fields) => CommitError::Refused(PluginError::Duplicate(fields)),
            None => error.into(),
        },
        _ => error.into(),
    }
}

fn author(context: &DataContext) -> Bound {
    let person = (context.caller.kind == PrincipalKind::Person).then(|| context.caller.id.parse::<PersonId>().ok());
    person.flatten().map(|id| id.bytes().to_vec()).into()
}
