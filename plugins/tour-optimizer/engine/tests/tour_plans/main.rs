//! Tours from the statement to the explained answer.
//!
//! Rule: plans are checked by `checker`, which knows the statement and the road model only, never the
//! engine's instance, so a mistake in `build` cannot hide.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may stop at the first surprise"
)]

mod checker;
mod dropped;
mod infeasible;
mod plans;
mod problems;
mod roads;
mod said;
mod world;
