//! What a feasible tour is and what it earns.
//!
//! Rule: this is the only definition; the solver may be faster, never different, and every tour it
//! publishes has passed here.

use crate::instance::{Instance, Show};

/// What is wrong with a list of shows; each variant names the shows involved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A venue or day that does not exist.
    #[error("show at venue {} on day {} is outside the instance", show.venue, show.day)]
    Unknown {
        /// The show.
        show: Show,
    },
    /// Two shows on one day, or not in order of days.
    #[error("show on day {} does not come after the one on day {}", second.day, first.day)]
    NotInOrder {
        /// The show listed first.
        first: Show,
        /// The show listed next.
        second: Show,
    },
    /// The venue cannot be played that day.
    #[error("venue {} cannot be played on day {}", show.venue, show.day)]
    Closed {
        /// The show.
        show: Show,
    },
    /// One venue twice.
    #[error("venue {} plays on day {} and again on day {}", first.venue, first.day, second.day)]
    Repeated {
        /// The earlier show.
        first: Show,
        /// The later show.
        second: Show,
    },
    /// The leg is never driven.
    #[error("there is no drive from venue {} to venue {}", first.venue, second.venue)]
    NoLeg {
        /// The earlier show.
        first: Show,
        /// The later show.
        second: Show,
    },
    /// The leg takes more days than there are.
    #[error("venue {} to venue {} takes {min_days} days, there are {}", first.venue, second.venue, second.day - first.day)]
    TooFar {
        /// The earlier show.
        first: Show,
        /// The later show.
        second: Show,
        /// Days the leg takes.
        min_days: usize,
    },
    /// Too many days between two consecutive shows.
    #[error("{} days from day {} to the next show, at most {max_gap_days}", second.day - first.day, first.day)]
    GapTooLong {
        /// The earlier show.
        first: Show,
        /// The later show.
        second: Show,
        /// The most days allowed.
        max_gap_days: usize,
    },
    /// A radius clause.
    #[error("venue {} on day {} excludes venue {} for {window_days} days, day {} is too early",
        first.venue, first.day, second.venue, second.day)]
    RadiusClause {
        /// The earlier show.
        first: Show,
        /// The later show.
        second: Show,
        /// Days for which the second venue is excluded.
        window_days: usize,
    },
    /// The first show cannot be reached in time from the start.
    #[error("the first show, venue {} on day {}, cannot be reached from the start", show.venue, show.day)]
    StartTooFar {
        /// The first show.
        show: Show,
    },
    /// After the last show the end cannot be reached in time.
    #[error("after the last show, venue {} on day {}, the end cannot be reached", show.venue, show.day)]
    EndTooFar {
        /// The last show.
        show: Show,
    },
    /// A fixed show is missing.
    #[error("the fixed show at venue {} on day {} is missing", show.venue, show.day)]
    FixedMissing {
        /// The show.
        show: Show,
    },
    /// A must-play is missing.
    #[error("venue {venue} must be played and is missing")]
    MustMissing {
        /// The venue.
        venue: usize,
    },
}

/// Returns what the shows, in order of days, earn after travel and off days, or the first rule they break.
pub fn evaluate(instance: &Instance, shows: &[Show]) -> Result<i64, Violation> {
    let mut total = 0;
    for &show in shows {
        if show.venue >= instance.venues() || show.day >= instance.days() {
            return Err(Violation::Unknown { show });
        }
        total += instance.value(show.venue, show.day).ok_or(Violation::Closed { show })?;
    }
    for pair in shows.windows(2) {
        total -= step_cost(instance, pair[0], pair[1])?;
    }
    for (index, &second) in shows.iter().enumerate() {
        shows[..index].iter().try_for_each(|&first| no_conflict(instance, first, second))?;
    }
    if let (Some(&first), Some(&last)) = (shows.first(), shows.last()) {
        total -= start_cost(instance, first).ok_or(Violation::StartTooFar { show: first })?;
        total -= end_cost(instance, last).ok_or(Violation::EndTooFar { show: last })?;
    }
    for &(venue, day) in instance.fixed() {
        let show = Show { venue, day };
        if !shows.contains(&show) {
            return Err(Violation::FixedMissing { show });
        }
    }
    for &venue in instance.must() {
        if !shows.iter().any(|show| show.venue == venue) {
            return Err(Violation::MustMissing { venue });
        }
    }
    Ok(total)
}

/// Returns what getting to the first show costs, or `None` if it cannot be reached.
pub(crate) fn start_cost(instance: &Instance, show: Show) -> Option<i64> {
    let leg = instance.out(show.venue);
    let days = usize::from(leg.min_days);
    (days > 0 && show.day + 1 >= days).then(|| leg.cost + instance.off_day_cost() * (i64::from(leg.min_days) - 1))
}

/// Returns what getting home after the last show costs, or `None` if it is too late.
pub(crate) fn end_cost(instance: &Instance, show: Show) -> Option<i64> {
    let leg = instance.back(show.venue);
    let days = usize::from(leg.min_days);
    (days > 0 && show.day + days <= instance.days())
        .then(|| leg.cost + instance.off_day_cost() * (i64::from(leg.min_days) - 1))
}

fn step_cost(instance: &Instance, first: Show, second: Show) -> Result<i64, Violation> {
    if second.day <= first.day {
        return Err(Violation::NotInOrder { first, second });
    }
    let gap = second.day - first.day;
    if first.venue == second.venue {
        return Err(Violation::Repeated { first, second });
    }
    let leg = instance.leg(first.venue, second.venue);
    if leg.min_days == 0 {
        return Err(Violation::NoLeg { first, second });
    }
    let min_days = usize::from(leg.min_days);
    if gap < min_days {
        return Err(Violation::TooFar { first, second, min_days });
    }
    let max_gap_days = instance.max_gap_days();
    if gap > max_gap_days {
        return Err(Violation::GapTooLong { first, second, max_gap_days });
    }
    #[expect(clippy::cast_possible_wrap, reason = "a gap is at most MAX_DAYS")]
    let off_days = gap as i64 - 1;
    Ok(leg.cost + instance.off_day_cost() * off_days)
}

fn no_conflict(instance: &Instance, first: Show, second: Show) -> Result<(), Violation> {
    if first.venue == second.venue {
        return Err(Violation::Repeated { first, second });
    }
    if instance.conflict(first, second) {
        let window_days = instance.window(first.venue, second.venue);
        return Err(Violation::RadiusClause { first, second, window_days });
    }
    Ok(())
}
