//! The stepped solver: best tour so far, upper bound, proof.
//!
//! Rule: pure and deterministic: the same instance, seed and steps give the same tours and bounds
//! everywhere, so no clock, no hashing order and no floats whose rounding a platform may choose.

mod beam;
mod cliques;
mod closing;
mod graph;
mod groups;
mod improve;
mod labels;
mod memory;
mod model;
mod multipliers;
mod relaxation;
mod sweep;

use crate::{
    instance::{Instance, Show, evaluate},
    solver::{
        groups::Neighbours,
        improve::Walk,
        model::{Allowed, Model, SCALE},
        relaxation::Relaxation,
    },
};

/// A tour and what it earns.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tour {
    /// The shows in order of days.
    pub shows: Vec<Show>,
    /// Value minus all costs, in minor units.
    pub value: i64,
}

/// Where a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// There may be a better tour.
    Searching,
    /// The best tour is proven best.
    Optimal,
    /// Proven: no tour has all fixed shows and must-plays.
    Infeasible,
}

/// What a step reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Work units used since the start.
    pub units: u64,
    /// Value of the best tour found.
    pub value: Option<i64>,
    /// No tour can earn more than this.
    pub bound: Option<i64>,
    /// Where the search stands.
    pub status: Status,
}

/// Instances of at most so many arcs start ungrouped.
const EXACT_ARCS: usize = 1_000_000;
/// Arcs of the first graph of larger ones.
const FIRST_ARCS: usize = 400_000;
/// Arcs of the largest graph: 24 bytes each, so that everything fits a small memory.
const MOST_ARCS: usize = 2_400_000;

/// A search over one instance, stepped by its caller.
#[derive(Debug)]
pub struct Solver {
    instance: Instance,
    /// Shows that fit the fixed ones.
    open: Allowed,
    /// Of these, shows that a tour better than the best may still have.
    allowed: Allowed,
    walk: Walk,
    relaxation: Option<Relaxation>,
    best: Option<Tour>,
    bound: Option<i64>,
    status: Status,
    units: u64,
    /// Effort spent on the bound.
    bound_effort: u64,
    arcs: usize,
}

impl Solver {
    /// Starts a search; nothing is computed before the first step.
    #[must_use]
    pub fn new(instance: Instance, seed: u64) -> Self {
        let open = Allowed::new(&instance);
        Self {
            instance,
            allowed: open.clone(),
            open,
            walk: Walk::new(seed),
            bound_effort: 0,
            relaxation: None,
            best: None,
            bound: None,
            status: Status::Searching,
            units: 0,
            arcs: 0,
        }
    }

    /// Works for about `work_units` (1 unit is about 1,000 elementary operations) and reports.
    pub fn step(&mut self, work_units: u64) -> Progress {
        let until = self.units.saturating_add(work_units.max(1));
        while self.units < until && self.status == Status::Searching {
            self.units += 1 + self.tick() / 200;
        }
        self.progress()
    }

