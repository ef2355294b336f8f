//! The table of days.

use std::{collections::BTreeSet, fmt::Write as _};

use loadin_guest::text;
use loadin_tour_engine::tour::{Day, DayKind, Drive, Stop};

use crate::{
    reply::Planned,
    views::words::{amount, count, cut, day, hours, left, right},
};

const VENUE: usize = 34;
const TOWN: usize = 18;

/// Appends a line for each day.
pub(super) fn table(out: &mut String, planned: &Planned) {
    let plan = &planned.plan;
    let net = planned.assumed.iter().filter(|fact| fact.field == "net");
    let assumed: BTreeSet<usize> = net.flat_map(|fact| fact.stops.iter().map(|stop| stop.stop)).collect();
    let _ = writeln!(
        out,
        "{:>3}  {:<10} {} {} {:>9} {:>6} {:>10}",
        "#",
        text("text-date"),
        left(&text("venue-name"), VENUE),
        left(&text("venue-town"), TOWN),
        text("text-drive"),
        "h:mm",
        text("text-net-column")
    );
    for each in &plan.days {
        let stop = match each.kind {
            DayKind::Show { stop } => plan.stops.get(stop).map(|found| Line {
                number: stop + 1,
                stop: found,
                net_mark: if assumed.contains(&stop) { "~" } else { "" },
            }),
            DayKind::Drive | DayKind::Off => None,
        };
        line(out, each, stop);
    }
}

struct Line<'a> {
    number: usize,
    stop: &'a Stop,
    net_mark: &'a str,
}

fn line(out: &mut String, each: &Day, show: Option<Line<'_>>) {
    // What is driven before the show stands in its line, what is driven after it in a line of its own.
    let (after, before): (Vec<&Drive>, Vec<&Drive>) =
        each.drives.iter().partition(|drive| show.is_some() && drive.at_night);
    let (number, venue, town, net) = match show {
        Some(Line { number, stop, net_mark }) => (
            number.to_string(),
            format!("{}{}", stop.name, marks(stop)),
            stop.town.clone().unwrap_or_default(),
            format!("{net_mark}{}", amount(stop.net)),
        ),
        None => (String::new(), quiet(each, &before), String::new(), String::new()),
    };
    row(out, &[&number, &day(each.date), &venue, &town], &before, &net);
    for drive in after {
        row(out, &["", "", &text!("text-then-to", place = &drive.to), ""], &[drive], "");
    }
}

fn row(out: &mut String, [number, date, venue, town]: &[&str; 4], drives: &[&Drive], net: &str) {
    let km: u32 = drives.iter().map(|drive| drive.km).sum();
    let minutes: u32 = drives.iter().map(|drive| drive.minutes).sum();
    let (km, time) =
        if drives.is_empty() { (String::new(), String::new()) } else { (format!("{} km", count(km)), hours(minutes)) };
    // A town of its own is not needed where the venue column says it all.
    let places = if town.is_empty() {
        left(venue, VENUE + 1 + TOWN)
    } else {
        format!("{} {}", left(venue, VENUE), left(town, TOWN))
    };
    let text = format!(
        "{} {} {places} {} {} {}",
        right(number, 3),
        left(&format!(" {date}"), 11),
        right(&km, 9),
        right(&time, 6),
        right(net, 10)
    );
    let _ = writeln!(out, "{}", text.trim_end());
}

fn marks(stop: &Stop) -> String {
    match (stop.is_anchor, stop.is_must_play) {
        (true, _) => format!(" [{}]", text("text-mark-fixed")),
        (false, true) => format!(" [{}]", text("text-mark-must")),
        (false, false) => String::new(),
    }
}

/// Says what a day without a show is for.
fn quiet(each: &Day, drives: &[&Drive]) -> String {
    match (each.kind, drives.last()) {
        (DayKind::Off, None) => text("text-off"),
        (_, Some(drive)) if drive.part.1 > 1 => {
            let (day, days) = drive.part;
            cut(&text!("text-drive-part", place = &drive.to, day = day, days = days), VENUE + 1 + TOWN)
        }
        (_, Some(drive)) => cut(&text!("text-drive-to", place = &drive.to), VENUE + 1 + TOWN),
        (_, None) => String::new(),
    }
}
