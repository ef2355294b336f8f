//! Maps: a route, areas, clusters, and a closer look.

use loadin_profile::page::{Area, Map, Page, Point, Route, page, section};

use super::{LEFTWARD, LONG};

/// As they mostly are.
pub(super) fn maps() -> Page {
    page("Maps")
        .section(section("Three nights in one city").map(one_city()))
        .section(section("Areas").map(areas()))
        .section(section("Many venues").map(clusters(None)))
        .section(section("Words without room").map(long_words()))
        .section(section("Nothing").map(Map::new("Venues", "There are none yet.")))
}

/// A closer look at the same.
pub(super) fn closer() -> Page {
    page("Maps, closer").map(clusters(Some("50.8,8.6,3")))
}

fn one_city() -> Map {
    let stops = [
        ("Oslo", 59.913, 10.752),
        ("Oslo", 59.915, 10.757),
        ("Oslo", 59.920, 10.740),
        ("Göteborg", 57.709, 11.975),
        ("Copenhagen", 55.676, 12.568),
        ("Malmö", 55.605, 13.004),
    ];
    let points = (1..).zip(stops).map(|(number, (town, lat, lon))| Point::stop(number, town, lat, lon).href("plans"));
    Map::new("The route", "From Hamburg to three nights in Oslo and back by the coast.")
        .route(Route::Round)
        .home("Hamburg", 53.551, 9.994)
        .points(points)
}

fn areas() -> Map {
    let box_of =
        |south: f64, west: f64, north: f64, east: f64| [(south, west), (south, east), (north, east), (north, west)];
    Map::new("Fans by region", "Most fans live between Leipzig and Berlin.")
        .area(Area::new("Saxony and around", 5, box_of(50.6, 11.9, 51.9, 14.6)).note("412 fans").href("fans/saxony"))
        .area(Area::new("Franconia", 3, box_of(49.0, 9.6, 50.4, 11.8)).note("160 fans"))
        .area(Area::new("Bohemia", 1, box_of(49.0, 12.9, 50.4, 16.0)).note("38 fans"))
        .area(Area::new("Lower Austria", 2, box_of(47.6, 14.6, 48.7, 16.9)).note("75 fans"))
        .area(Area::new("Hesse and around", 4, box_of(50.6, 8.0, 51.6, 10.2)).note("260 fans"))
        .points([Point::dot("Leipzig", 51.34, 12.37)])
}

fn clusters(now: Option<&str>) -> Map {
    let venues = (0..240_u32).map(|index| {
        let (ring, step) = (f64::from(index % 12), f64::from(index) * 2.4);
        let (lat, lon) = (50.8 + step.sin() * ring * 0.27, 8.6 + step.cos() * ring * 0.5);
        Point::dot(format!("Venue {}", index + 1), lat, lon).href(format!("venues/{}", index + 1))
    });
    Map::new("All venues", "240 venues, most of them round Frankfurt.").points(venues).clustered().zoom(
        "venues-map",
        "kit",
        now,
    )
}

fn long_words() -> Map {
    Map::new(LONG, LONG).route(Route::Open).points([
        Point::stop(1, LONG, 44.48, -73.21),
        Point::stop(2, LEFTWARD, 43.61, -72.97),
        Point::stop(100, "St. Johnsbury Athenæum", 44.42, -72.02).fixed(),
    ])
}
