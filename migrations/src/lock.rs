//! The lock that lets one node of several change the tables of a PostgreSQL database.
//!
//! Rule: it belongs to the transaction that takes it, so it ends with that, however that ends. Whoever waits says for whom.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use tracing::info;

use crate::MigrationError;

/// The number under which a PostgreSQL server knows our lock: "loadin" in letters.
const LOCK: i64 = 0x006c_6f61_6469_6e00;

/// How long to wait for another node; a step over a large table takes about this long.
pub const USUAL_WAIT: Duration = Duration::from_secs(60);

const HOLDER: &str = "SELECT format('%s%s (server process %s, since %s UTC)', \
        coalesce(nullif(a.application_name, ''), 'a program without a name'), \
        coalesce(' at ' || host(a.client_addr), ''), a.pid, \
        to_char(coalesce(a.xact_start, a.state_change) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')), a.pid::bigint \
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
        AND ((l.classid::bigint << 32) | l.objid::bigint) = $1";

/// Waits until no other node changes the tables, inside the transaction that `db` is in; nothing to do on SQLite, which has
/// one writer. Statements of this transaction may take as long as they need from here on.
///
/// # Errors
/// [`MigrationError::Held`] when another node does not finish, or the database's.
pub async fn alone(db: &impl ConnectionTrait, wait: Duration) -> Result<(), MigrationError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let limits = format!("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{}ms'", wait.as_millis().max(1));
    db.execute_unprepared(&limits).await?;
    if try_lock(db).await? {
        return Ok(());
    }
    let holder = holder(db).await?;
    if let Some((name, _)) = &holder {
        info!("waiting for {name}, which brings the tables up to date");
    }
    match db.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await {
        Ok(_) => Ok(()),
        Err(error) => Err(match holder {
            Some((holder, process)) => MigrationError::Held { holder, process, waited_s: wait.as_secs() },
            None => error.into(),
        }),
    }
}

/// As [`alone`], for the rest of the session on PostgreSQL: what is done in several transactions. `db` must be a single
/// connection, with no transaction under way.
///
/// # Errors
/// See [`alone`].
pub async fn take_turn(db: &impl ConnectionTrait, wait: Duration) -> Result<(), MigrationError> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    db.execute_unprepared("BEGIN").await?;
    let taken = match alone(db, wait).await {
        // The lock of the transaction is ours, so that of the session is there at once.
        Ok(()) => {
            db.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await.map(drop).map_err(Into::into)
        }
        Err(error) => Err(error),
    };
    let ended = db.execute_unprepared(if taken.is_ok() { "COMMIT" } else { "ROLLBACK" }).await;
    taken?;
    ended?;
    Ok(())
}

/// Gives the turn of [`take_turn`] back.
///
/// # Errors
/// [`MigrationError::Database`] when the server is gone; the turn is then gone, too.
pub async fn give_turn_back(db: &impl ConnectionTrait) -> Result<(), MigrationError> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_unlock({LOCK})")).await?;
    }
    Ok(())
}

async fn try_lock(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let asked = statement(&format!("SELECT pg_try_advisory_xact_lock({LOCK})"), []);
    db.query_one_raw(asked).await?.map_or(Ok(false), |row| row.try_get_by_index(0))
}

/// Returns who has the lock, in words and as the number of its process on the server.
async fn holder(db: &impl ConnectionTrait) -> Result<Option<(String, i64)>, DbErr> {
    let row = db.query_one_raw(statement(HOLDER, [LOCK.into()])).await?;
    row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).transpose()
}

fn statement<const N: usize>(sql: &str, values: [sea_orm::Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
