//! Taking jobs that are due, fairly, and keeping hold of them.
//!
//! Rule: whoever had least of the workers' time is next, and nobody is owed more than [`CREDIT`]: a space that was quiet
//! for a week does not get the next hour for itself.

use std::time::Duration;

use loadin_types::{CallError, Claimed, Hold, Lease, Timestamp};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use super::{
    LEASE, later, moment,
    rows::{self, token_column},
};
use crate::{Db, StoreError, Tx, dialect::Dialect, rows::ColumnId as _, storage::Turn};

/// Jobs of one plugin in one space that run at once, over all nodes.
const MOST_AT_ONCE: i64 = 8;
/// What somebody can be owed at most, in microseconds of the workers' time.
const CREDIT: i64 = 60_000_000;
/// What a job is expected to take, until it has.
const EXPECTED: i64 = 1_000_000;
/// A job in whose midst the process died so often is not run again: it may be what kills it.
const CRASHES: i64 = 3;

/// Those of one plugin in one space.
struct Bucket {
    plugin: String,
    space: Uuid,
    waiting: i64,
    running: i64,
    used: i64,
    taken: i64,
}

/// Takes as many jobs as there are tokens, if so many are due.
pub(super) async fn claim(tx: &Tx, tokens: &[Uuid], node: Uuid, clock: Timestamp) -> Result<Vec<Claimed>, StoreError> {
    // Another node is at it: whoever waited for it here would hold up the writes of their own node.
    if !tx.try_take(Turn::Jobs).await? {
        return Ok(Vec::new());
    }
    let now = moment(tx, clock).await?;
    lapse(tx, now, now.micros()).await?;
    let mut buckets = buckets(tx, now).await?;
    share(&mut buckets, tokens.len());
    let (mut tokens, mut claimed) = (tokens.iter(), Vec::new());
    for bucket in buckets.iter().filter(|bucket| bucket.taken > 0) {
        let read = "SELECT id FROM jobs WHERE state = 'waiting' AND plugin = ? AND space = ? AND run_at <= ? \
                    ORDER BY run_at, id LIMIT ?";
        let values = [bucket.plugin.as_str().into(), bucket.space.into(), now.micros().into(), bucket.taken.into()];
        let due = tx.rows().query_all_raw(tx.statement(read, values)).await?;
        for (row, token) in due.iter().zip(&mut tokens) {
            let id: Uuid = row.try_get_by_index(0)?;
            claimed.extend(one(tx, id, (*token, node), now).await?);
        }
        let used = "INSERT INTO job_turns (plugin, space, used) VALUES (?, ?, ?) \
                    ON CONFLICT (plugin, space) DO UPDATE SET used = excluded.used";
        let values = [bucket.plugin.as_str().into(), bucket.space.into(), bucket.used.into()];
        tx.rows().execute_raw(tx.statement(used, values)).await?;
    }
    Ok(claimed)
}

async fn one(tx: &Tx, id: Uuid, (token, node): (Uuid, Uuid), now: Timestamp) -> Result<Option<Claimed>, StoreError> {
    let update = format!(
        "UPDATE jobs SET state = 'running', attempt = attempt + 1, token = ?, node = ?, lease_until = ?, started_at = ?, \
         message = '', revision = revision + 1 WHERE id = ? AND state = 'waiting' RETURNING {}",
        rows::CLAIMED
    );
    let values = [token.into(), node.into(), later(now, LEASE).into(), now.micros().into(), id.into()];
    let row = tx.rows().query_one_raw(tx.statement(&update, values)).await?;
    row.map(|row| rows::claimed(&row, token)).transpose()
}

/// Puts back what belongs to leases that ran out before `until`.
pub(super) async fn lapse(tx: &Tx, now: Timestamp, until: i64) -> Result<(), StoreError> {
    let poison = CallError::Host(format!(
        "the server stopped {CRASHES} times while this job ran, so it is not run again by itself"
    ));
    let update = "UPDATE jobs SET \
        state = CASE WHEN wants_cancel <> 0 THEN 'cancelled' WHEN crashes + 1 >= ? THEN 'failed' ELSE 'waiting' END, \
        error = CASE WHEN wants_cancel = 0 AND crashes + 1 >= ? THEN ? END, \
        ended_at = CASE WHEN wants_cancel <> 0 OR crashes + 1 >= ? THEN ? END, \
        crashes = crashes + 1, attempt = attempt - 1, run_at = ?, token = NULL, node = NULL, lease_until = NULL, \
        revision = revision + 1 WHERE state = 'running' AND lease_until < ?";
    let at = now.micros();
    let values = [
        CRASHES.into(),
        CRASHES.into(),
        rows::error_column(&poison)?.into(),
        CRASHES.into(),
        at.into(),
        at.into(),
        until.into(),
    ];
    let lapsed = tx.rows().execute_raw(tx.statement(update, values)).await?.rows_affected();
    if lapsed > 0 {
        tracing::warn!("{lapsed} jobs were under way when their process ended; they are run again");
    }
    Ok(())
}

