//! A whole answer with its sentences, for programs and for the command line.
//!
//! Rule: what is kept has no sentences; they are put in when an answer leaves, in the language of whoever asked.

use loadin_tour_engine::tour::{Dropped, Plan};

use super::{how, of_cause, of_drive, of_dropped, of_fact, of_gap, of_infeasible, of_stop, relaxation};
use crate::{
    intake::IntakeReport,
    reply::{AssumedFact, PlanReply},
};

/// Returns the answer with a sentence beside every value that has one.
pub(crate) fn spoken(mut reply: PlanReply) -> PlanReply {
    match &mut reply {
        PlanReply::Planned(planned) => {
            of_plan(&mut planned.plan);
            of_assumed(&mut planned.assumed, &planned.plan);
            of_notes(&mut planned.intake);
        }
        PlanReply::Infeasible(infeasible) => {
            let answer = &mut infeasible.answer;
            answer.sentence = of_infeasible(answer);
            answer.causes.iter_mut().for_each(|cause| cause.sentence = of_cause(cause));
            answer.relaxations.iter_mut().for_each(|change| change.sentence = relaxation(change));
            of_all_dropped(&mut answer.dropped);
            for fact in &mut infeasible.assumed {
                fact.sentence = of_fact(fact, &[]);
            }
            of_notes(&mut infeasible.intake);
        }
    }
    reply
}

fn of_plan(plan: &mut Plan) {
    plan.gap.sentence = of_gap(&plan.gap);
    for stop in &mut plan.stops {
        let mut reasons = of_stop(stop);
        reasons.extend(stop.drive.as_ref().map(of_drive));
        stop.reasons = reasons;
    }
    of_all_dropped(&mut plan.dropped);
}

fn of_all_dropped(dropped: &mut [Dropped]) {
    dropped.iter_mut().for_each(|venue| venue.sentence = of_dropped(&venue.reason));
}

fn of_assumed(assumed: &mut [AssumedFact], plan: &Plan) {
    for fact in assumed {
        fact.sentence = of_fact(fact, &plan.stops);
        for stop in &mut fact.stops {
            stop.text = how(stop.how.as_ref(), &stop.text);
        }
    }
}

fn of_notes(report: &mut IntakeReport) {
    report.notes.iter_mut().for_each(|note| note.detail = note.say());
}
