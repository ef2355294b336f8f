//! Towns, as plugins get to see them over the contract's `places` interface.
//!
//! Rule: these structs *are* the JSON of that interface; a field may be added, never renamed or removed, while a
//! contract version that has it is served.

use serde::Serialize;

/// A town.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// GeoNames id.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country: String,
    /// First-level division, such as `Vermont`.
    pub region: Option<String>,
    /// Code of that division, such as `VT`.
    pub region_code: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Inhabitants.
    pub population: u32,
    /// IANA time zone.
    pub zone: String,
}

/// How well a name fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The name itself.
    Exact,
    /// The name begins so.
    Prefix,
    /// Nearly the name.
    Fuzzy,
}

/// A town that a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// The town.
    #[serde(flatten)]
    pub place: Place,
    /// How well its name fits.
    pub quality: Quality,
}

/// A town near a point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Near {
    /// The town.
    #[serde(flatten)]
    pub place: Place,
    /// Great-circle distance in kilometres.
    pub km: f64,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Resolution {
    /// This town.
    Found {
        /// The town.
        place: Place,
    },
    /// One of several towns; the caller must say which.
    Ambiguous {
        /// The towns, largest first.
        places: Vec<Place>,
    },
    /// No town of that name.
    Unknown {
        /// Towns with a similar name.
        suggestions: Vec<Place>,
    },
}
