//! The steps that make and change the core's own tables, and the runner that applies them.
//!
//! Rule: a released step is never edited. Its digest stands beside it ([`STEPS`]) and in every database it was applied
//! to; whatever must change becomes a new step. All pending steps are one transaction: a database is never half-way.

mod lock;
mod runner;
mod steps;

pub use lock::{USUAL_WAIT, alone, give_turn_back, take_turn};
pub use runner::{Applied, MigrationError, is_behind, up, up_within};
pub use steps::{STEPS, Step};
