//! Distances on the globe.

/// The mean radius of the Earth.
pub(crate) const EARTH_KM: f64 = 6371.0088;
/// No two points are further apart.
pub(crate) const HALF_WAY_ROUND_KM: f64 = EARTH_KM * std::f64::consts::PI;

/// Returns the great-circle distance between two points in degrees; NaN if a coordinate is not finite.
pub fn haversine_km(from_lat: f64, from_lon: f64, to_lat: f64, to_lon: f64) -> f64 {
    let half_lat = (to_lat - from_lat).to_radians() / 2.0;
    let half_lon = (to_lon - from_lon).to_radians() / 2.0;
    let across = from_lat.to_radians().cos() * to_lat.to_radians().cos();
    let chord = half_lat.sin().powi(2) + across * half_lon.sin().powi(2);
    // Rounding may push antipodes just above 1, where asin has no value; clamp keeps NaN.
    2.0 * EARTH_KM * chord.sqrt().clamp(0.0, 1.0).asin()
}

/// Says whether a point is on the globe at all.
pub(crate) fn is_on_globe(lat: f64, lon: f64) -> bool {
    (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)
}
