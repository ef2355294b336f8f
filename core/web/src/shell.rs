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
    /// The other spaces that they belong to.
    pub others: Vec<Space>,
    /// Where one can go in the space: the pages of its plugins.
    pub nav: Vec<NavItem>,
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
            others: Vec::new(),
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

/// A place to go.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What it is called.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// Whether the reader is there.
    pub is_current: bool,
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
