//! The integer instance of a problem over some of its venues.
//!
//! Rule: the only place where minutes become days and costs become legs; relaxations call it again with a
//! changed problem and the same roads, so they differ in nothing else.

use loadin_domain::LatLon;

use crate::{
    instance::{Instance, InstanceError, InstanceParts, Leg},
    roads::RoadLeg,
    roads::great_circle_metres,
    tour::{
        Costs, Endpoint, Limits, RadiusClause, TourProblem, VenueIx,
        build::days,
        built::{Roads, date_at, day_of},
    },
};

/// Returns the instance over the given venues, in their order.
///
/// A show carries its day and night, an off day the same, and the way home gives back the night at home.
pub(crate) fn instance_of(problem: &TourProblem, roads: &Roads, venues: &[VenueIx]) -> Result<Instance, InstanceError> {
    let (limits, costs) = (&problem.limits, &problem.costs);
    let mut leg = Vec::with_capacity(venues.len() * venues.len());
    for &from in venues {
        let row = venues.iter().map(|&to| roads.leg(from, to));
        leg.extend(row.map(|road| tour_leg(limits, costs, road)));
    }
    let out = venues.iter().map(|&venue| match problem.home {
        Endpoint::Open => Leg::FREE,
        Endpoint::Place { .. } => tour_leg(limits, costs, roads.road_out(venue)),
    });
    let back = venues.iter().map(|&venue| match problem.end() {
        Endpoint::Open => Leg::FREE,
        Endpoint::Place { .. } => home_leg(limits, costs, roads.road_home(venue)),
    });
    let index_of = |venue: VenueIx| venues.iter().position(|&kept| kept == venue);
    let anchors = problem.anchors.iter().filter_map(|anchor| {
        let day = usize::try_from(day_of(problem, anchor.date)).ok()?;
        Some((index_of(anchor.venue)?, day))
    });
    Instance::new(InstanceParts {
        days: days(problem),
        venues: venues.len(),
        value: values(problem, venues),
        leg,
        out: out.collect(),
        back: back.collect(),
        off_day_cost: costs.day_and_night(),
        max_gap_days: limits.longest_gap_days,
        window: windows(problem, venues),
        fixed: anchors.collect(),
        must: problem.must_play.iter().filter_map(|&venue| index_of(venue)).collect(),
    })
}

/// What each venue earns on each day after the day's own costs. An anchor is agreed, so its date counts as open.
fn values(problem: &TourProblem, venues: &[VenueIx]) -> Vec<Option<i64>> {
    let day_cost = problem.costs.day_and_night();
    let days = days(problem);
    let mut values = Vec::with_capacity(venues.len() * days);
    for &index in venues {
        let venue = &problem.venues[index.0];
        let anchor = problem.anchors.iter().find(|anchor| anchor.venue == index);
        for day in 0..days {
            let date = date_at(problem, day);
            let open = match anchor {
                Some(anchor) => anchor.date == date,
                None => venue.is_open(date),
            };
            values.push(open.then(|| venue.net_on(date) - day_cost));
        }
    }
    values
}

/// Returns a drive from show to show or out to the first as days and money.
pub(crate) fn tour_leg(limits: &Limits, costs: &Costs, road: Option<RoadLeg>) -> Leg {
    let Some(road) = road.filter(|road| road.minutes <= limits.max_drive_minutes_per_leg) else {
        return Leg::NEVER;
    };
    let days = road.minutes.div_ceil(limits.max_drive_minutes_per_day).max(1);
    u8::try_from(days).map_or(Leg::NEVER, |min_days| Leg { min_days, cost: costs.driving(road.metres) })
}

/// Returns how many days after the last show the drive home takes: 0 = in the night after it.
pub(crate) fn days_home(limits: &Limits, road: RoadLeg) -> u32 {
    if road.minutes <= limits.max_drive_minutes_home_at_night {
        0
    } else {
        road.minutes.div_ceil(limits.max_drive_minutes_per_day)
    }
}

fn home_leg(limits: &Limits, costs: &Costs, road: Option<RoadLeg>) -> Leg {
    let Some(road) = road.filter(|road| road.minutes <= limits.max_drive_minutes_per_leg) else {
        return Leg::NEVER;
    };
    u8::try_from(days_home(limits, road) + 1)
        .map_or(Leg::NEVER, |min_days| Leg { min_days, cost: costs.driving(road.metres) - costs.lodging_per_night })
}

/// For how many days after a show at the first a show at the second is excluded, by either's clause.
fn windows(problem: &TourProblem, venues: &[VenueIx]) -> Vec<u16> {
    let count = venues.len();
    let places: Vec<(LatLon, RadiusClause)> =
        venues.iter().map(|&venue| (problem.venues[venue.0].position, problem.radius_of(venue))).collect();
    let mut windows = vec![0; count * count];
    for first in 0..count {
        for second in first + 1..count {
            let ((from, one), (to, other)) = (places[first], places[second]);
            let reach = one.km.max(other.km);
            if !may_be_within(from, to, reach) {
                continue;
            }
            let metres = great_circle_metres(from, to);
            windows[first * count + second] = window(metres, one, other);
            windows[second * count + first] = window(metres, other, one);
        }
    }
    windows
}

/// A degree of latitude is 111 km, so most pairs need no trigonometry.
fn may_be_within(from: LatLon, to: LatLon, km: u32) -> bool {
    (from.lat() - to.lat()).abs() * 111.0 <= f64::from(km) + 1.0
}

/// A clause of 14 days excludes the 14th day too, so the window is one more; a clause of no days excludes nothing.
fn window(metres: u32, first: RadiusClause, second: RadiusClause) -> u16 {
    let within = |clause: RadiusClause| metres <= clause.km.saturating_mul(1_000);
    let after = if within(first) { first.days_after } else { 0 };
    let before = if within(second) { second.days_before } else { 0 };
    match after.max(before) {
        0 => 0,
        days => days.saturating_add(1),
    }
}
