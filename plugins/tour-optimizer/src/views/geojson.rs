//! A plan as GeoJSON (RFC 7946): home, the stops, and the line from one to the next.
//!
//! Rules: longitude first; a line that crosses the antimeridian is cut there (RFC 7946, 3.1.9).

use loadin_domain::LatLon;
use loadin_guest::text;
use loadin_tour_engine::tour::Stop;
use serde_json::{Value, json};

use crate::reply::Planned;

/// Returns the feature collection.
#[must_use]
pub fn feature_collection(planned: &Planned) -> Value {
    let asked = &planned.asked;
    let mut features = vec![point("home", &asked.home.name, asked.home.position)];
    features.extend(asked.end.as_ref().map(|end| point("end", &end.name, end.position)));
    features.extend(planned.plan.stops.iter().enumerate().map(|(index, stop)| stop_feature(index + 1, stop)));
    features.push(route(planned));
    json!({ "type": "FeatureCollection", "features": features })
}

/// Returns the points of the route in order.
pub(super) fn route_points(planned: &Planned) -> Vec<LatLon> {
    let asked = &planned.asked;
    let mut points = vec![asked.home.position];
    points.extend(planned.plan.stops.iter().map(|stop| stop.position));
    if !asked.open_end {
        points.push(asked.end.as_ref().map_or(asked.home.position, |end| end.position));
    }
    points
}

fn point(kind: &str, name: &str, at: LatLon) -> Value {
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": coordinates(at) },
        "properties": { "kind": kind, "name": name },
    })
}

fn stop_feature(number: usize, stop: &Stop) -> Value {
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": coordinates(stop.position) },
        "properties": {
            "kind": "stop",
            "number": number,
            "name": stop.name,
            "town": stop.town,
            "date": stop.date,
            "weekday": stop.weekday,
            "net": stop.net,
            "drive_km": stop.drive.as_ref().map(|drive| drive.km),
            "drive_minutes": stop.drive.as_ref().map(|drive| drive.minutes),
            "is_anchor": stop.is_anchor,
            "is_must_play": stop.is_must_play,
        },
    })
}

fn route(planned: &Planned) -> Value {
    let plan = &planned.plan;
    json!({
        "type": "Feature",
        "geometry": { "type": "MultiLineString", "coordinates": cut_lines(&route_points(planned)) },
        "properties": {
            "kind": "route",
            "drive_km": plan.drive_km,
            "drive_minutes": plan.drive_minutes,
            "note": text("picture-foot"),
        },
    })
}

fn coordinates(at: LatLon) -> [f64; 2] {
    [rounded(at.lon()), rounded(at.lat())]
}

/// Six decimals are 11 cm; more would claim what nobody measured.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

fn cut_lines(points: &[LatLon]) -> Vec<Vec<[f64; 2]>> {
    let mut lines: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut line: Vec<[f64; 2]> = Vec::new();
    let mut before: Option<LatLon> = None;
    for &at in points {
        if let Some((from, last)) = before.filter(|last| (last.lon() - at.lon()).abs() > 180.0).map(|last| (last, at)) {
            let side = 180.0_f64.copysign(from.lon());
            let lat = rounded(lat_at_antimeridian(from, last));
            line.push([side, lat]);
            lines.push(std::mem::replace(&mut line, vec![[-side, lat]]));
        }
        line.push(coordinates(at));
        before = Some(at);
    }
    lines.push(line);
    lines
}

fn lat_at_antimeridian(from: LatLon, to: LatLon) -> f64 {
    let reach = (180.0 - from.lon().abs()) + (180.0 - to.lon().abs());
    let share = if reach > 0.0 { (180.0 - from.lon().abs()) / reach } else { 0.0 };
    from.lat() + (to.lat() - from.lat()) * share
}

#[cfg(test)]
mod tests {
    use loadin_domain::LatLon;

    use super::cut_lines;

    #[test]
    fn a_line_over_the_antimeridian_is_cut_there() {
        let points = [LatLon::new(-17.0, 179.0).unwrap(), LatLon::new(-19.0, -179.0).unwrap()];
        assert_eq!(cut_lines(&points), [vec![[179.0, -17.0], [180.0, -18.0]], vec![[-180.0, -18.0], [-179.0, -19.0]]]);
    }
}
