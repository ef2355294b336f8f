//! The runtime that jobs compute on: as many threads as there are cores, each at niceness 12.
//!
//! Rule: only these threads lower themselves, never the process. By the kernel's weights a thread at 12 leaves a busy
//! neighbour at 0 about 94 % of a core; at 19 jobs would hardly move at all.

use std::{io, thread};

use tokio::runtime::{Builder, Handle, Runtime};
use tracing::warn;

/// The niceness of every thread that runs jobs.
pub const NICENESS: i32 = 12;

/// A tokio runtime whose threads give way to everybody else's.
#[derive(Debug)]
pub struct LowPriority {
    /// Present until dropped.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl LowPriority {
    /// Starts the runtime.
    ///
    /// # Errors
    ///
    /// When the system gives no threads.
    pub fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(thread::available_parallelism().map_or(1, usize::from))
            .thread_name("loadin-jobs")
            .on_thread_start(lower_this_thread)
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        Ok(Self { runtime: Some(runtime), handle })
    }

    /// Returns what tasks are spawned through.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

impl Drop for LowPriority {
    /// Lets go without waiting: a job that computes cannot hold up the end of the process, and dropping a runtime in
    /// the usual way inside another one panics.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Lowers the calling thread, unless the operator has started the whole process lower still.
#[cfg(target_os = "linux")]
fn lower_this_thread() {
    // On Linux a niceness belongs to a thread, and "no process id" means the calling one.
    let lowered = rustix::process::getpriority_process(None)
        .and_then(|now| if now < NICENESS { rustix::process::setpriority_process(None, NICENESS) } else { Ok(()) });
    if let Err(error) = lowered {
        warn!(%error, "jobs run at normal priority: the system refused to lower their threads");
    }
}

/// Elsewhere a niceness belongs to the process, and the process must not be lowered.
#[cfg(not(target_os = "linux"))]
fn lower_this_thread() {
    warn!("jobs run at normal priority: only Linux can lower single threads");
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::{LowPriority, NICENESS};

    fn niceness() -> i32 {
        rustix::process::getpriority_process(None).unwrap()
    }

    #[test]
    fn job_threads_are_nicer_and_the_process_is_not() {
        let before = niceness();
        let low = LowPriority::start().unwrap();
        let inside = low.handle().block_on(async { tokio::spawn(async { niceness() }).await.unwrap() });
        assert_eq!(inside, NICENESS.max(before));
        assert_eq!(niceness(), before);
    }

    #[test]
    fn it_can_be_dropped_inside_another_runtime() {
        let outer = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let ran = outer.block_on(async {
            let low = LowPriority::start().unwrap();
            let ran = low.handle().spawn(async { 7 }).await.unwrap();
            drop(low);
            ran
        });
        assert_eq!(ran, 7);
    }
}
