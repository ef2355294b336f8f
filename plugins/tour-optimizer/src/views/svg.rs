//! A plan as a picture: where the tour goes, numbered, with a scale and a list of the stops.
//!
//! Rules: no scripts, no outside resources; every text is escaped; colours follow the reader's light or dark setting; the
//! title and description say in words what the picture shows.

mod map;

use std::fmt::Write as _;

use loadin_guest::{text, ui::Cell};

use self::map::{Map, Mark};
use super::{geojson::route_points, words};
use crate::{reply::Planned, wording};

/// Width of the picture; everything else follows from it.
const WIDTH: f64 = 960.0;
const MAP_HEIGHT: f64 = 560.0;
const MARGIN: f64 = 40.0;
const HEAD: f64 = 76.0;
const ROW: f64 = 22.0;
/// Radius of a numbered mark.
const MARK: f64 = 11.0;

const STYLE: &str = "\
.bg{fill:#fdfcf9}.ink{fill:#1c1b19}.dim{fill:#5d5a54}.route{fill:none;stroke:#0b6e69;stroke-width:2;stroke-linejoin:round}\
.lead{stroke:#8a867d;stroke-width:1}.dot{fill:#8a867d}.mark{fill:#0b6e69}.fixed{fill:#a3341f}.num{fill:#fff;font-weight:600}\
.home{fill:#fdfcf9;stroke:#1c1b19;stroke-width:2}.bar{stroke:#1c1b19;stroke-width:2;fill:none}\
text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}\
@media (prefers-color-scheme:dark){.bg{fill:#171614}.ink{fill:#f1eee8}.dim{fill:#aaa59b}.route{stroke:#5ec4bc}\
.mark{fill:#5ec4bc}.fixed{fill:#ff9b80}.num{fill:#10201f}.home{fill:#171614;stroke:#f1eee8}.bar{stroke:#f1eee8}}";

/// Returns the picture.
#[must_use]
pub fn picture(planned: &Planned) -> String {
    let stops = &planned.plan.stops;
    let columns = if stops.len() > 12 { 2 } else { 1 };
    #[expect(clippy::cast_precision_loss, reason = "a tour has a few hundred stops")]
    let rows = stops.len().div_ceil(columns) as f64;
    let height = HEAD + MAP_HEIGHT + 24.0 + rows * ROW + 34.0;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <style>{STYLE}</style>\n<rect class=\"bg\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escaped(&title(planned)),
        escaped(&description(planned)),
    );
    head(&mut svg, planned);
    draw_map(&mut svg, planned);
    list(&mut svg, planned, columns);
    let foot = height - 14.0;
    let _ = writeln!(
        svg,
        "<text class=\"dim\" x=\"{MARGIN}\" y=\"{foot}\" font-size=\"12\">{}</text>\n</svg>",
        escaped(&text("picture-foot"))
    );
    svg
}

fn title(planned: &Planned) -> String {
    let asked = &planned.asked;
    text!("text-tour", home = &asked.home.name, from = Cell::date(asked.from), to = Cell::date(asked.to))
}

fn description(planned: &Planned) -> String {
    let plan = &planned.plan;
    let stops = plan.stops.iter().enumerate().map(|(index, stop)| {
        let (number, date) = ((index + 1).to_string(), Cell::date(stop.date));
        match &stop.town {
            Some(town) => {
                text!("picture-stop-in", number = number, date = date, venue = &stop.name, town = town)
            }
            None => text!("picture-stop", number = number, date = date, venue = &stop.name),
        }
    });
    let (road, sum) = (Cell::Km(f64::from(plan.drive_km)), wording::money(plan.value));
    let figures = text!("text-figures", shows = plan.stops.len(), road = road, sum = sum);
    format!("{figures} {}", stops.collect::<Vec<_>>().join("; "))
}

fn head(svg: &mut String, planned: &Planned) {
    let plan = &planned.plan;
    let shows = text!("count-shows", shows = plan.stops.len());
    let (road, sum) = (Cell::Km(f64::from(plan.drive_km)), wording::money(plan.value));
    let line =
        format!("{shows} · {} · {}", text!("picture-figures", road = road, sum = sum), wording::of_gap(&plan.gap));
    let _ = writeln!(
        svg,
        "<text class=\"ink\" x=\"{MARGIN}\" y=\"36\" font-size=\"20\" font-weight=\"600\">{}</text>\n\
         <text class=\"dim\" x=\"{MARGIN}\" y=\"60\" font-size=\"14\">{}</text>",
        escaped(&words::cut(&title(planned), 84)),
        escaped(&words::cut(&line, 120)),
    );
}

