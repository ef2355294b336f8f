//! Values: what stands in a table's cell or beside a label.
//!
//! Rule: a value carries its kind (a sum, a date, a duration), so that core can write it as the reader likes it.

use serde::{Deserialize, Serialize};

use super::{Badge, BadgeTone, Spark};

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A sum.
    Money(Money),
    /// A day, `2027-03-05`.
    Date(String),
    /// How long something takes.
    Minutes(u32),
    /// How far something is.
    Km(f64),
    /// Words that lead somewhere.
    Link(Link),
    /// A part of a hundred: 50 is a half.
    Percent(f64),
    /// A time of the day, `18:30`.
    Time(String),
    /// A word with a colour.
    Badge(Badge),
    /// A small line.
    Spark(Spark),
}

/// An amount as a decimal, with its currency: the same on the wire as everywhere in Loadin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// The decimal, such as `-12.50`.
    pub amount: String,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
}

/// Words that lead somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads: a path below the plugin's mount, `#id`, or an outside address.
    pub href: String,
}

impl Money {
    /// Returns an amount.
    #[must_use]
    pub fn new(amount: impl Into<String>, currency: impl Into<String>) -> Self {
        Self { amount: amount.into(), currency: currency.into() }
    }

    /// Returns whether it is a decimal with three capital letters.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let digits = self.amount.strip_prefix('-').unwrap_or(&self.amount);
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        all_digits(whole)
            && all_digits(decimals)
            && digits.len() <= 24
            && self.currency.len() == 3
            && self.currency.chars().all(|c| c.is_ascii_uppercase())
    }

    /// Returns whether something is taken away.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.amount.starts_with('-') && self.amount.contains(|c: char| ('1'..='9').contains(&c))
    }
}

impl Link {
    /// Returns a link.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

impl Cell {
    /// Returns a day.
    #[must_use]
    pub fn date(date: impl ToString) -> Self {
        Self::Date(date.to_string())
    }

    /// Returns words that lead somewhere.
    #[must_use]
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link(Link::new(text, href))
    }

    /// Returns a time of the day.
    #[must_use]
    pub fn time(time: impl ToString) -> Self {
        Self::Time(time.to_string())
    }

    /// Returns a word with a colour.
    #[must_use]
    pub fn badge(text: impl Into<String>, tone: BadgeTone) -> Self {
        Self::Badge(Badge::new(text, tone))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Money> for Cell {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl From<Link> for Cell {
    fn from(link: Link) -> Self {
        Self::Link(link)
    }
}

impl From<Badge> for Cell {
    fn from(badge: Badge) -> Self {
        Self::Badge(badge)
    }
}

impl From<Spark> for Cell {
    fn from(spark: Spark) -> Self {
        Self::Spark(spark)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// Returns whether the text is a day of the calendar, `2027-03-05`.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

/// Returns whether the text is a time of the day, `18:30`.
pub(super) fn is_time(text: &str) -> bool {
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    digits(hours) && digits(minutes) && hours < "24" && minutes < "60"
}

/// Returns whether the text is a day, a time, or a day with a time, `2027-03-05T18:30`.
pub(super) fn is_moment(text: &str) -> bool {
    match text.split_once('T') {
        Some((date, time)) => is_date(date) && is_time(time),
        None => is_date(text) || is_time(text),
    }
}
