//! Connections to PostgreSQL, with the settings that everything else relies on.
//!
//! Rule: outside a transaction of the writer nothing can be written: its sessions are read-only until `BEGIN READ WRITE`.
//! So a statement that ends up on a new connection, after the old one was lost half-way, fails instead of standing alone.

use std::{str::FromStr as _, time::Duration};

use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlxPostgresConnector};
use sqlx::{
    ConnectOptions as _,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tracing::log::LevelFilter;

use crate::StoreError;

/// How many connections read, for each node.
const READERS: u32 = 9;

/// How long a caller waits for a connection; a restart of the server after a crash takes about two seconds.
const WAIT: Duration = Duration::from_secs(5);

fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(failed)?;
    Ok(options
        .application_name("loadin")
        .options([
            ("timezone", "UTC"),
            ("default_transaction_isolation", "read committed"),
            ("default_transaction_read_only", "on"),
            ("statement_timeout", "15s"),
            ("lock_timeout", "3s"),
            ("idle_in_transaction_session_timeout", "15s"),
            ("synchronous_commit", "on"),
        ])
        .log_slow_statements(LevelFilter::Warn, Duration::from_secs(1))
        .log_statements(LevelFilter::Off))
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}

/// Returns the address without what is secret in it.
pub(crate) fn shown(url: &str) -> String {
    match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
        Some((scheme, place)) => format!("{scheme}://…@{place}"),
        None => url.split('?').next().unwrap_or_default().to_owned(),
    }
}

/// Returns the one connection of this node that writes.
pub(crate) async fn writer(url: &str) -> Result<DatabaseConnection, StoreError> {
    let pool = PgPoolOptions::new().min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
    connect(pool, url).await
}

/// Returns the connections that read.
pub(crate) async fn readers(url: &str) -> Result<DatabaseConnection, StoreError> {
    connect(PgPoolOptions::new().max_connections(READERS), url).await
}

async fn connect(pool: PgPoolOptions, url: &str) -> Result<DatabaseConnection, StoreError> {
    let pool = pool.acquire_timeout(WAIT).test_before_acquire(false);
    let pool = pool.connect_with(options(url)?).await.map_err(failed)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(shown("postgres://loadin:secret@db.example.org/loadin"), "postgres://…@db.example.org/loadin");
        assert_eq!(shown("postgres:///loadin?host=/run/postgresql&password=secret"), "postgres:///loadin");
    }
}
