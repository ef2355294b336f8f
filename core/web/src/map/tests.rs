//! A map is complete without being seen, small, and drawn at once.

use loadin_profile::page::{Area, Map, Point, Route};
use loadin_words::Distance;

use super::draw;
use crate::{catalogue, draw::Pen, shell::PluginFrame};

fn frame() -> PluginFrame {
    PluginFrame {
        name: "Test".into(),
        version: "1".into(),
        base: "/s/a/p/b/".into(),
        csrf: "t".into(),
        space: "a".into(),
    }
}

fn europe() -> Map {
    let towns = [
        ("Hamburg", 53.55, 9.99),
        ("Oslo", 59.91, 10.75),
        ("London", 51.5, -0.13),
        ("Barcelona", 41.39, 2.17),
        ("Napoli", 40.85, 14.27),
    ];
    let points = (1..)
        .zip(towns)
        .map(|(number, (town, lat, lon))| Point::stop(number, town, lat, lon).href(format!("#stop-{number}")));
    Map::new("Route", "Round Europe.").route(Route::Round).home("Berlin", 52.52, 13.4).points(points)
}

#[test]
fn every_stop_is_a_link_to_its_place_and_a_row_of_the_table() {
    let frame = frame();
    let html = draw(&europe(), Pen::new(&frame, catalogue().english().counting(Distance::Miles))).into_string();
    for (number, town) in [(1, "Hamburg"), (5, "Napoli")] {
        // Once for phones, once for wide screens.
        let link = format!("href=\"#p-stop-{number}\" aria-label=\"Stop {number}: {town}\"");
        assert_eq!(html.matches(&link).count(), 2, "{link}");
        assert!(html.contains(&format!("<a href=\"#p-stop-{number}\">{town}</a>")), "{town}");
    }
    assert!(
        html.contains("<desc>Round Europe.</desc>")
            && html.contains("\u{a0}mi</text>")
            && html.contains("<td>Home</td>")
    );
    assert!(!html.contains("style=") && !html.contains("<style"));
}

#[test]
fn a_map_without_places_says_so() {
    let frame = frame();
    let html = draw(&Map::new("Route", "Nothing yet."), Pen::new(&frame, catalogue().english())).into_string();
    assert!(html.contains("there is no place to show yet") && !html.contains("<svg"), "{html}");
}

fn many(now: Option<&str>) -> Map {
    let dots = (0..196_u32).map(|index| {
        let (up, east) = (f64::from(index % 14), f64::from(index / 14));
        Point::dot(format!("Venue {index}"), 50.0 + up * 0.1, 8.0 + east * 0.15).href(format!("venues/{index}"))
    });
    Map::new("Venues", "196 venues.").points(dots).clustered().zoom("map", "venues?sort=name", now)
}

/// Draws the map, and returns what is shown on phones.
fn narrow(map: &Map) -> (String, String) {
    let frame = frame();
    let html = draw(map, Pen::new(&frame, catalogue().english())).into_string();
    let (_, narrow) = html.split_once("<g class=\"narrow\">").unwrap();
    let narrow = narrow.split("</g>").next().unwrap().to_owned();
    (html, narrow)
}

#[test]
fn dots_that_fall_together_are_one_link_that_leads_closer() {
    let (html, narrow) = narrow(&many(None));
    let counts = narrow.split(" places, closer\"").filter_map(|before| before.rsplit('"').next()?.parse::<u32>().ok());
    let alone = narrow.matches("class=\"mark one\"").count();
    assert_eq!(counts.sum::<u32>() + u32::try_from(alone).unwrap(), 196, "{narrow}");
    assert!(narrow.contains("href=\"/s/a/p/b/venues?sort=name&amp;view="), "{narrow}");
    // The whole cannot be left to the side, and there is nothing further away.
    for (name, is_there) in [("Closer", true), ("Further away", false), ("West", false)] {
        assert_eq!(html.contains(&format!("aria-label=\"{name}\"")), is_there, "{name}");
    }
}

#[test]
fn a_closer_look_shows_less_and_leads_back_and_on() {
    let (whole, _) = narrow(&many(None));
    let (closer, narrow) = narrow(&many(Some("50.4,8.6,2")));
    assert!(closer.contains("id=\"p-map\"") && closer.contains("href=\"/s/a/p/b/venues?sort=name#p-map\">Whole map"));
    for name in ["Closer", "Further away", "West", "North", "South", "East"] {
        assert!(closer.contains(&format!("aria-label=\"{name}\"")), "{name}");
    }
    let marks = |html: &str| html.matches("<circle").count();
    assert!(marks(&narrow) > 0 && narrow.contains("mark one"), "{narrow}");
    // What an address says that is no view shows everything.
    assert_eq!(self::narrow(&many(Some("far away"))).0, whole);
    assert_ne!(closer, whole);
}

#[test]
fn every_mark_is_on_the_paper_and_no_finger_hits_two() {
    for map in [europe(), many(None), many(Some("50.4,8.6,3"))] {
        let (_, narrow) = narrow(&map);
        let number = |tag: &str, name: &str| -> f64 {
            tag.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap().parse().unwrap()
        };
        let hits: Vec<(f64, f64, f64)> = narrow
            .split("<circle class=\"hit\" ")
            .skip(1)
            .map(|tag| (number(tag, "cx"), number(tag, "cy"), number(tag, "r")))
            .collect();
        assert!(!hits.is_empty());
        for (index, one) in hits.iter().enumerate() {
            // 24 pixels on a phone of 360, where a unit is 0.41 of one (WCAG 2.2, 2.5.8).
            assert!(one.2 >= 29.0 && (0.0..=800.0).contains(&one.0) && (0.0..=800.0).contains(&one.1), "{one:?}");
            for other in &hits[..index] {
                let apart = (one.0 - other.0).hypot(one.1 - other.1);
                assert!(apart + 2.0 >= one.2 + other.2, "{one:?} and {other:?}");
            }
        }
    }
}

#[test]
fn areas_are_drawn_named_and_listed() {
    let ring = [(50.0, 8.0), (50.0, 10.0), (51.0, 10.0), (51.0, 8.0)];
    let map =
        Map::new("Fans", "Where fans live.").area(Area::new("Hesse", 4, ring).note("260 fans").href("fans/hesse"));
    let (html, narrow) = narrow(&map);
    assert_eq!(html.matches("<path class=\"area a4\"").count(), 1);
    assert!(narrow.contains(">Hesse</text>"), "{narrow}");
    assert!(html.contains("<a href=\"/s/a/p/b/fans/hesse\">Hesse</a></th><td>260 fans</td>"), "{html}");
    assert!(!html.contains("The places as a table"), "there are no places");
}

#[test]
fn places_that_are_nowhere_do_no_harm() {
    let frame = frame();
    for (lat, lon) in [(f64::NAN, 0.0), (91.0, 0.0), (0.0, f64::INFINITY), (-90.0, 180.0), (90.0, -180.0), (0.0, 0.0)] {
        let map = Map::new("m", "s").points([Point::dot("x", lat, lon), Point::stop(1, "y", lat, lon)]);
        let html = draw(&map, Pen::new(&frame, catalogue().english())).into_string();
        assert!(!html.contains("NaN") && !html.contains("inf"), "{lat} {lon}: {html}");
    }
}
