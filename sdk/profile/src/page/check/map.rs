//! Places, days and sums.

use super::{Walk, limits};
use crate::page::{Area, Cell, Day, Itinerary, Map, Waterfall, Zoom};

impl Walk {
    pub(super) fn map(&mut self, at: &str, map: &Map) {
        self.title(&format!("{at}.title"), &map.title);
        self.text(&format!("{at}.summary"), &map.summary);
        if map.summary.trim().is_empty() {
            self.flaw(&format!("{at}.summary"), "is empty; say in a sentence what the map shows");
        }
        for (name, spot) in [("home", &map.home), ("end", &map.end)] {
            if let Some(spot) = spot {
                self.title(&format!("{at}.{name}.label"), &spot.label);
                self.position(&format!("{at}.{name}"), spot.lat, spot.lon);
            }
        }
        if self.at_most(&format!("{at}.points"), "points", map.points.len(), limits::POINTS) {
            for (index, point) in map.points.iter().enumerate() {
                let at = format!("{at}.points[{index}]");
                self.title(&format!("{at}.label"), &point.label);
                self.position(&at, point.lat, point.lon);
                point.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
            }
        }
        map.zoom.iter().for_each(|zoom| self.zoom(&format!("{at}.zoom"), zoom));
        let places: usize = map.areas.iter().flat_map(|area| &area.rings).map(Vec::len).sum();
        let at = format!("{at}.areas");
        if self.at_most(&at, "places in all outlines", places, limits::AREA_PLACES) {
            self.each(&at, "areas", &map.areas, limits::AREAS, Self::area);
        }
    }

    fn zoom(&mut self, at: &str, zoom: &Zoom) {
        self.id(&format!("{at}.id"), &zoom.id);
        self.action(&format!("{at}.href"), &zoom.href);
        self.name(&format!("{at}.name"), &zoom.name);
    }

    fn area(&mut self, at: &str, area: &Area) {
        self.title(&format!("{at}.label"), &area.label);
        area.note.iter().for_each(|note| self.text(&format!("{at}.note"), note));
        area.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
        if !(1..=5).contains(&area.shade) {
            self.flaw(&format!("{at}.shade"), format!("is {}; use 1 to 5", area.shade));
        }
        self.each(&format!("{at}.rings"), "rings", &area.rings, limits::ITEMS, |walk, at, ring| {
            if ring.len() < 3 {
                walk.flaw(at, format!("has {} places; an outline needs three", ring.len()));
            }
            walk.each(at, "places", ring, limits::AREA_PLACES, |walk, at, place| {
                walk.position(at, place.lat, place.lon);
            });
        });
    }

    pub(super) fn itinerary(&mut self, at: &str, itinerary: &Itinerary) {
        if self.at_most(&format!("{at}.days"), "days", itinerary.days.len(), limits::DAYS) {
            for (index, day) in itinerary.days.iter().enumerate() {
                self.day(&format!("{at}.days[{index}]"), day);
            }
        }
    }

    fn day(&mut self, at: &str, day: &Day) {
        self.date(&format!("{at}.date"), &day.date);
        self.title(&format!("{at}.title"), &day.title);
        day.id.iter().for_each(|id| self.id(&format!("{at}.id"), id));
        day.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
        day.detail.iter().for_each(|detail| self.text(&format!("{at}.detail"), detail));
        day.amount.iter().for_each(|amount| self.money(&format!("{at}.amount"), amount));
        self.texts(&format!("{at}.reasons"), day.reasons.iter());
        if self.at_most(&format!("{at}.drives"), "drives", day.drives.len(), limits::ITEMS) {
            for (index, drive) in day.drives.iter().enumerate() {
                self.title(&format!("{at}.drives[{index}].from"), &drive.from);
                self.title(&format!("{at}.drives[{index}].to"), &drive.to);
                self.cell(&format!("{at}.drives[{index}].km"), &Cell::Km(drive.km));
            }
        }
    }

    pub(super) fn waterfall(&mut self, at: &str, waterfall: &Waterfall) {
        self.title(&format!("{at}.title"), &waterfall.title);
        let lines = waterfall.lines.iter().enumerate().map(|(index, line)| (format!("{at}.lines[{index}]"), line));
        let lines: Vec<_> = lines.chain([(format!("{at}.total"), &waterfall.total)]).collect();
        if self.at_most(&format!("{at}.lines"), "lines", lines.len(), limits::ITEMS) {
            for (at, line) in lines {
                self.title(&format!("{at}.label"), &line.label);
                self.money(&format!("{at}.amount"), &line.amount);
                line.note.iter().for_each(|note| self.text(&format!("{at}.note"), note));
                if line.amount.currency != waterfall.total.amount.currency {
                    self.flaw(&format!("{at}.amount"), "is in another currency than the total");
                }
            }
        }
    }
}
