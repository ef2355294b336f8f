//! Better tours from the best one: free a stretch of days and fill it again.
//!
//! Invariant: shows outside the stretch stay, and everything inside is checked against them; the result is still
//! offered through `evaluate`. Random numbers come from the seed alone.

use crate::{
    instance::{Instance, Show, end_cost, start_cost},
    solver::{
        graph::{index, signed},
        model::{Allowed, NEVER},
    },
};

/// Candidates per day and beginnings per day.
const CANDIDATES: usize = 60;
const WIDTH: usize = 80;
/// Beginnings per show.
const PER_SHOW: usize = 4;
/// Tries without a new best after which the walk returns to the best.
const PATIENCE: u32 = 80;
const ROOT: u32 = u32::MAX;

/// A walk over tours.
#[derive(Debug)]
pub(crate) struct Walk {
    dice: u64,
    current: Vec<Show>,
    value: i64,
    tries: u32,
    /// Effort spent so far.
    pub(crate) effort: u64,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    show: Show,
    value: i64,
    /// Best value from here to the kept end, conflicts inside the stretch ignored.
    onward: i64,
}

#[derive(Clone, Copy, Debug)]
struct State {
    candidate: u32,
    earned: i64,
    rank: i64,
    parent: u32,
}

/// The stretch being filled.
#[derive(Debug)]
struct Stretch {
    before: Option<Show>,
    after: Option<Show>,
    first: usize,
    /// One past the last free day.
    past: usize,
    /// Free day → candidates.
    days: Vec<Vec<Candidate>>,
}

impl Walk {
    /// Prepares a walk.
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: seed, current: Vec::new(), value: i64::MIN, tries: 0, effort: 0 }
    }

    /// Tries one stretch; returns a tour if it beats `best`.
    pub(crate) fn tick(
        &mut self,
        instance: &Instance,
        open: &Allowed,
        best: (&[Show], i64),
    ) -> (u64, Option<Vec<Show>>) {
        if best.1 > self.value || self.tries > PATIENCE {
            self.current = best.0.to_vec();
            self.value = best.1;
            self.tries = 0;
        }
        self.tries += 1;
        let length = (4 + self.below(7)).min(instance.days());
        let first = self.below(instance.days() - length + 1);
        let noise = if self.below(2) == 0 { 0 } else { 1 + self.below(12) };
        let (stretch, effort) = self.free(instance, open, (first, first + length), noise);
        let (filled, more) = fill(instance, open, &stretch);
        let effort = effort + more;
        self.effort += effort;
        let Some(filled) = filled else { return (effort, None) };
        let mut shows: Vec<Show> = self.current.iter().copied().filter(|show| show.day < first).collect();
        shows.extend(filled);
        shows.extend(self.current.iter().filter(|show| show.day >= first + length));
        let Ok(value) = crate::instance::evaluate(instance, &shows) else { return (effort, None) };
        // Slightly worse tours are accepted now and then to get out of dead ends.
        let slack = if self.below(4) == 0 { best.1.abs() / 250 } else { 0 };
        if value + slack >= self.value {
            self.value = value;
            self.current.clone_from(&shows);
        }
        if value > best.1 {
            self.tries = 0;
            return (effort, Some(shows));
        }
        (effort, None)
    }

    fn free(
        &mut self,
        instance: &Instance,
        open: &Allowed,
        (first, past): (usize, usize),
        noise: usize,
    ) -> (Stretch, u64) {
        let kept: Vec<Show> =
            self.current.iter().copied().filter(|show| show.day < first || show.day >= past).collect();
        let before = kept.iter().rev().find(|show| show.day < first).copied();
        let after = kept.iter().find(|show| show.day >= past).copied();
        let mut effort = 0;
        let mut days = Vec::new();
        for day in first..past {
            let mut candidates = Vec::new();
            for venue in 0..instance.venues() {
                let show = Show { venue, day };
                let Some(value) = instance.value(venue, day).filter(|_| open.is_open(venue, day)) else { continue };
                effort += 1;
                let blocked = kept.iter().any(|&other| {
                    if other.day < day { instance.conflict(other, show) } else { instance.conflict(show, other) }
                });
                if !blocked {
                    let near =
                        |leg: crate::instance::Leg| if leg.min_days == 0 { value.abs() / 2 } else { leg.cost / 2 };
                    let detour = before.map_or(0, |before| near(instance.leg(before.venue, venue)))
                        + after.map_or(0, |after| near(instance.leg(venue, after.venue)));
                    candidates.push((value - detour, show, value));
                }
            }
            candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            candidates.truncate(CANDIDATES);
            effort += candidates.len() as u64 * 4;
            days.push(candidates.into_iter().map(|(_, show, value)| self.candidate(show, value, noise)).collect());
        }
        let mut stretch = Stretch { before, after, first, past, days };
        effort += stretch.look_ahead(instance, open);
        (stretch, effort * 2)
    }

    fn candidate(&mut self, show: Show, value: i64, noise: usize) -> Candidate {
        let shift = if noise == 0 { 0 } else { signed(self.below(2 * noise + 1)) - signed(noise) };
        Candidate { show, value: value + value / 100 * shift, onward: NEVER }
    }

    /// SplitMix64.
    fn below(&mut self, sides: usize) -> usize {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % sides.max(1) as u64).unwrap_or(0)
    }
}

