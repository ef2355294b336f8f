//! The jobs of the queue, as this process runs them and tells of them.
//!
//! Rules: a job is shown to the plugin and the space that ordered it, and to nobody else. An attempt's end is told to
//! whoever watches only once the queue has kept it; an attempt that lost its lease says nothing any more.

mod attempt;
mod running;
mod work;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use loadin_types::{
    JobId, JobState, JobStatus, PluginError, PluginId, SpaceId,
    ports::{JobDesk, JobQueue, Rights},
};
use tokio::{
    sync::{Notify, OnceCell, watch},
    time::{Instant, timeout_at},
};

use self::running::{Running, Stop};
use crate::Worker;

/// Jobs that this process runs at once.
const MOST_HERE: usize = 16;
/// How long somebody waits for a change before they are told how it is anyway.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a job that another process has is looked at while somebody waits for it.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The jobs of the queue, as this process has them.
pub struct Board {
    queue: Arc<dyn JobQueue>,
    rights: OnceCell<Arc<dyn Rights>>,
    worker: OnceCell<Worker>,
    running: Mutex<HashMap<JobId, Running>>,
    /// Told whenever a job begins or ends here.
    moved: Notify,
    is_draining: watch::Sender<bool>,
}

impl Board {
    /// Returns a board over a queue. Nothing runs before [`Self::attach`] and [`Self::work`].
    #[must_use]
    pub fn new(queue: Arc<dyn JobQueue>) -> Self {
        Self {
            queue,
            rights: OnceCell::new(),
            worker: OnceCell::new(),
            running: Mutex::default(),
            moved: Notify::new(),
            is_draining: watch::Sender::new(false),
        }
    }

    /// Gives the board what runs its jobs and who knows what may be run: the host needs the board, and both need the host.
    pub fn attach(&self, worker: Worker, rights: Arc<dyn Rights>) {
        // A second worker would split the jobs; the first one stays.
        let _first_stays = (self.worker.set(worker), self.rights.set(rights));
    }

    /// Takes no more jobs, asks those that run to stop and puts them back, for whoever runs next.
    pub fn drain(&self) {
        self.is_draining.send_replace(true);
        for running in self.running().values() {
            running.stop(Stop::PutBack);
        }
        self.moved.notify_waiters();
    }

    /// Returns when no job runs here any more.
    pub async fn drained(&self) {
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            if self.running().is_empty() {
                return;
            }
            moved.await;
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<JobId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what a job that runs here is watched by.
    fn here(&self, plugin: Option<&PluginId>, space: SpaceId, job: JobId) -> Option<watch::Receiver<JobStatus>> {
        let running = self.running();
        let one = running.get(&job).filter(|one| one.space == space)?;
        plugin.is_none_or(|plugin| *plugin == one.plugin).then(|| one.status.subscribe())
    }
}

#[async_trait]
impl JobDesk for Board {
    async fn status(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Result<Option<JobStatus>, PluginError> {
        if let Some(here) = self.here(Some(plugin), space, job) {
            return Ok(Some(here.borrow().clone()));
        }
        self.queue.status(Some(plugin), space, job).await
    }

    async fn changed(&self, space: SpaceId, job: JobId, seen: u64) -> Result<Option<JobStatus>, PluginError> {
        let until = Instant::now() + PATIENCE;
        let mut draining = self.is_draining.subscribe();
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            if let Some(mut here) = self.here(None, space, job) {
                let told = tokio::select! {
                    told = timeout_at(until, here.wait_for(|status| status.revision != seen)) => told.map(|told| told.is_ok()),
                    _ = draining.wait_for(|draining| *draining) => return Ok(None),
                };
                // Told of nothing any more: it has ended here, and the queue knows how.
                if told != Ok(false) {
                    let now = here.borrow().clone();
                    return Ok(Some(now));
                }
            }
            let Some(status) = self.queue.status(None, space, job).await? else { return Ok(None) };
            if status.revision != seen || status.state != JobState::Running || Instant::now() >= until {
                return Ok(Some(status));
            }
            if *self.is_draining.borrow() {
                return Ok(None);
            }
            let again = if self.queue.is_shared() { until.min(Instant::now() + LOOK_AGAIN) } else { until };
            // Whether it began here, changed elsewhere, or nothing happened: it is looked at again.
            let _looked = timeout_at(again, moved).await;
        }
    }

    async fn cancel(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Result<bool, PluginError> {
        let is_noted = self.queue.cancel(Some(plugin), space, job).await?;
        if is_noted {
            if let Some(running) = self.running().get(&job) {
                running.stop(Stop::Cancel);
            }
            self.moved.notify_waiters();
        }
        Ok(is_noted)
    }
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").field("running", &self.running().len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
