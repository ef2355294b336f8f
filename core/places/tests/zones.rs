//! Time zones of towns, above all of those beside a border.

use loadin_places::Gazetteer;

const TOWNS: &[(&str, f64, f64, &str, &str)] = &[
    ("Burlington, Vermont", 44.476, -73.212, "US", "America/New_York"),
    ("Chicago", 41.85, -87.65, "US", "America/Chicago"),
    ("Gary, Indiana, on Chicago's time", 41.593, -87.346, "US", "America/Chicago"),
    ("South Bend, Indiana", 41.683, -86.25, "US", "America/Indiana/Indianapolis"),
    ("Louisville", 38.254, -85.759, "US", "America/Kentucky/Louisville"),
    ("Nashville", 36.166, -86.784, "US", "America/Chicago"),
    ("Chattanooga", 35.046, -85.309, "US", "America/New_York"),
    ("Pensacola", 30.421, -87.217, "US", "America/Chicago"),
    ("Tallahassee", 30.438, -84.281, "US", "America/New_York"),
    ("El Paso", 31.759, -106.487, "US", "America/Denver"),
    ("Phoenix, without summer time", 33.448, -112.074, "US", "America/Phoenix"),
    ("Boise", 43.614, -116.203, "US", "America/Boise"),
    ("Spokane", 47.66, -117.429, "US", "America/Los_Angeles"),
    ("Coeur d'Alene", 47.678, -116.78, "US", "America/Los_Angeles"),
    ("Anchorage", 61.218, -149.9, "US", "America/Anchorage"),
    ("Honolulu", 21.307, -157.858, "US", "Pacific/Honolulu"),
    ("Detroit", 42.331, -83.046, "US", "America/Detroit"),
    ("Windsor, across the river", 42.3, -83.017, "CA", "America/Toronto"),
    ("Saskatoon, without summer time", 52.117, -106.635, "CA", "America/Regina"),
    ("Halifax", 44.645, -63.572, "CA", "America/Halifax"),
    ("St. John's, half an hour off", 47.565, -52.709, "CA", "America/St_Johns"),
    ("Tijuana", 32.502, -117.004, "MX", "America/Tijuana"),
    ("London", 51.509, -0.126, "GB", "Europe/London"),
    ("Derry", 54.998, -7.309, "GB", "Europe/London"),
    ("Letterkenny", 54.95, -7.734, "IE", "Europe/Dublin"),
    ("Vigo", 42.233, -8.723, "ES", "Europe/Madrid"),
    ("Valença, across the bridge", 42.028, -8.634, "PT", "Europe/Lisbon"),
    ("Strasbourg", 48.584, 7.746, "FR", "Europe/Paris"),
    ("Kehl, across the bridge", 48.573, 7.815, "DE", "Europe/Berlin"),
    ("Haparanda", 65.836, 24.137, "SE", "Europe/Stockholm"),
    ("Tornio, across the river", 65.848, 24.147, "FI", "Europe/Helsinki"),
    ("Kyiv", 50.455, 30.524, "UA", "Europe/Kyiv"),
    ("Kathmandu, a quarter of an hour off", 27.702, 85.321, "NP", "Asia/Kathmandu"),
    ("Broken Hill, on Adelaide's time", -31.965, 141.451, "AU", "Australia/Broken_Hill"),
    ("Tweed Heads", -28.179, 153.537, "AU", "Australia/Sydney"),
    ("Coolangatta, across the street, without summer time", -28.167, 153.533, "AU", "Australia/Brisbane"),
];

#[test]
fn a_towns_zone_is_that_of_its_country_and_side_of_the_border() {
    let places = Gazetteer::embedded();
    for (town, lat, lon, country, zone) in TOWNS {
        assert_eq!(places.zone_in(*lat, *lon, country), Some(*zone), "{town}");
    }
}

#[test]
fn the_country_hardly_matters_away_from_a_border() {
    let places = Gazetteer::embedded();
    let same = TOWNS.iter().filter(|(_, lat, lon, _, zone)| places.zone_at(*lat, *lon) == Some(*zone)).count();
    assert!(same + 2 >= TOWNS.len(), "{same} of {}", TOWNS.len());
}

#[test]
fn the_open_ocean_and_points_off_the_globe_have_no_zone() {
    let places = Gazetteer::embedded();
    for (lat, lon) in
        [(0.0, -30.0), (-90.0, 0.0), (90.0, 0.0), (91.0, 0.0), (0.0, 181.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
    {
        assert_eq!(places.zone_at(lat, lon), None, "{lat}, {lon}");
    }
    assert_eq!(places.zone_in(44.5, -73.2, "Atlantis"), None);
}

#[test]
fn every_zone_has_the_shape_of_an_iana_name() {
    for place in Gazetteer::embedded().places() {
        assert!(place.zone.contains('/') && place.zone.is_ascii(), "{}: {}", place.label(), place.zone);
    }
}
