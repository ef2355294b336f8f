//! Labels with values, cards and files.

use serde::{Deserialize, Serialize};

use super::{Action, Badge, Cell, Icon};

/// Labels with values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Each label with its value.
    pub facts: Vec<Fact>,
    /// Whether these are the few figures that matter most.
    #[serde(default)]
    pub is_headline: bool,
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What the value is.
    pub label: String,
    /// The value.
    pub value: Cell,
    /// A few words more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Cards, each for one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The cards.
    pub cards: Vec<Card>,
    /// What to say, and to do, where there are none.
    pub empty: String,
}

/// A card for one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What it is called.
    pub title: String,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// A sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Words with a colour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub badges: Vec<Badge>,
    /// What can be done with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// A picture for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Icon>,
}

/// Files to take along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Downloads {
    /// Each file.
    pub files: Vec<Download>,
}

/// A file to take along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Download {
    /// What it is called.
    pub name: String,
    /// Where it is: a path below the plugin's mount.
    pub href: String,
    /// What it is good for.
    #[serde(default)]
    pub note: String,
}

impl Fact {
    /// Returns a label with its value.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<Cell>) -> Self {
        Self { label: label.into(), value: value.into(), note: None }
    }

    /// Adds a few words.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Card {
    /// Returns a card that leads somewhere.
    #[must_use]
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: Some(href.into()), ..Self::default() }
    }

    /// Adds a label with its value.
    #[must_use]
    pub fn fact(mut self, label: impl Into<String>, value: impl Into<Cell>) -> Self {
        self.facts.push(Fact::new(label, value));
        self
    }

    /// Sets a sentence about it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Adds a word with a colour.
    #[must_use]
    pub fn badge(mut self, badge: Badge) -> Self {
        self.badges.push(badge);
        self
    }

    /// Adds something that can be done with it.
    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Puts a picture beside its title.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

impl Download {
    /// Returns a file.
    #[must_use]
    pub fn new(name: impl Into<String>, href: impl Into<String>, note: impl Into<String>) -> Self {
        Self { name: name.into(), href: href.into(), note: note.into() }
    }
}
