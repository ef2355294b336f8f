//! What people type, and what they mean by it.

#![expect(clippy::panic, reason = "a test that does not get its place has failed")]

use loadin_places::{Gazetteer, Match, Place, Quality, Query, Resolution};

fn found(text: &str, country: Option<&str>) -> String {
    match Gazetteer::embedded().resolve(text, country) {
        Resolution::Found { place } => place.label(),
        other => format!("{other:?}").chars().take(300).collect(),
    }
}

fn choices(text: &str, country: Option<&str>) -> Vec<String> {
    match Gazetteer::embedded().resolve(text, country) {
        Resolution::Ambiguous { choices } => choices.iter().map(Place::label).collect(),
        other => panic!("{text} is not ambiguous: {other:?}"),
    }
}

fn suggestions(text: &str, country: Option<&str>) -> Vec<String> {
    match Gazetteer::embedded().resolve(text, country) {
        Resolution::Unknown { suggestions } => suggestions.iter().map(Place::label).collect(),
        other => panic!("{text} is known: {other:?}"),
    }
}

fn search(text: &str) -> Vec<Match> {
    Gazetteer::embedded().search(&Query { text, country: None, limit: 10 })
}

#[test]
fn a_region_or_country_after_the_name_settles_it() {
    for (text, label) in [
        ("Burlington, VT", "Burlington, Vermont, US"),
        ("burlington,vt", "Burlington, Vermont, US"),
        ("Burlington, Vermont", "Burlington, Vermont, US"),
        ("Burlington, Vermont, USA", "Burlington, Vermont, US"),
        ("Burlington, VT, United States", "Burlington, Vermont, US"),
        ("Burlington, VT 05401", "Burlington, Vermont, US"),
        ("Burlington (VT)", "Burlington, Vermont, US"),
        ("Burlington VT", "Burlington, Vermont, US"),
        ("Burlington, Chittenden County, VT", "Burlington, Vermont, US"),
        ("Burlington, Ontario", "Burlington, Ontario, CA"),
        ("Burlington, ON", "Burlington, Ontario, CA"),
        ("S. Burlington, VT", "South Burlington, Vermont, US"),
        ("London, Ontario", "London, Ontario, CA"),
        ("London ON Canada", "London, Ontario, CA"),
        ("Paris, TX", "Paris, Texas, US"),
        ("Manchester, UK", "Manchester, England, GB"),
        ("Manchester, NH", "Manchester, New Hampshire, US"),
        ("Manchester New Hampshire", "Manchester, New Hampshire, US"),
        ("Springfield, MA", "Springfield, Massachusetts, US"),
        ("Newcastle, NSW", "Newcastle, New South Wales, AU"),
        ("Zürich, Schweiz", "Zürich, Zurich, CH"),
        ("Köln, Deutschland", "Köln, North Rhine-Westphalia, DE"),
        ("Nürnberg, Bayern", "Nuremberg, Bavaria, DE"),
        ("Hackney, London", "Hackney, England, GB"),
        // A village in Mexico is called "San Antonio Texas".
        ("San Antonio, Texas, US", "San Antonio, Texas, US"),
    ] {
        assert_eq!(found(text, None), label, "{text}");
    }
}

#[test]
fn the_country_of_the_caller_settles_it_too() {
    assert_eq!(found("Manchester", Some("GB")), "Manchester, England, GB");
    assert_eq!(found("Manchester", Some("uk")), "Manchester, England, GB");
    assert_eq!(found("London", Some("Canada")), "London, Ontario, CA");
    assert_eq!(choices("Paris", Some("US"))[0], "Paris, Texas, US");
    assert!(choices("Burlington", Some("US")).contains(&"Burlington, Vermont, US".to_owned()));
    assert!(choices("Burlington, US", None).iter().all(|label| label.ends_with(", US")));
    assert!(suggestions("Paris", Some("Atlantis")).is_empty());
}

#[test]
fn a_name_is_found_in_its_own_and_in_other_languages() {
    for (texts, label) in [
        (&["München", "Mu\u{308}nchen", "munich", "MUENCHEN", "  Munich. "][..], "Munich, Bavaria, DE"),
        (&["Wien", "Vienna", "Vienne, Austria"], "Vienna, Vienna, AT"),
        (&["Köln", "Koeln", "koln", "Cologne"], "Köln, North Rhine-Westphalia, DE"),
        (&["Göteborg", "Goteborg", "Gothenburg"], "Gothenburg, Västra Götaland, SE"),
        (&["København", "Kobenhavn", "Copenhagen", "Kopenhagen"], "Copenhagen, Capital Region, DK"),
        (&["Praha", "Prag", "Prague"], "Prague, Prague, CZ"),
        (&["Łódź", "Lodz"], "Łódź, Łódź Voivodeship, PL"),
        (&["Москва", "Moscow"], "Moscow, Moscow, RU"),
        (&["Den Haag", "The Hague", "'s-Gravenhage"], "The Hague, South Holland, NL"),
        (&["Tübingen", "Tuebingen", "Tubingen"], "Tübingen, Baden-Wurttemberg, DE"),
        (&["Frankfurt am Main", "Frankfurt", "Francfort, Germany"], "Frankfurt am Main, Hesse, DE"),
        (&["St. Gallen", "Sankt Gallen", "St Gallen", "Saint Gallen"], "Sankt Gallen, Saint Gallen, CH"),
        (&["Saint-Étienne", "St. Etienne", "Saint Etienne"], "Saint-Étienne, Auvergne-Rhône-Alpes, FR"),
        (&["New York", "NYC", "New York, NY", "New York City"], "New York City, New York, US"),
        (&["Washington", "Washington DC", "Washington, D.C."], "Washington, District of Columbia, US"),
        (&["Biel", "Bienne, Switzerland", "Biel/Bienne"], "Biel/Bienne, Bern, CH"),
        (&["St. Albans, VT", "Saint Albans, Vermont"], "Saint Albans, Vermont, US"),
    ] {
        for text in texts {
            assert_eq!(found(text, None), label, "{text}");
        }
    }
}