    /// Returns where the search stands.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let value = self.best.as_ref().map(|tour| tour.value);
        Progress { units: self.units, value, bound: self.bound, status: self.status }
    }

    /// Returns the best tour found so far.
    #[must_use]
    pub fn best(&self) -> Option<&Tour> {
        self.best.as_ref()
    }

    /// Returns the instance.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Does one short piece of work; returns its effort.
    fn tick(&mut self) -> u64 {
        let Some(relaxation) = &mut self.relaxation else {
            return self.begin();
        };
        if self.walk.effort * 4 < self.bound_effort {
            return self.walk();
        }
        if relaxation.is_spent() && self.arcs < MOST_ARCS {
            let arcs = (self.arcs * 4).min(MOST_ARCS);
            return self.refine(arcs, arcs);
        }
        let incumbent = self.best.as_ref().map(|tour| tour.value);
        let report = relaxation.tick(&self.instance, &mut self.allowed, incumbent);
        let bound = relaxation.bound;
        let path = report.path.as_ref().map(|path| self.shows_of(path));
        for shows in path.into_iter().chain(report.tour) {
            self.offer(shows);
        }
        self.lower(bound);
        if report.closed {
            self.finish();
        }
        self.bound_effort += report.effort;
        report.effort
    }

    /// Tries to improve the best tour.
    fn walk(&mut self) -> u64 {
        let Some(best) = self.best.as_ref().filter(|tour| !tour.shows.is_empty()) else {
            // Nothing to improve: as if the walk had had its share.
            self.walk.effort = self.bound_effort;
            return 1;
        };
        let (effort, found) = self.walk.tick(&self.instance, &self.open, (&best.shows, best.value));
        if let Some(shows) = found {
            self.offer(shows);
        }
        effort
    }

    fn begin(&mut self) -> u64 {
        self.offer(Vec::new());
        let lost = |&(venue, day): &(usize, usize)| !self.allowed.is_open(venue, day);
        if self.instance.fixed().iter().any(lost) {
            self.finish();
            return 1;
        }
        self.refine(FIRST_ARCS, EXACT_ARCS)
    }

    /// Starts over with the finest grouping of about `arcs` arcs, or none if `exact_arcs` suffice.
    fn refine(&mut self, arcs: usize, exact_arcs: usize) -> u64 {
        self.arcs = arcs;
        let neighbours = Neighbours::new(&self.instance, &self.allowed, true);
        let groups = neighbours.for_arcs(&self.instance, &self.allowed, arcs, exact_arcs);
        let model = Model::new(&self.instance, &self.allowed, groups);
        let relaxation = Relaxation::new(model, &self.allowed);
        let effort = relaxation.graph.arcs() as u64;
        self.relaxation = Some(relaxation);
        effort
    }

    fn shows_of(&self, path: &[(usize, usize)]) -> Vec<Show> {
        let Some(relaxation) = &self.relaxation else { return Vec::new() };
        path.iter().map(|&(group, day)| Show { venue: relaxation.model.members[group][0], day }).collect()
    }

    /// Takes a tour if it is feasible and better.
    fn offer(&mut self, shows: Vec<Show>) {
        let most = self.best.as_ref().map_or(i64::MIN, |tour| tour.value);
        match evaluate(&self.instance, &shows) {
            Ok(value) if value > most => self.best = Some(Tour { shows, value }),
            _ => {}
        }
    }

    /// Takes a scaled bound that holds for every tour better than the best one.
    fn lower(&mut self, scaled: i64) {
        if scaled == i64::MAX {
            return;
        }
        let most = self.best.as_ref().map_or(i64::MIN, |tour| tour.value);
        let bound = scaled.div_euclid(SCALE).max(most).min(self.bound.unwrap_or(i64::MAX));
        self.bound = Some(bound);
        if bound <= most {
            self.finish();
        }
    }

    /// Nothing is better than the best tour.
    fn finish(&mut self) {
        match &self.best {
            Some(tour) => {
                self.bound = Some(tour.value);
                self.status = Status::Optimal;
            }
            None => self.status = Status::Infeasible,
        }
        self.relaxation = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{InstanceParts, Leg};

    /// Neighbouring pairs of venues that exclude each other for `window` days, on a line.
    fn pairs_on_a_line(seed: u64, window: u16) -> Instance {
        let (venues, days) = (8, 6);
        let mut dice = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut below = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((dice >> 33) % sides).unwrap()
        };
        let place: Vec<i64> = (0..8).map(|venue| venue / 2 * 20 + below(5)).collect();
        let legs = |home: i64| place.iter().map(move |at| Leg { min_days: 1, cost: (at - home).abs() });
        let parts = InstanceParts {
            days,
            venues,
            value: (0..venues * days).map(|_| (below(4) > 0).then(|| 30 + below(60))).collect(),
            leg: place.iter().flat_map(|&from| legs(from).collect::<Vec<_>>()).collect(),
            out: legs(0).collect(),
            back: legs(0).collect(),
            off_day_cost: 5,
            max_gap_days: 2,
            window: (0..64).map(|at| if at / 16 == at % 8 / 2 { window } else { 0 }).collect(),
            fixed: Vec::new(),
            must: if seed.is_multiple_of(3) { vec![2] } else { Vec::new() },
        };
        Instance::new(parts).unwrap()
    }

    #[test]
    fn grouped_venues_bound_what_the_exact_graph_proves() {
        for seed in 0..200 {
            let instance = pairs_on_a_line(seed, 3 + u16::try_from(seed % 4).unwrap());
            let mut exact = Solver::new(instance.clone(), 1);
            while exact.step(100).status == Status::Searching {}
            let mut grouped = Solver::new(instance, 1);
            grouped.offer(Vec::new());
            grouped.refine(70, 70);
            let model = &grouped.relaxation.as_ref().unwrap().model;
            assert!(model.groups < 8 && !model.is_exact(), "seed {seed}: nothing was grouped");
            let best = exact.progress().value;
            loop {
                let progress = grouped.step(1);
                assert!(
                    progress.bound.is_none_or(|bound| Some(bound) >= best),
                    "seed {seed}: {progress:?}, best {best:?}"
                );
                if progress.status != Status::Searching {
                    assert_eq!((progress.status, progress.value), (exact.progress().status, best), "seed {seed}");
                    break;
                }
                assert!(progress.units < 1_000_000, "seed {seed}");
            }
        }
    }
}
