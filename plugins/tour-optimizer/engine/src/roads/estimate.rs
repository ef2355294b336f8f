//! Road distance and time without a map: great circle × circuity, and crossings between lands.
//!
//! Rule: every figure is an estimate and says so; ±15 % holds for most pairs of towns. Floats go through
//! `libm` and end as whole metres and minutes, so native and wasm agree.

use loadin_domain::LatLon;

use super::{
    Matrix, RoadLeg, RoadModel, Source,
    landmass::{CROSSINGS, Land, circuity_of, land_of},
};

/// Mean radius of the Earth.
const EARTH_METRES: f64 = 6_371_008.8;
/// Short trips wind more: the additional factor at distance 0, which fades with `WINDING_KM`.
const WINDING: f64 = 0.15;
const WINDING_KM: f64 = 50.0;
/// How many lands there are.
const LANDS: usize = Land::Unlisted as usize + 1;
/// Two points on no known land are joined up to this distance.
const UNLISTED_METRES: f64 = 100_000.0;
/// Effective speed in km/h at road distances in km; linear between, flat outside.
const SPEEDS: [(f64, f64); 5] = [(10.0, 35.0), (40.0, 55.0), (105.0, 75.0), (275.0, 85.0), (500.0, 92.0)];
/// A rest stop for every full two hours at the wheel.
const REST_MINUTES: u32 = 15;
const REST_EVERY_MINUTES: u32 = 120;

/// Estimates drives from coordinates alone.
#[derive(Clone, Debug)]
pub struct Estimate {
    ports: Vec<Port>,
    /// Port × port: metres and minutes over land and crossings, whether a ferry is part.
    between: Vec<Option<Hop>>,
    /// Land × land: whether any way leads from one to the other.
    joined: Vec<bool>,
}

#[derive(Clone, Debug)]
struct Port {
    land: Land,
    spot: Spot,
}

/// Metres and minutes that can be added up.
#[derive(Clone, Copy, Debug)]
struct Hop {
    metres: u32,
    minutes: u32,
    ferry: bool,
}

impl Hop {
    fn then(self, next: Self) -> Self {
        Self {
            metres: self.metres.saturating_add(next.metres),
            minutes: self.minutes.saturating_add(next.minutes),
            ferry: self.ferry || next.ferry,
        }
    }

    fn leg(self) -> RoadLeg {
        RoadLeg { metres: self.metres, minutes: self.minutes, source: Source::Estimate, ferry: self.ferry }
    }
}

/// A point with what every distance from it needs.
#[derive(Clone, Copy, Debug)]
struct Spot {
    unit: [f64; 3],
    circuity: f64,
    land: Land,
}

impl Spot {
    fn new(point: LatLon) -> Self {
        let (lat, lon) = (point.lat().to_radians(), point.lon().to_radians());
        let (cos_lat, sin_lat) = (libm::cos(lat), libm::sin(lat));
        Self {
            unit: [cos_lat * libm::cos(lon), cos_lat * libm::sin(lon), sin_lat],
            circuity: circuity_of(point),
            land: land_of(point),
        }
    }

    /// Great circle through the chord, which is exact for near points.
    fn metres_to(&self, other: &Self) -> f64 {
        let square = |axis: usize| {
            let difference = self.unit[axis] - other.unit[axis];
            difference * difference
        };
        let half_chord = libm::sqrt(square(0) + square(1) + square(2)) / 2.0;
        2.0 * EARTH_METRES * libm::asin(half_chord.min(1.0))
    }

    fn drive_to(&self, other: &Self) -> Hop {
        let straight = self.metres_to(other);
        let km = straight / 1_000.0;
        let factor = f64::midpoint(self.circuity, other.circuity) + WINDING * libm::exp(-km / WINDING_KM);
        let road = straight * factor;
        Hop { metres: rounded(road), minutes: drive_minutes(road / 1_000.0), ferry: false }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "distances on Earth in metres and their minutes are positive and far below 2^32"
)]
fn rounded(value: f64) -> u32 {
    libm::round(value) as u32
}

fn drive_minutes(road_km: f64) -> u32 {
    let at_the_wheel = rounded(road_km / speed(road_km) * 60.0);
    at_the_wheel + at_the_wheel.saturating_sub(1) / REST_EVERY_MINUTES * REST_MINUTES
}

fn speed(road_km: f64) -> f64 {
    let [(first_km, first), .., (_, last)] = SPEEDS;
    if road_km <= first_km {
        return first;
    }
    SPEEDS.windows(2).find(|pair| road_km <= pair[1].0).map_or(last, |pair| {
        let ((from_km, from), (to_km, to)) = (pair[0], pair[1]);
        from + (to - from) * (road_km - from_km) / (to_km - from_km)
    })
}

