//! A job that this process runs, as everybody else here sees it.
//!
//! Rule: the first reason to stop is the one that counts, but for a lost lease, which overrides all.

use std::sync::Arc;

use async_trait::async_trait;
use loadin_types::{
    Hold, JobState, JobStatus, Lease, PluginError, PluginId, Progress, SpaceId,
    ports::{JobQueue, JobWatch},
};
use tokio::sync::watch;

/// Revisions that are counted here begin so high that none is ever the queue's.
const FIRST_REVISION: u64 = 1 << 32;

/// Why an attempt is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// It is not.
    No,
    /// Somebody wants the job to stop.
    Cancel,
    /// This process ends; the job goes on elsewhere, or later.
    PutBack,
    /// It is no longer ours.
    Lost,
}

/// A job that runs here.
pub(super) struct Running {
    pub(super) plugin: PluginId,
    pub(super) space: SpaceId,
    pub(super) lease: Lease,
    pub(super) status: watch::Sender<JobStatus>,
    pub(super) stop: watch::Sender<Stop>,
}

impl Running {
    pub(super) fn new(plugin: PluginId, space: SpaceId, lease: Lease) -> Self {
        let state = JobState::Running;
        let first = JobStatus { state, progress: Progress::default(), error: None, revision: FIRST_REVISION };
        Self { plugin, space, lease, status: watch::Sender::new(first), stop: watch::Sender::new(Stop::No) }
    }

    pub(super) fn stop(&self, why: Stop) {
        stop(&self.stop, why);
    }
}

pub(super) fn stop(sender: &watch::Sender<Stop>, why: Stop) {
    sender.send_if_modified(|now| {
        let counts = *now == Stop::No || (why == Stop::Lost && *now != Stop::Lost);
        if counts {
            *now = why;
        }
        counts
    });
}

/// Follows what the queue says of a lease.
pub(super) fn heed(sender: &watch::Sender<Stop>, hold: Hold) {
    match hold {
        Hold::Good => {}
        Hold::Cancelled => stop(sender, Stop::Cancel),
        Hold::Lost => stop(sender, Stop::Lost),
    }
}

/// What the plugin's reports go through.
pub(super) struct Feed {
    pub(super) queue: Arc<dyn JobQueue>,
    pub(super) lease: Lease,
    pub(super) status: watch::Sender<JobStatus>,
    pub(super) stop: watch::Sender<Stop>,
}

#[async_trait]
impl JobWatch for Feed {
    fn progress(&self, progress: Progress) -> bool {
        self.status.send_modify(|status| {
            status.progress = progress;
            status.revision += 1;
        });
        self.goes_on()
    }

    async fn checkpoint(&self, state: String) -> Result<bool, PluginError> {
        let hold = self.queue.checkpoint(self.lease, &state).await?;
        heed(&self.stop, hold);
        Ok(self.goes_on())
    }
}

impl Feed {
    /// Only a job that somebody stopped is told so, for it may write down that it was. One that goes on elsewhere hears
    /// nothing: its attempt is dropped where it is.
    fn goes_on(&self) -> bool {
        *self.stop.borrow() != Stop::Cancel
    }
}
