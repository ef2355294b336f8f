//! What paths may remember: a few bits, each "this clique is blocked through day T".
//!
//! Invariant: a bit set by one show and tested by a later one means that the two exclude each other. Forgetting is
//! always allowed, so any choice of bits and of groups that keep them is a valid relaxation.

use crate::solver::{cliques::Clique, graph::Graph, model::Model};

/// The most bits a memory has.
const BITS: usize = 128;

/// Per node: what a show there sets, what it must not find, what it lets pass.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    /// Memory of a tour that has not started: the must-plays outstanding.
    pub(crate) at_start: u128,
    /// What a finished tour must not remember.
    pub(crate) at_end: u128,
    set: Vec<u128>,
    test: Vec<u128>,
    keep: Vec<u128>,
}

impl Masks {
    /// Returns set, test and keep of a node.
    #[inline]
    pub(crate) fn of(&self, node: usize) -> (u128, u128, u128) {
        (self.set[node], self.test[node], self.keep[node])
    }

    /// Returns whether a show at `first` is seen by a later one at `second` if nothing is forgotten between.
    pub(crate) fn sees(&self, first: usize, second: usize) -> bool {
        self.set[first] & self.test[second] != 0
    }
}

#[derive(Clone, Debug)]
struct Bit {
    setters: Vec<bool>,
    testers: Vec<bool>,
    length: usize,
    through: usize,
    keepers: Vec<bool>,
}

/// The bits in use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    bits: Vec<Bit>,
    must: Vec<usize>,
}

/// A step of the path of a relaxed optimum.
type Stop = (usize, usize);

impl Memory {
    /// Chooses bits for the cliques given best first, and lets the `near` nearest groups of every group keep them.
    pub(crate) fn new(model: &Model, cliques: &[&Clique], near: usize) -> Self {
        let must: Vec<usize> = model.must.iter().copied().take(BITS / 4).collect();
        let mut memory = Self { bits: Vec::new(), must };
        let room = BITS - memory.must.len();
        let levels = [3, 2, 1].into_iter().find(|levels| cliques.len() * levels <= room * 3 / 4).unwrap_or(1);
        for clique in cliques.iter().take(room * 3 / 4) {
            for through in throughs(model.days, clique.length, levels) {
                memory.add_clique(model, clique, through);
            }
        }
        memory.keep_near(model, near);
        memory
    }

    /// Remembers everything everywhere; returns false if some conflict of the graph finds no bit.
    pub(crate) fn complete(&mut self, model: &Model, cliques: &[Clique], graph: &Graph) -> bool {
        if model.must.len() > self.must.len() {
            return false;
        }
        loop {
            self.bits.iter_mut().for_each(|bit| bit.keepers.fill(true));
            let masks = self.masks(graph);
            let missing = (0..graph.nodes()).find_map(|first| {
                let later = (first + 1..graph.nodes()).find(|&second| {
                    let (a, b) = (stop(graph, first), stop(graph, second));
                    b.1 > a.1 && b.1 - a.1 < model.window(a.0, b.0) && !masks.sees(first, second)
                });
                later.map(|second| (stop(graph, first), stop(graph, second)))
            });
            let Some((first, second)) = missing else { return true };
            if self.bits.len() + self.must.len() >= BITS {
                return false;
            }
            self.add_for(model, cliques, first, second);
        }
    }

    /// Makes the path of a relaxed optimum impossible, shortest repetition first; returns whether anything changed.
    pub(crate) fn learn(&mut self, model: &Model, cliques: &[Clique], path: &[Stop]) -> bool {
        let mut changed = false;
        for reach in 1..path.len() {
            for at in 0..path.len() - reach {
                let (first, second) = (path[at], path[at + reach]);
                if second.1 - first.1 < model.window(first.0, second.0) {
                    changed |= self.learn_pair(model, cliques, &path[at..=at + reach]);
                }
            }
            if changed {
                break;
            }
        }
        changed
    }

    fn learn_pair(&mut self, model: &Model, cliques: &[Clique], part: &[Stop]) -> bool {
        let (first, second) = (part[0], part[part.len() - 1]);
        let sees = |bit: &Bit| {
            bit.setters[first.0]
                && bit.testers[second.0]
                && first.1 + bit.length > bit.through
                && bit.through >= second.1
        };
        let mut changed = false;
        let at = match self.bits.iter().position(sees) {
            Some(at) => at,
            None if self.bits.len() + self.must.len() < BITS => {
                self.add_for(model, cliques, first, second);
                changed = true;
                self.bits.len() - 1
            }
            None => return false,
        };
        for stop in &part[1..part.len() - 1] {
            changed |= !self.bits[at].keepers[stop.0];
            self.bits[at].keepers[stop.0] = true;
        }
        changed
    }

