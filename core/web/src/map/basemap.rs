//! The land, its borders and its towns: a file that the generator beside this crate makes.
//!
//! Rule: read once, as an index of boxes; the points of a line are decoded only when its box is in the view. The layout is
//! described in `generator/generate.js`, which has to change with this reader.

use std::sync::LazyLock;

use super::{
    clip::{self, Rect, Xy},
    path,
    view::View,
};

const FILE: &[u8] = include_bytes!("../../data/basemap.bin");
const MAGIC: &[u8] = b"LOADINBM\x02";
/// Steps of a degree.
const STEPS: f64 = 500.0;
/// From this width on, the coarsest lines are drawn.
const FAR_KM: f64 = 1_800.0;
/// Below this width, the finest ones.
const CLOSE_KM: f64 = 450.0;
/// How far a line may be from the true one, in units of the paper.
const THIN: f64 = 0.8;
/// Islands and lakes smaller than this, in square units, are left out.
const LEAST_AREA: f64 = 14.0;

static BASEMAP: LazyLock<Basemap> = LazyLock::new(|| Basemap::read(FILE).unwrap_or_default());

/// Returns the basemap.
pub(super) fn get() -> &'static Basemap {
    &BASEMAP
}

/// The land, its borders and its towns.
#[derive(Default)]
pub(super) struct Basemap {
    far: Level,
    near: Level,
    close: Level,
    states: Vec<Outline>,
    /// The towns, biggest first.
    pub towns: Vec<Town>,
}

/// The land and the borders, as fine as one can see them from somewhere.
#[derive(Default)]
struct Level {
    land: Vec<Outline>,
    borders: Vec<Outline>,
}

/// A line that is not decoded yet.
struct Outline {
    /// West, south, east and north in degrees.
    bounds: Rect,
    bytes: &'static [u8],
}

/// A town.
pub(super) struct Town {
    /// What it is called.
    pub name: &'static str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// What lies under a view, as paths.
pub(super) struct Ground {
    /// Outlines of the land.
    pub land: String,
    /// Borders between countries.
    pub borders: String,
    /// Lines between states.
    pub states: String,
}

impl Basemap {
    fn read(file: &'static [u8]) -> Option<Self> {
        let mut bytes = Bytes(file.strip_prefix(MAGIC)?);
        Some(Self {
            far: bytes.level()?,
            near: bytes.level()?,
            close: bytes.level()?,
            states: bytes.layer()?,
            towns: bytes.towns()?,
        })
    }

    /// Returns what lies under a view.
    pub(super) fn under(&self, view: &View) -> Ground {
        let level = match view.width_km() {
            km if km > FAR_KM => &self.far,
            km if km < CLOSE_KM => &self.close,
            _ => &self.near,
        };
        let states: &[Outline] = if view.width_km() > 2.0 * FAR_KM { &[] } else { &self.states };
        Ground { land: outlines(&level.land, view), borders: lines(&level.borders, view), states: lines(states, view) }
    }
}

/// The paper with a rim, so that the cut edges of an outline are not seen.
fn paper(view: &View) -> Rect {
    [-6.0, -6.0, view.width + 6.0, view.height + 6.0]
}

/// Each line with a shift of whole turns that brings it into the view.
fn inside<'a>(layer: &'a [Outline], view: &'a View) -> impl Iterator<Item = (&'a Outline, f64, Rect)> {
    let [south, west, north, east] = view.bounds;
    layer.iter().flat_map(move |outline| {
        let [left, low, right, high] = outline.bounds;
        [-360.0, 0.0, 360.0].into_iter().filter_map(move |turn| {
            let meets = left + turn <= east && right + turn >= west && low <= north && high >= south;
            meets.then_some((outline, turn, [west - turn, south, east - turn, north]))
        })
    })
}

fn outlines(layer: &[Outline], view: &View) -> String {
    let mut d = String::new();
    for (outline, turn, window) in inside(layer, view) {
        let shown = clip::outline(&outline.points(), window);
        let shown: Vec<Xy> = shown.iter().map(|&(lon, lat)| view.exactly(lat, lon + turn)).collect();
        let shown = clip::thinned(&clip::outline(&shown, paper(view)), THIN);
        if shown.len() > 2 && clip::area(&shown) >= LEAST_AREA {
            path::push(&mut d, &shown, true);
        }
    }
    d
}

