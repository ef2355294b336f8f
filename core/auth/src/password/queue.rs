//! The queue in front of argon2: a few low-priority threads, a bounded line, and an honest "come back later".
//!
//! Rule: hashing never runs on the threads that answer requests, and a flood of sign-ins fills this line and nothing else.
//! Browsers that have signed in before go first, so a flood of strangers does not keep people out.

use std::{
    collections::VecDeque,
    io,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use loadin_types::{
    people::PasswordHash,
    ports::{Clock, Entropy},
};
use tokio::sync::oneshot;

use super::hashing::{HashError, Passwords, Verdict};
use crate::secret::Secret;

/// How many wait at most.
const MAX_WAITING: usize = 256;

/// How long each waits at most.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// About what one hash takes, for an answer to "when shall I come back".
const ONE_HASH: Duration = Duration::from_millis(40);

/// Below requests, above jobs.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A browser that this account has signed in from before.
    KnownBrowser,
    /// Anybody else.
    Stranger,
}

/// Too many are signing in right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in right now: try again in {} s", .retry_after.as_secs())]
pub struct Busy {
    /// When to come back; at least a second.
    pub retry_after: Duration,
}

/// Why the queue has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// The line is full, or too slow.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Hashing failed.
    #[error(transparent)]
    Hash(#[from] HashError),
}

/// Hashes and verifies passwords on its own threads.
pub struct HashQueue {
    line: Arc<Line>,
    passwords: Arc<Passwords>,
    entropy: Arc<dyn Entropy>,
}

impl HashQueue {
    /// Starts one thread for each core but one.
    ///
    /// # Errors
    ///
    /// When the system gives no threads.
    pub fn start(passwords: Passwords, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> io::Result<Self> {
        let threads = thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1);
        let line = Line::start(threads, clock)?;
        Ok(Self { line, passwords: Arc::new(passwords), entropy })
    }

    /// Hashes a new password.
    ///
    /// # Errors
    ///
    /// When the line is full or too slow, or hashing fails.
    pub async fn hash(&self, password: Secret, urgency: Urgency) -> Result<PasswordHash, QueueError> {
        let (passwords, entropy) = (Arc::clone(&self.passwords), Arc::clone(&self.entropy));
        let hashed = self.line.run(urgency, move || passwords.hash(&password, &*entropy)).await?;
        Ok(hashed?)
    }

    /// Verifies a password; `stored` is `None` when nobody has that name.
    ///
    /// # Errors
    ///
    /// When the line is full or too slow, or hashing fails.
    pub async fn verify(
        &self,
        password: Secret,
        stored: Option<PasswordHash>,
        urgency: Urgency,
    ) -> Result<Verdict, QueueError> {
        let (passwords, entropy) = (Arc::clone(&self.passwords), Arc::clone(&self.entropy));
        let work = move || passwords.verify(&password, stored.as_ref(), &*entropy);
        let verified = self.line.run(urgency, work).await?;
        Ok(verified?)
    }
}

impl std::fmt::Debug for HashQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HashQueue").field("threads", &self.line.threads).finish_non_exhaustive()
    }
}

impl Drop for HashQueue {
    fn drop(&mut self) {
        self.line.state().is_closed = true;
        self.line.wake.notify_all();
    }
}

/// The line and the threads that work it off.
struct Line {
    state: Mutex<State>,
    wake: Condvar,
    clock: Arc<dyn Clock>,
    threads: usize,
}

#[derive(Default)]
struct State {
    known: VecDeque<Waiting>,
    strangers: VecDeque<Waiting>,
    is_closed: bool,
}

struct Waiting {
    since_ns: u64,
    work: Box<dyn FnOnce(Answer) + Send>,
}

/// What a thread tells the work it takes from the line.
#[derive(Clone, Copy)]
enum Answer {
    Now,
    TooLate(Busy),
}

impl Line {
    fn start(threads: usize, clock: Arc<dyn Clock>) -> io::Result<Arc<Self>> {
        let line = Arc::new(Self { state: Mutex::default(), wake: Condvar::new(), clock, threads });
        for _ in 0..threads {
            let line = Arc::clone(&line);
            thread::Builder::new().name("loadin-hash".to_owned()).spawn(move || {
                lower_this_thread();
                line.work_off();
            })?;
        }
        Ok(line)
    }

    async fn run<T: Send + 'static>(
        &self,
        urgency: Urgency,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let (reply, answer) = oneshot::channel();
        let work = move |told| {
            // Whoever has hung up costs nothing more.
            if reply.is_closed() {
                return;
            }
            let _gone = reply.send(match told {
                Answer::Now => Ok(work()),
                Answer::TooLate(busy) => Err(busy),
            });
        };
        self.enter(urgency, Box::new(work))?;
        // A thread that died with the work in hand drops the sender.
        answer.await.unwrap_or(Err(Busy { retry_after: Duration::from_secs(1) }))
    }

    fn enter(&self, urgency: Urgency, work: Box<dyn FnOnce(Answer) + Send>) -> Result<(), Busy> {
        let mut state = self.state();
        let waiting = state.known.len() + state.strangers.len();
        if waiting >= MAX_WAITING || state.is_closed {
            return Err(self.busy(waiting));
        }
        let waiting = Waiting { since_ns: self.clock.monotonic_ns(), work };
        match urgency {
            Urgency::KnownBrowser => state.known.push_back(waiting),
            Urgency::Stranger => state.strangers.push_back(waiting),
        }
        drop(state);
        self.wake.notify_one();
        Ok(())
    }

    fn work_off(&self) {
        while let Some((next, behind)) = self.next() {
            let waited = Duration::from_nanos(self.clock.monotonic_ns().saturating_sub(next.since_ns));
            let answer = if waited > MAX_WAIT { Answer::TooLate(self.busy(behind)) } else { Answer::Now };
            // A bug in one hash must not cost the queue a thread; the one who waits is told to come back.
            if panic::catch_unwind(AssertUnwindSafe(|| (next.work)(answer))).is_err() {
                tracing::error!("hashing a password panicked");
            }
        }
    }

    /// Waits for the next in line; `None` once nobody can come any more.
    fn next(&self) -> Option<(Waiting, usize)> {
        let mut state = self.state();
        loop {
            if let Some(next) = state.known.pop_front().or_else(|| state.strangers.pop_front()) {
                return Some((next, state.known.len() + state.strangers.len()));
            }
            if state.is_closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn busy(&self, waiting: usize) -> Busy {
        let turns = u32::try_from(waiting.div_ceil(self.threads)).unwrap_or(u32::MAX);
        let seconds = ONE_HASH.saturating_mul(turns).as_secs().clamp(1, MAX_WAIT.as_secs());
        Busy { retry_after: Duration::from_secs(seconds) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing is half done when a thread dies with the lock: it is held for pushes and pops only.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lowers the calling thread, unless the operator has started the whole process lower still.
#[cfg(target_os = "linux")]
fn lower_this_thread() {
    // On Linux a niceness belongs to a thread, and "no process id" means the calling one.
    let lowered = rustix::process::getpriority_process(None)
        .and_then(|now| if now < NICENESS { rustix::process::setpriority_process(None, NICENESS) } else { Ok(()) });
    if let Err(error) = lowered {
        tracing::warn!(%error, "passwords are hashed at normal priority: the system refused to lower the threads");
    }
}

/// Elsewhere a niceness belongs to the process, and the process must not be lowered.
#[cfg(not(target_os = "linux"))]
const fn lower_this_thread() {}

#[cfg(test)]
mod tests;
