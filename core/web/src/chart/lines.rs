//! Lines over an axis, and the bands round what is likely.
//!
//! Rule: where a value is missing the line is broken; a value between two missing ones is a dot.

use loadin_profile::page::{Band, Series};
use maud::{Markup, html};

use super::{
    Sheet, Values, colour,
    frame::{ABOVE, Frame, HEIGHT},
    percent,
    scale::Scale,
    short, width_of,
};
use crate::map::path;

/// Steps of the paper that lines are drawn on: it is stretched to the width, so they are finer than pixels.
const ACROSS: f64 = 1_000.0;
const FINE: f64 = 5.0;
/// Least room between two names at the end of lines.
const LEAD: f64 = 15.0;
/// The longest name that stands at the end of its line.
const LONGEST: usize = 13;

/// Returns whether every line is named at its end, so that no legend is needed.
pub(super) fn are_named(series: &[Series]) -> bool {
    (2..=5).contains(&series.len())
        && series.iter().all(|each| each.name.chars().count() <= LONGEST && each.values.iter().any(Option::is_some))
}

/// Draws lines.
pub(super) fn lines(sheet: Sheet<'_>, series: &[Series]) -> Option<Markup> {
    let all: Vec<Values> = series.iter().map(|each| sheet.values(each)).collect();
    let values = all.iter().flatten().flatten().copied().chain(sheet.references().into_iter().map(|line| line.1));
    let scale = Scale::over(values, false, sheet.measure.is_time())?;
    let ends =
        if are_named(series) { series.iter().map(|each| width_of(&each.name) + 8.0).fold(0.0, f64::max) } else { 0.0 };
    let frame = Frame::new(sheet, scale, true, ends);
    let inside = html! {
        (paper(&html! {
            @for (index, values) in all.iter().enumerate() {
                path class={ "line " (colour(index)) } d=(line(&frame, values)) {}
            }
        }))
        @for (index, values) in all.iter().enumerate() { (dots(&frame, values, colour(index))) }
    };
    let names = if ends > 0.0 {
        end_names(&frame, series, &all)
    } else {
        html! {}
    };
    Some(frame.draw(sheet, &inside, &names))
}

/// Draws what is likely.
pub(super) fn fan(sheet: Sheet<'_>, actual: Option<&Series>, median: &Series, bands: &[Band]) -> Option<Markup> {
    let (middle, happened) = (sheet.values(median), actual.map(|series| sheet.values(series)));
    let edges: Vec<(Values, Values)> =
        bands.iter().map(|band| (sheet.shown(&band.low), sheet.shown(&band.high))).collect();
    let of_bands = edges.iter().flat_map(|(low, high)| low.iter().chain(high));
    let values = middle.iter().chain(happened.iter().flatten()).chain(of_bands).flatten().copied();
    let references = sheet.references().into_iter().map(|line| line.1);
    let scale = Scale::over(values.chain(references), false, sheet.measure.is_time())?;
    let frame = Frame::new(sheet, scale, true, 0.0);
    let inside = html! {
        (paper(&html! {
            // The widest lies lowest.
            @for (index, (low, high)) in edges.iter().enumerate().rev() {
                path class={ "band " (band_class(index)) } d=(area(&frame, low, high)) {}
            }
            path class="line c1 likely" d=(line(&frame, &middle)) {}
            @if let Some(happened) = &happened { path class="line actual" d=(line(&frame, happened)) {} }
        }))
        (dots(&frame, &middle, "c1"))
        @if let Some(happened) = &happened { (dots(&frame, happened, "actual")) }
    };
    Some(frame.draw(sheet, &inside, &html! {}))
}

/// The class of a band, the narrowest first.
pub(super) fn band_class(index: usize) -> &'static str {
    match index {
        0 => "b1",
        1 => "b2",
        _ => "b3",
    }
}

/// The paper that is stretched to the width; its strokes are not.
fn paper(inside: &Markup) -> Markup {
    html! {
        svg y=(short(ABOVE)) width="100%" height=(short(HEIGHT)) viewBox={ "0 0 " (ACROSS) " " (HEIGHT * FINE) }
            preserveAspectRatio="none" overflow="visible" { (inside) }
    }
}

fn on_paper(frame: &Frame, at: f64, value: f64) -> (f64, f64) {
    (at * ACROSS, (1.0 - frame.scale.part(value)) * HEIGHT * FINE)
}

/// The stretches of known values.
fn stretches(frame: &Frame, values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let known: Vec<Option<(f64, f64)>> =
        frame.places.iter().copied().zip(values).map(|(at, value)| Some((at, (*value)?))).collect();
    known.split(Option::is_none).map(|stretch| stretch.iter().flatten().copied().collect()).collect()
}

fn line(frame: &Frame, values: &[Option<f64>]) -> String {
    let mut d = String::new();
    for stretch in stretches(frame, values).into_iter().filter(|stretch| stretch.len() > 1) {
        let points: Vec<(f64, f64)> = stretch.into_iter().map(|(at, value)| on_paper(frame, at, value)).collect();
        path::push(&mut d, &points, false);
    }
    d
}

fn area(frame: &Frame, low: &[Option<f64>], high: &[Option<f64>]) -> String {
    let mut d = String::new();
    let both = |(low, high): (&Option<f64>, &Option<f64>)| Some(((*low)?, (*high)?));
    let known: Vec<Option<(f64, (f64, f64))>> =
        frame.places.iter().copied().zip(low.iter().zip(high)).map(|(at, pair)| Some((at, both(pair)?))).collect();
    for stretch in known.split(Option::is_none) {
        let stretch: Vec<&(f64, (f64, f64))> = stretch.iter().flatten().collect();
        let upper = stretch.iter().map(|(at, (_, high))| on_paper(frame, *at, *high));
        let lower = stretch.iter().rev().map(|(at, (low, _))| on_paper(frame, *at, *low));
        path::push(&mut d, &upper.chain(lower).collect::<Vec<_>>(), true);
    }
    d
}

/// What stands alone; and where the steps are few, every value.
fn dots(frame: &Frame, values: &[Option<f64>], class: &str) -> Markup {
    let all = stretches(frame, values);
    let are_few = values.len() <= 16;
    let shown = all.iter().filter(|stretch| are_few || stretch.len() == 1).flatten();
    html! {
        @for (at, value) in shown {
            circle class={ "dot " (class) } cx=(percent(*at)) cy=(short(frame.y(*value))) r="3.5" {}
        }
    }
}

/// The names at the ends of lines, moved apart.
fn end_names(frame: &Frame, series: &[Series], all: &[Values]) -> Markup {
    let last = |values: &[Option<f64>]| values.iter().flatten().last().copied();
    let mut names: Vec<(f64, usize)> =
        all.iter().enumerate().filter_map(|(index, values)| Some((frame.y(last(values)?), index))).collect();
    names.sort_by(|one, next| one.0.total_cmp(&next.0));
    let mut floor = ABOVE;
    for (y, _) in &mut names {
        *y = y.max(floor);
        floor = *y + LEAD;
    }
    // What was pushed out below goes back up.
    let mut ceiling = ABOVE + HEIGHT;
    for (y, _) in names.iter_mut().rev() {
        *y = y.min(ceiling);
        ceiling = *y - LEAD;
    }
    html! {
        @for (y, index) in names {
            text class={ "strong " (colour(index)) } x="8" y=(short(y + 4.0)) {
                (series.get(index).map_or("", |each| each.name.as_str()))
            }
        }
    }
}