fn draw_map(svg: &mut String, planned: &Planned) {
    let points = route_points(planned);
    let map = Map::over(&points, (MARGIN, HEAD + 26.0), (WIDTH - 2.0 * MARGIN, MAP_HEIGHT - 86.0));
    let line: Vec<String> = points.iter().map(|&point| map.at(point)).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(svg, "<polyline class=\"route\" points=\"{}\"/>", line.join(" "));
    let home = map.at(planned.asked.home.position);
    let mut marks = vec![Mark::at(home)];
    marks.extend(planned.plan.stops.iter().map(|stop| Mark::at(map.at(stop.position))));
    map::spread(&mut marks, 2.0 * MARK + 2.0, (MARK, HEAD + 4.0), (WIDTH - MARK, HEAD + MAP_HEIGHT - 36.0));
    for mark in marks.iter().filter(|mark| mark.has_moved()) {
        let ((x, y), (to_x, to_y)) = (mark.place, mark.shown);
        let _ = writeln!(
            svg,
            "<line class=\"lead\" x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{to_x:.1}\" y2=\"{to_y:.1}\"/>\
             <circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>"
        );
    }
    if let Some(mark) = marks.first() {
        let (x, y) = mark.shown;
        let _ = writeln!(
            svg,
            "<path class=\"home\" d=\"M{:.1} {y:.1}l10 -10l10 10v9h-20z\"><title>{}</title></path>",
            x - 10.0,
            escaped(&planned.asked.home.name)
        );
    }
    for (index, (stop, mark)) in planned.plan.stops.iter().zip(marks.iter().skip(1)).enumerate() {
        numbered(svg, index + 1, mark.shown, stop.is_anchor, &stop.name);
    }
    scale_bar(svg, &map);
}

fn numbered(svg: &mut String, number: usize, (x, y): (f64, f64), is_anchor: bool, name: &str) {
    let class = if is_anchor { "fixed" } else { "mark" };
    let baseline = y + 4.0;
    let _ = writeln!(
        svg,
        "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{MARK}\"><title>{}</title></circle>\
         <text class=\"num\" x=\"{x:.1}\" y=\"{baseline:.1}\" font-size=\"11\" text-anchor=\"middle\">{number}</text>",
        escaped(name)
    );
}

fn scale_bar(svg: &mut String, map: &Map) {
    let km = map.round_km(WIDTH / 5.0);
    let (x, y) = (MARGIN, HEAD + MAP_HEIGHT - 12.0);
    let length = map.pixels(km);
    let _ = writeln!(
        svg,
        "<path class=\"bar\" d=\"M{x} {:.1}v6h{length:.1}v-6\"/>\
         <text class=\"dim\" x=\"{:.1}\" y=\"{y:.1}\" font-size=\"12\">{}</text>",
        y - 6.0,
        x + length + 8.0,
        escaped(&text!("money-driven", road = Cell::Km(f64::from(km))))
    );
}

fn list(svg: &mut String, planned: &Planned, columns: usize) {
    let stops = &planned.plan.stops;
    let rows = stops.len().div_ceil(columns).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a tour has a few hundred stops")]
    for (index, stop) in stops.iter().enumerate() {
        let x = MARGIN + (index / rows) as f64 * (WIDTH - 2.0 * MARGIN) / columns as f64;
        let y = HEAD + MAP_HEIGHT + 24.0 + (index % rows) as f64 * ROW;
        let town = stop.town.as_ref().map(|town| format!(", {town}")).unwrap_or_default();
        let room = if columns == 1 { 98 } else { 40 };
        let _ = writeln!(
            svg,
            "<text class=\"dim\" x=\"{:.1}\" y=\"{y:.1}\" font-size=\"13\" text-anchor=\"end\">{}</text>\
             <text class=\"dim\" x=\"{:.1}\" y=\"{y:.1}\" font-size=\"13\">{}</text>\
             <text class=\"ink\" x=\"{:.1}\" y=\"{y:.1}\" font-size=\"13\">{}</text>",
            x + 18.0,
            index + 1,
            x + 26.0,
            escaped(&text!("venue-day", date = Cell::date(stop.date))),
            x + 134.0,
            escaped(&words::cut(&format!("{}{town}", stop.name), room))
        );
    }
}

/// Escapes text for XML 1.0, and drops what XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
