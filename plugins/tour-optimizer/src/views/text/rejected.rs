//! The venues that are not played, by reason.

use std::{collections::BTreeMap, fmt::Write as _};

use loadin_guest::text;
use loadin_tour_engine::tour::{Dropped, Plan};

use super::WIDTH;
use crate::{
    kept::{kind, nearness},
    views::words::{count, wrap},
    wording::of_dropped,
};

/// Venues named for each reason, those that came nearest first; the JSON has all of them.
const SHOWN: usize = 3;

/// Appends the groups, the largest first.
pub(super) fn groups(out: &mut String, plan: &Plan) {
    if plan.dropped.is_empty() {
        return;
    }
    let mut groups: BTreeMap<&str, Vec<&Dropped>> = BTreeMap::new();
    for dropped in &plan.dropped {
        groups.entry(kind(&dropped.reason)).or_default().push(dropped);
    }
    let mut groups: Vec<(&str, Vec<&Dropped>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, venues)| std::cmp::Reverse(venues.len()));
    let _ = writeln!(out, "\n{} ({})", text("tab-rest"), count(plan.dropped.len()));
    for (kind, mut venues) in groups {
        venues.sort_by_key(|venue| std::cmp::Reverse(nearness(&venue.reason)));
        let _ = writeln!(out, "  {} {}", count(venues.len()), text(key_of(kind)));
        for venue in venues.iter().take(SHOWN) {
            wrap(out, "      ", &format!("{}: {}", venue.name, of_dropped(&venue.reason)), WIDTH);
        }
    }
}

/// Returns the key that says a kind of reason after the number of venues.
fn key_of(kind: &str) -> &'static str {
    match kind {
        "must_not" => "text-must-not",
        "no_date_in_range" => "text-no-date",
        "no_road" => "text-no-road",
        "beyond_longest_leg" => "text-beyond-leg",
        "not_enough_days" => "text-not-enough-days",
        "radius_clause" => "text-radius",
        "date_taken" => "text-date-taken",
        "drive_too_long" => "text-drive-too-long",
        "gap_too_long" => "text-gap-too-long",
        "does_not_pay" => "text-does-not-pay",
        _ => "text-search-ended",
    }
}
