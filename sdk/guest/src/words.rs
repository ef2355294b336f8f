//! The plugin's own words: texts by their key, from the Fluent files in its folder `locales`.
//!
//! Rule: a value that a language writes in its own way (a sum, a day, a distance) is handed over as what it is, never as
//! text that the plugin has put together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{host, ui};

/// A value for a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg(Value);

impl Arg {
    /// Returns a day (`2027-03-05`) that is written without its weekday and its year.
    #[must_use]
    pub fn short_date(date: impl ToString) -> Self {
        Self(serde_json::json!({ "short_date": date.to_string() }))
    }
}

/// Returns a text in the language of the call.
///
/// A key that the plugin does not have comes back as it is, and is logged; in a test it fails.
#[must_use]
pub fn text(key: &str) -> String {
    host::text(key, "{}")
}

/// Returns a text with values in it. Mostly written as the macro [`text!`](crate::text!).
#[must_use]
pub fn text_with<const N: usize>(key: &str, args: [(&str, Arg); N]) -> String {
    Said::new(key, args).say()
}

/// A text that is kept with its values and said later, in the language of whoever reads it then. Made by
/// [`said!`](crate::said!).
///
/// In JSON it is `{"code":"row-no-name","values":{…}}`; the code stays the same in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    code: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, Value>,
}

impl Said {
    /// Returns a text by its key with these values. Mostly written as the macro [`said!`](crate::said!).
    #[must_use]
    pub fn new<const N: usize>(key: &str, args: [(&str, Arg); N]) -> Self {
        let values = args.into_iter().map(|(name, Arg(value))| (name.to_owned(), value)).collect();
        Self { code: key.to_owned(), values }
    }

    /// Returns the text's key.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the text in the language of the call.
    #[must_use]
    pub fn say(&self) -> String {
        let values = serde_json::to_string(&self.values).unwrap_or_default();
        host::text(&self.code, &values)
    }
}

/// Returns a text in the language of the call: `text!("venues")`, or with values `text!("shows", count = 3)`.
///
/// Values are words, numbers, and what [`ui::Cell`](crate::ui::Cell) has: `Cell::date(day)`, `Money::new("12.50", "EUR")`.
#[macro_export]
macro_rules! text {
    ($key:expr $(,)?) => {
        $crate::text($key)
    };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::text_with($key, [$((stringify!($name), $crate::Arg::from($value))),+])
    };
}

/// Returns a text that is said later: `said!("row-no-name")`, or with values `said!("row-fields", fields = 9)`.
///
/// Nothing is asked of the host until [`Said::say`](crate::Said::say), so it may also be made where no call is.
#[macro_export]
macro_rules! said {
    ($key:expr $(,)?) => {
        $crate::Said::new($key, [])
    };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::Said::new($key, [$((stringify!($name), $crate::Arg::from($value))),+])
    };
}

/// Lets values of these kinds stand in a text.
macro_rules! is_arg {
    ($($kind:ty),+) => {$(
        impl From<$kind> for Arg {
            fn from(value: $kind) -> Self {
                Self(Value::from(value))
            }
        }
    )+};
}

is_arg!(&str, String, u8, u16, u32, u64, i32, i64, usize, f64);

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self(Value::from(text.as_str()))
    }
}

impl From<ui::Cell> for Arg {
    fn from(cell: ui::Cell) -> Self {
        match cell {
            ui::Cell::Empty => Self(Value::from("")),
            ui::Cell::Text(text) => Self::from(text),
            ui::Cell::Number(number) => Self::from(number),
            ui::Cell::Link(link) => Self::from(link.text),
            ui::Cell::Badge(badge) => Self::from(badge.text),
            // A line of numbers is no part of a sentence.
            ui::Cell::Spark(_) => Self(Value::from("")),
            typed => Self(serde_json::to_value(typed).unwrap_or_default()),
        }
    }
}

impl From<ui::Money> for Arg {
    fn from(money: ui::Money) -> Self {
        Self::from(ui::Cell::Money(money))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Arg, Said};
    use crate::ui::{Cell, Money};

    #[test]
    fn a_text_is_kept_with_its_values_and_read_back() {
        let kept = said!("row-fields", fields = 9, road = Cell::Km(12.0));
        let wire = json!({ "code": "row-fields", "values": { "fields": 9, "road": { "km": 12.0 } } });
        assert_eq!(serde_json::to_value(&kept).unwrap(), wire);
        assert_eq!(serde_json::from_value::<Said>(wire).unwrap(), kept);
        assert_eq!(serde_json::to_value(said!("row-no-name")).unwrap(), json!({ "code": "row-no-name" }));
    }

    #[test]
    fn a_value_travels_as_what_it_is() {
        let cases = [
            (Arg::from("Hull"), json!("Hull")),
            (Arg::from(3_u32), json!(3)),
            (Arg::from(Cell::Minutes(90)), json!({ "minutes": 90 })),
            (Arg::from(Cell::date("2027-03-05")), json!({ "date": "2027-03-05" })),
            (Arg::from(Money::new("12.50", "EUR")), json!({ "money": { "amount": "12.50", "currency": "EUR" } })),
        ];
        for (arg, wire) in cases {
            assert_eq!(arg.0, wire);
        }
    }
}
