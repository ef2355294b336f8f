//! Who belongs to something.

use serde::{Deserialize, Serialize};

/// People, one under another, each with their initials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// What they belong to, for whoever does not see them.
    pub label: String,
    /// Each of them.
    pub people: Vec<Someone>,
}

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Someone {
    /// What they are called.
    pub name: String,
    /// What they do here, in a word or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether it is the reader.
    #[serde(default)]
    pub is_you: bool,
}

impl People {
    /// Returns people, one under another.
    #[must_use]
    pub fn new(label: impl Into<String>, people: impl IntoIterator<Item = Someone>) -> Self {
        Self { label: label.into(), people: people.into_iter().collect() }
    }
}

impl Someone {
    /// Returns somebody.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Says what they do here.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Says that it is the reader.
    #[must_use]
    pub fn you(mut self) -> Self {
        self.is_you = true;
        self
    }
}
