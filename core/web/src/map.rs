//! Maps: an SVG in the page, drawn here, so that it is there with the first byte and needs no script.
//!
//! Rules: classes only, so that the stylesheet colours it light and dark; every stop is a link to its place on the page; the
//! same places follow as a table. Two sets of marks are placed, one for phones and one for wide screens, because marks that
//! keep their size need other places on a map that does not; the stylesheet shows one of them.

mod basemap;
mod clip;
mod cluster;
mod layout;
mod marks;
pub(crate) mod path;
mod projection;
mod table;
mod view;
mod zoom;

use loadin_profile::page::{Area, Map, Point, Route, Spot};
use maud::{Markup, html};

use self::{
    layout::Size,
    view::View,
    zoom::{Links, Look},
};
use crate::draw::{Pen, place};

/// Width of the picture in its own units; the height follows from the places.
const WIDTH: f64 = 800.0;
/// Returns whose data the maps are made of.
#[must_use]
pub fn attribution() -> [&'static str; 3] {
    ["Made with Natural Earth", "Towns: GeoNames, CC BY 4.0", "State lines: US Census Bureau"]
}

/// Draws a map with its table.
pub(crate) fn draw(map: &Map, pen: Pen<'_>) -> Markup {
    let places: Vec<(f64, f64)> = positions(map).collect();
    let Some(view) = View::over(&places, WIDTH) else {
        return html! { p class="empty" { (pen.words().say_with("map-empty", &[("title", (&map.title).into())])) } };
    };
    let look = map.zoom.as_ref().and_then(|zoom| Look::read(zoom.now.as_deref()?));
    let view = look.map_or(view, |look| look.view(&view));
    let links = map.zoom.as_ref().map(|zoom| Links::new(zoom, &view, look));
    let layers = [("narrow", Size::NARROW), ("broad", Size::BROAD)]
        .map(|(class, size)| (class, layout::layer(map, &view, size)));
    let label =
        pen.words().say_with("map-label", &[("title", (&map.title).into()), ("summary", (&map.summary).into())]);
    html! {
        figure class="map" id=[map.zoom.as_ref().map(|zoom| place(&zoom.id))] {
            @if let Some(links) = &links { (links.draw(&map.title, pen)) }
            div class="frame" {
                svg viewBox={ "0 0 " (WIDTH) " " (view.height) } width=(WIDTH) height=(view.height)
                    role="group" aria-label=(label) {
                    title { (map.title) }
                    desc { (map.summary) }
                    (ground(&view))
                    (areas(map, &view))
                    (route(map, &view))
                    @if !map.is_clustered { (dots(map, &view)) }
                    @for (class, layer) in &layers { (marks::marks(class, layer, map, links.as_ref(), pen)) }
                    (scale(&view, pen))
                }
            }
            figcaption { (map.summary) }
            (table::table(map, pen))
        }
    }
}

/// Every place that must be on the map.
fn positions(map: &Map) -> impl Iterator<Item = (f64, f64)> + '_ {
    let spots = map.home.iter().chain(&map.end).map(|spot| (spot.lat, spot.lon));
    let is_sound = |place: &(f64, f64)| (-90.0..=90.0).contains(&place.0) && (-180.0..=180.0).contains(&place.1);
    let areas = map.areas.iter().flat_map(|area| area.rings.iter().flatten()).map(|place| (place.lat, place.lon));
    spots.chain(map.points.iter().map(|point| (point.lat, point.lon))).chain(areas).filter(is_sound)
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

/// Pieces of land, coloured by their shade; their names and notes are labels and rows of the table.
fn areas(map: &Map, view: &View) -> Markup {
    const SHADES: [&str; 5] = ["area a1", "area a2", "area a3", "area a4", "area a5"];
    html! {
        @for area in &map.areas {
            @let class = SHADES.get(usize::from(area.shade.clamp(1, 5)) - 1).copied().unwrap_or("area a1");
            path class=(class) d=(outlines(area, view)) {}
        }
    }
}

fn outlines(area: &Area, view: &View) -> String {
    let mut d = String::new();
    for ring in &area.rings {
        let ring: Vec<(f64, f64)> = ring.iter().map(|place| view.at((place.lat, place.lon))).collect();
        let shown = clip::thinned(&clip::outline(&ring, paper(view)), 0.8);
        if shown.len() > 2 {
            path::push(&mut d, &shown, true);
        }
    }
    d
}

/// The paper with a rim, so that cut edges are not seen.
fn paper(view: &View) -> clip::Rect {
    [-8.0, -8.0, view.width + 8.0, view.height + 8.0]
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
    let d: String = clip::line(&line, paper(view)).iter().map(|part| path::line(part)).collect();
    html! { path class="casing" d=(d) {} path class="route" d=(d) {} }
}

fn dots(map: &Map, view: &View) -> Markup {
    let mut d = String::new();
    for point in map.points.iter().filter(|point| point.number.is_none()) {
        let (x, y) = view.at((point.lat, point.lon));
        if !view.holds((x, y)) {
            continue;
        }
        // A line of no length with round ends is a dot, and the shortest way to write one.
        d.push_str(&format!("M{} {}h0", path::whole(x), path::whole(y)));
    }
    html! { @if !d.is_empty() { path class="dots" d=(d) {} } }
}

fn scale(view: &View, pen: Pen<'_>) -> Markup {
    let (length, km) = view.round_length(WIDTH / 5.0, pen.words().counts());
    let (x, y) = (WIDTH - 24.0 - length, view.height - 22.0);
    html! {
        g class="scale" aria-hidden="true" {
            path d={ "M" (path::whole(x)) " " (path::whole(y - 8.0)) "v8h" (path::whole(length)) "v-8" } {}
            text x=(path::whole(x - 8.0)) y=(path::whole(y)) text-anchor="end" { (pen.words().distance(km)) }
        }
    }
}

#[cfg(test)]
mod tests;
