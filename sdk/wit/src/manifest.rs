//! `plugin.toml`: what a plugin is, asks for and offers.
//!
//! Rule: an unknown key or capability is an error that names it. A manifest that is silently half-understood would
//! install a plugin that does less, or more, than its author wrote.

mod collections;
mod command;
mod limits;
mod read;
mod sections;

pub use collections::{Aggregate, Collection, FieldType, OnDelete, PermissionDefault, Reference, Visibility};
pub use command::{Command, Format};
pub use limits::{CallLimits, Limits};
pub use read::ManifestError;
pub use sections::{Capabilities, Http, JobKind, Jobs, Manifest, NavEntry, Plugin, PluginId, Route, Settings};

#[cfg(test)]
mod tests;
