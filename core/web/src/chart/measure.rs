//! Values in the unit that the reader counts in, and their words.

use loadin_profile::page::Unit;
use loadin_words::{Distance, KM_PER_MILE};

use crate::words::Words;

/// Beyond that a picture shows no more than that a value is huge.
const MOST: f64 = 1e18;

/// A unit as a reader sees it.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    unit: &'a Unit,
    words: Words,
}

impl<'a> Measure<'a> {
    pub(super) fn new(unit: &'a Unit, words: Words) -> Self {
        Self { unit, words }
    }

    /// Returns a value as the reader counts it, if it is a number.
    pub(super) fn of(self, value: f64) -> Option<f64> {
        let is_miles = *self.unit == Unit::Km && self.words.counts() == Distance::Miles;
        let factor = if is_miles { 1.0 / KM_PER_MILE } else { 1.0 };
        value.is_finite().then(|| (value * factor).clamp(-MOST, MOST))
    }

    /// Returns what stands beside the title, so that ticks need not repeat it.
    pub(super) fn name(self) -> Option<&'a str> {
        match self.unit {
            Unit::Money { currency } => Some(currency),
            Unit::Km => Some(self.words.distance_unit()),
            Unit::Number | Unit::Minutes | Unit::Percent => None,
        }
    }

    /// Returns the reader's words.
    pub(super) fn words(self) -> Words {
        self.words
    }

    /// Returns a value with its unit.
    pub(super) fn full(self, value: f64) -> String {
        let words = self.words;
        match self.unit {
            Unit::Minutes => words.signed_minutes(value),
            Unit::Percent => words.percent(value),
            Unit::Km => words.counted_distance(value),
            Unit::Money { currency } => words.rounded_money(value, currency),
            Unit::Number => words.number(value),
        }
    }

    /// Returns a value as a tick or a bar has it: short, without what the title says.
    pub(super) fn tick(self, value: f64) -> String {
        match self.unit {
            Unit::Minutes | Unit::Percent if value.abs() < 1e5 => self.full(value),
            // Nobody compares bars by the cent, and some with cents among others without are hard to compare.
            Unit::Money { .. } if value.abs() >= 100.0 => self.words.compact(value.round()),
            _ => self.words.compact(value),
        }
    }

    /// Returns whether steps of a clock are rounder than steps of ten.
    pub(super) fn is_time(self) -> bool {
        *self.unit == Unit::Minutes
    }
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::Unit;
    use loadin_words::Distance;

    use super::Measure;
    use crate::catalogue;

    #[test]
    fn values_are_said_in_the_words_of_their_unit() {
        let said = |unit: &Unit, value: f64| {
            let measure = Measure::new(unit, catalogue().english().counting(Distance::Miles));
            let value = measure.of(value).unwrap();
            [measure.full(value), measure.tick(value)]
        };
        assert_eq!(said(&Unit::money("EUR"), 1234.5), ["1,234.5\u{a0}EUR", "1,235"]);
        assert_eq!(said(&Unit::Minutes, -90.0), ["\u{2212}1\u{a0}h\u{a0}30", "\u{2212}1\u{a0}h\u{a0}30"]);
        assert_eq!(said(&Unit::Km, 160.9344), ["100\u{a0}mi", "100"]);
        assert_eq!(said(&Unit::Percent, 12.5), ["12.5\u{a0}%", "12.5\u{a0}%"]);
        assert_eq!(said(&Unit::Number, 1_250_000.0)[1], "1.3\u{a0}M");
        assert!(Measure::new(&Unit::Number, catalogue().english()).of(f64::NAN).is_none());
    }
}
