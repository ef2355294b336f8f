//! A planned tour: figures, map, days, and what to take along.
//!
//! Rule: whatever is estimated says so where it stands; the gap to the best possible tour is said in words, not hidden.

use std::collections::{BTreeMap, BTreeSet};

use loadin_guest::{
    text,
    ui::{
        Cell, Day, DayKind as Kind, Dialog, Download, Drive, Icon, Map, Notice, NoticeKind, Page, Point, Route, Stat,
        section,
    },
};
use loadin_tour_engine::tour::{self, DayKind, Gap, Stop};

use super::{asked::change, money, plan::changed_notice, sentence, small, title};
use crate::{
    plans::{ChangedVenues, Plan},
    reply::{AssumedStop, Planned, SearchStatus},
    wording,
};

/// Adds the tour to the page; `view` is what the map shows.
pub(super) fn tour(start: Page, plan: &Plan, planned: &Planned, changed: &ChangedVenues, view: Option<&str>) -> Page {
    let id = plan.kept.id.as_str();
    let page = start.stats(figures(id, planned)).text(gap(&planned.plan.gap, planned.search.status));
    let page = changed_notice(plan, changed).into_iter().fold(page, Page::piece);
    page.map(map(planned).zoom("route", format!("plans/{id}"), view))
        .section(section(text("days-title")).id("days").itinerary(days(planned)))
        .piece(estimates(planned))
        .dialog(files(id))
        .actions([change(id)])
}

fn figures(id: &str, planned: &Planned) -> [Stat; 4] {
    let plan = &planned.plan;
    let longest = plan.days.iter().map(|day| day.drives.iter().map(|drive| drive.minutes).sum::<u32>()).max();
    let left =
        Stat::new(text("left-for-the-band"), money(plan.value)).icon(Icon::Money).href(format!("plans/{id}?tab=money"));
    let left = if assumed_stops(planned, "net").is_empty() { left } else { left.note(text("estimated")) };
    [
        left,
        Stat::new(text("plans-shows"), small(plan.stops.len()))
            .icon(Icon::Mic)
            .note(text!("figures-in-days", days = plan.days.len())),
        Stat::new(text("on-the-road"), Cell::Km(f64::from(plan.drive_km)))
            .icon(Icon::Van)
            .note(text!("figures-at-the-wheel", drive = Cell::Minutes(plan.drive_minutes))),
        Stat::new(text("figures-longest"), Cell::Minutes(longest.unwrap_or(0)))
            .icon(Icon::Clock)
            .note(text("estimated")),
    ]
}

/// Says how much better another tour could be.
fn gap(gap: &Gap, status: SearchStatus) -> String {
    let more = wording::of_gap(gap);
    match status {
        SearchStatus::TimeOver if !gap.is_proven_best => format!("{more} {}", text("gap-time-over")),
        SearchStatus::TimeOver | SearchStatus::ProvenBest | SearchStatus::ProvenImpossible => more,
    }
}

fn map(planned: &Planned) -> Map {
    let (asked, plan) = (&planned.asked, &planned.plan);
    let points = (1_u32..).zip(&plan.stops).map(|(number, stop)| {
        let point = Point::stop(number, title(&stop.name), stop.position.lat(), stop.position.lon());
        let point = point.href(format!("#stop-{number}"));
        if stop.is_anchor { point.fixed() } else { point }
    });
    let (home, shows) = (&asked.home, plan.stops.len());
    let summary = match (&asked.end, asked.open_end) {
        (Some(end), _) => text!("map-to", home = &home.name, shows = shows, end = &end.name),
        (None, true) => text!("map-open", home = &home.name, shows = shows),
        (None, false) => text!("map-back", home = &home.name, shows = shows),
    };
    let route = if asked.open_end { Route::Open } else { Route::Round };
    let map = Map::new(text("map-title"), summary)
        .route(route)
        .home(title(&home.name), home.position.lat(), home.position.lon())
        .points(points);
    match &asked.end {
        Some(end) => map.end(title(&end.name), end.position.lat(), end.position.lon()),
        None => map,
    }
}

