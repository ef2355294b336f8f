//! Numbers as a picture, always with the same numbers as a table beside it.
//!
//! Rule: an author gives values, their unit and what they stand for; core chooses ticks, colours and marks. A value that is
//! not known is missing, never zero.

use serde::{Deserialize, Serialize};

/// Numbers as a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// What it shows, as a title.
    pub title: String,
    /// The point of it in one sentence; without one, core makes a sentence from the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What every value is counted in.
    pub unit: Unit,
    /// What the values stand for.
    pub axis: Axis,
    /// The values, and how they are drawn.
    pub plot: Plot,
    /// Lines to hold the values against.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// What values are counted in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Unit {
    /// Things.
    #[default]
    Number,
    /// Money.
    Money {
        /// ISO 4217.
        currency: String,
    },
    /// Kilometres; a reader may see miles.
    Km,
    /// Minutes.
    Minutes,
    /// Percent: 50 is a half.
    Percent,
}

/// What the values stand for, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Axis {
    /// Words, one for each value.
    Labels(Vec<String>),
    /// Days, rising, one for each value.
    Days(Vec<String>),
}

/// Values, and how they are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Plot {
    /// Lines: how things go on.
    Line {
        /// The lines.
        series: Vec<Series>,
    },
    /// Bars: how things compare.
    Bar {
        /// The bars; of several series they stand side by side.
        series: Vec<Series>,
    },
    /// Bars on one another: what a whole is made of.
    Stacked {
        /// The parts; none is below zero.
        series: Vec<Series>,
    },
    /// What is likely: a line in the middle of bands.
    Fan {
        /// What happened already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actual: Option<Series>,
        /// The middle of what is likely.
        median: Series,
        /// The bands round it, the narrowest first.
        bands: Vec<Band>,
    },
    /// A dot for each thing, in a row for each label of the axis.
    Strip {
        /// The dots of each row.
        dots: Vec<Vec<f64>>,
    },
}

/// Values that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// What they are.
    pub name: String,
    /// One for each step of the axis; nothing where it is not known.
    pub values: Vec<Option<f64>>,
}

/// Where values fall with a certain likelihood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// In how many of a hundred cases.
    pub percent: u8,
    /// The lower end for each step of the axis.
    pub low: Vec<Option<f64>>,
    /// The upper end for each step of the axis.
    pub high: Vec<Option<f64>>,
}

/// A line to hold the values against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What it is.
    pub label: String,
    /// Where it is.
    pub value: f64,
}

/// A line so small that it stands in a row of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spark {
    /// The values in their order; nothing where it is not known.
    pub values: Vec<Option<f64>>,
    /// What they are counted in.
    #[serde(default)]
    pub unit: Unit,
}

impl Unit {
    /// Returns a unit of money.
    #[must_use]
    pub fn money(currency: impl Into<String>) -> Self {
        Self::Money { currency: currency.into() }
    }
}

impl Axis {
    /// Returns an axis of words.
    #[must_use]
    pub fn labels(labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Labels(labels.into_iter().map(Into::into).collect())
    }

    /// Returns an axis of days, each `2027-03-05`.
    #[must_use]
    pub fn days(days: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::Days(days.into_iter().map(|day| day.to_string()).collect())
    }

    /// Returns the steps as they were given.
    #[must_use]
    pub fn steps(&self) -> &[String] {
        let (Self::Labels(steps) | Self::Days(steps)) = self;
        steps
    }
}

impl Series {
    /// Returns values that belong together; a bare number is a known one.
    #[must_use]
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = impl Into<Option<f64>>>) -> Self {
        Self { name: name.into(), values: values.into_iter().map(Into::into).collect() }
    }
}

impl Spark {
    /// Returns a small line.
    #[must_use]
    pub fn new(unit: Unit, values: impl IntoIterator<Item = impl Into<Option<f64>>>) -> Self {
        Self { values: values.into_iter().map(Into::into).collect(), unit }
    }
}

impl Chart {
    fn new(title: impl Into<String>, unit: Unit, axis: Axis, plot: Plot) -> Self {
        Self { title: title.into(), summary: None, unit, axis, plot, references: Vec::new() }
    }

    /// Returns a chart of lines, still without any.
    #[must_use]
    pub fn line(title: impl Into<String>, unit: Unit, axis: Axis) -> Self {
        Self::new(title, unit, axis, Plot::Line { series: Vec::new() })
    }

    /// Returns a chart of bars, still without any.
    #[must_use]
    pub fn bar(title: impl Into<String>, unit: Unit, axis: Axis) -> Self {
        Self::new(title, unit, axis, Plot::Bar { series: Vec::new() })
    }

    /// Returns a chart of bars on one another, still without any.
    #[must_use]
    pub fn stacked(title: impl Into<String>, unit: Unit, axis: Axis) -> Self {
        Self::new(title, unit, axis, Plot::Stacked { series: Vec::new() })
    }

    /// Returns a chart of what is likely, still without bands.
    #[must_use]
    pub fn fan(title: impl Into<String>, unit: Unit, axis: Axis, median: Series) -> Self {
        Self::new(title, unit, axis, Plot::Fan { actual: None, median, bands: Vec::new() })
    }

    /// Returns a chart with a row of dots for each label of the axis.
    #[must_use]
    pub fn strip<R: IntoIterator<Item = f64>>(
        title: impl Into<String>,
        unit: Unit,
        axis: Axis,
        dots: impl IntoIterator<Item = R>,
    ) -> Self {
        let dots = dots.into_iter().map(|row| row.into_iter().collect()).collect();
        Self::new(title, unit, axis, Plot::Strip { dots })
    }

    /// Adds values; in a fan they are what happened already. A strip has none and stays as it is.
    #[must_use]
    pub fn series(mut self, name: impl Into<String>, values: impl IntoIterator<Item = impl Into<Option<f64>>>) -> Self {
        let added = Series::new(name, values);
        match &mut self.plot {
            Plot::Line { series } | Plot::Bar { series } | Plot::Stacked { series } => series.push(added),
            Plot::Fan { actual, .. } => *actual = Some(added),
            Plot::Strip { .. } => {}
        }
        self
    }

    /// Adds a band to a fan, given as lower and upper ends. Any other chart stays as it is.
    #[must_use]
    pub fn band(mut self, percent: u8, ends: impl IntoIterator<Item = Option<(f64, f64)>>) -> Self {
        if let Plot::Fan { bands, .. } = &mut self.plot {
            let ends: Vec<Option<(f64, f64)>> = ends.into_iter().collect();
            let end = |pick: fn((f64, f64)) -> f64| ends.iter().map(|pair| pair.map(pick)).collect();
            bands.push(Band { percent, low: end(|pair| pair.0), high: end(|pair| pair.1) });
        }
        self
    }

    /// Adds a line to hold the values against.
    #[must_use]
    pub fn reference(mut self, label: impl Into<String>, value: f64) -> Self {
        self.references.push(Reference { label: label.into(), value });
        self
    }

    /// Sets the point of it in one sentence.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }
}
