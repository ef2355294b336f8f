//! The jobs of this process: who ordered them, how far they are, how they ended.
//!
//! Rule: a job is shown to the plugin and the space that ordered it, and to nobody else. Ended jobs are kept for a while, so
//! that a page that is opened again a little later still finds out what came of it; then they are forgotten.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use async_trait::async_trait;
use loadin_types::{
    CallError, JobError, JobId, JobState, JobStatus, NewJob, PluginError, PluginId, Progress, SpaceId,
    ports::{Clock, JobDesk},
};
use tokio::{sync::watch, time::timeout};

use crate::{Canceller, JobFailure, JobOutcome, Order, Worker};

/// Jobs of one space that may run at once.
const MOST_OF_A_SPACE: usize = 8;
/// Ended jobs that are kept.
const MOST_ENDED: usize = 1_000;
/// How long they are kept at most, in milliseconds.
const KEPT_MS: u64 = 60 * 60 * 1_000;
/// How long somebody waits for a change before they are told how it is anyway.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// The jobs of this process.
pub struct Board {
    worker: OnceLock<Worker>,
    clock: Arc<dyn Clock>,
    max_attempts: HashMap<(PluginId, String), u8>,
    entries: Mutex<HashMap<JobId, Entry>>,
}

struct Entry {
    plugin: PluginId,
    space: SpaceId,
    status: watch::Receiver<JobStatus>,
    cancel: Canceller,
    ended_ms: Arc<OnceLock<u64>>,
}

impl Board {
    /// Returns a board without jobs. `max_attempts` says how often each kind of job is tried; a kind that is not in it is
    /// tried once.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, max_attempts: HashMap<(PluginId, String), u8>) -> Self {
        Self { worker: OnceLock::new(), clock, max_attempts, entries: Mutex::default() }
    }

    /// Gives the board the worker that runs its jobs: the host needs the board, and the worker needs the host.
    pub fn attach(&self, worker: Worker) {
        // A second worker would split the jobs; the first one stays.
        let _first_stays = self.worker.set(worker);
    }

    /// Asks every job that runs to stop.
    pub fn cancel_all(&self) {
        for entry in self.entries().values() {
            entry.cancel.cancel();
        }
    }

    /// Asks every job that runs to stop, and returns when each has ended: by itself, or because its worker dropped it.
    pub async fn stop_all(&self) {
        self.cancel_all();
        let jobs: Vec<_> = self.entries().values().map(|entry| entry.status.clone()).collect();
        for mut job in jobs {
            // Whoever reports on a job may be gone: then it does not run any more either.
            let _ended = job.wait_for(|status| status.state != JobState::Running).await;
        }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<JobId, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn order(&self, job: NewJob) -> Order {
        let max_attempts = self.max_attempts.get(&(job.plugin.clone(), job.kind.clone())).copied().unwrap_or(1);
        Order {
            plugin: job.plugin,
            kind: job.kind,
            input: job.input,
            caller: job.caller,
            locale: job.locale,
            zone: job.zone,
            max_attempts,
        }
    }
}

impl Entry {
    fn runs(&self) -> bool {
        self.ended_ms.get().is_none()
    }
}

/// Checks that so many more jobs of a space may run.
fn room(entries: &HashMap<JobId, Entry>, space: SpaceId, jobs: usize) -> Result<(), PluginError> {
    let running = entries.values().filter(|entry| entry.space == space && entry.runs()).count();
    if running + jobs <= MOST_OF_A_SPACE {
        return Ok(());
    }
    let most = format!("{MOST_OF_A_SPACE} jobs of a space at once: wait until one is done, or cancel one");
    Err(PluginError::Limit(most))
}

/// Forgets what ended long ago, and the oldest when there are too many.
fn sweep(entries: &mut HashMap<JobId, Entry>, now_ms: u64) {
    entries.retain(|_, entry| entry.ended_ms.get().is_none_or(|ended| now_ms.saturating_sub(*ended) < KEPT_MS));
    let mut ended: Vec<(u64, JobId)> =
        entries.iter().filter_map(|(id, entry)| Some((*entry.ended_ms.get()?, *id))).collect();
    let surplus = ended.len().saturating_sub(MOST_ENDED);
    ended.sort_unstable();
    for (_, id) in ended.into_iter().take(surplus) {
        entries.remove(&id);
    }
}

