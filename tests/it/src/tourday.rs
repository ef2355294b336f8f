//! Day-level benchmark instances: reading a file, checking a tour against it, and the tables that the engine takes.
//!
//! The model, in the files' own words: a show at venue v on day d earns floor(revenue × weekday factor + 0.5). Two
//! consecutive shows g days apart need 1 ≤ g ≤ max_gap_days and distance ≤ max_km_per_day × g, and cost cost_per_km ×
//! distance + cost_per_off_day × (g − 1). Home to the first show and the last show to home take k = max(1, ceil(km /
//! max_km_per_day)) days, with d + 1 ≥ k and d + k ≤ days, and cost alike with k − 1 days off. A venue plays once; two
//! venues nearer than radius_km play at least radius_days apart.

use serde::Deserialize;
use serde_json::{Value, json};

/// One benchmark instance. Distances in kilometres, money in whole units.
#[derive(Debug, Clone, Deserialize)]
pub struct Tourday {
    /// Number of venues.
    pub venues: usize,
    /// Number of days.
    pub days: usize,
    /// Most kilometres in a day.
    pub max_km_per_day: u64,
    /// Cost of a kilometre.
    pub cost_per_km: f64,
    /// Cost of a day without a show.
    pub cost_per_off_day: u64,
    /// Most days from one show to the next.
    pub max_gap_days: u64,
    /// Radius of the clause.
    pub radius_km: u64,
    /// Days of the clause, before and after.
    pub radius_days: u64,
    /// Factor of each weekday, day 0 first.
    pub weekday_factor: [f64; 7],
    /// Kilometres from home to each venue.
    pub home_km: Vec<u64>,
    /// What a full night earns at each venue.
    pub revenue: Vec<u64>,
    /// Open days of each venue.
    pub available_days: Vec<Vec<usize>>,
    /// Kilometres from venue to venue.
    pub dist_km: Vec<Vec<u64>>,
}

/// Hundredths of a unit: the engine's minor units.
const MINOR: i64 = 100;

impl Tourday {
    /// Reads a benchmark file.
    ///
    /// # Errors
    ///
    /// When it is not of the benchmark's form.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// Returns what a show earns, in whole units.
    fn earns(&self, venue: usize, day: usize) -> i64 {
        let money = self.revenue[venue] as f64 * self.weekday_factor[day % 7] + 0.5;
        money.floor() as i64
    }

    fn drive_cost(&self, km: u64) -> i64 {
        (self.cost_per_km * MINOR as f64 * km as f64).round() as i64
    }

    fn off_cost(&self, days: u64) -> i64 {
        i64::try_from(self.cost_per_off_day * days).unwrap_or(i64::MAX / MINOR) * MINOR
    }

    fn days_for(&self, km: u64) -> u64 {
        km.div_ceil(self.max_km_per_day).max(1)
    }

    /// Checks a tour, shows as (venue, day) in order, and returns its value in hundredths.
    ///
    /// # Errors
    ///
    /// The first rule that it breaks, in words.
    pub fn check(&self, shows: &[(usize, usize)]) -> Result<i64, String> {
        let (Some(&(first, first_day)), Some(&(last, last_day))) = (shows.first(), shows.last()) else {
            return Ok(0);
        };
        let mut value = 0;
        for (n, &(venue, day)) in shows.iter().enumerate() {
            if venue >= self.venues || day >= self.days || !self.available_days[venue].contains(&day) {
                return Err(format!("venue {venue} is not open on day {day}"));
            }
            value += self.earns(venue, day) * MINOR;
            for &(other, other_day) in &shows[..n] {
                let apart = day.checked_sub(other_day).ok_or("shows are out of order")? as u64;
                if venue == other || apart == 0 {
                    return Err(format!("venue {venue} plays twice, or two shows share day {day}"));
                }
                if self.dist_km[venue][other] < self.radius_km && apart < self.radius_days {
                    return Err(format!("venues {other} and {venue} are within the radius, {apart} days apart"));
                }
            }
        }
        for pair in shows.windows(2) {
            let ((from, day), (to, next)) = (pair[0], pair[1]);
            let (gap, km) = ((next - day) as u64, self.dist_km[from][to]);
            if gap > self.max_gap_days || km > self.max_km_per_day * gap {
                return Err(format!("{km} km in {gap} days from venue {from} to {to}"));
            }
            value -= self.drive_cost(km) + self.off_cost(gap - 1);
        }
        let (out, back) = (self.days_for(self.home_km[first]), self.days_for(self.home_km[last]));
        if (first_day as u64) + 1 < out || (last_day as u64) + back > self.days as u64 {
            return Err("the tour does not fit between home and home".into());
        }
        value -= self.drive_cost(self.home_km[first]) + self.off_cost(out - 1);
        value -= self.drive_cost(self.home_km[last]) + self.off_cost(back - 1);
        Ok(value)
    }

