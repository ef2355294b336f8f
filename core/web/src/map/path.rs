//! Lines as SVG writes them, in as few characters as it can.
//!
//! Rule: whole units only, each point relative to the one before, and no separator where a minus does its work.

use super::clip::Xy;

/// Returns the nearest whole unit.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the paper is a thousand units wide, and what is outside is cut off"
)]
pub(crate) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// Returns an open line.
pub(crate) fn line(points: &[Xy]) -> String {
    let mut d = String::new();
    push(&mut d, points, false);
    d
}

/// Appends a line or an outline.
pub(crate) fn push(d: &mut String, points: &[Xy], is_closed: bool) {
    let mut at: Option<(i64, i64)> = None;
    let mut is_first_step = true;
    for &(x, y) in points {
        let (x, y) = (whole(x), whole(y));
        match at {
            None => {
                d.push('M');
                number(d, x, true);
                number(d, y, false);
            }
            Some((old_x, old_y)) if (old_x, old_y) == (x, y) => continue,
            Some((old_x, old_y)) => {
                if is_first_step {
                    d.push('l');
                }
                number(d, x - old_x, is_first_step);
                number(d, y - old_y, false);
                is_first_step = false;
            }
        }
        at = Some((x, y));
    }
    if is_closed && !is_first_step {
        d.push('z');
    }
}

fn number(d: &mut String, value: i64, is_first: bool) {
    if !is_first && value >= 0 {
        d.push(' ');
    }
    d.push_str(&value.to_string());
}

#[cfg(test)]
mod tests {
    use super::{line, push};

    #[test]
    fn paths_are_relative_and_short() {
        assert_eq!(line(&[(1.2, 2.0), (3.0, 1.0), (3.1, 1.2), (10.0, 10.0)]), "M1 2l2-1 7 9");
        let mut d = String::new();
        push(&mut d, &[(0.0, 0.0), (5.0, 0.0), (5.0, -5.0)], true);
        assert_eq!(d, "M0 0l5 0 0-5z");
        assert_eq!(line(&[]), "");
    }
}
