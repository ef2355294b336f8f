//! Where the steps of an axis are, and which of them are named.
//!
//! Rule: no name touches another one or leaves the picture, on a phone and on a wide screen; days are named at round ones.

use jiff::{ToSpan as _, civil::Date};
use loadin_profile::page::Axis;

use super::{count, width_of};
use crate::words::Words;

/// Room between two names, in pixels.
const GAP: f64 = 10.0;

/// Where a name stands to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// On which screens a name is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screens {
    Both,
    Narrow,
    Broad,
}

/// A name on the axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    /// Where its step is, 0 to 1.
    pub at: f64,
    pub text: String,
    pub anchor: Anchor,
    pub screens: Screens,
}

impl Anchor {
    /// Returns the word that SVG has for it; the start is the usual one.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Start => None,
            Self::Middle => Some("middle"),
            Self::End => Some("end"),
        }
    }
}

impl Screens {
    /// Returns the class that hides it elsewhere.
    pub(super) fn class(self) -> Option<&'static str> {
        match self {
            Self::Both => None,
            Self::Narrow => Some("narrow-only"),
            Self::Broad => Some("broad-only"),
        }
    }
}

/// Returns where each step is, 0 to 1: in the middle of its share, or for a line over days at its day.
pub(super) fn places(axis: &Axis, by_date: bool) -> Vec<f64> {
    let steps = axis.steps();
    let shares = || (0..steps.len()).map(|index| (count(index) + 0.5) / count(steps.len())).collect();
    if !by_date || !matches!(axis, Axis::Days(_)) {
        return shares();
    }
    let days: Option<Vec<f64>> = steps.iter().map(|day| day.parse::<Date>().ok().map(number_of)).collect();
    match days.as_deref() {
        Some([first, .., last]) if last > first => {
            days.iter().flatten().map(|day| 0.01 + 0.98 * (day - first) / (last - first)).collect()
        }
        _ => shares(),
    }
}

/// Returns the names, given how wide the picture is on a phone and on a wide screen.
pub(super) fn names(axis: &Axis, places: &[f64], (narrow, broad): (f64, f64), words: Words) -> Vec<Name> {
    let candidates = match axis {
        Axis::Labels(_) => every_nth(axis.steps(), places),
        Axis::Days(_) => round_days(axis.steps(), places, words),
    };
    let (narrow, broad) = (first_that_fits(&candidates, narrow), first_that_fits(&candidates, broad));
    let mut names: Vec<Name> = Vec::new();
    for (list, other, screens) in [(&narrow, &broad, Screens::Narrow), (&broad, &narrow, Screens::Broad)] {
        for name in list {
            if !other.contains(name) {
                names.push(Name { screens, ..name.clone() });
            } else if screens == Screens::Narrow {
                names.push(name.clone());
            }
        }
    }
    names
}

type Candidate = Vec<(f64, String)>;

fn every_nth(steps: &[String], places: &[f64]) -> Vec<Candidate> {
    let nth = |stride: usize| {
        places.iter().copied().zip(steps).step_by(stride).map(|(at, step)| (at, cut(step))).collect::<Candidate>()
    };
    (1..=steps.len().max(1)).map(nth).collect()
}

/// A name longer than this would leave room for no other one.
fn cut(text: &str) -> String {
    if text.chars().count() <= 18 {
        return text.to_owned();
    }
    let start: String = text.chars().take(17).collect();
    format!("{}…", start.trim_end())
}

fn round_days(steps: &[String], places: &[f64], words: Words) -> Vec<Candidate> {
    let days: Vec<(f64, Date)> =
        places.iter().copied().zip(steps).filter_map(|(at, day)| Some((at, day.parse().ok()?))).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    // Bars stand at their own day and no other, lines anywhere between two.
    let at = |day: Date| {
        let exact = days.iter().find(|(_, other)| *other == day).map(|(at, _)| *at);
        exact.or_else(|| between(&days, day))
    };
    let spans = [
        (1.day(), Words::short_date as fn(Words, Date) -> String),
        (2.days(), Words::short_date),
        (7.days(), Words::short_date),
        (14.days(), Words::short_date),
        (1.month(), month_of),
        (2.months(), month_of),
        (3.months(), month_of),
        (6.months(), month_of),
        (1.year(), year_of),
        (2.years(), year_of),
        (5.years(), year_of),
        (10.years(), year_of),
        (50.years(), year_of),
    ];
    let lists = spans.into_iter().map(|(span, name)| {
        let start = if span.get_days() > 0 { first.1 } else { start_of(first.1, span.get_months() == 0) };
        let days = start.series(span).take_while(|day| *day <= last.1).take(400).filter(|day| *day >= first.1);
        days.filter_map(|day| Some((at(day)?, name(words, day)))).collect::<Candidate>()
    });
    // The first and the last day alone say enough where nothing round is between them.
    let ends = vec![(first.0, words.short_date(first.1)), (last.0, words.short_date(last.1))];
    let alone = vec![(first.0, words.short_date(first.1))];
    lists.filter(|list| list.len() > 1).chain([ends, alone]).collect()
}

