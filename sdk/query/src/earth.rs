//! Places on the earth: points of documents, distances and boxes.
//!
//! Rule: two points on a sphere are compared by the chord between them, which grows with the way on the ground and needs no
//! sines where it is compared, so SQL does the same arithmetic as this. A box may cross the 180th meridian. A box that is
//! tested before a distance may be too large, never too small.

use serde_json::{Map, Value};

use crate::Mistake;

/// The earth's mean radius in kilometres.
pub const RADIUS_KM: f64 = 6371.0088;
/// Half the way round; nothing is further away.
const FURTHEST_KM: f64 = 20_038.0;

/// A point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// A box on the map; when `west` is larger than `east` it crosses the 180th meridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Degrees north of its lower edge.
    pub south: f64,
    /// Degrees east of its left edge.
    pub west: f64,
    /// Degrees north of its upper edge.
    pub north: f64,
    /// Degrees east of its right edge.
    pub east: f64,
}

/// A circle on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Its middle.
    pub centre: Point,
    /// How far its edge is away.
    pub km: f64,
}

const POINT: &str = "must be a place such as {\"lat\": 52.5, \"lon\": 13.4}, lat within ±90 and lon within ±180";

/// Returns the place that a document has.
#[must_use]
pub fn of_document(document: &Map<String, Value>, field: &str) -> Option<Point> {
    let place = document.get(field)?;
    Some(Point { lat: place.get("lat")?.as_f64()?, lon: place.get("lon")?.as_f64()? })
}

pub(crate) fn check(document: &Map<String, Value>, field: &str) -> Result<(), Mistake> {
    match document.get(field) {
        None | Some(Value::Null) => Ok(()),
        Some(_) => match of_document(document, field) {
            Some(point) if point.is_on_earth() => Ok(()),
            _ => Err(Mistake::at(format!("/{field}"), POINT)),
        },
    }
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key).and_then(Value::as_f64)
}

impl Point {
    /// Returns where it lies on a sphere of radius 1.
    #[must_use]
    pub fn on_sphere(self) -> [f64; 3] {
        let (lat, lon) = (self.lat.to_radians(), self.lon.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    }

    fn is_on_earth(self) -> bool {
        self.lat.abs() <= 90.0 && self.lon.abs() <= 180.0
    }
}

impl Bounds {
    /// Reads `{"south", "west", "north", "east"}`.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let edge = |key| number(value, key);
        let bounds = Self { south: edge("south")?, west: edge("west")?, north: edge("north")?, east: edge("east")? };
        let corners = [Point { lat: bounds.south, lon: bounds.west }, Point { lat: bounds.north, lon: bounds.east }];
        let is_good = value.as_object()?.len() == 4 && bounds.south <= bounds.north;
        (is_good && corners.into_iter().all(Point::is_on_earth)).then_some(bounds)
    }

    /// Returns true when the box goes over the 180th meridian.
    #[must_use]
    pub fn crosses(self) -> bool {
        self.west > self.east
    }

    /// Returns true when the point is inside or on the edge.
    #[must_use]
    pub fn has(self, point: Point) -> bool {
        let is_between = (self.south..=self.north).contains(&point.lat);
        let (west, east) = (point.lon >= self.west, point.lon <= self.east);
        is_between && if self.crosses() { west || east } else { west && east }
    }
}

impl Circle {
    /// Reads `{"lat", "lon", "km"}`.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let centre = Point { lat: number(value, "lat")?, lon: number(value, "lon")? };
        let km = number(value, "km")?;
        let is_good = value.as_object()?.len() == 3 && centre.is_on_earth() && (0.0..=FURTHEST_KM).contains(&km);
        is_good.then_some(Self { centre, km })
    }

    /// Returns a box around the circle, somewhat larger; the circle may lie round a pole or the whole earth.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        let reach = (self.km / RADIUS_KM).to_degrees() + 1e-6;
        let (south, north) = (self.centre.lat - reach, self.centre.lat + reach);
        let all_round = Bounds { south: south.max(-90.0), west: -180.0, north: north.min(90.0), east: 180.0 };
        if south <= -90.0 || north >= 90.0 {
            return all_round;
        }
        let sine = reach.to_radians().sin() / self.centre.lat.to_radians().cos();
        if sine >= 1.0 {
            return all_round;
        }
        let aside = sine.asin().to_degrees() + 1e-6;
        let wrap = |lon: f64| {
            if lon < -180.0 {
                lon + 360.0
            } else if lon > 180.0 {
                lon - 360.0
            } else {
                lon
            }
        };
        if aside >= 180.0 {
            return all_round;
        }
        Bounds { south, west: wrap(self.centre.lon - aside), north, east: wrap(self.centre.lon + aside) }
    }

    /// Returns what the square of the chord to the centre may be at most, on a sphere of radius 1.
    #[must_use]
    pub fn most(self) -> f64 {
        let half = (self.km / RADIUS_KM / 2.0).min(std::f64::consts::FRAC_PI_2);
        // The last digits of a chord are noise; a millimetre is nobody's border.
        4.0 * half.sin() * half.sin() + 1e-15
    }

    /// Returns true when the point is inside.
    #[must_use]
    pub fn has(self, point: Point) -> bool {
        let ([x, y, z], [a, b, c]) = (point.on_sphere(), self.centre.on_sphere());
        (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c) <= self.most()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Bounds, Circle, Point};

    #[test]
    fn a_circle_lies_in_its_box() {
        for lat in [-89.9, -60.0, 0.0, 41.3, 72.5, 90.0] {
            for lon in [-180.0, -179.9, -3.0, 0.0, 179.99] {
                for km in [0.0, 0.2, 50.0, 900.0, 6_000.0, 20_000.0] {
                    let circle = Circle { centre: Point { lat, lon }, km };
                    for (up, right) in [(0.0, 0.0), (0.3, 0.1), (-1.0, 2.0), (4.0, -8.0), (-30.0, 90.0), (60.0, 170.0)]
                    {
                        let wrapped = (lon + right + 540.0_f64).rem_euclid(360.0) - 180.0;
                        let point = Point { lat: (lat + up).clamp(-90.0, 90.0), lon: wrapped };
                        assert!(!circle.has(point) || circle.bounds().has(point), "{circle:?} {point:?}");
                    }
                    assert!(circle.has(circle.centre));
                }
            }
        }
    }

    #[test]
    fn a_distance_is_the_one_on_the_ground() {
        let paris = Point { lat: 48.8566, lon: 2.3522 };
        let london = Point { lat: 51.5074, lon: -0.1278 };
        assert!(Circle { centre: paris, km: 345.0 }.has(london));
        assert!(!Circle { centre: paris, km: 342.0 }.has(london));
        let fiji = Bounds::read(&json!({"south": -20, "west": 176, "north": -15, "east": -178})).unwrap();
        assert!(fiji.has(Point { lat: -17.8, lon: 178.0 }) && fiji.has(Point { lat: -17.0, lon: -179.0 }));
        assert!(!fiji.has(Point { lat: -17.8, lon: 0.0 }));
        assert!(Bounds::read(&json!({"south": 2, "west": 0, "north": 1, "east": 1})).is_none());
        assert!(Circle::read(&json!({"lat": 91, "lon": 0, "km": 1})).is_none());
    }
}