    /// Returns the tables that the engine takes, as JSON.
    #[must_use]
    pub fn parts(&self) -> Value {
        let open = |venue: usize, day: usize| self.available_days[venue].contains(&day);
        let pairs = || (0..self.venues).flat_map(|from| (0..self.venues).map(move |to| (from, to)));
        let value: Vec<Option<i64>> = (0..self.venues)
            .flat_map(|venue| (0..self.days).map(move |day| (venue, day)))
            .map(|(venue, day)| open(venue, day).then(|| self.earns(venue, day) * MINOR))
            .collect();
        let leg = |km: u64| match u8::try_from(self.days_for(km)) {
            Ok(min_days) => json!({ "min_days": min_days, "cost": self.drive_cost(km) }),
            Err(_) => json!({ "min_days": 0, "cost": 0 }),
        };
        let home: Vec<Value> = self.home_km.iter().map(|km| leg(*km)).collect();
        let window = |(from, to): (usize, usize)| {
            if from != to && self.dist_km[from][to] < self.radius_km { self.radius_days } else { 0 }
        };
        json!({
            "days": self.days,
            "venues": self.venues,
            "value": value,
            "leg": pairs().map(|(from, to)| leg(self.dist_km[from][to])).collect::<Vec<_>>(),
            "out": home,
            "back": home,
            "off_day_cost": self.off_cost(1),
            "max_gap_days": self.max_gap_days,
            "window": pairs().map(window).collect::<Vec<_>>(),
            "fixed": [],
            "must": [],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Tourday;

    fn small() -> Tourday {
        Tourday {
            venues: 3,
            days: 6,
            max_km_per_day: 100,
            cost_per_km: 0.5,
            cost_per_off_day: 10,
            max_gap_days: 2,
            radius_km: 30,
            radius_days: 4,
            weekday_factor: [1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0],
            home_km: vec![50, 150, 90],
            revenue: vec![101, 200, 300],
            available_days: vec![vec![0, 1, 2, 3], vec![1, 2, 3, 4], vec![3, 4]],
            dist_km: vec![vec![0, 120, 20], vec![120, 0, 110], vec![20, 110, 0]],
        }
    }

    #[test]
    fn a_tour_is_worth_its_shows_less_drives_and_days_off() {
        // 101 on a half-price day is 51 (50.5 rounded up); 120 km in two days cost 60 and a day off 10.
        assert_eq!(small().check(&[(0, 1), (1, 3)]), Ok((51 + 200 - 25 - 60 - 10 - 75 - 10) * 100));
        assert_eq!(small().check(&[]), Ok(0));
    }

    #[test]
    fn each_rule_is_checked() {
        for (shows, said) in [
            (vec![(2, 1)], "not open"),
            (vec![(0, 1), (1, 2)], "km in 1 days"),
            (vec![(0, 0), (1, 3)], "km in 3 days"),
            (vec![(0, 1), (0, 2)], "plays twice"),
            (vec![(0, 2), (2, 4)], "within the radius"),
            (vec![(1, 3), (0, 1)], "out of order"),
            (vec![(1, 4), (2, 4)], "share day"),
        ] {
            let error = small().check(&shows).unwrap_err();
            assert!(error.contains(said), "{shows:?}: {error}");
        }
        let mut far = small();
        far.home_km[1] = 350;
        assert!(far.check(&[(1, 2)]).unwrap_err().contains("between home and home"));
    }
}
