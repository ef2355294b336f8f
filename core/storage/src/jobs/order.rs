//! Ordering a job, inside the transaction of the change that it belongs to.
//!
//! Rule: an order is refused whole or kept whole, and with it everything else of its batch.

use loadin_types::{JobId, Lease, NewJob, PersonId, PluginError, PrincipalKind, Timestamp};
use sea_orm::ConnectionTrait as _;

use super::{
    moment,
    rows::{plugin_column, token_column},
};
use crate::{Db, StoreError, Tx, rows::ColumnId as _};

/// Jobs of one plugin in one space that may wait or run.
pub const MOST_OF_A_PLUGIN: u32 = 1_000;

/// Why a job was not ordered.
#[derive(Debug)]
pub(crate) enum OrderError {
    Refused(PluginError),
    Storage(StoreError),
}

impl<E: Into<StoreError>> From<E> for OrderError {
    fn from(error: E) -> Self {
        Self::Storage(error.into())
    }
}

/// Keeps an order; `new_id` is for one that has none. Returns the id of the job that is meant: another's, while that has the
/// same key.
pub(crate) async fn order(tx: &Tx, job: &NewJob, new_id: JobId, now: Timestamp) -> Result<JobId, OrderError> {
    if let Some(there) = the_same(tx, job).await? {
        return Ok(there);
    }
    refuse_too_many(tx, job).await?;
    let (id, due) = (job.id.unwrap_or(new_id), moment(tx, now).await?);
    let caller = serde_json::to_string(&job.caller).map_err(|_| StoreError::Broken)?;
    let person = (job.caller.kind == PrincipalKind::Person).then(|| job.caller.id.parse::<PersonId>().ok()).flatten();
    let insert = "INSERT INTO jobs (id, plugin, space, kind, dedupe, caller, person, locale, zone, input, state, run_at, \
                  max_attempts, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)";
    let values = [
        id.column().into(),
        plugin_column(&job.plugin),
        job.caller.space.column().into(),
        job.kind.as_str().into(),
        job.dedupe.clone().into(),
        caller.into(),
        person.map(PersonId::column).into(),
        job.locale.as_str().into(),
        job.zone.as_str().into(),
        job.input.as_str().into(),
        due.micros().into(),
        i64::from(job.max_attempts.max(1)).into(),
        now.micros().into(),
    ];
    match tx.rows().execute_raw(tx.statement(insert, values)).await.map_err(StoreError::from) {
        Ok(_) => Ok(id),
        Err(StoreError::Duplicate { constraint }) if constraint.contains("dedupe") => {
            // Another node ordered the same at this moment.
            Err(OrderError::Refused(PluginError::Duplicate("a job with this key".to_owned())))
        }
        Err(StoreError::Duplicate { .. }) => {
            Err(OrderError::Refused(PluginError::Duplicate("the id of a job".to_owned())))
        }
        Err(error) => Err(OrderError::Storage(error)),
    }
}

/// Returns the job that waits or runs under the same key.
async fn the_same(db: &Db, job: &NewJob) -> Result<Option<JobId>, StoreError> {
    let Some(key) = &job.dedupe else { return Ok(None) };
    let read = "SELECT id FROM jobs WHERE plugin = ? AND space = ? AND kind = ? AND dedupe = ? \
                AND state IN ('waiting', 'running')";
    let values =
        [plugin_column(&job.plugin), job.caller.space.column().into(), job.kind.as_str().into(), key.as_str().into()];
    let row = db.rows().query_one_raw(db.statement(read, values)).await?;
    let id = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(id.map(JobId::of_column))
}

async fn refuse_too_many(db: &Db, job: &NewJob) -> Result<(), OrderError> {
    let count = "SELECT count(*) FROM (SELECT 1 AS one FROM jobs WHERE plugin = ? AND space = ? AND state = 'waiting' LIMIT ?) w";
    let values = [plugin_column(&job.plugin), job.caller.space.column().into(), i64::from(MOST_OF_A_PLUGIN).into()];
    let row = db.rows().query_one_raw(db.statement(count, values)).await?;
    let waiting: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    if waiting < i64::from(MOST_OF_A_PLUGIN) {
        return Ok(());
    }
    let most =
        format!("{MOST_OF_A_PLUGIN} jobs of a plugin wait in this space: wait until some are done, or cancel some");
    Err(OrderError::Refused(PluginError::Limit(most)))
}

/// Returns true while the lease is the job's present one. On PostgreSQL nobody can take the job over before the
/// transaction has ended.
pub(crate) async fn holds(tx: &Tx, lease: Lease) -> Result<bool, StoreError> {
    let read = format!("SELECT 1 FROM jobs WHERE id = ? AND token = ? AND state = 'running'{}", tx.dialect().rely_on());
    let values = [lease.job.column().into(), token_column(lease)];
    Ok(tx.rows().query_one_raw(tx.statement(&read, values)).await?.is_some())
}
