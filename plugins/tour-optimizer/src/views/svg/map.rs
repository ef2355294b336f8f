//! From degrees to the paper: a flat map of a small part of the Earth, and marks that do not cover one another.
//!
//! Rule: deterministic; a mark that had to move keeps its true place, so that a line can lead there.

use std::f64::consts::TAU;

use loadin_domain::LatLon;

/// Kilometres of one degree of latitude.
const KM_PER_DEGREE: f64 = 111.195;
/// A map shows at least this much, so that a tour of one town is not a map of one street.
const LEAST_KM: f64 = 20.0;

/// An equirectangular map, true to scale at its middle latitude.
pub(super) struct Map {
    /// Degrees in the middle.
    middle: (f64, f64),
    /// Paper position of the middle.
    centre: (f64, f64),
    pixels_per_km: f64,
    shrink: f64,
}

impl Map {
    /// Returns the map of the points on a piece of paper.
    pub(super) fn over(points: &[LatLon], corner: (f64, f64), size: (f64, f64)) -> Self {
        let first_lon = points.first().map_or(0.0, |point| point.lon());
        let lats: Vec<f64> = points.iter().map(|point| point.lat()).collect();
        let lons: Vec<f64> = points.iter().map(|point| near(point.lon(), first_lon)).collect();
        let (south, north) = span(&lats);
        let (west, east) = span(&lons);
        let middle = (f64::midpoint(south, north), f64::midpoint(west, east));
        let shrink = middle.0.to_radians().cos().max(0.05);
        let wide_km = ((east - west) * KM_PER_DEGREE * shrink).max(LEAST_KM);
        let high_km = ((north - south) * KM_PER_DEGREE).max(LEAST_KM);
        Self {
            middle,
            centre: (corner.0 + size.0 / 2.0, corner.1 + size.1 / 2.0),
            pixels_per_km: (size.0 / wide_km).min(size.1 / high_km),
            shrink,
        }
    }

    /// Returns where a point is on the paper.
    pub(super) fn at(&self, point: LatLon) -> (f64, f64) {
        let east_km = (near(point.lon(), self.middle.1) - self.middle.1) * KM_PER_DEGREE * self.shrink;
        let north_km = (point.lat() - self.middle.0) * KM_PER_DEGREE;
        (self.centre.0 + east_km * self.pixels_per_km, self.centre.1 - north_km * self.pixels_per_km)
    }

    /// Returns how long a distance is on the paper.
    pub(super) fn pixels(&self, km: u32) -> f64 {
        f64::from(km) * self.pixels_per_km
    }

    /// Returns the largest of 1, 2, 5, 10, 20, 50 … km that is at most so long.
    pub(super) fn round_km(&self, pixels: f64) -> u32 {
        let steps = (0..5).flat_map(|power| [1, 2, 5].map(|step| step * 10_u32.pow(power)));
        steps.take_while(|&km| self.pixels(km) <= pixels).last().unwrap_or(1)
    }
}

/// Returns the longitude on the turn of the Earth that is nearest to another.
fn near(lon: f64, other: f64) -> f64 {
    let turns = ((other - lon) / 360.0).round();
    lon + turns * 360.0
}

fn span(values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (least, most)
}

/// A mark: where it belongs and where it is shown.
pub(super) struct Mark {
    /// The true place.
    pub place: (f64, f64),
    /// Where it is drawn.
    pub shown: (f64, f64),
}

impl Mark {
    /// Returns a mark at its true place.
    pub(super) fn at(place: (f64, f64)) -> Self {
        Self { place, shown: place }
    }

    /// Returns whether it is drawn visibly elsewhere.
    pub(super) fn has_moved(&self) -> bool {
        distance(self.place, self.shown) > 6.0
    }
}

fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

/// Moves marks apart until none is nearer to another than `apart`: each goes, in its turn, to the free place nearest to its own.
pub(super) fn spread(marks: &mut [Mark], apart: f64, low: (f64, f64), high: (f64, f64)) {
    for index in 0..marks.len() {
        let (placed, rest) = marks.split_at_mut(index);
        let Some(mark) = rest.first_mut() else { continue };
        let is_free = |at: (f64, f64)| {
            (low.0..=high.0).contains(&at.0)
                && (low.1..=high.1).contains(&at.1)
                && placed.iter().all(|other| distance(other.shown, at) >= apart)
        };
        if let Some(free) = spiral(mark.place, apart).find(|&at| is_free(at)) {
            mark.shown = free;
        }
    }
}

/// Places round a point, nearest first: 16 on each ring, rings a quarter of a mark apart.
fn spiral(middle: (f64, f64), apart: f64) -> impl Iterator<Item = (f64, f64)> {
    let rings = (1..200_u32).flat_map(move |ring| {
        (0..16_u32).map(move |step| {
            let (reach, angle) = (f64::from(ring) * apart / 4.0, TAU * f64::from(step) / 16.0);
            (middle.0 + reach * angle.cos(), middle.1 + reach * angle.sin())
        })
    });
    std::iter::once(middle).chain(rings)
}

#[cfg(test)]
mod tests {
    use loadin_domain::LatLon;

    use super::{Map, Mark, distance, spread};

    #[test]
    fn marks_at_one_place_end_up_beside_one_another() {
        let mut marks: Vec<Mark> = (0..60).map(|_| Mark::at((100.0, 100.0))).collect();
        spread(&mut marks, 24.0, (0.0, 0.0), (960.0, 560.0));
        for (index, one) in marks.iter().enumerate() {
            assert!(marks[..index].iter().all(|other| distance(one.shown, other.shown) >= 24.0));
        }
        assert!(!marks[0].has_moved() && marks[1].has_moved());
    }

    #[test]
    fn a_tour_across_the_antimeridian_is_one_piece() {
        let points = [LatLon::new(-17.0, 179.0).unwrap(), LatLon::new(-17.0, -179.0).unwrap()];
        let map = Map::over(&points, (0.0, 0.0), (400.0, 400.0));
        let (west, east) = (map.at(points[0]), map.at(points[1]));
        assert!(east.0 > west.0 && east.0 - west.0 <= 400.0);
    }

    #[test]
    fn the_scale_bar_is_a_round_number_of_kilometres() {
        let points = [LatLon::new(44.0, -73.0).unwrap(), LatLon::new(45.0, -73.0).unwrap()];
        let map = Map::over(&points, (0.0, 0.0), (400.0, 400.0));
        let km = map.round_km(200.0);
        assert_eq!(km, 50);
        assert!(map.pixels(km) <= 200.0);
    }
}
