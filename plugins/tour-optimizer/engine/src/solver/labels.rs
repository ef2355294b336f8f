//! Paths that remember which cliques they used: the relaxation with memory, in both directions.
//!
//! Invariant: for every allowed tour worth more than `Limits::floor` some label at each of its shows has at least
//! its net value and remembers nothing the tour's part does not have. Labels are dropped only by
//! dominance, by the floor, or merged into one that has the best value and remembers what all of them do.

use crate::solver::{
    graph::{Arcs, Graph, index},
    memory::Masks,
    model::NEVER,
};

/// What stops a pass from growing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Paths that cannot net more than this are useless.
    pub(crate) floor: i64,
    /// The most labels per node; the rest are merged into one.
    pub(crate) per_node: usize,
}

/// Direction of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the start; labels include their node.
    Forward,
    /// From the end; labels hold what follows their node, without it.
    Backward,
}

/// The labels of a pass.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// Node → first label and number of labels.
    pub(crate) span: Vec<(u32, u32)>,
    /// Net value, descending within a node.
    pub(crate) value: Vec<i64>,
    /// What is remembered.
    pub(crate) memory: Vec<u128>,
    parent: Vec<u32>,
    node: Vec<u32>,
    /// Whether any labels were merged.
    pub(crate) merged: bool,
}

const ROOT: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Candidate {
    value: i64,
    memory: u128,
    parent: u32,
}

/// A pass that visits node after node.
#[derive(Debug)]
pub(crate) struct Pass {
    direction: Direction,
    limits: Limits,
    done: usize,
    labels: Labels,
    pool: Pool,
    kept: Vec<Candidate>,
}

impl Pass {
    /// Prepares a pass over a graph of this many nodes.
    pub(crate) fn new(direction: Direction, limits: Limits, nodes: usize) -> Self {
        let labels = Labels { span: vec![(0, 0); nodes], ..Labels::default() };
        Self { direction, limits, done: 0, labels, pool: Pool::default(), kept: Vec::new() }
    }

    /// Visits nodes until about `effort` candidates were looked at; returns the effort spent and whether all is done.
    pub(crate) fn advance(
        &mut self,
        graph: &Graph,
        net: &[i64],
        other: &[i64],
        masks: &Masks,
        effort: u64,
    ) -> (u64, bool) {
        let mut spent = 0;
        while self.done < graph.nodes() && spent < effort {
            let node = match self.direction {
                Direction::Forward => self.done,
                Direction::Backward => graph.nodes() - 1 - self.done,
            };
            spent += match self.direction {
                Direction::Forward => self.gather_forward(graph, net, other, masks, node),
                Direction::Backward => self.gather_backward(graph, net, other, masks, node),
            };
            self.settle(node);
            self.done += 1;
        }
        (spent, self.done == graph.nodes())
    }

    /// Returns the labels.
    pub(crate) fn finish(self) -> Labels {
        self.labels
    }

    fn gather_forward(&mut self, graph: &Graph, net: &[i64], onward: &[i64], masks: &Masks, node: usize) -> u64 {
        self.pool.clear();
        if onward[node] <= NEVER {
            return 1;
        }
        let (set, test, keep) = masks.of(node);
        // A label must reach this value here to be worth keeping.
        let needed = self.limits.floor.saturating_sub(onward[node]);
        let first = net[node] - graph.start[node];
        if first > needed {
            self.pool.add(Candidate { value: first, memory: (masks.at_start & keep) | set, parent: ROOT });
        }
        let mut effort = 4;
        for arc in graph.into.range(node) {
            let before = graph.into.node[arc] as usize;
            let gain = net[node] - graph.into.cost[arc];
            let (start, count) = self.labels.span[before];
            effort += 1;
            for label in start as usize..(start + count) as usize {
                let value = self.labels.value[label] + gain;
                if value <= needed {
                    break;
                }
                effort += 1;
                let memory = self.labels.memory[label];
                if memory & test == 0 {
                    self.pool.add(Candidate { value, memory: (memory & keep) | set, parent: index(label) });
                }
            }
        }
        effort
    }

