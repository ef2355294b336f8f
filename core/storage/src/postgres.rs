//! Connections to PostgreSQL, with the settings that everything else relies on.
//!
//! Rule: outside a transaction of the writer nothing can be written: its sessions are read-only until `BEGIN READ WRITE`.
//! So a statement that ends up on a new connection, after the old one was lost half-way, fails instead of standing alone.

mod address;
pub(crate) mod copies;
mod examine;
mod refusal;

use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlxPostgresConnector};
use sqlx::{
    ConnectOptions as _,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tracing::log::LevelFilter;

use crate::StoreError;

pub use address::{AddressError, ServerAddress};
pub use refusal::ServerError;

pub(crate) use examine::examine;

/// How long a caller waits for a connection; a restart of the server after a crash takes about two seconds.
const WAIT: Duration = Duration::from_secs(5);

/// Connections that each node may have, unless it is set otherwise: one writes, the others read.
pub const USUAL_CONNECTIONS: u32 = 10;

/// Returns how a connection of this node is made.
fn options(server: &ServerAddress) -> PgConnectOptions {
    server
        .options()
        .application_name(&examine::node_name(&server.mark))
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
        .log_statements(LevelFilter::Off)
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}

/// Returns the one connection of this node that writes.
pub(crate) async fn writer(server: &ServerAddress) -> Result<DatabaseConnection, StoreError> {
    let pool = PgPoolOptions::new().min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
    connect(pool, server).await
}

/// Returns the connections that read.
pub(crate) async fn readers(server: &ServerAddress) -> Result<DatabaseConnection, StoreError> {
    connect(PgPoolOptions::new().max_connections(server.connections.saturating_sub(1).max(1)), server).await
}

async fn connect(pool: PgPoolOptions, server: &ServerAddress) -> Result<DatabaseConnection, StoreError> {
    let pool = pool.acquire_timeout(WAIT).test_before_acquire(false);
    let pool = pool.connect_with(options(server)).await.map_err(failed)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;
