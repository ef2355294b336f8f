//! What callers get to see of a place.

use serde::{Deserialize, Serialize};

/// A city, town or district; in JSON a flat object with these names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The GeoNames id.
    pub id: u32,
    /// The name as GeoNames writes it: English for famous cities, local for all others.
    pub name: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// The state, province or other first division, where there is one.
    pub region: Option<String>,
    /// Its usual short code ("VT", "ON", "NSW"), where it has one.
    pub region_code: Option<String>,
    /// Degrees north, rounded to a thousandth (about 100 m).
    pub lat: f64,
    /// Degrees east, rounded to a thousandth.
    pub lon: f64,
    /// People, as GeoNames has them; 0 where it does not know.
    pub population: u32,
    /// False for a district whose people are part of a bigger place's figure already.
    pub counted: bool,
    /// IANA time zone.
    pub zone: String,
}

impl Place {
    /// Returns "Burlington, Vermont, US": the name with what tells it from its namesakes.
    pub fn label(&self) -> String {
        match &self.region {
            Some(region) => format!("{}, {region}, {}", self.name, self.country),
            None => format!("{}, {}", self.name, self.country),
        }
    }
}
