//! Why each venue that could be played is not: the best change that would bring it in, and what is against it.
//!
//! Rule: honest and local. Every open day of the venue is tried as an addition and in place of one show;
//! the reason is the least lossy change that is allowed, else the rule that blocks its best date.

use crate::{
    instance::Show,
    roads::{RoadLeg, great_circle_metres},
    tour::{
        Built, RadiusClause, Reason, VenueIx,
        built::endpoint_name,
        plan::trial::{Blocked, Trial},
    },
};

/// What was found for one venue.
pub(super) struct Finding {
    pub(super) reason: Reason,
    /// The stop it would replace at the least loss, its date's day, and the difference.
    pub(super) beaten_by: Option<(usize, usize, i64)>,
}

/// A change that is allowed.
#[derive(Clone, Copy)]
struct Change {
    difference: i64,
    day: usize,
    /// The stop taken away and what it blocks when it stays.
    instead: Option<(usize, Blocked)>,
}

/// Returns why a kept venue is not in the tour.
pub(super) fn finding(built: &Built, trial: &Trial<'_>, index: usize) -> Finding {
    let mut allowed: Option<Change> = None;
    let mut beaten_by: Option<(usize, usize, i64)> = None;
    let mut blocked: Option<(i64, usize, Blocked)> = None;
    let mut radius_day = vec![None; trial.shows().len()];
    for day in 0..built.instance.days() {
        let Some(value) = built.instance.value(index, day) else {
            continue;
        };
        let added = Show { venue: index, day };
        for option in options(trial, added) {
            match option {
                Ok(option) => {
                    if let Some((stop, _)) = option.instead
                        && beaten_by.is_none_or(|(_, _, best)| option.difference > best)
                    {
                        beaten_by = Some((stop, day, option.difference));
                    }
                    if allowed.is_none_or(|best| option.difference > best.difference) {
                        allowed = Some(option);
                    }
                }
                Err(block) => {
                    if let Blocked::Radius { other } = block {
                        radius_day[other].get_or_insert(day);
                    }
                    if blocked.is_none_or(|(best, _, _)| value > best) {
                        blocked = Some((value, day, block));
                    }
                }
            }
        }
    }
    let reason = match (allowed, blocked) {
        (Some(option), _) => allowed_reason(built, trial, index, option, &radius_day),
        (None, Some((_, day, block))) => blocked_reason(built, trial, index, day, block, None),
        (None, None) => Reason::NoDateInRange { nearest: None },
    };
    Finding { reason, beaten_by }
}

/// Tries a show as an addition and in place of what is in its way.
fn options(trial: &Trial<'_>, added: Show) -> impl Iterator<Item = Result<Change, Blocked>> {
    let day = added.day;
    let taken = trial.shows().iter().position(|show| show.day == day);
    let alone = match taken {
        Some(_) => Err(Blocked::Stands),
        None => trial.change(None, Some(added)),
    };
    let in_the_way = match (taken, alone) {
        (Some(stop), _) => [Some((stop, Blocked::Stands)), None],
        (None, Ok(_)) => [None, None],
        (None, Err(block)) => around(trial, block).map(|stop| stop.map(|stop| (stop, block))),
    };
    let swaps = in_the_way.into_iter().flatten().map(move |(stop, block)| {
        let allowed = trial.change(Some(stop), Some(added));
        allowed.map(|difference| Change { difference, day, instead: Some((stop, block)) })
    });
    let added_alone = alone.map(|difference| Change { difference, day, instead: None });
    // On a taken day the swap tells everything, unless the show there stands.
    let first = (taken.is_none() || !swaps_allowed(trial, taken)).then_some(added_alone);
    first.into_iter().chain(swaps)
}

fn swaps_allowed(trial: &Trial<'_>, taken: Option<usize>) -> bool {
    taken.is_some_and(|stop| !matches!(trial.change(Some(stop), None), Err(Blocked::Stands)))
}

/// The stops whose absence could lift a block.
fn around(trial: &Trial<'_>, block: Blocked) -> [Option<usize>; 2] {
    let stop = |show: Show| trial.shows().iter().position(|&known| known == show);
    match block {
        Blocked::Radius { other } => [Some(other), None],
        Blocked::Drive { from, to } => [from.and_then(stop), to.and_then(stop)],
        Blocked::Gap { from, to } => [stop(from), stop(to)],
        Blocked::Stands | Blocked::Closed => [None, None],
    }
}

fn allowed_reason(
    built: &Built,
    trial: &Trial<'_>,
    index: usize,
    option: Change,
    radius_day: &[Option<usize>],
) -> Reason {
    let added = Show { venue: index, day: option.day };
    if option.difference > 0 {
        return Reason::SearchEnded { date: built.date(option.day), gain: built.money(option.difference) };
    }
    match option.instead {
        None => does_not_pay(built, trial, added, option.difference),
        Some((stop, block)) => {
            let (day, block) = match (block, radius_day[stop]) {
                // On its own day the stop is in the way anyway; on another its radius clause is.
                (Blocked::Stands, Some(day)) => (day, Blocked::Radius { other: stop }),
                (block, _) => (option.day, block),
            };
            blocked_reason(built, trial, index, day, block, Some((stop, option.difference)))
        }
    }
}

fn does_not_pay(built: &Built, trial: &Trial<'_>, added: Show, difference: i64) -> Reason {
    let net = built.net(added);
    Reason::DoesNotPay {
        date: built.date(added.day),
        net: built.money(net),
        extra_cost: built.money(net - difference),
        extra_km: extra_km(built, trial, added),
        loss: built.money(-difference),
    }
}

