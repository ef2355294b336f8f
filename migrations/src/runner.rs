//! Applies pending steps: all of them in one transaction, or none.
//!
//! Several nodes may start at once on one PostgreSQL: whoever comes first migrates, the others wait for the lock and find
//! nothing left to do.
//!
//! Invariant: `schema_steps` lists exactly the steps whose tables exist. A database that is newer than this binary, or
//! whose history differs from ours, is left untouched.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::{STEPS, Step, USUAL_WAIT, alone};

const NOTED_ON_SQLITE: &str = "CREATE TABLE IF NOT EXISTS schema_steps (
    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL
) STRICT";
const NOTED_ON_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS schema_steps (
    number bigint NOT NULL PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at bigint NOT NULL
)";

/// How far a database came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The last step that was there before; 0 for a new database.
    pub before: u32,
    /// The last step that is there now.
    pub now: u32,
}

/// Why a database cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A later release wrote it.
    #[error(
        "the database is at schema step {found}, this binary knows only {known}: start the release that wrote it, or restore the backup from before that upgrade"
    )]
    Newer {
        /// The step that the database is at.
        found: u32,
        /// The last step we know.
        known: u32,
    },
    /// Its history is not ours.
    #[error(
        "schema step {number} was applied with other statements than this binary has: it comes from a build that was never released; start that build, or restore a backup"
    )]
    Edited {
        /// Which step.
        number: u32,
    },
    /// It belongs to another program.
    #[error(
        "the database holds the table `{table}` but nothing of ours: it belongs to another program; name another file"
    )]
    Foreign {
        /// One of its tables.
        table: String,
    },
    /// Another node changes the tables.
    #[error(
        "{holder} has been bringing the tables up to date and did not finish within {waited_s} s: start this node again when it \
         has, or, if that process is dead, end its session with `SELECT pg_terminate_backend({process})`"
    )]
    Held {
        /// Which one, in words.
        holder: String,
        /// The number of its session's process on the database server.
        process: i64,
        /// How long we waited.
        waited_s: u64,
    },
    /// A step failed; nothing was changed.
    #[error("schema step {number} ({name}) failed; nothing was changed")]
    Step {
        /// Which step.
        number: u32,
        /// What it brings.
        name: &'static str,
        /// Why.
        source: DbErr,
    },
    /// The database failed around the steps; nothing was changed.
    #[error("the database cannot be read or locked for its schema; nothing was changed")]
    Database(#[from] DbErr),
}

/// Applies every step that `db` lacks. `db` must be a single connection: the transaction lives on it.
///
/// # Errors
/// See [`MigrationError`]; the database is then as it was.
pub async fn up(db: &impl ConnectionTrait, now_micros: i64) -> Result<Applied, MigrationError> {
    run(db, STEPS, now_micros).await
}

/// As [`up`], waiting for another node for no longer than `wait`.
///
/// # Errors
/// See [`MigrationError`]; the database is then as it was.
pub async fn up_within(db: &impl ConnectionTrait, now_micros: i64, wait: Duration) -> Result<Applied, MigrationError> {
    run_within(db, STEPS, now_micros, wait).await
}

/// Returns true when `db` lacks steps that this binary has.
///
/// # Errors
/// See [`MigrationError`].
pub async fn is_behind(db: &impl ConnectionTrait) -> Result<bool, MigrationError> {
    if !has_steps(db).await? {
        return Ok(true);
    }
    Ok(check_history(db, STEPS).await? < STEPS.last().map_or(0, |step| step.number))
}

async fn run(db: &impl ConnectionTrait, steps: &[Step], now_micros: i64) -> Result<Applied, MigrationError> {
    run_within(db, steps, now_micros, USUAL_WAIT).await
}

async fn run_within(
    db: &impl ConnectionTrait,
    steps: &[Step],
    now_micros: i64,
    wait: Duration,
) -> Result<Applied, MigrationError> {
    let begin = if is_postgres(db) { "BEGIN READ WRITE" } else { "BEGIN IMMEDIATE" };
    db.execute_unprepared(begin).await?;
    match apply(db, steps, now_micros, wait).await {
        Ok(applied) => {
            db.execute_unprepared("COMMIT").await?;
            Ok(applied)
        }
        Err(error) => {
            // A full disk makes SQLite roll back by itself, and then this has nothing to do; the first error counts.
            let _ = db.execute_unprepared("ROLLBACK").await;
            Err(error)
        }
    }
}

async fn apply(
    db: &impl ConnectionTrait,
    steps: &[Step],
    now_micros: i64,
    wait: Duration,
) -> Result<Applied, MigrationError> {
    alone(db, wait).await?;
    refuse_foreign(db).await?;
    db.execute_unprepared(if is_postgres(db) { NOTED_ON_POSTGRES } else { NOTED_ON_SQLITE }).await?;
    let before = check_history(db, steps).await?;
    let mut last = before;
    for step in steps.iter().filter(|step| step.number > before) {
        let failed = |source| MigrationError::Step { number: step.number, name: step.name, source };
        let (text, sha256) = of(db, step);
        db.execute_unprepared(text).await.map_err(failed)?;
        let values = [i64::from(step.number).into(), step.name.into(), sha256.into(), now_micros.into()];
        let note = if is_postgres(db) { "$1, $2, $3, $4" } else { "?, ?, ?, ?" };
        let note = format!("INSERT INTO schema_steps (number, name, sha256, applied_at) VALUES ({note})");
        db.execute_raw(statement(db, &note, values)).await.map_err(failed)?;
        last = step.number;
    }
    Ok(Applied { before, now: last })
}

/// Compares what was applied with what we have; returns the last step.
async fn check_history(db: &impl ConnectionTrait, steps: &[Step]) -> Result<u32, MigrationError> {
    let applied =
        db.query_all_raw(statement(db, "SELECT number, sha256 FROM schema_steps ORDER BY number", [])).await?;
    let known = steps.last().map_or(0, |step| step.number);
    let mut last = 0;
    for row in applied {
        let (number, sha256): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        if number > known {
            return Err(MigrationError::Newer { found: newest(db).await?, known });
        }
        if !steps.iter().any(|step| step.number == number && of(db, step).1 == sha256) {
            return Err(MigrationError::Edited { number });
        }
        last = number;
    }
    Ok(last)
}

async fn newest(db: &impl ConnectionTrait) -> Result<u32, MigrationError> {
    let row = db.query_one_raw(statement(db, "SELECT max(number) FROM schema_steps", [])).await?;
    let number: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

async fn has_steps(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let noted = if is_postgres(db) {
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_steps'"
    } else {
        "SELECT 1 FROM sqlite_schema WHERE name = 'schema_steps'"
    };
    Ok(db.query_one_raw(statement(db, noted, [])).await?.is_some())
}

async fn refuse_foreign(db: &impl ConnectionTrait) -> Result<(), MigrationError> {
    if has_steps(db).await? {
        return Ok(());
    }
    let foreign = if is_postgres(db) {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename LIMIT 1"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT 1"
    };
    match db.query_one_raw(statement(db, foreign, [])).await? {
        Some(row) => Err(MigrationError::Foreign { table: row.try_get_by_index(0)? }),
        None => Ok(()),
    }
}

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// Returns the text of a step for this database, and its digest.
fn of(db: &impl ConnectionTrait, step: &Step) -> (&'static str, &'static str) {
    if is_postgres(db) { (step.postgres, step.postgres_sha256) } else { (step.sqlite, step.sqlite_sha256) }
}

fn statement<const N: usize>(db: &impl ConnectionTrait, sql: &str, values: [sea_orm::Value; N]) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

#[cfg(test)]
mod tests;
