//! From a request to a plan: read, place, ask the engine, explain.
//!
//! Rules: everything that is wrong with a request is said at once, each thing with its field; nothing here decides
//! about touring; every step reports, so that a cancelled job ends soon.

mod assumed;
mod problem;
mod source;

use loadin_domain::Money;
use loadin_guest::{
    Error, Failure, FieldError, Invalid, text,
    ui::{self, Cell},
};
use loadin_tour_engine::{
    explain::{self, Outcome},
    roads::Estimate,
    tour::{Built, build},
};

use crate::{
    homes::{self, Home, NoPlace},
    intake::{self, Intake, VenueRow},
    placing,
    reply::{Asked, Infeasible, PlanReply, Planned, Search, Spot},
    request::{Amounts, Checked, PlanRequest, currency_for},
    search::{self, Effort, Searched},
};

use assumed::Filled;
use source::refused;

pub use source::Venues;

/// What progress is counted to.
pub const STEPS: u64 = 1_000;
/// Where each step ends.
const PLACED: u64 = 40;
const ROADS: u64 = 60;
const SEARCHED: u64 = 980;
/// Work for finding what would help when there is no tour; some seconds at most.
const RELAXING_UNITS: u64 = 500_000;

/// Says how far the work is; an error ends it.
pub type Report<'a> = dyn FnMut(u64, &str) -> Result<(), Failure> + 'a;

/// A request that was read and understood.
struct Understood {
    asked: Asked,
    checked: Checked,
    amounts: Amounts,
    intake: Intake,
}

/// A finished plan, and the venues that its indices mean.
#[derive(Debug)]
pub struct Answer {
    /// The plan, or why there is none.
    pub reply: PlanReply,
    /// The venues that could be chosen from.
    pub venues: Vec<VenueRow>,
}

/// Checks a request without planning: everything but what the engine says.
///
/// # Errors
///
/// Invalid input with every field at fault.
pub fn check(request: &PlanRequest, venues: &Venues) -> Result<(), Failure> {
    let understood = understand(request, venues)?;
    problem::wishes(request, &understood.intake.venues).map(drop).map_err(invalid)
}

/// Plans the tour that a request asks for over these venues.
///
/// # Errors
///
/// Invalid input with every field at fault, or what `report` says.
pub fn plan(request: &PlanRequest, venues: &Venues, report: &mut Report<'_>) -> Result<Answer, Failure> {
    report(0, &text("progress-reading"))?;
    let mut understood = understand(request, venues)?;
    report(10, &text("progress-placing"))?;
    let surroundings = placing::place(&mut understood.intake, |done, total| {
        report(10 + (PLACED - 10) * done as u64 / total.max(1) as u64, &text("progress-placing"))
    })?;
    intake::refuse_none(&understood.intake.report).map_err(refused).map_err(invalid)?;
    understood.asked.venues = understood.intake.venues.len();
    report(PLACED, &text("progress-roads"))?;
    let filled = Filled::of(&understood.intake.venues, &surroundings, &understood.amounts.band);
    let problem = problem::problem(request, &understood, &filled).map_err(invalid)?;
    let built = build(&problem, &Estimate::new()).map_err(|errors| invalid(problem::field_errors(&errors)))?;
    report(ROADS, &text("progress-searching"))?;
    let effort = Effort::of(request.seconds, request.work_units);
    let currency = understood.amounts.costs.currency;
    let searched = search::run(built.instance().clone(), request.seed, effort, |progress, share| {
        let value = progress.value.map(|value| Money::from_minor(value, currency));
        let bound = progress.bound.map(|bound| Money::from_minor(bound, currency));
        report(ROADS + (SEARCHED - ROADS) * share / 1_000, &so_far(value, bound))
    })?;
    report(SEARCHED, &text("progress-explaining"))?;
    answer(request, understood, &built, &searched, &filled)
}

fn so_far(value: Option<Money>, bound: Option<Money>) -> String {
    let sum = |money: Money| ui::Money::new(money.amount(), money.currency().code());
    match (value, bound) {
        (Some(value), Some(bound)) if value.minor() > 0 => {
            let permille = (bound.minor() - value.minor()).max(0).saturating_mul(1_000) / value.minor();
            #[expect(clippy::cast_precision_loss, reason = "a share in thousandths")]
            let share = Cell::Percent(permille as f64 / 10.0);
            text!("progress-so-far-at-most", sum = sum(value), share = share)
        }
        (Some(value), _) => text!("progress-so-far", sum = sum(value)),
        (None, _) => text("progress-no-tour-yet"),
    }
}

