//! Small worlds to plan in: rooms on a line of longitude, and roads of 1 minute per kilometre.
//!
//! Rule: the line's distances are exact by construction, so a test can say minutes and money by hand.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use loadin_domain::{ByWeekday, Currency, LatLon};
use loadin_tour_engine::{
    instance::{Show, evaluate},
    roads::{RoadLeg, RoadModel, Source},
    solver::{Solver, Status, Tour},
    tour::{Anchor, Built, Costs, Endpoint, Limits, RadiusClause, TourProblem, Venue, VenueIx, build},
};

/// Roads along the equator: a thousandth of a degree is 100 m and 0.1 minutes; beyond 90 degrees there is water.
pub(crate) struct Line;

impl RoadModel for Line {
    fn leg(&self, from: LatLon, to: LatLon) -> Option<RoadLeg> {
        if (from.lon() > 90.0) != (to.lon() > 90.0) {
            return None;
        }
        let metres = ((from.lon() - to.lon()).abs() * 100_000.0).round() as u32;
        Some(RoadLeg { metres, minutes: metres / 1_000, source: Source::Estimate, ferry: false })
    }
}

/// A point so many road kilometres east of home.
pub(crate) fn at_km(km: f64) -> LatLon {
    LatLon::new(0.0, km / 100.0).unwrap()
}

/// A room that earns the same every day.
pub(crate) fn venue(name: &str, km: f64, net: i64) -> Venue {
    Venue {
        name: name.to_owned(),
        position: at_km(km),
        town: None,
        zone: None,
        capacity: 100,
        net: ByWeekday::every_day(net),
        net_on: BTreeMap::new(),
        dates: None,
        radius: None,
    }
}

/// March 2027: the 1st is a Monday.
pub(crate) fn march(day: i8) -> Date {
    date(2027, 3, day)
}

/// A tour from kilometre 0, from the 1st to the `days`th of March, that costs nothing and excludes nothing.
pub(crate) fn problem(days: i8, venues: Vec<Venue>) -> TourProblem {
    TourProblem {
        venues,
        home: Endpoint::Place { name: "Home".to_owned(), position: at_km(0.0) },
        end: None,
        from: march(1),
        to: march(days),
        limits: Limits {
            max_drive_minutes_per_day: 300,
            max_drive_minutes_per_leg: 900,
            max_drive_minutes_home_at_night: 0,
            longest_gap_days: 30,
        },
        costs: Costs {
            currency: Currency::EUR,
            drive_per_1000_km: 0,
            lodging_per_night: 0,
            per_diem_per_person_day: 0,
            people: 4,
            vehicle_per_day: 0,
        },
        anchors: Vec::new(),
        must_play: Vec::new(),
        must_not: Vec::new(),
        default_radius: RadiusClause::NONE,
    }
}

pub(crate) fn anchor(venue: usize, day: i8) -> Anchor {
    Anchor { venue: VenueIx(venue), date: march(day) }
}

pub(crate) fn built(problem: &TourProblem) -> Built {
    build(problem, &Line).unwrap()
}

/// Solves to the end, or as far as the units go.
pub(crate) fn solved(built: &Built, units: u64) -> Solver {
    let mut solver = Solver::new(built.instance().clone(), 1);
    let mut used = 0;
    while used < units && solver.step(units / 20).status == Status::Searching {
        used += units / 20;
    }
    solver
}

/// The tour of some venues on days of March, whether or not a solver would choose it.
pub(crate) fn tour(built: &Built, shows: &[(usize, i8)]) -> Tour {
    let index_of = |venue: usize| (0..built.candidates()).find(|&i| built.venue(i) == VenueIx(venue)).unwrap();
    let shows: Vec<Show> = shows
        .iter()
        .map(|&(venue, day)| Show { venue: index_of(venue), day: usize::try_from(day).unwrap() - 1 })
        .collect();
    let value = evaluate(built.instance(), &shows).unwrap();
    Tour { shows, value }
}
