//! Dots that fall together are one mark with their count.
//!
//! Rule: every dot on the paper is in exactly one cluster, and the same dots make the same clusters.

use loadin_profile::page::Map;

use super::view::View;

/// Dots that fall together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cluster {
    /// Its middle on the paper.
    pub at: (f64, f64),
    /// Which of the map's points are in it.
    pub members: Vec<usize>,
}

/// Returns the clusters of a map's dots: no two of them are nearer to one another than `reach`.
pub(super) fn clusters(map: &Map, view: &View, reach: f64) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (index, point) in map.points.iter().enumerate().filter(|(_, point)| point.number.is_none()) {
        let at = view.at((point.lat, point.lon));
        if view.holds(at) {
            add(&mut clusters, Cluster { at, members: vec![index] }, reach);
        }
    }
    clusters
}

/// Adds a cluster to whichever is too near; the two of them are another one, which may be too near to a third.
fn add(clusters: &mut Vec<Cluster>, mut cluster: Cluster, reach: f64) {
    while let Some(near) = clusters.iter().position(|other| distance(other.at, cluster.at) < reach) {
        cluster = clusters.swap_remove(near).with(cluster);
    }
    clusters.push(cluster);
}

impl Cluster {
    fn with(mut self, mut other: Self) -> Self {
        let (here, there) = (size(&self.members), size(&other.members));
        let mean = |one: f64, two: f64| (one * here + two * there) / (here + there);
        self.at = (mean(self.at.0, other.at.0), mean(self.at.1, other.at.1));
        self.members.append(&mut other.members);
        self
    }
}

fn size(members: &[usize]) -> f64 {
    f64::from(u32::try_from(members.len()).unwrap_or(u32::MAX))
}

fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::{Map, Point};
    use proptest::prelude::*;

    use super::clusters;
    use crate::map::view::View;

    proptest! {
        #[test]
        fn every_dot_is_in_one_cluster_and_clusters_keep_apart(places in prop::collection::vec((45.0..55.0_f64, 0.0..15.0_f64), 1..200)) {
            let view = View::over(&places, 800.0).unwrap();
            let map = Map::new("m", "s").points(places.iter().map(|(lat, lon)| Point::dot("x", *lat, *lon)));
            let found = clusters(&map, &view, 60.0);
            let mut members: Vec<usize> = found.iter().flat_map(|cluster| cluster.members.clone()).collect();
            members.sort_unstable();
            prop_assert_eq!(members, (0..places.len()).collect::<Vec<_>>());
            for (index, one) in found.iter().enumerate() {
                prop_assert!(found[..index].iter().all(|other| super::distance(one.at, other.at) >= 60.0));
            }
            prop_assert_eq!(clusters(&map, &view, 60.0), found);
        }
    }
}
