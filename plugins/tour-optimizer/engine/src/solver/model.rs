//! The instance as the bound sees it: groups of venues instead of venues.
//!
//! Invariant: every tour of the instance over allowed shows is, group by group, a path of the model that earns
//! at least as much. Values are maxima over a group, costs, days and windows minima, so any grouping is valid;
//! groups of one venue each are exact. Money is scaled by `SCALE` so that multipliers can be finer than a minor unit.

use crate::instance::{Instance, Leg, Show, end_cost, start_cost};

/// Steps per minor unit inside the bound.
pub(crate) const SCALE: i64 = 64;
/// "Cannot be": far below every sum, and adding a few of them stays inside an `i64`.
pub(crate) const NEVER: i64 = i64::MIN / 8;

/// Which shows a tour better than the best one may still have.
#[derive(Clone, Debug)]
pub(crate) struct Allowed {
    days: usize,
    open: Vec<bool>,
    /// Day → number of fixed shows on earlier days.
    fixed_before: Vec<u32>,
}

impl Allowed {
    /// Returns the shows that fixed shows leave possible.
    pub(crate) fn new(instance: &Instance) -> Self {
        let (venues, days) = (instance.venues(), instance.days());
        let mut fixed_before = vec![0; days + 1];
        for day in 0..days {
            let here = instance.fixed().iter().filter(|fixed| fixed.1 == day).count();
            fixed_before[day + 1] = fixed_before[day] + u32::try_from(here).unwrap_or(u32::MAX);
        }
        let mut allowed = Self { days, open: vec![false; venues * days], fixed_before };
        for venue in 0..venues {
            for day in 0..days {
                let show = Show { venue, day };
                allowed.open[venue * days + day] = instance.value(venue, day).is_some() && fits_fixed(instance, show);
            }
        }
        allowed
    }

    /// Returns whether a show is still possible.
    pub(crate) fn is_open(&self, venue: usize, day: usize) -> bool {
        self.open[venue * self.days + day]
    }

    /// Rules a show out.
    pub(crate) fn close(&mut self, venue: usize, day: usize) {
        self.open[venue * self.days + day] = false;
    }

    /// Returns whether a fixed show lies strictly between two days.
    pub(crate) fn skips_fixed(&self, first: usize, second: usize) -> bool {
        self.fixed_before[second] > self.fixed_before[first + 1]
    }

    /// Returns whether a tour may start on this day.
    pub(crate) fn may_start(&self, day: usize) -> bool {
        self.fixed_before[day] == 0
    }

    /// Returns whether a tour may end on this day.
    pub(crate) fn may_end(&self, day: usize) -> bool {
        self.fixed_before[self.days] == self.fixed_before[day + 1]
    }
}

fn fits_fixed(instance: &Instance, show: Show) -> bool {
    instance.fixed().iter().all(|&(venue, day)| {
        let fixed = Show { venue, day };
        match day.cmp(&show.day) {
            std::cmp::Ordering::Equal => venue == show.venue,
            std::cmp::Ordering::Less => !instance.conflict(fixed, show),
            std::cmp::Ordering::Greater => !instance.conflict(show, fixed),
        }
    })
}

/// The relaxed problem over groups.
#[derive(Debug)]
pub(crate) struct Model {
    /// Number of groups.
    pub(crate) groups: usize,
    /// Number of days.
    pub(crate) days: usize,
    /// The most days from show to show.
    pub(crate) max_gap: usize,
    /// Cost of an off day, scaled.
    pub(crate) off: i64,
    /// Group × day: best value, or `NEVER`.
    pub(crate) value: Vec<i64>,
    /// Group × day: cost from the start, or `-NEVER`.
    pub(crate) start: Vec<i64>,
    /// Group × day: cost to the end, or `-NEVER`.
    pub(crate) end: Vec<i64>,
    /// Group × group: cheapest and shortest leg, costs scaled.
    pub(crate) leg: Vec<Leg>,
    /// Group × group with the diagonal: fewest days that every pair of two different shows must be apart.
    pub(crate) window: Vec<u16>,
    /// Venues of each group.
    pub(crate) members: Vec<Vec<usize>>,
    /// Group of each venue; `usize::MAX` for venues that have no possible show.
    pub(crate) group_of: Vec<usize>,
    /// Groups (of one venue) that must be played.
    pub(crate) must: Vec<usize>,
}

impl Model {
    /// Builds the relaxed problem for a grouping of the venues.
    pub(crate) fn new(instance: &Instance, allowed: &Allowed, members: Vec<Vec<usize>>) -> Self {
        let (groups, days) = (members.len(), instance.days());
        let mut group_of = vec![usize::MAX; instance.venues()];
        for (group, venues) in members.iter().enumerate() {
            for &venue in venues {
                group_of[venue] = group;
            }
        }
        let must = instance.must().iter().map(|&venue| group_of[venue]).filter(|&group| group != usize::MAX).collect();
        let mut model = Self {
            groups,
            days,
            max_gap: instance.max_gap_days().min(days),
            off: instance.off_day_cost() * SCALE,
            value: vec![NEVER; groups * days],
            start: vec![-NEVER; groups * days],
            end: vec![-NEVER; groups * days],
            leg: Vec::new(),
            window: Vec::new(),
            members,
            group_of,
            must,
        };
        model.fill_shows(instance, allowed);
        model.fill_pairs(instance);
        model
    }

    fn fill_shows(&mut self, instance: &Instance, allowed: &Allowed) {
        for (group, venues) in self.members.iter().enumerate() {
            for day in 0..self.days {
                let at = group * self.days + day;
                for &venue in venues.iter().filter(|&&venue| allowed.is_open(venue, day)) {
                    let show = Show { venue, day };
                    let value = instance.value(venue, day).unwrap_or(0) * SCALE;
                    self.value[at] = self.value[at].max(value);
                    if let Some(cost) = start_cost(instance, show).filter(|_| allowed.may_start(day)) {
                        self.start[at] = self.start[at].min(cost * SCALE);
                    }
                    if let Some(cost) = end_cost(instance, show).filter(|_| allowed.may_end(day)) {
                        self.end[at] = self.end[at].min(cost * SCALE);
                    }
                }
            }
        }
    }

    fn fill_pairs(&mut self, instance: &Instance) {
        let whole = u16::try_from(self.days).unwrap_or(u16::MAX);
        for from in &self.members {
            for to in &self.members {
                let (mut leg, mut window) = (Leg::NEVER, whole);
                for &first in from {
                    for &second in to.iter().filter(|&&second| second != first) {
                        window = window.min(u16::try_from(instance.window(first, second)).unwrap_or(whole));
                        leg = shortest(leg, instance.leg(first, second));
                    }
                }
                self.leg.push(Leg { min_days: leg.min_days, cost: leg.cost * SCALE });
                self.window.push(window);
            }
        }
    }

    /// Returns the days by which a show in `second` must follow one in `first`.
    pub(crate) fn window(&self, first: usize, second: usize) -> usize {
        usize::from(self.window[first * self.groups + second])
    }

    /// Returns whether every group is a single venue, so that the model is the instance.
    pub(crate) fn is_exact(&self) -> bool {
        self.members.iter().all(|venues| venues.len() == 1)
    }
}

/// Combines two legs into one that is no worse than either.
fn shortest(a: Leg, b: Leg) -> Leg {
    match (a.min_days, b.min_days) {
        (0, _) => b,
        (_, 0) => a,
        _ => Leg { min_days: a.min_days.min(b.min_days), cost: a.cost.min(b.cost) },
    }
}
