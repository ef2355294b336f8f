//! Questions that took too long, kept as what they have in common: fields, operators, order, reach.
//!
//! Rules: a value of a filter never comes in here; a question is told by the names that a manifest declares. It is kept in
//! memory, so much of it and no more, and is forgotten with the process.

mod shape;

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use loadin_types::{PluginId, Timestamp};

pub(super) use shape::{Question, note};

/// From how many milliseconds on a question is slow, unless it is set otherwise.
pub const USUAL_SLOW_MS: u64 = 100;

/// How many shapes are kept; the one that was seen longest ago goes first.
const MOST_SHAPES: usize = 200;

/// Of how many of the latest times the median is taken.
const LATEST: usize = 64;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// A page of documents.
    Find,
    /// How many there are.
    Count,
    /// Something about groups of them.
    Aggregate,
}

impl Asked {
    /// Returns its name: `find`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Count => "count",
            Self::Aggregate => "aggregate",
        }
    }
}

/// How the database goes about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// An index leads to the documents.
    Index,
    /// An index leads to them, and they are sorted afterwards.
    Sorted,
    /// An index gives their order; which of them fit is seen one by one.
    Order,
    /// Every document of the space, or more, is looked at.
    Walk,
    /// It could not be found out.
    Unknown,
}

impl Served {
    /// Returns its name: `index`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Sorted => "sorted",
            Self::Order => "order",
            Self::Walk => "walk",
            Self::Unknown => "unknown",
        }
    }
}

/// What would make a question faster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// An index over these fields, in this order.
    Index(Vec<String>),
    /// A declared aggregate.
    Aggregate {
        /// What is grouped by.
        by: Vec<String>,
        /// What is told of each group.
        measures: Vec<String>,
    },
    /// `not` and `exists` lead nowhere, and `or` only when each of its parts has an index.
    Narrow,
    /// What is declared serves it: it asks for much, or the machine is slow.
    Less,
    /// What would serve it is declared and still being made.
    Wait,
}

/// What slow questions have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SlowShape {
    /// Whose collection.
    pub plugin: PluginId,
    /// The collection.
    pub collection: String,
    /// What was asked.
    pub asked: Asked,
    /// Of which documents: `mine`, `visible` or `deleted`.
    pub reach: &'static str,
    /// The filter with `?` for each value: `city = ? and rank < ?`; empty without one.
    pub filter: String,
    /// What is sorted by: `-rank`.
    pub order: Vec<String>,
    /// What is grouped by.
    pub by: Vec<String>,
    /// What is told of each group: `sum(fee)`.
    pub measures: Vec<String>,
}

impl Remedy {
    /// Returns what a manifest says for it: `indexes = [["city", "rank"]]`; `None` where no declaration helps.
    #[must_use]
    pub fn declaration(&self) -> Option<String> {
        let list = |names: &[String]| {
            let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            format!("[{}]", quoted.join(", "))
        };
        match self {
            Self::Index(fields) => Some(format!("indexes = [{}]", list(fields))),
            Self::Aggregate { by, measures } => {
                Some(format!("aggregates = [{{ by = {}, measures = {} }}]", list(by), list(measures)))
            }
            Self::Narrow | Self::Less | Self::Wait => None,
        }
    }

    /// Returns its name: `index`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Index(_) => "index",
            Self::Aggregate { .. } => "aggregate",
            Self::Narrow => "narrow",
            Self::Less => "less",
            Self::Wait => "wait",
        }
    }
}

impl fmt::Display for SlowShape {
    /// Writes `find of mine where city = ? sorted by -rank`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.asked.name())?;
        if !self.measures.is_empty() {
            write!(f, " {}", self.measures.join(", "))?;
        }
        write!(f, " of {}", self.reach)?;
        if !self.filter.is_empty() {
            write!(f, " where {}", self.filter)?;
        }
        if !self.by.is_empty() {
            write!(f, " grouped by {}", self.by.join(", "))?;
        }
        if !self.order.is_empty() {
            write!(f, " sorted by {}", self.order.join(", "))?;
        }
        Ok(())
    }
}

/// Questions of one shape that took too long.
#[derive(Debug, Clone)]
pub struct SlowQuestion {
    /// What they have in common.
    pub shape: SlowShape,
    /// How many there were.
    pub count: u64,
    /// The longest that one took, in microseconds.
    pub worst_us: u64,
    /// The median of the latest, in microseconds.
    pub median_us: u64,
    /// When the last one was asked.
    pub last_seen: Timestamp,
    /// How the database went about the first of them.
    pub served: Served,
    /// What would make them faster.
    pub remedy: Remedy,
}

/// The slow questions of this process.
#[derive(Debug)]
pub(crate) struct SlowLog {
    threshold_ms: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    shapes: HashMap<SlowShape, Times>,
    /// Counts the questions, so that the shape that was seen longest ago is known.
    turn: u64,
}

#[derive(Debug)]
struct Times {
    count: u64,
    worst_us: u64,
    latest_us: VecDeque<u64>,
    last_seen: Timestamp,
    turn: u64,
    served: Served,
    remedy: Remedy,
}