impl Stretch {
    /// Fills `onward` of every candidate, last day first.
    fn look_ahead(&mut self, instance: &Instance, open: &Allowed) -> u64 {
        let mut effort = 0;
        for at in (0..self.days.len()).rev() {
            let (now, later) = self.days.split_at_mut(at + 1);
            for candidate in &mut now[at] {
                let mut most = closing_cost(instance, open, candidate.show, self.after).map_or(NEVER, |cost| -cost);
                for (gap, next) in (1..=instance.max_gap_days()).zip(later.iter()) {
                    if open.skips_fixed(candidate.show.day, candidate.show.day + gap) {
                        break;
                    }
                    effort += next.len() as u64;
                    for next in next {
                        if let Some(cost) = step_cost(instance, candidate.show, next.show) {
                            most = most.max(next.value + next.onward - cost);
                        }
                    }
                }
                candidate.onward = most.max(NEVER);
            }
        }
        effort
    }
}

/// Returns the best filling found.
fn fill(instance: &Instance, open: &Allowed, stretch: &Stretch) -> (Option<Vec<Show>>, u64) {
    let flat: Vec<Candidate> = stretch.days.iter().flatten().copied().collect();
    let mut starts = vec![0];
    for day in &stretch.days {
        starts.push(starts[starts.len() - 1] + day.len());
    }
    let mut states: Vec<State> = Vec::new();
    let mut waiting: Vec<Vec<State>> = vec![Vec::new(); stretch.days.len()];
    let mut best: Option<(i64, u32)> = nothing(instance, open, stretch).map(|value| (value, ROOT));
    let mut effort = 0;
    for (day, range) in starts.windows(2).map(|pair| pair[0]..pair[1]).enumerate() {
        for at in range {
            let cost = opening_cost(instance, open, stretch.before, flat[at].show);
            waiting[day].extend(cost.and_then(|cost| state(&flat, at, -cost, ROOT)));
        }
        for chosen in choose(std::mem::take(&mut waiting[day])) {
            let (here, from) = (index(states.len()), flat[chosen.candidate as usize].show);
            states.push(chosen);
            if let Some(cost) = closing_cost(instance, open, from, stretch.after) {
                let total = chosen.earned - cost;
                if best.is_none_or(|(most, _)| total > most) {
                    best = Some((total, here));
                }
            }
            for gap in 1..=instance.max_gap_days().min(stretch.days.len() - 1 - day) {
                if open.skips_fixed(from.day, from.day + gap) {
                    break;
                }
                for at in starts[day + gap]..starts[day + gap + 1] {
                    effort += 1;
                    let Some(cost) = step_cost(instance, from, flat[at].show) else { continue };
                    let next = state(&flat, at, chosen.earned - cost, here);
                    waiting[day + gap].extend(next.filter(|next| {
                        best.is_none_or(|(most, _)| next.rank > most)
                            && fits(instance, &flat, &states, here, flat[at].show)
                    }));
                }
            }
        }
    }
    (best.map(|(_, last)| trace(&flat, &states, last)), effort * 2)
}