#[test]
fn a_famous_city_is_meant_when_nothing_else_comes_near() {
    for (text, label) in [
        ("Paris", "Paris, Île-de-France, FR"),
        ("London", "London, England, GB"),
        ("Berlin", "Berlin, State of Berlin, DE"),
        ("Boston", "Boston, Massachusetts, US"),
        ("Portland", "Portland, Oregon, US"),
        ("Brooklyn", "Brooklyn, New York, US"),
    ] {
        assert_eq!(found(text, None), label, "{text}");
    }
}

#[test]
fn namesakes_of_like_size_are_a_question_with_region_and_country() {
    for text in ["Springfield", "Burlington", "Cambridge", "Richmond", "Newcastle", "Kansas City", "Vancouver"] {
        assert!(choices(text, None).len() >= 2, "{text}");
    }
    assert_eq!(choices("Manchester", None)[..2], ["Manchester, England, GB", "Manchester, New Hampshire, US"]);
    assert_eq!(choices("Springfield", None).len(), 20);
    // "Bienne" is also the name of Vienna in some language; a usual name is not lost to a bigger city's other names.
    assert!(choices("Bienne", None).contains(&"Biel/Bienne, Bern, CH".to_owned()));
    assert!(choices("Burlington", None).contains(&"Burlington, Vermont, US".to_owned()));
}

#[test]
fn a_typo_is_never_taken_for_an_answer_but_comes_with_suggestions() {
    assert_eq!(suggestions("Burlingtn, VT", None), ["Burlington, Vermont, US"]);
    for (text, label) in [
        ("Burlingtn", "Burlington, Vermont, US"),
        ("Lodnon", "London, England, GB"),
        ("Lepizig", "Leipzig, Saxony, DE"),
        ("Mnchester, UK", "Manchester, England, GB"),
        ("Minneapols", "Minneapolis, Minnesota, US"),
        ("Frankfrut am Main", "Frankfurt am Main, Hesse, DE"),
        ("Camden, London", "Camden Town, England, GB"),
    ] {
        assert!(suggestions(text, None).contains(&label.to_owned()), "{text}: {:?}", suggestions(text, None));
    }
}

#[test]
fn words_that_contradict_or_say_nothing_find_nothing() {
    assert!(suggestions("Paris, Zzzyx", None).contains(&"Paris, Île-de-France, FR".to_owned()));
    assert!(suggestions("Paris, Japan", None).contains(&"Paris, Île-de-France, FR".to_owned()));
    assert!(suggestions("Xqzjvw", None).is_empty());
    // A village that is not in the data; similar names on other continents would only mislead.
    assert_eq!(suggestions("Waitsfield, VT", None), Vec::<String>::new());
}

#[test]
fn exact_names_come_before_beginnings_and_bigger_places_first() {
    let matches = search("Burlington");
    let qualities: Vec<Quality> = matches.iter().map(|found| found.quality).collect();
    assert!(qualities.is_sorted() && qualities[0] == Quality::Exact, "{qualities:?}");
    assert_eq!(matches[0].place.label(), "Burlington, Ontario, CA");

    assert_eq!(search("Burlington, VT")[0].place.label(), "Burlington, Vermont, US");
    assert_eq!(search("Leipz")[0].place.label(), "Leipzig, Saxony, DE");
    assert_eq!(search("Leipz")[0].quality, Quality::Prefix);
    assert_eq!(search("Lepizig")[0].quality, Quality::Fuzzy);
    assert_eq!(search("San").len(), 10);
    let mut ids: Vec<u32> = search("b").iter().map(|found| found.place.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 10);
}

#[test]
fn empty_and_endless_texts_find_nothing() {
    let long = "Burlington ".repeat(1000);
    for text in ["", " ", ",", ", VT", "...", "\u{308}", "12345678901", &long] {
        assert!(search(text).is_empty(), "{text:.20}: {:?}", search(text));
        assert_eq!(suggestions(text, None), Vec::<String>::new(), "{text:.20}");
    }
    assert!(Gazetteer::embedded().search(&Query { text: "Paris", country: None, limit: 0 }).is_empty());
}

#[test]
fn json_is_flat_and_snake_case() {
    let json = serde_json::to_value(&search("Burlington, VT")[0]).unwrap();
    let expected = serde_json::json!({
        "id": 5_234_372, "name": "Burlington", "country": "US", "region": "Vermont", "region_code": "VT",
        "lat": 44.476, "lon": -73.212, "population": 42_452, "counted": true, "zone": "America/New_York",
        "quality": "exact",
    });
    assert_eq!(json, expected);
    let near = serde_json::to_value(&Gazetteer::embedded().nearby(44.476, -73.212, 1.0, 1)[0]).unwrap();
    assert_eq!((&near["name"], &near["km"]), (&serde_json::json!("Burlington"), &serde_json::json!(0.0)));
    let resolution = serde_json::to_value(Gazetteer::embedded().resolve("Paris", None)).unwrap();
    assert_eq!((&resolution["outcome"], &resolution["place"]["country"]), (&"found".into(), &"FR".into()));
}
