//! Tours by a beam over days, guided by what the relaxation says can still follow.
//!
//! Invariant: every state is a feasible beginning: legs, gaps, windows and fixed shows are checked against the
//! instance itself, never against the relaxation.

use crate::{
    instance::{Instance, Show, end_cost, start_cost},
    solver::{
        graph::{Graph, NONE, signed},
        model::{Allowed, Model, NEVER, SCALE},
    },
};

/// What the relaxation knows.
#[derive(Clone, Copy)]
pub(crate) struct Guide<'a> {
    pub(crate) model: &'a Model,
    pub(crate) graph: &'a Graph,
    /// Node → value minus prices.
    pub(crate) net: &'a [i64],
    /// Node → best continuation, net of prices.
    pub(crate) onward: &'a [i64],
}

#[derive(Clone, Copy, Debug)]
struct State {
    show: Show,
    /// Value minus costs so far, scaled.
    earned: i64,
    /// The same minus prices, plus the continuation.
    rank: i64,
    parent: u32,
    musts: u32,
}

/// Limits of a beam.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Width {
    /// States per day.
    pub(crate) per_day: usize,
    /// States per venue and day.
    pub(crate) per_show: usize,
}

/// A beam in progress, a day at a time.
#[derive(Debug)]
pub(crate) struct Beam {
    width: Width,
    /// A rank must be above this, scaled and net of all prices.
    floor: i64,
    day: usize,
    states: Vec<State>,
    waiting: Vec<Waiting>,
    best: Option<(i64, u32)>,
}

/// Candidates of a coming day.
#[derive(Clone, Debug, Default)]
struct Waiting {
    states: Vec<State>,
    threshold: i64,
}

const ROOT: u32 = u32::MAX;

impl Beam {
    /// Prepares a beam; states that rank no higher than `floor` are dropped.
    pub(crate) fn new(days: usize, width: Width, floor: i64) -> Self {
        let waiting = vec![Waiting { states: Vec::new(), threshold: floor }; days];
        Self { width, floor, day: 0, states: Vec::new(), waiting, best: None }
    }

    /// Does one day; returns the effort and whether all days are done.
    pub(crate) fn advance(&mut self, instance: &Instance, allowed: &Allowed, guide: Guide<'_>) -> (u64, bool) {
        let day = self.day;
        let mut effort = self.begin_here(instance, allowed, guide);
        let chosen = self.choose(day);
        effort += chosen.len() as u64 * 8;
        for state in chosen {
            let at = crate::solver::graph::index(self.states.len());
            self.states.push(state);
            self.finish_here(instance, allowed, at);
            effort += self.expand(instance, allowed, guide, at);
        }
        self.waiting[day] = Waiting::default();
        self.day += 1;
        (effort, self.day == instance.days())
    }

    /// Returns the best tour found.
    pub(crate) fn tour(&self) -> Option<Vec<Show>> {
        let (_, mut at) = self.best?;
        let mut shows = Vec::new();
        while at != ROOT {
            let state = self.states[at as usize];
            shows.push(state.show);
            at = state.parent;
        }
        shows.reverse();
        Some(shows)
    }

    fn begin_here(&mut self, instance: &Instance, allowed: &Allowed, guide: Guide<'_>) -> u64 {
        let day = self.day;
        if !allowed.may_start(day) {
            return 1;
        }
        for venue in 0..instance.venues() {
            let show = Show { venue, day };
            if !allowed.is_open(venue, day) {
                continue;
            }
            if let (Some(cost), Some(ahead)) = (start_cost(instance, show), Ahead::of(instance, guide, show)) {
                let start = State { show, earned: -cost * SCALE, rank: -cost * SCALE, parent: ROOT, musts: 0 };
                self.offer(instance, start, ahead);
            }
        }
        instance.venues() as u64
    }

    fn offer(&mut self, instance: &Instance, before: State, ahead: Ahead) {
        let show = before.show;
        let musts = before.musts + u32::from(instance.must().binary_search(&show.venue).is_ok());
        let rank = before.rank + ahead.net + ahead.onward;
        let waiting = &mut self.waiting[show.day];
        if rank <= waiting.threshold || !fits(&self.states, instance, before.parent, show) {
            return;
        }
        waiting.states.push(State { rank, earned: before.earned + ahead.value, musts, ..before });
        let enough = self.width.per_day * 8;
        if waiting.states.len() >= enough * 2 && instance.must().is_empty() {
            let order =
                |a: &State, b: &State| b.rank.cmp(&a.rank).then(a.show.cmp(&b.show)).then(a.parent.cmp(&b.parent));
            waiting.states.select_nth_unstable_by(enough, order);
            waiting.states.truncate(enough);
            waiting.threshold = waiting.states.iter().map(|state| state.rank).min().unwrap_or(self.floor);
        }
    }

