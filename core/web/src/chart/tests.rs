//! Every chart is complete without being seen, keeps its parts inside and apart, and is drawn at once.

use std::time::{Duration, Instant};

use loadin_profile::page::{Axis, Chart, Piece, Series, Unit};

use super::{
    draw,
    frame::{ABOVE, HEIGHT},
    width_of,
};
use crate::{catalogue, draw::Pen, kit, shell::PluginFrame};

fn drawn(chart: &Chart) -> String {
    let frame = PluginFrame {
        name: "Test".into(),
        version: "1".into(),
        base: "/s/a/p/b/".into(),
        csrf: "t".into(),
        space: "a".into(),
    };
    draw(chart, Pen::new(&frame, catalogue().english())).into_string()
}

/// Every chart of the kit.
fn charts() -> Vec<Chart> {
    fn inside(pieces: &[Piece], found: &mut Vec<Chart>) {
        for piece in pieces {
            match piece {
                Piece::Chart(chart) => found.push(chart.clone()),
                Piece::Section(section) => inside(&section.pieces, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    kit().iter().for_each(|(_, page)| inside(&page.pieces, &mut found));
    found
}

/// A mark: its tag's attributes by name, and the text after it.
struct Mark<'a> {
    tag: &'a str,
    text: &'a str,
}

impl Mark<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.tag.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()
    }

    fn pixels(&self, name: &str) -> f64 {
        self.value(name).and_then(|value| value.parse().ok()).unwrap_or(0.0)
    }

    /// A length across in pixels, on a picture so wide.
    fn across(&self, name: &str, width: f64) -> f64 {
        match self.value(name).and_then(|value| value.strip_suffix('%')) {
            Some(percent) => percent.parse::<f64>().unwrap() / 100.0 * width,
            None => self.pixels(name),
        }
    }
}

fn marks<'a>(html: &'a str, name: &str) -> Vec<Mark<'a>> {
    let start = format!("<{name}");
    let tags = html.split(start.as_str()).skip(1).filter(|rest| rest.starts_with(' '));
    tags.map(|rest| {
        let (tag, after) = rest.split_once('>').unwrap();
        Mark { tag, text: after.split('<').next().unwrap() }
    })
    .collect()
}

#[test]
fn every_chart_says_its_point_and_has_its_numbers_as_a_table() {
    for chart in charts() {
        let html = drawn(&chart);
        if html.starts_with("<p class=\"empty\">") {
            assert!(html.contains(&chart.title), "{html}");
            continue;
        }
        assert!(html.contains("role=\"img\" aria-label=\"") && html.contains("<figcaption>"), "{}", chart.title);
        let rows = html.matches("<th scope=\"row\"").count();
        assert_eq!(rows, chart.axis.steps().len(), "{}", chart.title);
        assert!(!html.contains("NaN") && !html.contains("inf%") && !html.contains("style="), "{html}");
    }
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    for chart in charts() {
        assert_eq!(drawn(&chart), drawn(&chart));
    }
}

#[test]
fn there_is_a_mark_for_every_value() {
    let count = |html: &str, what: &str| html.matches(what).count();
    let axis = || Axis::labels(["Mon", "Tue", "Wed"]);
    let bars = drawn(&Chart::bar("b", Unit::Number, axis()).series("s", [Some(3.0), None, Some(5.0)]));
    assert_eq!(count(&bars, "<rect class=\"bar c1\""), 2, "{bars}");
    let lines = drawn(&Chart::line("l", Unit::Number, axis()).series("s", [Some(3.0), None, Some(5.0)]));
    // Both stand alone, so there is no line and there are two dots.
    assert_eq!(
        (count(&lines, "<circle class=\"dot c1\""), count(&lines, "class=\"line c1\" d=\"\"")),
        (2, 1),
        "{lines}"
    );
    let strip = drawn(&Chart::strip("s", Unit::Number, axis(), [vec![1.0, 2.0], vec![], vec![3.0]]));
    // One of them is in the legend.
    assert_eq!(count(&strip, "<circle class=\"dot many c1\""), 4, "{strip}");
    let stacked = Chart::stacked("s", Unit::Number, axis()).series("a", [1.0, 0.0, 2.0]).series("b", [1.0, 1.0, 1.0]);
    let rects = drawn(&stacked).split("class=\"plots\"").nth(1).unwrap().matches("<rect class=\"bar many").count();
    assert_eq!(rects, 5, "nothing is drawn for nothing");
    let fan = Chart::fan("f", Unit::Number, axis(), Series::new("m", [1.0, 2.0, 3.0]));
    let fan = drawn(&fan.band(50, [None, Some((1.0, 2.0)), Some((2.0, 4.0))]));
    assert_eq!(count(&fan, "<path class=\"band b1\""), 1, "{fan}");
}

