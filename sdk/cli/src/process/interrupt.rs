//! Stopping the tool stops its children.
//!
//! A terminal sends Ctrl-C to all of us, but a CI runner or a supervisor signals only the tool. Rule: a child is listed
//! for as long as it runs and no longer, because its number may be given to another process afterwards.

use std::{
    fs, io,
    process::exit,
    sync::{Mutex, PoisonError},
    thread,
};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Keeps a child in the list of those that end with us.
pub(crate) struct Listed(u32);

impl Listed {
    pub(crate) fn new(id: u32) -> Self {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).push(id);
        Self(id)
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.0);
    }
}

/// Waits, on a thread of its own, for the signal to stop; ends the children and then the process.
pub(crate) fn watch() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // The list stays locked: nobody starts another child, or takes the end of one for its failure, any more.
            let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
            end_children(&running);
            exit(128 + signal);
        }
    });
    Ok(())
}

fn end_children(listed: &[u32]) {
    for id in listed.iter().copied().chain(unlisted()) {
        if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::TERM);
        }
    }
}

/// Returns the children that a library has started for us, as Linux knows them; elsewhere only a terminal reaches them.
fn unlisted() -> impl Iterator<Item = u32> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let ids: Vec<u32> =
        children.flat_map(|ids| ids.split(' ').filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect();
    ids.into_iter()
}
