//! Finds places by name, best first.
//!
//! Invariant: the order is exact before prefix before fuzzy, then how many of the words after the name fit, then fewer
//! edits, then prominence, then the lower id; so the same question always has the same answer.

use std::{cmp::Reverse, collections::HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    data::Row,
    gazetteer::Gazetteer,
    geometry::haversine_km,
    keys::Named,
    place::Place,
    qualifier::Qualifier,
    reading::{Reading, readings},
};

/// How far a district may be from the city that is named after it ("Hackney, London").
const SAME_CITY_KM: f64 = 40.0;
/// A place is meant by its usual name rather than by one in another language or a former one: "Bienne" is also what
/// somebody calls Vienna.
const OTHER_NAME_SHARE: u32 = 20;
/// A name with more namesakes than this as a city to be near says nothing.
const MAX_CITIES: usize = 10;

/// What to look for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// A name, with or without region and country: "Burlington", "Burlington, VT", "Köln, Germany".
    pub text: &'a str,
    /// Only places of this country, by code or name.
    pub country: Option<&'a str>,
    /// How many at most.
    pub limit: usize,
}

/// How well a name fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// One of its names, give or take case, marks and "St." for "Saint".
    Exact,
    /// The beginning of one of its names.
    Prefix,
    /// One of its names with a typo or two.
    Fuzzy,
}

/// A place found by name; in JSON the place's fields and `quality`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The place.
    #[serde(flatten)]
    pub place: Place,
    /// How well the name fits.
    pub quality: Quality,
}

/// A row that was found.
pub(crate) struct Hit<'a> {
    pub(crate) row: &'a Row,
    pub(crate) quality: Quality,
    pub(crate) edits: usize,
    pub(crate) fit: Fit,
    /// How likely this place is meant by this name.
    pub(crate) weight: u32,
}

/// How the words after the name fit a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fit {
    pub(crate) matched: usize,
    /// Words that name something, but something else.
    pub(crate) contradicted: usize,
    pub(crate) unknown: usize,
}

impl Fit {
    /// "Burlington, Chittenden County, VT" is fine (the county is not in the data), "Paris, Chittenden County" is not.
    pub(crate) fn is_meant(self) -> bool {
        self.contradicted == 0 && (self.unknown == 0 || self.matched > 0)
    }
}

/// A question brought into the terms of the index.
pub(crate) struct Question {
    pub(crate) reading: Reading,
    qualifiers: Vec<Qualifier>,
    countries: Option<Vec<u16>>,
}

impl Gazetteer {
    /// Returns the places that a text may mean, best first; none for an empty or over-long text.
    pub fn search(&self, query: &Query<'_>) -> Vec<Match> {
        let mut hits = self.hits(query.text, query.country, query.limit);
        hits.sort_unstable_by_key(Hit::order);
        hits.truncate(query.limit);
        hits.into_iter().map(|hit| Match { place: self.place_of(hit.row), quality: hit.quality }).collect()
    }

