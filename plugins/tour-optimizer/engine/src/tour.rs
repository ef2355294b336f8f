//! A tour as a band states it: rooms, dates, road, money; and the plan that answers.
//!
//! Rule: everything a solver does not know (names, dates, currencies, minutes) stays here; `build` is the
//! only way into an `Instance` and `plan` the only way out, and the money of both agrees to the cent.

pub(crate) mod build;
pub(crate) mod built;
mod plan;
mod problem;

pub use build::{Claim, Fault, MAX_TOUR_DAYS, MAX_TOUR_VENUES, ProblemError, build};
pub use built::Built;
pub use plan::{
    Budget, Day, DayKind, Drive, Dropped, Gap, Needed, Plan, PlanError, Reason, RunnerUp, Stop, WhyStop, plan,
};
pub use problem::{Anchor, Costs, Endpoint, Limits, RadiusClause, TourProblem, Venue, VenueIx, weekday_of};
