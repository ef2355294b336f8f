//! What is ordered from the worker, and what comes of it.

use std::time::Duration;

use loadin_types::{CallError, CallId, Caller, JobError, JobId, PluginId};

/// An order to run a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The plugin that runs it.
    pub plugin: PluginId,
    /// The job's kind, as the manifest declares it.
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
}

/// A job that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobOutcome {
    /// The job.
    pub job: JobId,
    /// The call that did it.
    pub call: CallId,
    /// Which attempt that was.
    pub attempts: u8,
    /// The output, JSON text.
    pub output: String,
}

/// A job that was not done, and is not tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct JobFailure {
    /// The job.
    pub job: JobId,
    /// The last call; its lines in the log carry this id.
    pub call: CallId,
    /// How often it was tried.
    pub attempts: u8,
    /// Why the last attempt ended.
    pub error: JobError,
}

impl JobFailure {
    fn text(&self) -> String {
        match &self.error {
            JobError::Retry(_) => no_attempt_left(self.attempts),
            error => error.to_string(),
        }
    }

    /// Returns the call's error, when the call itself failed or the plugin gave up.
    #[must_use]
    pub fn call_error(&self) -> Option<CallError> {
        match &self.error {
            JobError::GaveUp(error) => Some(CallError::Answered(error.clone())),
            JobError::Call(error) => Some(error.clone()),
            JobError::Retry(_) | JobError::Cancelled => None,
        }
    }
}

/// Says that a job asked for another attempt and has had all that it may have.
pub(crate) fn no_attempt_left(attempts: u8) -> String {
    let times = if attempts == 1 { "attempt" } else { "attempts" };
    format!("not done after {attempts} {times}, which is all that it may have")
}

/// Says that a job waits for its next attempt.
pub(crate) fn waiting_for_the_next(wait: Duration) -> String {
    format!("waiting {} s before the next attempt", wait.as_secs_f64().ceil())
}
