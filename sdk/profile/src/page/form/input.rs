//! What kind of answer a field takes, and how an answer with parts is put together.
//!
//! Rule: every kind can be filled in without a script, and an answer that came with a mistake can be shown as it was.

use serde::{Deserialize, Serialize};

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Input {
    /// One line.
    Text {
        /// The longest answer, in characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_chars: Option<u32>,
    },
    /// Several lines.
    Textarea {
        /// How many lines show.
        rows: u32,
        /// The longest answer, in characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_chars: Option<u32>,
    },
    /// A day.
    Date {
        /// The first that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// The last that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
    /// A whole number.
    Number {
        /// The least that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// The most that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// What is counted, such as `km`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// An amount in a currency.
    Money {
        /// ISO 4217.
        currency: String,
    },
    /// One of several.
    Select {
        /// What there is to choose from.
        choices: Vec<Choice>,
    },
    /// Yes or no.
    Checkbox {},
    /// An e-mail address.
    Email {},
    /// A telephone number.
    Phone {},
    /// A web address.
    Web {},
    /// A time of the day, `18:30`.
    Time {},
    /// A number with decimals.
    Decimal {
        /// The least that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// The most that is possible.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// What is counted, such as `%`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// How many decimals, 1 to 6.
        decimals: u8,
    },
    /// An amount in one of several currencies: `12.50 EUR`. Sent as `name` and `name_currency`.
    MoneyIn {
        /// ISO 4217, the likeliest first.
        currencies: Vec<String>,
    },
    /// A day, a time and where the clocks show it: `2027-03-05T18:30[Europe/Berlin]`. Sent as `name_date`, `name_time` and
    /// `name_zone`.
    Zoned {
        /// IANA names of time zones, the likeliest first; none lets core offer the usual ones.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        zones: Vec<String>,
    },
    /// How long something takes, in hours and minutes: `1:30`. Sent as `name_hours` and `name_minutes`.
    Duration {},
    /// One line, with suggestions while it is typed; any other text may be sent too.
    Search {
        /// What is suggested.
        suggestions: Vec<String>,
    },
    /// Any number of several; their values are sent under the same name, and stand one a line in the field's value.
    Checkboxes {
        /// What there is to choose from.
        choices: Vec<Choice>,
    },
    /// One of a few, all of them in sight.
    Radio {
        /// What there is to choose from.
        choices: Vec<Choice>,
    },
    /// A place on the Earth: `44.48, -73.21`. Sent as `name_lat` and `name_lon`.
    Geo {},
    /// A file.
    File {
        /// What may be chosen: endings such as `.csv` or types such as `text/csv`.
        accept: Vec<String>,
        /// The largest that is taken.
        max_bytes: u64,
    },
    /// Sent without being shown.
    Hidden {},
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub label: String,
}

/// What browsers may fill in: only what is on a business card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Autofill {
    /// Nothing.
    Off,
    /// Somebody's whole name.
    Name,
    /// The name of a band, a venue or a company.
    Organization,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Web,
    /// Street and number.
    Street,
    /// The town.
    Town,
    /// The postal code.
    PostalCode,
    /// The country.
    Country,
}

impl Input {
    /// Returns what the parts of an answer add to the field's name when they are sent; an empty one adds nothing.
    #[must_use]
    pub fn parts(&self) -> &'static [&'static str] {
        match self {
            Self::MoneyIn { .. } => &["", "currency"],
            Self::Zoned { .. } => &["date", "time", "zone"],
            Self::Duration {} => &["hours", "minutes"],
            Self::Geo {} => &["lat", "lon"],
            _ => &[""],
        }
    }

    /// Returns a value in its parts; whatever cannot be told apart stands in the first one.
    #[must_use]
    pub fn split<'a>(&self, value: &'a str) -> Vec<&'a str> {
        match self {
            Self::MoneyIn { .. } => {
                let (amount, currency) = value.rsplit_once(' ').unwrap_or((value, ""));
                vec![amount, currency]
            }
            Self::Zoned { .. } => {
                let (moment, zone) = value.split_once('[').unwrap_or((value, ""));
                let (date, time) = moment.split_once('T').unwrap_or((moment, ""));
                vec![date, time, zone.trim_end_matches(']')]
            }
            Self::Duration {} => pair(value, ':'),
            Self::Geo {} => pair(value, ','),
            _ => vec![value],
        }
    }

    /// Returns the value that has these parts; nothing where what somebody types in is empty.
    pub(super) fn joined(&self, parts: &[&str]) -> Option<String> {
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        // A currency and a zone are chosen already when the form is opened, so they alone are no answer.
        let typed = match self {
            Self::MoneyIn { .. } => 1,
            Self::Zoned { .. } => 2,
            _ => parts.len(),
        };
        if parts.iter().take(typed).all(|part| part.is_empty()) {
            return None;
        }
        Some(match self {
            Self::MoneyIn { .. } => format!("{} {}", part(0), part(1)),
            Self::Zoned { .. } => format!("{}T{}[{}]", part(0), part(1), part(2)),
            Self::Duration {} => format!("{}:{}", part(0), part(1)),
            Self::Geo {} => format!("{}, {}", part(0), part(1)),
            _ => part(0).to_owned(),
        })
    }
}

fn pair(value: &str, between: char) -> Vec<&str> {
    let (first, second) = value.split_once(between).unwrap_or((value, ""));
    vec![first.trim(), second.trim()]
}

/// Returns the name under which a part of an answer is sent.
pub(super) fn part_name(name: &str, part: &str) -> String {
    if part.is_empty() { name.to_owned() } else { format!("{name}_{part}") }
}

#[cfg(test)]
mod tests {
    use super::super::Field;

    #[test]
    fn an_answer_with_parts_comes_back_as_it_was_given() {
        let cases = [
            (Field::money_in("fee", "Fee", ["EUR", "USD"]), "12.50 EUR", vec!["12.50", "EUR"]),
            (
                Field::zoned("doors", "Doors", ["Europe/Berlin"]),
                "2027-03-05T18:30[Europe/Berlin]",
                vec!["2027-03-05", "18:30", "Europe/Berlin"],
            ),
            (Field::duration("set", "Set"), "1:30", vec!["1", "30"]),
            (Field::geo("place", "Place"), "44.48, -73.21", vec!["44.48", "-73.21"]),
            (Field::text("town", "Town"), "Oslo, Norway: 12", vec!["Oslo, Norway: 12"]),
            // What was wrong is shown as it came.
            (Field::duration("set", "Set"), "an hour:", vec!["an hour", ""]),
        ];
        for (field, value, parts) in cases {
            assert_eq!(field.input.split(value), parts, "{value}");
            let names = field.sent_names();
            let sent = |name: &str| names.iter().position(|each| each == name).map(|at| parts[at]);
            assert_eq!(field.answer(sent).as_deref(), Some(value));
        }
    }

    #[test]
    fn what_was_chosen_before_anybody_typed_is_no_answer() {
        let fee = Field::money_in("fee", "Fee", ["EUR"]);
        assert_eq!(fee.answer(|name| (name == "fee_currency").then_some("EUR")), None);
        let doors = Field::zoned("doors", "Doors", []);
        assert_eq!(doors.answer(|name| (name == "doors_zone").then_some("Europe/Berlin")), None);
        assert_eq!(Field::duration("set", "Set").answer(|_| None), None);
    }
}
