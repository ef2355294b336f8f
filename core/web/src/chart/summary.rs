//! The point of a chart in a sentence: the author's, or one made of the values.

use loadin_profile::page::{Axis, Plot, Series};
use loadin_words::Arg;

use super::{Sheet, rows::median};

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
    let (Some(most), Some(least)) = (most, least) else { return sheet.words().say("chart-no-numbers").into_owned() };
    let place = |&(value, step, name): &(f64, usize, &str)| {
        let (value, step) = (("value", said(sheet, value).into()), ("step", sheet.step(step).into()));
        if series.len() > 1 {
            sheet.words().say_with("chart-value-of", &[value, step, ("name", name.into())])
        } else {
            sheet.words().say_with("chart-value", &[value, step])
        }
    };
    let ends = match (all.as_slice(), &sheet.chart.axis, series.len()) {
        ([first, .., last], Axis::Days(_), 1) => Some((first.0, last.0)),
        _ => None,
    };
    let mut args: Vec<(&str, Arg<'_>)> = Vec::new();
    if let Some((first, last)) = ends {
        args.extend([("first", said(sheet, first).into()), ("last", said(sheet, last).into())]);
    }
    if most.0 == least.0 {
        args.push(("value", said(sheet, most.0).into()));
        return match ends {
            Some(_) => sheet.words().say_with("chart-way-level", &args),
            None => sheet.words().say_with("chart-level", &args),
        };
    }
    args.extend([("most", place(most).into()), ("least", place(least).into())]);
    match ends {
        Some(_) => sheet.words().say_with("chart-way-ends", &args),
        None => sheet.words().say_with("chart-ends", &args),
    }
}

fn of_stacks(sheet: Sheet<'_>, series: &[Series]) -> String {
    let sum = |each: &Series| sheet.values(each).iter().flatten().sum::<f64>();
    let sums: Vec<(f64, &str)> = series.iter().map(|each| (sum(each), each.name.as_str())).collect();
    let total: f64 = sums.iter().map(|each| each.0).sum();
    match sums.iter().max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((most, name)) if total > 0.0 => sheet.words().say_with(
            "chart-stack",
            &[
                ("total", said(sheet, total).into()),
                ("name", (*name).into()),
                ("most", said(sheet, *most).into()),
                ("percent", sheet.words().percent((most / total * 100.0).round()).into()),
            ],
        ),
        _ => sheet.words().say("chart-stack-empty").into_owned(),
    }
}

fn of_fan(sheet: Sheet<'_>, median: &Series) -> String {
    let last =
        sheet.values(median).into_iter().enumerate().filter_map(|(step, value)| Some((step, value?))).next_back();
    let Some((step, value)) = last else { return sheet.words().say("chart-fan-empty").into_owned() };
    let Plot::Fan { bands, .. } = &sheet.chart.plot else { return String::new() };
    let band = bands.iter().filter_map(|band| {
        let end = |values: &[Option<f64>]| sheet.shown(values).get(step).copied().flatten();
        Some((band.percent, end(&band.low)?, end(&band.high)?))
    });
    // The middle band is neither too sure nor too wide to be of use.
    let bands: Vec<(u8, f64, f64)> = band.collect();
    let (step, value) = (sheet.step(step), said(sheet, value));
    match bands.get(bands.len() / 2) {
        Some((percent, low, high)) => sheet.words().say_with(
            "chart-fan",
            &[
                ("step", step.into()),
                ("value", value.into()),
                ("count", (*percent).into()),
                ("low", said(sheet, *low).into()),
                ("high", said(sheet, *high).into()),
            ],
        ),
        None => sheet.words().say_with("chart-fan-median", &[("step", step.into()), ("value", value.into())]),
    }
}

fn of_dots(sheet: Sheet<'_>, dots: &[Vec<f64>]) -> String {
    let all: Vec<f64> = dots.iter().flatten().filter_map(|value| sheet.measure.of(*value)).collect();
    let (least, most) = all
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(*value), most.max(*value)));
    match median(&all) {
        Some(middle) => sheet.words().say_with(
            "chart-strip",
            &[
                ("count", all.len().into()),
                ("rows", dots.len().into()),
                ("least", said(sheet, least).into()),
                ("most", said(sheet, most).into()),
                ("middle", said(sheet, middle).into()),
            ],
        ),
        None => sheet.words().say("chart-no-numbers").into_owned(),
    }
}

/// A value as it is said in passing: from a hundred on without decimals.
fn said(sheet: Sheet<'_>, value: f64) -> String {
    sheet.measure.full(if value.abs() >= 100.0 { value.round() } else { value })
}
