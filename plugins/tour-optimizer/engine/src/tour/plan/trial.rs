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

#[cfg(test)]
mod tests {
    use super::{Blocked, Trial};
    use crate::instance::{Instance, InstanceParts, Leg, Show, evaluate};

    /// Numbers that look random and are the same everywhere.
    struct Lottery(u64);

    impl Lottery {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }

        fn leg(&mut self) -> Leg {
            let days = self.below(6);
            let min_days = if days == 5 { 2 } else { u8::from(days > 0) };
            Leg { min_days, cost: self.below(30) as i64 }
        }
    }

    fn instance(lottery: &mut Lottery) -> Instance {
        let (venues, days) = (6, 9);
        let mut value: Vec<Option<i64>> =
            (0..venues * days).map(|_| (lottery.below(4) > 0).then(|| lottery.below(100) as i64 - 20)).collect();
        value[0] = Some(5);
        Instance::new(InstanceParts {
            days,
            venues,
            value,
            leg: (0..venues * venues).map(|_| lottery.leg()).collect(),
            out: (0..venues).map(|_| lottery.leg()).collect(),
            back: (0..venues).map(|_| lottery.leg()).collect(),
            off_day_cost: lottery.below(10) as i64,
            max_gap_days: 1 + lottery.below(5) as u16,
            window: (0..venues * venues).map(|_| lottery.below(4).saturating_sub(1) as u16).collect(),
            fixed: if lottery.below(4) == 0 { vec![(0, 0)] } else { Vec::new() },
            must: if lottery.below(4) == 0 { vec![1] } else { Vec::new() },
        })
        .unwrap()
    }

    #[test]
    fn every_change_agrees_with_evaluate() {
        let mut lottery = Lottery(7);
        let (mut tours, mut changes) = (0, 0);
        while tours < 300 {
            let instance = instance(&mut lottery);
            let mut shows: Vec<Show> = Vec::new();
            for day in 0..instance.days() {
                let venue = lottery.below(8) as usize;
                if venue < instance.venues() {
                    shows.push(Show { venue, day });
                }
            }
            let Ok(value) = evaluate(&instance, &shows) else { continue };
            tours += 1;
            let trial = Trial::new(&instance, &shows);
            assert_eq!(trial.value, value);
            let additions = (0..instance.venues())
                .filter(|venue| shows.iter().all(|show| show.venue != *venue))
                .flat_map(|venue| (0..instance.days()).map(move |day| Some(Show { venue, day })));
            for added in additions.chain([None]) {
                for without in (0..shows.len()).map(Some).chain([None]) {
                    let mut changed = shows.clone();
                    without.map(|index| changed.remove(index));
                    changed.extend(added);
                    changed.sort_by_key(|show| show.day);
                    let truth = evaluate(&instance, &changed).map(|changed| changed - value).ok();
                    assert_eq!(trial.change(without, added).ok(), truth, "{shows:?} - {without:?} + {added:?}");
                    changes += 1;
                }
            }
        }
        assert!(changes > 10_000, "{changes}");
    }

    #[test]
    fn a_change_names_what_blocks_it() {
        let mut lottery = Lottery(3);
        let mut parts = instance(&mut lottery).parts().clone();
        parts.fixed = vec![(0, 0)];
        parts.must = Vec::new();
        parts.value.fill(Some(10));
        parts.leg.fill(Leg::FREE);
        parts.out.fill(Leg::FREE);
        parts.back.fill(Leg::FREE);
        parts.window.fill(0);
        parts.max_gap_days = 4;
        parts.off_day_cost = 0;
        parts.window[2] = 3;
        let instance = Instance::new(parts).unwrap();
        let shows = [Show { venue: 0, day: 0 }, Show { venue: 1, day: 4 }];
        let trial = Trial::new(&instance, &shows);
        assert_eq!(trial.change(Some(0), None), Err(Blocked::Stands));
        assert_eq!(trial.change(None, Some(Show { venue: 2, day: 2 })), Err(Blocked::Radius { other: 0 }));
        assert_eq!(trial.change(None, Some(Show { venue: 2, day: 3 })), Ok(10));
        let late = Show { venue: 3, day: 8 };
        assert_eq!(trial.change(Some(1), Some(late)), Err(Blocked::Gap { from: shows[0], to: late }));
    }
}
