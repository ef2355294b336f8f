//! Dates, amounts and times as people write them, and text that fits a terminal.
//!
//! Rule: English as in the rest of the text; no view formats a date or an amount by itself.

use std::fmt::Write as _;

use jiff::civil::{Date, Weekday};
use loadin_domain::Money;

/// Returns `Fri 5 Mar`.
pub(crate) fn day(date: Date) -> String {
    format!("{} {:>2} {}", weekday(date), date.day(), month(date))
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
    let index = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

/// Returns the amount with its thousands grouped, without the currency.
pub(crate) fn amount(money: Money) -> String {
    let plain = money.amount();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}", grouped(whole))
}

/// Returns a count with its thousands grouped.
pub(crate) fn count(number: impl ToString) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns the text as a sentence of its own: a capital first and a full stop last.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let ended = text.trim_end().ends_with(['.', '!', '?']);
    format!("{first}{}{}", chars.as_str(), if ended || first.is_empty() { "" } else { "." })
}

/// Returns minutes as hours and minutes, `2:05`.
pub(crate) fn hours(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Returns how many terminal columns the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// East Asian wide characters and emoji take two columns, combining marks none (UAX #11, in its large blocks).
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f => 2,
        0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Returns the text in exactly so many columns: cut with an ellipsis, or filled with blanks on the right.
pub(crate) fn left(text: &str, wanted: usize) -> String {
    let mut shown = if width(text) <= wanted { text.to_owned() } else { cut(text, wanted) };
    let missing = wanted.saturating_sub(width(&shown));
    shown.extend(std::iter::repeat_n(' ', missing));
    shown
}

/// Returns the text filled with blanks on the left.
pub(crate) fn right(text: &str, wanted: usize) -> String {
    format!("{}{text}", " ".repeat(wanted.saturating_sub(width(text))))
}

/// Returns the text cut to so many columns, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, wanted: usize) -> String {
    if width(text) <= wanted {
        return text.to_owned();
    }
    let mut used = 1; // The ellipsis.
    let fits = text.chars().take_while(|&c| {
        used += columns(c);
        used <= wanted
    });
    format!("{}…", fits.collect::<String>().trim_end())
}

/// Appends the text as a paragraph: `first` before its first line, as many blanks before the others.
pub(crate) fn wrap(out: &mut String, first: &str, text: &str, wanted: usize) {
    let indent = width(first);
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && width(&line) + 1 + width(word) > wanted {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

#[cfg(test)]
mod tests {
    use loadin_domain::{Currency, Money};

    use super::{amount, cut, day, hours, left, width, wrap};

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (minor, text) in [(0, "0.00"), (123_456_789, "1,234,567.89"), (-100_000, "-1,000.00"), (99_999, "999.99")] {
            assert_eq!(amount(Money::from_minor(minor, Currency::EUR)), text);
        }
        assert_eq!(amount(Money::from_minor(12_000, "JPY".parse().unwrap())), "12,000");
    }

    #[test]
    fn dates_and_hours_are_short() {
        let date = "2027-03-05".parse().unwrap();
        assert_eq!(day(date), "Fri  5 Mar");
        assert_eq!(hours(125), "2:05");
    }

    #[test]
    fn text_is_cut_and_filled_by_columns_not_by_bytes() {
        assert_eq!(left("Café", 6), "Café  ");
        assert_eq!(cut("Higher Ground", 8), "Higher…");
        assert_eq!(width("東京"), 4);
        assert_eq!(width(&left("東京ドーム", 6)), 6);
    }

    #[test]
    fn paragraphs_hang_under_their_first_line() {
        let mut out = String::new();
        wrap(&mut out, "1. ", "one two three four", 11);
        assert_eq!(out, "1. one two\n   three\n   four\n");
    }
}
