//! The day-level problem: which venue on which day, in one currency's minor units.
//!
//! Rule: `Instance::new` is the only way in and checks everything, so the solver indexes without checking;
//! what a feasible tour is and what it earns is said once, in `evaluate`.

mod evaluate;

pub use evaluate::{Violation, evaluate};
pub(crate) use evaluate::{end_cost, start_cost};

/// The most days a date range may have.
pub const MAX_DAYS: usize = 400;
/// The most venues an instance may have.
pub const MAX_VENUES: usize = 4096;
/// The largest money amount, either sign, that keeps every sum inside an `i64` with room for multipliers.
pub const MAX_MONEY: i64 = 1_000_000_000_000;

/// A drive between two places: how many days it takes at least, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Leg {
    /// Fewest days between leaving and playing; 1 = the next day, 0 = this leg is never driven.
    pub min_days: u8,
    /// Cost in minor units; may be anything that fits, also not a metric.
    pub cost: i64,
}

impl Leg {
    /// A leg that is never driven.
    pub const NEVER: Self = Self { min_days: 0, cost: 0 };
    /// The leg of an open start or end: no day lost, no cost.
    pub const FREE: Self = Self { min_days: 1, cost: 0 };
}

/// One show: a venue on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Show {
    /// Index of the venue.
    pub venue: usize,
    /// Index of the day.
    pub day: usize,
}

/// What an instance is made of, before it is checked.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct InstanceParts {
    /// Number of days; day indexes are `0..days`.
    pub days: usize,
    /// Number of venues.
    pub venues: usize,
    /// Venue × day, row-major: what a show earns net of its own costs; `None` = cannot be played that day.
    pub value: Vec<Option<i64>>,
    /// From × to, row-major, directed; the diagonal is ignored.
    pub leg: Vec<Leg>,
    /// From the start to each venue.
    pub out: Vec<Leg>,
    /// From each venue to the end.
    pub back: Vec<Leg>,
    /// Cost of each day without a show between the tour's start and its end.
    pub off_day_cost: i64,
    /// The most days from one show to the next (1 = a show every day).
    pub max_gap_days: u16,
    /// First × second, row-major: after a show at `u`, a show at `v` fewer than this many days later is forbidden.
    /// The diagonal is ignored: a venue plays at most once.
    pub window: Vec<u16>,
    /// Shows that stand: (venue, day).
    pub fixed: Vec<(usize, usize)>,
    /// Venues that must be played on some day.
    pub must: Vec<usize>,
}

/// A checked day-level problem.
#[derive(Clone, Debug)]
pub struct Instance {
    parts: InstanceParts,
}

/// Why parts do not make an instance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// No day or too many.
    #[error("{0} days: an instance has 1 to {MAX_DAYS}")]
    Days(usize),
    /// Too many venues.
    #[error("{0} venues: an instance has at most {MAX_VENUES}")]
    Venues(usize),
    /// A table has the wrong number of entries.
    #[error("table `{table}` has {found} entries, {expected} are needed")]
    Length {
        /// Which table.
        table: &'static str,
        /// Entries found.
        found: usize,
        /// Entries needed.
        expected: usize,
    },
    /// A money amount too large to add up safely.
    #[error("amount {amount} in `{table}` is beyond {MAX_MONEY} minor units")]
    Money {
        /// Which table.
        table: &'static str,
        /// The amount.
        amount: i64,
    },
    /// A gap of zero days would put two shows on one day.
    #[error("max_gap_days is 0: consecutive shows are at least 1 day apart")]
    ZeroGap,
    /// A fixed show or a must-play names a venue that does not exist.
    #[error("`{table}` names venue {venue}, there are {venues}")]
    UnknownVenue {
        /// `fixed` or `must`.
        table: &'static str,
        /// The index given.
        venue: usize,
        /// Number of venues.
        venues: usize,
    },
    /// A fixed show is on a day outside the range.
    #[error("fixed show at venue {venue} is on day {day}, days are 0 to {last}")]
    UnknownDay {
        /// The venue.
        venue: usize,
        /// The day given.
        day: usize,
        /// The last day.
        last: usize,
    },
    /// A fixed show has no value.
    #[error("fixed show at venue {venue} on day {day} has no value")]
    FixedWithoutValue {
        /// The venue.
        venue: usize,
        /// The day.
        day: usize,
    },
}

