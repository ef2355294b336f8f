//! Making an outcome small enough to be kept.
//!
//! Rule: stops, days and money are never cut; of what is not played and of the notes those that matter least go first, and
//! how many went, of which kind, is kept in their place.

use std::{cmp::Reverse, collections::BTreeMap};

use loadin_domain::Money;
use loadin_guest::Error;
use loadin_tour_engine::tour::{Dropped, Reason};
use serde::{Deserialize, Serialize};

use crate::{
    intake::{IntakeReport, Severity},
    reply::{Infeasible, PlanReply, Planned},
};

/// Bytes of JSON that an outcome may have: a document has at most 256 KiB, the rest is for what was asked.
pub(super) const MOST_BYTES: usize = 208 * 1024;

/// How many of each are kept, from the most generous to the least.
const STEPS: [(usize, usize); 6] = [(250, 100), (120, 60), (60, 30), (30, 15), (10, 5), (0, 0)];

/// What an outcome had to leave out to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// Venues that are not played and not listed, by the kind of reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dropped: BTreeMap<String, usize>,
    /// Notes about the venue list that are not listed, by how much they matter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notes: BTreeMap<String, usize>,
}

/// Returns the outcome cut to what can be kept, and what was cut; nothing when it is whole.
///
/// # Errors
///
/// [`Error::Limit`] when the tour itself is too large to be kept.
pub fn fitted(outcome: PlanReply) -> Result<(PlanReply, Option<LeftOut>), Error> {
    if bytes(&outcome)? <= MOST_BYTES {
        return Ok((outcome, None));
    }
    for (most_dropped, most_notes) in STEPS {
        let mut cut = outcome.clone();
        let left_out = LeftOut {
            dropped: cut_dropped(dropped(&mut cut), most_dropped),
            notes: cut_notes(intake(&mut cut), most_notes),
        };
        if bytes(&cut)? <= MOST_BYTES {
            return Ok((cut, Some(left_out)));
        }
    }
    Err(Error::Limit("the tour is too long to be kept: plan fewer days at once".to_owned()))
}

fn bytes(outcome: &PlanReply) -> Result<usize, Error> {
    serde_json::to_vec(outcome).map(|json| json.len()).map_err(|error| Error::Internal(error.to_string()))
}

fn dropped(outcome: &mut PlanReply) -> &mut Vec<Dropped> {
    match outcome {
        PlanReply::Planned(planned) => {
            let Planned { plan, .. } = planned.as_mut();
            &mut plan.dropped
        }
        PlanReply::Infeasible(infeasible) => {
            let Infeasible { answer, .. } = infeasible.as_mut();
            &mut answer.dropped
        }
    }
}

fn intake(outcome: &mut PlanReply) -> &mut IntakeReport {
    match outcome {
        PlanReply::Planned(planned) => &mut planned.intake,
        PlanReply::Infeasible(infeasible) => &mut infeasible.intake,
    }
}

fn cut_dropped(dropped: &mut Vec<Dropped>, most: usize) -> BTreeMap<String, usize> {
    // The sort is stable: among equals the order of the list stays.
    dropped.sort_by_key(|venue| Reverse(nearness(&venue.reason)));
    let mut cut = BTreeMap::new();
    for venue in dropped.drain(most.min(dropped.len())..) {
        *cut.entry(kind(&venue.reason).to_owned()).or_default() += 1;
    }
    cut
}

fn cut_notes(report: &mut IntakeReport, most: usize) -> BTreeMap<String, usize> {
    report.notes.sort_by_key(|note| Reverse(note.severity));
    let mut cut = BTreeMap::new();
    for note in report.notes.drain(most.min(report.notes.len())..) {
        let kind = match note.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::LeftOut => "left_out",
        };
        *cut.entry(kind.to_owned()).or_default() += 1;
    }
    cut
}

/// Returns how near a venue came: what the tour would earn more with it, in minor units.
#[must_use]
pub fn nearness(reason: &Reason) -> i64 {
    match reason {
        Reason::RadiusClause { in_its_place, .. } | Reason::DateTaken { in_its_place, .. } => {
            in_its_place.map_or(i64::MIN + 1, Money::minor)
        }
        Reason::DoesNotPay { loss, .. } => loss.minor().saturating_neg(),
        Reason::SearchEnded { gain, .. } => gain.minor(),
        _ => i64::MIN,
    }
}

/// Returns the reason's kind, as its JSON has it.
#[must_use]
pub const fn kind(reason: &Reason) -> &'static str {
    match reason {
        Reason::MustNot => "must_not",
        Reason::NoDateInRange { .. } => "no_date_in_range",
        Reason::NoRoad => "no_road",
        Reason::BeyondLongestLeg { .. } => "beyond_longest_leg",
        Reason::NotEnoughDays { .. } => "not_enough_days",
        Reason::RadiusClause { .. } => "radius_clause",
        Reason::DateTaken { .. } => "date_taken",
        Reason::DriveTooLong { .. } => "drive_too_long",
        Reason::GapTooLong { .. } => "gap_too_long",
        Reason::DoesNotPay { .. } => "does_not_pay",
        Reason::SearchEnded { .. } => "search_ended",
    }
}
