//! Which rules clash when no tour is possible.
//!
//! Rule: a cause is a proof. Each looks at one or two shows (or the stretch between two anchors) under a
//! problem without radius clauses or other musts, so what fails here fails in every tour.

mod stretch;

use jiff::civil::Date;
use loadin_domain::Money;
use serde::{Deserialize, Serialize};

use crate::{
    explain::text,
    instance::Show,
    tour::{Built, VenueIx},
};

/// A rule that cannot be kept, with what it clashes with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// What clashes.
    pub cause: CauseKind,
    /// The same in words.
    pub sentence: String,
}

/// What clashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CauseKind {
    /// An anchor that cannot be reached from home in time.
    AnchorBeyondStart {
        /// Its venue.
        venue: VenueIx,
    },
    /// An anchor from which home cannot be reached in time.
    AnchorBeyondEnd {
        /// Its venue.
        venue: VenueIx,
    },
    /// Two consecutive anchors too far apart for the days between them.
    AnchorsTooFar {
        /// The earlier.
        first: VenueIx,
        /// The later.
        second: VenueIx,
    },
    /// Two consecutive anchors too many days apart, and nothing to play in between.
    AnchorsGap {
        /// The earlier.
        first: VenueIx,
        /// The later.
        second: VenueIx,
    },
    /// Two anchors inside a radius clause.
    AnchorsInRadius {
        /// The earlier.
        first: VenueIx,
        /// The later.
        second: VenueIx,
    },
    /// A must-play without a date in the range.
    MustWithoutDate {
        /// The venue.
        venue: VenueIx,
    },
    /// A must-play that no tour reaches and gets home from.
    MustOutOfReach {
        /// The venue.
        venue: VenueIx,
    },
    /// A must-play all of whose dates clash with anchors.
    MustAgainstAnchors {
        /// The venue.
        venue: VenueIx,
    },
    /// Two must-plays that exclude each other on all their dates.
    MustsInRadius {
        /// The one.
        first: VenueIx,
        /// The other.
        second: VenueIx,
    },
    /// No venue is left to choose from.
    NothingInReach,
    /// Staying at home is best.
    NothingPays {
        /// The best single show's venue.
        venue: VenueIx,
        /// Its date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// What going there and back would lose.
        loss: Money,
    },
    /// The search ended before it found a tour that pays.
    SearchEnded,
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
    let (one, other) = (built.venue(first.venue), built.venue(second.venue));
    Cause {
        cause: CauseKind::AnchorsInRadius { first: one, second: other },
        sentence: format!(
            "{} on {} and {} on {} break a radius clause: it takes {} from one to the other",
            built.name(one),
            built.date(first.day),
            built.name(other),
            built.date(second.day),
            text::days(built.instance.window(first.venue, second.venue) as u64),
        ),
    }
}

fn open_days(built: &Built, venue: usize) -> impl Iterator<Item = usize> {
    (0..built.instance.days()).filter(move |&day| built.instance.value(venue, day).is_some())
}

fn must_cause(built: &Built, anchors: &[Show], must: usize) -> Option<Cause> {
    let venue = built.venue(must);
    let name = built.name(venue);
    if open_days(built, must).next().is_none() {
        return Some(Cause {
            cause: CauseKind::MustWithoutDate { venue },
            sentence: format!("{name} must be played and has no open date in the range"),
        });
    }
    let free = |day: usize| {
        let show = Show { venue: must, day };
        anchors.iter().all(|&anchor| !excludes(built, anchor, show))
    };
    if !open_days(built, must).any(free) {
        return Some(Cause {
            cause: CauseKind::MustAgainstAnchors { venue },
            sentence: format!(
                "{name} must be played, and each of its dates is taken by an anchor or inside an anchor's radius clause"
            ),
        });
    }
    (!stretch::is_in_reach(built, must)).then(|| Cause {
        cause: CauseKind::MustOutOfReach { venue },
        sentence: format!(
            "{name} must be played and cannot be reached and left again within the limits{}",
            stretch::way_there(built, venue)
        ),
    })
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
    clash.then(|| Cause {
        cause: CauseKind::MustsInRadius { first, second },
        sentence: format!(
            "{} and {} must both be played and exclude each other on all their dates",
            built.name(first),
            built.name(second)
        ),
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
        None => Cause { cause: CauseKind::NothingInReach, sentence: nothing_in_reach(built) },
        Some((value, _, _)) if value > 0 => Cause {
            cause: CauseKind::SearchEnded,
            sentence: "the search ended before it found a tour that pays: give it more time".to_owned(),
        },
        Some((value, venue, day)) => {
            let (show, date) = (built.venue(venue), built.date(day));
            let loss = built.money(-value);
            Cause {
                cause: CauseKind::NothingPays { venue: show, date, loss },
                sentence: format!(
                    "no show pays for its drive: the best single one, {} on {date}, would {}",
                    built.name(show),
                    if value == 0 { "leave nothing".to_owned() } else { format!("lose {loss}") }
                ),
            }
        }
    }
}

fn nothing_in_reach(built: &Built) -> String {
    match built.dropped.first() {
        Some((venue, reason)) if built.candidates() == 0 => format!(
            "none of the {} venues can be played; {}: {}",
            built.problem.venues.len(),
            built.name(*venue),
            text::reason(reason)
        ),
        _ => "no venue can be reached and left again on its open dates".to_owned(),
    }
}
