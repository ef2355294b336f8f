//! One attempt at a job.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Call, Error, Failure, host, reply::write_json, request::read_json};

/// What a job is made of.
#[derive(Debug, Clone, Default)]
pub struct JobParts {
    /// The job's id; the same over all attempts.
    pub id: String,
    /// Its kind, as the manifest declares it.
    pub kind: String,
    /// Its input, JSON text.
    pub input: String,
    /// 1 for the first attempt.
    pub attempt: u8,
    /// What an earlier attempt left, JSON text.
    pub checkpoint: Option<String>,
}

/// One attempt at a job.
#[derive(Debug, Clone)]
pub struct Job {
    call: Call,
    parts: JobParts,
}

impl Job {
    /// Returns a job.
    #[must_use]
    pub const fn new(call: Call, parts: JobParts) -> Self {
        Self { call, parts }
    }

    /// Returns the circumstances of the call.
    #[must_use]
    pub const fn call(&self) -> &Call {
        &self.call
    }

    /// Returns the job's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.parts.id
    }

    /// Returns the job's kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.parts.kind
    }

    /// Returns 1 for the first attempt.
    #[must_use]
    pub const fn attempt(&self) -> u8 {
        self.parts.attempt
    }

    /// Reads the input.
    ///
    /// # Errors
    ///
    /// [`Failure::GiveUp`] that says where and why it does not fit: another attempt would meet the same input.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        Ok(read_json(&self.parts.input)?)
    }

    /// Reports progress.
    ///
    /// # Errors
    ///
    /// [`Failure::Cancelled`] once the job was cancelled: return it, so that the work ends.
    pub fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), Failure> {
        host::progress(done, total, message).map_err(|error| match error {
            Error::Cancelled => Failure::Cancelled,
            other => Failure::GiveUp(other),
        })
    }

    /// Keeps what a later attempt is to go on from, should this one not reach its end: the server may stop at any moment.
    /// At most 1 MiB of JSON; the newest counts.
    ///
    /// # Errors
    ///
    /// [`Failure::Cancelled`] once the job was cancelled: return it, so that the work ends.
    pub fn checkpoint<T: Serialize + ?Sized>(&self, state: &T) -> Result<(), Failure> {
        host::checkpoint(&write_json(state)?).map_err(|error| match error {
            Error::Cancelled => Failure::Cancelled,
            other => Failure::GiveUp(other),
        })
    }

    /// Returns the last checkpoint of an earlier attempt; `None` when there is none, or when it does not fit: another release
    /// of the plugin may have written it, and the work begins anew.
    #[must_use]
    pub fn left<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(self.parts.checkpoint.as_deref()?).ok()
    }

    /// Runs `work` on this job and returns its output as JSON text.
    ///
    /// # Errors
    ///
    /// What `work` says, or that its output has no JSON form.
    pub fn run<T: Serialize>(&self, work: fn(&Self) -> Result<T, Failure>) -> Result<String, Failure> {
        Ok(write_json(&work(self)?)?)
    }
}

/// How a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// How a job is, and how far.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct JobStatus {
    /// How it is.
    pub state: JobState,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 before the first report.
    pub total: u64,
    /// What it is doing, for people.
    pub message: String,
    /// Why it failed: `{"kind","title","detail","errors"}`.
    #[serde(default)]
    pub problem: Option<serde_json::Value>,
}