fn extra_km(built: &Built, trial: &Trial<'_>, added: Show) -> i64 {
    let place = trial.shows().partition_point(|show| show.day < added.day);
    let venue = built.venue(added.venue);
    let at = |place: usize| trial.shows().get(place).map(|show| built.venue(show.venue));
    let before = place.checked_sub(1).and_then(at);
    let after = at(place);
    let metres = |road: Option<RoadLeg>| road.map_or(0, |road| i64::from(road.metres));
    let into = match before {
        Some(before) => built.roads.leg(before, venue),
        None => built.roads.road_out(venue),
    };
    let onward = match after {
        Some(after) => built.roads.leg(venue, after),
        None => built.roads.road_home(venue),
    };
    let now = match (before, after) {
        (Some(before), Some(after)) => built.roads.leg(before, after),
        (None, Some(after)) => built.roads.road_out(after),
        (Some(before), None) => built.roads.road_home(before),
        (None, None) => None,
    };
    (metres(into) + metres(onward) - metres(now)) / 1_000
}

/// Puts a block into the field's words; `instead` is the stop whose absence would lift it and what that costs.
fn blocked_reason(
    built: &Built,
    trial: &Trial<'_>,
    index: usize,
    day: usize,
    block: Blocked,
    instead: Option<(usize, i64)>,
) -> Reason {
    let date = built.date(day);
    let venue = built.venue(index);
    let in_its_place = instead.map(|(_, difference)| built.money(difference));
    match block {
        Blocked::Radius { other } => {
            let show = trial.shows()[other];
            let (of, clause, metres) = clause_between(built, show, Show { venue: index, day });
            Reason::RadiusClause {
                stop: built.venue(show.venue),
                stop_name: built.show_name(show).to_owned(),
                km: super::calendar::km(metres),
                of,
                clause,
                in_its_place,
            }
        }
        Blocked::Stands | Blocked::Closed => taken(built, trial, day, instead),
        Blocked::Drive { from, to } => too_long(built, venue, day, from, to),
        Blocked::Gap { from, to } => Reason::GapTooLong {
            date,
            days: small(to.day - from.day),
            limit_days: small(built.instance.max_gap_days()),
        },
    }
}

fn taken(built: &Built, trial: &Trial<'_>, day: usize, instead: Option<(usize, i64)>) -> Reason {
    let on_day = trial.shows().iter().position(|show| show.day == day);
    let stop = instead.map(|(stop, _)| stop).or(on_day).unwrap_or(0);
    let show = trial.shows()[stop];
    Reason::DateTaken {
        date: built.date(day),
        by: built.venue(show.venue),
        by_name: built.show_name(show).to_owned(),
        in_its_place: instead.map(|(_, difference)| built.money(difference)),
    }
}

fn too_long(built: &Built, venue: VenueIx, day: usize, from: Option<Show>, to: Option<Show>) -> Reason {
    let roads = &built.roads;
    let is_venue = |show: &Show| built.venue(show.venue) == venue;
    let (road, other) = match (from, to) {
        (Some(from), Some(to)) => {
            let road = roads.leg(built.venue(from.venue), built.venue(to.venue));
            let other = if is_venue(&from) { to } else { from };
            (road, built.show_name(other))
        }
        (Some(from), None) => (roads.road_home(built.venue(from.venue)), endpoint_name(built.problem.end())),
        (None, Some(to)) => (roads.road_out(built.venue(to.venue)), endpoint_name(&built.problem.home)),
        (None, None) => (None, ""),
    };
    let Some(road) = road else {
        return Reason::NoRoad;
    };
    let limits = &built.problem.limits;
    if road.minutes > limits.max_drive_minutes_per_leg {
        return Reason::BeyondLongestLeg {
            nearest: other.to_owned(),
            minutes: road.minutes,
            limit_minutes: limits.max_drive_minutes_per_leg,
        };
    }
    let days = match (from, to) {
        (Some(from), Some(to)) => to.day - from.day,
        (Some(from), None) => built.instance.days() - 1 - from.day,
        (None, Some(to)) => to.day + 1,
        (None, None) => 0,
    };
    Reason::DriveTooLong {
        date: built.date(day),
        other: other.to_owned(),
        minutes: road.minutes,
        needed_days: road.minutes.div_ceil(limits.max_drive_minutes_per_day).max(1),
        days: small(days),
    }
}

pub(super) fn small(days: usize) -> u32 {
    u32::try_from(days).unwrap_or(u32::MAX)
}

/// Returns whose clause stands between two shows, the clause, and their distance in metres.
fn clause_between(built: &Built, one: Show, other: Show) -> (VenueIx, RadiusClause, u32) {
    let (first, second) = if one.day <= other.day { (one, other) } else { (other, one) };
    let (first_venue, second_venue) = (built.venue(first.venue), built.venue(second.venue));
    let place = |venue: VenueIx| built.problem.venues[venue.0].position;
    let metres = great_circle_metres(place(first_venue), place(second_venue));
    let of_first = built.problem.radius_of(first_venue);
    let within = metres <= of_first.km.saturating_mul(1_000);
    if within && second.day - first.day <= usize::from(of_first.days_after) {
        return (first_venue, of_first, metres);
    }
    (second_venue, built.problem.radius_of(second_venue), metres)
}
