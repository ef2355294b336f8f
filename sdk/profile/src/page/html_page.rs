//! A page whose body is HTML: for words and structure of a plugin's own, and for authors who write no Rust.
//!
//! Rule: HTML says what core's pieces cannot; whatever has numbers, places or days in it stays a piece and is placed by
//! name, so that core draws it for every reader. HTML and pieces are judged together: a piece that is placed and not
//! there is a flaw, and so is one that is there and not placed.

use serde::{Deserialize, Serialize};

use super::{Flaw, Page, Piece, check};
use crate::html::Cleaned;

/// Something wrong with what was sent by a form of the HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// The name of the field, which is also its id in the HTML; nothing where it is about the whole form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong, and what would be right.
    pub text: String,
}

/// Starts a page of HTML.
///
/// ```
/// use loadin_profile::page::{Empty, html_page};
///
/// let page = html_page("Plans", "<p class=\"lead\">Two nights.</p><div data-piece=\"next\"></div>")
///     .data("next", Empty::new("Nothing booked", "Ask a venue."));
/// assert_eq!(page.check(), Ok(()));
/// ```
pub fn html_page(title: impl Into<String>, html: impl Into<String>) -> Page {
    Page { title: title.into(), html: Some(html.into()), ..Page::default() }
}

impl Page {
    /// Adds a piece that the HTML places by name.
    #[must_use]
    pub fn data(mut self, name: impl Into<String>, piece: impl Into<Piece>) -> Self {
        self.data.insert(name.into(), piece.into());
        self
    }

    /// Says what is wrong with a field of a form of the HTML, whose id is its name.
    #[must_use]
    pub fn mistake(mut self, field: impl Into<String>, text: impl Into<String>) -> Self {
        self.errors.push(Mistake { field: Some(field.into()), text: text.into() });
        self
    }

    /// Holds a page against its HTML as [`crate::html::clean`] or [`crate::html::as_written`] left it.
    ///
    /// # Errors
    ///
    /// Every piece that is placed and not there, every one that is there and not placed, and every mistake that is about
    /// a field the HTML does not have.
    pub fn check_html(&self, cleaned: &Cleaned) -> Result<(), Vec<Flaw>> {
        let flaws = check::placed(self, cleaned);
        if flaws.is_empty() { Ok(()) } else { Err(flaws) }
    }
}
