//! Cutting lines and outlines to a rectangle, and leaving out what nobody would see.
//!
//! Rule: an outline stays closed (Sutherland and Hodgman, 1974), its cut edges lie on the rectangle, outside of what is shown;
//! a line comes back in as many parts as it enters.

/// A point.
pub(crate) type Xy = (f64, f64);

/// A rectangle: least x, least y, most x, most y.
pub(super) type Rect = [f64; 4];

/// Returns the part of an outline that is inside.
pub(super) fn outline(points: &[Xy], rect: Rect) -> Vec<Xy> {
    let [left, top, right, bottom] = rect;
    let mut inside = points.to_vec();
    for (is_x, bound, keeps_more) in
        [(true, left, true), (true, right, false), (false, top, true), (false, bottom, false)]
    {
        inside = half(&inside, is_x, bound, keeps_more);
    }
    inside
}

fn half(points: &[Xy], is_x: bool, bound: f64, keeps_more: bool) -> Vec<Xy> {
    let value = |point: Xy| if is_x { point.0 } else { point.1 };
    let is_in = |point: Xy| if keeps_more { value(point) >= bound } else { value(point) <= bound };
    let mut kept = Vec::with_capacity(points.len());
    let Some(&last) = points.last() else { return kept };
    let mut before = last;
    for &point in points {
        if is_in(before) != is_in(point) {
            let part = (bound - value(before)) / (value(point) - value(before));
            let cross = (before.0 + part * (point.0 - before.0), before.1 + part * (point.1 - before.1));
            kept.push(if is_x { (bound, cross.1) } else { (cross.0, bound) });
        }
        if is_in(point) {
            kept.push(point);
        }
        before = point;
    }
    kept
}

/// Returns the parts of a line that are inside.
pub(super) fn line(points: &[Xy], rect: Rect) -> Vec<Vec<Xy>> {
    let mut parts: Vec<Vec<Xy>> = Vec::new();
    let mut is_open = false;
    for pair in points.windows(2) {
        let &[from, to] = pair else { continue };
        let Some((start, end)) = segment(from, to, rect) else {
            is_open = false;
            continue;
        };
        match parts.last_mut().filter(|_| is_open) {
            Some(part) => part.push(end),
            None => parts.push(vec![start, end]),
        }
        is_open = end == to;
    }
    parts
}

/// Liang and Barsky, 1984.
fn segment(from: Xy, to: Xy, [left, top, right, bottom]: Rect) -> Option<(Xy, Xy)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, from.0 - left), (dx, right - from.0), (-dy, from.1 - top), (dy, bottom - from.1)] {
        if step == 0.0 && room < 0.0 {
            return None;
        }
        if step < 0.0 {
            enters = enters.max(room / step);
        } else if step > 0.0 {
            leaves = leaves.min(room / step);
        }
    }
    let at = |part: f64| (from.0 + part * dx, from.1 + part * dy);
    let start = if enters > 0.0 { at(enters) } else { from };
    let end = if leaves < 1.0 { at(leaves) } else { to };
    (enters <= leaves).then_some((start, end))
}

/// Leaves out points that are nearer than `least` to the line without them (Douglas and Peucker, 1973).
pub(super) fn thinned(points: &[Xy], least: f64) -> Vec<Xy> {
    let mut keep = vec![false; points.len()];
    let mut open = vec![(0, points.len().saturating_sub(1))];
    for end in [0, points.len().saturating_sub(1)] {
        if let Some(keep) = keep.get_mut(end) {
            *keep = true;
        }
    }
    while let Some((from, to)) = open.pop() {
        let (Some(&start), Some(&end)) = (points.get(from), points.get(to)) else { continue };
        let between = points.iter().enumerate().take(to).skip(from + 1);
        let farthest =
            between.map(|(index, &point)| (distance(point, start, end), index)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, index)) = farthest.filter(|(far, _)| *far > least) {
            if let Some(keep) = keep.get_mut(index) {
                *keep = true;
            }
            open.extend([(from, index), (index, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

fn distance(point: Xy, start: Xy, end: Xy) -> f64 {
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let length = dx.mul_add(dx, dy * dy);
    let part = if length == 0.0 {
        0.0
    } else {
        (((point.0 - start.0) * dx + (point.1 - start.1) * dy) / length).clamp(0.0, 1.0)
    };
    (point.0 - start.0 - part * dx).hypot(point.1 - start.1 - part * dy)
}

/// Returns the area of an outline.
pub(super) fn area(points: &[Xy]) -> f64 {
    let next = points.iter().cycle().skip(1);
    let twice: f64 = points.iter().zip(next).map(|(one, other)| one.0 * other.1 - other.0 * one.1).sum();
    twice.abs() / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{area, line, outline, thinned};

    const BOX: [f64; 4] = [0.0, 0.0, 10.0, 10.0];

    #[test]
    fn an_outline_round_the_rectangle_becomes_the_rectangle() {
        let round = [(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)];
        assert_eq!(area(&outline(&round, BOX)), 100.0);
        assert!(outline(&[(20.0, 0.0), (30.0, 0.0), (30.0, 5.0)], BOX).is_empty());
    }

    #[test]
    fn a_line_comes_back_in_as_many_parts_as_it_enters() {
        let zigzag = [(-5.0, 2.0), (5.0, 2.0), (5.0, 20.0), (8.0, 20.0), (8.0, 5.0)];
        assert_eq!(line(&zigzag, BOX), [vec![(0.0, 2.0), (5.0, 2.0), (5.0, 10.0)], vec![(8.0, 10.0), (8.0, 5.0)]]);
        assert!(line(&[(-5.0, -1.0), (15.0, -1.0)], BOX).is_empty());
    }

    #[test]
    fn thinning_keeps_corners_and_drops_the_rest() {
        let points = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0)];
        assert_eq!(thinned(&points, 0.5), [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]);
        assert_eq!(thinned(&[], 1.0), []);
        assert_eq!(thinned(&[(1.0, 1.0)], 1.0), [(1.0, 1.0)]);
    }

    proptest! {
        #[test]
        fn whatever_comes_back_is_inside(points in prop::collection::vec((-30.0..30.0_f64, -30.0..30.0_f64), 0..30)) {
            let near = |point: &(f64, f64)| (-1e-9..10.0 + 1e-9).contains(&point.0) && (-1e-9..10.0 + 1e-9).contains(&point.1);
            prop_assert!(outline(&points, BOX).iter().all(near));
            prop_assert!(line(&points, BOX).iter().flatten().all(near));
        }
    }
}
