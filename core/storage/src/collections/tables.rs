//! The tables and indexes of a collection.
//!
//! Rule: everything is written so that it can be run again: what is wanted is compared with what is there. A declared
//! field is a virtual column, so it costs nothing until an index holds it and cannot differ from the document.

use std::collections::BTreeMap;

use loadin_wit::manifest::FieldType;
use sea_orm::{ConnectionTrait as _, DbErr};

use super::{
    definition::{Definition, Table},
    fields::column_type,
};
use crate::{Db, Tx, sqlite::statement};

/// Makes the tables of a new collection; fields and indexes follow.
pub(super) async fn create(tx: &Tx, table: &Table) -> Result<(), DbErr> {
    let Table { documents, parties, .. } = table;
    let sql = format!(
        "CREATE TABLE {documents} (
            rid INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            space BLOB NOT NULL CHECK (length(space) = 16),
            visibility INTEGER NOT NULL CHECK (visibility BETWEEN 0 AND 3),
            doc TEXT NOT NULL CHECK (json_valid(doc)),
            version INTEGER NOT NULL,
            schema INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            deleted_at INTEGER,
            created_by BLOB,
            updated_by BLOB
        ) STRICT;
        CREATE TABLE {parties} (
            party BLOB NOT NULL CHECK (length(party) = 16),
            id BLOB NOT NULL REFERENCES {documents} (id) ON DELETE CASCADE,
            PRIMARY KEY (party, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX {parties}_of ON {parties} (id);"
    );
    tx.rows().execute_unprepared(&sql).await?;
    Ok(())
}

/// Adds the columns of fields that the table does not have yet.
pub(super) async fn add_fields(tx: &Tx, table: &Table, fields: &BTreeMap<String, FieldType>) -> Result<(), DbErr> {
    let listed = statement(format!("SELECT name FROM pragma_table_xinfo('{}')", table.documents), []);
    let mut there = Vec::new();
    for row in tx.rows().query_all_raw(listed).await? {
        there.push(row.try_get_by_index::<String>(0)?);
    }
    for (name, kind) in fields {
        let column = format!("f_{name}");
        if there.contains(&column) {
            continue;
        }
        let sql = format!(
            "ALTER TABLE {} ADD COLUMN {column} {} GENERATED ALWAYS AS (json_extract(doc, '$.{name}')) VIRTUAL",
            table.documents,
            column_type(*kind)
        );
        tx.rows().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Makes the indexes that are wanted and missing, and drops those that nobody wants any more.
pub(super) async fn settle_indexes(tx: &Tx, table: &Table, definition: &Definition) -> Result<(), DbErr> {
    let wanted = wanted_indexes(table, definition);
    let there = indexes(tx, table).await?;
    for name in there.iter().filter(|name| !wanted.contains_key(*name)) {
        tx.rows().execute_unprepared(&format!("DROP INDEX {name}")).await?;
    }
    for (name, sql) in wanted.iter().filter(|(name, _)| !there.contains(name)) {
        tx.rows().execute_unprepared(&sql.replace("{name}", name)).await?;
    }
    Ok(())
}

/// Lists the table's indexes that were made here (those of the table itself have no text).
async fn indexes(db: &Db, table: &Table) -> Result<Vec<String>, DbErr> {
    let listed = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL";
    let rows = db.rows().query_all_raw(statement(listed, [table.documents.as_str().into()])).await?;
    rows.into_iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Returns the indexes by name, each with its statement.
fn wanted_indexes(table: &Table, definition: &Definition) -> BTreeMap<String, String> {
    let Table { prefix, documents, .. } = table;
    let live = "deleted_at IS NULL";
    let shared = "deleted_at IS NULL AND visibility >= 2";
    let mut wanted = BTreeMap::new();
    let mut want = |name: String, unique: &str, columns: String, rows: &str| {
        wanted.insert(name, format!("CREATE {unique}INDEX {{name}} ON {documents} ({columns}) WHERE {rows}"));
    };
    want(format!("{prefix}_live"), "", "space, id".to_owned(), live);
    want(format!("{prefix}_deleted"), "", "space, id".to_owned(), "deleted_at IS NOT NULL");
    if definition.is_shared() {
        want(format!("{prefix}_shared"), "", "id".to_owned(), shared);
    }
    for group in &definition.indexes {
        let (name, columns) = (group.join("__"), columns(group));
        want(format!("{prefix}_i_{name}"), "", format!("space, {columns}, id"), live);
        if definition.is_shared() {
            want(format!("{prefix}_s_{name}"), "", format!("{columns}, id"), shared);
        }
    }
    for group in &definition.unique {
        want(format!("{prefix}_u_{}", group.join("__")), "UNIQUE ", format!("space, {}", columns(group)), live);
    }
    wanted
}

fn columns(group: &[String]) -> String {
    let columns: Vec<String> = group.iter().map(|field| format!("f_{field}")).collect();
    columns.join(", ")
}
