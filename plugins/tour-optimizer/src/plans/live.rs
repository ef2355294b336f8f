//! How a plan is right now: what was written, and what the host knows of its job.
//!
//! Rule: a plan that says `planning` is only believed when the host knows its job; otherwise it was interrupted, and says
//! so instead of waiting for ever.

use loadin_guest::{Error, JobState, JobStatus, Stored, collections::MOST, host, text};
use serde::Serialize;
use serde_json::Value;

use crate::kept::{Inputs, LeftOut, PLANS, PlanCard, PlanDocument, PlanState, Summary, Trouble, VENUES};
use crate::{reply::PlanReply, request::PlanRequest, wording::spoken};

/// How a plan is right now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Live {
    /// It is being planned.
    Running(JobStatus),
    /// The host no longer knows its job.
    Interrupted,
    /// Its job ended badly and could not write why.
    Broken(Trouble),
    /// It is as it was written.
    Ended(PlanState),
}

/// A plan and how it is right now.
pub(crate) struct Plan {
    pub(crate) kept: Stored<PlanDocument>,
    pub(crate) live: Live,
}

/// A plan for programs.
#[derive(Serialize)]
pub(crate) struct PlanView<'a> {
    id: &'a str,
    version: u64,
    title: &'a str,
    state: &'static str,
    job: &'a str,
    progress: Option<ProgressView<'a>>,
    request: &'a PlanRequest,
    inputs: &'a Inputs,
    summary: Option<Summary>,
    outcome: Option<PlanReply>,
    left_out: Option<&'a LeftOut>,
    failure: Option<&'a Trouble>,
    created_ms: u64,
    updated_ms: u64,
}

#[derive(Serialize)]
struct ProgressView<'a> {
    done: u64,
    total: u64,
    message: &'a str,
}

/// What happened since to the venues that a tour plays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChangedVenues {
    /// Names of those that were deleted.
    pub(crate) deleted: Vec<String>,
    /// Names of those that were changed.
    pub(crate) changed: Vec<String>,
}

impl Live {
    /// Returns the state's name, as programs read it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Running(_) => "planning",
            Self::Interrupted => "interrupted",
            Self::Broken(_) | Self::Ended(PlanState::Failed) => "failed",
            Self::Ended(PlanState::Planned) => "planned",
            Self::Ended(PlanState::Infeasible) => "infeasible",
            Self::Ended(PlanState::Cancelled) => "cancelled",
            // Read while its last words were written: they are there at the next look.
            Self::Ended(PlanState::Planning) => "planning",
        }
    }

    fn of(state: PlanState, job: &str) -> Result<Self, Error> {
        if state != PlanState::Planning {
            return Ok(Self::Ended(state));
        }
        let Some(status) = host::job_status(job)? else { return Ok(Self::Interrupted) };
        Ok(match status.state {
            JobState::Running => Self::Running(status),
            JobState::Done => Self::Ended(PlanState::Planning),
            JobState::Failed => Self::Broken(trouble(status.problem.as_ref())),
            JobState::Cancelled => Self::Ended(PlanState::Cancelled),
        })
    }
}

fn trouble(problem: Option<&Value>) -> Trouble {
    let detail = problem.and_then(|problem| problem.get("detail").or_else(|| problem.get("title")));
    Trouble::new(detail.and_then(Value::as_str).map_or_else(|| text("plan-failed-unsaid"), str::to_owned))
}

impl Plan {
    /// Reads a plan and asks how its job is.
    pub(crate) fn load(id: &str) -> Result<Self, Error> {
        let mut kept = PLANS.fetch(id)?;
        let mut live = Live::of(kept.data.state, &kept.data.job)?;
        if kept.data.state == PlanState::Planning && !matches!(live, Live::Running(_)) {
            // The job may have ended between the two looks; what it wrote last is what counts.
            kept = PLANS.fetch(id)?;
            live = Live::of(kept.data.state, &kept.data.job)?;
        }
        if live == Live::Ended(PlanState::Planning) {
            live = Live::Interrupted;
        }
        Ok(Self { kept, live })
    }

    /// Returns why nothing came of it.
    pub(crate) fn failure(&self) -> Option<&Trouble> {
        if let Live::Broken(trouble) = &self.live { Some(trouble) } else { self.kept.data.failure.as_ref() }
    }

    /// Returns the plan for programs.
    pub(crate) fn view(&self) -> PlanView<'_> {
        let Stored { data, .. } = &self.kept;
        let progress = match &self.live {
            Live::Running(status) => {
                Some(ProgressView { done: status.done, total: status.total, message: &status.message })
            }
            _ => None,
        };
        PlanView {
            id: &self.kept.id,
            version: self.kept.version,
            title: &data.title,
            state: self.live.name(),
            job: &data.job,
            progress,
            request: &data.request,
            inputs: &data.inputs,
            summary: data.summary,
            outcome: data.outcome.clone().map(spoken),
            left_out: data.left_out.as_ref(),
            failure: self.failure(),
            created_ms: self.kept.created_ms,
            updated_ms: self.kept.updated_ms,
        }
    }

    /// Looks what happened since to the venues that the tour plays.
    pub(crate) fn changed_venues(&self) -> Result<ChangedVenues, Error> {
        let Some(PlanReply::Planned(planned)) = &self.kept.data.outcome else { return Ok(ChangedVenues::default()) };
        let played = &self.kept.data.inputs.played;
        let ids: Vec<String> = played.iter().map(|played| played.venue.clone()).collect();
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(MOST as usize) {
            found.extend(VENUES.get_many(some)?);
        }
        let mut changes = ChangedVenues::default();
        for ((stop, played), now) in planned.plan.stops.iter().zip(played).zip(found) {
            match now {
                None => changes.deleted.push(stop.name.clone()),
                Some(venue) if venue.version != played.version => changes.changed.push(stop.name.clone()),
                Some(_) => {}
            }
        }
        Ok(changes)
    }
}

/// Returns the states of the plans of a list.
pub(crate) fn states(cards: &[Stored<PlanCard>]) -> Result<Vec<&'static str>, Error> {
    cards.iter().map(|card| Ok(Live::of(card.data.state, &card.data.job)?.name())).collect()
}

/// Stops a job; one that is over already is no fault.
pub(crate) fn stop(job: &str) -> Result<(), Error> {
    match host::cancel_job(job) {
        Ok(()) | Err(Error::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Writes that a plan was stopped, unless it ended at the same moment.
pub(crate) fn write_cancelled(mut plan: Stored<PlanDocument>) -> Result<(), Error> {
    for _ in 0..2 {
        plan.data.state = PlanState::Cancelled;
        match PLANS.save(&plan) {
            Err(Error::Conflict(_)) => plan = PLANS.fetch(&plan.id)?,
            other => return other.map(drop),
        }
        if plan.data.state != PlanState::Planning {
            return Ok(());
        }
    }
    Err(Error::Conflict(plan.version))
}
