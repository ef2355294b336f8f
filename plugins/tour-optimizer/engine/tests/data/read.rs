//! Instances for tests and benches: day-level files, and a made-up small state.
//!
//! Rule: money in cents; rounding as the files' own model says, so that known optima can be compared.

use loadin_tour_engine::instance::{Instance, InstanceParts, Leg};

#[derive(serde::Deserialize)]
struct Day {
    venues: usize,
    days: usize,
    max_km_per_day: f64,
    cost_per_km: f64,
    cost_per_off_day: f64,
    max_gap_days: u16,
    radius_km: f64,
    radius_days: u16,
    weekday_factor: Vec<f64>,
    home_km: Vec<f64>,
    revenue: Vec<f64>,
    available_days: Vec<Vec<usize>>,
    dist_km: Vec<Vec<f64>>,
}

fn cents(amount: f64) -> i64 {
    (amount * 100.0).round() as i64
}

/// Reads a day-level instance file.
pub(crate) fn tourday(text: &str) -> Instance {
    let file: Day = serde_json::from_str(text).unwrap();
    let leg = |km: f64| Leg {
        min_days: (km / file.max_km_per_day).ceil().clamp(1.0, 255.0) as u8,
        cost: cents(file.cost_per_km * km),
    };
    let mut value = vec![None; file.venues * file.days];
    for (venue, days) in file.available_days.iter().enumerate() {
        for &day in days {
            let earned = (file.revenue[venue] * file.weekday_factor[day % 7] + 0.5).floor();
            value[venue * file.days + day] = Some(cents(earned));
        }
    }
    let distances = || file.dist_km.iter().flatten().copied();
    let ends: Vec<Leg> = file.home_km.iter().map(|&km| leg(km)).collect();
    let parts = InstanceParts {
        days: file.days,
        venues: file.venues,
        value,
        leg: distances().map(leg).collect(),
        out: ends.clone(),
        back: ends,
        off_day_cost: cents(file.cost_per_off_day),
        max_gap_days: file.max_gap_days,
        window: distances().map(|km| if km < file.radius_km { file.radius_days } else { 0 }).collect(),
        fixed: Vec::new(),
        must: Vec::new(),
    };
    Instance::new(parts).unwrap()
}

/// A small generator, the same everywhere (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A small state: venues in towns over 110 × 250 km, open every day, radius clause 25 km and 14 days.
pub(crate) fn small_state(venues: usize, towns: usize, days: usize) -> Instance {
    let mut dice = Dice(7);
    let towns: Vec<(f64, f64)> =
        (0..towns).map(|_| (dice.below(110_000) as f64 / 1000.0, dice.below(250_000) as f64 / 1000.0)).collect();
    let mut places = Vec::new();
    let mut capacity = Vec::new();
    for _ in 0..venues {
        // The lower of two throws makes some towns much bigger than others.
        let town = towns[dice.below(towns.len() as u64).min(dice.below(towns.len() as u64)) as usize];
        let mut near = || dice.below(4_000) as f64 / 1000.0 - 2.0;
        places.push((town.0 + near(), town.1 + near()));
        let size = dice.below(100) as i64;
        capacity.push(40 + size * size * size / 4_000);
    }
    let km = |a: (f64, f64), b: (f64, f64)| ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt() * 1.3;
    let leg = |km: f64| Leg { min_days: 1, cost: (km * 40.0) as i64 };
    let home = towns[0];
    let ends: Vec<Leg> = places.iter().map(|&place| leg(km(home, place))).collect();
    let pairs = || places.iter().flat_map(|&a| places.iter().map(move |&b| (a, b)));
    let weekday = [55, 60, 65, 75, 100, 100, 70];
    let earned = |venue: usize, day: usize| capacity[venue] * weekday[day % 7] * 5 + 2_000;
    let parts = InstanceParts {
        days,
        venues,
        value: (0..venues * days).map(|at| Some(earned(at / days, at % days))).collect(),
        leg: pairs().map(|(a, b)| leg(km(a, b))).collect(),
        out: ends.clone(),
        back: ends,
        off_day_cost: 18_000,
        max_gap_days: 4,
        window: pairs().map(|(a, b)| if km(a, b) < 25.0 * 1.3 { 14 } else { 0 }).collect(),
        fixed: Vec::new(),
        must: Vec::new(),
    };
    Instance::new(parts).unwrap()
}

/// The same instance without any radius clause.
pub(crate) fn without_clause(instance: &Instance) -> Instance {
    let mut parts = instance.parts().clone();
    parts.window.fill(0);
    Instance::new(parts).unwrap()
}
