//! Questions about a point: what is around it, how many people live there, what time it is.
//!
//! Invariant: distances are great-circle kilometres, places count where their centre lies, and a point that is not on
//! the globe (or not a number) has nothing around it.

use serde::{Deserialize, Serialize};

use crate::{
    data::Row,
    gazetteer::Gazetteer,
    geometry::{HALF_WAY_ROUND_KM, haversine_km, is_on_globe},
    place::Place,
};

/// Beyond this distance the nearest town says nothing about the time; oceans and Antarctica have no zone.
const ZONE_KM: f64 = 500.0;

/// A place and how far it is; in JSON the place's fields and `km`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The place.
    #[serde(flatten)]
    pub place: Place,
    /// Great-circle distance to its centre.
    pub km: f64,
}

impl Gazetteer {
    /// Returns the places within `km` of a point, nearest first, districts included.
    pub fn nearby(&self, lat: f64, lon: f64, km: f64, limit: usize) -> Vec<Near> {
        let mut found = Vec::new();
        self.visit_within(lat, lon, km, |row, km| found.push((km, row)));
        found.sort_unstable_by(|(km, row), (other_km, other)| km.total_cmp(other_km).then(row.id.cmp(&other.id)));
        found.truncate(limit);
        found.into_iter().map(|(km, row)| Near { place: self.place_of(row), km }).collect()
    }

    /// Returns the place whose centre is nearest, however far.
    pub fn nearest(&self, lat: f64, lon: f64) -> Option<Near> {
        let (km, row) = self.nearest_row(lat, lon, HALF_WAY_ROUND_KM, None)?;
        Some(Near { place: self.place_of(row), km })
    }

    /// Returns the IANA zone of the nearest place within 500 km; about one point in 200 near a border gets the other side's.
    pub fn zone_at(&self, lat: f64, lon: f64) -> Option<&str> {
        self.nearest_row(lat, lon, ZONE_KM, None).map(|(_, row)| self.zone_of(row))
    }

    /// Returns the zone of the nearest place in a country, for a point whose country is known: right at borders too.
    pub fn zone_in(&self, lat: f64, lon: f64, country: &str) -> Option<&str> {
        let countries = self.qualifiers().countries(country);
        self.nearest_row(lat, lon, ZONE_KM, Some(countries)).map(|(_, row)| self.zone_of(row))
    }

    /// Returns how many people live in the places within `km` of a point, nobody counted twice.
    pub fn population_within(&self, lat: f64, lon: f64, km: f64) -> u64 {
        let mut people = 0;
        self.visit_within(lat, lon, km, |row, _| people += if row.counted { u64::from(row.population) } else { 0 });
        people
    }

    fn visit_within<'a>(&'a self, lat: f64, lon: f64, km: f64, mut visit: impl FnMut(&'a Row, f64)) {
        if !is_on_globe(lat, lon) || km.is_nan() || km < 0.0 {
            return;
        }
        self.grid().visit_around(lat, lon, km, |index| {
            let Some(row) = self.row(index) else { return };
            let distance_km = haversine_km(lat, lon, row.lat(), row.lon());
            if distance_km <= km {
                visit(row, distance_km);
            }
        });
    }

    /// Looks in growing discs, because a town is usually close and a large disc takes milliseconds.
    fn nearest_row(&self, lat: f64, lon: f64, most_km: f64, countries: Option<&[u16]>) -> Option<(f64, &Row)> {
        let discs = [30.0, 120.0, 500.0, 2000.0, HALF_WAY_ROUND_KM].into_iter().filter(|km| *km <= most_km);
        for km in discs {
            let mut best: Option<(f64, &Row)> = None;
            self.visit_within(lat, lon, km, |row, km| {
                let is_wanted =
                    countries.is_none_or(|wanted| self.country_index(row).is_some_and(|own| wanted.contains(&own)));
                let is_nearer = best.is_none_or(|(least, other)| (km, row.id) < (least, other.id));
                if is_wanted && is_nearer {
                    best = Some((km, row));
                }
            });
            if best.is_some() {
                return best;
            }
        }
        None
    }
}
