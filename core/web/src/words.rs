//! The texts of the pages, and the words of whoever reads them.
//!
//! Rule: no page holds a word of its own and no piece formats a value by itself: both come from the reader's [`Words`],
//! which the shell carries to everything that is drawn.

use std::{borrow::Cow, sync::OnceLock};

use loadin_profile::page::Money;
use loadin_words::{Arg, Catalogue, Locale, Said, Source};
use maud::{Markup, html};

/// What a page is told about its reader's language; small, and copied freely.
pub type Words = loadin_words::Words<'static>;

/// The files of `core/web/locales`.
static FILES: &[Source<'static>] = &include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// Returns the texts of every language that is offered.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        #[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads them")]
        Catalogue::build(FILES.iter().copied()).expect("the program's own texts can be read")
    })
}

/// Returns the words of a reader: by the language that they chose themselves, else by their browser's `Accept-Language`.
#[must_use]
pub fn words(accept_language: &str, chosen: Option<&Locale>) -> Words {
    catalogue().negotiate(accept_language, chosen)
}

/// Says a text around things that are no text: each place is an argument of the text.
pub(crate) fn around(words: Words, key: &str, args: &[(&str, Arg<'_>)], places: &[(&str, Markup)]) -> Markup {
    let names: Vec<&str> = places.iter().map(|(name, _)| *name).collect();
    html! {
        @for piece in words.around(key, args, &names) {
            @match piece {
                Said::Text(text) => { (text) }
                Said::Place(at) => { @if let Some((_, shown)) = places.get(at) { (shown) } }
            }
        }
    }
}

/// Returns the amount with its thousands grouped and a true minus, without the currency.
pub(crate) fn amount(money: &Money, words: Words) -> String {
    words.decimal(&money.amount)
}

/// Returns what a file may be: `.csv, up to 10 MB.`
pub(crate) fn file_kinds(accept: &[String], max_bytes: u64, words: Words) -> String {
    let endings: Vec<&str> = accept.iter().map(String::as_str).filter(|kind| kind.starts_with('.')).collect();
    let size = words.size(max_bytes);
    if endings.is_empty() {
        return words.say_with("draw-file-size", &[("size", size.into())]);
    }
    words.say_with("draw-file-kinds", &[("kinds", words.list(endings).into()), ("size", size.into())])
}

/// Returns what somebody is called: the reader with a word that it is them.
pub(crate) fn called(name: &str, is_you: bool, words: Words) -> Cow<'_, str> {
    if is_you { words.say_with("draw-you", &[("name", name.into())]).into() } else { Cow::Borrowed(name) }
}

/// Returns the first letters of the first and the last word.
pub(crate) fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = match words.as_slice() {
        [] => vec![],
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    ends.iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(
            [initials("Ada"), initials("ada von lovelace"), initials("  "), initials("ßam")],
            ["A", "AL", "", "SS"]
        );
    }
}
