//! From a stated problem to an instance: checks everything, drops what can never be played, says why.
//!
//! Rule: an error here is a mistake in what was asked. What is merely impossible (anchors that clash, roads
//! too long) builds, so that `explain::infeasible` can say what would help.

mod check;
mod derive;
mod reach;

use std::{collections::BTreeSet, sync::Arc};

use loadin_domain::LatLon;

pub use check::{Claim, Fault, MAX_TOUR_DAYS, MAX_TOUR_VENUES, ProblemError};
pub(crate) use derive::{days_home, instance_of, tour_leg};

use crate::{
    roads::RoadModel,
    tour::{
        Built, Endpoint, Reason, TourProblem, VenueIx,
        built::{Roads, date_at, day_of},
    },
};

/// Checks a problem and makes the instance of it, or returns every mistake found.
pub fn build(problem: &TourProblem, roads: &dyn RoadModel) -> Result<Built, Vec<ProblemError>> {
    check::check(problem)?;
    let standing = standing(problem);
    let (candidates, mut dropped) = sift(problem, &standing);
    let roads = ask_roads(problem, &candidates, roads);
    let reach = reach::reach(problem, &roads, &candidates);
    let mut kept = Vec::with_capacity(candidates.len());
    for &venue in &candidates {
        match reach.reason(problem, &roads, venue) {
            Some(reason) if !standing.contains(&venue) => dropped.push((venue, reason)),
            _ => kept.push(venue),
        }
    }
    dropped.sort_by_key(|&(venue, _)| venue);
    let instance = instance_of(problem, &roads, &kept)
        .map_err(|error| vec![ProblemError { field: String::new(), fault: Fault::Instance(error) }])?;
    Ok(Built { problem: problem.clone(), roads: Arc::new(roads), instance, kept, dropped })
}

/// Returns how many days the range has.
pub(crate) fn days(problem: &TourProblem) -> usize {
    usize::try_from(day_of(problem, problem.to) + 1).unwrap_or(0)
}

/// The venues that stay whatever the roads say: anchors and must-plays.
fn standing(problem: &TourProblem) -> BTreeSet<VenueIx> {
    let anchors = problem.anchors.iter().map(|anchor| anchor.venue);
    anchors.chain(problem.must_play.iter().copied()).collect()
}

/// Splits the venues into candidates and those ruled out without asking for roads.
fn sift(problem: &TourProblem, standing: &BTreeSet<VenueIx>) -> (Vec<VenueIx>, Vec<(VenueIx, Reason)>) {
    let must_not: BTreeSet<VenueIx> = problem.must_not.iter().copied().collect();
    let (mut candidates, mut dropped) = (Vec::new(), Vec::new());
    for index in 0..problem.venues.len() {
        let venue = VenueIx(index);
        if must_not.contains(&venue) {
            dropped.push((venue, Reason::MustNot));
        } else if standing.contains(&venue) || has_date(problem, venue) {
            candidates.push(venue);
        } else {
            let nearest = nearest_date(problem, venue);
            dropped.push((venue, Reason::NoDateInRange { nearest }));
        }
    }
    (candidates, dropped)
}

fn has_date(problem: &TourProblem, venue: VenueIx) -> bool {
    let venue = &problem.venues[venue.0];
    (0..days(problem)).any(|day| venue.is_open(date_at(problem, day)))
}

fn nearest_date(problem: &TourProblem, venue: VenueIx) -> Option<jiff::civil::Date> {
    let dates = problem.venues[venue.0].dates.as_deref().unwrap_or_default();
    let distance = |day: i64| (-day).max(day - day_of(problem, problem.to));
    dates.iter().copied().min_by_key(|&date| (distance(day_of(problem, date)), date))
}

fn ask_roads(problem: &TourProblem, candidates: &[VenueIx], roads: &dyn RoadModel) -> Roads {
    let mut points: Vec<LatLon> = Vec::with_capacity(candidates.len() + 2);
    let mut point = vec![None; problem.venues.len()];
    for &venue in candidates {
        point[venue.0] = Some(points.len());
        points.push(problem.venues[venue.0].position);
    }
    let mut add = |endpoint: &Endpoint| match endpoint {
        Endpoint::Place { position, .. } => {
            points.push(*position);
            Some(points.len() - 1)
        }
        Endpoint::Open => None,
    };
    let home = add(&problem.home);
    let end = match &problem.end {
        Some(end) => add(end),
        None => home,
    };
    Roads { matrix: roads.matrix(&points), point, home, end }
}
