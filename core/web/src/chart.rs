//! Charts: numbers as a picture, drawn here, so that they are there with the first byte and need no script.
//!
//! Rules: one drawing for every width, because lengths across are in percent and letters in pixels; series differ by dash,
//! pattern or label, never by colour alone; a sentence says the point, and the same numbers follow as a table. The same
//! chart gives the same bytes.

mod across;
mod bars;
mod frame;
mod legend;
mod lines;
mod measure;
mod rows;
mod scale;
mod spark;
mod summary;
mod table;

use loadin_profile::page::{Axis, Chart, Plot, Series};
use maud::{Markup, html};

use self::measure::Measure;
pub(crate) use self::{legend::patterns, spark::spark};
use crate::{draw::Pen, words::Words};

/// What every part of a chart is drawn with.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    chart: &'a Chart,
    measure: Measure<'a>,
}

/// Draws a chart with its sentence and its table.
pub(crate) fn draw(chart: &Chart, pen: Pen<'_>) -> Markup {
    let sheet = Sheet { chart, measure: Measure::new(&chart.unit, pen.words()) };
    let picture = if sheet.has_values() { picture(sheet) } else { None };
    let Some(picture) = picture else {
        return html! { p class="empty" { (pen.words().say_with("chart-empty", &[("title", (&chart.title).into())])) } };
    };
    let summary = summary::summary(sheet);
    let label =
        sheet.words().say_with("chart-label", &[("title", (&chart.title).into()), ("summary", (&summary).into())]);
    html! {
        figure class="chart" {
            p class="name" {
                (chart.title)
                @if let Some(unit) = sheet.measure.name() { " " span class="dim" { (unit) } }
            }
            (legend::legend(sheet))
            div class="plots" role="img" aria-label=(label) { (picture) }
            figcaption { (summary) }
            (table::table(sheet))
        }
    }
}

/// Returns whether patterns have to be on the page for this chart.
pub(crate) fn needs_patterns(chart: &Chart) -> bool {
    match &chart.plot {
        Plot::Bar { series } | Plot::Stacked { series } => series.len() > 1,
        Plot::Line { .. } | Plot::Fan { .. } | Plot::Strip { .. } => false,
    }
}

fn picture(sheet: Sheet<'_>) -> Option<Markup> {
    match &sheet.chart.plot {
        Plot::Line { series } => lines::lines(sheet, series),
        Plot::Fan { actual, median, bands } => lines::fan(sheet, actual.as_ref(), median, bands),
        Plot::Strip { dots } => rows::strip(sheet, dots),
        Plot::Bar { series } if bars::fits(sheet, series) => bars::bars(sheet, series),
        Plot::Stacked { series } if bars::fits(sheet, series) => bars::stacked(sheet, series),
        Plot::Bar { series } => rows::bars(sheet, series),
        Plot::Stacked { series } => rows::stacked(sheet, series),
    }
}

impl<'a> Sheet<'a> {
    /// Returns the reader's words.
    fn words(self) -> Words {
        self.measure.words()
    }

    fn steps(self) -> &'a [String] {
        self.chart.axis.steps()
    }

    /// What a step is called where there is room.
    fn step(self, index: usize) -> String {
        let step = self.steps().get(index).map_or("", String::as_str);
        match self.chart.axis {
            Axis::Labels(_) => step.to_owned(),
            Axis::Days(_) => self.words().date(step),
        }
    }

    fn has_values(self) -> bool {
        let any = |series: &Series| series.values.iter().flatten().any(|value| value.is_finite());
        !self.steps().is_empty()
            && match &self.chart.plot {
                Plot::Line { series } | Plot::Bar { series } | Plot::Stacked { series } => series.iter().any(any),
                Plot::Fan { actual, median, .. } => any(median) || actual.iter().any(any),
                Plot::Strip { dots } => dots.iter().flatten().any(|value| value.is_finite()),
            }
    }

    /// The values of a series in the reader's unit.
    fn values(self, series: &Series) -> Values {
        self.shown(&series.values)
    }

    fn shown(self, values: &[Option<f64>]) -> Values {
        values.iter().map(|value| value.and_then(|value| self.measure.of(value))).collect()
    }

    /// The lines to hold the values against, in the reader's unit.
    fn references(self) -> Vec<(&'a str, f64)> {
        let shown = |value| self.measure.of(value);
        self.chart.references.iter().filter_map(|line| Some((line.label.as_str(), shown(line.value)?))).collect()
    }
}

/// Values of which some are missing.
type Values = Vec<Option<f64>>;

/// The class of a series' colour; the ninth looks like the first, but `check` lets nobody have nine.
fn colour(index: usize) -> &'static str {
    const COLOURS: [&str; 8] = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"];
    COLOURS.get(index % COLOURS.len()).copied().unwrap_or("c1")
}

/// How wide a text of 12 pixels is, at most.
fn width_of(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) * 7.0
}

/// A length as SVG writes it: one decimal, and none where there is none.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A length across, in percent.
fn percent(part: f64) -> String {
    format!("{}%", short(part * 100.0))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
