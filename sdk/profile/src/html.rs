//! The HTML that a plugin may send: read strictly, judged by lists of what is allowed, and written anew.
//!
//! [`clean`] makes one pass with a stack of its own. What it gives out holds only elements, attributes, classes and
//! addresses of the tables in here, stands where its author put it, and parses to the same tree in every browser; the whole
//! profile is in `docs/reference/html-profile.md`, which is written from the tables.
//!
//! Rule: nothing is mended. Markup that a browser would mend, or that can be read in two ways, refuses the page; anything
//! else that is not on a list is taken out and named. A change must keep `tests/trees.rs` true: our tree is html5ever's.

mod attributes;
mod classes;
mod elements;
mod flaws;
pub(crate) mod names;
mod nesting;
mod pass;
mod references;
mod tokens;
mod values;
mod write;

use std::borrow::Cow;

use self::{flaws::Finding, pass::Pass};
pub use self::{
    flaws::{Flaw, FlawKind},
    write::Place,
};

/// Where a plugin's HTML will stand, and what core puts into it.
#[derive(Clone, Copy, Debug)]
pub struct Mount<'a> {
    /// Where the plugin's pages are, with a slash at its end: `/s/green-mountains/p/tour/`.
    pub base: &'a str,
    /// What stands before every id: one prefix for each plugin that has a place on the page, and another than the ids of
    /// pieces that core draws into it have.
    pub id_prefix: &'a str,
    /// The token for forms below the mount, put into every form that is posted.
    pub csrf: Option<&'a str>,
    /// How many levels the headings go down: the level of the heading above the HTML.
    pub heading_offset: u8,
}

/// How much HTML a plugin may send at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that come in.
    pub bytes: usize,
    /// Bytes that come out.
    pub bytes_out: usize,
    /// Elements inside one another.
    pub depth: usize,
    /// Elements in all.
    pub elements: usize,
    /// Attributes of an element.
    pub attributes: usize,
    /// Flaws that are listed; the others are counted.
    pub flaws: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1 << 20, bytes_out: 4 << 20, depth: 64, elements: 50_000, attributes: 32, flaws: 100 }
    }
}

/// What is left of a plugin's HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The HTML; empty if it was refused.
    pub html: String,
    /// Where core draws pieces into it, in reading order.
    pub places: Vec<Place>,
    /// The ids in it, sorted, as their author wrote them.
    pub ids: Vec<String>,
    /// What was taken out, and last why it was refused, if it was.
    pub flaws: Vec<Flaw>,
    /// How many more flaws there are than are listed.
    pub unlisted_flaws: usize,
}

/// A part of a page: HTML to send as it is, or a piece for core to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// HTML.
    Html(&'a str),
    /// A piece, drawn by core from the values that came beside the HTML.
    Piece {
        /// What it is called.
        name: &'a str,
        /// The level that a heading in it has.
        heading_level: u8,
    },
}

impl Cleaned {
    /// Returns whether everything came through as it was written.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.flaws.is_empty()
    }

    /// Returns whether there is nothing to show because the HTML was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.flaws.last().is_some_and(|flaw| flaw.kind == FlawKind::Refused)
    }

    /// Returns whether an element has this id, as its author wrote it.
    #[must_use]
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok()
    }

    /// Returns the HTML cut where core draws a piece, in reading order.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment<'_>> {
        let mut segments = Vec::with_capacity(2 * self.places.len() + 1);
        let mut done = 0;
        for Place { at, name, heading_level } in &self.places {
            segments.extend(self.html.get(done..*at).map(Segment::Html));
            segments.push(Segment::Piece { name, heading_level: *heading_level });
            done = *at;
        }
        segments.extend(self.html.get(done..).filter(|rest| !rest.is_empty()).map(Segment::Html));
        segments
    }
}

/// Reads a plugin's HTML and returns what may be shown of it, with everything that core adds.
///
/// What comes out stands among blocks (`main`, `div`, `section`): not in a paragraph, a form, a link or a table of core's.
///
/// ```
/// use loadin_profile::html::{Limits, Mount, clean};
///
/// let mount = Mount { base: "/s/a/p/tour/", id_prefix: "p-", csrf: Some("token"), heading_offset: 1 };
/// let cleaned = clean("<h1 id=\"top\">Plans</h1><p onclick=\"x()\"><a href=\"plans/7\">May</a></p>", &mount, &Limits::default());
/// assert_eq!(cleaned.html, "<h2 id=\"p-top\">Plans</h2><p><a href=\"/s/a/p/tour/plans/7\">May</a></p>");
/// assert_eq!((cleaned.flaws[0].line, cleaned.flaws[0].column), (1, 27));
/// ```
#[must_use]
pub fn clean(html: &str, mount: &Mount<'_>, limits: &Limits) -> Cleaned {
    run(html, Some(mount), limits)
}

/// Reads a plugin's HTML and returns what may be shown of it as its author writes it, without anything that core adds.
///
/// What comes out goes in again unchanged. A test of a plugin needs no more than this: the flaws are the same.
#[must_use]
pub fn as_written(html: &str, limits: &Limits) -> Cleaned {
    run(html, None, limits)
}

fn run(html: &str, mount: Option<&Mount<'_>>, limits: &Limits) -> Cleaned {
    if html.len() > limits.bytes {
        let what = format!("the page has {} bytes", html.len());
        let advice = format!("send {} at most: page long lists, and hand tables over as pieces", limits.bytes);
        return refused(html, Vec::new(), Finding::new(0, what, advice), limits);
    }
    // A browser reads every kind of line end as one.
    let html =
        &*if html.contains('\r') { html.replace("\r\n", "\n").replace('\r', "\n").into() } else { Cow::Borrowed(html) };
    if let Some((at, c)) = html.char_indices().find(|(_, c)| references::is_unfit(*c)) {
        let finding = Finding::new(at, format!("the character U+{:04X}", u32::from(c)), "leave it out");
        return refused(html, Vec::new(), finding, limits);
    }
    let outcome = Pass::new(html, mount, limits).run();
    if let Some(finding) = outcome.refusal {
        return refused(html, outcome.stripped, finding, limits);
    }
    let written = write::write(&outcome.events, html.len(), mount.map_or(0, |mount| mount.heading_offset));
    if written.html.len() > limits.bytes_out {
        let what = format!("the page has {} bytes when it is written", written.html.len());
        let advice = format!("send less: {} is the most", limits.bytes_out);
        return refused(html, outcome.stripped, Finding::new(0, what, advice), limits);
    }
    let mut cleaned = Cleaned { html: written.html, places: written.places, ids: outcome.ids, ..Cleaned::default() };
    cleaned.list(outcome.stripped, html, limits);
    cleaned
}

fn refused(html: &str, stripped: Vec<Finding>, refusal: Finding, limits: &Limits) -> Cleaned {
    let mut cleaned = Cleaned::default();
    cleaned.list(stripped, html, limits);
    cleaned.flaws.push(refusal.locate(FlawKind::Refused, html));
    cleaned
}

impl Cleaned {
    fn list(&mut self, stripped: Vec<Finding>, html: &str, limits: &Limits) {
        self.unlisted_flaws = stripped.len().saturating_sub(limits.flaws);
        let listed = stripped.into_iter().take(limits.flaws);
        self.flaws.extend(listed.map(|finding| finding.locate(FlawKind::Stripped, html)));
    }
}

#[cfg(test)]
mod tests;
