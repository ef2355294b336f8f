//! Numbers that matter, and words with a colour.
//!
//! Rule: a colour never says anything alone: a badge has its word, a change its arrow and its text.

use serde::{Deserialize, Serialize};

use super::{Cell, Icon, Spark};

/// Numbers that matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stats {
    /// Each of them, the one that matters most first.
    pub stats: Vec<Stat>,
}

/// A number that matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stat {
    /// What it is.
    pub label: String,
    /// The number.
    pub value: Cell,
    /// How it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// How it got there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spark: Option<Spark>,
    /// A few words more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where more about it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// A picture for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
}

/// How a number moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// How much, and since when: `12 % since last tour`.
    pub text: String,
    /// Which way.
    pub direction: Direction,
    /// What that is: good, bad, or neither.
    #[serde(default)]
    pub tone: BadgeTone,
}

/// Which way a number moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It grew.
    Up,
    /// It fell.
    Down,
    /// It stayed.
    Level,
}

/// A word with a colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Badge {
    /// The word.
    pub text: String,
    /// Its colour.
    #[serde(default)]
    pub tone: BadgeTone,
}

/// Words with a colour, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Badges {
    /// Each of them.
    pub badges: Vec<Badge>,
}

/// What a colour hints at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadgeTone {
    /// Nothing.
    #[default]
    Plain,
    /// It belongs to what the page is about.
    Accent,
    /// It is well.
    Good,
    /// It wants a look.
    Warning,
    /// It is not well.
    Bad,
}

impl Stat {
    /// Returns a number that matters.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<Cell>) -> Self {
        Self { label: label.into(), value: value.into(), change: None, spark: None, note: None, href: None, icon: None }
    }

    /// Says how it moved, and what that is.
    #[must_use]
    pub fn change(mut self, direction: Direction, tone: BadgeTone, text: impl Into<String>) -> Self {
        self.change = Some(Change { text: text.into(), direction, tone });
        self
    }

    /// Shows how it got there.
    #[must_use]
    pub fn spark(mut self, spark: Spark) -> Self {
        self.spark = Some(spark);
        self
    }

    /// Adds a few words.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Sets where more about it is.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Puts a picture beside it.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

impl Badge {
    /// Returns a word with a colour.
    #[must_use]
    pub fn new(text: impl Into<String>, tone: BadgeTone) -> Self {
        Self { text: text.into(), tone }
    }
}