fn files(id: &str) -> Dialog {
    Dialog::new("files", text("files-title"), text("files-title")).downloads([
        Download::new(text("files-calendar"), format!("plans/{id}/tour.ics"), text("files-calendar-note")),
        Download::new(text("files-table"), format!("plans/{id}/tour.csv"), text("files-table-note")),
        Download::new(text("files-map"), format!("plans/{id}/tour.geojson"), text("files-map-note")),
    ])
}

/// Says what the days rest on.
fn estimates(planned: &Planned) -> Notice {
    let stops = planned.plan.stops.len();
    let mut details = Vec::new();
    for (field, all, some) in [
        ("net", "estimates-net-all", "estimates-net-some"),
        ("capacity", "estimates-capacity-all", "estimates-capacity-some"),
    ] {
        match assumed_stops(planned, field).len() {
            0 => {}
            count if count == stops => details.push(text(all)),
            count => details.push(text!(some, estimated = count, shows = stops)),
        }
    }
    let kind = if details.is_empty() { NoticeKind::Info } else { NoticeKind::Warning };
    Notice { kind, text: text("estimates-roads"), details }
}

/// Returns the stops whose field was assumed, each with how.
fn assumed_stops<'a>(planned: &'a Planned, field: &str) -> BTreeMap<usize, &'a AssumedStop> {
    let facts = planned.assumed.iter().filter(|fact| fact.field == field);
    facts.flat_map(|fact| &fact.stops).map(|stop| (stop.stop, stop)).collect()
}

fn days(planned: &Planned) -> Vec<Day> {
    let capacity = assumed_stops(planned, "capacity");
    let net = assumed_stops(planned, "net");
    let mut seen = BTreeSet::new();
    let of_day = |day: &tour::Day| {
        let off = || Day::quiet(day.date, Kind::Off, text("day-off"));
        let shown = match day.kind {
            DayKind::Show { stop } => match planned.plan.stops.get(stop) {
                Some(played) if seen.insert(stop) => {
                    show(played, stop, (capacity.contains_key(&stop), net.get(&stop).copied()))
                }
                _ => off(),
            },
            DayKind::Drive => {
                let on_the_road = match day.drives.last() {
                    Some(drive) => text!("day-drive", place = &drive.to),
                    None => text("day-drive-on"),
                };
                Day::quiet(day.date, Kind::Drive, title(&on_the_road))
            }
            DayKind::Off => off(),
        };
        // Next door is no drive.
        day.drives.iter().filter(|drive| drive.km > 0 || drive.minutes > 0).fold(shown, |shown, drive| {
            let shown = shown.drive(Drive {
                from: title(&drive.from),
                to: title(&drive.to),
                km: f64::from(drive.km),
                minutes: drive.minutes,
                at_night: drive.at_night,
            });
            if drive.ferry { shown.reason(text("day-ferry")) } else { shown }
        })
    };
    planned.plan.days.iter().map(of_day).collect()
}

fn show(stop: &Stop, index: usize, (capacity_is_assumed, net): (bool, Option<&AssumedStop>)) -> Day {
    let number = small(index + 1);
    let room = if capacity_is_assumed { "day-room-estimated" } else { "day-room" };
    let town = stop.town.iter().map(|town| title(town));
    let wish = (stop.is_must_play && !stop.is_anchor).then(|| text("day-asked-for"));
    let money_note = net.map(|_| text("day-money-estimated"));
    let details: Vec<String> =
        town.chain([text!(room, people = stop.capacity)]).chain(money_note).chain(wish).collect();
    let show = Day::show(stop.date, number, title(&stop.name), format!("stop-{number}"))
        .detail(details.join(" · "))
        .amount(money(stop.net));
    let show = wording::of_stop(stop).into_iter().fold(show, Day::reason);
    let how = net.map(|net| sentence(&wording::how(net.how.as_ref(), &net.text)));
    let show = how.map_or(show.clone(), |how| show.reason(text!("day-money-how", how = how)));
    if stop.is_anchor { show.fixed() } else { show }
}
