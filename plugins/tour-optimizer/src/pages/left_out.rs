//! What is not in a tour, and what was odd about the venue list.

use std::collections::BTreeMap;

use loadin_guest::ui::{Cell, ColumnKind, Section, Table, section};
use loadin_tour_engine::tour::Dropped;

use super::{counted, sentence, title};
use crate::{
    intake::{IntakeReport, Note, Severity},
    kept::{LeftOut, kind, nearness},
    views::words,
};

/// Rows of the table; more than that nobody reads.
const SHOWN: usize = 100;

/// Returns the venues that are not played with their reasons; nothing when all are.
pub(super) fn dropped(dropped: &[Dropped], left_out: Option<&LeftOut>, heading: &str) -> Option<Section> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for venue in dropped {
        *counts.entry(kind(&venue.reason)).or_default() += 1;
    }
    for (kind, count) in left_out.into_iter().flat_map(|left_out| &left_out.dropped) {
        *counts.entry(kind.as_str()).or_default() += count;
    }
    let total: usize = counts.values().sum();
    if total == 0 {
        return None;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let groups: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{} {}", words::count(count), why(kind))).collect();
    let mut venues: Vec<&Dropped> = dropped.iter().collect();
    venues.sort_by_key(|venue| std::cmp::Reverse(nearness(&venue.reason)));
    let shown = total.min(SHOWN).min(venues.len());
    let caption = if shown == total { "Each of them".to_owned() } else { format!("The {shown} that came nearest") };
    let rows = venues.iter().take(SHOWN).map(|venue| vec![title(&venue.name).into(), sentence(&venue.sentence).into()]);
    let table = Table::new(caption, [("Venue", ColumnKind::Text), ("Why not", ColumnKind::Text)]).rows(rows);
    let text = format!("{}: {}.", counted(total, "venue"), groups.join("; "));
    Some(section(format!("{heading} ({})", words::count(total))).folded().text(text).table(table))
}

/// Says a kind of reason for so many venues.
fn why(kind: &str) -> &'static str {
    match kind {
        "must_not" => "ruled out by you",
        "no_date_in_range" => "without a date on these days",
        "no_road" => "without a road from the tour",
        "beyond_longest_leg" => "beyond the longest drive you allow",
        "not_enough_days" => "too far away for the days there are",
        "radius_clause" => "within a radius clause of a stop",
        "date_taken" => "whose best day is taken",
        "drive_too_long" => "where the drive before or after would be too long",
        "gap_too_long" => "that would leave too long a gap",
        "does_not_pay" => "that would cost more than they bring",
        "search_ended" => "that were not tried before the search ended",
        _ => "for another reason",
    }
}

/// Returns what to look at in the venue list; nothing when all is well.
pub(super) fn notes(intake: &IntakeReport, left_out: Option<&LeftOut>) -> Option<Section> {
    let missing: usize = left_out.map_or(0, |left_out| left_out.notes.values().sum());
    let wanted = intake.notes.iter().filter(|note| note.severity != Severity::Note);
    let (shown, more): (Vec<&Note>, usize) = {
        let all: Vec<&Note> = wanted.collect();
        let cut = all.len().saturating_sub(SHOWN);
        (all.into_iter().take(SHOWN).collect(), cut + missing)
    };
    if shown.is_empty() {
        return None;
    }
    let start = section("What to look at in your venue list").folded().table(table(&shown));
    Some(if more == 0 { start } else { start.text(format!("And {} that are not shown here.", counted(more, "note"))) })
}

/// Returns notes as a table; the line stands where a file gave one.
pub(super) fn table(notes: &[&Note]) -> Table {
    let has_lines = notes.iter().any(|note| note.line.is_some());
    #[expect(clippy::cast_precision_loss, reason = "a file has a few thousand lines")]
    let line = |note: &Note| note.line.map_or(Cell::Empty, |line| Cell::Number(line as f64));
    let what = |note: &Note| match note.severity {
        Severity::LeftOut => "Left out",
        Severity::Warning => "Look at it",
        Severity::Note => "Good to know",
    };
    if has_lines {
        let columns = [("Line", ColumnKind::Number), ("What", ColumnKind::Text), ("Why", ColumnKind::Text)];
        let rows = notes.iter().map(|note| vec![line(note), what(note).into(), sentence(&note.detail).into()]);
        return Table::new("Lines to look at", columns).rows(rows);
    }
    let columns = [("What", ColumnKind::Text), ("Why", ColumnKind::Text)];
    Table::new("Venues to look at", columns)
        .rows(notes.iter().map(|note| vec![what(note).into(), sentence(&note.detail).into()]))
}
