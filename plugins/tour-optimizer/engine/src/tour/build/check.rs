//! What makes a problem a mistake, with the field to correct.
//!
//! Rule: reports every mistake, not the first; a field path is a JSON pointer into the problem.

use std::fmt;

use jiff::civil::Date;
use loadin_domain::Currency;

use crate::{
    instance::InstanceError,
    tour::{TourProblem, VenueIx, build::days},
};

/// The most days a tour may have.
pub const MAX_TOUR_DAYS: usize = 92;
/// The most candidate venues.
pub const MAX_TOUR_VENUES: usize = 2_000;
/// The largest amount, in minor units, for one show or one unit of cost.
const MAX_AMOUNT: i64 = 10_000_000_000;
const MAX_PEOPLE: u32 = 100;
const MINUTES_A_DAY: u32 = 1_440;

/// A mistake in a problem.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct ProblemError {
    /// JSON pointer to the field.
    pub field: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The range ends before it starts.
    #[error("the tour ends on {to}, before it starts on {from}")]
    EndBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// The range is too long.
    #[error("{days} days are too many: plan at most {MAX_TOUR_DAYS} at a time")]
    TooManyDays {
        /// Days in the range.
        days: usize,
    },
    /// There is nothing to choose from.
    #[error("there is no venue: give at least one")]
    NoVenues,
    /// There is too much to choose from.
    #[error("{found} venues are too many: give at most {MAX_TOUR_VENUES}")]
    TooManyVenues {
        /// Venues given.
        found: usize,
    },
    /// A venue that is not in the list.
    #[error("there is no venue {index}: the list has {count}, counted from 0")]
    UnknownVenue {
        /// The index given.
        index: usize,
        /// Venues in the list.
        count: usize,
    },
    /// An anchor outside the range.
    #[error("the show at {venue} stands on {date}, outside {from} to {to}")]
    AnchorOutsideRange {
        /// Its venue's name.
        venue: String,
        /// Its date.
        date: Date,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Two anchors on one day.
    #[error("{first} and {second} both stand on {date}: a band plays one show a day")]
    AnchorsOnOneDay {
        /// The date.
        date: Date,
        /// First venue's name.
        first: String,
        /// Second venue's name.
        second: String,
    },
    /// Two anchors at one venue.
    #[error("{venue} stands on {first} and on {second}: a venue is played once a tour")]
    AnchorsAtOneVenue {
        /// The venue's name.
        venue: String,
        /// Earlier date given.
        first: Date,
        /// Later date given.
        second: Date,
    },
    /// A venue that stands and is ruled out.
    #[error("{venue} {claim} and must not be played: remove one of the two")]
    RuledOut {
        /// The venue's name.
        venue: String,
        /// What else is asked of it.
        claim: Claim,
    },
    /// A negative cost.
    #[error("{amount} minor units of {currency} is negative: a cost is 0 or more")]
    Negative {
        /// The amount.
        amount: i64,
        /// The currency.
        currency: Currency,
    },
    /// An amount that cannot be meant.
    #[error("{amount} minor units of {currency} is beyond {MAX_AMOUNT}")]
    TooLarge {
        /// The amount.
        amount: i64,
        /// The currency.
        currency: Currency,
    },
    /// Nobody, or a crowd.
    #[error("{people} people cannot tour: give 1 to {MAX_PEOPLE}")]
    People {
        /// People given.
        people: u32,
    },
    /// A daily limit that allows nothing or more than a day.
    #[error("{minutes} minutes of driving a day cannot be kept: give 1 to {MINUTES_A_DAY}")]
    DriveLimit {
        /// Minutes given.
        minutes: u32,
    },
    /// A leg limit of nothing.
    #[error("0 minutes from show to show leave no show to drive to: give at least 1")]
    LegLimit,
    /// A gap limit of nothing.
    #[error("a longest gap of 0 days would put two shows on one day: give 1 for a show every day, or more")]
    ZeroGap,
    /// A venue without a name.
    #[error("the venue has no name")]
    NoName,
    /// The engine refuses.
    #[error("the problem does not make an instance")]
    Instance(#[source] InstanceError),
}

/// What is asked of a venue that must not be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It stands on a date.
    StandsOn(Date),
    /// It must be played.
    MustBePlayed,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandsOn(date) => write!(f, "stands on {date}"),
            Self::MustBePlayed => f.write_str("must be played"),
        }
    }
}

/// Collects mistakes.
struct Checker<'a> {
    problem: &'a TourProblem,
    errors: Vec<ProblemError>,
}

/// Returns every mistake of the problem.
pub(super) fn check(problem: &TourProblem) -> Result<(), Vec<ProblemError>> {
    let mut checker = Checker { problem, errors: Vec::new() };
    checker.range();
    checker.venues();
    checker.money();
    checker.limits();
    checker.anchors();
    checker.lists();
    if checker.errors.is_empty() { Ok(()) } else { Err(checker.errors) }
}

