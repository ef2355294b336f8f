//! `jobs`: how the plugin's jobs are, and what a running one may say.
//!
//! Rule: a plugin is told of its own jobs in the caller's space, and of no others.

use loadin_types::{JobId, JobStatus, PluginError, Progress};

use super::{not_valid, refuse, told};
use crate::{
    bindings::contract::{jobs::Host, types::Error},
    state::CallState,
};

/// Bytes of a progress message; the rest is cut.
const MAX_MESSAGE: usize = 500;
/// Bytes of a checkpoint.
const MAX_CHECKPOINT: usize = 1 << 20;

impl Host for CallState {
    async fn status(&mut self, id: String) -> wasmtime::Result<Result<Option<String>, Error>> {
        self.enter()?;
        if let Err(refusal) = self.outside_a_migration("jobs") {
            return Ok(Err(refuse(refusal)));
        }
        let Ok(id) = id.parse::<JobId>() else { return Ok(Ok(None)) };
        let status = self.ports.jobs.status(&self.plugin.id, self.call.data.caller.space, id).await;
        Ok(status.map(|status| status.as_ref().map(json)).map_err(refuse))
    }

    async fn cancel(&mut self, id: String) -> wasmtime::Result<Result<(), Error>> {
        self.enter()?;
        if let Err(refusal) = self.outside_a_migration("jobs") {
            return Ok(Err(refuse(refusal)));
        }
        let Ok(id) = id.parse::<JobId>() else { return Ok(Err(Error::NotFound)) };
        Ok(match self.ports.jobs.cancel(&self.plugin.id, self.call.data.caller.space, id).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::NotFound),
            Err(error) => Err(refuse(error)),
        })
    }

    async fn checkpoint(&mut self, state: String) -> wasmtime::Result<Result<(), Error>> {
        self.enter()?;
        if let Err(refusal) = self.outside_a_migration("jobs") {
            return Ok(Err(refuse(refusal)));
        }
        let Some(watch) = self.watch.clone() else { return Ok(Err(refuse(no_job()))) };
        if state.len() > MAX_CHECKPOINT {
            return Ok(Err(refuse(PluginError::Limit(format!("{MAX_CHECKPOINT} bytes of a checkpoint")))));
        }
        if serde_json::from_str::<serde::de::IgnoredAny>(&state).is_err() {
            return Ok(Err(refuse(not_valid("a checkpoint must be JSON".to_owned()))));
        }
        Ok(match watch.checkpoint(state).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(refuse(PluginError::Cancelled)),
            Err(error) => Err(refuse(error)),
        })
    }

    fn progress(&mut self, done: u64, total: u64, message: String) -> wasmtime::Result<Result<(), Error>> {
        self.enter()?;
        if let Err(refusal) = self.outside_a_migration("jobs") {
            return Ok(Err(refuse(refusal)));
        }
        let Some(watch) = &self.watch else {
            return Ok(Err(refuse(no_job())));
        };
        let message = message.chars().filter(|c| !c.is_control()).take(MAX_MESSAGE).collect();
        let goes_on = watch.progress(Progress { done, total, message });
        Ok(if goes_on { Ok(()) } else { Err(refuse(PluginError::Cancelled)) })
    }
}

fn no_job() -> PluginError {
    PluginError::Unavailable("this is for jobs, and no job runs here".to_owned())
}

fn json(status: &JobStatus) -> String {
    let problem = status.error.as_ref().map(told);
    serde_json::json!({
        "state": status.state.name(),
        "done": status.progress.done,
        "total": status.progress.total,
        "message": status.progress.message,
        "problem": problem,
    })
    .to_string()
}
