//! What stands around a page: whose it is, where one can go, and what has to be said first.

use loadin_profile::page::Notice;

use crate::words::{self, Words};

/// What stands around a page.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The language of the reader, and how they count distances.
    pub words: Words,
    /// The space that the page belongs to.
    pub space: Option<Space>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Every space that they belong to, in the order of the names.
    pub spaces: Vec<Space>,
    /// Where one can go: the space's own pages and those of its plugins.
    pub nav: Vec<NavGroup>,
    /// What has to be said first, such as the outcome of the last form.
    pub notices: Vec<Notice>,
    /// Whose data the page shows, beside what its map needs.
    pub attribution: Vec<String>,
}

impl Shell {
    /// Returns a shell with nothing in it, in the words of a reader.
    #[must_use]
    pub fn new(words: Words) -> Self {
        Self {
            words,
            space: None,
            person: None,
            spaces: Vec::new(),
            nav: Vec::new(),
            notices: Vec::new(),
            attribution: Vec::new(),
        }
    }
}

impl Default for Shell {
    fn default() -> Self {
        Self::new(words::catalogue().english())
    }
}

/// A space.
#[derive(Clone, Debug)]
pub struct Space {
    /// What it is called.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// The token for core's own forms (signing out).
    pub csrf: String,
}

/// A place to go, and those below it.
#[derive(Clone, Debug)]
pub struct NavGroup {
    /// The place itself, such as a plugin's first page.
    pub head: NavItem,
    /// The places below it.
    pub items: Vec<NavItem>,
}

/// A place to go.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What it is called.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// Where the reader is as seen from there.
    pub current: Current,
}

/// Where the reader is, as seen from a place to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Current {
    /// Somewhere else.
    #[default]
    Elsewhere,
    /// There.
    Here,
    /// On a page below it.
    Below,
}

impl NavItem {
    /// Returns a place to go.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>, current: Current) -> Self {
        Self { text: text.into(), href: href.into(), current }
    }
}

impl From<NavItem> for NavGroup {
    fn from(head: NavItem) -> Self {
        Self { head, items: Vec::new() }
    }
}

impl Current {
    /// Returns what a place is to whoever reads the page at `here`; addresses without their query.
    #[must_use]
    pub fn of(place: &str, here: &str) -> Self {
        match here.strip_prefix(place.trim_end_matches('/')) {
            Some("" | "/") => Self::Here,
            Some(rest) if rest.starts_with('/') => Self::Below,
            _ => Self::Elsewhere,
        }
    }
}

/// Whose page is drawn, and what its forms need.
#[derive(Clone, Debug)]
pub struct PluginFrame {
    /// What the plugin is called.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where its pages are: [`crate::paths::mount`].
    pub base: String,
    /// The token for forms below its mount, and for nothing else.
    pub csrf: String,
    /// The slug of the space, for the progress of its jobs.
    pub space: String,
}

#[cfg(test)]
mod tests {
    use super::Current;

    #[test]
    fn a_place_knows_whether_the_reader_is_there_below_or_elsewhere() {
        for (here, expected) in [
            ("/s/a/p/b/plans", Current::Here),
            ("/s/a/p/b/plans/", Current::Here),
            ("/s/a/p/b/plans/7", Current::Below),
            ("/s/a/p/b/plansets", Current::Elsewhere),
            ("/s/a/p/b/", Current::Elsewhere),
        ] {
            assert_eq!(Current::of("/s/a/p/b/plans", here), expected, "{here}");
        }
        assert_eq!(Current::of("/s/a/p/b/", "/s/a/p/b/"), Current::Here);
    }
}
