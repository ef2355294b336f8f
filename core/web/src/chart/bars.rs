//! Bars that stand: for days, and for names short enough to stand under them.

use loadin_profile::page::{Axis, Series};
use maud::{Markup, html};

use super::{Sheet, colour, count, frame::Frame, percent, scale::Scale, short, width_of};

/// What a phone has left for bars beside the ticks.
const NARROW: f64 = 204.0;
/// How much of its share a bar takes.
const BROAD: f64 = 0.7;

/// Returns whether standing bars have room for their names.
pub(super) fn fits(sheet: Sheet<'_>, series: &[Series]) -> bool {
    let widest = sheet.steps().iter().map(|step| width_of(step)).fold(0.0, f64::max).max(count(series.len()) * 6.0);
    matches!(sheet.chart.axis, Axis::Days(_)) || (widest + 10.0) * count(sheet.steps().len()) <= NARROW
}

/// Draws bars side by side.
pub(super) fn bars(sheet: Sheet<'_>, series: &[Series]) -> Option<Markup> {
    let all: Vec<Vec<Option<f64>>> = series.iter().map(|each| sheet.values(each)).collect();
    let references = sheet.references().into_iter().map(|line| line.1);
    let scale = Scale::over(all.iter().flatten().flatten().copied().chain(references), true, sheet.measure.is_time())?;
    let frame = Frame::new(sheet, scale, false, 0.0);
    let share = 1.0 / count(sheet.steps().len());
    let wide = share * BROAD / count(all.len());
    let says = all.len() == 1 && are_values_short(sheet, &all, share);
    let inside = html! {
        @for (index, values) in all.iter().enumerate() {
            @for (at, value) in frame.places.iter().zip(values).filter_map(|(at, value)| Some((*at, (*value)?))) {
                @let left = at - share * BROAD / 2.0 + wide * count(index);
                (bar(&frame, (left, wide), (0.0, value), class(index, all.len())))
                @if says {
                    text class="strong" x=(percent(at)) y=(short(above(&frame, value))) text-anchor="middle" {
                        (sheet.measure.tick(value))
                    }
                }
            }
        }
    };
    Some(frame.draw(sheet, &inside, &html! {}))
}

/// Draws bars on one another.
pub(super) fn stacked(sheet: Sheet<'_>, series: &[Series]) -> Option<Markup> {
    let stacks = stacks(sheet, series);
    let tops = stacks.iter().filter_map(|stack| stack.last()).map(|part| part.2);
    let references = sheet.references().into_iter().map(|line| line.1);
    let scale = Scale::over(tops.chain(references), true, sheet.measure.is_time())?;
    let frame = Frame::new(sheet, scale, false, 0.0);
    let wide = BROAD / count(sheet.steps().len());
    let inside = html! {
        @for (at, stack) in frame.places.iter().zip(&stacks) {
            @for (index, from, to) in stack {
                (bar(&frame, (at - wide / 2.0, wide), (*from, *to), class(*index, series.len())))
            }
        }
    };
    Some(frame.draw(sheet, &inside, &html! {}))
}

/// Returns for each step the parts of its stack: which series, from where, to where.
pub(super) fn stacks(sheet: Sheet<'_>, series: &[Series]) -> Vec<Vec<(usize, f64, f64)>> {
    let all: Vec<Vec<Option<f64>>> = series.iter().map(|each| sheet.values(each)).collect();
    let stack = |step: usize| {
        let mut top = 0.0;
        let parts = all.iter().enumerate().filter_map(|(index, values)| {
            let value = values.get(step).copied().flatten()?.max(0.0);
            let from = top;
            top += value;
            (value > 0.0).then_some((index, from, top))
        });
        parts.collect()
    };
    (0..sheet.steps().len()).map(stack).collect()
}

/// The class of a bar; of several series all but the first have a pattern.
pub(super) fn class(index: usize, of: usize) -> String {
    if of > 1 { format!("bar many {}", colour(index)) } else { format!("bar {}", colour(index)) }
}

fn are_values_short(sheet: Sheet<'_>, all: &[Vec<Option<f64>>], share: f64) -> bool {
    let widest = all.iter().flatten().flatten().map(|value| width_of(&sheet.measure.tick(*value))).fold(0.0, f64::max);
    widest + 4.0 <= share * NARROW
}

/// Where a value stands at the end of its bar.
fn above(frame: &Frame, value: f64) -> f64 {
    if value < 0.0 { frame.y(value) + 13.0 } else { frame.y(value) - 4.0 }
}

fn bar(frame: &Frame, (left, wide): (f64, f64), (from, to): (f64, f64), class: String) -> Markup {
    let (top, bottom) = (frame.y(from.max(to)), frame.y(from.min(to)));
    html! {
        rect class=(class) x=(percent(left)) y=(short(top)) width=(percent(wide)) height=(short((bottom - top).max(1.0))) {}
    }
}
