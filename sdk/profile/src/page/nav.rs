//! Where one can go within a plugin.
//!
//! Rule: at most one link of a list is the page itself; it says so to everybody, not by its colour alone.

use serde::{Deserialize, Serialize};

use super::Icon;

/// Views of the same thing, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tabs {
    /// What the views are of, for whoever does not see them.
    pub label: String,
    /// The views.
    pub links: Vec<NavLink>,
}

/// Places to go, one under another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nav {
    /// What the places are, for whoever does not see them.
    pub label: String,
    /// The places.
    pub links: Vec<NavLink>,
}

/// A place to go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NavLink {
    /// What it is called.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// Whether the reader is there.
    #[serde(default)]
    pub is_current: bool,
    /// How many things are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// A few words more; a tab has no room for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A picture for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
}

impl NavLink {
    /// Returns a place to go.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }

    /// Says that the reader is there.
    #[must_use]
    pub fn current(mut self) -> Self {
        self.is_current = true;
        self
    }

    /// Says that the reader is there, if so.
    #[must_use]
    pub fn current_if(mut self, is_current: bool) -> Self {
        self.is_current = is_current;
        self
    }

    /// Says how many things are there.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Adds a few words.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Puts a picture beside it.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}
