//! A closer look, by links: what to show stands in the address as `lat,lon,level`.
//!
//! Rule: whatever an address says, there is a view; each level is half as wide as the one before, and never narrower than a
//! town.

use loadin_profile::page::Zoom;
use maud::{Markup, html};

use super::view::View;
use crate::draw::Pen;

/// The most levels under the whole.
const LEVELS: u32 = 8;
/// How narrow a view may be.
const LEAST_KM: f64 = 12.0;

/// What is shown of a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    lat: f64,
    lon: f64,
    level: u32,
}

impl Look {
    /// Reads what an address says; nothing where it says nothing that can be shown.
    pub(super) fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(',').collect();
        let [lat, lon, level] = parts.as_slice() else { return None };
        let look = Self { lat: lat.parse().ok()?, lon: lon.parse().ok()?, level: level.parse().ok()? };
        let is_sound = (-90.0..=90.0).contains(&look.lat)
            && (-180.0..=180.0).contains(&look.lon)
            && (1..=LEVELS).contains(&look.level);
        is_sound.then_some(look)
    }

    /// Returns the view of it, given the whole.
    pub(super) fn view(self, whole: &View) -> View {
        let km = whole.width_km() / f64::from(1_u32 << self.level);
        View::around((self.lat, self.lon), km.max(LEAST_KM), (whole.width, whole.height))
    }
}

/// The links of a map.
pub(super) struct Links<'a> {
    zoom: &'a Zoom,
    view: &'a View,
    level: u32,
}

impl<'a> Links<'a> {
    /// Returns the links of what is shown.
    pub(super) fn new(zoom: &'a Zoom, view: &'a View, look: Option<Look>) -> Self {
        Self { zoom, view, level: look.map_or(0, |look| look.level) }
    }

    /// Returns the address of a look round a point of the paper, so many levels closer.
    pub(super) fn closer(&self, point: (f64, f64), levels: u32, pen: Pen<'_>) -> Option<String> {
        self.address(point, (self.level + levels).min(LEVELS), pen)
    }

    fn address(&self, point: (f64, f64), level: u32, pen: Pen<'_>) -> Option<String> {
        let (lat, lon) = self.view.place(point);
        let path = self.zoom.href.split('#').next().unwrap_or_default();
        let join = if path.contains('?') { '&' } else { '?' };
        pen.address(&format!("{path}{join}{}={lat:.3},{lon:.3},{level}#{}", self.zoom.name, self.zoom.id))
    }

    /// Draws the links; one that leads nowhere new is not there.
    pub(super) fn draw(&self, title: &str, pen: Pen<'_>) -> Markup {
        let words = pen.words();
        let (width, height) = (self.view.width, self.view.height);
        let middle = (width / 2.0, height / 2.0);
        let path = self.zoom.href.split('#').next().unwrap_or_default();
        let whole = pen.address(&format!("{path}#{}", self.zoom.id)).filter(|_| self.level > 0);
        let can_narrow = self.level < LEVELS && self.view.width_km() > LEAST_KM * 1.01;
        let further = if self.level > 1 { self.address(middle, self.level - 1, pen) } else { whole.clone() };
        let beside =
            |x: f64, y: f64| if self.level > 0 { self.address((width * x, height * y), self.level, pen) } else { None };
        let links = [
            ("+", Some(words.say("map-closer")), if can_narrow { self.closer(middle, 1, pen) } else { None }),
            ("\u{2212}", Some(words.say("map-further")), further),
            ("←", Some(words.say("map-west")), beside(0.0, 0.5)),
            ("↑", Some(words.say("map-north")), beside(0.5, 0.0)),
            ("↓", Some(words.say("map-south")), beside(0.5, 1.0)),
            ("→", Some(words.say("map-east")), beside(1.0, 0.5)),
            (&words.say("map-whole"), None, whole),
        ];
        html! {
            nav class="look" aria-label=(words.say_with("map-look", &[("title", title.into())])) {
                @for (shown, name, address) in &links {
                    @if let Some(address) = address {
                        a class="button" href=(address) aria-label=[name] { (shown) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn only_what_can_be_shown_is_read() {
        assert_eq!(Look::read("50.8,8.6,3"), Some(Look { lat: 50.8, lon: 8.6, level: 3 }));
        for text in ["", "50,8", "91,8,3", "50,181,3", "50,8,0", "50,8,9", "NaN,8,3", "50,8,3,4", "50,8,-1", "a,b,c"] {
            assert_eq!(Look::read(text), None, "{text}");
        }
    }
}
