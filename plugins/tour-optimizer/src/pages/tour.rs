//! A planned tour: figures, map, days, money, what it rests on.
//!
//! Rule: whatever is estimated says so where it stands; the gap to the best possible tour is said in words, not hidden.

use std::collections::{BTreeMap, BTreeSet};

use loadin_guest::ui::{
    Cell, Day, DayKind as Kind, Download, Drive, Fact, Line, Map, Notice, NoticeKind, Page, Point, Route, Section,
    Waterfall, section,
};
use loadin_tour_engine::{
    explain::text::duration,
    tour::{self, DayKind, Gap, Stop},
};

use super::{
    counted, left_out, money,
    plan::{changed_notice, fact_money},
    sentence, title,
};
use crate::{
    plans::{ChangedVenues, Plan},
    reply::{Asked, AssumedFact, Planned, SearchStatus},
    views::words,
};

/// Adds the tour to the page.
pub(super) fn tour(start: Page, plan: &Plan, planned: &Planned, changed: &ChangedVenues) -> Page {
    let id = plan.kept.id.as_str();
    let left_out = plan.kept.data.left_out.as_ref();
    let mut page = start.headline(headline(planned)).text(gap(&planned.plan.gap, planned.search.status));
    page = changed_notice(plan, changed).into_iter().fold(page, Page::piece);
    page = page.map(map(planned)).piece(estimates(planned));
    page = page.section(section("Day by day").itinerary(days(planned)));
    page = page.section(section("Money").waterfall(waterfall(planned)));
    page = page.section(section("Take it along").downloads([
        Download::new("Calendar", format!("plans/{id}/tour.ics"), "Every show and drive, for your phone"),
        Download::new("Table", format!("plans/{id}/tour.csv"), "A line a day, for a spreadsheet"),
        Download::new("Map data", format!("plans/{id}/tour.geojson"), "GeoJSON, for other maps"),
    ]));
    page = assumptions(&planned.assumed).into_iter().fold(page, Page::section);
    page = left_out::dropped(&planned.plan.dropped, left_out, "Not played").into_iter().fold(page, Page::section);
    left_out::notes(&planned.intake, left_out).into_iter().fold(page, Page::section)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn headline(planned: &Planned) -> [Fact; 4] {
    let plan = &planned.plan;
    let longest = plan.days.iter().map(|day| day.drives.iter().map(|drive| drive.minutes).sum::<u32>()).max();
    let is_estimated = assumed_stops(planned, "net").len();
    let left = fact_money("Left for the band", plan.value);
    let left = if is_estimated == 0 { left } else { left.note("estimated") };
    [
        left,
        Fact::new("Shows", small(plan.stops.len())).note(format!("in {}", counted(plan.days.len(), "day"))),
        Fact::new("On the road", Cell::Km(f64::from(plan.drive_km)))
            .note(format!("{} at the wheel, estimated", duration(plan.drive_minutes))),
        Fact::new("Longest day at the wheel", Cell::Minutes(longest.unwrap_or(0))).note("estimated"),
    ]
}

/// Says how much better another tour could be.
fn gap(gap: &Gap, status: SearchStatus) -> String {
    if gap.is_proven_best {
        return "No other tour over these venues leaves you more: that is proven.".to_owned();
    }
    let more = match (gap.permille, gap.bound) {
        (Some(permille), _) => {
            format!("Another tour could leave you at most {}.{} % more.", permille / 10, permille % 10)
        }
        (None, Some(bound)) => format!("No tour can leave you more than {}.", words::money(bound)),
        (None, None) => "How much more another tour could leave you is not known yet.".to_owned(),
    };
    match status {
        SearchStatus::TimeOver => format!("{more} The search ran out of time: a longer one may find a better tour."),
        SearchStatus::ProvenBest | SearchStatus::ProvenImpossible => more,
    }
}

fn map(planned: &Planned) -> Map {
    let (asked, plan) = (&planned.asked, &planned.plan);
    let points = (1_u32..).zip(&plan.stops).map(|(number, stop)| {
        let point = Point::stop(number, title(&stop.name), stop.position.lat(), stop.position.lon());
        let point = point.href(format!("#stop-{number}"));
        if stop.is_anchor { point.fixed() } else { point }
    });
    let ends = match (&asked.end, asked.open_end) {
        (Some(end), _) => format!("to {}", end.name),
        (None, true) => "to the last show".to_owned(),
        (None, false) => "and back".to_owned(),
    };
    let summary = format!(
        "From {} over {} {ends}. Straight lines; the roads are longer.",
        asked.home.name,
        counted(plan.stops.len(), "show")
    );
    let route = if asked.open_end { Route::Open } else { Route::Round };
    let home = &asked.home;
    let map = Map::new("The route", summary)
        .route(route)
        .home(title(&home.name), home.position.lat(), home.position.lon())
        .points(points);
    match &asked.end {
        Some(end) => map.end(title(&end.name), end.position.lat(), end.position.lon()),
        None => map,
    }
}

/// Says what is estimated, before the days that rest on it.
fn estimates(planned: &Planned) -> Notice {
    let stops = planned.plan.stops.len();
    let mut details = Vec::new();
    for (field, what, all) in [
        ("net", "what a show earns", "every amount is estimated"),
        ("capacity", "how many people a room holds", "every room is estimated"),
    ] {
        match assumed_stops(planned, field).len() {
            0 => {}
            count if count == stops => details.push(format!("Your list does not say {what}: {all}.")),
            count => {
                let of = format!("{} of the {}", words::count(count), counted(stops, "show"));
                details.push(format!("For {of} your list does not say {what}: that is estimated."));
            }
        }
    }
    let text = "Distances and driving times are estimates, ±15 %.".to_owned();
    let kind = if details.is_empty() { NoticeKind::Info } else { NoticeKind::Warning };
    Notice { kind, text, details }
}

/// Returns the stops whose field was assumed, each with how.
fn assumed_stops<'a>(planned: &'a Planned, field: &str) -> BTreeMap<usize, &'a str> {
    let facts = planned.assumed.iter().filter(|fact| fact.field == field);
    facts.flat_map(|fact| &fact.stops).map(|stop| (stop.stop, stop.text.as_str())).collect()
}

