//! Connections to SQLite, with the settings that everything else relies on.
//!
//! Rule: one connection writes ([`writer`]), the others cannot ([`readers`]: `query_only`). A setting changed here
//! changes what survives a power cut; `synchronous=FULL` lost nothing in 200 of them, NORMAL lost answered writes.

use std::{path::Path, time::Duration};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, SqlxSqliteConnector};
use sqlx::{
    ConnectOptions as _,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};
use tracing::log::LevelFilter;

use crate::{OpenError, StoreError, dialect::Dialect};

/// SQLite before this can lose the log when it is reset.
const OLDEST: [u32; 3] = [3, 51, 3];

/// For locks of other processes, such as a backup tool's. Ours wait in the writer's queue.
const BUSY_WAIT: Duration = Duration::from_secs(5);

pub(crate) const READERS: u32 = 4;

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        // An I/O error in a mapped page would kill the process.
        .pragma("mmap_size", "0")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

/// What a commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The disk.
    Full,
    /// Nothing. For tests that must see what that loses.
    Careless,
}

/// Returns the one connection that writes; `max_bytes` is the size that the file may have.
pub(crate) async fn writer(
    file: &Path,
    max_bytes: Option<u64>,
    durability: Durability,
) -> Result<DatabaseConnection, DbErr> {
    let synchronous = match durability {
        Durability::Full => SqliteSynchronous::Full,
        Durability::Careless => SqliteSynchronous::Normal,
    };
    let mut options = options(file)
        .synchronous(synchronous)
        .create_if_missing(true)
        .pragma("cache_size", "-32768")
        // PASSIVE past 16 MiB of log, by whoever commits: that is only ever this connection.
        .pragma("wal_autocheckpoint", "4096");
    // Before the first table, or it needs a VACUUM to take effect. Saying it once more writes into the file: a reader would
    // then fail on a full disk, and so would a start.
    if std::fs::metadata(file).map_or(true, |metadata| metadata.len() == 0) {
        options = options.auto_vacuum(SqliteAutoVacuum::Incremental);
    }
    if let Some(bytes) = max_bytes {
        options = options.pragma("max_page_count", (bytes / 4_096).max(64).to_string());
    }
    let pool = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    connect(pool, options).await
}

/// Returns the connections that read.
pub(crate) async fn readers(file: &Path) -> Result<DatabaseConnection, DbErr> {
    let options = options(file).pragma("cache_size", "-8192").pragma("query_only", "ON");
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(BUSY_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    connect(pool, options).await
}

async fn connect(pool: SqlitePoolOptions, options: SqliteConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let options = options.log_slow_statements(LevelFilter::Warn, Duration::from_secs(1));
    let pool: SqlitePool =
        pool.connect_with(options).await.map_err(|error| DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Returns true when the database is not a new one.
pub(crate) async fn has_tables(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let any = Dialect::Sqlite.statement("SELECT 1 FROM sqlite_schema WHERE name = 'schema_steps'", []);
    Ok(db.query_one_raw(any).await?.is_some())
}

/// Refuses a library that is known to lose data.
pub(crate) async fn check_library(db: &DatabaseConnection, file: &Path) -> Result<(), OpenError> {
    let failed = |source: DbErr| OpenError::Store { path: file.to_path_buf(), source: StoreError::from(source) };
    let row = db.query_one_raw(Dialect::Sqlite.statement("SELECT sqlite_version()", [])).await.map_err(failed)?;
    let found: String = row.map_or(Ok(String::new()), |row| row.try_get_by_index(0)).map_err(failed)?;
    if is_too_old(&found) { Err(OpenError::OldLibrary { found }) } else { Ok(()) }
}

fn is_too_old(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    parts.as_slice() < OLDEST.as_slice()
}

#[cfg(test)]
mod tests {
    use super::is_too_old;

    #[test]
    fn a_library_that_can_lose_the_log_is_too_old() {
        for old in ["3.40.1", "3.51.2", "2.99.99", "", "unknown"] {
            assert!(is_too_old(old), "{old}");
        }
        for good in ["3.51.3", "3.52.0", "4.0.0"] {
            assert!(!is_too_old(good), "{good}");
        }
    }
}
