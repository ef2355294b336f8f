//! A map is complete without being seen, small, and drawn at once.

use loadin_profile::page::{Map, Point, Route};

use super::draw;
use crate::{
    draw::Pen,
    shell::{Distance, PluginFrame},
};

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
    let html = draw(&europe(), Pen::new(&frame, Distance::Miles)).into_string();
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
    let html = draw(&Map::new("Route", "Nothing yet."), Pen::new(&frame, Distance::Kilometres)).into_string();
    assert!(html.contains("there is no place to show yet") && !html.contains("<svg"), "{html}");
}

#[test]
fn places_that_are_nowhere_do_no_harm() {
    let frame = frame();
    for (lat, lon) in [(f64::NAN, 0.0), (91.0, 0.0), (0.0, f64::INFINITY), (-90.0, 180.0), (90.0, -180.0), (0.0, 0.0)] {
        let map = Map::new("m", "s").points([Point::dot("x", lat, lon), Point::stop(1, "y", lat, lon)]);
        let html = draw(&map, Pen::new(&frame, Distance::Kilometres)).into_string();
        assert!(!html.contains("NaN") && !html.contains("inf"), "{lat} {lon}: {html}");
    }
}