impl Instance {
    /// Checks the parts; fixed shows and must-plays come out sorted and without duplicates.
    pub fn new(mut parts: InstanceParts) -> Result<Self, InstanceError> {
        if parts.days == 0 || parts.days > MAX_DAYS {
            return Err(InstanceError::Days(parts.days));
        }
        if parts.venues > MAX_VENUES {
            return Err(InstanceError::Venues(parts.venues));
        }
        if parts.max_gap_days == 0 {
            return Err(InstanceError::ZeroGap);
        }
        check_lengths(&parts)?;
        check_money(&parts)?;
        parts.fixed.sort_unstable_by_key(|&(venue, day)| (day, venue));
        parts.fixed.dedup();
        parts.must.sort_unstable();
        parts.must.dedup();
        check_names(&parts)?;
        Ok(Self { parts })
    }

    /// Returns the number of days.
    #[must_use]
    pub fn days(&self) -> usize {
        self.parts.days
    }

    /// Returns the number of venues.
    #[must_use]
    pub fn venues(&self) -> usize {
        self.parts.venues
    }

    /// Returns what a show earns, or `None` if it cannot be played.
    #[must_use]
    pub fn value(&self, venue: usize, day: usize) -> Option<i64> {
        self.parts.value[venue * self.parts.days + day]
    }

    /// Returns the leg from one venue to another.
    #[must_use]
    pub fn leg(&self, from: usize, to: usize) -> Leg {
        self.parts.leg[from * self.parts.venues + to]
    }

    /// Returns the leg from the start to a venue.
    #[must_use]
    pub fn out(&self, venue: usize) -> Leg {
        self.parts.out[venue]
    }

    /// Returns the leg from a venue to the end.
    #[must_use]
    pub fn back(&self, venue: usize) -> Leg {
        self.parts.back[venue]
    }

    /// Returns the cost of a day without a show.
    #[must_use]
    pub fn off_day_cost(&self) -> i64 {
        self.parts.off_day_cost
    }

    /// Returns the most days from one show to the next.
    #[must_use]
    pub fn max_gap_days(&self) -> usize {
        usize::from(self.parts.max_gap_days)
    }

    /// Returns how many days after a show at `first` a show at `second` is allowed again; a venue never plays twice.
    #[must_use]
    pub fn window(&self, first: usize, second: usize) -> usize {
        if first == second {
            return self.parts.days;
        }
        usize::from(self.parts.window[first * self.parts.venues + second])
    }

    /// Returns the shows that stand, by day.
    #[must_use]
    pub fn fixed(&self) -> &[(usize, usize)] {
        &self.parts.fixed
    }

    /// Returns the venues that must be played.
    #[must_use]
    pub fn must(&self) -> &[usize] {
        &self.parts.must
    }

    /// Returns the parts, to change and check them again.
    #[must_use]
    pub fn parts(&self) -> &InstanceParts {
        &self.parts
    }

    /// Returns whether two shows, the first on the earlier day, exclude each other by the radius clause or as one venue.
    #[must_use]
    pub fn conflict(&self, first: Show, second: Show) -> bool {
        second.day - first.day < self.window(first.venue, second.venue)
    }
}

fn check_lengths(parts: &InstanceParts) -> Result<(), InstanceError> {
    let (n, days) = (parts.venues, parts.days);
    let lengths = [
        ("value", parts.value.len(), n * days),
        ("leg", parts.leg.len(), n * n),
        ("out", parts.out.len(), n),
        ("back", parts.back.len(), n),
        ("window", parts.window.len(), n * n),
    ];
    for (table, found, expected) in lengths {
        if found != expected {
            return Err(InstanceError::Length { table, found, expected });
        }
    }
    Ok(())
}

fn check_money(parts: &InstanceParts) -> Result<(), InstanceError> {
    let ok = |table: &'static str, amount: i64| {
        if amount.unsigned_abs() > MAX_MONEY.unsigned_abs() {
            return Err(InstanceError::Money { table, amount });
        }
        Ok(())
    };
    parts.value.iter().flatten().try_for_each(|&amount| ok("value", amount))?;
    parts.leg.iter().try_for_each(|leg| ok("leg", leg.cost))?;
    parts.out.iter().try_for_each(|leg| ok("out", leg.cost))?;
    parts.back.iter().try_for_each(|leg| ok("back", leg.cost))?;
    ok("off_day_cost", parts.off_day_cost)
}

fn check_names(parts: &InstanceParts) -> Result<(), InstanceError> {
    let venues = parts.venues;
    for &(venue, day) in &parts.fixed {
        if venue >= venues {
            return Err(InstanceError::UnknownVenue { table: "fixed", venue, venues });
        }
        if day >= parts.days {
            return Err(InstanceError::UnknownDay { venue, day, last: parts.days - 1 });
        }
        if parts.value[venue * parts.days + day].is_none() {
            return Err(InstanceError::FixedWithoutValue { venue, day });
        }
    }
    for &venue in &parts.must {
        if venue >= venues {
            return Err(InstanceError::UnknownVenue { table: "must", venue, venues });
        }
    }
    Ok(())
}
