//! Moves a call that computes for long to the runtime with low priority.
//!
//! Rule: short calls never pay. Yielding alone is not fairness: beside two busy guests on one runtime, other requests got
//! 17 answers a second instead of 6,500; moved after 5 ms of work they got 7,000.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use loadin_types::CallError;
use tokio::{runtime::Handle, task::JoinHandle};

/// Time inside `poll` after which a call moves.
const PATIENCE: Duration = Duration::from_millis(5);

type Work<T> = Pin<Box<dyn Future<Output = Result<T, CallError>> + Send>>;

/// A call that moves when it has computed for a while.
pub(super) struct Demoting<T> {
    place: Place<T>,
    spent: Duration,
    low_priority: Handle,
}

enum Place<T> {
    Here(Work<T>),
    There(JoinHandle<Result<T, CallError>>),
    Moving,
}

impl<T: Send + 'static> Demoting<T> {
    /// Starts here, on the runtime that polls it.
    pub(super) fn here(work: Work<T>, low_priority: &Handle) -> Self {
        Self { place: Place::Here(work), spent: Duration::ZERO, low_priority: low_priority.clone() }
    }

    /// Starts on the runtime with low priority.
    pub(super) fn there(work: Work<T>, low_priority: &Handle) -> Self {
        let place = Place::There(low_priority.spawn(work));
        Self { place, spent: Duration::ZERO, low_priority: low_priority.clone() }
    }
}

impl<T: Send + 'static> Future for Demoting<T> {
    type Output = Result<T, CallError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Place::Here(work) = &mut self.place {
            let started = Instant::now();
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(done);
            }
            self.spent += started.elapsed();
            if self.spent <= PATIENCE {
                return Poll::Pending;
            }
            if let Place::Here(work) = std::mem::replace(&mut self.place, Place::Moving) {
                self.place = Place::There(self.low_priority.spawn(work));
            }
        }
        match &mut self.place {
            Place::There(task) => Poll::Ready(
                ready!(Pin::new(task).poll(context))
                    .unwrap_or_else(|error| Err(CallError::Host(format!("the call broke off: {error}")))),
            ),
            Place::Here(_) | Place::Moving => Poll::Pending,
        }
    }
}

impl<T> Drop for Demoting<T> {
    fn drop(&mut self) {
        // A call whose caller has gone or whose time is over ends at its next yield, wherever it runs.
        if let Place::There(task) = &self.place {
            task.abort();
        }
    }
}
