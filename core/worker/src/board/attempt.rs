//! One attempt at a job of the queue, from what its orderer may do by now to its kept end.
//!
//! Rule: every end is kept, or the lease is left to run out; nothing is told that is not kept.

use std::{sync::Arc, time::Duration};

use loadin_types::{
    CallError, Claimed, Ending, Hold, Job, JobError, PluginError, Progress,
    ports::{JobWatch, Rights},
};
use tokio::sync::watch;
use tracing::{info, warn};

use super::{
    Board,
    running::{Feed, Stop, heed},
};
use crate::{
    Worker,
    backoff::wait_after,
    job::{no_attempt_left, waiting_for_the_next},
    worker::{GRACE, call_of},
};

/// Progress is kept at most so often.
const REPORT_EVERY: Duration = Duration::from_millis(500);
/// How long a job waits whose plugin is not there, or has no room.
const NOT_LOADED: Duration = Duration::from_secs(60);
const NO_ROOM: Duration = Duration::from_secs(1);
/// How often the end of an attempt is tried to be kept; after that the lease runs out and the job is run again.
const TRIES: u32 = 8;

impl Board {
    /// Runs a job that was taken, and takes it off the board when its end is kept.
    pub(super) async fn attempt(self: Arc<Self>, claimed: Claimed) {
        let (lease, order) = (claimed.lease, &claimed.order);
        let Some((worker, rights)) = self.worker.get().zip(self.rights.get()) else { return };
        let watched = self.running().get(&lease.job).map(|one| (one.status.clone(), one.stop.clone()));
        let Some((status, stop)) = watched else { return };
        let feed = Arc::new(Feed { queue: Arc::clone(&self.queue), lease, status, stop });
        let (ending, message) = tokio::select! {
            ending = end_of(worker, &**rights, &claimed, &feed) => ending,
            never = keep_reports(&feed) => never,
        };
        let why = *feed.stop.borrow();
        let ending = match (ending, why) {
            (_, Stop::Lost) => None,
            (Ending::Cancelled, Stop::PutBack) => Some(Ending::PutBack(Duration::ZERO)),
            (ending, _) => Some(ending),
        };
        if let Some(ending) = ending {
            self.keep(&feed, ending, &message).await;
        } else {
            warn!(job.id = %lease.job, "{} lost its job `{}` to somebody else", order.plugin, order.kind);
        }
        self.running().remove(&lease.job);
        drop(feed);
        self.moved.notify_waiters();
    }

    async fn keep(&self, feed: &Feed, ending: Ending, message: &str) {
        let mut wait = Duration::from_millis(100);
        for _ in 0..TRIES {
            match self.queue.end(feed.lease, ending.clone(), message).await {
                Ok(_) => return,
                Err(error) => {
                    warn!(job.id = %feed.lease.job, %error, "the end of a job could not be kept; trying again");
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(Duration::from_secs(5));
                }
            }
        }
        warn!(job.id = %feed.lease.job, "the end of a job could not be kept: it is run again when its lease is over");
    }
}

/// Keeps how far a job is, again and again; never returns.
async fn keep_reports(feed: &Feed) -> (Ending, String) {
    let mut seen = feed.status.subscribe();
    seen.mark_unchanged();
    loop {
        if seen.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        let now: Progress = seen.borrow_and_update().progress.clone();
        match feed.queue.report(feed.lease, &now).await {
            Ok(hold) => heed(&feed.stop, hold),
            // The next one is tried again, and whoever looks here sees it anyway.
            Err(error) => warn!(job.id = %feed.lease.job, %error, "the progress of a job could not be kept"),
        }
        tokio::time::sleep(REPORT_EVERY).await;
    }
}