fn days(planned: &Planned) -> Vec<Day> {
    let capacity = assumed_stops(planned, "capacity");
    let net = assumed_stops(planned, "net");
    let mut seen = BTreeSet::new();
    let of_day = |day: &tour::Day| {
        let shown = match day.kind {
            DayKind::Show { stop } => match planned.plan.stops.get(stop) {
                Some(played) if seen.insert(stop) => {
                    show(played, stop, (capacity.contains_key(&stop), net.get(&stop).copied()))
                }
                _ => Day::quiet(day.date, Kind::Off, "Day off"),
            },
            DayKind::Drive => {
                let to = day.drives.last().map_or("the next show", |drive| drive.to.as_str());
                Day::quiet(day.date, Kind::Drive, title(&format!("On the road to {to}")))
            }
            DayKind::Off => Day::quiet(day.date, Kind::Off, "Day off"),
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
            if drive.ferry {
                shown.reason("With a ferry or a shuttle train, whose fare is not counted.")
            } else {
                shown
            }
        })
    };
    planned.plan.days.iter().map(of_day).collect()
}

fn show(stop: &Stop, index: usize, (capacity_is_assumed, net): (bool, Option<&str>)) -> Day {
    let number = small(index + 1);
    let room =
        format!("room for {}{}", words::count(stop.capacity), if capacity_is_assumed { " (estimated)" } else { "" });
    let town = stop.town.iter().map(|town| title(town));
    let wish = (stop.is_must_play && !stop.is_anchor).then(|| "you asked for it".to_owned());
    let money_note = net.map(|_| "money estimated".to_owned());
    let details: Vec<String> = town.chain([room]).chain(money_note).chain(wish).collect();
    let show = Day::show(stop.date, number, title(&stop.name), format!("stop-{number}"))
        .detail(details.join(" · "))
        .amount(money(stop.net));
    let show = stop.reasons.iter().take(20).fold(show, |show, reason| show.reason(sentence(reason)));
    let show = net.map_or(show.clone(), |how| show.reason(format!("Money estimated: {}", sentence(how))));
    if stop.is_anchor { show.fixed() } else { show }
}

fn waterfall(planned: &Planned) -> Waterfall {
    let (budget, Asked { people, .. }) = (&planned.plan.budget, &planned.asked);
    let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let who = if *people == 1 { "1 person".to_owned() } else { format!("{} people", words::count(people)) };
    let lines = [
        ("Shows, after their own costs", budget.shows, counted(planned.plan.stops.len(), "show")),
        ("Driving", budget.driving, format!("{} km", words::count(planned.plan.drive_km))),
        ("Beds", budget.lodging, counted(count(budget.nights), "night")),
        ("Food", budget.per_diem, format!("{} for {who}", counted(count(budget.days), "day"))),
        ("Van", budget.vehicle, counted(count(budget.days), "day")),
    ];
    let lines = lines.into_iter().filter(|(_, sum, _)| sum.minor() != 0);
    Waterfall {
        title: "What comes in and goes out".to_owned(),
        lines: lines.map(|(label, sum, note)| Line::new(label, money(sum)).note(note)).collect(),
        total: Line::new("Left for the band", money(budget.total)),
    }
}

fn assumptions(assumed: &[AssumedFact]) -> Option<Section> {
    if assumed.is_empty() {
        return None;
    }
    let start = section("What was assumed").folded();
    Some(assumed.iter().fold(start, |section, fact| {
        let what = if fact.field == "net" { "What a show earns" } else { "How many people a room holds" };
        section.text(format!("{what}, for {}: {}", counted(fact.venues, "venue"), sentence(&fact.sentence)))
    }))
}
