//! What whoever draws a page is handed: the reader's language, and how they count distances.
//!
//! Rule: a small value that is copied, never a global: two readers are served at the same time.

mod dates;
mod numbers;

use std::borrow::Cow;

pub use self::{dates::DayParts, numbers::KM_PER_MILE};
use crate::{
    Arg, Catalogue, Locale,
    arg::{HOLE, NUMBER},
};

/// How somebody counts distances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Distance {
    /// In kilometres.
    #[default]
    Kilometres,
    /// In miles.
    Miles,
}

/// The reader's language, and how values are written in it.
#[derive(Clone, Copy, Debug)]
pub struct Words<'c> {
    catalogue: &'c Catalogue,
    language: usize,
    distance: Distance,
}

/// A text in pieces: see [`Words::around`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Words.
    Text(String),
    /// The place of the argument with this number.
    Place(usize),
}

impl<'c> Words<'c> {
    pub(crate) fn new(catalogue: &'c Catalogue, language: usize) -> Self {
        Self { catalogue, language, distance: catalogue.format(language).distance }
    }

    /// Returns the same words for somebody who counts distances so.
    #[must_use]
    pub fn counting(self, distance: Distance) -> Self {
        Self { distance, ..self }
    }

    /// Returns the language.
    #[must_use]
    pub fn locale(self) -> &'c Locale {
        self.catalogue.locale(self.language)
    }

    /// Returns how distances are counted.
    #[must_use]
    pub fn counts(self) -> Distance {
        self.distance
    }

    /// Says a text.
    #[must_use]
    pub fn say(self, key: &str) -> Cow<'c, str> {
        self.catalogue.said(self.language, key, &[])
    }

    /// Says a text if there is one, in this language or in English: for names that may be somebody else's.
    #[must_use]
    pub fn say_known(self, key: &str) -> Option<Cow<'c, str>> {
        self.catalogue.has(key).then(|| self.say(key))
    }

    /// Says a text with arguments: `say_with("tour-stops", &[("count", 3.into())])`.
    #[must_use]
    pub fn say_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.with_numbers(&self.catalogue.said(self.language, key, args))
    }

    /// Says a text in pieces, around things that are no text, such as a link: `places` are the arguments that they stand for.
    #[must_use]
    pub fn around(self, key: &str, args: &[(&str, Arg<'_>)], places: &[&str]) -> Vec<Said> {
        let marks = places.iter().enumerate().map(|(at, name)| (*name, Arg::Mark(at)));
        let all: Vec<(&str, Arg<'_>)> = args.iter().cloned().chain(marks).collect();
        let text = self.say_with(key, &all);
        let mut said = Vec::new();
        for (at, piece) in text.split(HOLE).enumerate() {
            match piece.parse() {
                Ok(place) if at % 2 == 1 => said.push(Said::Place(place)),
                _ if piece.is_empty() => {}
                _ => said.push(Said::Text(piece.to_owned())),
            }
        }
        said
    }

    /// Writes the numbers that stand between their marks.
    fn with_numbers(self, text: &str) -> String {
        if !text.contains(NUMBER) {
            return text.to_owned();
        }
        let pieces = text.split(NUMBER).enumerate().map(|(at, piece)| match piece.parse() {
            Ok(number) if at % 2 == 1 => Cow::Owned(self.number(number)),
            _ => Cow::Borrowed(piece),
        });
        pieces.collect()
    }
}
