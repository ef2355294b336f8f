//! Points on the Earth.
//!
//! Rule: a `LatLon` is always finite and inside -90..=90 and -180..=180; latitude comes first everywhere
//! except in GeoJSON.

use serde::{Deserialize, Serialize};

/// A point in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Point", into = "Point")]
pub struct LatLon {
    lat: f64,
    lon: f64,
}

/// Why two numbers are not a point.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum LatLonError {
    /// The latitude is not a number between -90 and 90.
    #[error("latitude {lat} is outside -90 to 90{}", swapped_hint(*lat, *lon))]
    Latitude {
        /// The latitude given.
        lat: f64,
        /// The longitude given with it.
        lon: f64,
    },
    /// The longitude is not a number between -180 and 180.
    #[error("longitude {lon} is outside -180 to 180")]
    Longitude {
        /// The longitude given.
        lon: f64,
    },
}

fn swapped_hint(lat: f64, lon: f64) -> &'static str {
    if lat.abs() <= 180.0 && lon.abs() <= 90.0 { ": latitude and longitude look swapped" } else { "" }
}

impl LatLon {
    /// Returns the point, if both numbers are in range.
    pub fn new(lat: f64, lon: f64) -> Result<Self, LatLonError> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(LatLonError::Latitude { lat, lon });
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(LatLonError::Longitude { lon });
        }
        Ok(Self { lat, lon })
    }

    /// Returns the latitude in degrees, north positive.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Returns the longitude in degrees, east positive.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }
}

/// The wire form, before it is checked.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "LatLon"))]
struct Point {
    /// Degrees north.
    #[cfg_attr(feature = "schema", schemars(range(min = -90.0, max = 90.0)))]
    lat: f64,
    /// Degrees east.
    #[cfg_attr(feature = "schema", schemars(range(min = -180.0, max = 180.0)))]
    lon: f64,
}

impl From<LatLon> for Point {
    fn from(point: LatLon) -> Self {
        Self { lat: point.lat, lon: point.lon }
    }
}

impl TryFrom<Point> for LatLon {
    type Error = LatLonError;

    fn try_from(point: Point) -> Result<Self, LatLonError> {
        Self::new(point.lat, point.lon)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LatLon {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LatLon".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Point::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::{LatLon, LatLonError};

    #[test]
    fn a_point_outside_the_earth_is_refused() {
        for (lat, lon) in [(90.1, 0.0), (f64::NAN, 0.0), (-91.0, 10.0)] {
            assert!(matches!(LatLon::new(lat, lon), Err(LatLonError::Latitude { .. })));
        }
        for (lat, lon) in [(0.0, 180.5), (0.0, f64::INFINITY)] {
            assert!(matches!(LatLon::new(lat, lon), Err(LatLonError::Longitude { .. })));
        }
    }

    #[test]
    fn swapped_coordinates_are_named() {
        let error = LatLon::new(-118.2, 34.1).unwrap_err();
        assert_eq!(error.to_string(), "latitude -118.2 is outside -90 to 90: latitude and longitude look swapped");
    }

    #[test]
    fn the_wire_form_is_checked_and_closed() {
        let point: LatLon = serde_json::from_str(r#"{"lat":44.5,"lon":-73.2}"#).unwrap();
        assert_eq!(serde_json::to_string(&point).unwrap(), r#"{"lat":44.5,"lon":-73.2}"#);
        assert!(serde_json::from_str::<LatLon>(r#"{"lat":94.5,"lon":-73.2}"#).is_err());
        assert!(serde_json::from_str::<LatLon>(r#"{"lat":4,"lon":3,"alt":1}"#).is_err());
    }
}