#[test]
fn nothing_leaves_the_picture_and_no_two_labels_touch() {
    for chart in charts() {
        let html = drawn(&chart);
        for (width, hidden) in [(252.0, "broad-only"), (544.0, "narrow-only")] {
            for plot in html.split("<div class=\"plot\">").skip(1) {
                // Beside the ticks, and before the names at the ends.
                let columns: f64 = marks(plot, "svg").iter().map(|svg| svg.pixels("width")).sum();
                let canvas = plot.split("<svg class=\"canvas\"").nth(1).unwrap();
                let legendless = canvas.split("<figcaption>").next().unwrap();
                inside(legendless, width - columns, hidden, &chart.title);
            }
        }
    }
}

/// What is drawn with the numbers upwards, on a picture that is so wide beside its ticks.
fn inside(canvas: &str, width: f64, hidden: &str, title: &str) {
    for rect in marks(canvas, "rect") {
        let (x, y) = (rect.across("x", width), rect.pixels("y"));
        assert!(x >= -0.6 && x + rect.across("width", width) <= width + 0.6, "{title}: {}", rect.tag);
        assert!(y >= ABOVE - 0.1 && y + rect.pixels("height") <= ABOVE + HEIGHT + 1.1, "{title}: {}", rect.tag);
    }
    for dot in marks(canvas, "circle") {
        let (x, y) = (dot.across("cx", width), dot.pixels("cy"));
        assert!((0.0..=width).contains(&x) && (ABOVE..=ABOVE + HEIGHT).contains(&y), "{title}: {}", dot.tag);
    }
    let names: Vec<Mark<'_>> = marks(canvas, "text").into_iter().filter(|text| !text.tag.contains(hidden)).collect();
    let mut below: Vec<(f64, f64)> = names
        .iter()
        .filter(|text| text.pixels("y") > ABOVE + HEIGHT + 10.0)
        .map(|text| {
            let (at, long) = (text.across("x", width), width_of(text.text));
            match text.value("text-anchor") {
                Some("end") => (at - long, at),
                Some(_) => (at - long / 2.0, at + long / 2.0),
                None => (at, at + long),
            }
        })
        .collect();
    below.sort_by(|one, next| one.0.total_cmp(&next.0));
    let are_apart = below.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    let are_inside = below.iter().all(|(left, right)| *left >= -0.1 && *right <= width + 0.1);
    assert!(are_apart && (are_inside || below.len() == 1), "{title} at {width}: {below:?}");
}

#[test]
fn a_usual_chart_takes_less_than_five_milliseconds() {
    let days =
        (0..104_u32).map(|week| format!("{}-{:02}-{:02}", 2025 + week / 52, 1 + week % 52 / 5, 1 + week % 5 * 6));
    let chart = Chart::line("Two years of weeks", Unit::Number, Axis::days(days))
        .series("Sold", (0..104_u32).map(|week| f64::from(week * 37 % 91)))
        .series("Invited", (0..104_u32).map(|week| f64::from(week * 17 % 23)));
    assert!(drawn(&chart).len() > 2_000);
    // The best of ten, because other tests run beside this one; and this build is not optimised.
    let best = (0..10).map(|_| {
        let start = Instant::now();
        assert!(!drawn(&chart).is_empty());
        start.elapsed()
    });
    let best = best.min().unwrap();
    println!("104 weeks in two lines with their table: {best:?}");
    assert!(best < Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 5 }), "{best:?}");
}