    /// Returns each row once, with its best quality, in no order; of names that only begin alike the best `limit`.
    pub(crate) fn hits(&self, text: &str, country: Option<&str>, limit: usize) -> Vec<Hit<'_>> {
        let questions = self.questions(text, country);
        let named = questions.iter().find(|question| !self.exact(question).is_empty());
        let meant = questions.iter().find(|question| self.exact(question).iter().any(|hit| hit.fit.is_meant()));
        let Some(question) = meant.or(named).or(questions.last()) else {
            return Vec::new();
        };
        let mut hits = self.exact(question);
        if hits.is_empty() {
            hits.extend(self.fuzzy(question));
        }
        hits.extend(self.prefix(question, limit));
        hits.sort_unstable_by_key(Hit::order);
        let mut seen = HashSet::new();
        hits.retain(|hit| seen.insert(hit.row.id));
        hits
    }

    /// Returns the ways to understand a text; none if its country is unknown, because nothing is in it.
    pub(crate) fn questions(&self, text: &str, country: Option<&str>) -> Vec<Question> {
        let countries = country.map(|hint| self.qualifiers().countries(hint).to_vec());
        let understood = readings(text, self.qualifiers()).into_iter().map(|reading| {
            let qualifiers = reading.qualifiers.iter().map(|words| self.qualifier(words)).collect();
            Question { reading, qualifiers, countries: countries.clone() }
        });
        understood.collect()
    }

    /// Returns the places that bear the name exactly, in no order.
    pub(crate) fn exact(&self, question: &Question) -> Vec<Hit<'_>> {
        let name = &question.reading.name;
        let mut named: Vec<Named> = self.keys().equal(name).collect();
        if named.is_empty() && ["ae", "oe", "ue"].iter().any(|pair| name.contains(pair)) {
            // German without umlauts: "Tuebingen" for Tübingen.
            let short = name.replace("ae", "a").replace("oe", "o").replace("ue", "u");
            named = self.keys().equal(&short).collect();
        }
        named.into_iter().filter_map(|named| self.hit(named, Quality::Exact, 0, question)).collect()
    }

    /// A single letter begins ten thousand names, so only as many as are wanted are put in order.
    fn prefix(&self, question: &Question, limit: usize) -> Vec<Hit<'_>> {
        let names = self.keys().starting(&question.reading.name);
        let mut hits: Vec<Hit<'_>> = names.filter_map(|named| self.hit(named, Quality::Prefix, 0, question)).collect();
        // A row may come several times with several names, and exact hits come again: keep room for them.
        let enough = limit.saturating_mul(8).saturating_add(64);
        if hits.len() > enough {
            hits.select_nth_unstable_by_key(enough, Hit::order);
            hits.truncate(enough);
        }
        hits
    }

    fn fuzzy(&self, question: &Question) -> Vec<Hit<'_>> {
        let close = self.trigrams().close_to(&question.reading.name, self.keys());
        close.into_iter().filter_map(|(named, edits)| self.hit(named, Quality::Fuzzy, edits, question)).collect()
    }

    fn hit(&self, named: Named, quality: Quality, edits: usize, question: &Question) -> Option<Hit<'_>> {
        let row = self.row(named.row)?;
        let is_wanted = match &question.countries {
            Some(countries) => countries.contains(&self.country_index(row)?),
            None => true,
        };
        let weight = if named.is_other_name { row.prominence() / OTHER_NAME_SHARE } else { row.prominence() };
        is_wanted.then(|| Hit { row, quality, edits, fit: self.fit(row, &question.qualifiers), weight })
    }

    fn fit(&self, row: &Row, qualifiers: &[Qualifier]) -> Fit {
        let mut fit = Fit::default();
        for qualifier in qualifiers {
            if qualifier.is_unknown() {
                fit.unknown += 1;
            } else if self.is_in(row, qualifier) {
                fit.matched += 1;
            } else {
                fit.contradicted += 1;
            }
        }
        fit
    }

    fn is_in(&self, row: &Row, qualifier: &Qualifier) -> bool {
        let is_near = |city: &u32| {
            self.row(*city).is_some_and(|city| {
                city.id != row.id
                    && city.population > row.population
                    && haversine_km(row.lat(), row.lon(), city.lat(), city.lon()) <= SAME_CITY_KM
            })
        };
        qualifier.regions.contains(&row.region)
            || self.country_index(row).is_some_and(|country| qualifier.countries.contains(&country))
            || qualifier.cities.iter().any(is_near)
    }

    fn qualifier(&self, words: &str) -> Qualifier {
        let mut qualifier = self.qualifiers().get(words).cloned().unwrap_or_default();
        let mut cities: Vec<u32> = self.keys().equal(words).map(|named| named.row).collect();
        cities.sort_by_key(|city| Reverse(self.row(*city).map(|row| row.population)));
        cities.truncate(MAX_CITIES);
        qualifier.cities = cities;
        qualifier
    }
}

impl Hit<'_> {
    /// Sorts best first.
    pub(crate) fn order(&self) -> impl Ord + use<> {
        (self.quality, Reverse(self.fit.matched), self.edits, Reverse(self.weight), self.row.id)
    }
}
