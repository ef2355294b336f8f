//! Best continuation of every show when nothing is remembered.
//!
//! Invariant: `onward[node]` is at least what any allowed tour nets after this show, without the show's own value.

use crate::solver::{graph::Graph, model::NEVER};

/// Fills `onward` from the last day to the first; returns the best net over all paths.
pub(crate) fn onward(graph: &Graph, net: &[i64], onward: &mut Vec<i64>) -> i64 {
    onward.clear();
    onward.resize(graph.nodes(), NEVER);
    let mut best = NEVER;
    for node in (0..graph.nodes()).rev() {
        let arcs = graph.from.range(node);
        let mut most = -graph.end[node];
        for (&next, &cost) in graph.from.node[arcs.clone()].iter().zip(&graph.from.cost[arcs]) {
            let next = next as usize;
            let total = net[next] + onward[next] - cost;
            if total > most {
                most = total;
            }
        }
        onward[node] = most.max(NEVER);
        best = best.max(net[node] - graph.start[node] + most);
    }
    best
}

/// Returns a best path for `onward` as nodes.
pub(crate) fn path(graph: &Graph, net: &[i64], onward: &[i64]) -> Vec<usize> {
    let key = |node: &usize| net[*node] - graph.start[*node] + onward[*node];
    let Some(mut node) = (0..graph.nodes()).rev().max_by_key(key) else {
        return Vec::new();
    };
    let mut path = vec![node];
    while onward[node] > -graph.end[node] {
        let step = graph.from.range(node).find(|&arc| {
            let next = graph.from.node[arc] as usize;
            net[next] + onward[next] - graph.from.cost[arc] == onward[node]
        });
        let Some(arc) = step else { break };
        node = graph.from.node[arc] as usize;
        path.push(node);
    }
    path
}
