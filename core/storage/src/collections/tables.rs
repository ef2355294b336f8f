//! The tables and indexes of a collection.
//!
//! Rule: everything is written so that it can be run again: what is wanted is compared with what is there. A declared
//! field is a column that the database fills from the document by itself (a virtual column on SQLite, a trigger on
//! PostgreSQL), so it cannot differ from it.

use std::collections::BTreeMap;

use loadin_query::Definition;
use loadin_wit::manifest::{Aggregate, FieldType};
use sea_orm::{ConnectionTrait as _, DbErr};
use sha2::{Digest as _, Sha256};

use super::{contradictions::cast, definition::Table};
use crate::{Db, Tx, dialect::Dialect};

/// The longest name that both databases keep whole.
const LONGEST_NAME: usize = 60;

/// Returns the type of a field's column.
const fn column_type(dialect: Dialect, kind: FieldType) -> &'static str {
    use FieldType::{Boolean, Date, DateTime, Integer, Number, Ref, Text, TextList};
    match (dialect, kind) {
        (Dialect::Sqlite, Text | Date | DateTime | Ref | TextList) => "TEXT",
        (Dialect::Sqlite, Integer | Boolean) => "INTEGER",
        (Dialect::Sqlite, Number) => "REAL",
        (Dialect::Postgres, Text | Date | DateTime | Ref | TextList) => "text COLLATE \"C\"",
        (Dialect::Postgres, Integer) => "bigint",
        (Dialect::Postgres, Number) => "double precision",
        (Dialect::Postgres, Boolean) => "boolean",
    }
}

/// Makes the tables of a new collection; fields, what is beside the documents, and indexes follow.
pub(super) async fn create(tx: &Tx, table: &Table) -> Result<(), DbErr> {
    let Table { documents, parties, .. } = table;
    let sql = match tx.dialect() {
        Dialect::Sqlite => format!(
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
        ),
        // The document is text, so that it is read back byte for byte; the trigger holds it to be JSON.
        Dialect::Postgres => format!(
            "CREATE TABLE {documents} (
                id uuid NOT NULL PRIMARY KEY,
                space uuid NOT NULL,
                visibility bigint NOT NULL CHECK (visibility BETWEEN 0 AND 3),
                doc text NOT NULL,
                version bigint NOT NULL,
                schema bigint NOT NULL,
                created_at bigint NOT NULL,
                updated_at bigint NOT NULL,
                deleted_at bigint,
                created_by uuid,
                updated_by uuid
            ) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);
            CREATE TABLE {parties} (
                party uuid NOT NULL,
                id uuid NOT NULL REFERENCES {documents} (id) ON DELETE CASCADE,
                PRIMARY KEY (party, id)
            );
            CREATE INDEX {parties}_of ON {parties} (id);"
        ),
    };
    tx.rows().execute_unprepared(&sql).await?;
    Ok(())
}

/// Adds the columns of fields that the table does not have yet. SQLite fills them by itself; on PostgreSQL the trigger
/// fills them for what is written from now on.
pub(super) async fn add_fields(tx: &Tx, table: &Table, fields: &BTreeMap<String, FieldType>) -> Result<(), DbErr> {
    let there = columns(tx, &table.documents).await?;
    let missing = fields.iter().filter(|(name, _)| !there.contains(&format!("f_{name}")));
    let dialect = tx.dialect();
    for (name, kind) in missing {
        let kind = column_type(dialect, *kind);
        let filled = match dialect {
            Dialect::Sqlite => format!(" GENERATED ALWAYS AS (json_extract(doc, '$.{name}')) VIRTUAL"),
            Dialect::Postgres => String::new(),
        };
        let sql = format!("ALTER TABLE {} ADD COLUMN f_{name} {kind}{filled}", table.documents);
        tx.rows().execute_unprepared(&sql).await?;
    }
    if dialect == Dialect::Postgres {
        tx.rows().execute_unprepared(&trigger(table, fields)).await?;
    }
    Ok(())
}

/// Takes away the columns of fields that are no longer declared, or with another type, and every index that is not
/// wanted any more or has such a column.
pub(super) async fn drop_what_went(
    tx: &Tx,
    table: &Table,
    (before, after): (&Definition, &Definition),
) -> Result<(), DbErr> {
    let gone: Vec<&String> = before
        .fields
        .iter()
        .filter(|(name, kind)| after.fields.get(*name) != Some(*kind))
        .map(|(name, _)| name)
        .collect();
    let (had, wanted) = (wanted_indexes(tx.dialect(), table, before), wanted_indexes(tx.dialect(), table, after));
    for name in all_indexes(tx, table).await? {
        let names_one = |sql: &String| gone.iter().any(|field| names_column(sql, field));
        if !wanted.contains_key(&name) || had.get(&name).is_some_and(names_one) {
            tx.rows().execute_unprepared(&format!("DROP INDEX {name}")).await?;
        }
    }
    if tx.dialect() == Dialect::Postgres && !gone.is_empty() {
        // Before the columns that it would fill are gone.
        let kept = before.fields.iter().filter(|(name, _)| !gone.contains(name));
        let kept = kept.map(|(name, kind)| (name.clone(), *kind)).collect();
        tx.rows().execute_unprepared(&trigger(table, &kept)).await?;
    }
    let there = columns(tx, &table.documents).await?;
    for name in gone.iter().filter(|name| there.contains(&format!("f_{name}"))) {
        tx.rows().execute_unprepared(&format!("ALTER TABLE {} DROP COLUMN f_{name}", table.documents)).await?;
    }
    Ok(())
}

