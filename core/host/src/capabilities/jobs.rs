//! `jobs`: how the plugin's jobs are, and what a running one may say.
//!
//! Rule: a plugin is told of its own jobs in the caller's space, and of no others.

use loadin_types::{JobId, PluginError, Progress};

use super::{refuse, told};
use crate::{
    bindings::contract::{jobs::Host, types::Error},
    state::CallState,
};

/// Bytes of a progress message; the rest is cut.
const MAX_MESSAGE: usize = 500;

impl Host for CallState {
    fn status(&mut self, id: String) -> wasmtime::Result<Result<Option<String>, Error>> {
        self.enter()?;
        let Ok(id) = id.parse::<JobId>() else { return Ok(Ok(None)) };
        let status = self.ports.jobs.status(&self.plugin.id, self.call.data.caller.space, id);
        Ok(Ok(status.map(|status| {
            let problem = status.error.as_ref().map(told);
            serde_json::json!({
                "state": status.state.name(),
                "done": status.progress.done,
                "total": status.progress.total,
                "message": status.progress.message,
                "problem": problem,
            })
            .to_string()
        })))
    }

    fn cancel(&mut self, id: String) -> wasmtime::Result<Result<(), Error>> {
        self.enter()?;
        let Ok(id) = id.parse::<JobId>() else { return Ok(Err(Error::NotFound)) };
        let runs = self.ports.jobs.cancel(&self.plugin.id, self.call.data.caller.space, id);
        Ok(if runs { Ok(()) } else { Err(Error::NotFound) })
    }

    fn progress(&mut self, done: u64, total: u64, message: String) -> wasmtime::Result<Result<(), Error>> {
        self.enter()?;
        let Some(watch) = &self.watch else {
            return Ok(Err(refuse(PluginError::Unavailable("progress is for jobs, and no job runs here".into()))));
        };
        let message = message.chars().filter(|c| !c.is_control()).take(MAX_MESSAGE).collect();
        let goes_on = watch.progress(Progress { done, total, message });
        Ok(if goes_on { Ok(()) } else { Err(refuse(PluginError::Cancelled)) })
    }
}