/// Returns `Mar`, and in January the year.
fn month_of(words: Words, day: Date) -> String {
    if day.month() == 1 { year_of(words, day) } else { words.month(day).to_owned() }
}

/// Returns `2027`.
fn year_of(_: Words, day: Date) -> String {
    day.year().to_string()
}

fn start_of(day: Date, of_year: bool) -> Date {
    if of_year { day.first_of_year() } else { day.first_of_month() }
}

/// Where a day is that no step stands for.
fn between(days: &[(f64, Date)], day: Date) -> Option<f64> {
    let pair = days.windows(2).find(|pair| matches!(pair, [one, next] if one.1 < day && day < next.1))?;
    let [(one, before), (next, after)] = pair else { return None };
    let part = (number_of(day) - number_of(*before)) / (number_of(*after) - number_of(*before));
    Some(one + part * (next - one))
}

fn number_of(day: Date) -> f64 {
    f64::from(Date::new(1970, 1, 1).map_or(0, |start| (day - start).get_days()))
}

/// Returns the first list whose names have room; of the last one what has.
fn first_that_fits(candidates: &[Candidate], width: f64) -> Vec<Name> {
    let placed = |list: &Candidate| list.iter().map(|(at, text)| place(*at, text, width)).collect::<Vec<_>>();
    let fits = |names: &[Name]| {
        names.windows(2).all(|pair| match pair {
            [one, next] => span(one, width).1 + GAP <= span(next, width).0,
            _ => true,
        })
    };
    candidates.iter().map(placed).find(|names| fits(names)).unwrap_or_default()
}

/// A name near an edge is turned inwards.
fn place(at: f64, text: &str, width: f64) -> Name {
    let half = width_of(text) / 2.0;
    let (anchor, at) = if at * width < half {
        (Anchor::Start, 0.0)
    } else if at * width > width - half {
        (Anchor::End, 1.0)
    } else {
        (Anchor::Middle, at)
    };
    Name { at, text: text.to_owned(), anchor, screens: Screens::Both }
}

/// Returns from where to where a name reaches, in pixels.
pub(super) fn span(name: &Name, width: f64) -> (f64, f64) {
    let (at, long) = (name.at * width, width_of(&name.text));
    match name.anchor {
        Anchor::Start => (at, at + long),
        Anchor::Middle => (at - long / 2.0, at + long / 2.0),
        Anchor::End => (at - long, at),
    }
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::Axis;
    use proptest::prelude::*;

    use super::{Screens, names, places, span};
    use crate::catalogue;

    fn hold_apart(axis: &Axis, by_date: bool) {
        let places = places(axis, by_date);
        let names = names(axis, &places, (240.0, 640.0), catalogue().english());
        for (width, hidden) in [(240.0, Screens::Broad), (640.0, Screens::Narrow)] {
            let mut spans: Vec<(f64, f64)> =
                names.iter().filter(|name| name.screens != hidden).map(|name| span(name, width)).collect();
            spans.sort_by(|one, next| one.0.total_cmp(&next.0));
            for (at, (left, right)) in spans.iter().enumerate() {
                assert!(*left >= -0.1 && *right <= width + 0.1, "{left}..{right} of {width}: {names:?}");
                assert!(at == 0 || spans[at - 1].1 < *left, "{names:?}");
            }
        }
    }

    #[test]
    fn days_are_named_at_round_ones() {
        let axis = Axis::days((1..=12).map(|month| format!("2027-{month:02}-11")));
        let places = places(&axis, true);
        let shown: Vec<String> = names(&axis, &places, (240.0, 640.0), catalogue().english())
            .into_iter()
            .filter(|n| n.screens != Screens::Broad)
            .map(|n| n.text)
            .collect();
        assert_eq!(shown, ["Mar", "May", "Jul", "Sep", "Nov"]);
    }

    #[test]
    fn two_days_and_one_are_named_too() {
        for days in [vec!["2027-03-05"], vec!["2027-03-05", "2027-03-06"]] {
            let axis = Axis::days(&days);
            let names = names(&axis, &places(&axis, true), (240.0, 640.0), catalogue().english());
            assert_eq!(names.len(), days.len(), "{names:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_touches_another_or_leaves_the_picture(words in prop::collection::vec("[a-zü ]{1,30}", 1..40)) {
            hold_apart(&Axis::labels(words), false);
        }

        #[test]
        fn nor_does_a_day(mut days in prop::collection::btree_set((1990_i16..2040, 1_i8..13, 1_i8..29), 1..80), by_date: bool) {
            let days = std::mem::take(&mut days).into_iter().map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"));
            hold_apart(&Axis::days(days), by_date);
        }
    }
}
