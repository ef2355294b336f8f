//! Rows: bars that lie, and dots, with their names in front, because that is how long names can be read on a phone.

use loadin_profile::page::Series;
use maud::{Markup, html};

use super::{Sheet, bars, colour, count, percent, scale::Scale, short};

/// How high a lying bar is; of several series each is thinner.
const BAR: f64 = 16.0;
const THIN: f64 = 9.0;
/// How high a row of dots is.
const DOTS: f64 = 28.0;

/// Draws lying bars.
pub(super) fn bars(sheet: Sheet<'_>, series: &[Series]) -> Option<Markup> {
    let all: Vec<Vec<Option<f64>>> = series.iter().map(|each| sheet.values(each)).collect();
    let scale = scale_from_zero(sheet, all.iter().flatten().flatten().copied())?;
    let each = if all.len() == 1 { BAR } else { THIN };
    let row = |step: usize| {
        let values = all.iter().enumerate().filter_map(|(index, values)| Some((index, values.get(step).copied()??)));
        html! {
            @for (index, value) in values {
                (bar(&scale, (3.0 + each * count(index), each - 1.0), (0.0, value), &bars::class(index, all.len())))
            }
        }
    };
    let end = |step: usize| {
        let value = all.first().filter(|_| all.len() == 1)?.get(step)?;
        Some(value.map_or_else(|| "–".to_owned(), |value| sheet.measure.tick(value)))
    };
    Some(rows(sheet, &scale, each * count(all.len()) + 6.0, row, end))
}

/// Draws lying bars on one another.
pub(super) fn stacked(sheet: Sheet<'_>, series: &[Series]) -> Option<Markup> {
    let stacks = bars::stacks(sheet, series);
    let top = |stack: &Vec<(usize, f64, f64)>| stack.last().map_or(0.0, |part| part.2);
    let scale = scale_from_zero(sheet, stacks.iter().map(top))?;
    let row = |step: usize| {
        html! {
            @for (index, from, to) in stacks.get(step).into_iter().flatten() {
                (bar(&scale, (3.0, BAR), (*from, *to), &bars::class(*index, series.len())))
            }
        }
    };
    let end = |step: usize| stacks.get(step).map(|stack| sheet.measure.tick(top(stack)));
    Some(rows(sheet, &scale, BAR + 6.0, row, end))
}

/// Draws a row of dots for each step, with a stroke at its middle.
pub(super) fn strip(sheet: Sheet<'_>, dots: &[Vec<f64>]) -> Option<Markup> {
    let shown: Vec<Vec<f64>> =
        dots.iter().map(|row| row.iter().filter_map(|value| sheet.measure.of(*value)).collect()).collect();
    let references = sheet.references().into_iter().map(|line| line.1);
    let scale = Scale::over(shown.iter().flatten().copied().chain(references), false, sheet.measure.is_time())?;
    let middle = short(DOTS / 2.0);
    let row = |step: usize| {
        let values = shown.get(step).map_or(&[][..], Vec::as_slice);
        html! {
            line class="grid" x2="100%" y1=(middle) y2=(middle) {}
            @for value in values {
                circle class={ "dot many " (colour(0)) } cx=(percent(inward(scale.part(*value)))) cy=(middle) r="5" {}
            }
            @if let Some(median) = median(values) {
                @let x = percent(inward(scale.part(median)));
                line class="median" x1=(x) x2=(x) y1="4" y2=(short(DOTS - 4.0)) {}
            }
        }
    };
    Some(rows(sheet, &scale, DOTS, row, |_| None))
}

/// Returns the value in the middle.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    if sorted.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(*sorted.get(half.checked_sub(1)?)?, upper)) }
}

fn scale_from_zero(sheet: Sheet<'_>, values: impl Iterator<Item = f64>) -> Option<Scale> {
    let references = sheet.references().into_iter().map(|line| line.1);
    Scale::over(values.chain(references), true, sheet.measure.is_time())
}

/// A dot at the very edge would be half a dot.
fn inward(part: f64) -> f64 {
    0.02 + 0.96 * part
}

fn bar(scale: &Scale, (y, high): (f64, f64), (from, to): (f64, f64), class: &str) -> Markup {
    let (left, right) = (scale.part(from.min(to)), scale.part(from.max(to)));
    html! {
        rect class=(class) x=(percent(left)) y=(short(y)) width=(percent((right - left).max(0.003))) height=(short(high)) {}
    }
}

/// Rows with their names in front; values behind them, or a scale below them.
fn rows(
    sheet: Sheet<'_>,
    scale: &Scale,
    high: f64,
    row: impl Fn(usize) -> Markup,
    end: impl Fn(usize) -> Option<String>,
) -> Markup {
    let ticks = scale.ticks();
    let has_ends = end(0).is_some();
    let at = |tick: &f64| if has_ends { scale.part(*tick) } else { inward(scale.part(*tick)) };
    html! {
        div class=(if has_ends { "rows ended" } else { "rows" }) {
            @for (step, name) in sheet.steps().iter().enumerate() {
                span { (name) }
                svg width="100%" height=(short(high)) {
                    @for tick in &ticks {
                        @let x = percent(at(tick));
                        line class=(if *tick == 0.0 { "grid zero" } else { "grid" }) x1=(x) x2=(x) y2="100%" {}
                    }
                    (row(step))
                    @for (_, value) in sheet.references() {
                        @let x = percent(at(&value));
                        line class="reference" x1=(x) x2=(x) y2="100%" {}
                    }
                }
                @if let Some(value) = end(step) { span class="number" { (value) } }
            }
            @if !has_ends {
                span {}
                svg width="100%" height="20" {
                    @if let [first, .., last] = ticks.as_slice() {
                        text x="0" y="14" { (sheet.measure.tick(*first)) }
                        text x="100%" y="14" text-anchor="end" { (sheet.measure.tick(*last)) }
                    }
                }
            }
        }
    }
}
