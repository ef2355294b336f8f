//! What is said of a job that runs: how far it is, how it ended; and that somebody wants it to stop.
//!
//! Rule: each of these is one statement that names the lease, or the space that asks.

use loadin_types::{Ending, Hold, JobId, Lease, PluginId, Progress, SpaceId, Timestamp};
use sea_orm::{ConnectionTrait as _, Value};

use super::{
    FAILED_KEPT, KEPT, SWEPT, later, moment,
    rows::{error_column, plugin_column, token_column},
    take::hold,
};
use crate::{StoreError, Tx, rows::ColumnId as _};

const OF_LEASE: &str = "WHERE id = ? AND token = ? AND state = 'running'";

pub(super) async fn report(tx: &Tx, lease: Lease, progress: &Progress) -> Result<Hold, StoreError> {
    let update = format!(
        "UPDATE jobs SET steps_done = ?, steps_total = ?, message = ?, revision = revision + 1 {OF_LEASE} RETURNING wants_cancel"
    );
    let whole = |count| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
    let values = [
        whole(progress.done),
        whole(progress.total),
        progress.message.as_str().into(),
        lease.job.column().into(),
        token_column(lease),
    ];
    let row = tx.rows().query_one_raw(tx.statement(&update, values)).await?;
    Ok(hold(row.map(|row| row.try_get_by_index(0)).transpose()?))
}

pub(super) async fn checkpoint(tx: &Tx, lease: Lease, state: &str) -> Result<Hold, StoreError> {
    let update = format!("UPDATE jobs SET checkpoint = ? {OF_LEASE} RETURNING wants_cancel");
    let values = [state.into(), lease.job.column().into(), token_column(lease)];
    let row = tx.rows().query_one_raw(tx.statement(&update, values)).await?;
    Ok(hold(row.map(|row| row.try_get_by_index(0)).transpose()?))
}

/// Keeps how an attempt ended, and counts the time it took.
pub(super) async fn end(
    tx: &Tx,
    lease: Lease,
    (ending, message): (&Ending, &str),
    clock: Timestamp,
) -> Result<Hold, StoreError> {
    let now = moment(tx, clock).await?;
    let count = "UPDATE job_turns SET used = used + coalesce((SELECT max(? - started_at, 0) FROM jobs j \
                 WHERE j.id = ? AND j.token = ? AND j.state = 'running'), 0) \
                 WHERE (plugin, space) IN (SELECT plugin, space FROM jobs WHERE id = ?)";
    let count = if tx.dialect() == crate::dialect::Dialect::Postgres {
        count.replace("max(", "greatest(")
    } else {
        count.to_owned()
    };
    let values = [now.micros().into(), lease.job.column().into(), token_column(lease), lease.job.column().into()];
    tx.rows().execute_raw(tx.statement(&count, values)).await?;
    let ended = |state: &str, output: Option<&str>, error: Option<String>| {
        let set = "state = ?, output = ?, error = ?, ended_at = ?, checkpoint = NULL";
        let values: Vec<Value> = vec![state.into(), output.into(), error.into(), now.micros().into()];
        (set, values)
    };
    let again = |wait| {
        let set = "state = CASE WHEN wants_cancel <> 0 THEN 'cancelled' ELSE 'waiting' END, \
                   ended_at = CASE WHEN wants_cancel <> 0 THEN ? END, run_at = ?, message = ?, steps_done = 0, steps_total = 0";
        let values: Vec<Value> = vec![now.micros().into(), later(now, wait).into(), message.into()];
        (set, values)
    };
    let (set, mut values) = match ending {
        Ending::Done(output) => ended("done", Some(output), None),
        Ending::Failed(error) => ended("failed", None, Some(error_column(error)?)),
        Ending::Cancelled => ended("cancelled", None, None),
        Ending::Again(wait) | Ending::PutBack(wait) => again(*wait),
    };
    let uncounted = if matches!(ending, Ending::PutBack(_)) { "attempt = attempt - 1, " } else { "" };
    let update = format!(
        "UPDATE jobs SET {uncounted}{set}, token = NULL, node = NULL, lease_until = NULL, revision = revision + 1 {OF_LEASE} \
         RETURNING wants_cancel"
    );
    values.extend([lease.job.column().into(), token_column(lease)]);
    let row = tx.rows().query_one_raw(tx.statement(&update, values)).await?;
    Ok(hold(row.map(|row| row.try_get_by_index(0)).transpose()?))
}

/// Notes that a job is to stop; one that waits has ended with it.
pub(super) async fn cancel(
    tx: &Tx,
    (plugin, space, job): (Option<&PluginId>, SpaceId, JobId),
    clock: Timestamp,
) -> Result<bool, StoreError> {
    let now = moment(tx, clock).await?;
    let of_plugin = if plugin.is_some() { " AND plugin = ?" } else { "" };
    let update = format!(
        "UPDATE jobs SET wants_cancel = 1, revision = revision + 1, ended_at = CASE WHEN state = 'waiting' THEN ? END, \
         state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END \
         WHERE id = ? AND space = ?{of_plugin} AND state IN ('waiting', 'running')"
    );
    let values = [now.micros().into(), job.column().into(), space.column().into()];
    let values = values.into_iter().chain(plugin.map(plugin_column));
    Ok(tx.rows().execute_raw(tx.statement(&update, values)).await?.rows_affected() > 0)
}

/// Takes away some of what ended long ago; returns how many.
pub(super) async fn sweep(tx: &Tx, clock: Timestamp) -> Result<u64, StoreError> {
    let now = moment(tx, clock).await?;
    let delete = "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE ended_at IS NOT NULL AND \
                  ((state = 'failed' AND ended_at < ?) OR (state <> 'failed' AND ended_at < ?)) LIMIT ?)";
    let before = |kept: std::time::Duration| {
        Value::from(now.micros().saturating_sub(i64::try_from(kept.as_micros()).unwrap_or(i64::MAX)))
    };
    let delete = tx.statement(delete, [before(FAILED_KEPT), before(KEPT), SWEPT.into()]);
    Ok(tx.rows().execute_raw(delete).await?.rows_affected())
}
