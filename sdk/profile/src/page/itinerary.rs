//! Days in their order, and sums that lead to a total.

use serde::{Deserialize, Serialize};

use super::Money;

/// Days in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Itinerary {
    /// Each day; a date may stand more than once.
    pub days: Vec<Day>,
}

/// A day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The day, `2027-03-05`.
    pub date: String,
    /// What it is about.
    pub kind: DayKind,
    /// Who or what: the venue of a show, words for a quiet day.
    pub title: String,
    /// The name of the place on the page, for links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The stop's number on the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Where the title leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// The town, the capacity and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What it brings or costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What is driven that day, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drives: Vec<Drive>,
    /// Why it is so, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Whether it was given and could not be moved.
    #[serde(default)]
    pub is_fixed: bool,
}

/// What a day is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A show.
    #[default]
    Show,
    /// Driving only.
    Drive,
    /// Neither.
    Off,
}

/// A drive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drive {
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// How far.
    pub km: f64,
    /// How long.
    pub minutes: u32,
    /// Whether it begins after the show.
    #[serde(default)]
    pub at_night: bool,
}

/// Sums that lead to a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waterfall {
    /// What the sums are.
    pub title: String,
    /// What comes in and goes out.
    pub lines: Vec<Line>,
    /// What is left.
    pub total: Line,
}

/// A sum with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it is for.
    pub label: String,
    /// How much; below zero it goes out.
    pub amount: Money,
    /// How it comes about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Line {
    /// Returns a sum.
    #[must_use]
    pub fn new(label: impl Into<String>, amount: Money) -> Self {
        Self { label: label.into(), amount, note: None }
    }

    /// Says how it comes about.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Day {
    /// Returns a show, stop number `number`, at the place `#id`.
    #[must_use]
    pub fn show(date: impl ToString, number: u32, title: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            date: date.to_string(),
            title: title.into(),
            number: Some(number),
            id: Some(id.into()),
            ..Self::default()
        }
    }

    /// Returns a day without a show.
    #[must_use]
    pub fn quiet(date: impl ToString, kind: DayKind, title: impl Into<String>) -> Self {
        Self { date: date.to_string(), kind, title: title.into(), ..Self::default() }
    }

    /// Sets the town, the capacity and the like.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Sets what it brings or costs.
    #[must_use]
    pub fn amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }

    /// Adds a drive.
    #[must_use]
    pub fn drive(mut self, drive: Drive) -> Self {
        self.drives.push(drive);
        self
    }

    /// Adds a sentence that says why.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// Says that it was given and could not be moved.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }
}