    fn gather_backward(&mut self, graph: &Graph, net: &[i64], reached: &[i64], masks: &Masks, node: usize) -> u64 {
        self.pool.clear();
        if reached[node] <= NEVER {
            return 1;
        }
        let needed = self.limits.floor.saturating_sub(reached[node]);
        let last = -graph.end[node];
        if last > needed {
            self.pool.add(Candidate { value: last, memory: masks.at_end, parent: ROOT });
        }
        let mut effort = 4;
        for arc in graph.from.range(node) {
            let next = graph.from.node[arc] as usize;
            let gain = net[next] - graph.from.cost[arc];
            let (set, test, keep) = masks.of(next);
            let (start, count) = self.labels.span[next];
            effort += 1;
            for label in start as usize..(start + count) as usize {
                let value = self.labels.value[label] + gain;
                if value <= needed {
                    break;
                }
                effort += 1;
                let memory = self.labels.memory[label];
                if memory & set == 0 {
                    self.pool.add(Candidate { value, memory: (memory & keep) | test, parent: index(label) });
                }
            }
        }
        effort
    }

    /// Keeps the undominated candidates, merging those beyond the limit.
    fn settle(&mut self, node: usize) {
        let candidates = self.pool.sorted();
        let start = index(self.labels.value.len());
        self.kept.clear();
        let mut rest: Option<Candidate> = None;
        for candidate in candidates {
            // Only as much of the kept list is compared as a merged tail is worth.
            let compare = if rest.is_some() { 12.min(self.kept.len()) } else { self.kept.len() };
            if self.kept[..compare].iter().any(|better| better.memory & !candidate.memory == 0) {
                continue;
            }
            match &mut rest {
                Some(merged) => merged.memory &= candidate.memory,
                None if self.kept.len() + 1 >= self.limits.per_node => rest = Some(*candidate),
                None => self.kept.push(*candidate),
            }
        }
        if let Some(merged) = rest {
            self.labels.merged = true;
            self.kept.push(merged);
        }
        for candidate in &self.kept {
            self.labels.value.push(candidate.value);
            self.labels.memory.push(candidate.memory);
            self.labels.parent.push(candidate.parent);
            self.labels.node.push(index(node));
        }
        self.labels.span[node] = (start, index(self.kept.len()));
    }
}

impl Labels {
    /// Returns the labels of a node as indexes.
    pub(crate) fn of(&self, node: usize) -> std::ops::Range<usize> {
        let (start, count) = self.span[node];
        start as usize..(start + count) as usize
    }

    /// Follows a graph that dropped nodes; paths can no longer be traced.
    pub(crate) fn renumber(&mut self, renumbered: &[u32], nodes: usize) {
        let mut span = vec![(0, 0); nodes];
        for (old, &new) in renumbered.iter().enumerate() {
            if let Some(slot) = span.get_mut(new as usize) {
                *slot = self.span[old];
            }
        }
        self.span = span;
    }

    /// Writes the best value at each node.
    pub(crate) fn best_by_node(&self, best: &mut Vec<i64>) {
        best.clear();
        best.extend((0..self.span.len()).map(|node| self.of(node).next().map_or(NEVER, |label| self.value[label])));
    }

    /// Returns the best net of a forward pass that ends well, with its path of nodes.
    pub(crate) fn best_path(&self, graph: &Graph, masks: &Masks) -> Option<(i64, Vec<usize>)> {
        let mut best: Option<(i64, usize)> = None;
        for node in 0..graph.nodes() {
            if graph.end[node] >= -NEVER {
                continue;
            }
            let ending = self.of(node).find(|&label| self.memory[label] & masks.at_end == 0);
            if let Some(label) = ending {
                let total = self.value[label] - graph.end[node];
                if best.is_none_or(|(most, _)| total > most) {
                    best = Some((total, label));
                }
            }
        }
        best.map(|(total, label)| (total, self.trace(label)))
    }

    fn trace(&self, mut label: usize) -> Vec<usize> {
        let mut path = vec![self.node[label] as usize];
        while self.parent[label] != ROOT {
            label = self.parent[label] as usize;
            path.push(self.node[label] as usize);
        }
        path.reverse();
        path
    }
}

