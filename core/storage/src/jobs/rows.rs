//! Jobs as rows, and back.
//!
//! Rule: what cannot be read back is an error that names it, never a default.

use loadin_types::{
    CallError, Caller, Claimed, JobId, JobState, JobStatus, Lease, NewJob, PluginId, Progress, SpaceId,
};
use sea_orm::{ConnectionTrait as _, DbErr, QueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, StoreError,
    rows::{self, ColumnId as _},
};

/// What [`claimed`] reads, in this order.
pub(super) const CLAIMED: &str =
    "id, plugin, space, kind, dedupe, caller, locale, zone, input, attempt, max_attempts, checkpoint";

pub(super) fn plugin_column(plugin: &PluginId) -> Value {
    plugin.as_str().into()
}

pub(super) fn token_column(lease: Lease) -> Value {
    Uuid::from_bytes(lease.token).into()
}

pub(super) fn claimed(row: &QueryResult, token: Uuid) -> Result<Claimed, StoreError> {
    let unreadable = |what| move |_| StoreError::Unreadable { what };
    let caller: String = row.try_get_by_index(5)?;
    let caller: Caller =
        serde_json::from_str(&caller).map_err(|_| StoreError::Unreadable { what: "caller of a job" })?;
    let plugin = plugin(row.try_get_by_index(1)?)?;
    let id = JobId::of_column(row.try_get_by_index(0)?);
    let order = NewJob {
        id: Some(id),
        plugin,
        kind: row.try_get_by_index(3)?,
        input: row.try_get_by_index(8)?,
        caller,
        locale: row.try_get_by_index(6)?,
        zone: row.try_get_by_index(7)?,
        max_attempts: u8::try_from(row.try_get_by_index::<i64>(10)?).map_err(unreadable("attempts of a job"))?,
        dedupe: row.try_get_by_index(4)?,
    };
    // A job that killed its process again and again is given up long before this is full.
    let attempt = u8::try_from(row.try_get_by_index::<i64>(9)?).unwrap_or(u8::MAX);
    let lease = Lease { job: id, token: token.into_bytes() };
    Ok(Claimed { lease, order, attempt, checkpoint: row.try_get_by_index(11)? })
}

/// Returns an error as it is kept.
pub(super) fn error_column(error: &CallError) -> Result<String, StoreError> {
    serde_json::to_string(error).map_err(|_| StoreError::Broken)
}

/// Tells how a job of a space is, to one plugin or to core.
pub(super) async fn status(
    db: &Db,
    plugin: Option<&PluginId>,
    space: SpaceId,
    job: JobId,
) -> Result<Option<JobStatus>, StoreError> {
    let read =
        "SELECT state, steps_done, steps_total, message, error, revision, plugin FROM jobs WHERE id = ? AND space = ?";
    let row = db.rows().query_one_raw(db.statement(read, [job.column().into(), space.column().into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let of: String = row.try_get_by_index(6)?;
    if plugin.is_some_and(|plugin| plugin.as_str() != of) {
        return Ok(None);
    }
    Ok(Some(status_of(&row)?))
}

fn status_of(row: &QueryResult) -> Result<JobStatus, StoreError> {
    let count = |index| -> Result<u64, DbErr> { Ok(row.try_get_by_index::<i64>(index)?.unsigned_abs()) };
    Ok(JobStatus {
        state: state(&row.try_get_by_index::<String>(0)?)?,
        progress: Progress { done: count(1)?, total: count(2)?, message: row.try_get_by_index(3)? },
        error: error(row.try_get_by_index(4)?)?,
        revision: rows::version(row.try_get_by_index(5)?)?,
    })
}

/// Reads why a job failed.
pub(super) fn error(stored: Option<String>) -> Result<Option<CallError>, StoreError> {
    let read = stored.map(|error| serde_json::from_str(&error)).transpose();
    read.map_err(|_| StoreError::Unreadable { what: "error of a job" })
}

/// Reads whose job it is.
pub(super) fn plugin(stored: String) -> Result<PluginId, StoreError> {
    PluginId::try_from(stored).map_err(|_| StoreError::Unreadable { what: "plugin of a job" })
}

/// Reads how a job is: one that waits is under way to those who ordered it.
pub(super) fn state(stored: &str) -> Result<JobState, StoreError> {
    Ok(match stored {
        "waiting" | "running" => JobState::Running,
        "done" => JobState::Done,
        "failed" => JobState::Failed,
        "cancelled" => JobState::Cancelled,
        _ => return Err(StoreError::Unreadable { what: "state of a job" }),
    })
}
