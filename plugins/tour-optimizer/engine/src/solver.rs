//! The stepped solver: best tour so far, upper bound, proof.
//!
//! Rule: pure and deterministic: the same instance, seed and steps give the same tours and bounds
//! everywhere, so no clock, no hashing order and no floats whose rounding a platform may choose.

mod beam;
mod cliques;
mod closing;
mod graph;
mod groups;
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

/// Arcs of the first graph.
const FIRST_ARCS: usize = 400_000;
/// Arcs of the largest graph: 24 bytes each, so that everything fits a small memory.
const MOST_ARCS: usize = 2_400_000;

/// A search over one instance, stepped by its caller.
#[derive(Debug)]
pub struct Solver {
    instance: Instance,
    allowed: Allowed,
    relaxation: Option<Relaxation>,
    best: Option<Tour>,
    bound: Option<i64>,
    status: Status,
    units: u64,
    arcs: usize,
}

impl Solver {
    /// Starts a search; nothing is computed before the first step.
    #[must_use]
    pub fn new(instance: Instance, _seed: u64) -> Self {
        let allowed = Allowed::new(&instance);
        Self {
            instance,
            allowed,
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
        if relaxation.is_spent() && self.arcs < MOST_ARCS {
            return self.refine((self.arcs * 4).min(MOST_ARCS));
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
        report.effort
    }

    fn begin(&mut self) -> u64 {
        self.offer(Vec::new());
        let lost = |&(venue, day): &(usize, usize)| !self.allowed.is_open(venue, day);
        if self.instance.fixed().iter().any(lost) {
            self.finish();
            return 1;
        }
        self.refine(FIRST_ARCS)
    }

    /// Starts over with the finest grouping of about `arcs` arcs.
    fn refine(&mut self, arcs: usize) -> u64 {
        self.arcs = arcs;
        let neighbours = Neighbours::new(&self.instance, &self.allowed);
        let groups = neighbours.for_arcs(&self.instance, &self.allowed, arcs);
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
