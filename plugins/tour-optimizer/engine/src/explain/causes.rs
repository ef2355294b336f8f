//! Which rules clash when no tour is possible.
//!
//! Rule: a cause is a proof. Each looks at one or two shows (or the stretch between two anchors) under a
//! problem without radius clauses or other musts, so what fails here fails in every tour.

mod kind;
mod stretch;

use serde::{Deserialize, Serialize};

pub use kind::{CauseKind, Example, LongDrive, TwoShows};

use crate::{instance::Show, tour::Built};

/// A rule that cannot be kept, with what it clashes with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// What clashes.
    pub cause: CauseKind,
    /// The same in words; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
}

impl From<CauseKind> for Cause {
    fn from(cause: CauseKind) -> Self {
        Self { cause, sentence: String::new() }
    }
}

/// Returns every clash that can be proven from one or two shows.
pub(super) fn causes(built: &Built) -> Vec<Cause> {
    let mut causes = Vec::new();
    let anchors: Vec<Show> = built.instance.fixed().iter().map(|&(venue, day)| Show { venue, day }).collect();
    for (index, &second) in anchors.iter().enumerate() {
        let clashing = anchors[..index].iter().filter(|&&first| built.instance.conflict(first, second));
        causes.extend(clashing.map(|&first| anchors_in_radius(built, first, second)));
    }
    causes.extend(stretch::causes(built, &anchors));
    let musts: Vec<usize> = built
        .instance
        .must()
        .iter()
        .copied()
        .filter(|&must| anchors.iter().all(|anchor| anchor.venue != must))
        .collect();
    for (index, &must) in musts.iter().enumerate() {
        match must_cause(built, &anchors, must) {
            Some(cause) => causes.push(cause),
            None => causes.extend(musts[..index].iter().filter_map(|&other| musts_in_radius(built, other, must))),
        }
    }
    causes
}

fn anchors_in_radius(built: &Built, first: Show, second: Show) -> Cause {
    let needed_days = small(built.instance.window(first.venue, second.venue));
    let (one, other) = (built.venue(first.venue), built.venue(second.venue));
    CauseKind::AnchorsInRadius { first: one, second: other, shows: two_shows(built, first, second), needed_days }.into()
}

fn two_shows(built: &Built, first: Show, second: Show) -> TwoShows {
    TwoShows {
        first: built.show_name(first).to_owned(),
        first_date: built.date(first.day),
        second: built.show_name(second).to_owned(),
        second_date: built.date(second.day),
        days: small(second.day - first.day),
    }
}

fn small(days: usize) -> u32 {
    u32::try_from(days).unwrap_or(u32::MAX)
}

fn open_days(built: &Built, venue: usize) -> impl Iterator<Item = usize> {
    (0..built.instance.days()).filter(move |&day| built.instance.value(venue, day).is_some())
}

fn must_cause(built: &Built, anchors: &[Show], must: usize) -> Option<Cause> {
    let venue = built.venue(must);
    let name = || built.name(venue).to_owned();
    if open_days(built, must).next().is_none() {
        return Some(CauseKind::MustWithoutDate { venue, name: name() }.into());
    }
    let free = |day: usize| {
        let show = Show { venue: must, day };
        anchors.iter().all(|&anchor| !excludes(built, anchor, show))
    };
    if !open_days(built, must).any(free) {
        return Some(CauseKind::MustAgainstAnchors { venue, name: name() }.into());
    }
    (!stretch::is_in_reach(built, must))
        .then(|| CauseKind::MustOutOfReach { venue, name: name(), drive: stretch::way_there(built, venue) }.into())
}

/// Whether two shows cannot both be played, in whichever order.
fn excludes(built: &Built, one: Show, other: Show) -> bool {
    if one.day == other.day {
        return true;
    }
    if one.day < other.day { built.instance.conflict(one, other) } else { built.instance.conflict(other, one) }
}

fn musts_in_radius(built: &Built, first: usize, second: usize) -> Option<Cause> {
    let clash = open_days(built, first).all(|day| {
        let one = Show { venue: first, day };
        open_days(built, second).all(|day| excludes(built, one, Show { venue: second, day }))
    });
    let (first, second) = (built.venue(first), built.venue(second));
    let name = |venue| built.name(venue).to_owned();
    clash.then(|| {
        let (first_name, second_name) = (name(first), name(second));
        CauseKind::MustsInRadius { first, second, first_name, second_name }.into()
    })
}

/// Says that no show pays, by the best single one.
pub(super) fn nothing_pays(built: &Built) -> Cause {
    let instance = &built.instance;
    let single = |venue: usize, day: usize| {
        let (out, back) = (instance.out(venue), instance.back(venue));
        let (there, home) = (usize::from(out.min_days), usize::from(back.min_days));
        let fits = there > 0 && home > 0 && day + 1 >= there && day + home <= instance.days();
        let off = i64::from(out.min_days) + i64::from(back.min_days) - 2;
        let value = instance.value(venue, day).filter(|_| fits)?;
        Some(value - out.cost - back.cost - off * instance.off_day_cost())
    };
    let best = (0..instance.venues())
        .flat_map(|venue| (0..instance.days()).map(move |day| (venue, day)))
        .filter_map(|(venue, day)| Some((single(venue, day)?, venue, day)))
        .max_by_key(|&(value, venue, day)| (value, std::cmp::Reverse((day, venue))));
    match best {
        None => nothing_in_reach(built),
        Some((value, _, _)) if value > 0 => CauseKind::SearchEnded,
        Some((value, venue, day)) => {
            let (venue, date, loss) = (built.venue(venue), built.date(day), built.money(-value));
            CauseKind::NothingPays { venue, name: built.name(venue).to_owned(), date, loss }
        }
    }
    .into()
}

fn nothing_in_reach(built: &Built) -> CauseKind {
    let example = built.dropped.first().filter(|_| built.candidates() == 0);
    let example =
        example.map(|(venue, reason)| Example { name: built.name(*venue).to_owned(), reason: reason.clone() });
    CauseKind::NothingInReach { venues: built.problem.venues.len(), example }
}
