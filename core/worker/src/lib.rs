//! Everything that happens later. For now: jobs, run in this process on threads that give way to everybody else.
//!
//! Rule: a job never runs on the threads that answer people. It starts on [`LowPriority`], whatever called it.

mod backoff;
mod board;
mod job;
mod low_priority;
mod timer;
mod worker;

pub use board::Board;
pub use job::{JobFailure, JobOutcome, Order};
pub use low_priority::{LowPriority, NICENESS};
pub use timer::{Timer, TokioTimer};
pub use worker::{Canceller, RunningJob, Worker};
