//! What a text is given to say beside its own words.
//!
//! Rule: a number stays a number until the text has chosen its plural; only then is it written, in the reader's way. The
//! marks between which it travels are characters that no text may hold (Unicode's noncharacters), and a text that is
//! handed in loses them.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

use crate::Words;

/// Stands before and after a number that is still to be written.
pub(crate) const NUMBER: char = '\u{fdd0}';
/// Stands where something is put in that is no text: see [`crate::Words::around`].
pub(crate) const HOLE: char = '\u{fdd1}';

/// What an argument of a text is.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// A text, such as a name.
    Text(Cow<'a, str>),
    /// A number, which the text can choose its plural by.
    Number(f64),
    /// A number of bytes, said as a size: `10 MB`.
    Bytes(u64),
    /// The place of something that is no text; [`crate::Words::around`] makes them.
    #[doc(hidden)]
    Mark(usize),
}

impl<'a> Arg<'a> {
    pub(crate) fn value(&'a self, words: Words<'_>) -> FluentValue<'a> {
        match self {
            Self::Text(text) if text.contains([NUMBER, HOLE]) => text.replace([NUMBER, HOLE], "").into(),
            Self::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Self::Number(number) => (*number).into(),
            Self::Bytes(bytes) => words.size(*bytes).into(),
            Self::Mark(at) => format!("{HOLE}{at}{HOLE}").into(),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

macro_rules! numbers {
    ($($kind:ty)*) => {$(
        impl From<$kind> for Arg<'_> {
            #[expect(clippy::allow_attributes, reason = "not every kind of number loses something")]
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "nobody counts beyond 2^53")]
            fn from(number: $kind) -> Self {
                Self::Number(number as f64)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i32 i64);

impl From<f64> for Arg<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Returns the key as it is; marks a text that is chosen in one place and said in another.
///
/// The test that compares keys with files finds a key where it is said (`say("…")`), and where it stands in `key("…")`.
#[must_use]
pub const fn key(key: &'static str) -> &'static str {
    key
}
