//! Whether the stretch from home to an anchor, between two anchors, or back home can be filled at all.
//!
//! Rule: exact on venues, days, drives and gaps; radius clauses and repeated venues are left out, so a
//! stretch that fails here fails in truth.

use super::{Cause, CauseKind, LongDrive, small, two_shows};
use crate::{
    instance::Show,
    roads::RoadLeg,
    tour::{Built, Endpoint, VenueIx, built::endpoint_name},
};

/// Returns the stretches around and between anchors that cannot be filled.
pub(super) fn causes(built: &Built, anchors: &[Show]) -> Vec<Cause> {
    let mut causes = Vec::new();
    if let Some(&first) = anchors.first()
        && !leads_to(built, starts(built), first)
    {
        causes.push(beyond_start(built, first));
    }
    for pair in anchors.windows(2) {
        if !leads_to(built, vec![pair[0]], pair[1]) {
            causes.push(between(built, pair[0], pair[1]));
        }
    }
    if let Some(&last) = anchors.last()
        && !leads_home(built, vec![last])
    {
        causes.push(beyond_end(built, last));
    }
    causes
}

/// Returns whether any tour can play a venue and be home in time.
pub(super) fn is_in_reach(built: &Built, venue: usize) -> bool {
    let seen = reached(built, starts(built), built.instance.days());
    let shows = (0..built.instance.days()).map(|day| Show { venue, day }).filter(|&show| seen.holds(show)).collect();
    leads_home(built, shows)
}

/// Shows with which a tour can begin.
fn starts(built: &Built) -> Vec<Show> {
    let instance = &built.instance;
    let mut starts = Vec::new();
    for venue in 0..instance.venues() {
        let days = usize::from(instance.out(venue).min_days);
        if days > 0 {
            let open = (days - 1..instance.days()).filter(|&day| instance.value(venue, day).is_some());
            starts.extend(open.map(|day| Show { venue, day }));
        }
    }
    starts
}

/// A set of shows.
struct Shows {
    days: usize,
    seen: Vec<bool>,
}

impl Shows {
    fn holds(&self, show: Show) -> bool {
        self.seen[show.venue * self.days + show.day]
    }

    fn add(&mut self, show: Show) -> bool {
        let seen = &mut self.seen[show.venue * self.days + show.day];
        !std::mem::replace(seen, true)
    }
}

/// Returns every show before day `end` to which a chain of shows leads.
fn reached(built: &Built, from: Vec<Show>, end: usize) -> Shows {
    let instance = &built.instance;
    let mut set = Shows { days: instance.days(), seen: vec![false; instance.venues() * instance.days()] };
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); instance.days()];
    for show in from {
        if set.add(show) {
            open[show.day].push(show.venue);
        }
    }
    for day in 0..end {
        for venue in std::mem::take(&mut open[day]) {
            for to in 0..instance.venues() {
                let days = usize::from(instance.leg(venue, to).min_days);
                if days == 0 || to == venue {
                    continue;
                }
                let last = (day + instance.max_gap_days()).min(end.saturating_sub(1));
                let playable = |&next: &usize| instance.value(to, next).is_some();
                for next in (day + days..=last).filter(playable) {
                    if set.add(Show { venue: to, day: next }) {
                        open[next].push(to);
                    }
                }
            }
        }
    }
    set
}

fn leads_to(built: &Built, from: Vec<Show>, to: Show) -> bool {
    reached(built, from, to.day + 1).holds(to)
}

fn leads_home(built: &Built, from: Vec<Show>) -> bool {
    let instance = &built.instance;
    let set = reached(built, from, instance.days());
    (0..instance.venues()).any(|venue| {
        let days = usize::from(instance.back(venue).min_days);
        days > 0 && (0..instance.days()).any(|day| set.holds(Show { venue, day }) && day + days <= instance.days())
    })
}

fn drive(built: &Built, road: Option<RoadLeg>, from: &str, to: &str) -> LongDrive {
    let limits = &built.problem.limits;
    LongDrive {
        from: from.to_owned(),
        to: to.to_owned(),
        minutes: road.map(|road| road.minutes),
        limit_minutes_per_day: limits.max_drive_minutes_per_day,
        limit_minutes_per_leg: limits.max_drive_minutes_per_leg,
    }
}

fn beyond_start(built: &Built, first: Show) -> Cause {
    let venue = built.venue(first.venue);
    let name = built.name(venue);
    let drive = drive(built, built.roads.road_out(venue), endpoint_name(&built.problem.home), name);
    CauseKind::AnchorBeyondStart { venue, name: name.to_owned(), date: built.date(first.day), drive }.into()
}

fn beyond_end(built: &Built, last: Show) -> Cause {
    let venue = built.venue(last.venue);
    let name = built.name(venue);
    let drive = drive(built, built.roads.road_home(venue), name, endpoint_name(built.problem.end()));
    let (date, last_day) = (built.date(last.day), built.problem.to);
    CauseKind::AnchorBeyondEnd { venue, name: name.to_owned(), date, last_day, drive }.into()
}

fn between(built: &Built, one: Show, other: Show) -> Cause {
    let (first, second) = (built.venue(one.venue), built.venue(other.venue));
    let shows = two_shows(built, one, other);
    let min_days = usize::from(built.instance.leg(one.venue, other.venue).min_days);
    if min_days > 0 && min_days <= other.day - one.day {
        let limit_days = small(built.instance.max_gap_days());
        return CauseKind::AnchorsGap { first, second, shows, limit_days }.into();
    }
    let drive = drive(built, built.roads.leg(first, second), built.name(first), built.name(second));
    CauseKind::AnchorsTooFar { first, second, shows, drive }.into()
}

/// Returns the drive from home to a venue.
pub(super) fn way_there(built: &Built, venue: VenueIx) -> Option<LongDrive> {
    match &built.problem.home {
        Endpoint::Open => None,
        Endpoint::Place { name, .. } => Some(drive(built, built.roads.road_out(venue), name, built.name(venue))),
    }
}
