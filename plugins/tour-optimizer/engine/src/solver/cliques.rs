//! Sets of groups of which at most one may play within a number of days.
//!
//! Invariant: every two members of a clique are at least `length` days apart in any tour, in either order; every
//! pair's mutual window is covered by some clique, and every group that plays at most once or rarely by its own.

use crate::solver::model::Model;

/// Groups of which at most one plays in any `length` consecutive days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clique {
    /// The groups, ascending.
    pub(crate) groups: Vec<usize>,
    /// The days.
    pub(crate) length: usize,
}

/// Returns cliques that cover every pair's mutual window, and every group alone where no clique does.
pub(crate) fn cover(model: &Model) -> Vec<Clique> {
    let n = model.groups;
    let own: Vec<usize> = (0..n).map(|group| model.window(group, group).min(model.days)).collect();
    // A group that may itself play again sooner limits every clique it is in.
    let mutual: Vec<usize> = (0..n * n)
        .map(|at| model.window(at / n, at % n).min(model.window(at % n, at / n)).min(own[at / n]).min(own[at % n]))
        .collect();
    let mut covered = vec![0_usize; n * n];
    let mut pairs: Vec<(usize, usize)> =
        (0..n).flat_map(|u| (u + 1..n).map(move |v| (u, v))).filter(|&(u, v)| mutual[u * n + v] > 1).collect();
    pairs.sort_by_key(|&(u, v)| (std::cmp::Reverse(mutual[u * n + v]), u, v));
    let mut cliques = Vec::new();
    for (u, v) in pairs {
        let length = mutual[u * n + v];
        if covered[u * n + v] >= length {
            continue;
        }
        let groups = grow(n, &mutual, &covered, (u, v));
        for &a in &groups {
            for &b in &groups {
                covered[a * n + b] = covered[a * n + b].max(length);
            }
        }
        cliques.push(Clique { groups, length });
    }
    for group in 0..n {
        if own[group] > 1 && covered[group * n + group] < own[group] {
            cliques.push(Clique { groups: vec![group], length: own[group] });
        }
    }
    cliques
}

/// Grows a pair to a maximal clique, preferring groups that cover the most pairs not yet covered.
fn grow(n: usize, mutual: &[usize], covered: &[usize], pair: (usize, usize)) -> Vec<usize> {
    let length = mutual[pair.0 * n + pair.1];
    let fits = |a: usize, b: usize| mutual[a * n + b] >= length;
    let mut groups = vec![pair.0, pair.1];
    let mut pool: Vec<(usize, usize)> = (0..n)
        .filter(|&w| w != pair.0 && w != pair.1 && fits(w, pair.0) && fits(w, pair.1))
        .map(|w| {
            let gain = groups.iter().filter(|&&member| covered[w * n + member] < length).count();
            (w, gain)
        })
        .collect();
    while let Some(&(next, _)) = pool.iter().max_by_key(|&&(w, gain)| (gain, std::cmp::Reverse(w))) {
        groups.push(next);
        pool.retain(|&(w, _)| w != next && fits(w, next));
        for (w, gain) in &mut pool {
            *gain += usize::from(covered[*w * n + next] < length);
        }
    }
    groups.sort_unstable();
    groups
}
