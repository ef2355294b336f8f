//! What is said to people: a text by its key, in the words of whoever reads the page.
//!
//! Rule: a page shows nothing of core's that does not come from here or from `core/web`; messages of errors are for programs
//! and the log. What a plugin says is its own, and stays as it came.

mod errors;

use loadin_web::Words;
use loadin_words::Arg;

pub(crate) use self::errors::too_many_tokens;

/// What is said to whoever reads a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Told {
    /// A text of core's own.
    Text {
        /// Its key.
        key: &'static str,
        /// What it is given.
        args: Vec<(&'static str, Arg<'static>)>,
    },
    /// What a plugin said.
    AsItCame(String),
}

impl Told {
    /// Says it.
    pub(crate) fn say(&self, words: Words) -> String {
        match self {
            Self::Text { key, args } => words.say_with(key, args),
            Self::AsItCame(text) => sentence(text),
        }
    }
}

/// Returns a text of core's own with its arguments.
pub(crate) fn told<const N: usize>(key: &'static str, args: [(&'static str, Arg<'static>); N]) -> Told {
    Told::Text { key, args: args.into() }
}

/// What can be told to whoever filled in a form, or asked for a page.
pub(crate) trait Tell {
    /// Returns what is told of it.
    fn told(&self) -> Told;
}

/// Returns a message as a sentence: messages have neither a capital nor a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    first.chain(letters).chain(end.chars()).collect()
}
