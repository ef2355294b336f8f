//! What documents said before they were changed.
//!
//! Rule: the version that goes is kept in the transaction that makes it go, and the oldest go in the same one; whoever
//! purges a document purges all of it. It is known by names, for a collection's tables may be swapped.

use loadin_types::{DocumentId, PluginId, Scope, Timestamp, data::Visibility};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use super::{
    definition::{Shelf, Table, visibility_of_column},
    sql::id_column,
};
use crate::{Db, StoreError, Tx, rows};

/// A version of a document: the one that holds, or an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion {
    /// Its number.
    pub version: u64,
    /// What the document said, JSON text.
    pub data: String,
    /// Who could see it.
    pub visibility: Visibility,
    /// Whether it was deleted then.
    pub is_deleted: bool,
    /// When it was made.
    pub at: Timestamp,
    /// What whoever made it is called; `None` for the plugin itself.
    pub by: Option<String>,
}

/// Keeps the version that a document is at, before it goes.
pub(super) async fn keep(tx: &Tx, shelf: &Shelf, plugin: &PluginId, id: Uuid) -> Result<(), StoreError> {
    let (plugin, name) = (plugin.as_str(), shelf.name.as_str());
    if shelf.history > 0 {
        let insert = format!(
            "INSERT INTO document_versions \
             (plugin, collection, document, version, data, visibility, is_deleted, changed_at, changed_by) \
             SELECT CAST(? AS text), CAST(? AS text), id, version, doc, visibility, CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END, updated_at, updated_by \
             FROM {} WHERE id = ? ON CONFLICT (document, collection, plugin, version) DO NOTHING",
            shelf.table.documents
        );
        let values = [plugin.into(), name.into(), id.into()];
        tx.rows().execute_raw(tx.statement(&insert, values)).await?;
    }
    let delete = format!(
        "DELETE FROM document_versions WHERE document = ? AND collection = ? AND plugin = ? \
         AND version <= (SELECT version FROM {} WHERE id = ?) - {}",
        shelf.table.documents, shelf.history
    );
    let values = [id.into(), name.into(), plugin.into(), id.into()];
    tx.rows().execute_raw(tx.statement(&delete, values)).await?;
    Ok(())
}

/// Forgets every version of a document.
pub(super) async fn forget(tx: &Tx, shelf: &Shelf, plugin: &PluginId, id: Uuid) -> Result<(), StoreError> {
    let delete = "DELETE FROM document_versions WHERE document = ? AND collection = ? AND plugin = ?";
    let values = [id.into(), shelf.name.as_str().into(), plugin.as_str().into()];
    tx.rows().execute_raw(tx.statement(delete, values)).await?;
    Ok(())
}

/// Returns the versions of a document of the space, the one that holds first; none when the space has no such document. May the
/// caller write the collection? That is asked before.
///
/// # Errors
/// The store's.
pub async fn versions(
    db: &Db,
    scope: &Scope,
    (plugin, collection): (&PluginId, &str),
    id: DocumentId,
) -> Result<Vec<KeptVersion>, StoreError> {
    let read = "SELECT id FROM collections WHERE plugin = ? AND name = ?";
    let values = [plugin.as_str().into(), collection.into()];
    let Some(row) = db.rows().query_one_raw(db.statement(read, values)).await? else { return Ok(Vec::new()) };
    let table = Table::new(row.try_get_by_index(0)?, collection).documents;
    let columns = "v.version, v.data, v.visibility, v.is_deleted, v.changed_at, p.display_name";
    let read = format!(
        "SELECT {columns} FROM (\
         SELECT version, doc AS data, visibility, CAST(CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END AS bigint) AS is_deleted, \
         updated_at AS changed_at, updated_by AS changed_by FROM {table} WHERE id = ? AND space = ? \
         UNION ALL SELECT o.version, o.data, o.visibility, o.is_deleted, o.changed_at, o.changed_by \
         FROM document_versions o JOIN {table} d ON d.id = o.document \
         WHERE o.document = ? AND d.space = ? AND o.collection = ? AND o.plugin = ?) v \
         LEFT JOIN people p ON p.id = v.changed_by ORDER BY v.version DESC"
    );
    let (id, space) = (id_column(id.bytes()), id_column(scope.space().bytes()));
    let values = [id.clone(), space.clone(), id, space, collection.into(), plugin.as_str().into()];
    let mut kept = Vec::new();
    for row in db.rows().query_all_raw(db.statement(&read, values)).await? {
        kept.push(KeptVersion {
            version: rows::version(row.try_get_by_index(0)?)?,
            data: row.try_get_by_index(1)?,
            visibility: visibility_of_column(row.try_get_by_index(2)?)
                .ok_or(StoreError::Unreadable { what: "visibility" })?,
            is_deleted: row.try_get_by_index::<i64>(3)? == 1,
            at: Timestamp::from_micros(row.try_get_by_index(4)?),
            by: row.try_get_by_index(5)?,
        });
    }
    Ok(kept)
}
