//! Where the marks and the labels go.
//!
//! Rules: no mark covers another; one that had to move keeps a line to its true place; no label covers a mark or another
//! label, and one without room is left out, because the table has it. The same map gives the same layout.

use std::{collections::BTreeSet, f64::consts::TAU};

use loadin_profile::page::{Map, Point, Spot};

use super::{
    basemap,
    cluster::{self, Cluster},
    path,
    view::View,
};

/// How large marks and labels are, in units of the paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Of a mark.
    pub radius: f64,
    /// Of what can be hit round a mark where there is room: 22 pixels, half of a thumb.
    pub hit: f64,
    /// Height of a label's letters.
    letter: f64,
    /// How many towns may be named.
    towns: usize,
}

impl Size {
    /// On a phone a unit is less than half a pixel.
    pub(super) const NARROW: Self = Self { radius: 33.0, hit: 54.0, letter: 27.0, towns: 6 };
    /// On a wide screen a unit is about a pixel.
    pub(super) const BROAD: Self = Self { radius: 14.0, hit: 24.0, letter: 16.0, towns: 14 };
}

/// What a mark stands for.
pub(super) enum Stands {
    /// Where the route starts.
    Home,
    /// Where it ends.
    End,
    /// A stop: which of the map's points.
    Stop(usize),
    /// Dots that fall together.
    Dots(Cluster),
}

/// A mark: where it belongs and where it is shown.
pub(super) struct Mark {
    /// What it stands for.
    pub stands: Stands,
    /// How far round it a finger may hit.
    pub hit: f64,
    /// The true place.
    pub place: (f64, f64),
    /// Where it is drawn.
    pub shown: (f64, f64),
}

impl Mark {
    /// Returns whether it is drawn visibly elsewhere.
    pub(super) fn has_moved(&self) -> bool {
        distance(self.place, self.shown) > 5.0
    }
}

/// A label where it is drawn.
pub(super) struct Label {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub class: Option<&'static str>,
    /// Where its text begins, ends or has its middle.
    pub x: i64,
    /// Its base line.
    pub y: i64,
    /// Which of these.
    pub anchor: Option<&'static str>,
}

/// Marks and labels of one size.
pub(super) struct Layer {
    /// Their size.
    pub size: Size,
    /// The marks, in reading order.
    pub marks: Vec<Mark>,
    /// The labels.
    pub labels: Vec<Label>,
    /// The towns that are named.
    pub towns: Vec<(i64, i64)>,
}

/// Returns the marks and labels of a map.
pub(super) fn layer(map: &Map, view: &View, size: Size) -> Layer {
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |stands: Stands, place: (f64, f64)| {
        if view.holds(place) {
            marks.push(Mark { stands, hit: size.hit, place, shown: place });
        }
    };
    map.home.iter().for_each(|home| add(Stands::Home, view.at((home.lat, home.lon))));
    map.end.iter().for_each(|end| add(Stands::End, view.at((end.lat, end.lon))));
    let mut stops: Vec<(usize, &Point)> =
        map.points.iter().enumerate().filter(|(_, point)| point.number.is_some()).collect();
    stops.sort_by_key(|(_, point)| point.number);
    stops.iter().for_each(|(index, point)| add(Stands::Stop(*index), view.at((point.lat, point.lon))));
    if map.is_clustered {
        // On a wide screen marks are small, but as many as would fit are more than anybody counts.
        let found = cluster::clusters(map, view, (2.0 * size.radius + 3.0).max(52.0));
        found.into_iter().for_each(|cluster| add(Stands::Dots(cluster.clone()), cluster.at));
    }
    spread(&mut marks, 2.0 * size.radius + 3.0, view);
    share_hits(&mut marks);
    let mut layer = Layer { size, marks, labels: Vec::new(), towns: Vec::new() };
    let mut room = Room { taken: Vec::new(), view, size };
    room.taken.extend(layer.marks.iter().map(|mark| Box::round(mark.shown, size.radius + 1.0)));
    // The scale stands in the lower right corner.
    room.taken.push(Box { left: view.width - 330.0, top: view.height - 56.0, right: view.width, bottom: view.height });
    name_areas(&mut layer, &mut room, map);
    name_stops(&mut layer, &mut room, map);
    name_towns(&mut layer, &mut room);
    layer
}

