//! The last step of a proof: real tours, label by label, under a floor.
//!
//! Invariant: the memory is complete, so every label is a feasible beginning; it is dropped only if another one at
//! the same show earns as much and blocks no more, or if no remembered continuation lifts it above the floor.

use crate::solver::{
    graph::{Graph, index},
    labels::Labels,
    memory::Masks,
    model::{Model, NEVER},
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
    /// The best tour a narrow attempt came across; nothing is proven.
    Found(Option<Vec<usize>>),
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
    /// Net value with the best remembered continuation.
    rank: i64,
}

impl Label {
    /// Returns the label with its rank if some remembered continuation lifts it above the floor.
    fn ranked(self, after: &Labels, floor: i64) -> Option<Self> {
        let wanted = floor.saturating_sub(self.net);
        let late = after
            .of(self.node as usize)
            .take_while(|&late| after.value[late] > wanted)
            .find(|&late| after.memory[late] & self.memory == 0)?;
        Some(Self { rank: self.net + after.value[late], ..self })
    }
}

/// What an attempt works on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) graph: &'a Graph,
    /// Node → value minus prices.
    pub(crate) net: &'a [i64],
    /// Remembered continuations under the same prices.
    pub(crate) after: &'a Labels,
    pub(crate) masks: &'a Masks,
}

/// A closing attempt in progress.
#[derive(Debug)]
pub(crate) struct Closing {
    /// A tour must net more than this.
    floor: i64,
    most_labels: usize,
    /// The most labels per node of a narrow attempt.
    narrow: Option<usize>,
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
            narrow: None,
            done: 0,
            labels: Vec::new(),
            span: vec![(0, 0); nodes],
            found: Vec::new(),
            kept: Vec::new(),
            best: None,
        }
    }

    /// Prepares an attempt that keeps the most promising labels per node and finds tours without proving anything;
    /// its memory need not be complete.
    pub(crate) fn narrow(floor: i64, per_node: usize, nodes: usize) -> Self {
        Self { narrow: Some(per_node), ..Self::new(floor, usize::MAX, nodes) }
    }

    /// Returns whether the attempt only looks for tours.
    pub(crate) fn is_narrow(&self) -> bool {
        self.narrow.is_some()
    }

    /// Visits nodes until about `effort` candidates were looked at.
    pub(crate) fn advance(&mut self, model: &Model, scene: Scene<'_>, effort: u64) -> (u64, Outcome) {
        let mut spent = 0;
        let nodes = scene.graph.nodes();
        while self.done < nodes && spent < effort {
            let node = self.done;
            spent += self.gather(scene, node);
            spent += match self.narrow {
                Some(most) => self.settle_narrow(model, scene.graph, node, most),
                None => self.settle(node),
            };
            self.finish(scene, node);
            self.done += 1;
            if self.labels.len() > self.most_labels || self.kept.len() > MOST_PER_NODE {
                return (spent, Outcome::GaveUp);
            }
        }
        if self.done < nodes {
            return (spent, Outcome::Running);
        }
        let found = self.best.map(|(_, label)| self.trace(label));
        (spent, if self.narrow.is_some() { Outcome::Found(found) } else { Outcome::Closed(found) })
    }

    fn gather(&mut self, scene: Scene<'_>, node: usize) -> u64 {
        let Scene { graph, net, after, masks } = scene;
        self.found.clear();
        let Some(most) = after.of(node).next().map(|label| after.value[label]) else { return 1 };
        let (set, test, keep) = masks.of(node);
        let needed = self.floor.saturating_sub(most);
        let mut spent = 4;
        let first = Label {
            earned: graph.value[node] - graph.start[node],
            net: net[node] - graph.start[node],
            memory: (masks.at_start & keep) | set,
            parent: ROOT,
            node: index(node),
            rank: NEVER,
        };
        if graph.start[node] < -NEVER {
            self.found.extend(first.ranked(after, self.floor));
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
                    ..first
                };
                spent += 2;
                self.found.extend(label.ranked(after, self.floor));
            }
        }
        spent
    }

    /// Keeps the most promising feasible beginnings.
    fn settle_narrow(&mut self, model: &Model, graph: &Graph, node: usize, most: usize) -> u64 {
        self.found
            .sort_unstable_by(|a, b| b.rank.cmp(&a.rank).then(a.memory.cmp(&b.memory)).then(a.parent.cmp(&b.parent)));
        self.kept.clear();
        let mut spent = self.found.len() as u64 * 4;
        for label in &self.found {
            if self.kept.len() >= most {
                break;
            }
            spent += 16;
            let worse = |better: &Label| better.memory & !label.memory == 0 && better.earned >= label.earned;
            if !self.kept.iter().any(worse) && self.is_feasible(model, graph, label) {
                self.kept.push(*label);
            }
        }
        self.span[node] = (index(self.labels.len()), index(self.kept.len()));
        self.labels.extend_from_slice(&self.kept);
        spent
    }

    fn is_feasible(&self, model: &Model, graph: &Graph, label: &Label) -> bool {
        let stop = |node: u32| (usize::from(graph.group[node as usize]), usize::from(graph.day[node as usize]));
        let (group, day) = stop(label.node);
        let mut parent = label.parent;
        while parent != ROOT {
            let earlier = self.labels[parent as usize];
            let (first, first_day) = stop(earlier.node);
            if day - first_day < model.window(first, group) {
                return false;
            }
            parent = earlier.parent;
        }
        true
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

    fn finish(&mut self, scene: Scene<'_>, node: usize) {
        let Scene { graph, masks, .. } = scene;
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
