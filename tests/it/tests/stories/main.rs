//! Stories over the real binary, the real host and the real plugin. One binary; each module is one story.
//!
//! Needs `cargo loadin build --fixtures` first. Every story runs in a folder of its own, so none sees another.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first fault")]

mod bad_files;
mod bad_input;
mod bad_plugins;
mod binary;
mod first_run;
mod kills;
mod limits;
mod nodes;
mod person;
mod plan;
mod rows;
mod server;
mod serving;
mod shared_plans;
mod upgrades;
