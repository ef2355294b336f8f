//! Cities and towns of the world with people, coordinates and time zones, found by name or by distance, without a network.
//!
//! Invariant: pure values. The data are embedded, decoded once and never change; no input, however odd, makes a function
//! panic. What a name finds and how a tie is settled is written down in `docs/reference/places.md`; change both together.

mod countries;
mod data;
mod fold;
mod gazetteer;
mod geometry;
mod grid;
mod keys;
mod near;
mod place;
mod qualifier;
mod reading;
mod resolve;
mod search;
mod trigrams;

pub use data::{DataError, EMBEDDED, Header};
pub use fold::fold;
pub use gazetteer::Gazetteer;
pub use geometry::haversine_km;
pub use near::Near;
pub use place::Place;
pub use resolve::Resolution;
pub use search::{Match, Quality, Query};

/// The line that has to be shown wherever these data are.
pub const ATTRIBUTION: &str = "Place data: GeoNames (geonames.org), CC BY 4.0";
