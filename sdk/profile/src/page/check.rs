//! What core would not draw.
//!
//! Rule: one walk over the page, in reading order; every flaw names its place as a path into the JSON. A limit is a flaw
//! too, and a part that is over its limit is not walked.

mod chart;
mod content;
mod form;
mod html;
mod map;
mod pieces;
mod table;

use std::{collections::BTreeSet, fmt};

pub(super) use self::html::placed;
use super::{Link, Money, Page, cells::is_date};
use crate::links;

/// How much a page may hold.
pub mod limits {
    /// Pieces on a page, those inside others counted.
    pub const PIECES: usize = 200;
    /// Sections and columns inside one another.
    pub const DEPTH: usize = 3;
    /// Rows of a table.
    pub const ROWS: usize = 2_000;
    /// Columns of a table.
    pub const TABLE_COLUMNS: usize = 20;
    /// Places on a map.
    pub const POINTS: usize = 2_000;
    /// Days of an itinerary.
    pub const DAYS: usize = 400;
    /// Cards of a list.
    pub const CARDS: usize = 500;
    /// Fields of a form.
    pub const FIELDS: usize = 60;
    /// Choices of a field.
    pub const CHOICES: usize = 500;
    /// Series of a chart.
    pub const SERIES: usize = 8;
    /// Steps of a chart's axis.
    pub const STEPS: usize = 1_000;
    /// Steps of an axis whose every step has a row or a bar of its own.
    pub const BARS: usize = 60;
    /// Dots of a chart.
    pub const DOTS: usize = 2_000;
    /// Bands of a fan, and lines to hold values against.
    pub const BANDS: usize = 5;
    /// Values of a line in a row of text.
    pub const SPARK: usize = 60;
    /// Small lines on a page.
    pub const SPARKS: usize = 300;
    /// Moments of a timeline.
    pub const MOMENTS: usize = 400;
    /// Views side by side.
    pub const TABS: usize = 12;
    /// Actions of a menu or a row.
    pub const MENU: usize = 20;
    /// Pieces of land on a map.
    pub const AREAS: usize = 100;
    /// Places of all outlines of a map.
    pub const AREA_PLACES: usize = 5_000;
    /// Anything else that is listed: facts, actions, files, lines, paragraphs, reasons.
    pub const ITEMS: usize = 100;
    /// Characters of a title, a label or a name.
    pub const TITLE_CHARS: usize = 200;
    /// Characters of any other text.
    pub const TEXT_CHARS: usize = 4_000;
    /// Bytes of all texts of pieces together.
    pub const ALL_TEXT_BYTES: usize = 512 * 1024;
    /// Bytes of an uploaded file.
    pub const FILE_BYTES: u64 = 10 * 1024 * 1024;
}

/// Something that core would not draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where: a path into the JSON, such as `pieces[2].fields[0].name`.
    pub at: String,
    /// What, and what would be right.
    pub what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

pub(super) fn flaws(page: &Page) -> Vec<Flaw> {
    let mut walk = Walk::default();
    walk.title("title", &page.title);
    if let Some(up) = &page.up {
        walk.link("up", up);
        if !page.trail.is_empty() {
            walk.flaw("up", "stands beside a trail; use one of them");
        }
    }
    walk.each("trail", "links", &page.trail, limits::TABS, |walk, at, link| walk.link(at, link));
    walk.pieces("pieces", &page.pieces, 0);
    walk.html(page);
    walk.at_most("pieces", "pieces on a page", walk.piece_count, limits::PIECES);
    walk.at_most("pieces", "small lines on a page", walk.spark_count, limits::SPARKS);
    if walk.text_bytes > limits::ALL_TEXT_BYTES {
        let what = format!("all texts together have {} bytes; at most {} fit", walk.text_bytes, limits::ALL_TEXT_BYTES);
        walk.flaw("pieces", what);
    }
    walk.places();
    walk.flaws
}

#[derive(Default)]
struct Walk {
    flaws: Vec<Flaw>,
    piece_count: usize,
    text_bytes: usize,
    ids: BTreeSet<String>,
    spark_count: usize,
    /// Links to places on the page, each with where it stands.
    wanted: Vec<(String, String)>,
}

impl Walk {
    fn flaw(&mut self, at: &str, what: impl Into<String>) {
        self.flaws.push(Flaw { at: at.to_owned(), what: what.into() });
    }

    /// Notes a flaw if there are too many, and returns whether there are not.
    fn at_most(&mut self, at: &str, what: &str, count: usize, most: usize) -> bool {
        if count > most {
            self.flaw(at, format!("{count} {what}; at most {most} fit"));
        }
        count <= most
    }

