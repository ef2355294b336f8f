//! The WebAssembly component host: loads, grants, limits, calls and observes plugins.
//!
//! Rule: nothing a plugin does costs more than its caller's answer. Every call gets a fresh instance, a deadline, a memory
//! cap and a budget of host calls; every way out of a call drops the store. Only this crate knows wasmtime.

mod bindings;
mod call;
mod capabilities;
mod child;
mod compiled;
mod component;
mod engine;
mod host;
mod plugin;
mod settings;
mod state;
mod words;

pub use child::compile_child;
pub use component::ComponentError;
pub use host::{Host, HostError, LoadError};
pub use settings::{Ceilings, HostSettings, Limits, PoolSettings, Ports};
pub use words::WordsError;
