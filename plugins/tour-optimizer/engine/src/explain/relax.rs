//! The smallest single changes under which a tour exists.
//!
//! Rule: nothing is offered that was not solved. Problems are cut to the shows that stand and the venues
//! nearest to the way between them, which can only make an offered change larger than needed, never wrong.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    explain::causes::causes,
    solver::{Solver, Status},
    tour::{
        Anchor, Built, MAX_TOUR_DAYS, TourProblem, VenueIx,
        build::{days, instance_of},
    },
};

/// Venues kept besides those that stand.
const FILLERS: usize = 40;
/// How many solves the work is divided among.
const SOLVES: u64 = 60;
/// The most driving that is offered: legal limits for professional drivers are lower.
const MOST_MINUTES_PER_DAY: u32 = 720;
const MOST_MINUTES_PER_LEG: u32 = 2_880;
/// Driving limits are offered in steps.
const STEP_MINUTES: u32 = 10;
/// The most days by which the range is offered to grow at either end.
const MOST_EXTRA_DAYS: u32 = 14;

/// A single change under which a tour was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Relaxation {
    /// The change.
    pub change: RelaxationKind,
    /// The same in words; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
}

impl From<RelaxationKind> for Relaxation {
    fn from(change: RelaxationKind) -> Self {
        Self { change, sentence: String::new() }
    }
}

/// A change to the problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RelaxationKind {
    /// Drive longer on a day.
    DriveMinutesPerDay {
        /// The limit now.
        from: u32,
        /// The limit that helps.
        to: u32,
    },
    /// Drive longer from show to show.
    DriveMinutesPerLeg {
        /// The limit now.
        from: u32,
        /// The limit that helps.
        to: u32,
    },
    /// Allow more days from show to show.
    LongestGapDays {
        /// The limit now.
        from: u32,
        /// The limit that helps.
        to: u32,
    },
    /// Have no radius clause last longer than this, before or after.
    RadiusDays {
        /// The longest now.
        from: u32,
        /// The longest that helps.
        to: u32,
    },
    /// Leave earlier.
    StartEarlier {
        /// The first day that helps.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        from: Date,
        /// How many days earlier that is.
        #[serde(default)]
        days: u32,
    },
    /// Be back later.
    EndLater {
        /// The last day that helps.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        to: Date,
        /// How many days later that is.
        #[serde(default)]
        days: u32,
    },
    /// Give up a show that stands.
    DropAnchor {
        /// Its venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
        /// Its date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
    },
    /// Give up a must-play.
    DropMustPlay {
        /// Its venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
    },
}

/// Searches relaxed problems of one built problem.
struct Search<'a> {
    built: &'a Built,
    venues: Vec<VenueIx>,
    units: u64,
}

/// Returns the single changes that help, within about `work_units` of solving.
pub(super) fn relaxations(built: &Built, work_units: u64) -> Vec<Relaxation> {
    let search = Search { built, venues: cut(built), units: (work_units / SOLVES).max(1) };
    let problem = &built.problem;
    let mut found = Vec::new();
    found.extend(search.drive_per_day(problem));
    found.extend(search.drive_per_leg(problem));
    found.extend(search.longest_gap(problem));
    found.extend(search.radius(problem));
    found.extend(search.range(problem));
    found.extend(search.drops(problem));
    found
}

/// The venues that stand and those nearest to the way between them.
fn cut(built: &Built) -> Vec<VenueIx> {
    let problem = &built.problem;
    let mut anchors: Vec<&Anchor> = problem.anchors.iter().collect();
    anchors.sort_by_key(|anchor| anchor.date);
    let mut standing: Vec<VenueIx> = anchors.iter().map(|anchor| anchor.venue).collect();
    standing.extend(&problem.must_play);
    standing.dedup();
    let minutes = |from: VenueIx, to: VenueIx| {
        let road = built.roads.leg(from, to);
        road.map_or(u64::from(u32::MAX), |road| road.minutes.into())
    };
    let detour = |venue: VenueIx| {
        let beside = standing.iter().map(|&show| 2 * minutes(show, venue));
        let between = standing
            .windows(2)
            .map(|pair| (minutes(pair[0], venue) + minutes(venue, pair[1])).saturating_sub(minutes(pair[0], pair[1])));
        beside.chain(between).min().unwrap_or(u64::MAX)
    };
    let mut fillers: Vec<VenueIx> = (0..problem.venues.len())
        .map(VenueIx)
        .filter(|venue| built.roads.point[venue.0].is_some() && !standing.contains(venue))
        .collect();
    fillers.sort_by_cached_key(|&venue| (detour(venue), venue));
    fillers.truncate(FILLERS);
    standing.extend(fillers);
    standing.sort_unstable();
    standing.dedup();
    standing
}