    /// Walks what is listed, unless there is too much of it.
    fn each<T>(&mut self, at: &str, what: &str, items: &[T], most: usize, mut walk: impl FnMut(&mut Self, &str, &T)) {
        if self.at_most(at, what, items.len(), most) {
            for (index, item) in items.iter().enumerate() {
                walk(self, &format!("{at}[{index}]"), item);
            }
        }
    }

    fn title(&mut self, at: &str, text: &str) {
        if text.trim().is_empty() {
            self.flaw(at, "is empty; say in a few words what it is");
        }
        self.words(at, text, limits::TITLE_CHARS);
    }

    fn text(&mut self, at: &str, text: &str) {
        self.words(at, text, limits::TEXT_CHARS);
    }

    fn texts<'a>(&mut self, at: &str, texts: impl ExactSizeIterator<Item = &'a String>) {
        if self.at_most(at, "items", texts.len(), limits::ITEMS) {
            for (index, text) in texts.enumerate() {
                self.text(&format!("{at}[{index}]"), text);
            }
        }
    }

    fn words(&mut self, at: &str, text: &str, most: usize) {
        self.text_bytes = self.text_bytes.saturating_add(text.len());
        let chars = text.chars().count();
        if chars > most {
            self.flaw(at, format!("has {chars} characters; at most {most} fit"));
        }
        // Marks that turn the reading direction make a text look like another one (Trojan Source).
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if text.chars().any(|c| turns(c) || (c.is_control() && c != '\n' && c != '\t')) {
            self.flaw(at, "holds control characters; leave them out");
        }
    }

    fn id(&mut self, at: &str, id: &str) {
        if !links::is_id(id) {
            self.flaw(
                at,
                format!("`{}` cannot name a place: use small letters, digits, - and _, a letter first", shown(id)),
            );
        } else if !self.ids.insert(id.to_owned()) {
            self.flaw(at, format!("`{id}` is there twice on the page"));
        }
    }

    fn href(&mut self, at: &str, href: &str) {
        match links::target(href) {
            Some(links::Target::Here(id)) => self.wanted.push((at.to_owned(), id.to_owned())),
            Some(links::Target::Below(_) | links::Target::Outside(_)) => {}
            None => self.flaw(
                at,
                format!(
                    "`{}` may not be linked: use a path below the plugin's mount such as `plans/7`, #id, https, tel, mailto, geo or webcal",
                    shown(href)
                ),
            ),
        }
    }

    fn action(&mut self, at: &str, path: &str) {
        if !links::is_action(path) {
            let what = format!(
                "`{}` may not be posted to: use a path below the plugin's mount such as `plans/7`",
                shown(path)
            );
            self.flaw(at, what);
        }
    }

    /// A form that asks writes its own query, so its address must not have one.
    fn question(&mut self, at: &str, path: &str) {
        self.action(at, path);
        if path.contains('?') {
            self.flaw(at, "has a query, which the form would replace: send its values along instead");
        }
    }

    fn link(&mut self, at: &str, link: &Link) {
        self.title(&format!("{at}.text"), &link.text);
        self.href(&format!("{at}.href"), &link.href);
    }

    fn money(&mut self, at: &str, money: &Money) {
        if !money.is_sound() {
            let what = format!(
                "`{} {}` is no amount: give a decimal such as 12.50 and a currency such as EUR",
                shown(&money.amount),
                shown(&money.currency)
            );
            self.flaw(at, what);
        }
    }

    fn date(&mut self, at: &str, date: &str) {
        if !is_date(date) {
            self.flaw(at, format!("`{}` is no date: write it like 2027-03-05", shown(date)));
        }
    }

    fn position(&mut self, at: &str, lat: f64, lon: f64) {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            self.flaw(
                at,
                format!("lat {lat}, lon {lon} is no place on Earth: give degrees, lat -90 to 90, lon -180 to 180"),
            );
        }
    }

    fn number(&mut self, at: &str, number: f64) {
        if !number.is_finite() {
            self.flaw(at, "is no number; leave it out instead");
        }
    }

    /// Every link to a place on the page has found it.
    fn places(&mut self) {
        for (at, id) in std::mem::take(&mut self.wanted) {
            if !self.ids.contains(&id) {
                self.flaw(&at, format!("`#{id}` leads nowhere: no piece has this id"));
            }
        }
    }
}

/// Job ids are UUIDs.
fn is_job(id: &str) -> bool {
    id.len() == 36 && id.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c) || c == '-')
}

/// A wrong value as it can be shown in a message: short, and without what breaks a line.
fn shown(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
