//! One venue, and what came of an upload.

use loadin_guest::{
    Stored, text,
    ui::{Action, Cell, Fact, Icon, Map, NoticeKind, Page, Point, Stat, page},
};

use super::{home::plan_a_tour, left_out, money, sentence, small, title};
use crate::{
    importing::{ImportReport, Mode},
    intake::{Note, Severity},
    kept::VenueDocument,
};

/// Notes that are shown of an import.
const SHOWN_NOTES: usize = 200;

/// Returns the town as people say it: with its region.
pub(super) fn town(venue: &VenueDocument) -> String {
    let parts = [&venue.city, &venue.region].into_iter().flatten();
    title(&parts.map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// Returns the country as the list has it.
pub(super) fn country(venue: &VenueDocument) -> String {
    venue.country.as_deref().map(title).unwrap_or_default()
}

/// Returns the days on which a venue can be played.
pub(super) fn dates(venue: &VenueDocument) -> String {
    let said = venue.dates.iter().take(60).map(|span| match span.split_once("..") {
        Some((from, to)) => text!("venue-days", from = Cell::date(from), to = Cell::date(to)),
        None => text!("venue-day", date = Cell::date(span)),
    });
    let mut said = said.collect::<Vec<_>>().join("; ");
    if let Some(more @ 1..) = venue.dates.len().checked_sub(60) {
        said = text!("and-more-names", names = said, more = more);
    }
    said
}

/// Returns the page of one venue.
pub(crate) fn venue(venue: &Stored<VenueDocument>) -> Page {
    let data = &venue.data;
    let unknown = || Cell::Text(text("venue-unknown"));
    let mut facts = Vec::new();
    facts.extend(Some(town(data)).filter(|town| !town.is_empty()).map(|town| Fact::new(text("venue-town"), town)));
    facts
        .extend(Some(country(data)).filter(|said| !said.is_empty()).map(|said| Fact::new(text("venue-country"), said)));
    let (lat, lon) = (data.position.lat(), data.position.lon());
    let position = Cell::link(format!("{lat:.4}, {lon:.4}"), format!("geo:{lat:.6},{lon:.6}"));
    facts.push(Fact::new(text("venue-position"), position));
    facts.push(Fact::new(text("venue-holds"), data.capacity.map_or_else(unknown, Cell::from)));
    let days =
        ["on-mondays", "on-tuesdays", "on-wednesdays", "on-thursdays", "on-fridays", "on-saturdays", "on-sundays"];
    match &data.net {
        None => facts.push(Fact::new(text("venue-earns"), unknown())),
        Some(net) => {
            let known = net.days().into_iter().zip(days);
            facts.extend(known.filter_map(|(amount, day)| Some(Fact::new(text(day), money(amount?)))));
        }
    }
    facts.extend(data.radius_km.map(|km| Fact::new(text("venue-radius"), Cell::Km(f64::from(km)))));
    if !data.dates.is_empty() {
        facts.push(Fact::new(text("venue-dates"), dates(data).chars().take(2_000).collect::<String>()));
    }
    let name = title(&data.name);
    let map = Map::new(text("venue-map"), text!("venue-map-summary", venue = &name));
    page(&name)
        .up(text("venues-title"), "venues")
        .facts(facts)
        .map(map.points([Point::dot(name.clone(), lat, lon)]))
        .text(text("venue-change"))
        .actions([Action::post(text("venue-delete"), format!("venues/{}/delete", venue.id))
            .danger(text("venue-delete-question"))
            .icon(Icon::Trash)])
}

/// Returns what came of an upload.
pub(crate) fn imported(report: &ImportReport) -> Page {
    let done = &report.done;
    let count = |key: &str, number: usize| Stat::new(text(key), small(number));
    let mut figures = vec![
        count("import-now", report.total).icon(Icon::Pin).href("venues"),
        count("import-added", done.added),
        count("import-updated", done.updated),
        count("import-unchanged", done.unchanged),
    ];
    if report.mode == Mode::Replace {
        figures.push(count("import-deleted", done.removed));
    }
    let name = done.file_name.clone().unwrap_or_else(|| text("import-the-list"));
    let summary = match done.left_out {
        0 => text!("import-all-used", file = name, lines = done.rows),
        left_out => text!("import-some-used", file = name, used = done.used, lines = done.rows, left_out = left_out),
    };
    let kind = if done.left_out == 0 { NoticeKind::Success } else { NoticeKind::Warning };
    let mut page = page(text("import-title"))
        .up(text("venues-title"), "venues")
        .notice(kind, summary)
        .stats(figures)
        .actions([plan_a_tour(), Action::go(text("import-see"), "venues").icon(Icon::Pin)]);
    if let Some(currency) = done.currency {
        page = page.text(text!("import-currency", currency = currency.code()));
    }
    let notes: Vec<&Note> = report.notes.iter().filter(|note| note.line.is_some()).take(SHOWN_NOTES).collect();
    let of_file = report.notes.iter().filter(|note| note.line.is_none() && note.severity != Severity::LeftOut);
    page = of_file.take(20).fold(page, |page, note| page.text(sentence(&note.say())));
    if notes.is_empty() {
        return page;
    }
    let more = report.notes.iter().filter(|note| note.line.is_some()).count() - notes.len();
    let page = page.table(left_out::table(&notes));
    if more == 0 { page } else { page.text(text!("notes-more", more = more)) }
}
