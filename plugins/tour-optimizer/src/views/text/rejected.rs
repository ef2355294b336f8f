//! The venues that are not played, by reason.

use std::{collections::BTreeMap, fmt::Write as _};

use loadin_domain::Money;
use loadin_tour_engine::tour::{Dropped, Plan, Reason};

use super::WIDTH;
use crate::views::words::{count, wrap};

/// Venues named for each reason, those that came nearest first; the JSON has all of them.
const SHOWN: usize = 3;

/// Appends the groups, the largest first.
pub(super) fn groups(out: &mut String, plan: &Plan) {
    if plan.dropped.is_empty() {
        return;
    }
    let mut groups: BTreeMap<&str, Vec<&Dropped>> = BTreeMap::new();
    for dropped in &plan.dropped {
        groups.entry(title(&dropped.reason)).or_default().push(dropped);
    }
    let mut groups: Vec<(&str, Vec<&Dropped>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, venues)| std::cmp::Reverse(venues.len()));
    let _ = writeln!(out, "\nNot played ({})", count(plan.dropped.len()));
    for (title, mut venues) in groups {
        venues.sort_by_key(|venue| std::cmp::Reverse(nearness(&venue.reason)));
        let _ = writeln!(out, "  {} {title}", count(venues.len()));
        for venue in venues.iter().take(SHOWN) {
            wrap(out, "      ", &format!("{}: {}", venue.name, venue.sentence), WIDTH);
        }
    }
}

/// Returns how near a venue came: what the tour would earn more with it. The sort is stable, so others keep their order.
fn nearness(reason: &Reason) -> i64 {
    match reason {
        Reason::RadiusClause { in_its_place, .. } | Reason::DateTaken { in_its_place, .. } => {
            in_its_place.map_or(i64::MIN, Money::minor)
        }
        Reason::DoesNotPay { loss, .. } => loss.minor().saturating_neg(),
        Reason::SearchEnded { gain, .. } => gain.minor(),
        _ => 0,
    }
}

fn title(reason: &Reason) -> &'static str {
    match reason {
        Reason::MustNot => "ruled out by you",
        Reason::NoDateInRange { .. } => "without a date in the range",
        Reason::NoRoad => "without a road from the tour",
        Reason::BeyondLongestLeg { .. } => "beyond the longest leg",
        Reason::NotEnoughDays { .. } => "too far for the days there are",
        Reason::RadiusClause { .. } => "inside a radius clause of a stop",
        Reason::DateTaken { .. } => "whose best date is taken",
        Reason::DriveTooLong { .. } => "where the drives before or after are too long",
        Reason::GapTooLong { .. } => "that would leave too long a gap",
        Reason::DoesNotPay { .. } => "that would cost more than they bring",
        Reason::SearchEnded { .. } => "not tried before the search ended",
    }
}
