//! Moments in their order: what happened, or the hours of a day.

use serde::{Deserialize, Serialize};

use super::BadgeTone;

/// Moments in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// What the moments belong to, for whoever does not see them.
    pub label: String,
    /// Each moment.
    pub moments: Vec<Moment>,
}

/// A moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// When: a day `2027-03-05`, a time `18:30`, or both `2027-03-05T18:30`, as the clocks of the place show it.
    pub at: String,
    /// What.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where the title leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// What its colour hints at.
    #[serde(default)]
    pub tone: BadgeTone,
}

impl Timeline {
    /// Returns moments in their order.
    #[must_use]
    pub fn new(label: impl Into<String>, moments: impl IntoIterator<Item = Moment>) -> Self {
        Self { label: label.into(), moments: moments.into_iter().collect() }
    }
}

impl Moment {
    /// Returns a moment.
    #[must_use]
    pub fn new(at: impl ToString, title: impl Into<String>) -> Self {
        Self { at: at.to_string(), title: title.into(), ..Self::default() }
    }

    /// Says more about it.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Sets where the title leads.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Sets what its colour hints at.
    #[must_use]
    pub fn tone(mut self, tone: BadgeTone) -> Self {
        self.tone = tone;
        self
    }
}
