//! Why a plan is as it is, and why there is none.
//!
//! Rule: every claim is checked before it is made: a relaxation is offered only when a tour under it was found. Claims are
//! values with names and numbers; the sentences beside them belong to whoever shows them.

mod causes;
mod relax;

use serde::{Deserialize, Serialize};

use crate::{
    solver::{Status, Tour},
    tour::{Built, Dropped, Plan, PlanError, plan},
};

pub use causes::{Cause, CauseKind, Example, LongDrive, TwoShows};
pub use relax::{Relaxation, RelaxationKind};

/// The answer to a tour problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Outcome {
    /// A tour.
    Plan(Box<Plan>),
    /// There is none, or none worth driving.
    Infeasible(Infeasible),
}

/// Why there is no tour, and what would help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Infeasible {
    /// The answer in one sentence; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
    /// Whether it is proven that there is no tour; otherwise none was found in the time given.
    pub is_proven: bool,
    /// The rules that clash, most specific first.
    pub causes: Vec<Cause>,
    /// Venues that no tour can play, whatever else changes.
    pub dropped: Vec<Dropped>,
    /// Single changes under which a tour was found, smallest first of each kind.
    pub relaxations: Vec<Relaxation>,
}

/// Turns the end of a search into an answer; `work_units` bounds the search for relaxations.
pub fn conclude(
    built: &Built,
    best: Option<&Tour>,
    bound: Option<i64>,
    status: Status,
    work_units: u64,
) -> Result<Outcome, PlanError> {
    match best {
        Some(tour) if !tour.shows.is_empty() => plan(built, tour, bound).map(|plan| Outcome::Plan(Box::new(plan))),
        Some(_) => Ok(Outcome::Infeasible(nothing_pays(built, bound))),
        None => {
            let mut answer = infeasible(built, work_units);
            if status == Status::Infeasible && !answer.is_proven {
                answer.is_proven = true;
            }
            Ok(Outcome::Infeasible(answer))
        }
    }
}

/// Says why no tour holds all anchors and must-plays, and which single changes would help.
#[must_use]
pub fn infeasible(built: &Built, work_units: u64) -> Infeasible {
    let causes = causes::causes(built);
    let relaxations = relax::relaxations(built, work_units);
    let (is_proven, dropped) = (!causes.is_empty(), dropped(built));
    Infeasible { sentence: String::new(), is_proven, causes, dropped, relaxations }
}

/// Says that staying at home is best, and by how much.
fn nothing_pays(built: &Built, bound: Option<i64>) -> Infeasible {
    let cause = causes::nothing_pays(built);
    Infeasible {
        sentence: String::new(),
        is_proven: bound.is_some_and(|bound| bound <= 0) || built.candidates() == 0,
        causes: vec![cause],
        dropped: dropped(built),
        relaxations: Vec::new(),
    }
}

fn dropped(built: &Built) -> Vec<Dropped> {
    let early = built.dropped.iter().cloned();
    early.map(|(venue, reason)| Dropped::new(built, venue, reason)).collect()
}
