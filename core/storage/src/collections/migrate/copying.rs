//! Documents on their way from the old table to the copy.
//!
//! Rule: everything of a document but what it says goes over as it is: its id, space, visibility, parties, version, times
//! and authors.

use std::collections::BTreeMap;

use loadin_query::{
    Mistake,
    document::{self, Unkeepable},
    memory::too_large,
};
use loadin_types::{Chunk, DocumentId, Kept, PluginId, SpaceId, ports::Migrator};
use sea_orm::{ConnectionTrait as _, QueryResult, Value as Bound};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Copying, MigrateError, Plan};
use crate::{
    Db, StoreError, Tx,
    collections::{beside, commit::text, definition::Table, sql::Sql},
};

/// Documents that are gone through at a time, and their bytes.
const SLICE: i64 = 250;
const SLICE_BYTES: usize = 1 << 20;

/// What is read of a document, `d`.
const ROW: &str = "d.id, d.space, d.visibility, d.doc, d.version, d.schema, d.created_at, d.updated_at, d.deleted_at, \
                   d.created_by, d.updated_by";

/// A document of the old table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    id: Uuid,
    space: Uuid,
    visibility: i64,
    doc: String,
    version: i64,
    schema: i64,
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    created_by: Option<Uuid>,
    updated_by: Option<Uuid>,
}

/// A document as the copy keeps it.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    row: Row,
    data: Map<String, Value>,
}

impl Row {
    pub(super) const fn id(&self) -> Uuid {
        self.id
    }

    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get_by_index(0)?,
            space: row.try_get_by_index(1)?,
            visibility: row.try_get_by_index(2)?,
            doc: row.try_get_by_index(3)?,
            version: row.try_get_by_index(4)?,
            schema: row.try_get_by_index(5)?,
            created_at: row.try_get_by_index(6)?,
            updated_at: row.try_get_by_index(7)?,
            deleted_at: row.try_get_by_index(8)?,
            created_by: row.try_get_by_index(9)?,
            updated_by: row.try_get_by_index(10)?,
        })
    }
}

/// Counts the documents of a table, deleted ones too.
pub(super) async fn count(db: &Db, table: &Table) -> Result<u64, StoreError> {
    let count = format!("SELECT count(*) FROM {}", table.documents);
    let row = db.rows().query_one_raw(db.statement(&count, [])).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?.unsigned_abs())
}

/// Returns the last document of a table in the order of ids.
pub(super) async fn last(db: &Db, table: &Table) -> Result<Uuid, StoreError> {
    let read = format!("SELECT id FROM {} ORDER BY id DESC LIMIT 1", table.documents);
    let row = db.rows().query_one_raw(db.statement(&read, [])).await?;
    Ok(row.map_or(Ok(Uuid::nil()), |row| row.try_get_by_index(0))?)
}

/// Returns the next documents after `last`.
pub(super) async fn next(db: &Db, table: &Table, last: Uuid) -> Result<Vec<Row>, StoreError> {
    let read = format!("SELECT {ROW} FROM {} d WHERE d.id > ? ORDER BY d.id LIMIT {SLICE}", table.documents);
    slice(db, &read, [last.into()]).await
}

/// Says which documents of the old table `d` the copy has otherwise, or not at all.
pub(super) fn differs(copy: &Table) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM {} c WHERE c.id = d.id AND c.version = d.version AND c.created_at = d.created_at \
         AND c.updated_at = d.updated_at AND coalesce(c.deleted_at, -1) = coalesce(d.deleted_at, -1))",
        copy.documents
    )
}

/// Says which documents of the copy `c` are no longer in the old table.
pub(super) fn is_gone(old: &Table) -> String {
    format!("NOT EXISTS (SELECT 1 FROM {} d WHERE d.id = c.id)", old.documents)
}

/// Returns some of the documents that changed since they were gone through.
pub(super) async fn changed(db: &Db, copy: &Copying) -> Result<Vec<Row>, StoreError> {
    let old = &copy.plan.old.1.documents;
    let read = format!("SELECT {ROW} FROM {old} d WHERE {} ORDER BY d.id LIMIT {SLICE}", differs(&copy.copy.1));
    slice(db, &read, []).await
}

async fn slice<const N: usize>(db: &Db, read: &str, values: [Bound; N]) -> Result<Vec<Row>, StoreError> {
    let mut bytes = 0;
    let mut slice = Vec::new();
    for row in db.rows().query_all_raw(db.statement(read, values)).await? {
        let row = Row::read(&row)?;
        bytes += row.doc.len();
        if bytes > SLICE_BYTES && !slice.is_empty() {
            break;
        }
        slice.push(row);
    }
    Ok(slice)
}

