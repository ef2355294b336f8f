//! The words after a name: "VT", "Vermont", "USA", or a city nearby ("Hackney, London").

use std::collections::HashMap;

use crate::{countries::OTHER_NAMES, data::Tables, fold::fold};

/// What one word group may mean; "CA" is Canada and California, and both count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Qualifier {
    pub(crate) countries: Vec<u16>,
    pub(crate) regions: Vec<u16>,
    /// Rows of cities of that name, biggest first: a place near one of them is meant.
    pub(crate) cities: Vec<u32>,
}

impl Qualifier {
    pub(crate) fn is_unknown(&self) -> bool {
        self.countries.is_empty() && self.regions.is_empty() && self.cities.is_empty()
    }
}

/// Countries and regions by every folded name and code.
pub(crate) struct Qualifiers {
    by_name: HashMap<String, Qualifier>,
}

impl Qualifiers {
    pub(crate) fn new(tables: &Tables) -> Self {
        let mut by_name: HashMap<String, Qualifier> = HashMap::new();
        for (country, index) in tables.countries.iter().zip(0_u16..) {
            let others = OTHER_NAMES.iter().filter(|(code, _)| *code == country.code).map(|(_, name)| *name);
            for name in [country.code.as_str(), &country.iso3, &country.name].into_iter().chain(others) {
                push_once(&mut by_name.entry(fold(name)).or_default().countries, index);
            }
        }
        for (region, index) in tables.regions.iter().zip(0_u16..) {
            let others = region.other_names.iter().map(String::as_str);
            for name in [region.short.as_str(), &region.name].into_iter().chain(others) {
                push_once(&mut by_name.entry(fold(name)).or_default().regions, index);
            }
        }
        by_name.remove("");
        Self { by_name }
    }

    pub(crate) fn get(&self, folded: &str) -> Option<&Qualifier> {
        self.by_name.get(folded)
    }

    /// Returns the countries that a caller's hint ("US", "usa", "Deutschland") names.
    pub(crate) fn countries(&self, hint: &str) -> &[u16] {
        self.get(&fold(hint)).map(|qualifier| qualifier.countries.as_slice()).unwrap_or_default()
    }
}

fn push_once(indexes: &mut Vec<u16>, index: u16) {
    if !indexes.contains(&index) {
        indexes.push(index);
    }
}
