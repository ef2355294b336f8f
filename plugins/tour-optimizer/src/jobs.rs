//! The jobs: `plan` for people with a venue list, `plan-tour` for the plans of a space, `solve` for people with a matrix
//! of their own.
//!
//! Rule: a job's output depends on its input and on how long it may search, on nothing else; what a clock says is only
//! in the output of `solve`, which is for measuring.

mod plan_tour;

use loadin_guest::{Error, Failure, Job, text};
use loadin_tour_engine::{
    instance::{Instance, InstanceParts, Show},
    solver::Status,
};
use serde::{Deserialize, Serialize};

pub use plan_tour::{PlanTour, PlanTourReply, plan_tour};

use crate::{
    planning::{self, Venues},
    reply::PlanReply,
    request::{MAX_WORK_UNITS, PlanRequest},
    search::{self, Effort},
    wording::spoken,
};

/// Plans a tour.
///
/// # Errors
///
/// Invalid input with every field at fault, or a cancelled job.
pub fn plan(job: &Job) -> Result<PlanReply, Failure> {
    let request: PlanRequest = job.json()?;
    let venues = Venues::sent(&request);
    let answer = planning::plan(&request, &venues, &mut |done, message| job.progress(done, planning::STEPS, message))?;
    Ok(spoken(answer.reply))
}

/// The input of the job `solve`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolveRequest {
    /// The problem, in one currency's minor units.
    pub instance: InstanceParts,
    /// Seconds to search.
    #[serde(default = "two_seconds")]
    pub seconds: f64,
    /// Searches by work instead of by time.
    #[serde(default)]
    pub work_units: Option<u64>,
    /// Starts the search elsewhere.
    #[serde(default)]
    pub seed: u64,
}

/// Two seconds: what a benchmark of a large instance asks for.
const fn two_seconds() -> f64 {
    2.0
}

/// The output of the job `solve`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolveReply {
    /// Where the search stands.
    pub status: Status,
    /// What the best tour earns.
    pub value: Option<i64>,
    /// No tour can earn more.
    pub bound: Option<i64>,
    /// (bound − value) / value; absent without either or when the value is not positive.
    pub gap: Option<f64>,
    /// The best tour.
    pub shows: Vec<Show>,
    /// Work units used.
    pub units: u64,
    /// When the first tour was there.
    pub first_tour_ms: Option<u64>,
    /// How long it took.
    pub took_ms: u64,
}

/// Solves an instance as it is.
///
/// # Errors
///
/// Invalid input, or a cancelled job.
pub fn solve(job: &Job) -> Result<SolveReply, Failure> {
    let request: SolveRequest = job.json()?;
    if !(0.0..=540.0).contains(&request.seconds) {
        return Err(Error::invalid("/seconds", text("fault-solve-seconds")).into());
    }
    if request.work_units.is_some_and(|units| units > MAX_WORK_UNITS) {
        return Err(Error::invalid("/work_units", text!("fault-solve-units", most = MAX_WORK_UNITS)).into());
    }
    let instance = Instance::new(request.instance).map_err(|error| Error::invalid("/instance", error.to_string()))?;
    let effort = Effort::of(request.seconds, request.work_units);
    let searched = search::run(instance, request.seed, effort, |progress, share| {
        let value = progress.value.map_or_else(|| text("progress-no-tour-yet"), |value| value.to_string());
        job.progress(share, 1_000, &value)
    })?;
    let best = searched.solver.best();
    let value = best.map(|tour| tour.value);
    Ok(SolveReply {
        status: searched.progress.status,
        value,
        bound: searched.progress.bound,
        gap: gap(value, searched.progress.bound),
        shows: best.map(|tour| tour.shows.clone()).unwrap_or_default(),
        units: searched.progress.units,
        first_tour_ms: searched.first_tour_ms,
        took_ms: searched.took_ms,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
fn gap(value: Option<i64>, bound: Option<i64>) -> Option<f64> {
    let (value, bound) = (value.filter(|&value| value > 0)?, bound?);
    Some((bound - value) as f64 / value as f64)
}
