//! The piece of the Earth that a map shows, and its place on the paper.
//!
//! Rule: every place that the view was made for is inside, with room for its mark; a tour of one town shows its region.

use super::projection::Projection;
use loadin_words::{Distance, KM_PER_MILE};

/// Room between the outermost places and the edge.
const MARGIN: f64 = 70.0;
/// The least that a map shows, so that a tour of one town is not a map of one street.
const LEAST_KM: f64 = 70.0;
const EARTH_KM: f64 = 6_371.0;
/// How high a map may be for its width.
const HEIGHTS: (f64, f64) = (0.55, 1.0);
const KM_PER_DEGREE: f64 = 111.195;

/// A piece of the Earth on a piece of paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    projection: Projection,
    /// Units per Earth radius.
    scale: f64,
    /// What the plane's point (0, 0) is on the paper.
    origin: (f64, f64),
    /// Width of the paper.
    pub width: f64,
    /// Height of the paper.
    pub height: f64,
    /// South, west, north and east of what is shown, in degrees; west and east may pass 180.
    pub bounds: [f64; 4],
}

impl View {
    /// Returns the view over places, given as latitude and longitude; nothing where there is no place.
    pub(super) fn over(places: &[(f64, f64)], width: f64) -> Option<Self> {
        let middle = middle_lon(places)?;
        let near = |lon: f64| lon + ((middle - lon) / 360.0).round() * 360.0;
        let (south, north) = span(places.iter().map(|place| place.0));
        let (west, east) = span(places.iter().map(|place| near(place.1)));
        let projection = Projection::over(south, north, f64::midpoint(west, east), east - west);
        let plane: Vec<(f64, f64)> =
            places.iter().map(|place| projection.forward(place.0, projection.near(place.1))).collect();
        let (left, right) = span(plane.iter().map(|point| point.0));
        let (low, high) = span(plane.iter().map(|point| point.1));
        // Beyond that no projection goes, and a difference would be nothing.
        let middle_lat = f64::midpoint(south, north).clamp(-80.0, 80.0);
        // On the plane of Mercator a kilometre grows with the latitude; on the cone it hardly does.
        let north_of = projection.forward(middle_lat + 0.05, f64::midpoint(west, east)).1;
        let south_of = projection.forward(middle_lat - 0.05, f64::midpoint(west, east)).1;
        let least = LEAST_KM * (north_of - south_of) / (0.1 * KM_PER_DEGREE);
        let (wide, tall) = ((right - left).max(least), (high - low).max(least * HEIGHTS.0));
        let inner = width - 2.0 * MARGIN;
        let height = (tall / wide * inner + 2.0 * MARGIN).clamp(width * HEIGHTS.0, width * HEIGHTS.1).round();
        let scale = (inner / wide).min((height - 2.0 * MARGIN) / tall);
        let centre = (f64::midpoint(left, right), f64::midpoint(low, high));
        let origin = (width / 2.0 - centre.0 * scale, height / 2.0 + centre.1 * scale);
        let mut view = Self { projection, scale, origin, width, height, bounds: [0.0; 4] };
        view.bounds = view.edges();
        Some(view)
    }

    /// Returns the view of a stretch this wide round a place, on paper of this size.
    pub(super) fn around((lat, lon): (f64, f64), width_km: f64, (width, height): (f64, f64)) -> Self {
        let lat = lat.clamp(-80.0, 80.0);
        let half = width_km * height / width / 2.0 / KM_PER_DEGREE;
        let span = width_km / KM_PER_DEGREE / lat.to_radians().cos();
        let projection = Projection::over(lat - half, lat + half, lon, span);
        let (one, other) = (projection.forward(lat - 0.05, lon), projection.forward(lat + 0.05, lon));
        let scale = 0.1 * KM_PER_DEGREE * (width / width_km) / (other.1 - one.1);
        let (x, y) = projection.forward(lat, lon);
        let origin = (width / 2.0 - x * scale, height / 2.0 + y * scale);
        let mut view = Self { projection, scale, origin, width, height, bounds: [0.0; 4] };
        view.bounds = view.edges();
        view
    }