    /// Picks the day's states, some for every number of must-plays reached.
    fn choose(&mut self, day: usize) -> Vec<State> {
        let mut waiting = std::mem::take(&mut self.waiting[day].states);
        waiting.sort_unstable_by(|a, b| b.rank.cmp(&a.rank).then(a.show.cmp(&b.show)).then(a.parent.cmp(&b.parent)));
        let most_musts = waiting.iter().map(|state| state.musts).max().unwrap_or(0) as usize;
        let quota = self.width.per_day / (most_musts + 1);
        let mut taken = vec![0_usize; most_musts + 1];
        let mut chosen: Vec<State> = Vec::new();
        for state in waiting {
            let level = state.musts as usize;
            if taken[level] >= quota {
                continue;
            }
            let same = chosen.iter().filter(|other| other.show == state.show);
            let (mut here, mut twin) = (0, false);
            for other in same {
                here += 1;
                twin |= other.earned == state.earned && other.rank == state.rank;
            }
            if here < self.width.per_show && !twin {
                taken[level] += 1;
                chosen.push(state);
            }
        }
        chosen
    }

    fn finish_here(&mut self, instance: &Instance, allowed: &Allowed, at: u32) {
        let state = self.states[at as usize];
        if !allowed.may_end(state.show.day) || (state.musts as usize) < instance.must().len() {
            return;
        }
        if let Some(cost) = end_cost(instance, state.show) {
            let total = state.earned - cost * SCALE;
            if self.best.is_none_or(|(most, _)| total > most) {
                self.best = Some((total, at));
            }
        }
    }

    fn expand(&mut self, instance: &Instance, allowed: &Allowed, guide: Guide<'_>, at: u32) -> u64 {
        let state = self.states[at as usize];
        let from = state.show;
        let node = guide.graph.node_at[guide.model.group_of[from.venue] * instance.days() + from.day] as usize;
        let spent = state.rank - guide.onward[node];
        let mut effort = 0;
        for gap in 1..=instance.max_gap_days() {
            let day = from.day + gap;
            if day >= instance.days() || allowed.skips_fixed(from.day, day) {
                break;
            }
            let off = instance.off_day_cost() * signed(gap - 1);
            effort += instance.venues() as u64;
            for venue in 0..instance.venues() {
                let leg = instance.leg(from.venue, venue);
                if leg.min_days == 0 || usize::from(leg.min_days) > gap || !allowed.is_open(venue, day) {
                    continue;
                }
                let show = Show { venue, day };
                let Some(ahead) = Ahead::of(instance, guide, show) else { continue };
                let cost = (leg.cost + off) * SCALE;
                let before =
                    State { show, earned: state.earned - cost, rank: spent - cost, parent: at, musts: state.musts };
                self.offer(instance, before, ahead);
            }
        }
        effort * 3
    }
}

/// A possible next show as the guide sees it.
#[derive(Clone, Copy)]
struct Ahead {
    value: i64,
    net: i64,
    onward: i64,
}

impl Ahead {
    fn of(instance: &Instance, guide: Guide<'_>, show: Show) -> Option<Self> {
        let group = guide.model.group_of[show.venue];
        if group == usize::MAX {
            return None;
        }
        let node = guide.graph.node_at[group * instance.days() + show.day];
        if node == NONE || guide.onward[node as usize] <= NEVER / 2 {
            return None;
        }
        let node = node as usize;
        let value = instance.value(show.venue, show.day)? * SCALE;
        Some(Self { value, net: value - guide.graph.value[node] + guide.net[node], onward: guide.onward[node] })
    }
}

fn fits(states: &[State], instance: &Instance, mut parent: u32, show: Show) -> bool {
    while parent != ROOT {
        let state = states[parent as usize];
        if instance.conflict(state.show, show) {
            return false;
        }
        parent = state.parent;
    }
    true
}
