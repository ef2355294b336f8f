//! Jobs: what is ordered, how an attempt ends, how a job is; and what the queue and whoever runs its jobs tell each other.
//!
//! Rule: a job belongs to whoever holds its [`Lease`]. Every word about it, and every write of its attempt, carries the lease
//! and counts only while that is the job's present one: who lost it changes nothing any more.

use std::time::Duration;

use crate::{CallError, Caller, JobId, PluginError, PluginId};

/// One attempt at a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The job's id; the same over all attempts.
    pub id: JobId,
    /// Its kind, as the manifest declares it.
    pub kind: String,
    /// Its input, JSON text.
    pub input: String,
    /// 1 for the first attempt.
    pub attempt: u8,
    /// What an earlier attempt left to go on from, JSON text.
    pub checkpoint: Option<String>,
    /// Under which it runs; `None` for a job that nobody keeps.
    pub lease: Option<Lease>,
}

/// The right to run an attempt at a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Drawn anew for each attempt.
    pub token: [u8; 16],
}

/// Why an attempt at a job has no output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Worth another attempt, after so long or when the host likes.
    #[error("the job asks to be tried again")]
    Retry(Option<Duration>),
    /// Not worth another attempt.
    #[error(transparent)]
    GaveUp(PluginError),
    /// The job was cancelled and stopped.
    #[error("the job was cancelled")]
    Cancelled,
    /// The call itself failed.
    #[error(transparent)]
    Call(CallError),
}

/// How far a job has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
    /// What it is doing, for people.
    pub message: String,
}

/// An order to run a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id; made by the host when absent.
    pub id: Option<JobId>,
    /// The plugin that runs it.
    pub plugin: PluginId,
    /// Its kind, as the manifest declares it.
    pub kind: String,
    /// Its input, JSON text.
    pub input: String,
    /// Who wants it.
    pub caller: Caller,
    /// BCP 47 tag of the language to answer in.
    pub locale: String,
    /// IANA time zone of the caller.
    pub zone: String,
    /// How often it is tried at most; 0 counts as 1.
    pub max_attempts: u8,
    /// While a job of the same plugin, space, kind and key waits or runs, that one is meant.
    pub dedupe: Option<String>,
}

/// A job that was taken from the queue to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Under which it is run.
    pub lease: Lease,
    /// What was ordered.
    pub order: NewJob,
    /// 1 for the first attempt.
    pub attempt: u8,
    /// What an earlier attempt left.
    pub checkpoint: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Done, with this output, JSON text.
    Done(String),
    /// To be tried again after so long.
    Again(Duration),
    /// To be run again by whoever comes next, as if this attempt had not been: the host stops, or had no room.
    PutBack(Duration),
    /// Not done, and not tried again.
    Failed(CallError),
    /// Cancelled.
    Cancelled,
}

/// What is true of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hold {
    /// It holds.
    Good,
    /// It holds, and somebody wants the job to stop.
    Cancelled,
    /// Somebody else has the job, or it is over.
    Lost,
}

/// How a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Under way, or waiting for its next attempt.
    Running,
    /// Done; it has an output.
    Done,
    /// Given up.
    Failed,
    /// Cancelled.
    Cancelled,
}

impl JobState {
    /// Returns the name, as it stands in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How a job is, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStatus {
    /// How it is.
    pub state: JobState,
    /// How far, since its last report; nothing before the first.
    pub progress: Progress,
    /// Why it failed.
    pub error: Option<CallError>,
    /// Goes up with every change, so that somebody who waits can say what they have seen.
    pub revision: u64,
}
