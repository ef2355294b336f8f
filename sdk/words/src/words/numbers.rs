//! Numbers, money, distances and sizes as the reader's language writes them.
//!
//! Rule: what cannot be read as what it claims to be is shown as it came; a sum of money is never rounded.

use super::{Distance, Words};

/// A blank that does not break a line.
const BLANK: char = '\u{a0}';
/// The international mile.
pub const KM_PER_MILE: f64 = 1.609_344;

impl<'c> Words<'c> {
    /// Returns the number with its thousands grouped and at most two decimals; what is huge or tiny as a power of ten.
    #[must_use]
    pub fn number(self, number: f64) -> String {
        if !number.is_finite() {
            return "–".to_owned();
        }
        match number.abs() {
            size if size >= 1e15 => return self.power_of_ten(number),
            size if size > 0.0 && size < 1e-6 => return self.power_of_ten(number),
            _ => {}
        }
        // Of what is smaller than a hundredth, two decimals would say nothing.
        let decimals = if number != 0.0 && number.abs() < 0.01 { 7 } else { 2 };
        let rounded = format!("{number:.decimals$}");
        let short = rounded.trim_end_matches('0').trim_end_matches('.');
        self.decimal(if short == "-0" { "0" } else { short })
    }

    /// Returns a decimal number as it stands (`-1234.50`), in the reader's way; anything else as it came.
    #[must_use]
    pub fn decimal(self, text: &str) -> String {
        let format = self.format();
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| (format.minus.as_str(), digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = [whole, decimals].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if whole.is_empty() || !is_number {
            return text.to_owned();
        }
        let point = if decimals.is_empty() { "" } else { &format.decimal };
        format!("{sign}{}{point}{decimals}", self.grouped(whole))
    }

    /// Returns a count with its thousands grouped.
    #[must_use]
    pub fn count(self, number: usize) -> String {
        self.grouped(&number.to_string())
    }

    /// Returns a percentage: `12.5 %`.
    #[must_use]
    pub fn percent(self, percent: f64) -> String {
        self.format().percent.fill(&[("number", &self.number(percent))])
    }

    /// Returns a percentage with any text in the place of its number, such as a mark that is replaced later: `# %`.
    #[must_use]
    pub fn percent_of(self, number: &str) -> String {
        self.format().percent.fill(&[("number", number)])
    }

    /// Returns a sum with its currency, both as they stand on the wire: `1,234.50 EUR`.
    #[must_use]
    pub fn money(self, amount: &str, currency: &str) -> String {
        self.format().money.fill(&[("amount", &self.decimal(amount)), ("currency", currency)])
    }

    /// Returns a sum that is a number already, such as a point of a chart, with at most two decimals.
    #[must_use]
    pub fn rounded_money(self, amount: f64, currency: &str) -> String {
        self.format().money.fill(&[("amount", &self.number(amount)), ("currency", currency)])
    }

    /// Returns whether the currency stands before the sum.
    #[must_use]
    pub fn has_currency_first(self) -> bool {
        self.format().money.has_first("currency")
    }

    /// Returns how far something is, in the reader's unit: `1,234 km`.
    #[must_use]
    pub fn distance(self, km: f64) -> String {
        self.counted_distance(match self.distance {
            Distance::Kilometres => km,
            Distance::Miles => km / KM_PER_MILE,
        })
    }

    /// Returns a distance that is in the reader's unit already.
    #[must_use]
    pub fn counted_distance(self, number: f64) -> String {
        let format = self.format();
        let (template, unit) = match self.distance {
            Distance::Kilometres => &format.kilometres,
            Distance::Miles => &format.miles,
        };
        template.fill(&[("number", &self.number(number.round())), ("unit", unit)])
    }

    /// Returns the short name of the reader's unit of distance.
    #[must_use]
    pub fn distance_unit(self) -> &'c str {
        match self.distance {
            Distance::Kilometres => &self.format().kilometres.1,
            Distance::Miles => &self.format().miles.1,
        }
    }

    /// Returns `45 min`, `2 h` or `2 h 05`.
    #[must_use]
    pub fn minutes(self, minutes: u32) -> String {
        let format = self.format();
        let (hours, rest) = (minutes / 60, minutes % 60);
        let written = |number: u32| self.grouped(&number.to_string());
        match (hours, rest) {
            (0, rest) => format.minutes.fill(&[("minutes", &written(rest))]),
            (hours, 0) => format.hours.fill(&[("hours", &written(hours))]),
            (hours, rest) => format.hours_minutes.fill(&[
                ("hours", &written(hours)),
                ("minutes", &written(rest)),
                ("minutes2", &format!("{rest:02}")),
            ]),
        }
    }

    /// Returns a length of time that may be below zero, such as a delay.
    #[must_use]
    pub fn signed_minutes(self, minutes: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a float stops at the ends"
        )]
        let whole = minutes.abs().round() as u32;
        let sign = if minutes < 0.0 { &self.format().minus } else { "" };
        format!("{sign}{}", self.minutes(whole))
    }

    /// Returns bytes as a size that people say: `10 MB`.
    #[must_use]
    pub fn size(self, bytes: u64) -> String {
        let [as_bytes, kilobytes, megabytes, gigabytes] = &self.format().sizes;
        let (template, number) = match bytes {
            0..1_000 => (as_bytes, bytes),
            1_000..1_000_000 => (kilobytes, bytes / 1_000),
            1_000_000..10_000_000_000 => (megabytes, bytes / 1_000_000),
            _ => (gigabytes, bytes / 1_000_000_000),
        };
        template.fill(&[("number", &self.grouped(&number.to_string()))])
    }

    /// Returns huge numbers by their name (`1.3 M`), others in full.
    #[must_use]
    pub fn compact(self, value: f64) -> String {
        const SIZES: [f64; 4] = [1e6, 1e9, 1e12, 1e15];
        let format = self.format();
        let named = SIZES.iter().zip(&format.huge_names).rev().find(|(size, _)| value.abs() >= **size);
        named.map_or_else(
            || self.number(value),
            |(size, name)| {
                let number = self.number((value / size * 10.0).round() / 10.0);
                format.huge.fill(&[("number", &number), ("name", name)])
            },
        )
    }

    /// Returns digits in groups of thousands.
    fn grouped(self, digits: &str) -> String {
        let format = self.format();
        let length = digits.chars().count();
        if length < 3 + format.group_from {
            return digits.to_owned();
        }
        let mut text = String::with_capacity(digits.len() + length);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (length - at).is_multiple_of(3) {
                text.push_str(&format.group);
            }
            text.push(digit);
        }
        text
    }

    /// Returns `1.5 × 10¹⁸`.
    fn power_of_ten(self, number: f64) -> String {
        const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
        let text = format!("{number:.2e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let raised =
            power.chars().map(|c| c.to_digit(10).and_then(|at| RAISED.get(at as usize)).copied().unwrap_or('⁻'));
        let digits = self.decimal(digits.trim_end_matches('0').trim_end_matches('.'));
        format!("{digits}{BLANK}×{BLANK}10{}", raised.collect::<String>())
    }
}
