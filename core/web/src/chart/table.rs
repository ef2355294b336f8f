//! The numbers of a chart as a table, for whoever does not see it or wants them exactly.

use loadin_profile::page::{Axis, Plot, Series};
use maud::{Markup, html};

use super::{Sheet, legend::of_cases};

/// Rows that are written; a picture of more is read as a picture.
const LISTED: usize = 400;
/// Dots of a row that are written.
const DOTS: usize = 40;

/// Draws the table.
pub(super) fn table(sheet: Sheet<'_>) -> Markup {
    let columns = columns(sheet);
    let (steps, words) = (sheet.steps().len(), sheet.words());
    let title = &sheet.chart.title;
    html! {
        details class="fold" {
            summary { (words.say("chart-table")) }
            div class="scroll" tabindex="0" role="region" aria-label=(words.say_with("chart-table-of", &[("title", title.into())])) {
                table {
                    thead {
                        tr {
                            th scope="col" {
                                @match sheet.chart.axis {
                                    Axis::Days(_) => { (words.say("chart-table-day")) }
                                    Axis::Labels(_) => { (words.say("chart-table-step")) }
                                }
                            }
                            @for (name, _) in &columns { th scope="col" class="number" { (name) } }
                        }
                    }
                    tbody {
                        @for step in 0..steps.min(LISTED) {
                            tr {
                                th scope="row" class=[matches!(sheet.chart.axis, Axis::Days(_)).then_some("date")] {
                                    (sheet.step(step))
                                }
                                @for (_, values) in &columns {
                                    td class="number" { (values.get(step).map_or("", String::as_str)) }
                                }
                            }
                        }
                    }
                }
            }
            @if steps > LISTED { p class="dim" { (words.say_with("chart-table-more", &[("count", (steps - LISTED).into())])) } }
        }
    }
}

/// Each column with its values in words.
fn columns(sheet: Sheet<'_>) -> Vec<(String, Vec<String>)> {
    let words = |value: Option<f64>| value.map_or_else(String::new, |value| sheet.measure.full(value));
    let of = |series: &Series| (series.name.clone(), sheet.values(series).into_iter().map(words).collect());
    match &sheet.chart.plot {
        Plot::Line { series } | Plot::Bar { series } | Plot::Stacked { series } => series.iter().map(of).collect(),
        Plot::Fan { actual, median, bands } => {
            let bands = bands.iter().map(|band| {
                let pairs = sheet.shown(&band.low).into_iter().zip(sheet.shown(&band.high));
                let words = pairs.map(|(low, high)| match (low, high) {
                    (Some(low), Some(high)) => range(sheet, low, high),
                    _ => String::new(),
                });
                (of_cases(sheet, band.percent), words.collect())
            });
            actual.iter().map(of).chain([of(median)]).chain(bands).collect()
        }
        Plot::Strip { dots } => {
            let written = |row: &Vec<f64>| {
                let mut shown: Vec<f64> = row.iter().filter_map(|value| sheet.measure.of(*value)).collect();
                shown.sort_by(f64::total_cmp);
                let more = shown.len().saturating_sub(DOTS);
                let listed: Vec<String> = shown.iter().take(DOTS).map(|value| sheet.measure.full(*value)).collect();
                let listed = listed.join("; ");
                if more == 0 {
                    return listed;
                }
                sheet.words().say_with("chart-table-dots", &[("dots", listed.into()), ("count", more.into())])
            };
            vec![(sheet.words().say("chart-table-each").into_owned(), dots.iter().map(written).collect())]
        }
    }
}

fn range(sheet: Sheet<'_>, low: f64, high: f64) -> String {
    let (low, high) = (sheet.measure.full(low), sheet.measure.full(high));
    sheet.words().say_with("chart-range", &[("low", low.into()), ("high", high.into())])
}
