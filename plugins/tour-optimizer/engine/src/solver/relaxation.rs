//! One grouping's bound, sharpened piece by piece: prices, then memory, then closing.
//!
//! Invariant: `bound` holds for every tour worth more than the incumbent it was told of; a piece (`tick`) is short
//! and does the same whatever the caller's step sizes are.

use crate::{
    instance::Instance,
    solver::{
        beam::{Beam, Guide, Width},
        cliques,
        closing::{Closing, Outcome, Scene},
        graph::{Graph, NONE},
        labels::{Direction, Labels, Limits, Pass, join},
        memory::{Masks, Memory},
        model::{Allowed, Model, NEVER, SCALE},
        multipliers::Multipliers,
        sweep,
    },
};

/// About how many candidates one piece looks at.
const PIECE: u64 = 400_000;
/// Graphs with more nodes are not worth a closing attempt.
const MOST_CLOSING_NODES: usize = 1_500;
/// Labels per node when an attempt only looks for tours.
const NARROW: usize = 12;
/// Floor when no tour is known.
const NO_FLOOR: i64 = NEVER / 2;

/// What a piece found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Candidates looked at.
    pub(crate) effort: u64,
    /// A path that may be a feasible tour, as (group, day).
    pub(crate) path: Option<Vec<(usize, usize)>>,
    /// A beam's tour.
    pub(crate) tour: Option<Vec<crate::instance::Show>>,
    /// Proven: no tour is worth more than the incumbent (or none exists).
    pub(crate) closed: bool,
}

#[derive(Debug)]
enum Stage {
    Sweep,
    Beam { beam: Beam, resume: Resume },
    Start,
    Forward { pass: Pass },
    Backward { pass: Pass, forward: Labels },
    Closing(Box<Attempt>),
}

/// A closing attempt with the graph, prices and memory it works on.
#[derive(Debug)]
struct Attempt {
    closing: Closing,
    backward: Labels,
    masks: Masks,
    graph: Graph,
    net: Vec<i64>,
}

/// A step of the prices, taken when every use of the present ones is over.
#[derive(Debug)]
struct Pending {
    path: Vec<(usize, usize)>,
    bound: i64,
    target: i64,
}

#[derive(Clone, Copy, Debug)]
enum Resume {
    Sweep,
    Start,
}

/// The bound over one grouping.
#[derive(Debug)]
pub(crate) struct Relaxation {
    pub(crate) model: Model,
    pub(crate) graph: Graph,
    multipliers: Multipliers,
    memory: Option<Memory>,
    masks: Masks,
    net: Vec<i64>,
    onward: Vec<i64>,
    reached: Vec<i64>,
    stage: Stage,
    pending: Option<Pending>,
    sweeps: u32,
    rounds: u32,
    per_node: usize,
    closing_labels: usize,
    /// Effort spent on all but closing, and on closing.
    effort: u64,
    closing_effort: u64,
    /// Scaled bound on every tour worth more than the incumbent.
    pub(crate) bound: i64,
    /// Rounds since the bound last fell noticeably.
    pub(crate) idle_rounds: u32,
}

impl Relaxation {
    /// Prepares the bound of a model.
    pub(crate) fn new(model: Model, allowed: &Allowed) -> Self {
        let graph = Graph::new(&model, allowed);
        let cliques = cliques::cover(&model);
        let multipliers = Multipliers::new(cliques, &model.must, model.groups, model.days);
        Self {
            model,
            graph,
            multipliers,
            memory: None,
            masks: Masks::default(),
            net: Vec::new(),
            onward: Vec::new(),
            reached: Vec::new(),
            stage: Stage::Sweep,
            pending: None,
            sweeps: 0,
            rounds: 0,
            per_node: 20,
            closing_labels: 20_000,
            effort: 0,
            closing_effort: 0,
            bound: i64::MAX,
            idle_rounds: 0,
        }
    }

    /// Returns whether a finer grouping promises more than going on.
    pub(crate) fn is_spent(&self) -> bool {
        !self.model.is_exact() && matches!(self.stage, Stage::Start) && self.rounds >= 16
    }

    /// Does one piece of work; `incumbent` is the best tour's value.
    pub(crate) fn tick(&mut self, instance: &Instance, allowed: &mut Allowed, incumbent: Option<i64>) -> Report {
        // Values are whole minor units, so a better tour is worth at least one more.
        let floor = incumbent.map_or(NO_FLOOR, |value| value * SCALE + SCALE - 1);
        let report = match std::mem::replace(&mut self.stage, Stage::Start) {
            Stage::Sweep => self.sweep(instance, floor),
            Stage::Beam { beam, resume } => self.beam(instance, allowed, beam, resume),
            Stage::Start => self.start_round(floor),
            Stage::Forward { pass } => self.forward(instance, pass, floor),
            Stage::Backward { pass, forward } => self.backward(allowed, pass, forward, floor),
            Stage::Closing(attempt) => return self.closing(attempt),
        };
        self.effort += report.effort;
        report
    }

