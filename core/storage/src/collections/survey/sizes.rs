//! What tables and indexes take on the disk.
//!
//! Rule: it is the database that tells: `dbstat` on SQLite, `pg_total_relation_size` and its like on PostgreSQL. What it does
//! not tell is not made up.

use std::collections::HashMap;

use sea_orm::ConnectionTrait as _;

use super::DatabaseSurvey;
use crate::{Db, Storage, StoreError, collections::definition::Table, dialect::Dialect};

/// Bytes by name, of tables and indexes.
pub(super) struct Sizes(Option<HashMap<String, u64>>);

impl Sizes {
    pub(super) async fn read(db: &Db) -> Result<Self, StoreError> {
        let read = match db.dialect() {
            Dialect::Sqlite => "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE",
            // A table with what is too long for its rows; an index by itself.
            Dialect::Postgres => {
                "SELECT relname::text, CASE relkind WHEN 'i' THEN pg_relation_size(oid) ELSE pg_table_size(oid) END \
                 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')"
            }
        };
        let rows = match db.rows().query_all_raw(db.statement(read, [])).await {
            Ok(rows) => rows,
            // A library without the table; a reader that is refused anything else is refused everything.
            Err(_) if db.dialect() == Dialect::Sqlite => return Ok(Self(None)),
            Err(error) => return Err(error.into()),
        };
        let mut sizes = HashMap::with_capacity(rows.len());
        for row in rows {
            let (name, bytes): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            sizes.insert(name, u64::try_from(bytes).unwrap_or(0));
        }
        Ok(Self(Some(sizes)))
    }

    /// Returns what all of these take.
    pub(super) fn of(&self, names: &[String]) -> Option<u64> {
        let sizes = self.0.as_ref()?;
        Some(names.iter().filter_map(|name| sizes.get(name)).sum())
    }

    fn where_name(&self, is_wanted: impl Fn(&str) -> bool) -> Option<u64> {
        let sizes = self.0.as_ref()?;
        Some(sizes.iter().filter(|(name, _)| is_wanted(name)).map(|(_, bytes)| bytes).sum())
    }

    /// Returns the tables that stand beneath a virtual one.
    pub(super) fn beneath(&self, table: &str) -> Vec<String> {
        let names = self.0.iter().flat_map(HashMap::keys);
        names.filter(|name| name.strip_prefix(table).is_some_and(|rest| rest.starts_with('_'))).cloned().collect()
    }

    /// Returns what holds the entries of lists.
    pub(super) fn of_lists(&self, table: &Table) -> Vec<String> {
        let lists = &table.lists;
        vec![lists.clone(), format!("{lists}_of"), format!("{lists}_pkey")]
    }

    /// Returns what a collection's documents take, with who else may read them.
    pub(super) fn documents(&self, table: &Table) -> Option<u64> {
        self.of(&[table.documents.clone(), table.parties.clone()])
    }

    /// Returns what all of its indexes take.
    pub(super) fn indexes(&self, table: &Table) -> Option<u64> {
        let Table { prefix, documents, parties, lists, words } = table;
        let own = [
            format!("{documents}_pkey"),
            format!("sqlite_autoindex_{documents}_1"),
            format!("{parties}_of"),
            format!("{parties}_pkey"),
            lists.clone(),
            format!("{lists}_of"),
            format!("{lists}_pkey"),
        ];
        let (dunder, beneath) = (format!("{prefix}__"), format!("{words}_"));
        self.where_name(|name| {
            own.iter().any(|own| own == name) || name.starts_with(&dunder) || name.starts_with(&beneath)
        })
    }
}

/// Returns how large the database is as a whole.
pub(super) async fn database(storage: &Storage) -> Result<DatabaseSurvey, StoreError> {
    let db = storage.reader();
    let (kind, read) = match db.dialect() {
        Dialect::Sqlite => (
            "SQLite",
            "SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count()) * page_size, \
             (SELECT freelist_count FROM pragma_freelist_count()) * page_size, \
             (SELECT max(number) FROM schema_steps) FROM pragma_page_size()",
        ),
        Dialect::Postgres => (
            "PostgreSQL",
            "SELECT current_setting('server_version'), pg_database_size(current_database()), 0::bigint, \
             (SELECT max(number)::bigint FROM schema_steps)",
        ),
    };
    let row = db.rows().query_one_raw(db.statement(read, [])).await?;
    let row = row.ok_or(StoreError::Unreadable { what: "size of the database" })?;
    let number = |at| row.try_get_by_index::<i64>(at).map(|number| u64::try_from(number).unwrap_or(0));
    let (bytes, reusable) = (number(1)?, number(2)?);
    Ok(DatabaseSurvey {
        kind,
        version: row.try_get_by_index(0)?,
        step: u32::try_from(number(3)?).unwrap_or_default(),
        bytes,
        reusable: (db.dialect() == Dialect::Sqlite).then_some(reusable),
        free: storage.free_bytes(bytes),
    })
}