impl Checker<'_> {
    fn report(&mut self, field: impl Into<String>, fault: Fault) {
        self.errors.push(ProblemError { field: field.into(), fault });
    }

    fn range(&mut self) {
        let (from, to) = (self.problem.from, self.problem.to);
        if to < from {
            return self.report("/to", Fault::EndBeforeStart { from, to });
        }
        let days = days(self.problem);
        if days > MAX_TOUR_DAYS {
            self.report("/to", Fault::TooManyDays { days });
        }
    }

    fn venues(&mut self) {
        let found = self.problem.venues.len();
        if found == 0 {
            self.report("/venues", Fault::NoVenues);
        }
        if found > MAX_TOUR_VENUES {
            self.report("/venues", Fault::TooManyVenues { found });
        }
        for (index, venue) in self.problem.venues.iter().enumerate() {
            if venue.name.trim().is_empty() {
                self.report(format!("/venues/{index}/name"), Fault::NoName);
            }
            for (day, &amount) in venue.net.0.iter().enumerate() {
                self.amount(format!("/venues/{index}/net/{day}"), amount);
            }
            for (date, &amount) in &venue.net_on {
                self.amount(format!("/venues/{index}/net_on/{date}"), amount);
            }
        }
    }

    fn amount(&mut self, field: String, amount: i64) {
        if amount.unsigned_abs() > MAX_AMOUNT.unsigned_abs() {
            let currency = self.problem.costs.currency;
            self.report(field, Fault::TooLarge { amount, currency });
        }
    }

    fn money(&mut self) {
        let costs = self.problem.costs;
        for (field, amount) in [
            ("drive_per_1000_km", costs.drive_per_1000_km),
            ("lodging_per_night", costs.lodging_per_night),
            ("per_diem_per_person_day", costs.per_diem_per_person_day),
            ("vehicle_per_day", costs.vehicle_per_day),
        ] {
            let field = format!("/costs/{field}");
            if amount < 0 {
                let currency = costs.currency;
                self.report(field, Fault::Negative { amount, currency });
            } else {
                self.amount(field, amount);
            }
        }
        let people = costs.people;
        if people == 0 || people > MAX_PEOPLE {
            self.report("/costs/people", Fault::People { people });
        }
    }

    fn limits(&mut self) {
        let limits = self.problem.limits;
        let minutes = limits.max_drive_minutes_per_day;
        if minutes == 0 || minutes > MINUTES_A_DAY {
            let fault = Fault::DriveLimit { minutes };
            self.report("/limits/max_drive_minutes_per_day", fault);
        }
        if limits.max_drive_minutes_per_leg == 0 {
            self.report("/limits/max_drive_minutes_per_leg", Fault::LegLimit);
        }
        if limits.longest_gap_days == 0 {
            self.report("/limits/longest_gap_days", Fault::ZeroGap);
        }
    }

    /// Returns the venue's name, or reports that there is none.
    fn name(&mut self, field: &str, venue: VenueIx) -> Option<String> {
        if let Some(venue) = self.problem.venues.get(venue.0) {
            return Some(venue.name.clone());
        }
        let (index, count) = (venue.0, self.problem.venues.len());
        self.report(field, Fault::UnknownVenue { index, count });
        None
    }

    fn anchors(&mut self) {
        let (from, to) = (self.problem.from, self.problem.to);
        for (index, anchor) in self.problem.anchors.iter().enumerate() {
            let date = anchor.date;
            let field = format!("/anchors/{index}");
            let Some(venue) = self.name(&format!("{field}/venue"), anchor.venue) else {
                continue;
            };
            if date < from || date > to {
                let venue = venue.clone();
                let fault = Fault::AnchorOutsideRange { venue, date, from, to };
                self.report(format!("{field}/date"), fault);
            }
            if self.problem.must_not.contains(&anchor.venue) {
                let claim = Claim::StandsOn(date);
                self.report(format!("{field}/venue"), Fault::RuledOut { venue, claim });
            }
            self.anchor_pairs(index);
        }
    }

    fn anchor_pairs(&mut self, index: usize) {
        let anchor = self.problem.anchors[index];
        for earlier in &self.problem.anchors[..index] {
            let Some(first) = self.problem.venues.get(earlier.venue.0) else {
                continue;
            };
            let first = first.name.clone();
            let fault = if earlier.venue == anchor.venue {
                let second = anchor.date;
                Fault::AnchorsAtOneVenue { venue: first, first: earlier.date, second }
            } else if earlier.date == anchor.date {
                let second = self.problem.venues[anchor.venue.0].name.clone();
                Fault::AnchorsOnOneDay { date: anchor.date, first, second }
            } else {
                continue;
            };
            self.report(format!("/anchors/{index}"), fault);
        }
    }

    fn lists(&mut self) {
        for (index, &venue) in self.problem.must_play.iter().enumerate() {
            let field = format!("/must_play/{index}");
            let name = self.name(&field, venue);
            if let Some(venue_name) = name
                && self.problem.must_not.contains(&venue)
            {
                let claim = Claim::MustBePlayed;
                self.report(field, Fault::RuledOut { venue: venue_name, claim });
            }
        }
        for (index, &venue) in self.problem.must_not.iter().enumerate() {
            self.name(&format!("/must_not/{index}"), venue);
        }
    }
}
