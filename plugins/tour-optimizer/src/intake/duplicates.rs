//! Venues that are listed twice, and different ones that share a name.
//!
//! Rule: one name at one place is one venue, and the first row stands; one name elsewhere is another venue and gets
//! its town, or its line, behind the name, so that every name in a plan means one venue.

use std::collections::BTreeMap;

use loadin_guest::said;
use loadin_tour_engine::roads::great_circle_metres;

use super::{Intake, IntakeReport, Note, Severity, VenueRow, fold};

/// Two rows of one name are one venue when they are no farther apart: geocoders disagree by about a street.
const SAME_PLACE_METRES: u32 = 1_000;

/// Drops rows that repeat an earlier one.
pub(super) fn drop_repeated(venues: Vec<VenueRow>, report: &mut IntakeReport) -> Vec<VenueRow> {
    let mut kept: Vec<VenueRow> = Vec::with_capacity(venues.len());
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for venue in venues {
        let same_name = by_name.entry(fold(&venue.name)).or_default();
        let earlier = same_name
            .iter()
            .filter_map(|&at| kept.get(at))
            .find(|other| great_circle_metres(other.position, venue.position) <= SAME_PLACE_METRES);
        if let Some(earlier) = earlier {
            let line = earlier.line.unwrap_or_default();
            let what = said!("row-repeated", venue = &venue.name, line = line.to_string());
            report.notes.push(venue.note(Severity::LeftOut, what));
            continue;
        }
        same_name.push(kept.len());
        kept.push(venue);
    }
    kept
}

/// Puts the town, the line or the place behind names that several venues share.
pub(crate) fn tell_apart(intake: &mut Intake) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, venue) in intake.venues.iter().enumerate() {
        by_name.entry(fold(&venue.name)).or_default().push(at);
    }
    for places in by_name.values().filter(|places| places.len() > 1) {
        intake.report.notes.extend(rename(&mut intake.venues, places));
    }
}

fn rename(venues: &mut [VenueRow], places: &[usize]) -> Vec<Note> {
    let towns: Vec<Option<String>> =
        places.iter().map(|&at| venues.get(at).and_then(|venue| venue.city.as_deref()).map(fold)).collect();
    let mut notes = Vec::new();
    for (&at, town) in places.iter().zip(&towns) {
        let alone = town.is_some() && towns.iter().filter(|other| *other == town).count() == 1;
        let Some(venue) = venues.get_mut(at) else { continue };
        let before = venue.name.clone();
        venue.name = match (&venue.city, venue.line) {
            (Some(city), _) if alone => format!("{before} ({city})"),
            (_, Some(line)) => format!("{before} (line {line})"),
            (_, None) => format!("{before} ({:.3}, {:.3})", venue.position.lat(), venue.position.lon()),
        };
        let what = said!("row-renamed", venues = places.len(), venue = before, name = &venue.name);
        notes.push(venue.note(Severity::Note, what));
    }
    notes
}
