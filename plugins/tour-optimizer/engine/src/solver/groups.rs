//! Which venues the bound treats as one.
//!
//! Invariant: every venue with a possible show is in exactly one group; must-plays and fixed shows stay alone.
//! Only venues that exclude each other and lie close together are grouped, so that little is lost.

use crate::{instance::Instance, solver::model::Allowed};

/// Pairs of venues that may share a group, nearest first.
#[derive(Debug)]
pub(crate) struct Neighbours {
    pairs: Vec<(i64, u16, u16)>,
    playable: Vec<usize>,
}

impl Neighbours {
    /// Finds the pairs among venues that still have a possible show.
    pub(crate) fn new(instance: &Instance, allowed: &Allowed) -> Self {
        let open = |&venue: &usize| (0..instance.days()).any(|day| allowed.is_open(venue, day));
        let playable: Vec<usize> = (0..instance.venues()).filter(open).collect();
        let alone = |venue: usize| {
            instance.must().binary_search(&venue).is_ok() || instance.fixed().iter().any(|fixed| fixed.0 == venue)
        };
        let mut pairs = Vec::new();
        for (at, &u) in playable.iter().enumerate() {
            for &v in &playable[at + 1..] {
                if !alone(u) && !alone(v) {
                    pairs.extend(apart(instance, u, v).map(|cost| (cost, narrow(u), narrow(v))));
                }
            }
        }
        pairs.sort_unstable();
        Self { pairs, playable }
    }

    /// Groups venues, nearest first, until no more than `most` groups are left or no pair fits.
    pub(crate) fn grouped(&self, instance: &Instance, most: usize) -> Vec<Vec<usize>> {
        let mut group_of = vec![usize::MAX; instance.venues()];
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &venue in &self.playable {
            group_of[venue] = groups.len();
            groups.push(vec![venue]);
        }
        let mut left = groups.len();
        for &(_, u, v) in &self.pairs {
            if left <= most {
                break;
            }
            let (a, b) = (group_of[usize::from(u)], group_of[usize::from(v)]);
            if a == b || groups[a].len() + groups[b].len() > 64 {
                continue;
            }
            let all_fit = groups[a].iter().all(|&x| groups[b].iter().all(|&y| apart(instance, x, y).is_some()));
            if all_fit {
                let moved = std::mem::take(&mut groups[b]);
                for &venue in &moved {
                    group_of[venue] = a;
                }
                groups[a].extend(moved);
                left -= 1;
            }
        }
        groups.retain(|group| !group.is_empty());
        groups
    }

    /// Returns the finest grouping whose graph has about `most_arcs` arcs at most; no grouping if `exact_arcs` suffice.
    pub(crate) fn for_arcs(
        &self,
        instance: &Instance,
        allowed: &Allowed,
        most_arcs: usize,
        exact_arcs: usize,
    ) -> Vec<Vec<usize>> {
        let mut finest = self.grouped(instance, self.playable.len());
        if arcs(instance, allowed, &finest) <= most_arcs.max(exact_arcs) {
            return finest;
        }
        let (mut low, mut high) = (1, self.playable.len());
        while high - low > high / 16 + 1 {
            let middle = low.midpoint(high);
            let groups = self.grouped(instance, middle);
            if arcs(instance, allowed, &groups) <= most_arcs || groups.len() > middle {
                low = middle;
                finest = groups;
            } else {
                high = middle;
            }
        }
        if finest.len() > low { self.grouped(instance, low) } else { finest }
    }
}

/// How far apart two venues are, as cost, or `None` if they must not share a group.
fn apart(instance: &Instance, u: usize, v: usize) -> Option<i64> {
    let (there, back) = (instance.leg(u, v), instance.leg(v, u));
    let excluded = instance.window(u, v).min(instance.window(v, u)) > instance.max_gap_days();
    (there.min_days == 1 && back.min_days == 1 && excluded).then(|| there.cost.max(back.cost))
}

#[expect(clippy::cast_possible_truncation, reason = "venue counts are bounded by MAX_VENUES")]
fn narrow(venue: usize) -> u16 {
    venue as u16
}

/// Counts the steps between open groups, at most.
fn arcs(instance: &Instance, allowed: &Allowed, groups: &[Vec<usize>]) -> usize {
    let open =
        |day: usize| groups.iter().filter(|group| group.iter().any(|&venue| allowed.is_open(venue, day))).count();
    let nodes: Vec<usize> = (0..instance.days()).map(open).collect();
    let before = |day: usize| nodes[day.saturating_sub(instance.max_gap_days())..day].iter().sum::<usize>();
    nodes.iter().enumerate().map(|(day, &nodes)| nodes * before(day)).sum()
}
