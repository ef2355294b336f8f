//! Steps the solver until the time or the work is over.
//!
//! Rule: the engine has no clock, so the clock is here. By work the slices have one size, so that the same input, seed
//! and units give the same tour everywhere; by time they follow the machine.

use loadin_guest::{Failure, host};
use loadin_tour_engine::{
    instance::Instance,
    solver::{Progress, Solver, Status},
};

/// Nanoseconds between two reports.
const SLICE_NS: u64 = 50_000_000;
/// Units of the first slice, and of every slice by work.
const SLICE_UNITS: u64 = 2_000;
/// The most units of a slice; a fast machine still reports some times a second.
const MOST_UNITS: u64 = 1_000_000;

/// How long to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effort {
    /// Until so many nanoseconds are over.
    Time(u64),
    /// Until so many work units are used.
    Work(u64),
}

impl Effort {
    /// Returns the effort of a request: its work units, or its seconds.
    #[must_use]
    pub fn of(seconds: f64, work_units: Option<u64>) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be at most minutes")]
        work_units.map_or(Self::Time((seconds * 1e9) as u64), Self::Work)
    }
}

/// A search that has ended.
#[derive(Debug)]
pub struct Searched {
    /// The solver with its best tour.
    pub solver: Solver,
    /// Where it stands.
    pub progress: Progress,
    /// When the first tour was there, in milliseconds from the start.
    pub first_tour_ms: Option<u64>,
    /// How long it took in milliseconds.
    pub took_ms: u64,
}

/// Searches, and reports after each slice with the share that is done, in thousandths.
///
/// # Errors
///
/// What `report` says: a cancelled job ends here.
pub fn run(
    instance: Instance,
    seed: u64,
    effort: Effort,
    mut report: impl FnMut(&Progress, u64) -> Result<(), Failure>,
) -> Result<Searched, Failure> {
    let started = host::monotonic_ns();
    let mut solver = Solver::new(instance, seed);
    let mut slice = SLICE_UNITS;
    let mut first_tour_ms = None;
    let mut before = started;
    loop {
        let progress = solver.step(slice);
        let now = host::monotonic_ns();
        let passed = now.saturating_sub(started);
        if progress.value.is_some() {
            first_tour_ms.get_or_insert(passed / 1_000_000);
        }
        let (done, all) = match effort {
            Effort::Time(all) => (passed, all),
            Effort::Work(all) => (progress.units, all),
        };
        let share = done.saturating_mul(1_000).checked_div(all).unwrap_or(1_000).min(1_000);
        report(&progress, share)?;
        if progress.status != Status::Searching || done >= all {
            return Ok(Searched { solver, progress, first_tour_ms, took_ms: passed / 1_000_000 });
        }
        slice = match effort {
            Effort::Work(all) => SLICE_UNITS.min(all - done),
            Effort::Time(_) => next_slice(slice, now.saturating_sub(before)),
        };
        before = now;
    }
}

/// Returns the size of the next slice, so that it takes about `SLICE_NS`; it at most doubles and at least halves.
fn next_slice(slice: u64, took_ns: u64) -> u64 {
    let fitting = slice.saturating_mul(SLICE_NS).checked_div(took_ns).unwrap_or(slice * 2);
    fitting.clamp((slice / 2).max(1), slice * 2).clamp(1, MOST_UNITS)
}

#[cfg(test)]
mod tests {
    use super::{MOST_UNITS, SLICE_NS, next_slice};

    #[test]
    fn slices_follow_the_machine_in_small_steps() {
        assert_eq!(next_slice(1_000, SLICE_NS), 1_000);
        assert_eq!(next_slice(1_000, SLICE_NS * 10), 500);
        assert_eq!(next_slice(1_000, 1), 2_000);
        assert_eq!(next_slice(1_000, 0), 2_000);
        assert_eq!(next_slice(1, SLICE_NS * 10), 1);
        assert_eq!(next_slice(MOST_UNITS, 0), MOST_UNITS);
    }
}
