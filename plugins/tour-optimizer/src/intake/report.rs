//! What the reader of a venue list wants its owner to know.

use loadin_guest::{Said, text};
use serde::{Deserialize, Serialize};

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Good to know.
    Note,
    /// The row is used, but something about it looks wrong.
    Warning,
    /// The row is not used.
    LeftOut,
}

/// Something about the file or one of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// Line of the file; absent when the note is about the whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column, by the title that the file gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in every language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>"))]
    pub what: Option<Said>,
    /// The same in one sentence; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Note {
    /// Returns a note about the whole file.
    #[must_use]
    pub fn of_file(severity: Severity, what: Said) -> Self {
        Self { line: None, column: None, severity, what: Some(what), detail: String::new() }
    }

    /// Returns a note about one row.
    #[must_use]
    pub fn of_row(line: u64, severity: Severity, what: Said) -> Self {
        Self { line: Some(line), ..Self::of_file(severity, what) }
    }

    /// Returns the sentence in the language of the call; that of an older note as it was written.
    #[must_use]
    pub fn say(&self) -> String {
        self.what.as_ref().map_or_else(|| self.detail.clone(), Said::say)
    }

    /// Returns the sentence with the line that it is about.
    #[must_use]
    pub fn say_with_line(&self) -> String {
        match self.line {
            Some(line) => text!("line", line = line.to_string(), what = self.say()),
            None => self.say(),
        }
    }
}

/// How a venue list was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntakeReport {
    /// Rows in the file, without the header and empty lines.
    pub rows: usize,
    /// Rows that became venues.
    pub used: usize,
    /// What is worth knowing, in the order in which it was found.
    pub notes: Vec<Note>,
}