/// Has the plugin bring documents to the new version, each space's by themselves, and holds what it answers against what
/// it declares.
pub(super) async fn migrated(
    migrator: &dyn Migrator,
    plugin: &PluginId,
    plan: &Plan,
    slice: Vec<Row>,
) -> Result<Vec<Ready>, MigrateError> {
    let mut of_spaces: BTreeMap<Uuid, Vec<Row>> = BTreeMap::new();
    for row in slice {
        of_spaces.entry(row.space).or_default().push(row);
    }
    let mut ready = Vec::new();
    let collection = &plan.wish.name;
    for (space, rows) in of_spaces {
        let kept = |row: &Row| Kept {
            id: document_id(row.id),
            since: u32::try_from(row.schema).unwrap_or(u32::MAX),
            data: row.doc.clone(),
        };
        let chunk = Chunk { collection: collection.clone(), documents: rows.iter().map(kept).collect() };
        let first = rows.first().map_or(Uuid::nil(), |row| row.id);
        let space = SpaceId::from_bytes(space.into_bytes());
        let answers = migrator.migrate(plugin, space, chunk).await.map_err(|source| MigrateError::Plugin {
            plugin: plugin.clone(),
            collection: collection.clone(),
            first: document_id(first),
            source,
        })?;
        if answers.len() != rows.len() {
            let (given, answered) = (rows.len(), answers.len());
            return Err(MigrateError::Count {
                plugin: plugin.clone(),
                collection: collection.clone(),
                given,
                answered,
            });
        }
        for (row, answer) in rows.into_iter().zip(answers) {
            let said = answer.as_deref().unwrap_or(&row.doc);
            let data = document::kept(&plan.shape, said).map_err(|error| MigrateError::Refused {
                plugin: plugin.clone(),
                collection: collection.clone(),
                document: document_id(row.id),
                mistakes: match error {
                    Unkeepable::Wrong(mistakes) => mistakes,
                    Unkeepable::Large(bytes) => vec![Mistake::at("", too_large(bytes))],
                },
            })?;
            ready.push(Ready { row, data });
        }
    }
    Ok(ready)
}

pub(super) fn document_id(id: Uuid) -> DocumentId {
    DocumentId::from_bytes(id.into_bytes())
}

/// Puts documents into the copy; in place of what it has of them, unless they are new to it.
pub(super) async fn keep(tx: &Tx, copy: &Copying, (ready, are_new): (&[Ready], bool)) -> Result<(), MigrateError> {
    let (plan, table) = (&copy.plan, &copy.copy.1);
    let definition = &plan.wish.definition;
    for Ready { row, data } in ready {
        if !are_new {
            forget(tx, copy, row.id).await?;
        }
        let mut columns: Vec<(&str, &str, Bound)> = vec![
            ("id", "?", row.id.into()),
            ("space", "?", row.space.into()),
            ("visibility", "?", row.visibility.into()),
            ("doc", "?", text(data).into()),
            ("version", "?", row.version.into()),
            ("schema", "?", i64::from(plan.wish.version).into()),
            ("created_at", "?", row.created_at.into()),
            ("updated_at", "?", row.updated_at.into()),
            ("deleted_at", "?", row.deleted_at.into()),
            ("created_by", "?", row.created_by.into()),
            ("updated_by", "?", row.updated_by.into()),
        ];
        columns.extend(beside::columns(tx.dialect(), definition, data, row.space.into_bytes()));
        let names: Vec<&str> = columns.iter().map(|(name, _, _)| *name).collect();
        let marks: Vec<&str> = columns.iter().map(|(_, mark, _)| *mark).collect();
        let insert = format!("INSERT INTO {} ({}) VALUES ({})", table.documents, names.join(", "), marks.join(", "));
        let values = columns.into_iter().map(|(_, _, value)| value);
        let inserted = tx.rows().execute_raw(tx.statement(&insert, values)).await.map_err(StoreError::from);
        inserted.map_err(|error| broken(copy, row.id, error))?;
        beside::write(tx, table, definition, (row.id, row.space.into_bytes()), (data, true)).await?;
    }
    let parties =
        format!("INSERT INTO {} (party, id) SELECT party, id FROM {} WHERE id IN (", table.parties, plan.old.1.parties);
    let ids = ready.iter().map(|ready| Sql::new("?", [ready.row.id.into()]));
    let mut parties = Sql::new(parties, []);
    parties.append(&Sql::join(ids, ", ")).push(")", []);
    tx.rows().execute_raw(parties.statement(tx.dialect())).await?;
    Ok(())
}

/// Turns a broken unique group into words.
fn broken(copy: &Copying, id: Uuid, error: StoreError) -> MigrateError {
    let wish = &copy.plan.wish;
    match &error {
        StoreError::Duplicate { constraint } => match copy.copy.1.constraint(&wish.definition.unique, constraint) {
            Some(group) => MigrateError::Shared {
                plugin: wish.plugin.clone(),
                collection: wish.name.clone(),
                group,
                document: document_id(id),
            },
            None => error.into(),
        },
        _ => error.into(),
    }
}

/// Takes a document out of the copy, with everything beside it.
async fn forget(tx: &Tx, copy: &Copying, id: Uuid) -> Result<(), StoreError> {
    let table = &copy.copy.1;
    beside::forget(tx, table, &copy.plan.wish.definition, id).await?;
    let delete = format!("DELETE FROM {} WHERE id = ?", table.documents);
    tx.rows().execute_raw(tx.statement(&delete, [id.into()])).await?;
    Ok(())
}

/// Takes out of the copy what was purged meanwhile.
pub(super) async fn forget_gone(tx: &Tx, copy: &Copying) -> Result<(), MigrateError> {
    let read = format!("SELECT c.id FROM {} c WHERE {}", copy.copy.1.documents, is_gone(&copy.plan.old.1));
    for row in tx.rows().query_all_raw(tx.statement(&read, [])).await? {
        forget(tx, copy, row.try_get_by_index(0)?).await?;
    }
    Ok(())
}
