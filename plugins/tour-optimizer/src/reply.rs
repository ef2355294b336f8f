//! What the planner answers, on the wire: the output of the job `plan` and the input of `/views/plan`.
//!
//! Rule: everything a reader needs stands in here (assumptions, estimates, what was left out of the list), so that each
//! view is a pure function of it and a saved plan can be shown again without planning.

use jiff::civil::Date;
use loadin_domain::{Currency, LatLon};
use loadin_tour_engine::{
    assume::Assumption,
    explain,
    solver::Status,
    tour::{Plan, RadiusClause},
};
use serde::{Deserialize, Serialize};

use crate::intake::IntakeReport;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PlanReply {
    /// A tour.
    Planned(Box<Planned>),
    /// No tour holds all that was asked, or none has a show that pays.
    Infeasible(Box<Infeasible>),
}

/// A planned tour with all that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Planned {
    /// What was asked.
    pub asked: Asked,
    /// The tour.
    pub plan: Plan,
    /// What was assumed because the venue list does not say it.
    pub assumed: Vec<AssumedFact>,
    /// How the search ended.
    pub search: Search,
    /// How the venue list was read.
    pub intake: IntakeReport,
}

/// Why there is no tour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Infeasible {
    /// What was asked.
    pub asked: Asked,
    /// Why, and the single changes that would help.
    pub answer: explain::Infeasible,
    /// What was assumed because the venue list does not say it.
    pub assumed: Vec<AssumedFact>,
    /// How the search ended.
    pub search: Search,
    /// How the venue list was read.
    pub intake: IntakeReport,
}

/// What was asked, as it was understood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Asked {
    /// Where the tour starts.
    pub home: Spot,
    /// Where it ends, if not at home; absent also for an open end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Spot>,
    /// Whether it ends wherever the last show is.
    pub open_end: bool,
    /// First day on the road or on stage.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Date,
    /// Last day on stage.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub to: Date,
    /// The currency of every amount.
    pub currency: Currency,
    /// Venues that could be chosen from.
    pub venues: usize,
    /// The radius clause of every venue without its own.
    pub radius: RadiusClause,
    /// People on the road.
    pub people: u32,
}

/// A named point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spot {
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub position: LatLon,
}

/// Something that the venue list does not say and a stated model fills in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssumedFact {
    /// What was assumed: `capacity` or `net`.
    pub field: String,
    /// For how many of the venues.
    pub venues: usize,
    /// For which of the stops.
    pub stops: Vec<AssumedStop>,
    /// How, by the numbers of one stop or, without a stop, of one venue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Assumption>,
    /// How, in one sentence; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
}

/// What was assumed for one stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssumedStop {
    /// Index into the plan's stops.
    pub stop: usize,
    /// The rule and its numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Assumption>,
    /// The same in words; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Search {
    /// Whether it was finished.
    pub status: SearchStatus,
    /// Work units used; the same input, seed and units give the same plan.
    pub work_units: u64,
    /// The seed.
    pub seed: u64,
}

/// Whether a search was finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SearchStatus {
    /// The time or the work was used up; there may be a better tour.
    TimeOver,
    /// The tour is proven best.
    ProvenBest,
    /// It is proven that there is no tour.
    ProvenImpossible,
}

impl From<Status> for SearchStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Searching => Self::TimeOver,
            Status::Optimal => Self::ProvenBest,
            Status::Infeasible => Self::ProvenImpossible,
        }
    }
}
