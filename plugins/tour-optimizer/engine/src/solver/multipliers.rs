//! Prices on playing within a clique's days, moved so that the relaxed optimum falls.
//!
//! Invariant: a price is never negative unless its clique must be played; then `total + best path net of prices`
//! bounds every tour from above, whatever the prices are. Floats only choose the prices, with basic operations.

use crate::solver::{cliques::Clique, graph::Graph};

/// Longest step, as a share of the distance to the target.
const MOST_STEP: f64 = 0.12;
/// Moves without progress after which steps get shorter.
const PATIENCE: u32 = 3;
/// Share of the newest slope in the direction.
const MIX: f64 = 0.25;

/// One price per clique and stretch of `length` days.
#[derive(Debug)]
pub(crate) struct Multipliers {
    cliques: Vec<Clique>,
    /// Clique → first price; one more entry than cliques.
    first: Vec<usize>,
    /// Cliques from here on must be played: their prices may be negative.
    free_from: usize,
    days: usize,
    price: Vec<i64>,
    best_price: Vec<i64>,
    direction: Vec<f64>,
    usage: Vec<i32>,
    /// Group → cliques.
    of_group: Vec<Vec<u32>>,
    /// Prices stay small enough to add up.
    limit: i64,
    best: i64,
    stalled: u32,
    step: f64,
}

impl Multipliers {
    /// Starts with all prices zero; `must` are groups that have to be played once.
    pub(crate) fn new(mut cliques: Vec<Clique>, must: &[usize], groups: usize, days: usize) -> Self {
        let free_from = cliques.len();
        cliques.extend(must.iter().map(|&group| Clique { groups: vec![group], length: days }));
        let mut first = vec![0];
        let mut of_group = vec![Vec::new(); groups];
        for (at, clique) in cliques.iter().enumerate() {
            first.push(first[at] + days - clique.length + 1);
            for &group in &clique.groups {
                of_group[group].push(crate::solver::graph::index(at));
            }
        }
        let prices = first[cliques.len()];
        Self {
            cliques,
            first,
            free_from,
            days,
            price: vec![0; prices],
            best_price: vec![0; prices],
            direction: vec![0.0; prices],
            usage: vec![0; prices],
            of_group,
            limit: (1 << 57) / crate::solver::graph::signed((prices + 1) * days),
            best: i64::MAX,
            stalled: 0,
            step: MOST_STEP,
        }
    }

    /// Returns the cliques.
    pub(crate) fn cliques(&self) -> &[Clique] {
        &self.cliques[..self.free_from]
    }

    /// Returns the sum of a clique's prices at the best bound.
    pub(crate) fn weight(&self, clique: usize) -> i64 {
        self.best_price[self.first[clique]..self.first[clique + 1]].iter().sum()
    }

    /// Returns the sum of all prices.
    pub(crate) fn total(&self) -> i64 {
        self.price.iter().sum()
    }

    /// Writes value minus prices of every node.
    pub(crate) fn net_values(&self, graph: &Graph, net: &mut Vec<i64>) {
        let groups = self.of_group.len();
        let mut charge = vec![0_i64; groups * self.days];
        let mut by_day = vec![0_i64; self.days];
        for (at, clique) in self.cliques.iter().enumerate() {
            let prices = &self.price[self.first[at]..self.first[at + 1]];
            if prices.iter().all(|&price| price == 0) {
                continue;
            }
            let mut sum = 0;
            for (day, charged) in by_day.iter_mut().enumerate() {
                sum += prices.get(day).copied().unwrap_or(0);
                if day >= clique.length {
                    sum -= prices[day - clique.length];
                }
                *charged = sum;
            }
            for &group in &clique.groups {
                for (slot, charged) in charge[group * self.days..].iter_mut().zip(&by_day) {
                    *slot += charged;
                }
            }
        }
        net.clear();
        net.extend((0..graph.nodes()).map(|node| {
            graph.value[node] - charge[usize::from(graph.group[node]) * self.days + usize::from(graph.day[node])]
        }));
    }

    /// Moves the prices after a relaxed optimum of `bound` on `path` (group, day); `target` is the best tour's value.
    pub(crate) fn update(&mut self, path: &[(usize, usize)], bound: i64, target: i64) {
        if bound < self.best {
            // Progress that matters, not the last digit.
            if self.best == i64::MAX || self.best - bound > (self.best - target).max(0) / 1000 {
                self.stalled = 0;
                self.step = (self.step * 1.05).min(MOST_STEP);
            }
            self.best = bound;
            self.best_price.copy_from_slice(&self.price);
        } else {
            self.stalled += 1;
        }
        if self.stalled > PATIENCE {
            self.stalled = 0;
            self.step = (self.step * 0.6).max(0.004);
        }
        self.count_usage(path);
        let mut norm = 0.0;
        for at in 0..self.price.len() {
            let slope = f64::from(1 - self.usage[at]);
            let mixed = MIX * slope + (1.0 - MIX) * self.direction[at];
            self.direction[at] = mixed;
            if self.moves(at) {
                norm += mixed * mixed;
            }
        }
        if norm <= 0.0 {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "only chooses the step")]
        let length = self.step * ((bound - target).max(1) as f64) / norm;
        for at in 0..self.price.len() {
            if self.moves(at) {
                #[expect(clippy::cast_possible_truncation, reason = "saturates; prices are only heuristics")]
                let moved = self.price[at].saturating_sub((length * self.direction[at]) as i64);
                let free = at >= self.first[self.free_from];
                self.price[at] = moved.clamp(if free { -self.limit } else { 0 }, self.limit);
            }
        }
    }

    /// Whether the price can follow its direction at all.
    fn moves(&self, at: usize) -> bool {
        self.price[at] > 0 || self.direction[at] < 0.0 || at >= self.first[self.free_from]
    }

    fn count_usage(&mut self, path: &[(usize, usize)]) {
        self.usage.fill(0);
        for &(group, day) in path {
            for &clique in &self.of_group[group] {
                let clique = clique as usize;
                let length = self.cliques[clique].length;
                let intervals = self.first[clique + 1] - self.first[clique];
                let last = day.min(intervals - 1);
                for start in (day + 1).saturating_sub(length)..=last {
                    self.usage[self.first[clique] + start] += 1;
                }
            }
        }
    }

    /// Goes back to the prices of the best bound and forgets that bound; for when the relaxation itself changed.
    pub(crate) fn restart(&mut self) {
        self.price.copy_from_slice(&self.best_price);
        self.direction.fill(0.0);
        self.best = i64::MAX;
        self.stalled = 0;
        self.step = MOST_STEP;
    }
}
