//! Maps: an SVG in the page, drawn here, so that it is there with the first byte and needs no script.
//!
//! Rules: classes only, so that the stylesheet colours it light and dark; every stop is a link to its place on the page; the
//! same places follow as a table. Two sets of marks are placed, one for phones and one for wide screens, because marks that
//! keep their size need other places on a map that does not; the stylesheet shows one of them.

mod basemap;
mod clip;
mod layout;
pub(crate) mod path;
mod projection;
mod view;

use loadin_profile::page::{Map, Point, Route, Spot};
use maud::{Markup, PreEscaped, html};

use self::{
    layout::{Layer, Mark, Size},
    view::View,
};
use crate::{draw::Pen, words};

/// Width of the picture in its own units; the height follows from the places.
const WIDTH: f64 = 800.0;
/// Places listed under the map.
const LISTED: usize = 200;

/// Returns whose data the maps are made of.
#[must_use]
pub fn attribution() -> [&'static str; 3] {
    ["Made with Natural Earth", "Towns: GeoNames, CC BY 4.0", "State lines: US Census Bureau"]
}

/// Draws a map with its table.
pub(crate) fn draw(map: &Map, pen: Pen<'_>) -> Markup {
    let places: Vec<(f64, f64)> = positions(map).collect();
    let Some(view) = View::over(&places, WIDTH) else {
        return html! { p class="empty" { (map.title) ": there is no place to show yet." } };
    };
    let layers = [("narrow", Size::NARROW), ("broad", Size::BROAD)]
        .map(|(class, size)| (class, layout::layer(map, &view, size)));
    html! {
        figure class="map" {
            div class="frame" {
                svg viewBox={ "0 0 " (WIDTH) " " (view.height) } width=(WIDTH) height=(view.height)
                    role="group" aria-label={ (map.title) ". " (map.summary) } {
                    title { (map.title) }
                    desc { (map.summary) }
                    (ground(&view))
                    (route(map, &view))
                    (dots(map, &view))
                    @for (class, layer) in &layers { (marks(class, layer, map, pen)) }
                    (scale(&view, pen))
                }
            }
            figcaption { (map.summary) }
            (table(map, pen))
        }
    }
}

/// Every place that must be on the map.
fn positions(map: &Map) -> impl Iterator<Item = (f64, f64)> + '_ {
    let spots = map.home.iter().chain(&map.end).map(|spot| (spot.lat, spot.lon));
    let is_sound = |place: &(f64, f64)| (-90.0..=90.0).contains(&place.0) && (-180.0..=180.0).contains(&place.1);
    spots.chain(map.points.iter().map(|point| (point.lat, point.lon))).filter(is_sound)
}

fn ground(view: &View) -> Markup {
    let ground = basemap::get().under(view);
    html! {
        rect class="sea" width=(WIDTH) height=(view.height) {}
        path class="land" d=(ground.land) {}
        @if !ground.states.is_empty() { path class="state" d=(ground.states) {} }
        @if !ground.borders.is_empty() { path class="border" d=(ground.borders) {} }
    }
}

/// The stops in the order of their numbers.
fn stops(map: &Map) -> Vec<&Point> {
    let mut stops: Vec<&Point> = map.points.iter().filter(|point| point.number.is_some()).collect();
    stops.sort_by_key(|point| point.number);
    stops
}

fn route(map: &Map, view: &View) -> Markup {
    if map.route == Route::None {
        return html! {};
    }
    let spot = |spot: &Spot| (spot.lat, spot.lon);
    let last = match map.route {
        Route::Round => map.end.as_ref().or(map.home.as_ref()),
        Route::Open | Route::None => None,
    };
    let places = map.home.iter().map(spot).chain(stops(map).into_iter().map(|point| (point.lat, point.lon)));
    let line: Vec<(f64, f64)> = places.chain(last.map(spot)).map(|place| view.at(place)).collect();
    let d = path::line(&line);
    html! { path class="casing" d=(d) {} path class="route" d=(d) {} }
}

fn dots(map: &Map, view: &View) -> Markup {
    let mut d = String::new();
    for point in map.points.iter().filter(|point| point.number.is_none()) {
        let (x, y) = view.at((point.lat, point.lon));
        // A line of no length with round ends is a dot, and the shortest way to write one.
        d.push_str(&format!("M{} {}h0", path::whole(x), path::whole(y)));
    }
    html! { @if !d.is_empty() { path class="dots" d=(d) {} } }
}

fn marks(class: &str, layer: &Layer, map: &Map, pen: Pen<'_>) -> Markup {
    let mut leads = String::new();
    for mark in layer.marks.iter().filter(|mark| mark.has_moved()) {
        leads.push_str(&path::line(&[mark.place, mark.shown]));
    }
    html! {
        g class=(class) {
            @if !layer.towns.is_empty() {
                path class="town" d=(layer.towns.iter().map(|(x, y)| format!("M{x} {y}h0")).collect::<String>()) {}
            }
            @for label in &layer.labels {
                text class=[label.class] x=(label.x) y=(label.y) text-anchor=[label.anchor] { (label.text) }
            }
            @if !leads.is_empty() { path class="tether" d=(leads) {} }
            @for mark in &layer.marks { (stop(mark, map, layer.size, pen)) }
        }
    }
}

fn stop(mark: &Mark, map: &Map, size: Size, pen: Pen<'_>) -> Markup {
    let (x, y) = (path::whole(mark.shown.0), path::whole(mark.shown.1));
    let Some(point) = mark.stop.and_then(|index| map.points.get(index)) else {
        return html! { path class="home" d=(PreEscaped(house(x, y, size))) {} };
    };
    let shown = html! {
        circle cx=(x) cy=(y) r=(size.radius) {}
        text x=(x) y=(y) { (point.number.unwrap_or_default()) }
    };
    let class = if point.is_fixed { "mark fixed" } else { "mark" };
    let address = point.href.as_deref().and_then(|href| pen.address(href));
    html! {
        @match address {
            Some(address) => {
                a class=(class) href=(address) aria-label={ "Stop " (point.number.unwrap_or_default()) ": " (point.label) } { (shown) }
            }
            None => { g class=(class) { (shown) } }
        }
    }
}

/// A house round the point, as wide as a stop.
fn house(x: i64, y: i64, size: Size) -> String {
    let half = path::whole(size.radius * 0.9);
    format!("M{} {y}l{half}-{half} {half} {half}v{half}h-{}z", x - half, 2 * half)
}

fn scale(view: &View, pen: Pen<'_>) -> Markup {
    let (length, km) = view.round_length(WIDTH / 5.0, pen.distance());
    let (x, y) = (WIDTH - 24.0 - length, view.height - 22.0);
    html! {
        g class="scale" aria-hidden="true" {
            path d={ "M" (path::whole(x)) " " (path::whole(y - 8.0)) "v8h" (path::whole(length)) "v-8" } {}
            text x=(path::whole(x - 8.0)) y=(path::whole(y)) text-anchor="end" { (words::distance(km, pen.distance())) }
        }
    }
}

fn table(map: &Map, pen: Pen<'_>) -> Markup {
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
        details class="fold" {
            summary { "The places as a table" }
            div class="scroll" tabindex="0" role="region" aria-label="The places of the map" {
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
        }
    }
}

fn degrees(lat: f64, lon: f64) -> String {
    let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
    format!("{:.3}° {north}, {:.3}° {east}", lat.abs(), lon.abs())
}

#[cfg(test)]
mod tests;
