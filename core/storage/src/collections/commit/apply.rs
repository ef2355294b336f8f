//! A judged batch inside the writer's transaction.
//!
//! Rule: only the owning space changes a document, and a document that the caller may not see is, to them, not there.

use loadin_query::memory::SPACE_ONLY;
use loadin_types::{
    PersonId, PluginError, PrincipalKind, SpaceId, Timestamp,
    data::{DataContext, Document, Standing, Visibility, Written},
};
use sea_orm::{ConnectionTrait as _, Value as Bound};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Batch, Change, CommitError, Judged, Ready, links, refuse};
use crate::{
    StoreError, Tx,
    collections::{
        beside,
        definition::{Shelf, visibility_column, visibility_of_column},
        history, query, read,
        sql::{Sql, id_column},
    },
    jobs, rows,
};

/// What a transaction needs to know of who writes, and when.
#[derive(Clone, Copy)]
pub(super) struct Hand<'a> {
    pub(super) tx: &'a Tx,
    pub(super) batch: &'a Batch,
    pub(super) now: Timestamp,
}

/// A document's row, as it is before the write.
pub(super) struct Current {
    space: Uuid,
    visibility: Visibility,
    version: u64,
    is_deleted: bool,
    created: Timestamp,
}

/// Writes a judged batch.
pub(in crate::collections) async fn apply(tx: &Tx, batch: &Batch, now: Timestamp) -> Result<Vec<Written>, CommitError> {
    if let Some(lease) = batch.context.lease
        && !jobs::holds(tx, lease).await?
    {
        return Err(refused(PluginError::Cancelled));
    }
    let hand = Hand { tx, batch, now };
    let mut written = Vec::with_capacity(batch.writes.len());
    for write in batch.writes.iter() {
        written.push(match write {
            Judged::Document(write) => hand.write(write).await?,
            Judged::Job(job, id) => Written::Job(jobs::order(tx, job, *id, now).await?),
        });
    }
    Ok(written)
}

fn refused(error: PluginError) -> CommitError {
    CommitError::Refused(error)
}