    fn sweep(&mut self, instance: &Instance, floor: i64) -> Report {
        self.price();
        let best = sweep::onward(&self.graph, &self.net, &mut self.onward);
        let bound = best.saturating_add(self.multipliers.total());
        let mut report = Report { effort: (self.graph.arcs() + self.graph.nodes() * 4) as u64, ..Report::default() };
        if best <= NO_FLOOR || bound <= floor {
            self.bound = self.bound.min(floor);
            report.closed = true;
            return report;
        }
        self.lower(bound);
        let path = self.stops(&sweep::path(&self.graph, &self.net, &self.onward));
        let target = if floor > NO_FLOOR { floor } else { bound - bound.abs() / 20 };
        let beam_due = self.sweeps % 20 == 5 || self.sweeps == 0;
        self.sweeps += 1;
        let last = self.sweeps >= 100;
        self.stage = if last { Stage::Start } else { Stage::Sweep };
        if beam_due {
            let resume = if last { Resume::Start } else { Resume::Sweep };
            let beam = self.new_beam(instance, floor, self.sweeps > 1);
            self.stage = Stage::Beam { beam, resume };
        }
        self.pending = Some(Pending { path: path.clone(), bound, target });
        report.path = Some(path);
        report
    }

    fn price(&mut self) {
        if let Some(Pending { path, bound, target }) = self.pending.take() {
            self.multipliers.update(&path, bound, target);
        }
        self.multipliers.net_values(&self.graph, &mut self.net);
    }

    fn lower(&mut self, bound: i64) {
        if bound < self.bound {
            if self.bound == i64::MAX || self.bound - bound > self.bound.abs() / 2000 {
                self.idle_rounds = 0;
            }
            self.bound = bound;
        }
    }

    fn new_beam(&self, instance: &Instance, floor: i64, wide: bool) -> Beam {
        let width = if wide { Width { per_day: 150, per_show: 8 } } else { Width { per_day: 40, per_show: 4 } };
        let floor = if floor > NO_FLOOR { floor - self.multipliers.total() } else { NO_FLOOR };
        Beam::new(instance.days(), width, floor)
    }

    fn beam(&mut self, instance: &Instance, allowed: &Allowed, mut beam: Beam, resume: Resume) -> Report {
        let guide = Guide { model: &self.model, graph: &self.graph, net: &self.net, onward: &self.onward };
        let mut report = Report::default();
        while report.effort < PIECE {
            let (effort, done) = beam.advance(instance, allowed, guide);
            report.effort += effort;
            if done {
                report.tour = beam.tour();
                self.stage = match resume {
                    Resume::Sweep => Stage::Sweep,
                    Resume::Start => Stage::Start,
                };
                return report;
            }
        }
        self.stage = Stage::Beam { beam, resume };
        report
    }

    fn start_round(&mut self, floor: i64) -> Report {
        let memory = self.memory.get_or_insert_with(|| {
            let mut order: Vec<usize> = (0..self.multipliers.cliques().len()).collect();
            order.sort_by_key(|&at| (std::cmp::Reverse(self.multipliers.weight(at)), at));
            let chosen: Vec<&cliques::Clique> = order.iter().map(|&at| &self.multipliers.cliques()[at]).collect();
            Memory::new(&self.model, &chosen, 5)
        });
        self.masks = memory.masks(&self.graph);
        if self.rounds == 0 {
            self.pending = None;
            self.multipliers.restart();
        }
        self.price();
        let best = sweep::onward(&self.graph, &self.net, &mut self.onward);
        let mut report = Report { effort: (self.graph.arcs() + self.graph.nodes() * 40) as u64, ..Report::default() };
        let floor = self.net_floor(floor);
        if best <= floor {
            report.closed = true;
            return report;
        }
        let limits = Limits { floor, per_node: self.per_node };
        self.stage = Stage::Forward { pass: Pass::new(Direction::Forward, limits, self.graph.nodes()) };
        report
    }

    /// The floor net of all prices.
    fn net_floor(&self, floor: i64) -> i64 {
        if floor > NO_FLOOR { floor - self.multipliers.total() } else { NO_FLOOR }
    }

