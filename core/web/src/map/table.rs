//! The places of a map as tables, for whoever does not see it or cannot hit a mark.

use std::borrow::Cow;

use loadin_profile::page::{Map, Point, Spot};
use loadin_words::key;
use maud::{Markup, html};

use super::stops;
use crate::{draw::Pen, words::Words};

/// Places that are written.
const LISTED: usize = 200;

/// Draws the table.
pub(super) fn table(map: &Map, pen: Pen<'_>) -> Markup {
    let words = pen.words();
    let stops = stops(map);
    let dots: Vec<&Point> = map.points.iter().filter(|point| point.number.is_none()).collect();
    let left_out = dots.len().saturating_sub(LISTED);
    let name = |point: &Point| match &point.href {
        Some(href) => pen.linked(html! { (point.label) }, href, None),
        None => html! { (point.label) },
    };
    let spot = |what: Cow<'_, str>, spot: &Spot| {
        html! { tr { td { (what) } th scope="row" { (spot.label) } td class="date" { (degrees(spot.lat, spot.lon, words)) } } }
    };
    html! {
        @if !map.areas.is_empty() { (areas(map, pen)) }
        @if has_places(map) { details class="fold" {
            summary { (words.say("map-table")) }
            div class="scroll" tabindex="0" role="region" aria-label=(words.say_with("map-table-of", &[("title", (&map.title).into())])) {
                table {
                    thead {
                        tr {
                            th scope="col" { (words.say("map-table-stop")) }
                            th scope="col" { (words.say("map-table-place")) }
                            th scope="col" { (words.say("map-table-position")) }
                        }
                    }
                    tbody {
                        @for each in map.home.iter() { (spot(words.say("map-home"), each)) }
                        @for point in stops.into_iter().chain(dots.into_iter().take(LISTED)) {
                            tr {
                                td { @if let Some(number) = point.number { (number) } }
                                th scope="row" { (name(point)) }
                                td class="date" { (degrees(point.lat, point.lon, words)) }
                            }
                        }
                        @for each in map.end.iter() { (spot(words.say("map-end"), each)) }
                    }
                }
            }
            @if left_out > 0 { p class="dim" { (words.say_with("map-table-more", &[("count", left_out.into())])) } }
        } }
    }
}

fn has_places(map: &Map) -> bool {
    !map.points.is_empty() || map.home.is_some() || map.end.is_some()
}

fn areas(map: &Map, pen: Pen<'_>) -> Markup {
    let words = pen.words();
    html! {
        details class="fold" {
            summary { (words.say("map-areas")) }
            div class="scroll" tabindex="0" role="region" aria-label=(words.say_with("map-areas-of", &[("title", (&map.title).into())])) {
                table {
                    thead {
                        tr {
                            th scope="col" { (words.say("map-areas-area")) }
                            th scope="col" { (words.say("map-areas-colour")) }
                        }
                    }
                    tbody {
                        @for area in &map.areas {
                            tr {
                                th scope="row" {
                                    @match &area.href {
                                        Some(href) => { (pen.linked(html! { (area.label) }, href, None)) }
                                        None => { (area.label) }
                                    }
                                }
                                td { (area.note.as_deref().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn degrees(lat: f64, lon: f64, words: Words) -> String {
    let side = |value: f64, key: &str| {
        let degrees = words.decimal(&format!("{:.3}", value.abs()));
        words.say_with(key, &[("degrees", degrees.into())])
    };
    let north = side(lat, if lat < 0.0 { key("map-degrees-south") } else { key("map-degrees-north") });
    let east = side(lon, if lon < 0.0 { key("map-degrees-west") } else { key("map-degrees-east") });
    words.say_with("map-degrees", &[("north", north.into()), ("east", east.into())])
}