fn state(flat: &[Candidate], at: usize, earned: i64, parent: u32) -> Option<State> {
    let candidate = flat[at];
    let earned = earned + candidate.value;
    let rank = earned + candidate.onward;
    (candidate.onward > NEVER / 2).then_some(State { candidate: index(at), earned, rank, parent })
}

fn choose(mut waiting: Vec<State>) -> Vec<State> {
    waiting
        .sort_unstable_by(|a, b| b.rank.cmp(&a.rank).then(a.candidate.cmp(&b.candidate)).then(a.parent.cmp(&b.parent)));
    let mut chosen: Vec<State> = Vec::new();
    for state in waiting {
        if chosen.len() >= WIDTH {
            break;
        }
        if chosen.iter().filter(|other| other.candidate == state.candidate).count() < PER_SHOW {
            chosen.push(state);
        }
    }
    chosen
}

fn fits(instance: &Instance, flat: &[Candidate], states: &[State], mut parent: u32, show: Show) -> bool {
    while parent != ROOT {
        let state = states[parent as usize];
        if instance.conflict(flat[state.candidate as usize].show, show) {
            return false;
        }
        parent = state.parent;
    }
    true
}

fn trace(flat: &[Candidate], states: &[State], mut last: u32) -> Vec<Show> {
    let mut shows = Vec::new();
    while last != ROOT {
        let state = states[last as usize];
        shows.push(flat[state.candidate as usize].show);
        last = state.parent;
    }
    shows.reverse();
    shows
}

fn step_cost(instance: &Instance, from: Show, to: Show) -> Option<i64> {
    let leg = instance.leg(from.venue, to.venue);
    let gap = to.day - from.day;
    let possible = leg.min_days != 0 && usize::from(leg.min_days) <= gap && from.venue != to.venue;
    possible.then(|| leg.cost + instance.off_day_cost() * signed(gap - 1))
}

fn opening_cost(instance: &Instance, open: &Allowed, before: Option<Show>, show: Show) -> Option<i64> {
    match before {
        None => start_cost(instance, show).filter(|_| open.may_start(show.day)),
        Some(before) => join_cost(instance, open, before, show),
    }
}

fn closing_cost(instance: &Instance, open: &Allowed, show: Show, after: Option<Show>) -> Option<i64> {
    match after {
        None => end_cost(instance, show).filter(|_| open.may_end(show.day)),
        Some(after) => join_cost(instance, open, show, after),
    }
}

fn join_cost(instance: &Instance, open: &Allowed, from: Show, to: Show) -> Option<i64> {
    let near = to.day - from.day <= instance.max_gap_days() && !open.skips_fixed(from.day, to.day);
    step_cost(instance, from, to).filter(|_| near)
}

/// Returns what playing nothing in the stretch costs, if that is possible.
fn nothing(instance: &Instance, open: &Allowed, stretch: &Stretch) -> Option<i64> {
    match (stretch.before, stretch.after) {
        (Some(before), Some(after)) => join_cost(instance, open, before, after).map(|cost| -cost),
        (Some(before), None) => closing_cost(instance, open, before, None).map(|cost| -cost),
        (None, Some(after)) => opening_cost(instance, open, None, after).map(|cost| -cost),
        (None, None) => (stretch.first < stretch.past && open.may_end(0)).then_some(0),
    }
}
