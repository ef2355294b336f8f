//! Which venues the bound treats as one.
//!
//! Invariant: every venue with a possible show is in exactly one group; must-plays and fixed shows stay alone.
//! Venues that exclude each other and lie close together are grouped first, so that little is lost; where these do
//! not suffice, any venues are, the ones that earn least first.

use crate::{instance::Instance, solver::model::Allowed};

/// Pairs of venues that may share a group, first to be grouped first.
#[derive(Debug)]
pub(crate) struct Neighbours {
    pairs: Vec<(i64, u16, u16)>,
    playable: Vec<usize>,
    close_only: bool,
}

impl Neighbours {
    /// Finds the pairs among venues that still have a possible show; all pairs, or only close ones.
    pub(crate) fn new(instance: &Instance, allowed: &Allowed, close_only: bool) -> Self {
        let open = |&venue: &usize| (0..instance.days()).any(|day| allowed.is_open(venue, day));
        let playable: Vec<usize> = (0..instance.venues()).filter(open).collect();
        let mut alone = vec![false; instance.venues()];
        let fixed = instance.fixed().iter().map(|fixed| fixed.0);
        instance.must().iter().copied().chain(fixed).for_each(|venue| alone[venue] = true);
        let peak = |venue: usize| (0..instance.days()).filter_map(|day| instance.value(venue, day)).max().unwrap_or(0);
        let peaks: Vec<i64> = playable.iter().map(|&venue| peak(venue)).collect();
        let mut pairs = Vec::new();
        for (at, &u) in playable.iter().enumerate() {
            for (&v, &peak) in playable[at + 1..].iter().zip(&peaks[at + 1..]) {
                if alone[u] || alone[v] {
                    continue;
                }
                let close = apart(instance, u, v);
                let far = || instance.leg(u, v).cost.max(instance.leg(v, u).cost) + peaks[at].max(peak);
                // Venues that earn most stay alone longest: theirs are the prices that matter.
                let key = if close_only { close.map(|cost| cost + peaks[at].max(peak) / 4) } else { Some(far()) };
                pairs.extend(key.map(|key| (key, narrow(u), narrow(v))));
            }
        }
        pairs.sort_unstable();
        Self { pairs, playable, close_only }
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
            let all_fit = !self.close_only
                || groups[a].iter().all(|&x| groups[b].iter().all(|&y| apart(instance, x, y).is_some()));
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
        let groups = if finest.len() > low { self.grouped(instance, low) } else { finest };
        if self.close_only && arcs(instance, allowed, &groups) > most_arcs {
            return Self::new(instance, allowed, false).for_arcs(instance, allowed, most_arcs, exact_arcs);
        }
        groups
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
