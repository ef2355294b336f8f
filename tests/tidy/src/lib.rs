//! The judge: checks that the house is as `docs/ARCHITECTURE.md` and `docs/style.md` say it is.
//!
//! Rules are data in `rules.toml`; each module here knows how to check one family of them and is itself tested on a
//! bad sample. Invariant: a rule reads a [`House`] and returns findings. It never writes, never runs a program and
//! never looks outside the repository, so the whole judgement takes a second or two.

pub mod contract;
pub mod docs;
pub mod edges;
pub mod house;
pub mod manifests;
pub mod map;
pub mod problems;
pub mod public_docs;
pub mod pure;
pub mod rules;
pub mod rust;
pub mod source;
pub mod words;

use std::fmt;

pub use house::{House, HouseError};
pub use rules::{Rules, RulesError};

/// One broken rule: which, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, folder or crate it is about, with a line where there is one.
    pub place: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Finding {
    /// Returns a finding about `place`.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }

    /// Returns a finding about one line of a file.
    pub fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), message)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Returns all findings as one text, a line each, for the message of a failing test.
#[must_use]
pub fn report(findings: &[Finding]) -> String {
    let mut lines: Vec<String> = findings.iter().map(|finding| format!("  {finding}")).collect();
    lines.sort();
    lines.dedup();
    format!("{} broken:\n{}", lines.len(), lines.join("\n"))
}
