//! The world's towns, which the host keeps so that ten plugins need not carry ten copies.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::backend;
use crate::Error;

/// A town.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// GeoNames id.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of the country.
    pub country: String,
    /// First-level division, such as `Vermont`.
    #[serde(default)]
    pub region: Option<String>,
    /// Code of that division, such as `VT`.
    #[serde(default)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The town.
    #[serde(flatten)]
    pub place: Place,
    /// How well its name fits.
    pub quality: Quality,
}

/// A town near a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The town.
    #[serde(flatten)]
    pub place: Place,
    /// Great-circle distance in kilometres.
    pub km: f64,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// Finds towns by name, best first; `text` may carry a qualifier, as in "Burlington, VT".
///
/// # Errors
///
/// What the host says; [`Error::Invalid`] for a name of more than 200 bytes.
pub fn search(text: &str, country: Option<&str>, limit: u32) -> Result<Vec<Match>, Error> {
    read(backend::places_search(text, country, limit)?)
}

/// Returns what a name means.
///
/// # Errors
///
/// As [`search`].
pub fn resolve(text: &str, country: Option<&str>) -> Result<Resolution, Error> {
    read(backend::places_resolve(text, country)?)
}

/// Lists towns within `km` (at most 500) of a point, nearest first.
///
/// # Errors
///
/// What the host says; [`Error::Invalid`] for a point that is not on Earth.
pub fn nearby(lat: f64, lon: f64, km: f64, limit: u32) -> Result<Vec<Near>, Error> {
    read(backend::places_nearby(lat, lon, km, limit)?)
}

fn read<T: DeserializeOwned>(text: String) -> Result<T, Error> {
    serde_json::from_str(&text).map_err(|error| Error::Internal(format!("the host's places cannot be read: {error}")))
}
