//! What is not in a tour, and what was odd about the venue list.

use std::collections::BTreeMap;

use loadin_guest::{
    text,
    ui::{Badge, BadgeTone, Cell, ColumnKind, Fact, Facts, Page, Paging, Piece, Section, Table, section},
};
use loadin_tour_engine::tour::Dropped;

use super::{sentence, small, title};
use crate::{
    intake::{IntakeReport, Note, Severity},
    kept::{LeftOut, kind, nearness},
    reply::Planned,
    wording::of_dropped,
};

/// Notes of the table; more than that nobody reads.
const SHOWN: usize = 100;
/// Venues on one page.
const PAGE: usize = 25;

/// Which page of the venues that are not played is looked at.
pub(super) struct Turned<'a> {
    /// The plan.
    pub(super) id: &'a str,
    /// Counted from one.
    pub(super) page: usize,
}

/// Adds the view of what is not in the tour.
pub(super) fn rest(start: Page, planned: &Planned, left_out: Option<&LeftOut>, turned: &Turned<'_>) -> Page {
    let page = match dropped(&planned.plan.dropped, left_out, turned) {
        Some(pieces) => pieces.into_iter().fold(start, Page::piece),
        None => start.text(text("rest-nothing")),
    };
    notes(&planned.intake, left_out).into_iter().fold(page, Page::section)
}

/// Counts the venues that are not played, by kind of reason.
fn counts<'a>(dropped: &[Dropped], left_out: Option<&'a LeftOut>) -> BTreeMap<&'a str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for venue in dropped {
        *counts.entry(kind(&venue.reason)).or_default() += 1;
    }
    for (kind, count) in left_out.into_iter().flat_map(|left_out| &left_out.dropped) {
        *counts.entry(kind.as_str()).or_default() += count;
    }
    counts
}

/// Returns how many venues are not played.
pub(super) fn total(dropped: &[Dropped], left_out: Option<&LeftOut>) -> usize {
    counts(dropped, left_out).values().sum()
}

/// Returns the venues that are not played with their reasons; nothing when all are.
pub(super) fn dropped(dropped: &[Dropped], left_out: Option<&LeftOut>, turned: &Turned<'_>) -> Option<[Piece; 2]> {
    let counts = counts(dropped, left_out);
    let total: usize = counts.values().sum();
    if total == 0 {
        return None;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let groups = counts.into_iter().map(|(kind, count)| Fact::new(text(group(kind)), small(count)));
    let groups = Facts { facts: groups.collect(), is_headline: false };
    let mut venues: Vec<&Dropped> = dropped.iter().collect();
    venues.sort_by_key(|venue| std::cmp::Reverse(nearness(&venue.reason)));
    let page = turned.page.clamp(1, venues.len().div_ceil(PAGE).max(1));
    let first = (page - 1) * PAGE;
    let rows = venues.iter().skip(first).take(PAGE).map(|venue| {
        let (name, why) = (title(&venue.name), of_dropped(&venue.reason));
        vec![name.into(), Badge::new(text(word(kind(&venue.reason))), BadgeTone::Plain).into(), why.into()]
    });
    let columns = [text("rest-venue"), text("rest-what"), text("rest-why")];
    let [venue, what, why] = &columns;
    let table = Table::new(
        text("rest-nearest"),
        [(venue.as_str(), ColumnKind::Text), (what.as_str(), ColumnKind::Badge), (why.as_str(), ColumnKind::Text)],
    );
    let table = table.rows(rows).as_cards();
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let at = |page: usize| format!("plans/{}?tab=rest&page={page}", turned.id);
    let last = venues.len().min(first + PAGE);
    let paging = Paging::new(number(first + 1), number(last), Some(number(venues.len())))
        .previous((page > 1).then(|| at(page - 1)))
        .next((last < venues.len()).then(|| at(page + 1)));
    let table = if venues.is_empty() { table } else { table.paging(paging) };
    Some([groups.into(), table.into()])
}

/// Returns the key that says a kind of reason for so many venues.
fn group(kind: &str) -> &'static str {
    match kind {
        "must_not" => "group-must-not",
        "no_date_in_range" => "group-no-date",
        "no_road" => "group-no-road",
        "beyond_longest_leg" => "group-beyond-leg",
        "not_enough_days" => "group-not-enough-days",
        "radius_clause" => "group-radius",
        "date_taken" => "group-date-taken",
        "drive_too_long" => "group-drive-too-long",
        "gap_too_long" => "group-gap-too-long",
        "does_not_pay" => "group-does-not-pay",
        "search_ended" => "group-search-ended",
        _ => "group-other",
    }
}

/// Returns the key that says a kind of reason in a word or two.
fn word(kind: &str) -> &'static str {
    match kind {
        "must_not" => "word-must-not",
        "no_date_in_range" => "word-no-date",
        "no_road" => "word-no-road",
        "beyond_longest_leg" | "not_enough_days" => "word-too-far",
        "radius_clause" => "word-radius",
        "date_taken" => "word-date-taken",
        "drive_too_long" => "word-drive",
        "gap_too_long" => "word-gap",
        "does_not_pay" => "word-does-not-pay",
        "search_ended" => "word-untried",
        _ => "word-other",
    }
}

/// Returns what to look at in the venue list; nothing when all is well.
pub(super) fn notes(intake: &IntakeReport, left_out: Option<&LeftOut>) -> Option<Section> {
    let missing: usize = left_out.map_or(0, |left_out| left_out.notes.values().sum());
    let all: Vec<&Note> = intake.notes.iter().filter(|note| note.severity != Severity::Note).collect();
    let more = all.len().saturating_sub(SHOWN) + missing;
    let shown: Vec<&Note> = all.into_iter().take(SHOWN).collect();
    if shown.is_empty() {
        return None;
    }
    let start = section(text("notes-title")).table(table(&shown));
    Some(if more == 0 { start } else { start.text(text!("notes-more", more = more)) })
}

/// Returns notes as a table; the line stands where a file gave one.
pub(super) fn table(notes: &[&Note]) -> Table {
    let has_lines = notes.iter().any(|note| note.line.is_some());
    #[expect(clippy::cast_precision_loss, reason = "a file has a few thousand lines")]
    let line = |note: &Note| note.line.map_or(Cell::Empty, |line| Cell::Number(line as f64));
    let what = |note: &Note| -> Cell {
        let (key, tone) = match note.severity {
            Severity::LeftOut => ("note-left-out", BadgeTone::Bad),
            Severity::Warning => ("note-warning", BadgeTone::Warning),
            Severity::Note => ("note-note", BadgeTone::Plain),
        };
        Badge::new(text(key), tone).into()
    };
    let titles = [text("notes-line"), text("notes-what"), text("notes-why")];
    let [line_title, what_title, why_title] = &titles;
    let (what_column, why_column) = ((what_title.as_str(), ColumnKind::Badge), (why_title.as_str(), ColumnKind::Text));
    if has_lines {
        let rows = notes.iter().map(|note| vec![line(note), what(note), sentence(&note.say()).into()]);
        let columns = [(line_title.as_str(), ColumnKind::Number), what_column, why_column];
        return Table::new(text("notes-lines"), columns).rows(rows).as_cards();
    }
    Table::new(text("notes-venues"), [why_column, what_column])
        .rows(notes.iter().map(|note| vec![sentence(&note.say()).into(), what(note)]))
        .as_cards()
}