async fn buckets(tx: &Tx, now: Timestamp) -> Result<Vec<Bucket>, StoreError> {
    let read = "SELECT w.plugin, w.space, w.waiting, coalesce(t.used, 0), \
        (SELECT count(*) FROM jobs r WHERE r.plugin = w.plugin AND r.space = w.space AND r.state = 'running') \
        FROM (SELECT plugin, space, count(*) AS waiting FROM jobs WHERE state = 'waiting' AND run_at <= ? \
        GROUP BY plugin, space) w LEFT JOIN job_turns t ON t.plugin = w.plugin AND t.space = w.space";
    let rows = tx.rows().query_all_raw(tx.statement(read, [now.micros().into()])).await?;
    let bucket = |row: &sea_orm::QueryResult| {
        Ok(Bucket {
            plugin: row.try_get_by_index(0)?,
            space: row.try_get_by_index(1)?,
            waiting: row.try_get_by_index(2)?,
            used: row.try_get_by_index(3)?,
            running: row.try_get_by_index(4)?,
            taken: 0,
        })
    };
    let mut buckets: Vec<Bucket> = rows.iter().map(bucket).collect::<Result<_, StoreError>>()?;
    let most = "SELECT max(t.used) FROM job_turns t WHERE EXISTS (SELECT 1 FROM jobs r WHERE r.plugin = t.plugin \
                AND r.space = t.space AND r.state IN ('waiting', 'running'))";
    let row = tx.rows().query_one_raw(tx.statement(most, [])).await?;
    let most: Option<i64> = row.map_or(Ok(None), |row| row.try_get_by_index(0))?;
    for bucket in &mut buckets {
        bucket.used = bucket.used.max(most.unwrap_or(0) - CREDIT);
    }
    Ok(buckets)
}

/// Decides how many each may take.
fn share(buckets: &mut [Bucket], most: usize) {
    let mut cost: Vec<i64> = buckets.iter().map(|bucket| bucket.used).collect();
    for _ in 0..most {
        let next = buckets
            .iter()
            .enumerate()
            .filter(|(_, bucket)| bucket.taken < bucket.waiting && bucket.running + bucket.taken < MOST_AT_ONCE)
            .min_by_key(|(place, bucket)| (cost.get(*place).copied(), bucket.running + bucket.taken));
        let Some(place) = next.map(|(place, _)| place) else { return };
        if let (Some(bucket), Some(cost)) = (buckets.get_mut(place), cost.get_mut(place)) {
            bucket.taken += 1;
            *cost += EXPECTED;
        }
    }
}

/// Keeps leases for another while.
pub(super) async fn renew(tx: &Tx, leases: &[Lease], clock: Timestamp) -> Result<Vec<Hold>, StoreError> {
    let until = later(moment(tx, clock).await?, LEASE);
    let update =
        "UPDATE jobs SET lease_until = ? WHERE id = ? AND token = ? AND state = 'running' RETURNING wants_cancel";
    let mut holds = Vec::with_capacity(leases.len());
    for lease in leases {
        let values = [until.into(), lease.job.column().into(), token_column(*lease)];
        let row = tx.rows().query_one_raw(tx.statement(update, values)).await?;
        holds.push(hold(row.map(|row| row.try_get_by_index(0)).transpose()?));
    }
    Ok(holds)
}

/// Reads what an update of a running job returned of `wants_cancel`.
pub(super) const fn hold(wants_cancel: Option<i64>) -> Hold {
    match wants_cancel {
        None => Hold::Lost,
        Some(0) => Hold::Good,
        Some(_) => Hold::Cancelled,
    }
}

/// Tells how long it is until somebody must look again: a job is due, or a lease may have run out.
pub(super) async fn next_due(db: &Db, clock: Timestamp) -> Result<Option<Duration>, StoreError> {
    let mut read = "SELECT min(run_at) FROM jobs WHERE state = 'waiting'".to_owned();
    if db.dialect() == Dialect::Postgres {
        read = format!(
            "SELECT least(({read}), (SELECT min(lease_until) FROM jobs WHERE state = 'running')), \
             (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
        );
    }
    let Some(row) = db.rows().query_one_raw(db.statement(&read, [])).await? else { return Ok(None) };
    let now = if db.dialect() == Dialect::Postgres { row.try_get_by_index(1)? } else { clock.micros() };
    let due: Option<i64> = row.try_get_by_index(0)?;
    Ok(due.map(|due| Duration::from_micros(u64::try_from(due.saturating_sub(now)).unwrap_or(0))))
}
