//! A checked tour problem with its roads and its instance, and the way back from indexes to rooms and dates.
//!
//! Rule: `kept[i]` is the venue of instance index `i`; whatever is not kept is in `dropped` with its reason.

use std::sync::Arc;

use jiff::{ToSpan as _, civil::Date};
use loadin_domain::{Money, Weekday};

use crate::{
    instance::{Instance, Show},
    roads::{Matrix, RoadLeg},
    tour::{Endpoint, Reason, TourProblem, VenueIx, weekday_of},
};

/// A problem that a solver can work on.
#[derive(Clone, Debug)]
pub struct Built {
    pub(crate) problem: TourProblem,
    /// Shared with the relaxed problems of `explain`.
    pub(crate) roads: Arc<Roads>,
    pub(crate) instance: Instance,
    pub(crate) kept: Vec<VenueIx>,
    pub(crate) dropped: Vec<(VenueIx, Reason)>,
}

/// The drives between the candidate venues and the ends of the tour.
#[derive(Clone, Debug)]
pub(crate) struct Roads {
    pub(crate) matrix: Matrix,
    /// Point of each venue in the matrix; `None` = ruled out before roads were asked for.
    pub(crate) point: Vec<Option<usize>>,
    pub(crate) home: Option<usize>,
    pub(crate) end: Option<usize>,
}

impl Roads {
    pub(crate) fn leg(&self, from: VenueIx, to: VenueIx) -> Option<RoadLeg> {
        self.matrix.leg(self.point[from.0]?, self.point[to.0]?)
    }

    pub(crate) fn road_out(&self, to: VenueIx) -> Option<RoadLeg> {
        self.matrix.leg(self.home?, self.point[to.0]?)
    }

    pub(crate) fn road_home(&self, from: VenueIx) -> Option<RoadLeg> {
        self.matrix.leg(self.point[from.0]?, self.end?)
    }
}

impl Built {
    /// Returns the instance for the solver.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Returns the problem as it was stated.
    #[must_use]
    pub fn problem(&self) -> &TourProblem {
        &self.problem
    }

    /// Returns how many venues the solver chooses from.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.kept.len()
    }

    /// Returns the venues that cannot be part of any tour, with the reason.
    #[must_use]
    pub fn dropped(&self) -> &[(VenueIx, Reason)] {
        &self.dropped
    }

    /// Returns the venue of an index of the instance.
    #[must_use]
    pub fn venue(&self, index: usize) -> VenueIx {
        self.kept[index]
    }

    /// Returns the date of a day of the instance.
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        date_at(&self.problem, day)
    }

    pub(crate) fn weekday(&self, day: usize) -> Weekday {
        weekday_of(self.date(day))
    }

    pub(crate) fn name(&self, venue: VenueIx) -> &str {
        &self.problem.venues[venue.0].name
    }

    pub(crate) fn show_name(&self, show: Show) -> &str {
        self.name(self.venue(show.venue))
    }

    pub(crate) fn money(&self, minor: i64) -> Money {
        Money::from_minor(minor, self.problem.costs.currency)
    }

    pub(crate) fn net(&self, show: Show) -> i64 {
        let venue = &self.problem.venues[self.venue(show.venue).0];
        venue.net_on(self.date(show.day))
    }
}

/// Returns the date of a day index; days beyond the calendar stay at its end.
pub(crate) fn date_at(problem: &TourProblem, day: usize) -> Date {
    let days = i64::try_from(day).unwrap_or(0);
    problem.from.saturating_add(days.days())
}

/// Returns the day index of a date, negative before the range.
pub(crate) fn day_of(problem: &TourProblem, date: Date) -> i64 {
    (date - problem.from).get_days().into()
}

/// Returns the name of an end of the tour.
pub(crate) fn endpoint_name(endpoint: &Endpoint) -> &str {
    match endpoint {
        Endpoint::Place { name, .. } => name,
        Endpoint::Open => "anywhere",
    }
}
