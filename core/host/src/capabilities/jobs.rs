//! `jobs`: what a running job may say and ask.

use loadin_types::{PluginError, Progress};

use super::refuse;
use crate::{
    bindings::contract::{jobs::Host, types::Error},
    state::CallState,
};

/// Bytes of a progress message; the rest is cut.
const MAX_MESSAGE: usize = 500;

impl Host for CallState {
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