fn names_column(sql: &str, field: &str) -> bool {
    let column = format!("f_{field}");
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == column)
}

/// Returns the trigger that fills the columns of the fields, on PostgreSQL.
fn trigger(table: &Table, fields: &BTreeMap<String, FieldType>) -> String {
    let Table { prefix, documents, .. } = table;
    let fill: String = fields
        .iter()
        .map(|(name, kind)| {
            let cast = cast(*kind);
            format!("NEW.f_{name} := (fields ->> '{name}'){cast}; ")
        })
        .collect();
    format!(
        "CREATE OR REPLACE FUNCTION {prefix}__fill() RETURNS trigger LANGUAGE plpgsql AS $fill$
         DECLARE fields json := NEW.doc::json; BEGIN {fill} RETURN NEW; END $fill$;
         DROP TRIGGER IF EXISTS {prefix}__fill ON {documents};
         CREATE TRIGGER {prefix}__fill BEFORE INSERT OR UPDATE OF doc ON {documents}
         FOR EACH ROW EXECUTE FUNCTION {prefix}__fill();"
    )
}

async fn columns(db: &Db, table: &str) -> Result<Vec<String>, DbErr> {
    let listed = match db.dialect() {
        Dialect::Sqlite => "SELECT name FROM pragma_table_xinfo(?)",
        Dialect::Postgres => {
            "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?"
        }
    };
    names(db, listed, table).await
}

