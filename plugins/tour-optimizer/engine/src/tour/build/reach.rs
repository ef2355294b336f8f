//! Which venues any tour could reach and still get home from.
//!
//! Rule: a relaxation (open dates and radius clauses are ignored), so what is unreachable here is
//! unreachable in truth and may be dropped before the solver starts.

use crate::tour::{
    Endpoint, Reason, TourProblem, VenueIx,
    build::{days, derive::days_home, tour_leg},
    built::{Roads, endpoint_name},
};

/// The fewest days to each candidate and from it, over any chain of shows.
pub(super) struct Reach {
    /// By venue: days before the earliest show there; `None` = no chain of legs leads there.
    before: Vec<Option<usize>>,
    /// By venue: days after a show there until the tour is over.
    after: Vec<Option<usize>>,
    /// Venues with both.
    reached: Vec<VenueIx>,
}

/// Returns what the tour can reach.
pub(super) fn reach(problem: &TourProblem, roads: &Roads, candidates: &[VenueIx]) -> Reach {
    let limits = &problem.limits;
    let out = |venue: VenueIx| match problem.home {
        Endpoint::Open => Some(0),
        Endpoint::Place { .. } => {
            let min_days = tour_leg(limits, &problem.costs, roads.road_out(venue)).min_days;
            usize::from(min_days).checked_sub(1)
        }
    };
    let back = |venue: VenueIx| match problem.end() {
        Endpoint::Open => Some(0),
        Endpoint::Place { .. } => {
            let road = roads.road_home(venue)?;
            let allowed = road.minutes <= limits.max_drive_minutes_per_leg;
            allowed.then(|| days_home(limits, road) as usize)
        }
    };
    let step = |from: VenueIx, to: VenueIx| {
        let days = usize::from(tour_leg(limits, &problem.costs, roads.leg(from, to)).min_days);
        (1..=usize::from(limits.longest_gap_days)).contains(&days).then_some(days)
    };
    let before = shortest(problem, candidates, out, step);
    let after = shortest(problem, candidates, back, |from, to| step(to, from));
    let both = |&venue: &VenueIx| before[venue.0].is_some() && after[venue.0].is_some();
    let reached = candidates.iter().copied().filter(both).collect();
    Reach { before, after, reached }
}

/// Dijkstra over venues; the graph is dense, so the plain quadratic form is the fast one.
fn shortest(
    problem: &TourProblem,
    candidates: &[VenueIx],
    first: impl Fn(VenueIx) -> Option<usize>,
    step: impl Fn(VenueIx, VenueIx) -> Option<usize>,
) -> Vec<Option<usize>> {
    let mut days: Vec<Option<usize>> = vec![None; problem.venues.len()];
    for &venue in candidates {
        days[venue.0] = first(venue);
    }
    let mut open: Vec<VenueIx> = candidates.to_vec();
    loop {
        let next =
            open.iter().enumerate().filter_map(|(place, &venue)| days[venue.0].map(|so_far| (so_far, place))).min();
        let Some((so_far, place)) = next else {
            return days;
        };
        let from = open.swap_remove(place);
        for &to in &open {
            if days[to.0].is_some_and(|known| known <= so_far + 1) {
                continue;
            }
            if let Some(length) = step(from, to) {
                let total = so_far + length;
                days[to.0] = Some(days[to.0].map_or(total, |known| known.min(total)));
            }
        }
    }
}

impl Reach {
    /// Returns why a candidate can never be played, or `None` if it may be.
    pub(super) fn reason(&self, problem: &TourProblem, roads: &Roads, venue: VenueIx) -> Option<Reason> {
        match (self.before[venue.0], self.after[venue.0]) {
            (Some(before), Some(after)) => {
                let (needed, days) = (before + 1 + after, days(problem));
                (needed > days).then(|| Reason::NotEnoughDays {
                    needed_days: u32::try_from(needed).unwrap_or(u32::MAX),
                    days: u32::try_from(days).unwrap_or(u32::MAX),
                })
            }
            _ => Some(self.too_far(problem, roads, venue)),
        }
    }

    /// Names the shortest drive to a venue that no chain of legs reaches.
    fn too_far(&self, problem: &TourProblem, roads: &Roads, venue: VenueIx) -> Reason {
        let from_reached = self.reached.iter().filter_map(|&from| {
            let minutes = roads.leg(from, venue)?.minutes;
            Some((minutes, problem.venues[from.0].name.as_str()))
        });
        let home = roads.road_out(venue).or_else(|| roads.road_home(venue));
        let from_home = home.map(|road| (road.minutes, endpoint_name(&problem.home)));
        match from_reached.chain(from_home).min() {
            None => Reason::NoRoad,
            Some((minutes, nearest)) => Reason::BeyondLongestLeg {
                nearest: nearest.to_owned(),
                minutes,
                limit_minutes: problem.limits.max_drive_minutes_per_leg,
            },
        }
    }
}