#[async_trait]
impl JobDesk for Board {
    fn has_room(&self, space: SpaceId, jobs: usize) -> Result<(), PluginError> {
        if self.worker.get().is_none() {
            return Err(PluginError::Unavailable("jobs are not run here".to_owned()));
        }
        room(&self.entries(), space, jobs)
    }

    fn enqueue(&self, job: NewJob) -> Result<JobId, PluginError> {
        let Some(worker) = self.worker.get() else {
            return Err(PluginError::Unavailable("jobs are not run here".to_owned()));
        };
        let now_ms = self.clock.now_ms();
        let mut entries = self.entries();
        sweep(&mut entries, now_ms);
        let (plugin, space) = (job.plugin.clone(), job.caller.space);
        if job.id.is_some_and(|id| entries.contains_key(&id)) {
            return Err(PluginError::Duplicate("the id of a job".to_owned()));
        }
        room(&entries, space, 1)?;
        let id = job.id;
        let running = worker.start_as(id, self.order(job));
        let (id, cancel) = (running.id(), running.canceller());
        let first = JobStatus { state: JobState::Running, progress: Progress::default(), error: None, revision: 1 };
        let (tell, status) = watch::channel(first);
        let ended_ms = Arc::new(OnceLock::new());
        let (ended, clock) = (Arc::clone(&ended_ms), Arc::clone(&self.clock));
        worker.spawn(async move {
            let mut progress = running.progress();
            let outcome = running.outcome();
            tokio::pin!(outcome);
            loop {
                tokio::select! {
                    biased;
                    done = &mut outcome => {
                        let _first_stays = ended.set(clock.now_ms());
                        tell.send_modify(|status| end(status, done));
                        return;
                    }
                    Ok(()) = progress.changed() => {
                        let now = progress.borrow_and_update().clone();
                        tell.send_modify(|status| advance(status, now));
                    }
                }
            }
        });
        entries.insert(id, Entry { plugin, space, status, cancel, ended_ms });
        Ok(id)
    }

    fn status(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Option<JobStatus> {
        let entries = self.entries();
        let entry = entries.get(&job).filter(|entry| entry.space == space && entry.plugin == *plugin)?;
        Some(entry.status.borrow().clone())
    }

    async fn changed(&self, space: SpaceId, job: JobId, seen: u64) -> Option<JobStatus> {
        let mut status = {
            let entries = self.entries();
            entries.get(&job).filter(|entry| entry.space == space)?.status.clone()
        };
        // Whether it changed, ended or took too long: what is told is how it is now.
        let _waited = timeout(PATIENCE, status.wait_for(|status| status.revision != seen)).await.map(drop);
        let now = status.borrow().clone();
        Some(now)
    }

    fn cancel(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> bool {
        let entries = self.entries();
        let entry = entries.get(&job).filter(|entry| entry.space == space && entry.plugin == *plugin && entry.runs());
        entry.is_some_and(|entry| {
            entry.cancel.cancel();
            true
        })
    }
}

fn advance(status: &mut JobStatus, progress: Option<Progress>) {
    status.progress = progress.unwrap_or_default();
    status.revision += 1;
}

fn end(status: &mut JobStatus, done: Result<JobOutcome, JobFailure>) {
    status.revision += 1;
    match done {
        Ok(_) => status.state = JobState::Done,
        Err(failure) => {
            status.state = match failure.error {
                JobError::Cancelled => JobState::Cancelled,
                JobError::Retry(_) | JobError::GaveUp(_) | JobError::Call(_) => JobState::Failed,
            };
            let gave_up = || CallError::Answered(PluginError::Unavailable(failure.to_string()));
            status.error = match failure.error {
                JobError::Cancelled => None,
                JobError::Retry(_) => Some(gave_up()),
                JobError::GaveUp(_) | JobError::Call(_) => failure.call_error(),
            };
        }
    }
}

#[cfg(test)]
mod tests;
