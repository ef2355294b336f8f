//! Road distance and time between places.
//!
//! Rule: the engine asks a `RoadModel` and never guesses by itself; every leg says where it comes from, and
//! "no road" is an answer, not a large number.

mod estimate;
mod landmass;

use loadin_domain::LatLon;
use serde::{Deserialize, Serialize};

pub use estimate::{Estimate, great_circle_metres};

/// Where a distance comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Source {
    /// Computed from the great circle; the truth is within about 15 % for most pairs.
    Estimate,
    /// An OSRM server.
    Osrm,
    /// A Valhalla server.
    Valhalla,
}

/// A drive from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadLeg {
    /// Length, crossings included.
    pub metres: u32,
    /// Time at the wheel, on ferries and at rest stops.
    pub minutes: u32,
    /// Where the figures come from.
    pub source: Source,
    /// Whether a ferry or shuttle train is part of it; its fare is not in any figure here.
    pub ferry: bool,
}

/// Knows the roads.
pub trait RoadModel {
    /// Returns the drive, or `None` if there is no road.
    fn leg(&self, from: LatLon, to: LatLon) -> Option<RoadLeg>;

    /// Returns all drives between all points; a model that can do better than one by one overrides this.
    fn matrix(&self, points: &[LatLon]) -> Matrix {
        let mut legs = Vec::with_capacity(points.len() * points.len());
        for &from in points {
            legs.extend(points.iter().map(|&to| self.leg(from, to)));
        }
        Matrix::new(points.len(), legs)
    }
}

/// All drives between some points, directed.
#[derive(Clone, Debug)]
pub struct Matrix {
    points: usize,
    legs: Vec<Option<RoadLeg>>,
}

impl Matrix {
    /// Returns the matrix of row-major legs; missing entries count as no road.
    #[must_use]
    pub fn new(points: usize, mut legs: Vec<Option<RoadLeg>>) -> Self {
        legs.resize(points * points, None);
        Self { points, legs }
    }

    /// Returns the drive from one point to another.
    #[must_use]
    pub fn leg(&self, from: usize, to: usize) -> Option<RoadLeg> {
        self.legs[from * self.points + to]
    }

    /// Returns how many points there are.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points
    }
}
