//! The page as elements and texts in their order, and their one written form.
//!
//! Rule: every attribute is written with quotes, every `<`, `>`, `&` and `"` in a value or a text as a reference, every
//! element that is not empty by nature with its end tag. What is written parses to exactly these events.

use std::borrow::Cow;

use super::elements::heading_level;

/// A step through the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// An element begins; one that is empty by nature also ends here.
    Open { name: &'static str, attributes: Vec<(&'static str, Cow<'a, str>)> },
    /// An element ends.
    Close { name: &'static str },
    /// Text.
    Text(Cow<'a, str>),
    /// Core draws a piece here.
    Place(String),
}

/// Where core draws a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the HTML before the piece.
    pub at: usize,
    /// What the piece is called.
    pub name: String,
    /// The level that a heading in it has.
    pub heading_level: u8,
}

/// The HTML, and where core draws something into it.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) html: String,
    pub(crate) places: Vec<Place>,
}

/// Writes the page; `title_level` is the level of the heading that stands above all of it.
pub(crate) fn write(events: &[Event<'_>], size: usize, title_level: u8) -> Written {
    let mut out = Written { html: String::with_capacity(size + size / 3), places: Vec::new() };
    let mut level = title_level;
    let mut keeps_line_end = false;
    for event in events {
        match event {
            Event::Open { name, attributes } => {
                level = heading_level(name).unwrap_or(level);
                open(&mut out.html, name, attributes);
            }
            Event::Close { name } => {
                out.html.push_str("</");
                out.html.push_str(name);
                out.html.push('>');
            }
            Event::Text(text) => {
                // A browser drops a line end right after these tags, so one is written for it to drop.
                if keeps_line_end && text.starts_with('\n') {
                    out.html.push('\n');
                }
                escape(&mut out.html, text);
            }
            Event::Place(name) => {
                let heading_level = level.saturating_add(1).min(6);
                out.places.push(Place { at: out.html.len(), name: name.clone(), heading_level });
            }
        }
        keeps_line_end = matches!(event, Event::Open { name: "pre" | "textarea", .. });
    }
    out
}

fn open(out: &mut String, name: &str, attributes: &[(&str, Cow<'_, str>)]) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value);
        out.push('"');
    }
    out.push('>');
}

/// Writes a text so that it is text in an element as well as between double quotes.
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
