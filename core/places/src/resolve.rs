//! Decides whether a text names one place.
//!
//! Invariant: never a guess in silence. A place is found only under one of its exact names, where every word after the
//! name that names something fits, and where it is alone or has six times the weight of the next; otherwise the
//! caller gets a list to ask with.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::{
    gazetteer::Gazetteer,
    geometry::haversine_km,
    place::Place,
    search::{Hit, Quality},
};

/// "Paris" is Paris in France, which has 85 times the people of the next; "Manchester" (5.2 times) is worth a question.
const DOMINANCE: u64 = 6;
/// Two entries of one name and region this close are one town that GeoNames has twice.
const SAME_TOWN_KM: f64 = 15.0;
const MAX_CHOICES: usize = 20;
const MAX_SUGGESTIONS: usize = 5;

/// What a text names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Resolution {
    /// One place.
    Found {
        /// The place.
        place: Place,
    },
    /// Several; ask which.
    Ambiguous {
        /// The likeliest first, at most twenty.
        choices: Vec<Place>,
    },
    /// None by this name.
    Unknown {
        /// Names like it, at most five; may be empty.
        suggestions: Vec<Place>,
    },
}

impl Gazetteer {
    /// Returns the place that a text names, or the places to choose from.
    pub fn resolve(&self, text: &str, country: Option<&str>) -> Resolution {
        let questions = self.questions(text, country);
        let meant = |question| self.exact(question).into_iter().filter(|hit| hit.fit.is_meant()).collect::<Vec<_>>();
        let fitting = questions.iter().map(meant).find(|hits| !hits.is_empty()).unwrap_or_default();
        let choices = one_per_town(fitting);
        let weight = |hit: &Hit<'_>| u64::from(hit.weight);
        match choices.as_slice() {
            [] => Resolution::Unknown { suggestions: self.suggestions(text, country) },
            [only] => Resolution::Found { place: self.place_of(only.row) },
            [first, second, ..] if weight(first) >= DOMINANCE * weight(second).max(1) => {
                Resolution::Found { place: self.place_of(first.row) }
            }
            several => {
                let choices = several.iter().take(MAX_CHOICES).map(|hit| self.place_of(hit.row)).collect();
                Resolution::Ambiguous { choices }
            }
        }
    }

    /// Where the words after the name fit some places, only those are worth a suggestion; a name that is merely similar
    /// and lies elsewhere never is ("Waitsfield, VT" is not Whitefield in England).
    fn suggestions(&self, text: &str, country: Option<&str>) -> Vec<Place> {
        let mut hits = self.hits(text, country, MAX_SUGGESTIONS);
        let best_fit = hits.iter().map(|hit| hit.fit.matched).max();
        hits.retain(|hit| Some(hit.fit.matched) == best_fit);
        hits.retain(|hit| hit.quality == Quality::Exact || hit.fit.contradicted == 0);
        hits.sort_unstable_by_key(Hit::order);
        hits.into_iter().take(MAX_SUGGESTIONS).map(|hit| self.place_of(hit.row)).collect()
    }
}

fn one_per_town(mut hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    hits.sort_unstable_by_key(|hit| (Reverse(hit.weight), hit.row.id));
    let mut towns: Vec<Hit<'_>> = Vec::new();
    for hit in hits {
        let is_same = |town: &Hit<'_>| {
            let km = haversine_km(town.row.lat(), town.row.lon(), hit.row.lat(), hit.row.lon());
            town.row.region == hit.row.region && km <= SAME_TOWN_KM
        };
        if !towns.iter().any(is_same) {
            towns.push(hit);
        }
    }
    towns
}
