//! Numbers as a picture.
//!
//! Rule: every series is as long as the axis, so that no value stands at a step that is not its own.

use super::{Walk, limits};
use crate::page::{Axis, Band, Chart, Plot, Series, Spark, Unit};

impl Walk {
    pub(super) fn chart(&mut self, at: &str, chart: &Chart) {
        self.title(&format!("{at}.title"), &chart.title);
        chart.summary.iter().for_each(|summary| self.text(&format!("{at}.summary"), summary));
        self.unit(&format!("{at}.unit"), &chart.unit);
        let is_each_drawn = matches!(chart.plot, Plot::Bar { .. } | Plot::Stacked { .. } | Plot::Strip { .. });
        let most = if is_each_drawn { limits::BARS } else { limits::STEPS };
        if !self.at_most(&format!("{at}.axis"), "steps", chart.axis.steps().len(), most) {
            return;
        }
        self.axis(&format!("{at}.axis"), &chart.axis);
        self.plot(&format!("{at}.plot"), &chart.plot, chart.axis.steps().len());
        self.each(&format!("{at}.references"), "lines", &chart.references, limits::BANDS, |walk, at, line| {
            walk.title(&format!("{at}.label"), &line.label);
            walk.number(&format!("{at}.value"), line.value);
        });
    }

    fn unit(&mut self, at: &str, unit: &Unit) {
        if let Unit::Money { currency } = unit {
            self.money(at, &crate::page::Money::new("0", currency));
        }
    }

    fn axis(&mut self, at: &str, axis: &Axis) {
        for (index, step) in axis.steps().iter().enumerate() {
            let at = format!("{at}[{index}]");
            match axis {
                Axis::Labels(_) => self.title(&at, step),
                Axis::Days(_) => self.date(&at, step),
            }
        }
        // Written like this, days are in the order of their letters.
        if matches!(axis, Axis::Days(_)) && !axis.steps().is_sorted_by(|one, next| one < next) {
            self.flaw(at, "the days do not rise");
        }
    }

    fn plot(&mut self, at: &str, plot: &Plot, steps: usize) {
        match plot {
            Plot::Line { series } => self.all_series(&format!("{at}.line"), series, steps),
            Plot::Bar { series } => self.all_series(&format!("{at}.bar"), series, steps),
            Plot::Stacked { series } => {
                let at = format!("{at}.stacked");
                self.all_series(&at, series, steps);
                if series.iter().flat_map(|each| &each.values).flatten().any(|value| *value < 0.0) {
                    self.flaw(&at, "a part is below zero; parts of a whole are not");
                }
            }
            Plot::Fan { actual, median, bands } => {
                let at = format!("{at}.fan");
                actual.iter().for_each(|series| self.series(&format!("{at}.actual"), series, steps));
                self.series(&format!("{at}.median"), median, steps);
                let is_rising = |pair: &[Band]| matches!(pair, [one, next] if one.percent < next.percent);
                if !bands.windows(2).all(is_rising) {
                    self.flaw(&format!("{at}.bands"), "the narrowest does not come first");
                }
                self.each(&format!("{at}.bands"), "bands", bands, limits::BANDS, |walk, at, band| {
                    walk.band(at, band, steps);
                });
            }
            Plot::Strip { dots } => self.strip(&format!("{at}.strip.dots"), dots, steps),
        }
    }

    fn all_series(&mut self, at: &str, series: &[Series], steps: usize) {
        let at = format!("{at}.series");
        if series.is_empty() {
            self.flaw(&at, "has no values; without any show why there are none");
        }
        self.each(&at, "series", series, limits::SERIES, |walk, at, each| walk.series(at, each, steps));
    }

    fn series(&mut self, at: &str, series: &Series, steps: usize) {
        self.title(&format!("{at}.name"), &series.name);
        self.values(&format!("{at}.values"), &series.values, steps);
    }

    fn values(&mut self, at: &str, values: &[Option<f64>], steps: usize) {
        if values.len() != steps {
            self.flaw(at, format!("has {} values for {steps} steps of the axis", values.len()));
        }
        for (index, value) in values.iter().enumerate() {
            value.iter().for_each(|value| self.number(&format!("{at}[{index}]"), *value));
        }
    }

    fn band(&mut self, at: &str, band: &Band, steps: usize) {
        if !(1..=99).contains(&band.percent) {
            self.flaw(&format!("{at}.percent"), format!("is {}; use 1 to 99", band.percent));
        }
        self.values(&format!("{at}.low"), &band.low, steps);
        self.values(&format!("{at}.high"), &band.high, steps);
        let is_crossed = |(low, high): (&Option<f64>, &Option<f64>)| match (low, high) {
            (Some(low), Some(high)) => low > high,
            (None, None) => false,
            _ => true,
        };
        if band.low.iter().zip(&band.high).any(is_crossed) {
            self.flaw(at, "a lower end is above its upper end, or one of the two is missing");
        }
    }

    fn strip(&mut self, at: &str, dots: &[Vec<f64>], steps: usize) {
        if dots.len() != steps {
            self.flaw(at, format!("has {} rows for {steps} steps of the axis", dots.len()));
        }
        if self.at_most(at, "dots", dots.iter().map(Vec::len).sum(), limits::DOTS) {
            for (row, values) in dots.iter().enumerate() {
                for (index, value) in values.iter().enumerate() {
                    self.number(&format!("{at}[{row}][{index}]"), *value);
                }
            }
        }
    }

    pub(super) fn spark(&mut self, at: &str, spark: &Spark) {
        self.spark_count = self.spark_count.saturating_add(1);
        self.unit(&format!("{at}.unit"), &spark.unit);
        if self.at_most(&format!("{at}.values"), "values", spark.values.len(), limits::SPARK) {
            self.values(&format!("{at}.values"), &spark.values, spark.values.len());
        }
    }
}
