//! The host's log. Never put secrets or personal data into a line or a field.

use super::backend;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Every step.
    Trace,
    /// For whoever works on the plugin.
    Debug,
    /// The story of the system.
    Info,
    /// It coped.
    Warn,
    /// Somebody must act.
    Error,
}

/// Writes one line with searchable fields.
pub fn write(level: Level, message: &str, fields: &[(&str, &str)]) {
    backend::log(level, message, fields);
}

/// Writes a line for whoever works on the plugin.
pub fn debug(message: &str, fields: &[(&str, &str)]) {
    write(Level::Debug, message, fields);
}

/// Writes a line of the system's story.
pub fn info(message: &str, fields: &[(&str, &str)]) {
    write(Level::Info, message, fields);
}

/// Writes that the plugin coped with something.
pub fn warn(message: &str, fields: &[(&str, &str)]) {
    write(Level::Warn, message, fields);
}

/// Writes that somebody must act.
pub fn error(message: &str, fields: &[(&str, &str)]) {
    write(Level::Error, message, fields);
}
