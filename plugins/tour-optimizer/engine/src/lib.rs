//! The tour engine: which venues, on which days, in what order earn the most.
//!
//! Rule: pure. No clock, no I/O, no threads; the same input, seed and work units give the same answer
//! everywhere.

pub mod assume;
pub mod explain;
pub mod instance;
pub mod roads;
pub mod solver;
pub mod tour;
