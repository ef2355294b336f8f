//! The places of a map as tables, for whoever does not see it or cannot hit a mark.

use loadin_profile::page::{Map, Point, Spot};
use maud::{Markup, html};

use super::stops;
use crate::{draw::Pen, words};

/// Places that are written.
const LISTED: usize = 200;

/// Draws the table.
pub(super) fn table(map: &Map, pen: Pen<'_>) -> Markup {
    let stops = stops(map);
    let dots: Vec<&Point> = map.points.iter().filter(|point| point.number.is_none()).collect();
    let left_out = dots.len().saturating_sub(LISTED);
    let name = |point: &Point| match &point.href {
        Some(href) => pen.linked(html! { (point.label) }, href, None),
        None => html! { (point.label) },
    };
    let spot = |what: &str, spot: &Spot| {
        html! { tr { td { (what) } th scope="row" { (spot.label) } td class="date" { (degrees(spot.lat, spot.lon)) } } }
    };
    html! {
        @if !map.areas.is_empty() { (areas(map, pen)) }
        @if has_places(map) { details class="fold" {
            summary { "The places as a table" }
            div class="scroll" tabindex="0" role="region" aria-label={ "The places of " (map.title) } {
                table {
                    thead { tr { th scope="col" { "Stop" } th scope="col" { "Place" } th scope="col" { "Position" } } }
                    tbody {
                        @for each in map.home.iter() { (spot("Home", each)) }
                        @for point in stops.into_iter().chain(dots.into_iter().take(LISTED)) {
                            tr {
                                td { @if let Some(number) = point.number { (number) } }
                                th scope="row" { (name(point)) }
                                td class="date" { (degrees(point.lat, point.lon)) }
                            }
                        }
                        @for each in map.end.iter() { (spot("End", each)) }
                    }
                }
            }
            @if left_out > 0 { p class="dim" { "And " (words::count(left_out)) " more." } }
        } }
    }
}

fn has_places(map: &Map) -> bool {
    !map.points.is_empty() || map.home.is_some() || map.end.is_some()
}

fn areas(map: &Map, pen: Pen<'_>) -> Markup {
    html! {
        details class="fold" {
            summary { "The areas as a table" }
            div class="scroll" tabindex="0" role="region" aria-label={ "The areas of " (map.title) } {
                table {
                    thead { tr { th scope="col" { "Area" } th scope="col" { "What its colour means" } } }
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

fn degrees(lat: f64, lon: f64) -> String {
    let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
    format!("{:.3}° {north}, {:.3}° {east}", lat.abs(), lon.abs())
}