    fn forward(&mut self, instance: &Instance, mut pass: Pass, floor: i64) -> Report {
        let (effort, done) = pass.advance(&self.graph, &self.net, &self.onward, &self.masks, PIECE);
        let mut report = Report { effort, ..Report::default() };
        if !done {
            self.stage = Stage::Forward { pass };
            return report;
        }
        let labels = pass.finish();
        self.rounds += 1;
        self.idle_rounds += 1;
        let Some((best, nodes)) = labels.best_path(&self.graph, &self.masks) else {
            report.closed = true;
            return report;
        };
        let bound = best + self.multipliers.total();
        self.lower(bound);
        let path = self.stops(&nodes);
        let learned = self.learn(&path);
        // Either nothing is left to learn, or learning alone no longer helps.
        if labels.merged && self.idle_rounds > if learned { 10 } else { 2 } {
            self.idle_rounds = 0;
            self.per_node = (self.per_node + self.per_node / 2).min(400);
        }
        if self.rounds.is_multiple_of(8) {
            labels.best_by_node(&mut self.reached);
            let limits = Limits { floor: self.net_floor(floor), per_node: self.per_node };
            let pass = Pass::new(Direction::Backward, limits, self.graph.nodes());
            self.stage = Stage::Backward { pass, forward: labels };
        } else if self.rounds % 8 == 4 {
            self.stage = Stage::Beam { beam: self.new_beam(instance, floor, true), resume: Resume::Start };
        }
        let target = if floor > NO_FLOOR { floor } else { bound - bound.abs() / 20 };
        self.pending = Some(Pending { path: path.clone(), bound, target });
        report.path = Some(path);
        report
    }

    fn learn(&mut self, path: &[(usize, usize)]) -> bool {
        let cliques = self.multipliers.cliques();
        self.memory.as_mut().is_some_and(|memory| memory.learn(&self.model, cliques, path))
    }

    fn backward(&mut self, allowed: &mut Allowed, mut pass: Pass, forward: Labels, floor: i64) -> Report {
        let (effort, done) = pass.advance(&self.graph, &self.net, &self.reached, &self.masks, PIECE);
        let mut report = Report { effort, ..Report::default() };
        if !done {
            self.stage = Stage::Backward { pass, forward };
            return report;
        }
        let backward = pass.finish();
        let net_floor = self.net_floor(floor);
        let (keep_node, keep_arc) = join(&self.graph, &self.net, &self.masks, (&forward, &backward), net_floor);
        report.effort += (self.graph.arcs() * 4) as u64;
        if self.model.is_exact() {
            self.try_closing(backward, (&keep_node, &keep_arc), net_floor);
        }
        self.prune(allowed, &keep_node, &keep_arc);
        report.closed = self.graph.nodes() == 0;
        report
    }

    /// Starts a closing attempt over what is kept, if a complete memory fits.
    fn try_closing(&mut self, mut backward: Labels, keep: (&[bool], &[bool]), floor: i64) {
        let mut graph = self.graph.clone();
        let renumbered = graph.prune(keep.0, keep.1);
        let mut memory = self.memory.clone().unwrap_or_default();
        // Closing gets as much effort as everything else, so that hopeless attempts cost half the time at most.
        let due = self.closing_effort <= self.effort && graph.nodes() <= MOST_CLOSING_NODES;
        let complete = due && memory.complete(&self.model, self.multipliers.cliques(), &graph);
        backward.renumber(&renumbered, graph.nodes());
        let masks = memory.masks(&graph);
        let net = renumbered.iter().zip(&self.net).filter(|(new, _)| **new != NONE).map(|(_, &net)| net).collect();
        let closing = if complete {
            Closing::new(floor, self.closing_labels, graph.nodes())
        } else {
            Closing::narrow(floor, NARROW.max(self.per_node / 2), graph.nodes())
        };
        self.stage = Stage::Closing(Box::new(Attempt { closing, backward, masks, graph, net }));
    }

    fn prune(&mut self, allowed: &mut Allowed, keep_node: &[bool], keep_arc: &[bool]) {
        for (node, _) in keep_node.iter().enumerate().filter(|(_, keep)| !**keep) {
            let (group, day) = (usize::from(self.graph.group[node]), usize::from(self.graph.day[node]));
            for &venue in &self.model.members[group] {
                allowed.close(venue, day);
            }
        }
        self.graph.prune(keep_node, keep_arc);
    }

    fn closing(&mut self, mut attempt: Box<Attempt>) -> Report {
        let Attempt { closing, backward, masks, graph, net } = &mut *attempt;
        let (effort, outcome) = closing.advance(&self.model, Scene { graph, net, after: backward, masks }, PIECE);
        let mut report = Report { effort: effort * 2, ..Report::default() };
        let proving = !closing.is_narrow();
        *(if proving { &mut self.closing_effort } else { &mut self.effort }) += report.effort;
        match outcome {
            Outcome::Running => self.stage = Stage::Closing(attempt),
            Outcome::Found(nodes) => report.path = nodes.map(|nodes| stops(&attempt.graph, &nodes)),
            Outcome::GaveUp => self.closing_labels = (self.closing_labels * 2).min(2_000_000),
            Outcome::Closed(nodes) => {
                report.closed = true;
                report.path = nodes.map(|nodes| stops(&attempt.graph, &nodes));
            }
        }
        report
    }

    fn stops(&self, nodes: &[usize]) -> Vec<(usize, usize)> {
        stops(&self.graph, nodes)
    }
}

fn stops(graph: &Graph, nodes: &[usize]) -> Vec<(usize, usize)> {
    nodes.iter().map(|&node| (usize::from(graph.group[node]), usize::from(graph.day[node]))).collect()
}
