//! The queue of jobs: kept in the transaction of the change that orders them, handed to whoever runs them.
//!
//! Rule: a job that runs belongs to the holder of its lease. Every statement about a running job names its token, so whoever
//! lost the lease (another node took over, somebody discarded the job) changes no row and is told so.

mod end;
mod list;
mod order;
mod rows;
mod take;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use loadin_types::{
    Claimed, Ending, Hold, JobId, JobStatus, Lease, PluginError, PluginId, Progress, SpaceId, Timestamp,
    ports::{Clock, Entropy, JobQueue},
};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

pub use list::{
    CountedJobs, ListedJob, count_in_all_spaces, discard_in_any_space, failed_in_any_space, of_person, one_of_person,
    run_again_in_any_space,
};
pub use order::MOST_OF_A_PLUGIN;
pub(crate) use order::{OrderError, holds, order};

use crate::{Db, Storage, StoreError, dialect::Dialect};

/// How long a lease lasts unless it is renewed.
const LEASE: Duration = Duration::from_secs(30);
/// How long what is done or cancelled is remembered.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long what failed waits for somebody to look at it.
const FAILED_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Rows that one sweep takes away in a transaction.
const SWEPT: i64 = 1_000;

/// The queue, as one process has it.
pub struct Queue {
    storage: Storage,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Which process this is, until its end.
    node: Uuid,
}

impl Queue {
    /// Opens the queue. On SQLite one process runs jobs: whatever is under way was so when it died, and is put back.
    ///
    /// # Errors
    /// The store's.
    pub async fn open(storage: Storage, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        let mut node = [0; 16];
        entropy.fill(&mut node);
        let queue = Self { storage, clock, entropy, node: Uuid::from_bytes(node) };
        if !queue.is_shared() {
            let now = queue.now();
            queue.storage.write(move |tx| Box::pin(async move { take::lapse(tx, now, i64::MAX).await })).await?;
        }
        Ok(queue)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    /// Returns a fresh token for each of so many leases.
    fn tokens(&self, most: usize) -> Vec<Uuid> {
        let token = |_| {
            let mut token = [0; 16];
            self.entropy.fill(&mut token);
            Uuid::from_bytes(token)
        };
        (0..most).map(token).collect()
    }
}

/// Tells the time by which leases run out: the database's on a server that several nodes share, the process's on SQLite.
async fn moment(db: &Db, clock: Timestamp) -> Result<Timestamp, StoreError> {
    if db.dialect() == Dialect::Sqlite {
        return Ok(clock);
    }
    let asked = db.statement("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", []);
    let row = db.rows().query_one_raw(asked).await?;
    Ok(row.map_or(Ok(clock), |row| row.try_get_by_index(0).map(Timestamp::from_micros))?)
}

fn later(now: Timestamp, wait: Duration) -> i64 {
    now.micros().saturating_add(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX))
}

fn failed(error: StoreError) -> PluginError {
    error.told_to_plugins("the queue of jobs")
}

#[async_trait]
impl JobQueue for Queue {
    async fn claim(&self, most: usize) -> Result<Vec<Claimed>, PluginError> {
        let (tokens, node) = (self.tokens(most), self.node);
        let clock = self.now();
        let claim = self.storage.write(move |tx| Box::pin(async move { take::claim(tx, &tokens, node, clock).await }));
        claim.await.map_err(failed)
    }

    async fn renew(&self, leases: &[Lease]) -> Result<Vec<Hold>, PluginError> {
        let (leases, clock) = (leases.to_vec(), self.now());
        let renew = self.storage.write(move |tx| Box::pin(async move { take::renew(tx, &leases, clock).await }));
        renew.await.map_err(failed)
    }

    async fn report(&self, lease: Lease, progress: &Progress) -> Result<Hold, PluginError> {
        let progress = progress.clone();
        self.storage
            .write(move |tx| Box::pin(async move { end::report(tx, lease, &progress).await }))
            .await
            .map_err(failed)
    }

    async fn checkpoint(&self, lease: Lease, state: &str) -> Result<Hold, PluginError> {
        let state = state.to_owned();
        self.storage
            .write(move |tx| Box::pin(async move { end::checkpoint(tx, lease, &state).await }))
            .await
            .map_err(failed)
    }

    async fn end(&self, lease: Lease, ending: Ending, message: &str) -> Result<Hold, PluginError> {
        let (message, clock) = (message.to_owned(), self.now());
        let end = self
            .storage
            .write(move |tx| Box::pin(async move { end::end(tx, lease, (&ending, &message), clock).await }))
            .await
            .map_err(failed)?;
        // What was put back is due for somebody.
        self.storage.tell_of_jobs();
        Ok(end)
    }

    async fn status(
        &self,
        plugin: Option<&PluginId>,
        space: SpaceId,
        job: JobId,
    ) -> Result<Option<JobStatus>, PluginError> {
        rows::status(self.storage.reader(), plugin, space, job).await.map_err(failed)
    }

    async fn cancel(&self, plugin: Option<&PluginId>, space: SpaceId, job: JobId) -> Result<bool, PluginError> {
        let (plugin, now) = (plugin.cloned(), self.now());
        self.storage
            .write(move |tx| Box::pin(async move { end::cancel(tx, (plugin.as_ref(), space, job), now).await }))
            .await
            .map_err(failed)
    }

    async fn next_due(&self) -> Result<Option<Duration>, PluginError> {
        let clock = self.now();
        take::next_due(self.storage.reader(), clock).await.map_err(failed)
    }

    async fn put_in(&self) {
        self.storage.told_of_jobs().await;
    }

    async fn sweep(&self) -> Result<(), PluginError> {
        let now = self.now();
        loop {
            let swept = self.storage.write(move |tx| Box::pin(async move { end::sweep(tx, now).await })).await;
            if swept.map_err(failed)? < SWEPT.unsigned_abs() {
                return Ok(());
            }
        }
    }

    fn is_shared(&self) -> bool {
        self.storage.reader().dialect() == Dialect::Postgres
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").field("node", &self.node).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
