//! What the colours, dashes and patterns of a chart mean, where no label says it on the spot.

use loadin_profile::page::{Plot, Series};
use maud::{Markup, html};

use super::{Sheet, bars, colour, lines};

/// Draws the legend, if one is needed.
pub(super) fn legend(sheet: Sheet<'_>) -> Markup {
    let mut entries: Vec<Markup> = match &sheet.chart.plot {
        Plot::Line { series } if series.len() > 1 && !lines::are_named(series) => of_lines(series),
        Plot::Bar { series } | Plot::Stacked { series } if series.len() > 1 => of_bars(series),
        Plot::Fan { actual, median, bands } => {
            let happened = actual.iter().map(|series| entry(&line("actual"), &series.name));
            let middle = [entry(&line("c1 likely"), &median.name)];
            let bands = bands.iter().enumerate().map(|(index, band)| {
                let class = format!("band {}", lines::band_class(index));
                entry(&html! { rect class=(class) y="1" width="22" height="10" {} }, &of_cases(sheet, band.percent))
            });
            happened.chain(middle).chain(bands).collect()
        }
        Plot::Strip { .. } => vec![
            entry(&html! { circle class="dot many c1" cx="11" cy="6" r="5" {} }, &sheet.words().say("chart-each-dot")),
            entry(&html! { line class="median" x1="11" x2="11" y2="12" {} }, &sheet.words().say("chart-middle-dot")),
        ],
        Plot::Line { .. } | Plot::Bar { .. } | Plot::Stacked { .. } => Vec::new(),
    };
    entries.extend(sheet.references().into_iter().map(|(label, value)| {
        let swatch = html! { line class="reference" x2="22" y1="6" y2="6" {} };
        entry(&swatch, &said_reference(sheet, label, value))
    }));
    html! { @if !entries.is_empty() { ul class="legend" { @for each in &entries { (each) } } } }
}

/// What a band of a forecast is called: how many cases of a hundred it holds.
pub(super) fn of_cases(sheet: Sheet<'_>, percent: u8) -> String {
    sheet.words().say_with("chart-cases", &[("count", percent.into())])
}

fn said_reference(sheet: Sheet<'_>, label: &str, value: f64) -> String {
    sheet.words().say_with("chart-reference", &[("label", label.into()), ("value", sheet.measure.full(value).into())])
}

fn of_lines(series: &[Series]) -> Vec<Markup> {
    series.iter().enumerate().map(|(index, each)| entry(&line(colour(index)), &each.name)).collect()
}

fn of_bars(series: &[Series]) -> Vec<Markup> {
    let swatch = |index| html! { rect class=(bars::class(index, series.len())) y="1" width="22" height="10" {} };
    series.iter().enumerate().map(|(index, each)| entry(&swatch(index), &each.name)).collect()
}

fn line(class: &str) -> Markup {
    html! { line class={ "line " (class) } x2="22" y1="6" y2="6" {} }
}

fn entry(swatch: &Markup, name: &str) -> Markup {
    html! { li { svg width="22" height="12" aria-hidden="true" { (swatch) } " " (name) } }
}

/// Draws the patterns that tell bars apart without colours: once on a page, for every chart on it.
pub(crate) fn patterns() -> Markup {
    const STROKES: [(&str, &str); 7] = [
        ("h2", "M0 8L8 0M-2 2L2-2M6 10L10 6"),
        ("h3", "M2 2h.01M6 6h.01"),
        ("h4", "M0 0L8 8M-2 6L2 10M6-2L10 2"),
        ("h5", "M0 4h8"),
        ("h6", "M4 0v8"),
        ("h7", "M0 0L8 8M8 0L0 8"),
        ("h8", "M0 4h8M4 0v8"),
    ];
    html! {
        svg class="unseen" aria-hidden="true" width="0" height="0" {
            @for (index, (id, d)) in STROKES.iter().enumerate() {
                pattern id=(id) width="8" height="8" patternUnits="userSpaceOnUse" {
                    rect class={ "bar " (colour(index + 1)) } width="8" height="8" {}
                    path class="hatch" d=(d) {}
                }
            }
        }
    }
}
