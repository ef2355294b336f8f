//! The `loadin` binary: settings, wiring, adapters and commands.
//!
//! Rule: this is the one room that knows every other room of the core, reads settings and picks exit codes. It knows no
//! music: what `loadin plan` does is in a plugin's manifest, schema and code.

mod adapters;
mod catalog;
mod cli;
mod command;
mod ground;
mod listing;
mod logging;
mod operator;
mod person;
mod plugin_settings;
mod root_key;
mod serve;
mod settings;
mod store;
mod throw_away;
mod towns;
mod wiring;

pub use cli::run;
