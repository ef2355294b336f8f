//! From values to a place between two ends, with round steps between them.
//!
//! Rule: every value is between the ends, and the ends are ticks.

/// How many steps a scale has at most.
const STEPS: f64 = 5.0;

/// Minutes that people count in.
const CLOCK: [f64; 12] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 180.0, 240.0, 360.0, 720.0];
const DAY: f64 = 1_440.0;

/// A scale with round steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// Returns the scale over values; a scale of bars begins at nothing.
    pub(super) fn over(values: impl Iterator<Item = f64>, from_zero: bool, is_time: bool) -> Option<Self> {
        let ends = values.fold(None, |ends: Option<(f64, f64)>, value| {
            Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        });
        let (mut low, mut high) = ends?;
        // Near nothing a line begins there too: what is cut off would make small changes look large.
        if from_zero || (low > 0.0 && low < 0.5 * high) {
            low = low.min(0.0);
        }
        if from_zero || (high < 0.0 && high > 0.5 * low) {
            high = high.max(0.0);
        }
        if low == high {
            (low, high) = if low == 0.0 { (0.0, 1.0) } else { (low - low.abs() * 0.1, high + high.abs() * 0.1) };
        }
        let step = round_step((high - low) / STEPS, is_time);
        // A little less than a whole step is a whole one, whatever the last digit of a float says.
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Some(Self { low, high, step })
    }

    /// Returns where a value is between the ends, 0 to 1.
    pub(super) fn part(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Returns the ends and what is between them.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let last = ((self.high - self.low) / self.step).round();
        let steps = (0..=12_u32).map(f64::from).take_while(|at| *at <= last);
        steps
            .map(|at| {
                let tick = self.low + at * self.step;
                if tick.abs() < self.step * 1e-6 { 0.0 } else { tick }
            })
            .collect()
    }
}

/// The least round step that is no smaller.
fn round_step(least: f64, is_time: bool) -> f64 {
    if is_time && least <= DAY {
        return CLOCK.iter().copied().find(|step| *step >= least).unwrap_or(DAY);
    }
    let unit = if is_time { DAY } else { 1.0 };
    let least = least / unit;
    let power = 10.0_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power);
    steps.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(power * 10.0) * unit
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Scale;

    fn ticks(values: &[f64], from_zero: bool, is_time: bool) -> Vec<f64> {
        Scale::over(values.iter().copied(), from_zero, is_time).unwrap().ticks()
    }

    #[test]
    fn ticks_are_round_in_the_words_of_the_unit() {
        assert_eq!(ticks(&[13.0, 968.0], true, false), [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]);
        assert_eq!(ticks(&[45.0, 415.0], true, true), [0.0, 120.0, 240.0, 360.0, 480.0]);
        assert_eq!(ticks(&[980.0, 1010.0], false, false), [980.0, 990.0, 1000.0, 1010.0]);
        assert_eq!(ticks(&[-30.0, 70.0], true, false), [-40.0, -20.0, 0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(ticks(&[0.0], true, false), [0.0, 0.2, 0.4, 0.600_000_000_000_000_1, 0.8, 1.0]);
        assert!(Scale::over(std::iter::empty(), true, false).is_none());
    }

    proptest! {
        #[test]
        fn every_value_is_inside_and_the_ends_are_ticks(values in prop::collection::vec(-1e9..1e9_f64, 1..20), from_zero: bool, is_time: bool) {
            let scale = Scale::over(values.iter().copied(), from_zero, is_time).unwrap();
            let ticks = scale.ticks();
            prop_assert!(ticks.len() >= 2 && ticks.len() <= 8, "{ticks:?}");
            let room = (scale.high - scale.low) * 1e-6;
            for value in values {
                prop_assert!(value >= ticks[0] - room && value <= ticks[ticks.len() - 1] + room, "{value} {ticks:?}");
            }
        }
    }
}
