//! The stepped solver: best tour so far, upper bound, proof.
//!
//! Rule: pure and deterministic: the same instance, seed and steps give the same tours and bounds
//! everywhere, so no clock, no hashing order and no floats whose rounding a platform may choose.

use crate::instance::{Instance, Show, evaluate};

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

/// A search over one instance, stepped by its caller.
#[derive(Debug)]
pub struct Solver {
    instance: Instance,
    best: Option<Tour>,
    bound: Option<i64>,
    status: Status,
    units: u64,
}

impl Solver {
    /// Starts a search; nothing is computed before the first step.
    #[must_use]
    pub fn new(instance: Instance, _seed: u64) -> Self {
        Self {
            instance,
            best: None,
            bound: None,
            status: Status::Searching,
            units: 0,
        }
    }

    /// Works for about `work_units` (1 unit is about 1,000 elementary operations) and reports.
    pub fn step(&mut self, work_units: u64) -> Progress {
        self.units += work_units.min(1);
        if self.best.is_none() && evaluate(&self.instance, &[]).is_ok() {
            self.best = Some(Tour {
                shows: Vec::new(),
                value: 0,
            });
        }
        Progress {
            units: self.units,
            value: self.best.as_ref().map(|tour| tour.value),
            bound: self.bound,
            status: self.status,
        }
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
}
