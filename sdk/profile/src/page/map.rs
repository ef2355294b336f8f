//! Places on a map.
//!
//! Rule: positions are degrees in named fields, so that nobody mixes up their order; core draws and labels.

use serde::{Deserialize, Serialize};

/// Places, perhaps joined by a route.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// What the map shows, as a title.
    pub title: String,
    /// The same in a sentence, for whoever does not see it.
    pub summary: String,
    /// The places; with a number they are stops in that order, without one they are dots.
    pub points: Vec<Point>,
    /// How the stops are joined.
    #[serde(default)]
    pub route: Route,
    /// Where the route starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Spot>,
    /// Where it ends, if not at home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Spot>,
    /// Pieces of land that belong together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// Whether dots that fall together are one mark with their count.
    #[serde(default)]
    pub is_clustered: bool,
    /// How the reader looks closer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zoom: Option<Zoom>,
}

/// A piece of land.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// What it is called.
    pub label: String,
    /// Its outlines: each a ring of places that closes by itself; a ring inside another one is a hole.
    pub rings: Vec<Vec<Position>>,
    /// How strongly it is coloured, 1 to 5.
    #[serde(default = "lightest")]
    pub shade: u8,
    /// What the shade means here, such as `120 fans`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where its name leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// A place without a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// How the reader looks closer: by links to the same page with what to show in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zoom {
    /// The name of the map on the page.
    pub id: String,
    /// Where the page is: a path below the plugin's mount, which may have a query.
    pub href: String,
    /// The name of the value in the address, such as `view`.
    pub name: String,
    /// What the address says now; whatever is no view shows everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

fn lightest() -> u8 {
    1
}

/// A place on the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What it is called.
    pub label: String,
    /// The stop's number on the route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Where it leads, mostly `#id` of the stop's day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// Whether it was given and could not be moved.
    #[serde(default)]
    pub is_fixed: bool,
}

/// A named place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What it is called.
    pub label: String,
}

/// How the stops are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Not at all.
    #[default]
    None,
    /// From home over the stops to the end, or back home where there is no end.
    Round,
    /// From home over the stops; it ends at the last one.
    Open,
}

impl Map {
    /// Returns a map without places.
    #[must_use]
    pub fn new(title: impl Into<String>, summary: impl Into<String>) -> Self {
        Self { title: title.into(), summary: summary.into(), ..Self::default() }
    }

    /// Joins the stops by a route.
    #[must_use]
    pub fn route(mut self, route: Route) -> Self {
        self.route = route;
        self
    }

    /// Sets where the route starts.
    #[must_use]
    pub fn home(mut self, label: impl Into<String>, lat: f64, lon: f64) -> Self {
        self.home = Some(Spot { lat, lon, label: label.into() });
        self
    }

    /// Sets where the route ends.
    #[must_use]
    pub fn end(mut self, label: impl Into<String>, lat: f64, lon: f64) -> Self {
        self.end = Some(Spot { lat, lon, label: label.into() });
        self
    }

    /// Adds places.
    #[must_use]
    pub fn points(mut self, points: impl IntoIterator<Item = Point>) -> Self {
        self.points.extend(points);
        self
    }

    /// Adds a piece of land.
    #[must_use]
    pub fn area(mut self, area: Area) -> Self {
        self.areas.push(area);
        self
    }

    /// Makes dots that fall together one mark with their count.
    #[must_use]
    pub fn clustered(mut self) -> Self {
        self.is_clustered = true;
        self
    }

    /// Lets the reader look closer: `href` is the page, `now` what its address says for `view`.
    #[must_use]
    pub fn zoom(mut self, id: impl Into<String>, href: impl Into<String>, now: Option<&str>) -> Self {
        let now = now.map(str::to_owned);
        self.zoom = Some(Zoom { id: id.into(), href: href.into(), name: "view".to_owned(), now });
        self
    }
}

impl Area {
    /// Returns a piece of land with one outline, given as latitudes and longitudes.
    #[must_use]
    pub fn new(label: impl Into<String>, shade: u8, ring: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let ring = ring.into_iter().map(|(lat, lon)| Position { lat, lon }).collect();
        Self { label: label.into(), rings: vec![ring], shade, note: None, href: None }
    }

    /// Says what the shade means here.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Sets where its name leads.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

impl Point {
    /// Returns a dot.
    #[must_use]
    pub fn dot(label: impl Into<String>, lat: f64, lon: f64) -> Self {
        Self { lat, lon, label: label.into(), ..Self::default() }
    }

    /// Returns a stop of the route that leads to a place on the page.
    #[must_use]
    pub fn stop(number: u32, label: impl Into<String>, lat: f64, lon: f64) -> Self {
        Self { number: Some(number), ..Self::dot(label, lat, lon) }
    }

    /// Sets where it leads.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Says that it was given and could not be moved.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }
}
