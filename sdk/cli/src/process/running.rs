//! A child that runs beside us, such as a server.
//!
//! Rule: it ends when its handle is dropped, by the signal that lets it finish what it is doing: the usual one, unless
//! another was named.

use std::{fs::File, process::Child};

use rustix::process::{Pid, Signal, kill_process};

use super::{Finished, Invocation, RunError, interrupt::Listed};

/// A child that has been started and not ended yet.
pub(crate) struct Running {
    child: Child,
    ending: Signal,
    _listed: Listed,
}

impl Invocation {
    /// Starts the child with both its outputs in `log`.
    pub(crate) fn start(&self, log: &File) -> Result<Running, RunError> {
        let copy = || log.try_clone().map_err(|source| self.not_started(source));
        let child =
            self.command().stdout(copy()?).stderr(copy()?).spawn().map_err(|source| self.not_started(source))?;
        let listed = Listed::new(child.id());
        Ok(Running { child, ending: Signal::TERM, _listed: listed })
    }
}

impl Running {
    /// Has the child ended by another signal.
    pub(crate) fn ended_by(mut self, ending: Signal) -> Self {
        self.ending = ending;
        self
    }

    /// Returns how the child ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<Finished> {
        let status = self.child.try_wait().ok().flatten()?;
        Some(Finished { code: status.code(), ..Finished::default() })
    }

    /// Waits until the child ends by itself or by somebody's signal.
    pub(crate) fn wait(&mut self) -> Finished {
        let code = self.child.wait().ok().and_then(|status| status.code());
        Finished { code, ..Finished::default() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // An ended child has been waited for, so its number may be somebody else's by now.
        if self.ended().is_some() {
            return;
        }
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, self.ending);
        }
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, fs::File};

    use super::Invocation;

    #[test]
    fn a_child_beside_us_is_heard_in_its_log_and_ends_with_its_handle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let log = File::create(&path).unwrap();
        // The shell ends by itself only when the signal does not come.
        let script = "trap 'echo asked to stop; exit 0' TERM; echo started; while :; do sleep 0.05; done";
        let running = Invocation::new("sh").args(["-c", script]).start(&log).unwrap();
        while !fs::read_to_string(&path).unwrap().contains("started") {
            std::thread::yield_now();
        }
        drop(running);
        assert_eq!(fs::read_to_string(&path).unwrap(), "started\nasked to stop\n");
    }

    #[test]
    fn a_child_that_ended_by_itself_tells_how() {
        let log = tempfile::tempfile().unwrap();
        let mut running = Invocation::new("sh").args(["-c", "exit 3"]).start(&log).unwrap();
        assert_eq!(running.wait().code, Some(3));
        assert_eq!(running.ended().and_then(|finished| finished.code), Some(3));
    }
}
