//! The frame of a picture with the numbers upwards: grid, ticks, names, lines to hold against.

use maud::{Markup, html};

use super::{
    Sheet,
    across::{self, Name},
    percent,
    scale::Scale,
    short, width_of,
};

/// Height of what is drawn, in pixels.
pub(super) const HEIGHT: f64 = 200.0;
/// Room above it for half a letter and a value.
pub(super) const ABOVE: f64 = 16.0;
/// Room below it for the names.
const BELOW: f64 = 24.0;
/// How wide the whole picture is at least: on a phone of 320 pixels, and where the stylesheet shows the names for wide screens.
const WIDTHS: (f64, f64) = (252.0, 544.0);

/// A frame.
pub(super) struct Frame {
    pub scale: Scale,
    /// How wide the ticks' column is.
    ticks: f64,
    /// How wide the column of the last values' names is.
    ends: f64,
    /// Where each step is, 0 to 1.
    pub places: Vec<f64>,
    names: Vec<Name>,
}

impl Frame {
    /// Returns the frame round a chart.
    pub(super) fn new(sheet: Sheet<'_>, scale: Scale, by_date: bool, ends: f64) -> Self {
        let widest = scale.ticks().iter().map(|tick| width_of(&sheet.measure.tick(*tick))).fold(0.0, f64::max);
        let ticks = (widest + 8.0).min(110.0);
        let places = across::places(&sheet.chart.axis, by_date);
        let (narrow, broad) = (WIDTHS.0 - ticks - ends, WIDTHS.1 - ticks - ends);
        let names = across::names(&sheet.chart.axis, &places, (narrow, broad), sheet.words());
        Self { scale, ticks, ends, places, names }
    }

    /// Returns how high a value stands, in pixels from the top.
    pub(super) fn y(&self, value: f64) -> f64 {
        ABOVE + HEIGHT * (1.0 - self.scale.part(value))
    }

    /// Draws the frame; `inside` stands on the grid, `ends` names the last values.
    pub(super) fn draw(&self, sheet: Sheet<'_>, inside: &Markup, ends: &Markup) -> Markup {
        let high = short(ABOVE + HEIGHT + BELOW);
        let ticks = self.scale.ticks();
        html! {
            div class="plot" {
                svg width=(short(self.ticks)) height=(high) {
                    @for tick in &ticks {
                        text x=(short(self.ticks - 8.0)) y=(short(self.y(*tick) + 4.0)) text-anchor="end" {
                            (sheet.measure.tick(*tick))
                        }
                    }
                }
                svg class="canvas" width="100%" height=(high) {
                    @for tick in &ticks {
                        line class=(if *tick == 0.0 { "grid zero" } else { "grid" }) x2="100%"
                            y1=(short(self.y(*tick))) y2=(short(self.y(*tick))) {}
                    }
                    (inside)
                    @for (label, value) in sheet.references() { (self.reference(label, value)) }
                    @for name in &self.names {
                        text class=[name.screens.class()] x=(percent(name.at)) y=(short(ABOVE + HEIGHT + 18.0))
                            text-anchor=[name.anchor.word()] { (name.text) }
                    }
                }
                @if self.ends > 0.0 { svg width=(short(self.ends)) height=(high) { (ends) } }
            }
        }
    }

    fn reference(&self, label: &str, value: f64) -> Markup {
        let y = self.y(value);
        // Above the line there is room, but not at the very top.
        let text = if y < ABOVE + 12.0 { y + 13.0 } else { y - 5.0 };
        html! {
            line class="reference" x2="100%" y1=(short(y)) y2=(short(y)) {}
            text class="strong" x="0" y=(short(text)) { (shortened(label)) }
        }
    }
}

/// A text that has room on a phone; the legend and the table say it in full.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= 28 {
        return text.to_owned();
    }
    let start: String = text.chars().take(27).collect();
    format!("{}…", start.trim_end())
}
