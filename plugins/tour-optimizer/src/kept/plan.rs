//! A plan as the space keeps it: what was asked, where it stands, what came of it.
//!
//! Rule: `state` is what was written last. Whether a plan that says `planning` is still being planned is known to the
//! host alone, which forgets its jobs when it is started again.

use loadin_domain::Money;
use loadin_guest::{Error, FieldError, Invalid};
use serde::{Deserialize, Serialize};

use super::LeftOut;
use crate::{reply::PlanReply, request::PlanRequest};

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanDocument {
    /// What people call it.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 120)))]
    pub title: String,
    /// What was asked, without a venue list that came with it.
    pub request: PlanRequest,
    /// Where it stands.
    pub state: PlanState,
    /// The job that plans it, or planned it.
    pub job: String,
    /// What it was made from.
    pub inputs: Inputs,
    /// The few figures that a list shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<PlanReply>,
    /// What the outcome had to leave out to be kept; absent when it is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// Why nothing came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Trouble>,
}

/// A plan in a list; the rest of its document is not read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanCard {
    /// What people call it.
    pub title: String,
    /// What was asked.
    pub request: PlanRequest,
    /// Where it stands.
    pub state: PlanState,
    /// The job that plans it, or planned it.
    pub job: String,
    /// The few figures that a list shows.
    #[serde(default)]
    pub summary: Option<Summary>,
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PlanState {
    /// Its job was started.
    Planning,
    /// There is a tour.
    Planned,
    /// There is no tour that holds all that was asked.
    Infeasible,
    /// It could not be planned.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// What a plan was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inputs {
    /// Whether a venue list came with the request; otherwise the venues are those of the space.
    pub is_sent_list: bool,
    /// Venues of the space when the plan was asked for.
    pub venues_asked: usize,
    /// Venues of the space when it was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venues_planned: Option<usize>,
    /// A number that is the same for the same venues at the same versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The documents of the venues that are played, in the order of the stops.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub played: Vec<Played>,
}

/// A venue that is played, as it was when the tour was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Played {
    /// The venue's document.
    pub venue: String,
    /// Its version then.
    pub version: u64,
}

/// The few figures of a tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Shows.
    pub shows: usize,
    /// What is left at the end.
    pub net: Money,
    /// Road kilometres.
    pub drive_km: u32,
}

/// Why nothing came of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trouble {
    /// One sentence.
    pub detail: String,
    /// The fields of the request at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// A field of the request at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    /// JSON pointer into the request.
    pub pointer: String,
    /// One sentence.
    pub detail: String,
}

impl Trouble {
    /// Returns the trouble without fields.
    #[must_use]
    pub fn new(detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), errors: Vec::new() }
    }
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        match error {
            Error::Invalid(Invalid { detail, errors }) => {
                let fault = |error: &FieldError| Fault { pointer: error.pointer.clone(), detail: error.detail.clone() };
                Self { detail: detail.clone(), errors: errors.iter().map(fault).collect() }
            }
            other => Self::new(other.to_string()),
        }
    }
}