impl Search<'_> {
    /// Returns whether a tour under the changed problem was found.
    fn helps(&self, problem: TourProblem) -> bool {
        if days(&problem) > MAX_TOUR_DAYS {
            return false;
        }
        let Ok(instance) = instance_of(&problem, &self.built.roads, &self.venues) else {
            return false;
        };
        let relaxed = Built {
            problem,
            roads: self.built.roads.clone(),
            instance,
            kept: self.venues.clone(),
            dropped: Vec::new(),
        };
        if !causes(&relaxed).is_empty() {
            return false;
        }
        let mut solver = Solver::new(relaxed.instance, 0);
        let slice = (self.units / 8).max(1);
        let mut used = 0;
        while used < self.units {
            let progress = solver.step(slice);
            if solver.best().is_some() {
                return true;
            }
            if progress.status != Status::Searching {
                return false;
            }
            used += slice;
        }
        false
    }

    /// Returns the smallest step in `1..=most` that helps, if larger steps help whenever smaller ones do.
    fn smallest(&self, most: u32, change: impl Fn(&mut TourProblem, u32)) -> Option<u32> {
        let helps = |step: u32| {
            let mut problem = self.built.problem.clone();
            change(&mut problem, step);
            self.helps(problem)
        };
        if most == 0 || !helps(most) {
            return None;
        }
        let (mut too_small, mut enough) = (0, most);
        while enough - too_small > 1 {
            let middle = too_small.midpoint(enough);
            if helps(middle) {
                enough = middle;
            } else {
                too_small = middle;
            }
        }
        Some(enough)
    }

    fn drive_per_day(&self, problem: &TourProblem) -> Option<Relaxation> {
        let from = problem.limits.max_drive_minutes_per_day;
        let raised = |step: u32| (from / STEP_MINUTES + step) * STEP_MINUTES;
        let most = (MOST_MINUTES_PER_DAY / STEP_MINUTES).saturating_sub(from / STEP_MINUTES);
        let step = self.smallest(most, |problem, step| {
            problem.limits.max_drive_minutes_per_day = raised(step);
        })?;
        let to = raised(step);
        Some(RelaxationKind::DriveMinutesPerDay { from, to }.into())
    }

    fn drive_per_leg(&self, problem: &TourProblem) -> Option<Relaxation> {
        let from = problem.limits.max_drive_minutes_per_leg;
        let raised = |step: u32| (from / STEP_MINUTES + step) * STEP_MINUTES;
        let most = (MOST_MINUTES_PER_LEG / STEP_MINUTES).saturating_sub(from / STEP_MINUTES);
        let step = self.smallest(most, |problem, step| {
            problem.limits.max_drive_minutes_per_leg = raised(step);
        })?;
        let to = raised(step);
        Some(RelaxationKind::DriveMinutesPerLeg { from, to }.into())
    }

    fn longest_gap(&self, problem: &TourProblem) -> Option<Relaxation> {
        let from = u32::from(problem.limits.longest_gap_days);
        let most = u32::try_from(days(problem)).ok()?.saturating_sub(from);
        let step = self.smallest(most, |problem, step| {
            problem.limits.longest_gap_days = u16::try_from(from + step).unwrap_or(u16::MAX);
        })?;
        let to = from + step;
        Some(RelaxationKind::LongestGapDays { from, to }.into())
    }

    fn radius(&self, problem: &TourProblem) -> Option<Relaxation> {
        let clauses = self.venues.iter().map(|&venue| problem.radius_of(venue));
        let longest = clauses.map(|clause| clause.days_before.max(clause.days_after)).max()?;
        // A clause cannot last longer than the tour, so shortening starts there.
        let longest = longest.min(u16::try_from(days(problem)).unwrap_or(u16::MAX));
        let step = self.smallest(longest.into(), |problem, step| {
            let most = longest - u16::try_from(step).unwrap_or(longest);
            let shorten = |clause: &mut crate::tour::RadiusClause| {
                clause.days_before = clause.days_before.min(most);
                clause.days_after = clause.days_after.min(most);
            };
            shorten(&mut problem.default_radius);
            problem.venues.iter_mut().filter_map(|venue| venue.radius.as_mut()).for_each(shorten);
        })?;
        let (from, to) = (u32::from(longest), u32::from(longest) - step);
        Some(RelaxationKind::RadiusDays { from, to }.into())
    }

    fn range(&self, problem: &TourProblem) -> impl Iterator<Item = Relaxation> {
        let room = u32::try_from(MAX_TOUR_DAYS.saturating_sub(days(problem))).unwrap_or(0);
        let most = room.min(MOST_EXTRA_DAYS);
        let earlier = |step: u32| problem.from.saturating_sub(i64::from(step).days());
        let later = |step: u32| problem.to.saturating_add(i64::from(step).days());
        let start = self.smallest(most, |problem, step| problem.from = earlier(step));
        let end = self.smallest(most, |problem, step| problem.to = later(step));
        let start = start.map(|step| RelaxationKind::StartEarlier { from: earlier(step), days: step });
        let end = end.map(|step| RelaxationKind::EndLater { to: later(step), days: step });
        start.into_iter().chain(end).map(Relaxation::from)
    }

    fn drops(&self, problem: &TourProblem) -> Vec<Relaxation> {
        let mut found = Vec::new();
        for (index, anchor) in problem.anchors.iter().enumerate() {
            let mut without = problem.clone();
            without.anchors.remove(index);
            if self.helps(without) {
                let (venue, name) = (anchor.venue, self.built.name(anchor.venue).to_owned());
                found.push(RelaxationKind::DropAnchor { venue, name, date: anchor.date }.into());
            }
        }
        for (index, &venue) in problem.must_play.iter().enumerate() {
            let mut without = problem.clone();
            without.must_play.remove(index);
            if self.helps(without) {
                let name = self.built.name(venue).to_owned();
                found.push(RelaxationKind::DropMustPlay { venue, name }.into());
            }
        }
        found
    }
}
