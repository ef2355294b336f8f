//! Values in the unit that the reader counts in, and their words.

use loadin_profile::page::Unit;

use crate::{shell::Distance, words};

/// Beyond that a picture shows no more than that a value is huge.
const MOST: f64 = 1e18;

/// A unit as a reader sees it.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    unit: &'a Unit,
    distance: Distance,
}

impl<'a> Measure<'a> {
    pub(super) fn new(unit: &'a Unit, distance: Distance) -> Self {
        Self { unit, distance }
    }

    /// Returns a value as the reader counts it, if it is a number.
    pub(super) fn of(self, value: f64) -> Option<f64> {
        let is_miles = *self.unit == Unit::Km && self.distance == Distance::Miles;
        let factor = if is_miles { 1.0 / words::KM_PER_MILE } else { 1.0 };
        value.is_finite().then(|| (value * factor).clamp(-MOST, MOST))
    }

    /// Returns what stands beside the title, so that ticks need not repeat it.
    pub(super) fn name(self) -> Option<&'a str> {
        match (self.unit, self.distance) {
            (Unit::Money { currency }, _) => Some(currency),
            (Unit::Km, Distance::Kilometres) => Some("km"),
            (Unit::Km, Distance::Miles) => Some("mi"),
            (Unit::Number | Unit::Minutes | Unit::Percent, _) => None,
        }
    }

    /// Returns a value with its unit.
    pub(super) fn full(self, value: f64) -> String {
        match (self.unit, self.name()) {
            (Unit::Minutes, _) => signed(value, |size| words::minutes(whole(size))),
            (Unit::Percent, _) => format!("{}\u{a0}%", words::number(value)),
            (Unit::Km, Some(name)) => format!("{}\u{a0}{name}", words::number(value.round())),
            (Unit::Money { .. }, Some(name)) => format!("{}\u{a0}{name}", words::number(value)),
            _ => words::number(value),
        }
    }

    /// Returns a value as a tick or a bar has it: short, without what the title says.
    pub(super) fn tick(self, value: f64) -> String {
        match self.unit {
            Unit::Minutes | Unit::Percent if value.abs() < 1e5 => self.full(value),
            _ => compact(value),
        }
    }

    /// Returns whether steps of a clock are rounder than steps of ten.
    pub(super) fn is_time(self) -> bool {
        *self.unit == Unit::Minutes
    }
}

/// Huge numbers by their name, others in full.
fn compact(value: f64) -> String {
    const NAMES: [(f64, &str); 4] = [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M")];
    match NAMES.iter().find(|(size, _)| value.abs() >= *size) {
        Some((size, name)) => format!("{}\u{a0}{name}", words::number((value / size * 10.0).round() / 10.0)),
        None => words::number(value),
    }
}

fn signed(value: f64, words: impl Fn(f64) -> String) -> String {
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}{}", words(value.abs()))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float stops at the ends")]
fn whole(value: f64) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::Unit;

    use super::Measure;
    use crate::shell::Distance;

    #[test]
    fn values_are_said_in_the_words_of_their_unit() {
        let said = |unit: &Unit, value: f64| {
            let measure = Measure::new(unit, Distance::Miles);
            let value = measure.of(value).unwrap();
            [measure.full(value), measure.tick(value)]
        };
        assert_eq!(said(&Unit::money("EUR"), 1234.5), ["1,234.5\u{a0}EUR", "1,234.5"]);
        assert_eq!(said(&Unit::Minutes, -90.0), ["\u{2212}1\u{a0}h\u{a0}30", "\u{2212}1\u{a0}h\u{a0}30"]);
        assert_eq!(said(&Unit::Km, 160.9344), ["100\u{a0}mi", "100"]);
        assert_eq!(said(&Unit::Percent, 12.5), ["12.5\u{a0}%", "12.5\u{a0}%"]);
        assert_eq!(said(&Unit::Number, 1_250_000.0)[1], "1.3\u{a0}M");
        assert!(Measure::new(&Unit::Number, Distance::Miles).of(f64::NAN).is_none());
    }
}
