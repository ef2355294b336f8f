//! From degrees to a plane and back.
//!
//! A conformal conic (Lambert, two standard parallels) for regions, as Snyder, "Map Projections: A Working Manual", gives it
//! for the sphere (15-1 to 15-5), and Mercator near the equator, where the cone would open to a cylinder, and for views
//! round half of the Earth. Rule: longitudes are counted from the middle and never wrapped here, so that a coast that
//! crosses the antimeridian stays one line.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// Mercator and cones both end here.
const MAX_LAT: f64 = 84.0;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Conic { n: f64, f: f64, rho: f64 },
    Mercator,
}

/// A way from degrees to a plane: x to the east, y to the north, in Earth radii.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    kind: Kind,
    middle_lon: f64,
}

impl Projection {
    /// Returns the projection that bends a region least.
    pub(super) fn over(south: f64, north: f64, middle_lon: f64, lon_span: f64) -> Self {
        let (south, north) = (south.clamp(-MAX_LAT, MAX_LAT), north.clamp(-MAX_LAT, MAX_LAT));
        let middle = f64::midpoint(south, north);
        if lon_span > 120.0 || middle.abs() < 12.0 || south * north < 0.0 {
            return Self { kind: Kind::Mercator, middle_lon };
        }
        // Parallels at a sixth of the way from either end keep the error even (Kavraisky's rule).
        let sixth = (north - south) / 6.0;
        let (one, two) = ((south + sixth).to_radians(), (north - sixth).to_radians());
        let tangent = |lat: f64| (FRAC_PI_4 + lat / 2.0).tan();
        let n = if (two - one).abs() < 1e-6 {
            one.sin()
        } else {
            (one.cos() / two.cos()).ln() / (tangent(two) / tangent(one)).ln()
        };
        let f = one.cos() * tangent(one).powf(n) / n;
        let rho = f / tangent(middle.to_radians()).powf(n);
        Self { kind: Kind::Conic { n, f, rho }, middle_lon }
    }

    /// Returns the longitude counted from the middle, on the turn of the Earth that is nearest to it.
    pub(super) fn near(&self, lon: f64) -> f64 {
        let turns = ((self.middle_lon - lon) / 360.0).round();
        lon + turns * 360.0
    }

    /// Returns where a place is on the plane; its longitude is taken as it is.
    pub(super) fn forward(&self, lat: f64, lon: f64) -> (f64, f64) {
        let lat = lat.clamp(-MAX_LAT, MAX_LAT).to_radians();
        let east = (lon - self.middle_lon).to_radians();
        let tangent = (FRAC_PI_4 + lat / 2.0).tan();
        match self.kind {
            Kind::Mercator => (east, tangent.ln()),
            Kind::Conic { n, f, rho } => {
                let (reach, angle) = (f / tangent.powf(n), n * east);
                (reach * angle.sin(), rho - reach * angle.cos())
            }
        }
    }

    /// Returns the latitude and longitude of a point on the plane.
    pub(super) fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        match self.kind {
            Kind::Mercator => ((2.0 * y.exp().atan() - FRAC_PI_2).to_degrees(), self.middle_lon + x.to_degrees()),
            Kind::Conic { n, f, rho } => {
                let sign = n.signum();
                let reach = sign * x.hypot(rho - y);
                let angle = (sign * x).atan2(sign * (rho - y));
                let lat = 2.0 * (f / reach).powf(1.0 / n).atan() - FRAC_PI_2;
                (lat.to_degrees(), self.middle_lon + (angle / n).to_degrees())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Projection;

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(south in -75.0..70.0_f64, high in 0.5..40.0_f64, lon in -180.0..180.0_f64, up in 0.0..1.0_f64, east in -40.0..40.0_f64) {
            let north = (south + high).min(80.0);
            let projection = Projection::over(south, north, lon, 80.0);
            let lat = south + (north - south) * up;
            let (x, y) = projection.forward(lat, lon + east);
            let (back_lat, back_lon) = projection.inverse(x, y);
            prop_assert!((back_lat - lat).abs() < 1e-6 && (back_lon - lon - east).abs() < 1e-6, "{back_lat} {back_lon}");
        }
    }

    #[test]
    fn it_is_conformal_and_true_to_scale_near_its_parallels() {
        // Scale one along both parallels, and the same in both directions, is what the projection is for.
        let projection = Projection::over(31.0, 47.0, -96.0, 40.0);
        let step = 1e-4_f64;
        for lat in [33.7, 44.3] {
            let (at, east, north) = (
                projection.forward(lat, -90.0),
                projection.forward(lat, -90.0 + step),
                projection.forward(lat + step, -90.0),
            );
            let along = (east.0 - at.0).hypot(east.1 - at.1) / lat.to_radians().cos();
            let up = (north.0 - at.0).hypot(north.1 - at.1);
            assert!(
                (along / up - 1.0).abs() < 1e-4 && (up / step.to_radians() - 1.0).abs() < 2e-3,
                "{lat}: {along} {up}"
            );
        }
    }

    #[test]
    fn the_antimeridian_is_no_edge() {
        let projection = Projection::over(-20.0, -15.0, 179.0, 5.0);
        assert!((projection.near(-179.0) - 181.0).abs() < 1e-9);
        let (west, east) = (projection.forward(-17.0, 178.0).0, projection.forward(-17.0, projection.near(-179.0)).0);
        assert!(east > west && east - west < 0.1);
    }
}
