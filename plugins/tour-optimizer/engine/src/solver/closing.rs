//! The last step of a proof: real tours, label by label, under a floor.
//!
//! Invariant: the memory is complete, so every label is a feasible beginning; it is dropped only if another one at
//! the same show earns as much and blocks no more, or if no remembered continuation lifts it above the floor.

use crate::solver::{
    graph::{Graph, index},
    labels::Labels,
    memory::Masks,
    model::NEVER,
};

/// How a closing attempt ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// More nodes are to be visited.
    Running,
    /// Too many labels; nothing is proven.
    GaveUp,
    /// The best tour above the floor, as nodes, or none: proven either way.
    Closed(Option<Vec<usize>>),
}

#[derive(Clone, Copy, Debug)]
struct Label {
    /// Value minus costs, scaled.
    earned: i64,
    /// The same minus prices.
    net: i64,
    memory: u128,
    parent: u32,
    node: u32,
}

/// A closing attempt in progress.
#[derive(Debug)]
pub(crate) struct Closing {
    /// A tour must net more than this.
    floor: i64,
    most_labels: usize,
    done: usize,
    labels: Vec<Label>,
    span: Vec<(u32, u32)>,
    found: Vec<Label>,
    kept: Vec<Label>,
    best: Option<(i64, u32)>,
}

const ROOT: u32 = u32::MAX;
/// More labels than this at one node are not worth comparing.
const MOST_PER_NODE: usize = 4_000;

impl Closing {
    /// Prepares an attempt that gives up beyond `most_labels`.
    pub(crate) fn new(floor: i64, most_labels: usize, nodes: usize) -> Self {
        Self {
            floor,
            most_labels,
            done: 0,
            labels: Vec::new(),
            span: vec![(0, 0); nodes],
            found: Vec::new(),
            kept: Vec::new(),
            best: None,
        }
    }

    /// Visits nodes until about `effort` candidates were looked at.
    pub(crate) fn advance(
        &mut self,
        graph: &Graph,
        net: &[i64],
        after: &Labels,
        masks: &Masks,
        effort: u64,
    ) -> (u64, Outcome) {
        let mut spent = 0;
        while self.done < graph.nodes() && spent < effort {
            let node = self.done;
            spent += self.gather(graph, net, after, masks, node);
            spent += self.settle(node);
            self.finish(graph, masks, node);
            self.done += 1;
            if self.labels.len() > self.most_labels || self.kept.len() > MOST_PER_NODE {
                return (spent, Outcome::GaveUp);
            }
        }
        if self.done < graph.nodes() {
            return (spent, Outcome::Running);
        }
        (spent, Outcome::Closed(self.best.map(|(_, label)| self.trace(label))))
    }

    fn gather(&mut self, graph: &Graph, net: &[i64], after: &Labels, masks: &Masks, node: usize) -> u64 {
        self.found.clear();
        let Some(most) = after.of(node).next().map(|label| after.value[label]) else { return 1 };
        let (set, test, keep) = masks.of(node);
        let needed = self.floor.saturating_sub(most);
        let here = index(node);
        let mut spent = 4;
        let reaches = |label: &Label| {
            let wanted = self.floor.saturating_sub(label.net);
            let mut onward = after.of(node).take_while(|&late| after.value[late] > wanted);
            onward.any(|late| after.memory[late] & label.memory == 0)
        };
        if graph.start[node] < -NEVER {
            let first = Label {
                earned: graph.value[node] - graph.start[node],
                net: net[node] - graph.start[node],
                memory: (masks.at_start & keep) | set,
                parent: ROOT,
                node: here,
            };
            if reaches(&first) {
                self.found.push(first);
            }
        }
        for arc in graph.into.range(node) {
            let (start, count) = self.span[graph.into.node[arc] as usize];
            let cost = graph.into.cost[arc];
            for at in start..start + count {
                let before = self.labels[at as usize];
                spent += 1;
                let total = before.net + net[node] - cost;
                if total <= needed || before.memory & test != 0 {
                    continue;
                }
                let label = Label {
                    earned: before.earned + graph.value[node] - cost,
                    net: total,
                    memory: (before.memory & keep) | set,
                    parent: at,
                    node: here,
                };
                spent += 2;
                if reaches(&label) {
                    self.found.push(label);
                }
            }
        }
        spent
    }

    fn settle(&mut self, node: usize) -> u64 {
        self.found.sort_unstable_by(|a, b| {
            b.earned.cmp(&a.earned).then(a.memory.cmp(&b.memory)).then(a.parent.cmp(&b.parent))
        });
        self.kept.clear();
        for label in &self.found {
            if self.kept.len() > MOST_PER_NODE {
                break;
            }
            if !self.kept.iter().any(|better| better.memory & !label.memory == 0) {
                self.kept.push(*label);
            }
        }
        self.span[node] = (index(self.labels.len()), index(self.kept.len()));
        self.labels.extend_from_slice(&self.kept);
        (self.found.len() * (self.kept.len() / 8 + 8)) as u64
    }

    fn finish(&mut self, graph: &Graph, masks: &Masks, node: usize) {
        if graph.end[node] >= -NEVER {
            return;
        }
        let (start, count) = self.span[node];
        for at in start..start + count {
            let label = self.labels[at as usize];
            let total = label.earned - graph.end[node];
            if label.memory & masks.at_end == 0 && self.best.is_none_or(|(most, _)| total > most) {
                self.best = Some((total, at));
            }
        }
    }

    fn trace(&self, mut label: u32) -> Vec<usize> {
        let mut path = Vec::new();
        while label != ROOT {
            let at = self.labels[label as usize];
            path.push(at.node as usize);
            label = at.parent;
        }
        path.reverse();
        path
    }
}
