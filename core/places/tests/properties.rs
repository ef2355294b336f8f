//! Whatever comes in, the answers keep their promises.

use std::sync::LazyLock;

use loadin_places::{Gazetteer, Place, Quality, Query, Resolution, fold, haversine_km};
use proptest::prelude::*;

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| Gazetteer::embedded().places().collect());

fn brute_force(lat: f64, lon: f64, km: f64) -> Vec<u32> {
    let mut found: Vec<(f64, u32)> = PLACES
        .iter()
        .map(|place| (haversine_km(lat, lon, place.lat, place.lon), place.id))
        .filter(|(distance, _)| *distance <= km)
        .collect();
    found.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    found.into_iter().map(|(_, id)| id).collect()
}

fn assert_agrees(lat: f64, lon: f64, km: f64) {
    let near = Gazetteer::embedded().nearby(lat, lon, km, usize::MAX);
    let ids: Vec<u32> = near.iter().map(|near| near.place.id).collect();
    assert_eq!(ids, brute_force(lat, lon, km), "{lat}, {lon}, {km} km");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn folded_text_is_words_of_ascii_letters_and_digits(text in any::<String>()) {
        let folded = fold(&text);
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        prop_assert!(folded.is_empty() || folded.split(' ').all(is_word), "{folded:?}");
    }

    #[test]
    fn any_text_and_country_get_an_answer(text in any::<String>(), country in proptest::option::of(any::<String>())) {
        let places = Gazetteer::embedded();
        let matches = places.search(&Query { text: &text, country: country.as_deref(), limit: 7 });
        prop_assert!(matches.len() <= 7);
        places.resolve(&text, country.as_deref());
    }

    #[test]
    fn names_with_odd_additions_get_an_answer(name in "(St\\.|Saint|Burl|B|Ü)[a-zé., ()'/-]{0,12}(VT|London|,,|\\.)?") {
        Gazetteer::embedded().resolve(&name, None);
    }

    #[test]
    fn every_place_is_found_by_its_name_and_country(index in any::<prop::sample::Index>()) {
        let place = index.get(&PLACES);
        let matches = Gazetteer::embedded().search(&Query { text: &place.name, country: Some(&place.country), limit: 2000 });
        let own = matches.iter().find(|found| found.place.id == place.id);
        prop_assert_eq!(own.map(|found| found.quality), Some(Quality::Exact), "{}", place.label());
    }

    #[test]
    fn nearby_finds_what_looking_at_every_place_finds(lat in -90.0..=90.0, lon in -180.0..=180.0, km in 0.0..3000.0) {
        assert_agrees(lat, lon, km);
    }

    #[test]
    fn nearest_is_the_first_of_all(lat in -90.0..=90.0, lon in -180.0..=180.0) {
        let nearest = Gazetteer::embedded().nearest(lat, lon).map(|near| near.place.id);
        prop_assert_eq!(nearest, brute_force(lat, lon, 21_000.0).first().copied());
    }

    #[test]
    fn any_numbers_get_an_answer(lat in any::<f64>(), lon in any::<f64>(), km in any::<f64>()) {
        let places = Gazetteer::embedded();
        let is_point = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        prop_assert_eq!(places.nearest(lat, lon).is_some(), is_point);
        prop_assert!(is_point || places.nearby(lat, lon, km, 5).is_empty());
        places.population_within(lat, lon, km);
    }

    #[test]
    fn a_wider_circle_never_holds_fewer_people(lat in -60.0..70.0, lon in -180.0..=180.0, km in 1.0..300.0) {
        let places = Gazetteer::embedded();
        prop_assert!(places.population_within(lat, lon, km) <= places.population_within(lat, lon, km * 1.5));
    }
}

#[test]
fn no_place_is_unknown_by_its_own_label() {
    let is_unknown = |label: &String| matches!(Gazetteer::embedded().resolve(label, None), Resolution::Unknown { .. });
    let unknown: Vec<String> = PLACES.iter().map(Place::label).filter(is_unknown).collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn nearby_agrees_at_the_poles_and_across_the_antimeridian() {
    for (lat, lon, km) in [
        (90.0, 0.0, 2500.0),
        (-90.0, 77.0, 4500.0),
        (89.9, -179.9, 2000.0),
        (-16.5, 179.99, 300.0),
        (-16.5, -179.99, 300.0),
        (-16.5, 180.0, 300.0),
        (-16.5, -180.0, 300.0),
        (65.0, -179.0, 900.0),
        (71.0, 25.0, 2200.0),
        (0.0, 0.0, 20_100.0),
        (51.509, -0.126, 0.0),
    ] {
        assert_agrees(lat, lon, km);
    }
    let fiji = Gazetteer::embedded().nearby(-16.5, 179.99, 300.0, usize::MAX);
    assert!(fiji.iter().any(|near| near.place.lon < 0.0) || fiji.iter().any(|near| near.place.country == "FJ"));
}

#[test]
fn nonsense_around_a_point_is_nothing() {
    let places = Gazetteer::embedded();
    for (lat, lon, km) in
        [(f64::NAN, 0.0, 50.0), (44.5, -73.2, f64::NAN), (44.5, -73.2, -1.0), (90.1, 0.0, 50.0), (0.0, -180.1, 50.0)]
    {
        assert!(places.nearby(lat, lon, km, 10).is_empty(), "{lat}, {lon}, {km}");
        assert_eq!(places.population_within(lat, lon, km), 0);
    }
    assert!(haversine_km(f64::NAN, 0.0, 0.0, 0.0).is_nan());
    assert!(places.nearest(0.0, 180.5).is_none());
    assert!(places.nearby(44.5, -73.2, 50.0, 0).is_empty());
    assert_eq!(places.nearby(44.5, -73.2, f64::INFINITY, usize::MAX).len(), PLACES.len());
}

#[test]
fn distances_are_those_of_the_globe() {
    for (from, to, km) in [
        ((51.5085, -0.1257), (48.8534, 2.3488), 343.5),
        ((40.7143, -74.006), (34.0522, -118.2437), 3936.0),
        ((0.0, 179.5), (0.0, -179.5), 111.2),
        ((90.0, 0.0), (-90.0, 0.0), 20_015.1),
        ((0.0, 0.0), (0.0, 180.0), 20_015.1),
    ] {
        let ours = haversine_km(from.0, from.1, to.0, to.1);
        assert!((ours - km).abs() / km < 0.002, "{from:?} {to:?}: {ours}");
    }
}
