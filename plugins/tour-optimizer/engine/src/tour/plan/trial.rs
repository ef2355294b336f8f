//! What a tour would earn with one show more, one fewer, or one in another's place.
//!
//! Rule: agrees with `instance::evaluate` on every change that it allows (tested); it is only faster,
//! because it looks at the rules that the change can break.

use crate::instance::{Instance, Show};

/// A tour around which changes are tried.
#[derive(Debug)]
pub(crate) struct Trial<'a> {
    instance: &'a Instance,
    shows: &'a [Show],
    value: i64,
}

/// A change, and the first rule that forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// The show taken away stands.
    Stands,
    /// The venue cannot be played that day.
    Closed,
    /// A radius clause with a show of the tour.
    Radius {
        /// Index of that show.
        other: usize,
    },
    /// The drive to or from the added show does not fit; `None` = home.
    Drive {
        /// Where it starts.
        from: Option<Show>,
        /// Where it ends.
        to: Option<Show>,
    },
    /// A stretch without a show is too long.
    Gap {
        /// Its first show.
        from: Show,
        /// Its last.
        to: Show,
    },
}

impl<'a> Trial<'a> {
    /// Returns the trial around a feasible tour.
    pub(crate) fn new(instance: &'a Instance, shows: &'a [Show]) -> Self {
        let mut trial = Self { instance, shows, value: 0 };
        trial.value = trial.changed(None, None).unwrap_or(0);
        trial
    }

    pub(crate) fn shows(&self) -> &'a [Show] {
        self.shows
    }

    /// Returns how much more the tour earns without one show and with another, or why that cannot be.
    pub(crate) fn change(&self, without: Option<usize>, with: Option<Show>) -> Result<i64, Blocked> {
        if without.is_some_and(|index| self.stands(self.shows[index], with)) {
            return Err(Blocked::Stands);
        }
        if let Some(added) = with {
            if self.instance.value(added.venue, added.day).is_none() {
                return Err(Blocked::Closed);
            }
            if let Some(other) = self.conflicts(added).find(|&other| Some(other) != without) {
                return Err(Blocked::Radius { other });
            }
        }
        self.changed(without, with).map(|value| value - self.value)
    }

    /// Returns the shows that exclude another by a radius clause.
    pub(crate) fn conflicts(&self, added: Show) -> impl Iterator<Item = usize> {
        self.shows.iter().enumerate().filter_map(move |(index, &show)| {
            let conflict = if show.day <= added.day {
                self.instance.conflict(show, added)
            } else {
                self.instance.conflict(added, show)
            };
            conflict.then_some(index)
        })
    }

    fn stands(&self, show: Show, with: Option<Show>) -> bool {
        let moved = with.is_some_and(|added| added.venue == show.venue);
        self.instance.fixed().contains(&(show.venue, show.day))
            || (!moved && self.instance.must().contains(&show.venue))
    }

    /// Walks the changed tour once; radius clauses are the caller's.
    fn changed(&self, without: Option<usize>, with: Option<Show>) -> Result<i64, Blocked> {
        let mut pending = with;
        let (mut value, mut last) = (0, None);
        for (index, &show) in self.shows.iter().enumerate() {
            if let Some(added) = pending.filter(|added| added.day <= show.day) {
                value += self.step(last, added)?;
                last = Some(added);
                pending = None;
            }
            if Some(index) != without {
                value += self.step(last, show)?;
                last = Some(show);
            }
        }
        if let Some(added) = pending {
            value += self.step(last, added)?;
            last = Some(added);
        }
        match last {
            None => Ok(0),
            Some(show) => Ok(value - self.way_home(show)?),
        }
    }

    /// What a show adds after the one before it.
    fn step(&self, last: Option<Show>, show: Show) -> Result<i64, Blocked> {
        let value = self.instance.value(show.venue, show.day).ok_or(Blocked::Closed)?;
        let Some(last) = last else {
            return Ok(value - self.way_out(show)?);
        };
        let drive = Blocked::Drive { from: Some(last), to: Some(show) };
        let leg = self.instance.leg(last.venue, show.venue);
        let days = show.day.saturating_sub(last.day);
        if leg.min_days == 0 || days < usize::from(leg.min_days) {
            return Err(drive);
        }
        if days > self.instance.max_gap_days() {
            return Err(Blocked::Gap { from: last, to: show });
        }
        Ok(value - leg.cost - self.off_days(days))
    }

    fn way_out(&self, show: Show) -> Result<i64, Blocked> {
        let leg = self.instance.out(show.venue);
        let days = usize::from(leg.min_days);
        if days == 0 || show.day + 1 < days {
            return Err(Blocked::Drive { from: None, to: Some(show) });
        }
        Ok(leg.cost + self.off_days(days))
    }

    fn way_home(&self, show: Show) -> Result<i64, Blocked> {
        let leg = self.instance.back(show.venue);
        let days = usize::from(leg.min_days);
        if days == 0 || show.day + days > self.instance.days() {
            return Err(Blocked::Drive { from: Some(show), to: None });
        }
        Ok(leg.cost + self.off_days(days))
    }

    fn off_days(&self, days: usize) -> i64 {
        let off = i64::try_from(days).unwrap_or(i64::MAX).saturating_sub(1);
        self.instance.off_day_cost().saturating_mul(off)
    }
}