async fn names(db: &Db, sql: &str, table: &str) -> Result<Vec<String>, DbErr> {
    let rows = db.rows().query_all_raw(db.dialect().statement(sql, [table.into()])).await?;
    rows.into_iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Makes room for what stands beside the documents: entries of lists, words, points. It is filled afterwards.
pub(super) async fn settle_beside(
    tx: &Tx,
    table: &Table,
    definition: &Definition,
    before: Option<&Definition>,
) -> Result<(), DbErr> {
    let dialect = tx.dialect();
    let there = columns(tx, &table.documents).await?;
    let mut sql = String::new();
    if definition.lists().next().is_some() {
        sql.push_str(&lists(dialect, table));
    }
    if definition.point.is_some() && !there.iter().any(|column| column == "p_lat") {
        let real = if dialect == Dialect::Sqlite { "REAL" } else { "double precision" };
        for column in ["p_lat", "p_lon", "p_x", "p_y", "p_z"] {
            sql.push_str(&format!("ALTER TABLE {} ADD COLUMN {column} {real};", table.documents));
        }
    }
    let is_searched = !definition.text.is_empty();
    let has_new_words = before.is_none_or(|before| before.text != definition.text);
    match dialect {
        Dialect::Sqlite if has_new_words => {
            sql.push_str(&format!("DROP TABLE IF EXISTS {};", table.words));
            if is_searched {
                let columns: String = definition.text.iter().map(|field| format!(", t_{field}")).collect();
                sql.push_str(&format!(
                    "CREATE VIRTUAL TABLE {} USING fts5(sp{columns}, content='', contentless_delete=1, tokenize='ascii', \
                     prefix='2 3');",
                    table.words
                ));
            }
        }
        Dialect::Postgres if is_searched && !there.iter().any(|column| column == "words") => {
            sql.push_str(&format!("ALTER TABLE {} ADD COLUMN words tsvector;", table.documents));
        }
        Dialect::Sqlite | Dialect::Postgres => {}
    }
    if !sql.is_empty() {
        tx.rows().execute_unprepared(&sql).await?;
    }
    Ok(())
}

fn lists(dialect: Dialect, table: &Table) -> String {
    let Table { documents, lists, .. } = table;
    let (text, id, end) = match dialect {
        Dialect::Sqlite => ("TEXT", "BLOB", ") STRICT, WITHOUT ROWID"),
        Dialect::Postgres => ("text COLLATE \"C\"", "uuid", ")"),
    };
    format!(
        "CREATE TABLE IF NOT EXISTS {lists} (
            field {text} NOT NULL,
            value {text} NOT NULL,
            id {id} NOT NULL REFERENCES {documents} (id) ON DELETE CASCADE,
            PRIMARY KEY (field, value, id)
        {end};
        CREATE INDEX IF NOT EXISTS {lists}_of ON {lists} (id);"
    )
}

/// Makes the indexes that are wanted and missing: those of a new collection, which has no documents yet.
pub(super) async fn make_indexes(tx: &Tx, table: &Table, definition: &Definition) -> Result<(), DbErr> {
    let there = indexes(tx, table).await?;
    for (name, sql) in wanted_indexes(tx.dialect(), table, definition) {
        if !there.contains(&name) {
            tx.rows().execute_unprepared(&sql.replace("{name}", &name)).await?;
        }
    }
    Ok(())
}

/// Returns the names of the indexes that can be used.
pub(super) async fn indexes(db: &Db, table: &Table) -> Result<Vec<String>, DbErr> {
    let listed = match db.dialect() {
        // Those of the table itself have no text.
        Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
        // One that was made beside writes and failed stays behind, and is not used.
        Dialect::Postgres => {
            "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             JOIN pg_class t ON t.oid = i.indrelid \
             WHERE t.relname = ? AND t.relnamespace = current_schema()::regnamespace AND i.indisvalid AND NOT i.indisprimary"
        }
    };
    names(db, listed, &table.documents).await
}

/// Returns the names of all indexes, with those that were left half-made.
pub(super) async fn all_indexes(db: &Db, table: &Table) -> Result<Vec<String>, DbErr> {
    if db.dialect() == Dialect::Sqlite {
        return indexes(db, table).await;
    }
    let listed = "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ? \
                  AND indexname NOT LIKE '%\\_pkey'";
    names(db, listed, &table.documents).await
}

impl Table {
    /// Returns the name of an index. Two underscores: no collection's table is called so.
    pub(super) fn index(&self, kind: &str, fields: &[String]) -> String {
        let name = format!("{}__{kind}_{}", self.prefix, fields.join("__"));
        if name.len() <= LONGEST_NAME {
            return name;
        }
        let digest: String = Sha256::digest(name).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("{}__{kind}_{digest}", self.prefix)
    }

    /// Returns the name of an aggregate's index; it says how many of the fields are grouped by.
    pub(super) fn aggregate_index(&self, aggregate: &Aggregate) -> String {
        let fields = [aggregate.by.as_slice(), aggregate.measures.as_slice()].concat();
        self.index(&format!("a{}", aggregate.by.len()), &fields)
    }
}

/// Returns the indexes by name, each with its statement.
pub(super) fn wanted_indexes(dialect: Dialect, table: &Table, definition: &Definition) -> BTreeMap<String, String> {
    let Table { prefix, documents, .. } = table;
    let live = " WHERE deleted_at IS NULL";
    let shared = " WHERE deleted_at IS NULL AND visibility >= 2";
    let mut wanted = BTreeMap::new();
    let mut want = |name: String, unique: &str, columns: &str, rest: &str| {
        wanted.insert(name, format!("CREATE {unique}INDEX {{name}} ON {documents} ({columns}){rest}"));
    };
    want(format!("{prefix}__live"), "", "space, id", live);
    want(format!("{prefix}__deleted"), "", "space, id", " WHERE deleted_at IS NOT NULL");
    if definition.is_shared() {
        want(format!("{prefix}__shared"), "", "id", shared);
    }
    let referring = definition.references.keys().map(|field| vec![field.clone()]);
    for group in definition.indexes.iter().cloned().chain(referring) {
        want(table.index("i", &group), "", &format!("space, {}, id", columns_of(&group)), live);
        if definition.is_shared() {
            want(table.index("s", &group), "", &format!("{}, id", columns_of(&group)), shared);
        }
    }
    for group in &definition.unique {
        want(table.index("u", group), "UNIQUE ", &format!("space, {}", columns_of(group)), live);
    }
    for aggregate in &definition.aggregates {
        let (by, measures) = (columns_of(&aggregate.by), columns_of(&aggregate.measures));
        let name = table.aggregate_index(aggregate);
        match dialect {
            _ if measures.is_empty() => want(name, "", &format!("space, {by}"), live),
            Dialect::Sqlite => want(name, "", &format!("space, {by}, {measures}"), live),
            Dialect::Postgres => want(name, "", &format!("space, {by}"), &format!(" INCLUDE ({measures}){live}")),
        }
    }
    if definition.point.is_some() {
        want(format!("{prefix}__point"), "", "space, p_lat, p_lon", live);
        if definition.is_shared() {
            want(format!("{prefix}__point_shared"), "", "p_lat, p_lon", shared);
        }
    }
    if dialect == Dialect::Postgres && !definition.text.is_empty() {
        let name = format!("{prefix}__words");
        wanted.insert(name, format!("CREATE INDEX {{name}} ON {documents} USING gin (words)"));
    }
    wanted
}

fn columns_of(group: &[String]) -> String {
    let columns: Vec<String> = group.iter().map(|field| format!("f_{field}")).collect();
    columns.join(", ")
}
