//! Dates, amounts, times and distances as people read them.
//!
//! Rule: no piece formats a value by itself. What cannot be read as what it claims to be is shown as it came.

use jiff::civil::{Date, Weekday};
use loadin_profile::page::Money;

use crate::shell::Distance;

/// A thin blank that does not break a line, between a number and its unit.
const BLANK: char = '\u{a0}';
/// The international mile.
pub(crate) const KM_PER_MILE: f64 = 1.609_344;

/// A day in its parts, as a calendar shows it.
pub(crate) struct DayParts {
    /// `Fri`.
    pub weekday: &'static str,
    /// `5`.
    pub day: String,
    /// `Mar`.
    pub month: &'static str,
    /// Whether it is a Saturday or a Sunday.
    pub is_weekend: bool,
}

/// Returns the parts of a day, if it is one.
pub(crate) fn day_parts(date: &str) -> Option<DayParts> {
    let date: Date = date.parse().ok()?;
    Some(DayParts {
        weekday: weekday(date),
        day: date.day().to_string(),
        month: month(date),
        is_weekend: matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
    })
}

/// Returns `Fri 5 Mar 2027`.
pub(crate) fn date(text: &str) -> String {
    text.parse::<Date>().map_or_else(
        |_| text.to_owned(),
        |date| format!("{} {}{BLANK}{} {}", weekday(date), date.day(), month(date), date.year()),
    )
}

/// Returns `5 Mar`.
pub(crate) fn short_date(date: Date) -> String {
    format!("{}{BLANK}{}", date.day(), month(date))
}

/// Returns `Mar`, and in January the year.
pub(crate) fn month_of(date: Date) -> String {
    if date.month() == 1 { year_of(date) } else { month(date).to_owned() }
}

/// Returns `2027`.
pub(crate) fn year_of(date: Date) -> String {
    date.year().to_string()
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS.get(usize::from(date.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default()
}

/// Returns the amount with its thousands grouped and a true minus, without the currency.
pub(crate) fn amount(money: &Money) -> String {
    decimal(&money.amount)
}

/// Returns the number with its thousands grouped and at most two decimals; what is huge or tiny as a power of ten.
pub(crate) fn number(number: f64) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    match number.abs() {
        size if size >= 1e15 => return power_of_ten(number),
        size if size > 0.0 && size < 1e-6 => return power_of_ten(number),
        _ => {}
    }
    // Of what is smaller than a hundredth, two decimals would say nothing.
    let decimals = if number != 0.0 && number.abs() < 0.01 { 7 } else { 2 };
    let rounded = format!("{number:.decimals$}");
    decimal(rounded.trim_end_matches('0').trim_end_matches('.'))
}

/// Returns `1.5 × 10¹⁸`.
fn power_of_ten(number: f64) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let text = format!("{number:.2e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let raised = power.chars().map(|c| c.to_digit(10).and_then(|at| RAISED.get(at as usize)).copied().unwrap_or('⁻'));
    let digits = digits.trim_end_matches('0').trim_end_matches('.').replace('-', "\u{2212}");
    format!("{digits}{BLANK}×{BLANK}10{}", raised.collect::<String>())
}

fn decimal(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("\u{2212}", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}", grouped(whole))
}

/// Returns a count with its thousands grouped.
pub(crate) fn count(number: usize) -> String {
    grouped(&number.to_string())
}

/// Returns digits in groups of thousands.
pub(crate) fn grouped(digits: &str) -> String {
    let length = digits.chars().count();
    let mut text = String::with_capacity(digits.len() + length / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (length - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns `45 min`, `2 h` or `2 h 05`.
pub(crate) fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest}{BLANK}min"),
        (hours, 0) => format!("{hours}{BLANK}h"),
        (hours, rest) => format!("{hours}{BLANK}h{BLANK}{rest:02}"),
    }
}

/// Returns how far something is, in the reader's unit.
pub(crate) fn distance(km: f64, unit: Distance) -> String {
    let (value, name) = match unit {
        Distance::Kilometres => (km, "km"),
        Distance::Miles => (km / KM_PER_MILE, "mi"),
    };
    format!("{}{BLANK}{name}", number(value.round()))
}

/// Returns bytes as a size that people say: `10 MB`.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes}{BLANK}bytes"),
        1_000..1_000_000 => format!("{}{BLANK}KB", bytes / 1_000),
        _ => format!("{}{BLANK}MB", bytes / 1_000_000),
    }
}

/// Returns what a file may be: `.csv, up to 10 MB.`
pub(crate) fn file_kinds(accept: &[String], max_bytes: u64) -> String {
    let endings: Vec<&str> = accept.iter().map(String::as_str).filter(|kind| kind.starts_with('.')).collect();
    let kinds = if endings.is_empty() { String::new() } else { format!("{}, ", endings.join(", ")) };
    format!("{kinds}up to {}.", size(max_bytes))
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
    use loadin_profile::page::Money;

    use super::{amount, date, distance, initials, minutes, number, size};
    use crate::shell::Distance;

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(date("2027-03-05"), "Fri 5\u{a0}Mar 2027");
        assert_eq!(amount(&Money::new("-1234567.50", "EUR")), "\u{2212}1,234,567.50");
        assert_eq!([number(0.0), number(1234.5), number(-0.126)], ["0", "1,234.5", "\u{2212}0.13"]);
        assert_eq!(
            [number(0.000_02), number(1.5e18), number(-2e-9)],
            ["0.00002", "1.5\u{a0}×\u{a0}10¹⁸", "\u{2212}2\u{a0}×\u{a0}10⁻⁹"]
        );
        assert_eq!([minutes(45), minutes(120), minutes(125)], ["45\u{a0}min", "2\u{a0}h", "2\u{a0}h\u{a0}05"]);
        assert_eq!(distance(100.0, Distance::Miles), "62\u{a0}mi");
        assert_eq!(size(10_485_760), "10\u{a0}MB");
    }

    #[test]
    fn what_is_not_what_it_claims_is_shown_as_it_came() {
        assert_eq!(date("soon"), "soon");
        assert_eq!(amount(&Money::new("a<b", "€")), "a<b");
        assert_eq!(number(f64::NAN), "–");
    }

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(
            [initials("Ada"), initials("ada von lovelace"), initials("  "), initials("ßam")],
            ["A", "AL", "", "SS"]
        );
    }
}