    /// Adds the bit that makes `second` see `first`.
    fn add_for(&mut self, model: &Model, cliques: &[Clique], first: Stop, second: Stop) {
        let apart = second.1 - first.1;
        let both = |clique: &&Clique| {
            clique.length > apart && clique.groups.contains(&first.0) && clique.groups.contains(&second.0)
        };
        if let Some(clique) = cliques.iter().filter(both).max_by_key(|clique| clique.groups.len()) {
            self.add_clique(model, clique, (first.1 + clique.length - 1).min(model.days - 1));
            return;
        }
        // A one-sided clause: everything that blocks `second` as long, then everything all of those block.
        let length = model.window(first.0, second.0).min(model.days);
        let setters: Vec<bool> = (0..model.groups).map(|group| model.window(group, second.0) >= length).collect();
        let testers = (0..model.groups)
            .map(|later| (0..model.groups).all(|group| !setters[group] || model.window(group, later) >= length))
            .collect();
        let through = (first.1 + length - 1).min(model.days - 1);
        let keepers = vec![false; model.groups];
        self.bits.push(Bit { setters, testers, length, through, keepers });
    }

    fn add_clique(&mut self, model: &Model, clique: &Clique, through: usize) {
        let mut members = vec![false; model.groups];
        for &group in &clique.groups {
            members[group] = true;
        }
        let keepers = members.clone();
        self.bits.push(Bit { setters: members.clone(), testers: members, length: clique.length, through, keepers });
    }

    /// Lets every group keep the bits of the cliques nearest to it.
    fn keep_near(&mut self, model: &Model, near: usize) {
        for group in 0..model.groups {
            let mut order: Vec<(u8, i64, usize)> = Vec::new();
            for (at, bit) in self.bits.iter().enumerate() {
                let legs = (0..model.groups)
                    .filter(|&member| bit.setters[member])
                    .map(|member| if member == group { (0, 0) } else { distance(model, member, group) });
                let (days, cost) = legs.min().unwrap_or((u8::MAX, 0));
                order.push((days, cost, at));
            }
            order.sort_unstable();
            let mut cliques_kept = 0;
            let mut last = None;
            for (_, _, at) in order {
                // Bits of one clique follow each other and count once.
                let same = last.is_some_and(|last: usize| self.bits[last].setters == self.bits[at].setters);
                cliques_kept += usize::from(!same);
                if cliques_kept > near {
                    break;
                }
                self.bits[at].keepers[group] = true;
                last = Some(at);
            }
        }
    }

    /// Returns the masks of a graph's nodes.
    pub(crate) fn masks(&self, graph: &Graph) -> Masks {
        let outstanding = (1_u128 << self.must.len()) - 1;
        let mut masks = Masks { at_start: outstanding, at_end: outstanding, ..Masks::default() };
        for node in 0..graph.nodes() {
            let (group, day) = stop(graph, node);
            let (mut set, mut test, mut keep) = (0_u128, 0_u128, outstanding);
            for (at, &must) in self.must.iter().enumerate() {
                if must == group {
                    keep &= !(1 << at);
                }
            }
            for (at, bit) in self.bits.iter().enumerate() {
                let flag = 1_u128 << (at + self.must.len());
                if day > bit.through {
                    continue;
                }
                if bit.testers[group] {
                    test |= flag;
                }
                if day < bit.through && bit.setters[group] && day + bit.length > bit.through {
                    set |= flag;
                }
                if day < bit.through && bit.keepers[group] {
                    keep |= flag;
                }
            }
            masks.set.push(set);
            masks.test.push(test);
            masks.keep.push(keep);
        }
        masks
    }
}

fn stop(graph: &Graph, node: usize) -> Stop {
    (usize::from(graph.group[node]), usize::from(graph.day[node]))
}

fn distance(model: &Model, from: usize, to: usize) -> (u8, i64) {
    let leg = model.leg[from * model.groups + to];
    if leg.min_days == 0 { (u8::MAX, 0) } else { (leg.min_days, leg.cost) }
}

/// Returns the days through which bits of a clique block: all of them if few, else spread evenly.
fn throughs(days: usize, length: usize, levels: usize) -> Vec<usize> {
    let (first, last) = (length - 1, days - 1);
    let count = levels.min(last - first + 1);
    let mut throughs: Vec<usize> = (1..=count).map(|at| last - (last - first) * (count - at) / count.max(1)).collect();
    throughs.dedup();
    throughs
}
