//! Shows and the steps between them, as flat arrays.
//!
//! Invariant: nodes are ordered by day, arcs lead to later days; every tour of the model that beats the best one
//! is a path here. `prune` only drops what was proven useless.

use crate::solver::model::{Allowed, Model, NEVER};

/// No node.
pub(crate) const NONE: u32 = u32::MAX;

/// Neighbours of every node in one direction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arcs {
    /// Node → first arc; one more entry than nodes.
    pub(crate) first: Vec<u32>,
    /// The other end.
    pub(crate) node: Vec<u32>,
    /// Cost of the step, off days included, scaled.
    pub(crate) cost: Vec<i64>,
}

impl Arcs {
    /// Returns the range of a node's arcs.
    pub(crate) fn range(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }
}

/// The time-expanded graph.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    /// Node → group.
    pub(crate) group: Vec<u16>,
    /// Node → day.
    pub(crate) day: Vec<u16>,
    /// Node → value, scaled.
    pub(crate) value: Vec<i64>,
    /// Node → cost from the start, `-NEVER` if a tour cannot start here.
    pub(crate) start: Vec<i64>,
    /// Node → cost to the end, `-NEVER` if a tour cannot end here.
    pub(crate) end: Vec<i64>,
    /// Arcs by where they lead to.
    pub(crate) into: Arcs,
    /// Arcs by where they come from.
    pub(crate) from: Arcs,
    /// Group × day → node.
    pub(crate) node_at: Vec<u32>,
    days: usize,
}

impl Graph {
    /// Builds the graph of a model.
    pub(crate) fn new(model: &Model, allowed: &Allowed) -> Self {
        let days = model.days;
        let mut graph = Self {
            group: Vec::new(),
            day: Vec::new(),
            value: Vec::new(),
            start: Vec::new(),
            end: Vec::new(),
            into: Arcs::default(),
            from: Arcs::default(),
            node_at: vec![NONE; model.groups * days],
            days,
        };
        let mut by_day = vec![Vec::new(); days];
        for (day, nodes) in by_day.iter_mut().enumerate() {
            for group in 0..model.groups {
                let at = group * days + day;
                if model.value[at] > NEVER {
                    graph.node_at[at] = index(graph.group.len());
                    nodes.push(graph.group.len());
                    graph.group.push(index16(group));
                    graph.day.push(index16(day));
                    graph.value.push(model.value[at]);
                    graph.start.push(model.start[at]);
                    graph.end.push(model.end[at]);
                }
            }
        }
        graph.into.first.push(0);
        for node in 0..graph.group.len() {
            let second_day = usize::from(graph.day[node]);
            for gap in 1..=model.max_gap.min(second_day) {
                if !allowed.skips_fixed(second_day - gap, second_day) {
                    graph.add_arcs(model, &by_day[second_day - gap], node, gap);
                }
            }
            graph.into.first.push(index(graph.into.node.len()));
        }
        graph.fill_from();
        graph
    }

    fn add_arcs(&mut self, model: &Model, earlier: &[usize], node: usize, gap: usize) {
        let to = usize::from(self.group[node]);
        for &before in earlier {
            let pair = usize::from(self.group[before]) * model.groups + to;
            let leg = model.leg[pair];
            if leg.min_days != 0 && usize::from(leg.min_days) <= gap && usize::from(model.window[pair]) <= gap {
                self.into.node.push(index(before));
                self.into.cost.push(leg.cost + model.off * signed(gap - 1));
            }
        }
    }

    /// Derives the arcs by origin from the arcs by target.
    fn fill_from(&mut self) {
        let nodes = self.nodes();
        let mut first = vec![0_u32; nodes + 1];
        for &before in &self.into.node {
            first[before as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut from = Arcs { first, node: vec![0; self.into.node.len()], cost: vec![0; self.into.node.len()] };
        for node in 0..nodes {
            for arc in self.into.range(node) {
                let slot = &mut next[self.into.node[arc] as usize];
                from.node[*slot as usize] = index(node);
                from.cost[*slot as usize] = self.into.cost[arc];
                *slot += 1;
            }
        }
        self.from = from;
    }

    /// Returns the number of nodes.
    pub(crate) fn nodes(&self) -> usize {
        self.group.len()
    }

    /// Returns the number of arcs.
    pub(crate) fn arcs(&self) -> usize {
        self.into.node.len()
    }

    /// Drops nodes and arcs-by-target that are not kept; returns the new number of each old node.
    pub(crate) fn prune(&mut self, keep_node: &[bool], keep_arc: &[bool]) -> Vec<u32> {
        let mut renumbered = vec![NONE; self.nodes()];
        let mut kept = 0;
        let mut into = Arcs { first: vec![0], ..Arcs::default() };
        for node in 0..self.nodes() {
            if !keep_node[node] {
                continue;
            }
            for arc in self.into.range(node) {
                let before = renumbered[self.into.node[arc] as usize];
                if keep_arc[arc] && before != NONE {
                    into.node.push(before);
                    into.cost.push(self.into.cost[arc]);
                }
            }
            into.first.push(index(into.node.len()));
            renumbered[node] = index(kept);
            self.group[kept] = self.group[node];
            self.day[kept] = self.day[node];
            self.value[kept] = self.value[node];
            self.start[kept] = self.start[node];
            self.end[kept] = self.end[node];
            kept += 1;
        }
        self.group.truncate(kept);
        self.day.truncate(kept);
        self.value.truncate(kept);
        self.start.truncate(kept);
        self.end.truncate(kept);
        self.into = into;
        self.node_at.fill(NONE);
        for node in 0..kept {
            self.node_at[usize::from(self.group[node]) * self.days + usize::from(self.day[node])] = index(node);
        }
        self.fill_from();
        renumbered
    }
}

/// Narrows an index; instances are far smaller than 2^32 arcs.
#[expect(clippy::cast_possible_truncation, reason = "node and arc counts are bounded by the graph's size limit")]
pub(crate) fn index(at: usize) -> u32 {
    at as u32
}

#[expect(clippy::cast_possible_truncation, reason = "groups and days are bounded by the instance's limits")]
fn index16(at: usize) -> u16 {
    at as u16
}

/// Widens a small count to money arithmetic.
#[expect(clippy::cast_possible_wrap, reason = "counts here are days or shows")]
pub(crate) fn signed(count: usize) -> i64 {
    count as i64
}