impl Default for SlowLog {
    fn default() -> Self {
        Self { threshold_ms: AtomicU64::new(USUAL_SLOW_MS), kept: Mutex::default() }
    }
}

impl SlowLog {
    pub(crate) fn set_threshold_ms(&self, ms: u64) {
        self.threshold_ms.store(ms, Ordering::Relaxed);
    }

    pub(crate) fn threshold_ms(&self) -> u64 {
        self.threshold_ms.load(Ordering::Relaxed)
    }

    pub(super) fn is_slow(&self, took: Duration) -> bool {
        took >= Duration::from_millis(self.threshold_ms())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a question whose shape is known already. Returns false for a new one.
    fn again(&self, shape: &SlowShape, took: Duration, now: Timestamp) -> bool {
        let mut kept = self.kept();
        kept.turn += 1;
        let turn = kept.turn;
        let Some(times) = kept.shapes.get_mut(shape) else { return false };
        times.add(took, now, turn);
        true
    }

    /// Takes note of the first question of a shape.
    fn first(&self, shape: SlowShape, took: Duration, now: Timestamp, (served, remedy): (Served, Remedy)) {
        let mut kept = self.kept();
        if kept.shapes.len() >= MOST_SHAPES && !kept.shapes.contains_key(&shape) {
            let oldest = kept.shapes.iter().min_by_key(|(_, times)| times.turn).map(|(shape, _)| shape.clone());
            if let Some(oldest) = oldest {
                kept.shapes.remove(&oldest);
            }
        }
        kept.turn += 1;
        let turn = kept.turn;
        let new = || Times { count: 0, worst_us: 0, latest_us: VecDeque::new(), last_seen: now, turn, served, remedy };
        kept.shapes.entry(shape).or_insert_with(new).add(took, now, turn);
    }

    /// Returns them, the one first that took most time in all.
    pub(crate) fn questions(&self) -> Vec<SlowQuestion> {
        let kept = self.kept();
        let mut all: Vec<SlowQuestion> = kept.shapes.iter().map(|(shape, times)| times.told(shape)).collect();
        drop(kept);
        all.sort_by_cached_key(|slow| {
            let (plugin, collection) = (slow.shape.plugin.to_string(), slow.shape.collection.clone());
            (u64::MAX - slow.count.saturating_mul(slow.median_us), plugin, collection, slow.shape.filter.clone())
        });
        all
    }
}

impl Times {
    fn add(&mut self, took: Duration, now: Timestamp, turn: u64) {
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.count += 1;
        self.worst_us = self.worst_us.max(took_us);
        self.last_seen = now;
        self.turn = turn;
        self.latest_us.push_back(took_us);
        if self.latest_us.len() > LATEST {
            self.latest_us.pop_front();
        }
    }

    fn told(&self, shape: &SlowShape) -> SlowQuestion {
        let mut sorted: Vec<u64> = self.latest_us.iter().copied().collect();
        sorted.sort_unstable();
        SlowQuestion {
            shape: shape.clone(),
            count: self.count,
            worst_us: self.worst_us,
            median_us: sorted.get(sorted.len() / 2).copied().unwrap_or_default(),
            last_seen: self.last_seen,
            served: self.served,
            remedy: self.remedy.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use loadin_types::Timestamp;

    use super::{Asked, MOST_SHAPES, Remedy, Served, SlowLog, SlowShape};

    fn shape(filter: String) -> SlowShape {
        SlowShape {
            plugin: "org.example.book".to_owned().try_into().unwrap(),
            collection: "holds".to_owned(),
            asked: Asked::Find,
            reach: "mine",
            filter,
            order: vec![],
            by: vec![],
            measures: vec![],
        }
    }

    #[test]
    fn the_shape_that_was_seen_longest_ago_makes_room() {
        let (log, now) = (SlowLog::default(), Timestamp::from_millis(1));
        let took = Duration::from_millis(200);
        for number in 0..MOST_SHAPES {
            log.first(shape(format!("f{number} = ?")), took, now, (Served::Walk, Remedy::Less));
        }
        assert!(log.again(&shape("f0 = ?".to_owned()), took, now));
        log.first(shape("new = ?".to_owned()), took, now, (Served::Walk, Remedy::Less));
        let kept: Vec<String> = log.questions().into_iter().map(|slow| slow.shape.filter).collect();
        assert_eq!(kept.len(), MOST_SHAPES);
        assert!(kept.contains(&"f0 = ?".to_owned()) && kept.contains(&"new = ?".to_owned()));
        assert!(!kept.contains(&"f1 = ?".to_owned()), "it was the one seen longest ago");
    }

    #[test]
    fn the_median_is_that_of_the_latest_and_the_worst_that_of_all() {
        let log = SlowLog::default();
        let one = shape(String::new());
        log.first(one.clone(), Duration::from_secs(9), Timestamp::from_millis(1), (Served::Index, Remedy::Less));
        for ms in 0..64 {
            assert!(log.again(&one, Duration::from_millis(200 + ms), Timestamp::from_millis(ms)));
        }
        let told = log.questions().pop().unwrap();
        assert_eq!((told.count, told.worst_us, told.median_us), (65, 9_000_000, 232_000));
        assert_eq!(told.last_seen, Timestamp::from_millis(63));
    }
}
