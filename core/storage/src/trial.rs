//! A store for tests, here and in the rooms above.
//!
//! With `LOADIN_TEST_POSTGRES` set to the address of a PostgreSQL server, each store is a new database on it, and the same
//! tests are held against it; `cargo loadin check` runs them so a second time. Rule: a test that is about one of the two
//! databases opens it by name and not through here.

use std::{collections::BTreeSet, path::Path};

use loadin_types::Timestamp;
use sea_orm::ConnectionTrait as _;
use sha2::{Digest as _, Sha256};

use crate::{Db, OpenError, Storage, StoreError, StoreSettings, dialect::Dialect};

/// Names the server: an address with the path `/postgres`, whose role may make databases.
pub const VARIABLE: &str = "LOADIN_TEST_POSTGRES";

/// Why there is no store to test with.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The variable is set, and nobody here can connect.
    #[error("{VARIABLE} is set, but this was built without the feature `postgres` of loadin-storage")]
    WithoutPostgres,
    /// No new database could be made.
    #[error("cannot make a database on {VARIABLE}: {0}")]
    NotMade(String),
    /// It cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Opens a new store: in the folder, or on the server that is named.
///
/// # Errors
/// See [`TrialError`].
pub async fn open(folder: &Path, now: Timestamp) -> Result<Storage, TrialError> {
    match new_database(folder).await? {
        #[cfg(feature = "postgres")]
        Some(url) => {
            let mut server =
                crate::ServerAddress::parse(&url).map_err(|error| TrialError::NotMade(error.to_string()))?;
            // Many tests share one server.
            server.connections = 4;
            Ok(Storage::connect(&server, now).await?)
        }
        #[cfg(not(feature = "postgres"))]
        Some(_) => Err(TrialError::WithoutPostgres),
        None => Ok(Storage::open(&StoreSettings { folder: folder.to_path_buf(), max_bytes: None }, now).await?),
    }
}

/// Makes a database on the server that is named and returns its address; `None` when none is. `folder` is a temporary one:
/// its random name is the database's.
///
/// # Errors
/// See [`TrialError`].
#[cfg(feature = "postgres")]
pub async fn new_database(folder: &Path) -> Result<Option<String>, TrialError> {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

    let Ok(server) = std::env::var(VARIABLE) else { return Ok(None) };
    let failed = |error: sqlx::Error| TrialError::NotMade(error.to_string());
    let random = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let random: String = random.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = format!("t_{random}_{}", std::process::id());
    let mut admin = PgConnection::connect(&server).await.map_err(failed)?;
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name} STRATEGY wal_log"))).await.map_err(failed)?;
    admin.close().await.map_err(failed)?;
    Ok(Some(server.replacen("/postgres?", &format!("/{name}?"), 1)))
}

/// Returns a token to refuse with when a server is named.
///
/// # Errors
/// None; the signature is that of the build with PostgreSQL.
#[cfg(not(feature = "postgres"))]
#[expect(clippy::unused_async, reason = "the signature is that of the build with PostgreSQL")]
pub async fn new_database(_: &Path) -> Result<Option<String>, TrialError> {
    Ok(std::env::var(VARIABLE).ok())
}

/// Returns a digest of everything that plugins keep: each column of each row of each of their tables, and what the registry
/// says of them.
///
/// # Errors
/// The store's.
pub async fn digest_of_documents(storage: &Storage) -> Result<String, StoreError> {
    let db = storage.reader();
    let mut tables = BTreeSet::from(["collections".to_owned()]);
    let registry = db.statement("SELECT id, name FROM collections", []);
    for row in db.rows().query_all_raw(registry).await? {
        let (id, name): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let documents = format!("c{id}_{name}");
        tables.extend(["", "_p", "_m", "_t"].map(|kind| format!("{documents}{kind}")));
    }
    let mut digest = Sha256::new();
    for table in tables {
        for row in rows_of(db, &table).await? {
            digest.update((row.len() as u64).to_be_bytes());
            digest.update(row);
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Returns the rows of a table as texts, in an order of their own; none where there is no such table.
async fn rows_of(db: &Db, table: &str) -> Result<Vec<String>, StoreError> {
    let read = match db.dialect() {
        Dialect::Postgres => {
            let there = db.statement("SELECT to_regclass(?)::text IS NOT NULL", [table.into()]);
            let there = db.rows().query_one_raw(there).await?;
            if !there.map_or(Ok(false), |row| row.try_get_by_index(0))? {
                return Ok(Vec::new());
            }
            format!("SELECT t::text FROM {table} t ORDER BY 1")
        }
        Dialect::Sqlite => {
            let columns = db.statement("SELECT name FROM pragma_table_info(?) ORDER BY cid", [table.into()]);
            let columns = db.rows().query_all_raw(columns).await?;
            let columns: Vec<String> =
                columns.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, sea_orm::DbErr>>()?;
            if columns.is_empty() {
                return Ok(Vec::new());
            }
            let quoted = columns.iter().map(|column| format!("quote(\"{column}\")")).collect::<Vec<_>>();
            format!("SELECT {} FROM \"{table}\" ORDER BY 1", quoted.join(" || ',' || "))
        }
    };
    let rows = db.rows().query_all_raw(db.statement(&read, [])).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, sea_orm::DbErr>>()?)
}
