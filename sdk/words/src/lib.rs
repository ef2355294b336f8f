//! Texts in the reader's language, and values as that language writes them.
//!
//! A [`Catalogue`] is built from Fluent files, several for each language; [`Catalogue::negotiate`] finds out what a reader
//! takes and gives [`Words`], a small value that says a text by its key and writes numbers, days, money and distances. A
//! region falls back on its language, and what a language lacks is said in English.
//!
//! ```
//! use loadin_words::{Catalogue, Source};
//!
//! let catalogue = Catalogue::build([
//!     Source::new("en", "tour.ftl", "tour-stops = { $count ->\n    [one] one stop\n   *[other] { $count } stops\n }"),
//!     Source::new("de", "tour.ftl", "tour-stops = { $count ->\n    [one] ein Halt\n   *[other] { $count } Halte\n }"),
//!     Source::new("de", "format.ftl", "format-group = .\nformat-decimal = ,"),
//! ])?;
//! let words = catalogue.negotiate("de-AT,en;q=0.8", None);
//! assert_eq!(words.say_with("tour-stops", &[("count", 1200.into())]), "1.200 Halte");
//! assert_eq!(words.number(0.5), "0,5");
//! # Ok::<(), loadin_words::CatalogueError>(())
//! ```
//!
//! Rules: nothing here reads a file, a clock or a setting. A text that is missing is never a failure for whoever reads the
//! page: it is said in English, and logged once. A file with a mistake in it is refused as a whole, with the line.

mod arg;
mod catalogue;
mod format;
mod locale;
mod source;
mod wire;
mod words;

pub use self::{
    arg::{Arg, key},
    catalogue::Catalogue,
    locale::Locale,
    source::{CatalogueError, Flaw, Source},
    wire::ArgError,
    words::{DayParts, Distance, KM_PER_MILE, Said, Words},
};
