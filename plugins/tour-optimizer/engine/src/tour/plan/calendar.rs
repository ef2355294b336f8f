//! Every day from leaving home to being back, with what is driven and where one sleeps.
//!
//! Rule: a drive over several days is spread evenly over the last days before the show (or the first after
//! the last show), so no day is above the limit; kilometres and minutes of the parts add up to the drive.

use crate::{
    instance::Show,
    roads::RoadLeg,
    tour::{
        Built, Day, DayKind, Drive,
        build::{days_home, tour_leg},
        built::endpoint_name,
    },
};

/// The days and drives of a tour.
pub(super) struct Calendar {
    pub(super) days: Vec<Day>,
    /// The drive to each show, whole; `None` at an open start.
    pub(super) to_show: Vec<Option<(Drive, RoadLeg)>>,
    /// The drive home.
    pub(super) home: Option<RoadLeg>,
    pub(super) nights: u32,
}

/// Returns the calendar of a feasible, non-empty tour.
pub(super) fn calendar(built: &Built, shows: &[Show]) -> Calendar {
    let to_show: Vec<_> = (0..shows.len()).map(|stop| drive_to(built, shows, stop)).collect();
    let (Some(&first), Some(&last)) = (shows.first(), shows.last()) else {
        return Calendar { days: Vec::new(), to_show, home: None, nights: 0 };
    };
    let home = built.roads.road_home(built.venue(last.venue));
    let home_days = home.map_or(0, |road| days_home(&built.problem.limits, road) as usize);
    let out_days = usize::from(built.instance.out(first.venue).min_days).max(1);
    let start = (first.day + 1).saturating_sub(out_days);
    let end = last.day + home_days;
    let mut days: Vec<Day> = (start..=end)
        .map(|day| Day {
            date: built.date(day),
            kind: DayKind::Off,
            drives: Vec::new(),
            paid_night: home.is_none() || day < end,
        })
        .collect();
    for (stop, (show, drive)) in shows.iter().zip(&to_show).enumerate() {
        days[show.day - start].kind = DayKind::Show { stop };
        if let Some((whole, road)) = drive {
            let parts = parts(whole, *road, min_days(built, *road));
            let first_day = show.day + 1 - parts.len() - start;
            for (offset, part) in parts.into_iter().enumerate() {
                put(&mut days[first_day + offset], part);
            }
        }
    }
    if let Some(road) = home {
        drive_home(built, last, road, home_days, &mut days[last.day - start..]);
    }
    let nights = days.iter().filter(|day| day.paid_night).count();
    Calendar { days, to_show, home, nights: u32::try_from(nights).unwrap_or(u32::MAX) }
}

fn drive_home(built: &Built, last: Show, road: RoadLeg, home_days: usize, days: &mut [Day]) {
    let whole = whole(built.show_name(last), endpoint_name(built.problem.end()), road, home_days == 0);
    if home_days == 0 {
        if road.minutes > 0 {
            days[0].drives.push(whole);
        }
        return;
    }
    for (offset, part) in parts(&whole, road, home_days).into_iter().enumerate() {
        put(&mut days[offset + 1], part);
    }
}

fn put(day: &mut Day, part: Drive) {
    if day.kind == DayKind::Off {
        day.kind = DayKind::Drive;
    }
    day.drives.push(part);
}

fn min_days(built: &Built, road: RoadLeg) -> usize {
    let leg = tour_leg(&built.problem.limits, &built.problem.costs, Some(road));
    usize::from(leg.min_days).max(1)
}

fn drive_to(built: &Built, shows: &[Show], stop: usize) -> Option<(Drive, RoadLeg)> {
    let to = built.venue(shows[stop].venue);
    let (from, road) = match stop.checked_sub(1) {
        Some(before) => {
            let from = built.venue(shows[before].venue);
            (built.name(from), built.roads.leg(from, to)?)
        }
        None => (endpoint_name(&built.problem.home), built.roads.road_out(to)?),
    };
    Some((whole(from, built.name(to), road, false), road))
}

fn whole(from: &str, to: &str, road: RoadLeg, at_night: bool) -> Drive {
    Drive {
        from: from.to_owned(),
        to: to.to_owned(),
        km: km(road.metres),
        minutes: road.minutes,
        part: (1, 1),
        at_night,
        source: road.source,
        ferry: road.ferry,
    }
}

pub(super) fn km(metres: u32) -> u32 {
    metres.saturating_add(500) / 1_000
}

/// Cuts a drive into days so that the parts add up.
fn parts(whole: &Drive, road: RoadLeg, days: usize) -> Vec<Drive> {
    let count = u32::try_from(days).unwrap_or(1).max(1);
    let share = |total: u32, part: u32| {
        let up_to = |n: u32| u64::from(total) * u64::from(n) / u64::from(count);
        u32::try_from(up_to(part) - up_to(part - 1)).unwrap_or(u32::MAX)
    };
    (1..=count)
        .map(|part| Drive {
            km: share(whole.km, part),
            minutes: share(road.minutes, part),
            part: (part, count),
            ..whole.clone()
        })
        .collect()
}