fn lines(layer: &[Outline], view: &View) -> String {
    let mut d = String::new();
    for (outline, turn, window) in inside(layer, view) {
        for part in clip::line(&outline.points(), window) {
            let shown: Vec<Xy> = part.iter().map(|&(lon, lat)| view.exactly(lat, lon + turn)).collect();
            for part in clip::line(&shown, paper(view)) {
                path::push(&mut d, &clip::thinned(&part, THIN), false);
            }
        }
    }
    d
}

impl Outline {
    /// Returns the points as longitude and latitude.
    fn points(&self) -> Vec<Xy> {
        let mut bytes = Bytes(self.bytes);
        let mut points = Vec::with_capacity(self.bytes.len() / 2);
        let (mut lon, mut lat) = (0_i32, 0_i32);
        while let (Some(east), Some(north)) = (bytes.zigzag(), bytes.zigzag()) {
            (lon, lat) = (lon.saturating_add(east), lat.saturating_add(north));
            points.push((degrees(lon), degrees(lat)));
        }
        points
    }
}

fn degrees(steps: i32) -> f64 {
    f64::from(steps) / STEPS
}

/// What is left to read.
struct Bytes(&'static [u8]);

impl Bytes {
    fn varint(&mut self) -> Option<u32> {
        let (mut value, mut shift) = (0_u32, 0_u32);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u32::from(byte & 127).checked_shl(shift)?;
            if byte < 128 {
                return Some(value);
            }
            shift += 7;
        }
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.varint()?).ok()
    }

    fn zigzag(&mut self) -> Option<i32> {
        let value = self.varint()?;
        let half = i32::try_from(value >> 1).ok()?;
        Some(if value & 1 == 0 { half } else { -half - 1 })
    }

    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn level(&mut self) -> Option<Level> {
        Some(Level { land: self.layer()?, borders: self.layer()? })
    }

    fn layer(&mut self) -> Option<Vec<Outline>> {
        (0..self.count()?)
            .map(|_| {
                let bounds = [self.zigzag()?, self.zigzag()?, self.zigzag()?, self.zigzag()?].map(degrees);
                let length = self.count()?;
                Some(Outline { bounds, bytes: self.take(length)? })
            })
            .collect()
    }

    fn towns(&mut self) -> Option<Vec<Town>> {
        (0..self.count()?)
            .map(|_| {
                let length = self.count()?;
                let name = std::str::from_utf8(self.take(length)?).ok()?;
                let (lon, lat) = (degrees(self.zigzag()?), degrees(self.zigzag()?));
                let _thousands = self.varint()?;
                Some(Town { name, lat, lon })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Basemap, FILE, View, get};

    #[test]
    fn the_file_is_read_to_its_end() {
        let map = Basemap::read(FILE).unwrap();
        assert!(
            map.far.land.len() > 500
                && map.near.land.len() > 2_000
                && map.close.land.len() > 3_000
                && map.states.len() > 40
        );
        assert!(map.towns.len() > 3_000 && map.towns.iter().any(|town| town.name == "Berlin"));
    }

    #[test]
    fn every_line_is_where_its_box_says() {
        let map = get();
        for outline in map.far.land.iter().chain(&map.near.borders).chain(&map.close.land).chain(&map.states) {
            let [west, south, east, north] = outline.bounds;
            let points = outline.points();
            assert!(points.len() > 1);
            assert!(points.iter().all(|&(lon, lat)| (west..=east).contains(&lon) && (south..=north).contains(&lat)));
        }
    }

    #[test]
    fn a_broken_file_makes_no_map() {
        for length in [0, 8, 9, 20, 1000, FILE.len() - 1] {
            assert!(Basemap::read(&FILE[..length]).is_none(), "{length}");
        }
    }

    #[test]
    fn the_sea_has_no_land_and_a_country_has_nothing_else() {
        let ocean = View::over(&[(0.0, -30.0)], 800.0).unwrap();
        assert_eq!(get().under(&ocean).land, "");
        let inland = View::over(&[(47.5, 102.0)], 800.0).unwrap();
        let ground = get().under(&inland);
        assert!(ground.land.len() < 60 && ground.land.starts_with('M'), "{}", ground.land);
    }
}
