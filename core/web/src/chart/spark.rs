//! A line so small that it stands in a row of text.

use loadin_profile::page::Spark;
use maud::{Markup, html};

use super::{count, measure::Measure, short};
use crate::{draw::Pen, map::path};

const WIDE: f64 = 84.0;
const HIGH: f64 = 24.0;
/// Room for half a stroke and the last dot.
const RIM: f64 = 3.0;

/// Draws a small line; its sentence says where it starts, ends and turns.
pub(crate) fn spark(spark: &Spark, pen: Pen<'_>) -> Markup {
    let measure = Measure::new(&spark.unit, pen.words());
    let values: Vec<Option<f64>> = spark.values.iter().map(|value| value.and_then(|value| measure.of(value))).collect();
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return html! { "–" } };
    let (least, most) =
        known.iter().fold((*first, *first), |(least, most), value| (least.min(*value), most.max(*value)));
    let label = pen.words().say_with(
        "chart-spark",
        &[
            ("first", measure.full(*first).into()),
            ("last", measure.full(*last).into()),
            ("least", measure.full(least).into()),
            ("most", measure.full(most).into()),
        ],
    );
    let place = |(index, value): (usize, &Option<f64>)| {
        let across = if values.len() < 2 { 0.5 } else { count(index) / count(values.len() - 1) };
        let up = if most > least { ((*value)? - least) / (most - least) } else { 0.5 };
        value.map(|_| (RIM + across * (WIDE - 2.0 * RIM), HIGH - RIM - up * (HIGH - 2.0 * RIM)))
    };
    let places: Vec<Option<(f64, f64)>> = values.iter().enumerate().map(place).collect();
    let mut d = String::new();
    for stretch in places.split(Option::is_none) {
        path::push(&mut d, &stretch.iter().flatten().copied().collect::<Vec<_>>(), false);
    }
    html! {
        svg class="spark" width=(WIDE) height=(HIGH) role="img" aria-label=(label) {
            path class="line c1" d=(d) {}
            @if let Some((x, y)) = places.iter().flatten().last() {
                circle class="dot c1" cx=(short(*x)) cy=(short(*y)) r="2.5" {}
            }
        }
    }
}