    /// Returns the latitude and longitude of a point of the paper.
    pub(super) fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (lat, lon) = self.projection.inverse((x - self.origin.0) / self.scale, (self.origin.1 - y) / self.scale);
        (lat, (lon + 180.0).rem_euclid(360.0) - 180.0)
    }

    /// Returns whether a point is on the paper.
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (0.0..=self.width).contains(&x) && (0.0..=self.height).contains(&y)
    }

    /// Returns where a place is on the paper, on whichever turn of the Earth is nearest.
    pub(super) fn at(&self, (lat, lon): (f64, f64)) -> (f64, f64) {
        self.on_paper(self.projection.forward(lat, self.projection.near(lon)))
    }

    /// Returns where a place is on the paper, its longitude taken as it is.
    pub(super) fn exactly(&self, lat: f64, lon: f64) -> (f64, f64) {
        self.on_paper(self.projection.forward(lat, lon))
    }

    fn on_paper(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.origin.0 + x * self.scale, self.origin.1 - y * self.scale)
    }

    /// Returns how many kilometres the paper is wide, at its middle.
    pub(super) fn width_km(&self) -> f64 {
        self.width / self.units_per_km()
    }

    fn units_per_km(&self) -> f64 {
        let [south, west, north, east] = self.bounds;
        let (lat, lon) = (f64::midpoint(south, north).clamp(-80.0, 80.0), f64::midpoint(west, east));
        let (one, other) = (self.exactly(lat - 0.05, lon), self.exactly(lat + 0.05, lon));
        (one.0 - other.0).hypot(one.1 - other.1) / (0.1 * EARTH_KM.to_radians())
    }

    /// Returns the longest stretch of a round number that fits, in units and in kilometres.
    pub(super) fn round_length(&self, most: f64, distance: Distance) -> (f64, f64) {
        let km_each = match distance {
            Distance::Kilometres => 1.0,
            Distance::Miles => KM_PER_MILE,
        };
        let unit = self.units_per_km() * km_each;
        let steps = (0..5).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10.0_f64.powi(power)));
        let round = steps.take_while(|step| step * unit <= most).last().unwrap_or(1.0);
        (round * unit, round * km_each)
    }

    /// The degrees at the paper's edge, a little outside of it.
    fn edges(&self) -> [f64; 4] {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for step in 0..=16_u32 {
            let part = f64::from(step) / 16.0;
            for (x, y) in [
                (part * self.width, -8.0),
                (part * self.width, self.height + 8.0),
                (-8.0, part * self.height),
                (self.width + 8.0, part * self.height),
            ] {
                let (lat, lon) =
                    self.projection.inverse((x - self.origin.0) / self.scale, (self.origin.1 - y) / self.scale);
                let [south, west, north, east] = bounds;
                bounds = [south.min(lat), west.min(lon), north.max(lat), east.max(lon)];
            }
        }
        bounds
    }
}

/// Returns the middle of the shortest stretch of longitudes that holds all places.
fn middle_lon(places: &[(f64, f64)]) -> Option<f64> {
    let mut lons: Vec<f64> = places.iter().map(|place| place.1.rem_euclid(360.0)).collect();
    lons.sort_by(f64::total_cmp);
    let (first, last) = (*lons.first()?, *lons.last()?);
    // The widest gap between neighbours is what the stretch leaves out.
    let round = (first + 360.0 - last, first, last);
    let gaps = lons.windows(2).filter_map(|pair| match pair {
        [one, next] => Some((next - one, *next, one + 360.0)),
        _ => None,
    });
    let (_, from, to) = gaps.fold(round, |widest, gap| if gap.0 > widest.0 { gap } else { widest });
    Some(f64::midpoint(from, to))
}

fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::View;
    use loadin_words::Distance;

    proptest! {
        #[test]
        fn every_place_is_inside_with_room_for_its_mark(places in prop::collection::vec((-80.0..80.0_f64, -180.0..180.0_f64), 1..20)) {
            let view = View::over(&places, 800.0).unwrap();
            for place in places {
                let (x, y) = view.at(place);
                prop_assert!(x >= 69.0 && x <= view.width - 69.0 && y >= 69.0 && y <= view.height - 69.0, "{x} {y} of {}", view.height);
            }
        }
    }

    #[test]
    fn one_town_shows_its_region_and_the_scale_is_a_round_number() {
        let view = View::over(&[(52.5, 13.4)], 800.0).unwrap();
        assert!((70.0..130.0).contains(&view.width_km()), "{}", view.width_km());
        let (length, km) = view.round_length(160.0, Distance::Kilometres);
        assert!(length <= 160.0 && [5.0, 10.0, 20.0].contains(&km), "{length} {km}");
    }

    proptest! {
        #[test]
        fn a_closer_look_is_as_wide_as_it_says_and_its_middle_in_the_middle(lat in -75.0..75.0_f64, lon in -180.0..180.0_f64, km in 40.0..2_000.0_f64) {
            let view = View::around((lat, lon), km, (800.0, 600.0));
            prop_assert!((view.width_km() / km - 1.0).abs() < 0.03, "{} of {km}", view.width_km());
            let (x, y) = view.at((lat, lon));
            prop_assert!((x - 400.0).abs() < 0.5 && (y - 300.0).abs() < 0.5, "{x} {y}");
            let (back_lat, back_lon) = view.place((400.0, 300.0));
            prop_assert!((back_lat - lat).abs() < 1e-6 && ((back_lon - lon).abs() < 1e-6 || (back_lon - lon).abs() > 359.9));
        }
    }

    #[test]
    fn no_place_makes_no_view() {
        assert!(View::over(&[], 800.0).is_none());
    }

    #[test]
    fn a_tour_of_fiji_is_not_a_map_of_the_world() {
        let view = View::over(&[(-17.0, 178.0), (-17.0, -178.0)], 800.0).unwrap();
        assert!(view.width_km() < 700.0, "{}", view.width_km());
    }
}
