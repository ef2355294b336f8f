//! The job that plans a plan of the space and writes what came of it into the plan.
//!
//! Rule: it writes only while the plan still waits for this very job, so a plan that was stopped, deleted or asked for
//! again stays as it is; whatever else somebody changed meanwhile (its name, say) stays too.

use loadin_guest::{Error, Failure, Job, Stored, host};
use serde::{Deserialize, Serialize};

use crate::{
    kept::{self, PLANS, PlanDocument, PlanState, Played, Summary, Trouble, VenueDocument},
    planning::{self, Answer, Venues},
    reply::PlanReply,
    request::PlanRequest,
};

/// The input of the job `plan-tour`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTour {
    /// The plan's document.
    pub plan: String,
    /// A venue list that came with the request: a CSV file in base64. Absent: the venues of the space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venues: Option<String>,
}

/// The output of the job `plan-tour`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanTourReply {
    /// The plan's document.
    pub plan: String,
    /// Where it stands; absent when it no longer waits for this job.
    pub state: Option<PlanState>,
}

/// Plans a plan of the space.
///
/// # Errors
///
/// What is wrong with the request (it stands in the plan then), or a cancelled job.
pub fn plan_tour(job: &Job) -> Result<PlanTourReply, Failure> {
    let input: PlanTour = job.json()?;
    let gone = || PlanTourReply { plan: input.plan.clone(), state: None };
    let Some(plan) = waiting(&input.plan, job.id())? else { return Ok(gone()) };
    let done = make(job, &plan, input.venues.clone());
    let (done, failure) = match done {
        Ok(done) => (done, None),
        Err(Failure::GiveUp(error)) => {
            (Done { failure: Some(Trouble::from(&error)), ..Done::of(PlanState::Failed) }, Some(error.into()))
        }
        Err(Failure::Cancelled) => (Done::of(PlanState::Cancelled), Some(Failure::Cancelled)),
        Err(again @ Failure::Retry(_)) => return Err(again),
    };
    let state = done.state;
    let written = write(&input.plan, job.id(), done);
    match (failure, written) {
        (Some(failure), Ok(_)) => Err(failure),
        (Some(failure), Err(error)) => {
            // What went wrong first is what counts; the host still tells it to whoever opens the plan.
            host::log::warn("cannot write into the plan why it failed", &[("error", &error.to_string())]);
            Err(failure)
        }
        (None, Ok(true)) => Ok(PlanTourReply { state: Some(state), ..gone() }),
        (None, Ok(false)) => Ok(gone()),
        (None, Err(error)) => Err(error.into()),
    }
}

/// What came of a plan.
struct Done {
    state: PlanState,
    summary: Option<Summary>,
    outcome: Option<(PlanReply, Option<kept::LeftOut>)>,
    failure: Option<Trouble>,
    venues: Option<(usize, String)>,
    played: Vec<Played>,
}

impl Done {
    const fn of(state: PlanState) -> Self {
        Self { state, summary: None, outcome: None, failure: None, venues: None, played: Vec::new() }
    }
}

/// Returns the plan, if it waits for this job.
fn waiting(id: &str, job: &str) -> Result<Option<Stored<PlanDocument>>, Error> {
    let plan = PLANS.get(id)?;
    Ok(plan.filter(|plan| plan.data.state == PlanState::Planning && plan.data.job == job))
}

fn make(job: &Job, plan: &Stored<PlanDocument>, sent: Option<String>) -> Result<Done, Failure> {
    let request = PlanRequest { venues: sent, ..plan.data.request.clone() };
    let (venues, counted) = if plan.data.inputs.is_sent_list {
        (Venues::sent(&request), None)
    } else {
        let venues = kept::all_venues()?;
        let counted = (venues.len(), revision(&venues));
        (Venues::Kept(venues), Some(counted))
    };
    let report = &mut |done, message: &str| job.progress(done, planning::STEPS, message);
    let Answer { reply, venues: rows } = planning::plan(&request, &venues, report)?;
    let (state, summary, played) = match &reply {
        PlanReply::Planned(planned) => {
            let tour = &planned.plan;
            let summary = Summary { shows: tour.stops.len(), net: tour.value, drive_km: tour.drive_km };
            let of_stop = |index: usize| rows.get(index).and_then(|row| row.kept.clone());
            let played = tour.stops.iter().filter_map(|stop| of_stop(stop.venue.0));
            let played = played.map(|kept| Played { venue: kept.id, version: kept.version }).collect();
            (PlanState::Planned, Some(summary), played)
        }
        PlanReply::Infeasible(_) => (PlanState::Infeasible, None, Vec::new()),
    };
    Ok(Done { state, summary, outcome: Some(kept::fitted(reply)?), failure: None, venues: counted, played })
}

/// Returns a number that changes with every venue that comes, goes or changes (FNV-1a, 64 bits).
fn revision(venues: &[Stored<VenueDocument>]) -> String {
    let text = venues.iter().flat_map(|venue| format!("{} {}\n", venue.id, venue.version).into_bytes());
    let hash =
        text.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// Writes what came of it, and once more when somebody else wrote in between. Returns false when nobody waits for it.
fn write(id: &str, job: &str, done: Done) -> Result<bool, Error> {
    let mut attempts_left = 2;
    loop {
        let Some(mut plan) = waiting(id, job)? else { return Ok(false) };
        let data = &mut plan.data;
        data.state = done.state;
        data.summary = done.summary;
        (data.outcome, data.left_out) = match done.outcome.clone() {
            Some((outcome, left_out)) => (Some(outcome), left_out),
            None => (None, None),
        };
        data.failure = done.failure.clone();
        if let Some((count, revision)) = &done.venues {
            data.inputs.venues_planned = Some(*count);
            data.inputs.revision = Some(revision.clone());
        }
        data.inputs.played = done.played.clone();
        attempts_left -= 1;
        match PLANS.save(&plan) {
            Ok(_) => return Ok(true),
            Err(Error::NotFound) => return Ok(false),
            Err(Error::Conflict(_)) if attempts_left > 0 => {}
            Err(other) => return Err(other),
        }
    }
}