impl Hand<'_> {
    pub(super) fn context(&self) -> &DataContext {
        &self.batch.context
    }

    pub(super) async fn run(&self, sql: Sql) -> Result<(), StoreError> {
        self.tx.rows().execute_raw(sql.statement(self.tx.dialect())).await?;
        Ok(())
    }

    async fn write(&self, write: &Ready) -> Result<Written, CommitError> {
        let table = &write.shelf.table.documents;
        match &write.change {
            Change::Put { data, parties, visibility } => {
                let is_new = write.expect_version.is_none();
                let mut document = if is_new {
                    self.create(write, data, *visibility).await?
                } else {
                    self.replace(write, data, *visibility).await?
                };
                if document.visibility == Visibility::Space && !parties.is_empty() {
                    return Err(refused(refuse("", SPACE_ONLY)));
                }
                self.set_parties(write, parties).await?;
                let (shelf, key) = (&write.shelf, (column(write), self.context().caller.space.bytes()));
                beside::write(self.tx, &shelf.table, &shelf.shape.definition, key, (data, is_new)).await?;
                links::refuse_dangling(self, shelf, data).await?;
                document.parties = read::parties_shown_to(self.context(), document.space, parties.clone());
                Ok(Written::Document(document))
            }
            Change::Delete => {
                let current = self.own(write).await?;
                if current.is_deleted {
                    return Err(refused(PluginError::NotFound));
                }
                links::delete(self, &write.shelf, column(write)).await?;
                Ok(Written::Done)
            }
            Change::Restore => {
                let current = self.own(write).await?;
                if !current.is_deleted {
                    return Err(refused(refuse("", "only a deleted document can be restored")));
                }
                history::keep(self.tx, &write.shelf, &self.context().plugin, column(write)).await?;
                let set = format!(
                    "UPDATE {table} SET deleted_at = NULL, updated_at = ?, updated_by = ?, version = version + 1 WHERE id = ?"
                );
                let values = [self.now.micros().into(), self.author(), column(write).into()];
                self.run(Sql::new(set, values)).await.map_err(|error| broken(&write.shelf, error))?;
                let document = self.as_written(write).await?;
                let data: Map<String, Value> =
                    serde_json::from_str(&document.data).map_err(|_| StoreError::Unreadable { what: "document" })?;
                links::refuse_dangling(self, &write.shelf, &data).await?;
                Ok(Written::Document(document))
            }
            Change::Purge => {
                let current = self.own(write).await?;
                if !current.is_deleted {
                    return Err(refused(refuse("", "only a deleted document can be purged: delete it first")));
                }
                let shelf = &write.shelf;
                history::forget(self.tx, shelf, &self.context().plugin, column(write)).await?;
                beside::forget(self.tx, &shelf.table, &shelf.shape.definition, column(write)).await?;
                self.run(Sql::new(format!("DELETE FROM {table} WHERE id = ?"), [column(write).into()])).await?;
                Ok(Written::Done)
            }
        }
    }

    async fn current(&self, write: &Ready) -> Result<Option<Current>, CommitError> {
        let dialect = self.tx.dialect();
        let read = format!(
            "SELECT space, visibility, version, deleted_at, created_at FROM {} WHERE id = ?{}",
            write.shelf.table.documents,
            dialect.hold()
        );
        let row = self.tx.rows().query_one_raw(dialect.statement(&read, [column(write).into()])).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Current {
            space: row.try_get_by_index(0)?,
            visibility: visibility_of_column(row.try_get_by_index(1)?)
                .ok_or(StoreError::Unreadable { what: "visibility" })?,
            version: rows::version(row.try_get_by_index(2)?)?,
            is_deleted: row.try_get_by_index::<Option<i64>>(3)?.is_some(),
            created: Timestamp::from_micros(row.try_get_by_index(4)?),
        }))
    }

    fn is_own(&self, current: &Current) -> bool {
        let context = self.context();
        current.space.as_bytes() == &context.caller.space.bytes() && context.standing() == Standing::Insider
    }

    /// Returns the document, live or deleted, if the caller may change it and saw this version.
    async fn own(&self, write: &Ready) -> Result<Current, CommitError> {
        let current = self.current(write).await?.ok_or(refused(PluginError::NotFound))?;
        self.judge(write, current).await
    }

    async fn judge(&self, write: &Ready, current: Current) -> Result<Current, CommitError> {
        if !self.is_own(&current) {
            let seen = read::get(self.tx, &write.shelf, self.context(), &[write.id]).await?;
            let may_know = seen.first().is_some_and(Option::is_some);
            let denied = PluginError::Denied("only the space that owns this document changes it".to_owned());
            return Err(refused(if may_know { denied } else { PluginError::NotFound }));
        }
        match write.expect_version {
            Some(expected) if expected != current.version => Err(refused(PluginError::Conflict(current.version))),
            _ => Ok(current),
        }
    }

    async fn create(
        &self,
        write: &Ready,
        data: &Map<String, Value>,
        visibility: Option<Visibility>,
    ) -> Result<Document, CommitError> {
        // An id of the host's own making is nobody's yet; if it were, the insertion would say so.
        let current = if write.has_new_id { None } else { self.current(write).await? };
        if let Some(current) = current {
            let taken = || PluginError::Duplicate("id".to_owned());
            let is_own = self.is_own(&current);
            return Err(refused(if is_own { PluginError::Conflict(current.version) } else { taken() }));
        }
        let (shape, context) = (&write.shelf.shape, self.context());
        let first = shape.definition.visibility.first().copied().unwrap_or(Visibility::Space);
        let (visibility, text) = (visibility.unwrap_or(first), text(data));
        let mut columns = vec![
            ("id", "?", column(write).into()),
            ("space", "?", id_column(context.caller.space.bytes())),
            ("visibility", "?", visibility_column(visibility).into()),
            ("doc", "?", text.clone().into()),
            ("version", "?", 1_i64.into()),
            ("schema", "?", i64::from(shape.version).into()),
            ("created_at", "?", self.now.micros().into()),
            ("updated_at", "?", self.now.micros().into()),
            ("created_by", "?", self.author()),
            ("updated_by", "?", self.author()),
        ];
        let space = context.caller.space.bytes();
        columns.extend(beside::columns(self.tx.dialect(), &shape.definition, data, space));
        let names: Vec<&str> = columns.iter().map(|(name, _, _)| *name).collect();
        let mut insert =
            Sql::new(format!("INSERT INTO {} ({}) VALUES (", write.shelf.table.documents, names.join(", ")), []);
        insert.append(&Sql::join(columns.iter().map(|(_, mark, value)| Sql::new(*mark, [value.clone()])), ", "));
        insert.push(")", []);
        self.run(insert).await.map_err(|error| broken(&write.shelf, error))?;
        Ok(self.written(write, text, visibility, (1, self.now)))
    }

    /// Returns the document as it was just written, but for its parties.
    fn written(
        &self,
        write: &Ready,
        data: String,
        visibility: Visibility,
        (version, created): (u64, Timestamp),
    ) -> Document {
        let (space, updated) = (self.context().caller.space, self.now);
        Document { id: write.id, space, parties: vec![], visibility, version, data, created, updated, deleted: None }
    }

    async fn replace(
        &self,
        write: &Ready,
        data: &Map<String, Value>,
        visibility: Option<Visibility>,
    ) -> Result<Document, CommitError> {
        let current = self.current(write).await?;
        // What is deleted is not there to be changed, whatever its version.
        let Some(current) = current.filter(|current| !current.is_deleted) else {
            return Err(refused(PluginError::NotFound));
        };
        let current = self.judge(write, current).await?;
        let (visibility, text) = (visibility.unwrap_or(current.visibility), text(data));
        self.set(&write.shelf, column(write), (data, text.clone()), Some(visibility)).await?;
        Ok(self.written(write, text, visibility, (current.version + 1, current.created)))
    }

    /// Writes what a document says, and counts its version up.
    pub(super) async fn set(
        &self,
        shelf: &Shelf,
        id: Uuid,
        (data, text): (&Map<String, Value>, String),
        visibility: Option<Visibility>,
    ) -> Result<(), CommitError> {
        history::keep(self.tx, shelf, &self.context().plugin, id).await?;
        let shape = &shelf.shape;
        let mut columns = vec![
            ("doc", "?", text.into()),
            ("schema", "?", i64::from(shape.version).into()),
            ("updated_at", "?", self.now.micros().into()),
            ("updated_by", "?", self.author()),
        ];
        columns.extend(visibility.map(|visibility| ("visibility", "?", visibility_column(visibility).into())));
        let space = self.context().caller.space.bytes();
        columns.extend(beside::columns(self.tx.dialect(), &shape.definition, data, space));
        let set = columns.iter().map(|(name, mark, value)| Sql::new(format!("{name} = {mark}"), [value.clone()]));
        let mut update = Sql::new(format!("UPDATE {} SET version = version + 1, ", shelf.table.documents), []);
        update.append(&Sql::join(set, ", ")).push(" WHERE id = ?", [id.into()]);
        self.run(update).await.map_err(|error| broken(shelf, error))
    }

    async fn set_parties(&self, write: &Ready, parties: &[SpaceId]) -> Result<(), CommitError> {
        let (table, id) = (&write.shelf.table.parties, column(write));
        if write.expect_version.is_some() {
            self.run(Sql::new(format!("DELETE FROM {table} WHERE id = ?"), [id.into()])).await?;
        }
        if !parties.is_empty() {
            let rows = parties.iter().map(|party| Sql::new("(?, ?)", [id_column(party.bytes()), id.into()]));
            let mut insert = Sql::new(format!("INSERT INTO {table} (party, id) VALUES "), []);
            insert.append(&Sql::join(rows, ", "));
            self.run(insert).await?;
        }
        Ok(())
    }

    /// Reads back what was written.
    async fn as_written(&self, write: &Ready) -> Result<Document, CommitError> {
        let dialect = self.tx.dialect();
        let columns = query::columns(dialect, &write.shelf);
        let read = format!("SELECT {columns} FROM {} d WHERE d.id = ?", write.shelf.table.documents);
        let row = self.tx.rows().query_one_raw(dialect.statement(&read, [column(write).into()])).await?;
        let row = row.ok_or(StoreError::Unreadable { what: "document that was just written" })?;
        Ok(read::document(&row, self.context())?)
    }

    pub(super) fn author(&self) -> Bound {
        let caller = &self.context().caller;
        let person = (caller.kind == PrincipalKind::Person).then(|| caller.id.parse::<PersonId>().ok());
        person.flatten().map(|id| Uuid::from_bytes(id.bytes())).into()
    }
}

fn column(write: &Ready) -> Uuid {
    Uuid::from_bytes(write.id.bytes())
}

pub(in crate::collections) fn text(data: &Map<String, Value>) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

/// Turns a broken unique constraint into the plugin's words.
fn broken(shelf: &Shelf, error: StoreError) -> CommitError {
    match &error {
        StoreError::Duplicate { constraint } => {
            match shelf.table.constraint(&shelf.shape.definition.unique, constraint) {
                Some(fields) => refused(PluginError::Duplicate(fields)),
                None => error.into(),
            }
        }
        _ => error.into(),
    }
}