/// Areas are named in their middle.
fn name_areas(layer: &mut Layer, room: &mut Room<'_>, map: &Map) {
    for area in &map.areas {
        let places = area.rings.iter().flatten().map(|place| room.view.at((place.lat, place.lon)));
        let ends =
            places.fold(None, |ends: Option<[f64; 4]>, (x, y)| {
                Some(ends.map_or([x, y, x, y], |[left, top, right, low]| {
                    [left.min(x), top.min(y), right.max(x), low.max(y)]
                }))
            });
        let Some([left, top, right, low]) = ends else { continue };
        let middle = (f64::midpoint(left, right), f64::midpoint(top, low));
        if let Some(label) = room.label(&area.label, None, middle, 0.0) {
            layer.labels.push(label);
        }
    }
}

fn name_stops(layer: &mut Layer, room: &mut Room<'_>, map: &Map) {
    let spot = |spot: &Option<Spot>| spot.as_ref().map(|spot| spot.label.clone());
    let mut named = BTreeSet::new();
    for mark in &layer.marks {
        let text = match &mark.stands {
            Stands::Home => spot(&map.home),
            Stands::End => spot(&map.end),
            Stands::Stop(index) => map.points.get(*index).map(|point| point.label.clone()),
            // A count says nothing of where; one place alone has a name.
            Stands::Dots(cluster) => match cluster.members.as_slice() {
                [only] => map.points.get(*only).map(|point| point.label.clone()),
                _ => None,
            },
        };
        let Some(text) = text else { continue };
        // Two nights in one town need one label.
        if named.contains(&text) {
            continue;
        }
        if let Some(label) = room.label(&text, None, mark.shown, layer.size.radius) {
            named.insert(text);
            layer.labels.push(label);
        }
    }
}

fn name_towns(layer: &mut Layer, room: &mut Room<'_>) {
    let [south, west, north, east] = room.view.bounds;
    let middle = f64::midpoint(west, east);
    let names: BTreeSet<String> = layer.labels.iter().map(|label| label.text.clone()).collect();
    let is_named = |name: &str| names.iter().any(|label| label.contains(name));
    for town in &basemap::get().towns {
        if layer.towns.len() == layer.size.towns {
            break;
        }
        let lon = town.lon + ((middle - town.lon) / 360.0).round() * 360.0;
        if !(south..=north).contains(&town.lat) || !(west..=east).contains(&lon) || is_named(town.name) {
            continue;
        }
        let place = room.view.exactly(town.lat, lon);
        let dot = layer.size.letter * 0.2;
        // A town right under a stop is that stop's town, whatever the stop is called.
        if !room.is_free(&Box::round(place, dot))
            || layer.marks.iter().any(|mark| distance(mark.place, place) < layer.size.radius)
        {
            continue;
        }
        if let Some(label) = room.label(town.name, Some("dimlabel"), place, dot) {
            room.taken.push(Box::round(place, dot * 4.0));
            layer.towns.push((path::whole(place.0), path::whole(place.1)));
            layer.labels.push(label);
        }
    }
}

/// Moves marks apart: each goes, in its turn, to the free place nearest to its own.
fn spread(marks: &mut [Mark], apart: f64, view: &View) {
    let rim = apart / 2.0;
    for index in 0..marks.len() {
        let (placed, rest) = marks.split_at_mut(index);
        let Some(mark) = rest.first_mut() else { continue };
        let is_free = |at: (f64, f64)| {
            (rim..=view.width - rim).contains(&at.0)
                && (rim..=view.height - rim).contains(&at.1)
                && placed.iter().all(|other| distance(other.shown, at) >= apart)
        };
        if let Some(free) = spiral(mark.place, apart).find(|&at| is_free(at)) {
            mark.shown = free;
        }
    }
}

/// What can be hit round a mark reaches half the way to its neighbour, so that no finger hits two.
fn share_hits(marks: &mut [Mark]) {
    let places: Vec<(f64, f64)> = marks.iter().map(|mark| mark.shown).collect();
    for (index, mark) in marks.iter_mut().enumerate() {
        let others = places.iter().enumerate().filter(|(other, _)| *other != index);
        let nearest = others.map(|(_, place)| distance(*place, mark.shown)).fold(f64::INFINITY, f64::min);
        mark.hit = mark.hit.min(nearest / 2.0);
    }
}