/// Returns the great-circle distance in whole metres.
#[must_use]
pub fn great_circle_metres(from: LatLon, to: LatLon) -> u32 {
    rounded(Spot::new(from).metres_to(&Spot::new(to)))
}

impl Default for Estimate {
    fn default() -> Self {
        Self::new()
    }
}

impl Estimate {
    /// Returns the model; the ways between ports are worked out once, here.
    #[must_use]
    pub fn new() -> Self {
        let mut ports = Vec::with_capacity(CROSSINGS.len() * 2);
        for crossing in CROSSINGS {
            for (land, (lat, lon)) in crossing.lands.into_iter().zip(crossing.ends) {
                if let Ok(point) = LatLon::new(lat, lon) {
                    ports.push(Port { land, spot: Spot::new(point) });
                }
            }
        }
        let between = ways_between(&ports);
        let mut joined = vec![false; LANDS * LANDS];
        for (a, from) in ports.iter().enumerate() {
            for (b, to) in ports.iter().enumerate() {
                joined[from.land as usize * LANDS + to.land as usize] |= between[a * ports.len() + b].is_some();
            }
        }
        Self { ports, between, joined }
    }

    fn hop(&self, from: &Spot, to: &Spot) -> Option<Hop> {
        if from.land == to.land {
            let near = from.land != Land::Unlisted || from.metres_to(to) <= UNLISTED_METRES;
            return near.then(|| from.drive_to(to));
        }
        if !self.joined[from.land as usize * LANDS + to.land as usize] {
            return None;
        }
        let mut best: Option<Hop> = None;
        let on = |land: Land| self.ports.iter().enumerate().filter(move |(_, port)| port.land == land);
        for (a, leave) in on(from.land) {
            let mut to_port = None;
            for (b, enter) in on(to.land) {
                // Most pairs of lands have no way at all, and no distance is computed for those.
                let Some(way) = self.between[a * self.ports.len() + b] else { continue };
                let first = *to_port.get_or_insert_with(|| from.drive_to(&leave.spot));
                let hop = first.then(way).then(enter.spot.drive_to(to));
                if best.is_none_or(|known| hop.minutes < known.minutes) {
                    best = Some(hop);
                }
            }
        }
        best
    }
}

/// Shortest ways by time between all ports (Floyd-Warshall over drives and crossings).
fn ways_between(ports: &[Port]) -> Vec<Option<Hop>> {
    let count = ports.len();
    let mut ways: Vec<Option<Hop>> = Vec::with_capacity(count * count);
    for from in ports {
        ways.extend(ports.iter().map(|to| (from.land == to.land).then(|| from.spot.drive_to(&to.spot))));
    }
    for (index, crossing) in CROSSINGS.iter().enumerate() {
        let (a, b) = (2 * index, 2 * index + 1);
        let hop = Hop { metres: crossing.km * 1_000, minutes: crossing.minutes, ferry: crossing.ferry };
        ways[a * count + b] = Some(hop);
        ways[b * count + a] = Some(hop);
    }
    for via in 0..count {
        for from in 0..count {
            let Some(first) = ways[from * count + via] else {
                continue;
            };
            for to in 0..count {
                let Some(second) = ways[via * count + to] else {
                    continue;
                };
                let hop = first.then(second);
                if ways[from * count + to].is_none_or(|known| hop.minutes < known.minutes) {
                    ways[from * count + to] = Some(hop);
                }
            }
        }
    }
    ways
}

impl RoadModel for Estimate {
    fn leg(&self, from: LatLon, to: LatLon) -> Option<RoadLeg> {
        self.hop(&Spot::new(from), &Spot::new(to)).map(Hop::leg)
    }

    fn matrix(&self, points: &[LatLon]) -> Matrix {
        let spots: Vec<Spot> = points.iter().map(|&point| Spot::new(point)).collect();
        let count = spots.len();
        let mut legs = vec![None; count * count];
        // Estimates are the same both ways, so half of them is enough.
        for from in 0..count {
            for to in from..count {
                let leg = self.hop(&spots[from], &spots[to]).map(Hop::leg);
                legs[from * count + to] = leg;
                legs[to * count + from] = leg;
            }
        }
        Matrix::new(count, legs)
    }
}

#[cfg(test)]
mod tests {
    use super::drive_minutes;

    #[test]
    fn a_longer_road_never_takes_less_time() {
        let minutes: Vec<u32> = (0..1_500).map(|km| drive_minutes(f64::from(km))).collect();
        assert!(minutes.is_sorted());
        assert_eq!((minutes[0], minutes[20], minutes[275]), (0, 29, 209));
    }
}
