//! Puts a plan together from a solver's tour.
//!
//! Rule: nothing is believed: the tour is evaluated again and the budget, counted from days, nights and
//! kilometres, must come to the same minor unit.

use crate::{
    instance::{Show, evaluate},
    solver::Tour,
    tour::{
        Budget, Built, Dropped, Gap, Needed, Plan, PlanError, Reason, RunnerUp, Stop, VenueIx, WhyStop,
        plan::{
            calendar::{Calendar, calendar, km},
            drops::{Finding, finding, small},
            trial::{Blocked, Trial},
        },
    },
};

/// Returns the plan of a tour: days, money, the gap to `bound`, and a reason for every venue.
///
/// `bound` is what no tour can exceed, as far as the solver knows.
pub fn plan(built: &Built, tour: &Tour, bound: Option<i64>) -> Result<Plan, PlanError> {
    let shows = tour.shows.as_slice();
    if shows.is_empty() {
        return Err(PlanError::Empty);
    }
    let value = evaluate(&built.instance, shows)?;
    let calendar = calendar(built, shows);
    let (budget, sum) = budget(built, shows, &calendar);
    if sum != tour.value || sum != value {
        return Err(PlanError::Money { budget: sum, value: tour.value });
    }
    let trial = Trial::new(&built.instance, shows);
    let findings = findings(built, &trial);
    let stops = (0..shows.len()).map(|index| stop(built, &trial, &calendar, &findings, index)).collect();
    let roads = calendar.to_show.iter().flatten().map(|&(_, road)| road);
    let (metres, minutes) = roads.chain(calendar.home).fold((0_u32, 0_u32), |(metres, minutes), road| {
        (metres.saturating_add(road.metres), minutes.saturating_add(road.minutes))
    });
    Ok(Plan {
        stops,
        days: calendar.days,
        budget,
        value: built.money(value),
        gap: gap(built, value, bound),
        drive_km: km(metres),
        drive_minutes: minutes,
        dropped: dropped(built, findings),
    })
}

fn budget(built: &Built, shows: &[Show], calendar: &Calendar) -> (Budget, i64) {
    let costs = &built.problem.costs;
    let days = u32::try_from(calendar.days.len()).unwrap_or(u32::MAX);
    let nights = calendar.nights;
    let roads = calendar.to_show.iter().flatten().map(|&(_, road)| road);
    let income: i64 = shows.iter().map(|&show| built.net(show)).sum();
    let driving: i64 = roads.chain(calendar.home).map(|road| costs.driving(road.metres)).sum();
    let lodging = costs.lodging_per_night * i64::from(nights);
    let per_diem = costs.per_diem_per_day() * i64::from(days);
    let vehicle = costs.vehicle_per_day * i64::from(days);
    let sum = income - driving - lodging - per_diem - vehicle;
    let budget = Budget {
        shows: built.money(income),
        driving: built.money(-driving),
        lodging: built.money(-lodging),
        per_diem: built.money(-per_diem),
        vehicle: built.money(-vehicle),
        total: built.money(sum),
        days,
        nights,
    };
    (budget, sum)
}

/// One finding for each kept venue that is not played.
fn findings(built: &Built, trial: &Trial<'_>) -> Vec<(VenueIx, Finding)> {
    let mut is_played = vec![false; built.kept.len()];
    for show in trial.shows() {
        is_played[show.venue] = true;
    }
    (0..built.kept.len())
        .filter(|&index| !is_played[index])
        .map(|index| (built.venue(index), finding(built, trial, index)))
        .collect()
}

fn stop(built: &Built, trial: &Trial<'_>, calendar: &Calendar, findings: &[(VenueIx, Finding)], index: usize) -> Stop {
    let show = trial.shows()[index];
    let venue = built.venue(show.venue);
    let room = &built.problem.venues[venue.0];
    Stop {
        venue,
        name: room.name.clone(),
        town: room.town.clone(),
        position: room.position,
        capacity: room.capacity,
        date: built.date(show.day),
        weekday: built.weekday(show.day),
        net: built.money(built.net(show)),
        drive: calendar.to_show[index].as_ref().map(|(drive, _)| drive.clone()),
        is_anchor: built.instance.fixed().contains(&(show.venue, show.day)),
        is_must_play: built.problem.must_play.contains(&venue),
        why: why(built, trial, findings, index),
        reasons: Vec::new(),
    }
}

fn why(built: &Built, trial: &Trial<'_>, findings: &[(VenueIx, Finding)], index: usize) -> WhyStop {
    let show = trial.shows()[index];
    let left_out = trial.change(Some(index), None);
    let runner_up = findings
        .iter()
        .filter_map(|(venue, finding)| {
            let (stop, day, difference) = finding.beaten_by?;
            (stop == index).then_some((difference, *venue, day))
        })
        .max_by_key(|&(difference, venue, _)| (difference, std::cmp::Reverse(venue)));
    WhyStop {
        above_usual: built.money(above_usual(built, show)),
        worth: left_out.ok().map(|difference| built.money(-difference)),
        holds_together: left_out.err().and_then(|block| needed(built, block)),
        runner_up: runner_up.map(|(difference, venue, day)| RunnerUp {
            venue,
            name: built.name(venue).to_owned(),
            date: built.date(day),
            difference: built.money(-difference),
        }),
    }
}

/// What the date earns above the mean of the room's open dates, which is rounded toward zero.
fn above_usual(built: &Built, show: Show) -> i64 {
    let open = (0..built.instance.days()).filter_map(|day| built.instance.value(show.venue, day));
    let (mut sum, mut count) = (0, 0);
    for value in open {
        sum += value;
        count += 1;
    }
    let here = built.instance.value(show.venue, show.day).unwrap_or(0);
    if count == 0 { 0 } else { here - sum / count }
}

/// Says what would break without a stop; a show that stands needs no further reason.
fn needed(built: &Built, block: Blocked) -> Option<Needed> {
    let name = |show: Show| built.show_name(show).to_owned();
    match block {
        Blocked::Gap { from, to } => Some(Needed::Gap {
            from: name(from),
            to: name(to),
            days: small(to.day - from.day),
            limit_days: small(built.instance.max_gap_days()),
        }),
        Blocked::Drive { from, to } => Some(Needed::Drive { from: from.map(name), to: to.map(name) }),
        Blocked::Stands | Blocked::Closed | Blocked::Radius { .. } => None,
    }
}

fn gap(built: &Built, value: i64, bound: Option<i64>) -> Gap {
    // A bound below a tour that was just evaluated would be a solver's mistake; the tour is the proof.
    let bound = bound.map(|bound| bound.max(value));
    let permille = bound.filter(|_| value > 0).and_then(|bound| {
        let more = u128::try_from(bound - value).ok()? * 1_000;
        u64::try_from(more.div_ceil(u128::try_from(value).ok()?)).ok()
    });
    let is_proven_best = bound == Some(value);
    Gap { bound: bound.map(|bound| built.money(bound)), permille, is_proven_best, sentence: String::new() }
}

fn dropped(built: &Built, findings: Vec<(VenueIx, Finding)>) -> Vec<Dropped> {
    let late = findings.into_iter().map(|(venue, finding)| (venue, finding.reason));
    let mut all: Vec<_> = built.dropped.iter().cloned().chain(late).collect();
    all.sort_by_key(|&(venue, _)| venue);
    all.into_iter().map(|(venue, reason)| Dropped::new(built, venue, reason)).collect()
}

impl Dropped {
    pub(crate) fn new(built: &Built, venue: VenueIx, reason: Reason) -> Self {
        Self { venue, name: built.name(venue).to_owned(), sentence: String::new(), reason }
    }
}
