//! The point of a chart in a sentence: the author's, or one made of the values.

use loadin_profile::page::{Axis, Plot, Series};

use super::{Sheet, rows::median};
use crate::words;

/// Returns the sentence.
pub(super) fn summary(sheet: Sheet<'_>) -> String {
    if let Some(summary) = sheet.chart.summary.as_ref().filter(|text| !text.trim().is_empty()) {
        return summary.clone();
    }
    match &sheet.chart.plot {
        Plot::Line { series } | Plot::Bar { series } => of_series(sheet, series),
        Plot::Stacked { series } => of_stacks(sheet, series),
        Plot::Fan { median, .. } => of_fan(sheet, median),
        Plot::Strip { dots } => of_dots(sheet, dots),
    }
}

fn of_series(sheet: Sheet<'_>, series: &[Series]) -> String {
    let all = series.iter().flat_map(|each| {
        let values = sheet.values(each).into_iter().enumerate();
        values.filter_map(move |(step, value)| Some((value?, step, each.name.as_str())))
    });
    let all: Vec<(f64, usize, &str)> = all.collect();
    let most = all.iter().max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    let least = all.iter().min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let (Some(most), Some(least)) = (most, least) else { return "There are no numbers yet.".to_owned() };
    let place = |&(value, step, name): &(f64, usize, &str)| {
        let step = sheet.step(step);
        let place = if series.len() > 1 { format!("{name}, {step}") } else { step };
        format!("{} ({place})", said(sheet, value))
    };
    let ends = match (all.as_slice(), &sheet.chart.axis, series.len()) {
        ([first, .., last], Axis::Days(_), 1) => {
            format!("From {} to {}; ", said(sheet, first.0), said(sheet, last.0))
        }
        _ => String::new(),
    };
    let start = if ends.is_empty() { "The" } else { "the" };
    if most.0 == least.0 {
        return format!("{ends}{start} value is {} throughout.", said(sheet, most.0));
    }
    format!("{ends}{start} most is {}, the least {}.", place(most), place(least))
}

fn of_stacks(sheet: Sheet<'_>, series: &[Series]) -> String {
    let sum = |each: &Series| sheet.values(each).iter().flatten().sum::<f64>();
    let sums: Vec<(f64, &str)> = series.iter().map(|each| (sum(each), each.name.as_str())).collect();
    let total: f64 = sums.iter().map(|each| each.0).sum();
    match sums.iter().max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((most, name)) if total > 0.0 => format!(
            "{} in all; the largest part is {name} with {}, {}\u{a0}%.",
            said(sheet, total),
            said(sheet, *most),
            words::number((most / total * 100.0).round())
        ),
        _ => "There is nothing in any part.".to_owned(),
    }
}

fn of_fan(sheet: Sheet<'_>, median: &Series) -> String {
    let last =
        sheet.values(median).into_iter().enumerate().filter_map(|(step, value)| Some((step, value?))).next_back();
    let Some((step, value)) = last else { return "Nothing is foreseen yet.".to_owned() };
    let Plot::Fan { bands, .. } = &sheet.chart.plot else { return String::new() };
    let band = bands.iter().filter_map(|band| {
        let end = |values: &[Option<f64>]| sheet.shown(values).get(step).copied().flatten();
        Some((band.percent, end(&band.low)?, end(&band.high)?))
    });
    // The middle band is neither too sure nor too wide to be of use.
    let bands: Vec<(u8, f64, f64)> = band.collect();
    let likely = bands.get(bands.len() / 2).map_or_else(String::new, |(percent, low, high)| {
        format!(", in {percent} of 100 cases {} to {}", said(sheet, *low), said(sheet, *high))
    });
    format!("{}: {}{likely}.", sheet.step(step), said(sheet, value))
}

fn of_dots(sheet: Sheet<'_>, dots: &[Vec<f64>]) -> String {
    let all: Vec<f64> = dots.iter().flatten().filter_map(|value| sheet.measure.of(*value)).collect();
    let (least, most) = all
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(*value), most.max(*value)));
    match median(&all) {
        Some(middle) => format!(
            "{} in {} rows, from {} to {}; the middle is {}.",
            words::count(all.len()),
            words::count(dots.len()),
            said(sheet, least),
            said(sheet, most),
            said(sheet, middle)
        ),
        None => "There are no numbers yet.".to_owned(),
    }
}

/// A value as it is said in passing: from a hundred on without decimals.
fn said(sheet: Sheet<'_>, value: f64) -> String {
    sheet.measure.full(if value.abs() >= 100.0 { value.round() } else { value })
}