/// Runs the attempt, and decides what becomes of the job.
async fn end_of(worker: &Worker, rights: &dyn Rights, claimed: &Claimed, feed: &Arc<Feed>) -> (Ending, String) {
    let (order, tools) = (&claimed.order, worker.tools());
    let quietly = |ending| (ending, String::new());
    if !tools.plugins.is_loaded(&order.plugin).await {
        return (Ending::PutBack(NOT_LOADED), format!("{} is not here at the moment", order.plugin));
    }
    let caller = match rights.by_now(&order.plugin, &order.caller).await {
        Ok(Some(caller)) => caller,
        Ok(None) => {
            let gone = "whoever ordered this may not do so here any more".to_owned();
            return quietly(Ending::Failed(CallError::Answered(PluginError::Denied(gone))));
        }
        Err(_) => return quietly(Ending::PutBack(NO_ROOM)),
    };
    let call = call_of(tools.call_id(), caller, (&order.locale, &order.zone));
    let (job_id, call_id, began) = (claimed.lease.job, call.id, tools.clock.monotonic_ns());
    let job = Job {
        id: job_id,
        kind: order.kind.clone(),
        input: order.input.clone(),
        attempt: claimed.attempt,
        checkpoint: claimed.checkpoint.clone(),
        lease: Some(claimed.lease),
    };
    let watch: Arc<dyn JobWatch> = Arc::clone(feed) as _;
    let done = tokio::select! {
        done = tools.run(&order.plugin, call, job, watch) => done,
        () = grace_is_over(feed.stop.subscribe(), worker) => Err(JobError::Cancelled),
    };
    let error = match done {
        Ok(output) => {
            let took_ms = tools.clock.monotonic_ns().saturating_sub(began) / 1_000_000;
            let (plugin, kind) = (&order.plugin, &order.kind);
            info!(job.id = %job_id, call.id = %call_id, attempt = claimed.attempt, took_ms, "{plugin} did a job `{kind}`");
            return quietly(Ending::Done(output));
        }
        Err(error) => error,
    };
    info!(job.id = %job_id, call.id = %call_id, attempt = claimed.attempt, %error, "{} did not do a job `{}`", order.plugin, order.kind);
    match error {
        JobError::Cancelled => quietly(Ending::Cancelled),
        JobError::Retry(asked) if claimed.attempt < order.max_attempts => {
            let wait = wait_after(claimed.attempt, asked, &*tools.entropy);
            (Ending::Again(wait), waiting_for_the_next(wait))
        }
        JobError::Retry(_) => {
            let all = no_attempt_left(claimed.attempt);
            quietly(Ending::Failed(CallError::Answered(PluginError::Unavailable(all))))
        }
        JobError::Call(CallError::Busy { .. }) => quietly(Ending::PutBack(NO_ROOM)),
        JobError::GaveUp(error) => quietly(Ending::Failed(CallError::Answered(error))),
        JobError::Call(error) => quietly(Ending::Failed(error)),
    }
}

/// Returns some time after a job was asked to stop; at once when its attempt is to end without a word.
async fn grace_is_over(mut stop: watch::Receiver<Stop>, worker: &Worker) {
    if stop.wait_for(|stop| *stop != Stop::No).await.map(drop).is_err() {
        return std::future::pending().await;
    }
    let why = *stop.borrow();
    if why == Stop::Cancel {
        tokio::select! {
            () = worker.tools().timer.sleep(GRACE) => {}
            () = async { stop.wait_for(|stop| *stop == Stop::Lost).await.map(drop).unwrap_or_default() } => {}
        }
    }
}

/// Keeps the leases of so many attempts, and heeds what is said of them.
pub(super) async fn renew(board: &Board) -> Result<(), PluginError> {
    let all: Vec<_> = board.running().values().map(|one| (one.lease, one.stop.clone())).collect();
    if all.is_empty() {
        return Ok(());
    }
    let leases: Vec<_> = all.iter().map(|(lease, _)| *lease).collect();
    let holds: Vec<Hold> = board.queue.renew(&leases).await?;
    for ((_, stop), hold) in all.iter().zip(holds) {
        heed(stop, hold);
    }
    Ok(())
}
