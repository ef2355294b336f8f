//! Jobs as people look at them: their own in a space, and what failed anywhere, for those who operate the instance.
//!
//! Rule: what a job was given and what it gave never leave with these: kinds, counts, times and reasons only.

use loadin_types::{CallError, JobId, JobState, PluginId, Progress, Scope, SpaceId, Timestamp};
use sea_orm::{ConnectionTrait as _, QueryResult, Value};

use super::{moment, rows};
use crate::{Db, StoreError, Tx, rows::ColumnId as _};

/// A job, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedJob {
    /// The job.
    pub id: JobId,
    /// The plugin that runs it.
    pub plugin: PluginId,
    /// The space in which it was ordered.
    pub space: SpaceId,
    /// Its kind, as the manifest declares it.
    pub kind: String,
    /// How it is.
    pub state: JobState,
    /// Whether somebody works on it; `false` while it waits, and once it has ended.
    pub is_under_way: bool,
    /// Whether somebody wants it to stop.
    pub wants_cancel: bool,
    /// How far it is.
    pub progress: Progress,
    /// Why it failed.
    pub error: Option<CallError>,
    /// Attempts begun.
    pub attempts: u64,
    /// How often it may be tried.
    pub max_attempts: u64,
    /// When it was ordered.
    pub created: Timestamp,
    /// When its last attempt began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// How many jobs of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedJobs {
    /// The plugin that runs them.
    pub plugin: PluginId,
    /// Their kind.
    pub kind: String,
    /// Those that are due or wait for their time.
    pub waiting: u64,
    /// Those that somebody works on.
    pub running: u64,
    /// Those that are done, within the week.
    pub done: u64,
    /// Those that failed and nobody has looked after.
    pub failed: u64,
    /// Those that were cancelled, within the week.
    pub cancelled: u64,
    /// When the one that has waited longest was ordered.
    pub oldest_waiting: Option<Timestamp>,
}

const LISTED: &str = "id, plugin, space, kind, state, wants_cancel, steps_done, steps_total, message, error, attempt, \
                      max_attempts, created_at, started_at, ended_at";

/// Lists the jobs that somebody has ordered in the space, the newest first.
///
/// # Errors
/// The store's.
pub async fn of_person(db: &Db, scope: &Scope, limit: u32) -> Result<Vec<ListedJob>, StoreError> {
    let Some(person) = scope.person() else { return Ok(Vec::new()) };
    let read = format!("SELECT {LISTED} FROM jobs WHERE person = ? AND space = ? ORDER BY id DESC LIMIT ?");
    let values = [person.column().into(), scope.space().column().into(), i64::from(limit).into()];
    list(db, &read, values).await
}

/// Returns one job that somebody has ordered in the space.
///
/// # Errors
/// The store's.
pub async fn one_of_person(db: &Db, scope: &Scope, job: JobId) -> Result<Option<ListedJob>, StoreError> {
    let Some(person) = scope.person() else { return Ok(None) };
    let read = format!("SELECT {LISTED} FROM jobs WHERE id = ? AND person = ? AND space = ?");
    let values = [job.column().into(), person.column().into(), scope.space().column().into()];
    Ok(list(db, &read, values).await?.pop())
}

/// Lists what failed in any space, the latest first.
///
/// # Errors
/// The store's.
pub async fn failed_in_any_space(db: &Db, limit: u32) -> Result<Vec<ListedJob>, StoreError> {
    let read = format!("SELECT {LISTED} FROM jobs WHERE state = 'failed' ORDER BY ended_at DESC, id DESC LIMIT ?");
    list(db, &read, [i64::from(limit).into()]).await
}

/// Counts the jobs of each kind over all spaces.
///
/// # Errors
/// The store's.
pub async fn count_in_all_spaces(db: &Db) -> Result<Vec<CountedJobs>, StoreError> {
    let of = |state: &str| format!("sum(CASE WHEN state = '{state}' THEN 1 ELSE 0 END)");
    let read = format!(
        "SELECT plugin, kind, {}, {}, {}, {}, {}, min(CASE WHEN state = 'waiting' THEN created_at END) \
         FROM jobs GROUP BY plugin, kind ORDER BY plugin, kind",
        of("waiting"),
        of("running"),
        of("done"),
        of("failed"),
        of("cancelled")
    );
    let rows = db.rows().query_all_raw(db.statement(&read, [])).await?;
    let counted = |row: &QueryResult| {
        let count = |index| -> Result<u64, StoreError> { Ok(row.try_get_by_index::<i64>(index)?.unsigned_abs()) };
        Ok(CountedJobs {
            plugin: rows::plugin(row.try_get_by_index(0)?)?,
            kind: row.try_get_by_index(1)?,
            waiting: count(2)?,
            running: count(3)?,
            done: count(4)?,
            failed: count(5)?,
            cancelled: count(6)?,
            oldest_waiting: row.try_get_by_index::<Option<i64>>(7)?.map(Timestamp::from_micros),
        })
    };
    rows.iter().map(counted).collect()
}

/// Orders a job that failed once more, with all its attempts. Returns false when there is none that failed.
///
/// # Errors
/// The store's.
pub async fn run_again_in_any_space(tx: &Tx, job: JobId, clock: Timestamp) -> Result<bool, StoreError> {
    let now = moment(tx, clock).await?;
    let update = "UPDATE jobs SET state = 'waiting', error = NULL, attempt = 0, crashes = 0, wants_cancel = 0, \
                  ended_at = NULL, message = '', run_at = ?, revision = revision + 1 WHERE id = ? AND state = 'failed'";
    let values = [now.micros().into(), job.column().into()];
    Ok(tx.rows().execute_raw(tx.statement(update, values)).await?.rows_affected() > 0)
}

/// Forgets a job that failed. Returns false when there is none that failed.
///
/// # Errors
/// The store's.
pub async fn discard_in_any_space(tx: &Tx, job: JobId) -> Result<bool, StoreError> {
    let delete = "DELETE FROM jobs WHERE id = ? AND state = 'failed'";
    Ok(tx.rows().execute_raw(tx.statement(delete, [job.column().into()])).await?.rows_affected() > 0)
}

async fn list(db: &Db, read: &str, values: impl IntoIterator<Item = Value>) -> Result<Vec<ListedJob>, StoreError> {
    let rows = db.rows().query_all_raw(db.statement(read, values)).await?;
    rows.iter().map(listed).collect()
}

fn listed(row: &QueryResult) -> Result<ListedJob, StoreError> {
    let count = |index| -> Result<u64, StoreError> { Ok(row.try_get_by_index::<i64>(index)?.max(0).unsigned_abs()) };
    let at = |index| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.try_get_by_index::<Option<i64>>(index)?.map(Timestamp::from_micros))
    };
    let state: String = row.try_get_by_index(4)?;
    Ok(ListedJob {
        id: JobId::of_column(row.try_get_by_index(0)?),
        plugin: rows::plugin(row.try_get_by_index(1)?)?,
        space: SpaceId::of_column(row.try_get_by_index(2)?),
        kind: row.try_get_by_index(3)?,
        state: rows::state(&state)?,
        is_under_way: state == "running",
        wants_cancel: row.try_get_by_index::<i64>(5)? != 0,
        progress: Progress { done: count(6)?, total: count(7)?, message: row.try_get_by_index(8)? },
        error: rows::error(row.try_get_by_index(9)?)?,
        attempts: count(10)?,
        max_attempts: count(11)?,
        created: at(12)?.ok_or(StoreError::Unreadable { what: "time of a job" })?,
        started: at(13)?,
        ended: at(14)?,
    })
}
