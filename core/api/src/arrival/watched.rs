//! A request's body that is counted and timed while somebody reads it.
//!
//! Rule: the time is for the whole body, not from piece to piece, so that a byte now and then does not hold a place for ever.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How far a body has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum State {
    /// Nobody has asked for it, or all of it is there.
    Quiet,
    /// Somebody waits for the rest.
    OnItsWay,
    /// There was too much.
    TooLarge,
    /// It took too long.
    Slow,
}

/// How far a body has come, as the one who waits for the answer sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrival(Arc<AtomicU8>);

impl Arrival {
    pub(super) fn state(&self) -> State {
        let states = [State::Quiet, State::OnItsWay, State::TooLarge, State::Slow];
        let now = self.0.load(Ordering::Relaxed);
        states.into_iter().find(|state| *state as u8 == now).unwrap_or(State::Quiet)
    }

    fn set(&self, state: State) {
        self.0.store(state as u8, Ordering::Relaxed);
    }
}

/// Why a body ends early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Cut {
    #[error("the body is too large")]
    TooLarge,
    #[error("the body did not arrive in time")]
    Slow,
    #[error("the connection broke off")]
    Broken(#[source] axum::Error),
}

/// A body with its limits.
pub(super) struct Watched {
    inner: Body,
    left: u64,
    deadline: Pin<Box<Sleep>>,
    arrival: Arrival,
}

impl Watched {
    pub(super) fn new(inner: Body, limit: u64, time: Duration, arrival: Arrival) -> Self {
        Self { inner, left: limit, deadline: Box::pin(sleep(time)), arrival }
    }

    fn cut(&self, state: State, cut: Cut) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        self.arrival.set(state);
        Poll::Ready(Some(Err(cut)))
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return self.cut(State::Slow, Cut::Slow);
        }
        self.arrival.set(State::OnItsWay);
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        match frame {
            Some(Ok(frame)) => {
                let size = frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX));
                let Some(left) = self.left.checked_sub(size) else {
                    return self.cut(State::TooLarge, Cut::TooLarge);
                };
                self.left = left;
                if self.inner.is_end_stream() {
                    self.arrival.set(State::Quiet);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(error)) => self.cut(State::Quiet, Cut::Broken(error)),
            None => {
                self.arrival.set(State::Quiet);
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