/// Places round a point, nearest first: 16 on each ring, rings a quarter of a mark apart.
fn spiral(middle: (f64, f64), apart: f64) -> impl Iterator<Item = (f64, f64)> {
    let rings = (1..120_u32).flat_map(move |ring| {
        (0..16_u32).map(move |step| {
            let (reach, angle) = (f64::from(ring) * apart / 4.0, TAU * f64::from(step) / 16.0);
            (middle.0 + reach * angle.cos(), middle.1 + reach * angle.sin())
        })
    });
    std::iter::once(middle).chain(rings)
}

fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

/// A rectangle on the paper.
struct Box {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Box {
    fn round((x, y): (f64, f64), radius: f64) -> Self {
        Self { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// What is taken of the paper.
struct Room<'a> {
    taken: Vec<Box>,
    view: &'a View,
    size: Size,
}

impl Room<'_> {
    fn is_free(&self, wanted: &Box) -> bool {
        wanted.left >= 4.0
            && wanted.top >= 4.0
            && wanted.right <= self.view.width - 4.0
            && wanted.bottom <= self.view.height - 4.0
            && !self.taken.iter().any(|taken| taken.meets(wanted))
    }

    /// Finds room for a label: right of the place, left of it, above, below.
    fn label(&mut self, text: &str, class: Option<&'static str>, (x, y): (f64, f64), radius: f64) -> Option<Label> {
        let letters = text.chars().count();
        if letters > 24 {
            return None;
        }
        let (high, gap) = (self.size.letter, self.size.letter * 0.25);
        // Letters of a system font are a little over half as wide as high, bold ones (a stop's) two thirds.
        let part = if class.is_some() { 0.58 } else { 0.67 };
        let wide = f64::from(u32::try_from(letters).unwrap_or(u32::MAX)) * high * part;
        let base = high * 0.34;
        // Without a mark in the way, the middle is the best place.
        let centre = (radius == 0.0).then_some((Some("middle"), x, y + base));
        let places = [
            (None, x + radius + gap, y + base),
            (Some("end"), x - radius - gap, y + base),
            (Some("middle"), x, y - radius - gap),
            (Some("middle"), x, y + radius + gap + high * 0.8),
        ];
        for (anchor, x, y) in centre.into_iter().chain(places) {
            let left = match anchor {
                None => x,
                Some("end") => x - wide,
                Some(_) => x - wide / 2.0,
            };
            let wanted = Box { left, top: y - high * 0.85, right: left + wide, bottom: y + high * 0.25 };
            if self.is_free(&wanted) {
                self.taken.push(wanted);
                return Some(Label { text: text.to_owned(), class, x: path::whole(x), y: path::whole(y), anchor });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::{Map, Point};

    use super::{Size, distance, layer};
    use crate::map::view::View;

    fn crowd(count: u32) -> Map {
        Map::new("Crowd", "Many at one place")
            .points((1..=count).map(|number| Point::stop(number, "Berlin", 52.52, 13.4)))
    }

    #[test]
    fn marks_at_one_place_end_up_beside_one_another() {
        let map = crowd(40);
        let view = View::over(&[(52.52, 13.4)], 800.0).unwrap();
        for size in [Size::NARROW, Size::BROAD] {
            let layer = layer(&map, &view, size);
            assert_eq!(
                (layer.marks.len(), layer.labels.iter().filter(|label| label.text == "Berlin").count()),
                (40, 1)
            );
            for (index, one) in layer.marks.iter().enumerate() {
                assert!(layer.marks[..index].iter().all(|other| distance(one.shown, other.shown) >= 2.0 * size.radius));
            }
            assert!(!layer.marks[0].has_moved() && layer.marks[1].has_moved());
        }
    }

    #[test]
    fn towns_are_named_where_there_is_room_and_stops_are_not_named_twice() {
        let map =
            Map::new("m", "s").points([Point::stop(1, "Berlin", 52.52, 13.4), Point::stop(2, "Hamburg", 53.55, 10.0)]);
        let view = View::over(&[(52.52, 13.4), (53.55, 10.0)], 800.0).unwrap();
        let layer = layer(&map, &view, Size::BROAD);
        let names: Vec<&str> = layer.labels.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(names.iter().filter(|name| name.contains("Berlin")).count(), 1, "{names:?}");
        assert!(names.contains(&"Hamburg") && layer.towns.len() > 1, "{names:?}");
    }
}