/// Joins a forward and a backward pass under the same prices: which nodes and arcs can net more than `floor`.
pub(crate) fn join(
    graph: &Graph,
    net: &[i64],
    masks: &Masks,
    passes: (&Labels, &Labels),
    floor: i64,
) -> (Vec<bool>, Vec<bool>) {
    let (forward, backward) = passes;
    let mut keep_node = vec![false; graph.nodes()];
    let mut keep_arc = vec![false; graph.arcs()];
    let into: &Arcs = &graph.into;
    for node in 0..graph.nodes() {
        let (set, test, keep) = masks.of(node);
        let needed = floor.saturating_sub(net[node]);
        let starts = backward.of(node).any(|label| {
            let memory = (backward.memory[label] & keep) | test;
            backward.value[label] - graph.start[node] > needed
                && backward.memory[label] & set == 0
                && memory & masks.at_start == 0
        });
        let ends = forward
            .of(node)
            .any(|label| forward.value[label] - graph.end[node] > floor && forward.memory[label] & masks.at_end == 0);
        keep_node[node] |= starts || ends;
        for arc in into.range(node) {
            let before = into.node[arc] as usize;
            let needed = needed.saturating_add(into.cost[arc]);
            if meets(forward, forward.of(before), backward, backward.of(node), (set, test, keep), needed) {
                keep_arc[arc] = true;
                keep_node[node] = true;
                keep_node[before] = true;
            }
        }
    }
    (keep_node, keep_arc)
}

/// Whether some forward label meets some backward label through a node with these masks for more than `needed`.
fn meets(
    forward: &Labels,
    before: std::ops::Range<usize>,
    backward: &Labels,
    after: std::ops::Range<usize>,
    (set, test, keep): (u128, u128, u128),
    needed: i64,
) -> bool {
    for late in after.clone() {
        if before.is_empty() || backward.value[late] + forward.value[before.start] <= needed {
            return false;
        }
        if backward.memory[late] & set != 0 {
            continue;
        }
        let memory = (backward.memory[late] & keep) | test;
        for early in before.clone() {
            if forward.value[early] + backward.value[late] <= needed {
                break;
            }
            if forward.memory[early] & memory == 0 {
                return true;
            }
        }
    }
    false
}

/// Candidates of one node, the best per memory.
#[derive(Debug, Default)]
struct Pool {
    found: Vec<Candidate>,
    slots: Vec<u32>,
    used: Vec<u32>,
}

impl Pool {
    fn clear(&mut self) {
        for &slot in &self.used {
            self.slots[slot as usize] = 0;
        }
        self.used.clear();
        self.found.clear();
        if self.slots.is_empty() {
            self.slots = vec![0; 1 << 10];
        }
    }

    fn add(&mut self, candidate: Candidate) {
        let mask = self.slots.len() - 1;
        let mut slot = spread(candidate.memory) & mask;
        loop {
            let entry = self.slots[slot];
            if entry == 0 {
                self.found.push(candidate);
                self.slots[slot] = index(self.found.len());
                self.used.push(index(slot));
                break;
            }
            let known = &mut self.found[entry as usize - 1];
            if known.memory == candidate.memory {
                if candidate.value > known.value {
                    *known = candidate;
                }
                return;
            }
            slot = (slot + 1) & mask;
        }
        if self.found.len() * 2 > self.slots.len() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        self.slots = vec![0; mask + 1];
        self.used.clear();
        for (at, candidate) in self.found.iter().enumerate() {
            let mut slot = spread(candidate.memory) & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = index(at + 1);
            self.used.push(index(slot));
        }
    }

    /// Best first; equal values in order of memory, so that the order of discovery does not matter.
    fn sorted(&mut self) -> &[Candidate] {
        self.found.sort_unstable_by(|a, b| b.value.cmp(&a.value).then(a.memory.cmp(&b.memory)));
        &self.found
    }
}

/// Spreads a memory over slots.
#[expect(clippy::cast_possible_truncation, reason = "a hash")]
fn spread(memory: u128) -> usize {
    let folded = (memory as u64) ^ ((memory >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as usize
}
