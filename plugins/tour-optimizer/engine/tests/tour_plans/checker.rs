//! Checks a plan against the statement, without the engine's instance.
//!
//! Rule: everything is computed again from the problem and the road model.

use std::collections::BTreeSet;

use loadin_domain::LatLon;
use loadin_tour_engine::{
    roads::{RoadModel, great_circle_metres},
    tour::{DayKind, Endpoint, Plan, Stop, TourProblem, VenueIx},
};

fn position(endpoint: &Endpoint) -> Option<LatLon> {
    match endpoint {
        Endpoint::Place { position, .. } => Some(*position),
        Endpoint::Open => None,
    }
}

/// Panics with the rule that a plan breaks.
pub(crate) fn check(problem: &TourProblem, roads: &dyn RoadModel, plan: &Plan) {
    check_shows(problem, plan);
    check_radius(problem, plan);
    check_days(problem, plan);
    check_roads_and_money(problem, roads, plan);
    check_every_venue_is_accounted_for(problem, plan);
}

fn check_shows(problem: &TourProblem, plan: &Plan) {
    for stop in &plan.stops {
        let venue = &problem.venues[stop.venue.0];
        let stands = problem.anchors.iter().any(|a| a.venue == stop.venue && a.date == stop.date);
        assert!(stop.date >= problem.from && stop.date <= problem.to, "{} outside", stop.date);
        assert!(stands || venue.is_open(stop.date), "{} is closed on {}", venue.name, stop.date);
        assert!(!problem.must_not.contains(&stop.venue), "{} ruled out", venue.name);
        assert_eq!(stop.net.minor(), venue.net_on(stop.date));
        assert_eq!(stop.is_anchor, stands);
    }
    for pair in plan.stops.windows(2) {
        let days = (pair[1].date - pair[0].date).get_days();
        assert!(days >= 1 && days <= i32::from(problem.limits.longest_gap_days), "gap of {days}");
    }
    let played: BTreeSet<VenueIx> = plan.stops.iter().map(|stop| stop.venue).collect();
    assert_eq!(played.len(), plan.stops.len(), "a venue plays twice");
    for anchor in &problem.anchors {
        assert!(plan.stops.iter().any(|s| s.venue == anchor.venue && s.date == anchor.date));
    }
    for venue in &problem.must_play {
        assert!(played.contains(venue), "must-play {} missing", venue.0);
    }
}

fn check_radius(problem: &TourProblem, plan: &Plan) {
    let forbids = |show: &Stop, other: &Stop| {
        let clause = problem.radius_of(show.venue);
        let days = (other.date - show.date).get_days();
        let near = great_circle_metres(show.position, other.position) <= clause.km * 1_000;
        let (before, after) = (i32::from(clause.days_before), i32::from(clause.days_after));
        near && ((days > 0 && days <= after) || (days < 0 && -days <= before))
    };
    for (index, show) in plan.stops.iter().enumerate() {
        for other in plan.stops.iter().skip(index + 1) {
            assert!(!forbids(show, other) && !forbids(other, show), "{} and {}", show.name, other.name);
        }
    }
}

fn check_days(problem: &TourProblem, plan: &Plan) {
    for pair in plan.days.windows(2) {
        assert_eq!(pair[0].date.tomorrow().unwrap(), pair[1].date, "a day is missing");
    }
    assert!(plan.days[0].date >= problem.from && plan.days.last().unwrap().date <= problem.to);
    for day in &plan.days {
        let by_day = day.drives.iter().filter(|drive| !drive.at_night);
        let minutes: u32 = by_day.map(|drive| drive.minutes).sum();
        assert!(minutes <= problem.limits.max_drive_minutes_per_day, "{minutes} min on {}", day.date);
        let night = day.drives.iter().filter(|drive| drive.at_night);
        assert!(night.map(|drive| drive.minutes).sum::<u32>() <= problem.limits.max_drive_minutes_home_at_night);
        if let DayKind::Show { stop } = day.kind {
            assert_eq!(plan.stops[stop].date, day.date);
        }
        assert_eq!(day.kind == DayKind::Off, day.drives.is_empty() && !matches!(day.kind, DayKind::Show { .. }));
    }
    let shows = plan.days.iter().filter(|day| matches!(day.kind, DayKind::Show { .. })).count();
    assert_eq!(shows, plan.stops.len());
}

fn check_roads_and_money(problem: &TourProblem, roads: &dyn RoadModel, plan: &Plan) {
    let mut points: Vec<LatLon> = position(&problem.home).into_iter().collect();
    points.extend(plan.stops.iter().map(|stop| stop.position));
    points.extend(position(problem.end.as_ref().unwrap_or(&problem.home)));
    let (mut minutes, mut driving) = (0, 0);
    for pair in points.windows(2) {
        let leg = roads.leg(pair[0], pair[1]).expect("a leg without a road");
        assert!(leg.minutes <= problem.limits.max_drive_minutes_per_leg, "leg of {} min", leg.minutes);
        minutes += leg.minutes;
        driving += problem.costs.driving(leg.metres);
    }
    let driven: u32 = plan.days.iter().flat_map(|day| &day.drives).map(|drive| drive.minutes).sum();
    assert_eq!(driven, minutes, "minutes of the days");
    assert_eq!(plan.drive_minutes, minutes, "minutes of the plan");
    let nights = plan.days.iter().filter(|day| day.paid_night).count() as i64;
    let days = plan.days.len() as i64;
    let costs = &problem.costs;
    let income: i64 = plan.stops.iter().map(|stop| problem.venues[stop.venue.0].net_on(stop.date)).sum();
    let per_diem = costs.per_diem_per_person_day * i64::from(costs.people) * days;
    let lines = [
        (plan.budget.shows, income),
        (plan.budget.driving, -driving),
        (plan.budget.lodging, -costs.lodging_per_night * nights),
        (plan.budget.per_diem, -per_diem),
        (plan.budget.vehicle, -costs.vehicle_per_day * days),
    ];
    for (line, expected) in lines {
        assert_eq!(line.minor(), expected);
    }
    let sum: i64 = lines.iter().map(|&(_, amount)| amount).sum();
    assert_eq!((plan.value.minor(), plan.budget.total.minor()), (sum, sum), "the lines add up to the value");
}

fn check_every_venue_is_accounted_for(problem: &TourProblem, plan: &Plan) {
    let mut all: Vec<usize> = plan.stops.iter().map(|stop| stop.venue.0).collect();
    all.extend(plan.dropped.iter().map(|dropped| dropped.venue.0));
    all.sort_unstable();
    assert_eq!(all, (0..problem.venues.len()).collect::<Vec<_>>());
}
