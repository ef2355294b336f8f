//! The gazetteer of `core/places`, behind the port that the host asks for.
//!
//! Rule: a plugin sees what the contract's `places` interface says, however much more `core/places` knows.

use loadin_places::{Gazetteer as Data, Query, Resolution as Named};
use loadin_types::{
    places::{Match, Near, Place, Quality, Resolution},
    ports::Gazetteer,
};

/// The towns that come with this build, decoded when first asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Towns;

/// Returns the name of every time zone that somebody can choose.
pub(crate) fn zones() -> Vec<String> {
    Data::embedded().zones()
}

impl Gazetteer for Towns {
    fn search(&self, text: &str, country: Option<&str>, limit: usize) -> Vec<Match> {
        let found = Data::embedded().search(&Query { text, country, limit });
        found.into_iter().map(|found| Match { place: place(found.place), quality: quality(found.quality) }).collect()
    }

    fn resolve(&self, text: &str, country: Option<&str>) -> Resolution {
        let all = |places: Vec<loadin_places::Place>| places.into_iter().map(place).collect();
        match Data::embedded().resolve(text, country) {
            Named::Found { place: found } => Resolution::Found { place: place(found) },
            Named::Ambiguous { choices } => Resolution::Ambiguous { places: all(choices) },
            Named::Unknown { suggestions } => Resolution::Unknown { suggestions: all(suggestions) },
        }
    }

    fn nearby(&self, lat: f64, lon: f64, km: f64, limit: usize) -> Vec<Near> {
        let found = Data::embedded().nearby(lat, lon, km, limit);
        found.into_iter().map(|near| Near { place: place(near.place), km: near.km }).collect()
    }
}

fn place(place: loadin_places::Place) -> Place {
    Place {
        id: place.id,
        name: place.name,
        country: place.country,
        region: place.region,
        region_code: place.region_code,
        lat: place.lat,
        lon: place.lon,
        population: place.population,
        zone: place.zone,
    }
}

const fn quality(quality: loadin_places::Quality) -> Quality {
    match quality {
        loadin_places::Quality::Exact => Quality::Exact,
        loadin_places::Quality::Prefix => Quality::Prefix,
        loadin_places::Quality::Fuzzy => Quality::Fuzzy,
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::{places::Resolution, ports::Gazetteer as _};

    use super::Towns;

    #[test]
    fn plugins_reach_the_real_towns() {
        let Resolution::Found { place } = Towns.resolve("Burlington, VT", None) else { panic!("one Burlington in VT") };
        assert_eq!((place.country.as_str(), place.zone.as_str()), ("US", "America/New_York"));
        assert!(Towns.nearby(place.lat, place.lon, 20.0, 9).iter().any(|near| near.place.id == place.id));
        assert!(matches!(Towns.resolve("Xqzwv", None), Resolution::Unknown { .. }));
        assert_eq!(Towns.search("Burlington", Some("US"), 3).len(), 3);
    }
}
