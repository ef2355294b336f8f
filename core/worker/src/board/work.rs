//! The loop that takes jobs and the one that keeps their leases.
//!
//! Rule: nothing is asked of the queue while nothing can have changed. It is woken by a job that was put in, one that ended,
//! and the time at which the next is due; only a queue that others share is looked at now and then.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use loadin_types::Claimed;
use tracing::warn;

use super::{
    Board, MOST_HERE, attempt,
    running::{Running, Stop, stop},
};

/// How often leases are renewed. They last for three of these.
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// A process that could not renew for so long stops what it runs: others may have begun with it.
const LOST_AFTER: Duration = Duration::from_secs(28);
/// No wait is longer, so that a clock that jumps is noticed.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a shared queue is looked at while jobs run, and while none does.
const BUSY: Duration = Duration::from_secs(1);
const IDLE: Duration = Duration::from_secs(5);
/// What is due but cannot be taken (its plugin has enough, another node is at it) is looked at again after so long.
const NOT_YET: Duration = Duration::from_millis(100);
/// How often what ended long ago is forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

impl Board {
    /// Takes jobs from the queue and runs them, until the board is drained. Spawn it once, after [`Self::attach`].
    pub async fn work(self: Arc<Self>) {
        let mut draining = self.is_draining.subscribe();
        tokio::select! {
            () = Arc::clone(&self).take_all() => {}
            () = self.keep_leases() => {}
            _ = draining.wait_for(|draining| *draining) => {}
        }
        // Whatever still runs keeps its leases until it has stopped.
        tokio::select! {
            () = self.keep_leases() => {}
            () = self.drained() => {}
        }
    }

    async fn take_all(self: Arc<Self>) {
        let mut swept: Option<Instant> = None;
        let mut is_told = true;
        loop {
            if swept.is_none_or(|at| at.elapsed() >= SWEEP_EVERY) {
                swept = Some(Instant::now());
                if let Err(error) = self.queue.sweep().await {
                    warn!(%error, "jobs that ended long ago could not be forgotten; it is tried again in an hour");
                }
            }
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            let free = MOST_HERE.saturating_sub(self.running().len());
            let mut wait = if free == 0 { LONGEST } else { self.until_due().await };
            if free > 0 && (is_told || wait.is_zero()) {
                wait = match self.queue.claim(free).await {
                    // What is due has its fill of what runs here, and the next end tells; or another node is at it.
                    Ok(claimed) if claimed.is_empty() && wait.is_zero() => {
                        if self.queue.is_shared() {
                            NOT_YET
                        } else {
                            LONGEST
                        }
                    }
                    Ok(claimed) if claimed.is_empty() => wait,
                    Ok(claimed) => {
                        claimed.into_iter().for_each(|job| Arc::clone(&self).begin(job));
                        Duration::ZERO
                    }
                    Err(error) => {
                        warn!(%error, "no jobs could be taken from the queue; trying again");
                        BUSY
                    }
                };
            }
            is_told = wait.is_zero();
            if !is_told {
                is_told = tokio::select! {
                    () = moved => true,
                    () = self.queue.put_in(), if free > 0 => true,
                    () = tokio::time::sleep(wait) => false,
                };
            }
        }
    }

    /// Tells how long nothing needs to be asked, unless somebody calls.
    async fn until_due(&self) -> Duration {
        let most = match (self.queue.is_shared(), self.running().is_empty()) {
            (false, _) => LONGEST,
            (true, false) => BUSY,
            (true, true) => IDLE,
        };
        match self.queue.next_due().await {
            Ok(Some(due)) => due.min(most),
            Ok(None) => most,
            Err(_) => BUSY,
        }
    }

    fn begin(self: Arc<Self>, claimed: Claimed) {
        let Some(worker) = self.worker.get().cloned() else { return };
        let (order, lease) = (&claimed.order, claimed.lease);
        let running = Running::new(order.plugin.clone(), order.caller.space, lease);
        if *self.is_draining.borrow() {
            running.stop(Stop::PutBack);
        }
        self.running().insert(lease.job, running);
        self.moved.notify_waiters();
        let (board, job) = (Arc::clone(&self), lease.job);
        worker.spawn(async move {
            // A host that panics costs this attempt: its lease runs out, and the crash is counted.
            let lost = tokio::spawn(Arc::clone(&board).attempt(claimed)).await.is_err();
            if lost {
                board.running().remove(&job);
                board.moved.notify_waiters();
            }
        });
    }

    async fn keep_leases(&self) {
        let mut renewed = Instant::now();
        loop {
            tokio::time::sleep(RENEW_EVERY.min(LONGEST)).await;
            match attempt::renew(self).await {
                Ok(()) => renewed = Instant::now(),
                Err(error) => {
                    warn!(%error, "the leases of jobs could not be renewed; trying again");
                    if renewed.elapsed() >= LOST_AFTER {
                        self.running().values().for_each(|one| stop(&one.stop, Stop::Lost));
                    }
                }
            }
        }
    }
}