/// Reads everything that can be read before the engine is asked.
fn understand(request: &PlanRequest, venues: &Venues) -> Result<Understood, Failure> {
    let mut faults: Vec<FieldError> = Vec::new();
    let checked = Checked::of(request).map_err(|errors| faults.extend(errors)).ok();
    let country = request.country.as_deref();
    let home = place(&mut faults, "/home", &request.home, country)?;
    let said_end = request.end.as_deref().map(str::trim).filter(|end| !end.is_empty());
    let open_end = said_end.is_some_and(|end| end.eq_ignore_ascii_case("open"));
    let end = match said_end.filter(|_| !open_end) {
        Some(end) => place(&mut faults, "/end", end, country)?.map(|home| home.spot),
        None => None,
    };
    // Without a home the currency of its country cannot be known; then only the home is at fault.
    let home_country = home.as_ref().and_then(|home| home.country.as_deref());
    let currency = match (&request.currency, &home) {
        (None, None) => None,
        (said, _) => keep(&mut faults, currency_for(said.as_deref(), home_country)),
    };
    let amounts =
        currency.and_then(|currency| Amounts::read(request, currency).map_err(|errors| faults.extend(errors)).ok());
    let intake = match (currency, venues.fault()) {
        (_, Some(fault)) => {
            faults.insert(0, fault);
            None
        }
        (Some(currency), None) => venues.read(currency).map_err(|refused| faults.extend(refused)).ok(),
        (None, None) => None,
    };
    match (checked, home, amounts, intake) {
        (Some(checked), Some(home), Some(amounts), Some(intake)) if faults.is_empty() => {
            let asked = asked(request, home.spot, end, open_end, (&checked, &amounts));
            Ok(Understood { asked, checked, amounts, intake })
        }
        _ => Err(invalid(faults)),
    }
}

fn asked(
    request: &PlanRequest,
    home: Spot,
    end: Option<Spot>,
    open_end: bool,
    (checked, amounts): (&Checked, &Amounts),
) -> Asked {
    Asked {
        home,
        end,
        open_end,
        from: checked.from,
        to: checked.to,
        currency: amounts.costs.currency,
        venues: 0,
        radius: checked.radius,
        people: request.people,
    }
}

fn place(
    faults: &mut Vec<FieldError>,
    pointer: &str,
    text: &str,
    country: Option<&str>,
) -> Result<Option<Home>, Error> {
    match homes::find(pointer, text, country) {
        Ok(home) => Ok(Some(home)),
        Err(NoPlace::Field(fault)) => {
            faults.push(fault);
            Ok(None)
        }
        Err(NoPlace::Host(error)) => Err(error),
    }
}

fn keep<T>(faults: &mut Vec<FieldError>, read: Result<T, FieldError>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

fn invalid(faults: Vec<FieldError>) -> Failure {
    Error::Invalid(Invalid::of(faults)).into()
}

/// Makes the reply of a finished search.
fn answer(
    request: &PlanRequest,
    understood: Understood,
    built: &Built,
    searched: &Searched,
    filled: &Filled,
) -> Result<Answer, Failure> {
    let Searched { solver, progress, .. } = searched;
    let search = Search { status: progress.status.into(), work_units: progress.units, seed: request.seed };
    let Understood { asked, intake, .. } = understood;
    let Intake { venues, report: intake } = intake;
    let outcome = explain::conclude(built, solver.best(), progress.bound, progress.status, RELAXING_UNITS)
        .map_err(|error| Error::Internal(format!("the tour found does not make a plan: {error}")))?;
    let reply = match outcome {
        Outcome::Plan(plan) => {
            let assumed = filled.facts(&plan.stops);
            PlanReply::Planned(Box::new(Planned { asked, plan: *plan, assumed, search, intake }))
        }
        Outcome::Infeasible(answer) => {
            let assumed = filled.facts(&[]);
            PlanReply::Infeasible(Box::new(Infeasible { asked, answer, assumed, search, intake }))
        }
    };
    Ok(Answer { reply, venues })
}
