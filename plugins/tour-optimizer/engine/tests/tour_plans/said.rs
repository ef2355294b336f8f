//! The engine's values in English, so that a test reads like what it expects.
//!
//! Rule: made of the values alone; what a sentence here needs and cannot get is missing for whoever translates it, too.

use loadin_domain::Money;

use loadin_tour_engine::{
    explain::{CauseKind, Infeasible, LongDrive, RelaxationKind, TwoShows},
    tour::{Gap, Needed, RadiusClause, Reason, Stop},
};

/// Returns minutes as `45 min`, `3 h` or `4 h 10`.
fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest:02}"),
    }
}

/// Returns `1 day`, `2 days`.
fn days(count: impl Into<u64>) -> String {
    match count.into() {
        1 => "1 day".to_owned(),
        count => format!("{count} days"),
    }
}

fn absolute(money: Money) -> Money {
    Money::from_minor(money.minor().saturating_abs(), money.currency())
}

/// Returns a radius clause as `25 km, 14 days before and after`.
fn clause(clause: RadiusClause) -> String {
    let RadiusClause { km, days_before, days_after } = clause;
    if days_before == days_after {
        format!("{km} km, {} before and after", days(days_after))
    } else {
        format!("{km} km, {} before and {} after", days(days_before), days(days_after))
    }
}

/// Returns the sentence about the gap; `value` is what the plan earns.
pub(crate) fn gap(value: Money, gap: &Gap) -> String {
    let more = gap.bound.map(|bound| Money::from_minor(bound.minor() - value.minor(), value.currency()));
    match (more, gap.permille) {
        (None, _) => "how much more another plan could earn is not known yet".to_owned(),
        (Some(more), _) if more.minor() == 0 => "no plan can earn more".to_owned(),
        (Some(_), Some(permille)) => format!("no plan can earn more than {}.{} % more", permille / 10, permille % 10),
        (Some(more), None) => format!("no plan can earn more than {more} more"),
    }
}

/// Returns why a stop is where it is, most important first.
pub(crate) fn stop(stop: &Stop) -> Vec<String> {
    let mut reasons = Vec::new();
    if stop.is_anchor {
        reasons.push("stands: it was fixed in advance".to_owned());
    } else if stop.is_must_play {
        reasons.push("must be played".to_owned());
    }
    let day = stop.weekday.name();
    reasons.push(match stop.why.above_usual.minor() {
        _ if stop.is_anchor => format!("{day} earns {}", stop.net),
        0 => format!("{day} earns {}, as any of its open dates on average", stop.net),
        above if above > 0 => {
            format!("{day} earns {}, {} more than its open dates on average", stop.net, stop.why.above_usual)
        }
        _ => {
            format!("{day} earns {}, {} less than its open dates on average", stop.net, absolute(stop.why.above_usual))
        }
    });
    if let Some(drive) = &stop.drive {
        reasons.push(format!(
            "{} km and {} from {}{}",
            drive.km,
            duration(drive.minutes),
            drive.from,
            if drive.ferry { ", by ferry (its fare is not counted)" } else { "" }
        ));
    }
    match (stop.why.worth, &stop.why.holds_together) {
        (Some(worth), _) if worth.minor() > 0 => {
            reasons.push(format!("without it the tour earns {worth} less"));
        }
        (Some(worth), _) => {
            let more = absolute(worth);
            reasons.push(format!("without it the tour earns {more} more"));
        }
        (None, Some(rule)) => reasons.push(needed(rule)),
        (None, None) => {}
    }
    if let Some(next) = &stop.why.runner_up {
        reasons.push(if next.difference.minor() > 0 {
            format!("{} on {} in its place earns {} less", next.name, next.date, next.difference)
        } else {
            let more = absolute(next.difference);
            format!("{} on {} in its place earns {more} more", next.name, next.date)
        });
    }
    reasons
}

fn needed(rule: &Needed) -> String {
    match rule {
        Needed::Gap { from, to, days: gap, limit_days } => {
            format!("without it there would be {} from {from} to {to}, the longest gap is {limit_days}", days(*gap))
        }
        Needed::Drive { from, to } => {
            let (from, to) = (from.as_deref().unwrap_or("home"), to.as_deref().unwrap_or("home"));
            format!("without it the drive from {from} to {to} is beyond the limits")
        }
    }
}

fn swapped(in_its_place: Option<Money>, stop: &str) -> String {
    match in_its_place {
        None => String::new(),
        Some(money) if money.minor() == 0 => format!("; in place of {stop} the tour would earn the same"),
        Some(money) if money.minor() < 0 => {
            format!("; in place of {stop} the tour would earn {} less", absolute(money))
        }
        Some(money) => format!("; in place of {stop} the tour would earn {money} more"),
    }
}

/// Returns why a venue is not played.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::MustNot => "ruled out".to_owned(),
        Reason::NoDateInRange { nearest: Some(date) } => {
            format!("no open date in the range; the nearest is {date}")
        }
        Reason::NoDateInRange { nearest: None } => "no open date".to_owned(),
        Reason::NoRoad => "no road from the tour".to_owned(),
        Reason::BeyondLongestLeg { nearest, minutes, limit_minutes } => format!(
            "no road from the tour is short enough: {} from {nearest}, the longest leg is {}",
            duration(*minutes),
            duration(*limit_minutes)
        ),
        Reason::NotEnoughDays { needed_days, days: there_are } => {
            format!("there and back again takes {}, the tour has {there_are}", days(*needed_days))
        }
        Reason::RadiusClause { stop, stop_name, km, of, clause: terms, in_its_place } => {
            let whose = if of == stop { "that show's" } else { "its own" };
            format!(
                "{km} km from {stop_name}, inside {whose} radius clause ({}){}",
                clause(*terms),
                swapped(*in_its_place, stop_name)
            )
        }
        Reason::DateTaken { date, by_name, in_its_place: None, .. } => {
            format!("{date} belongs to {by_name}, which stands")
        }
        Reason::DateTaken { date, by_name, in_its_place, .. } => {
            format!("{date} belongs to {by_name}{}", swapped(*in_its_place, by_name))
        }
        Reason::DriveTooLong { date, other, minutes, needed_days, days: there_are } => format!(
            "on {date} the drive between it and {other} ({}) takes {}, there {}",
            duration(*minutes),
            days(*needed_days),
            if *there_are == 1 { "is 1".to_owned() } else { format!("are {there_are}") }
        ),
        Reason::GapTooLong { date, days: gap, limit_days } => {
            format!("on {date} it would leave {} from show to show, the longest gap is {limit_days}", days(*gap))
        }
        Reason::DoesNotPay { date, net, extra_cost, extra_km, loss } => format!(
            "does not pay: on {date} it earns {net} and costs {extra_cost} more ({extra_km:+} km), {}",
            if loss.minor() == 0 { "nothing is left".to_owned() } else { format!("a loss of {loss}") }
        ),
        Reason::SearchEnded { date, gain } => {
            format!("on {date} it would add {gain}: the search ended before trying it, give it more time")
        }
    }
}

/// Returns why there is no tour.
pub(crate) fn infeasible(answer: &Infeasible) -> String {
    if let Some(first) = answer.causes.first() {
        return match &first.cause {
            alone @ (CauseKind::NothingInReach { .. } | CauseKind::NothingPays { .. } | CauseKind::SearchEnded) => {
                cause(alone)
            }
            clash => format!("no tour is possible: {}", cause(clash)),
        };
    }
    let start = if answer.is_proven { "no tour keeps" } else { "no tour was found that keeps" };
    let all = format!("{start} all anchors and must-plays within the limits");
    match answer.relaxations.first() {
        Some(first) => format!("{all}; it would help to {}", relaxation(&first.change)),
        None => format!("{all}, and no single change was found that helps"),
    }
}

fn shows(TwoShows { first, first_date, second, second_date, .. }: &TwoShows) -> String {
    format!("{first} on {first_date} and {second} on {second_date}")
}

fn drive(LongDrive { from, to, minutes, limit_minutes_per_day, limit_minutes_per_leg }: &LongDrive) -> String {
    let road = match minutes {
        Some(minutes) => format!("the drive from {from} to {to} takes {}", duration(*minutes)),
        None => format!("there is no road from {from} to {to}"),
    };
    let (day, leg) = (duration(*limit_minutes_per_day), duration(*limit_minutes_per_leg));
    format!("{road}, with at most {day} a day and {leg} from show to show")
}

fn cause(cause: &CauseKind) -> String {
    match cause {
        CauseKind::AnchorBeyondStart { name, date, drive: road, .. } => {
            format!("{name} on {date} cannot be reached in time: {}", drive(road))
        }
        CauseKind::AnchorBeyondEnd { name, date, last_day, drive: road, .. } => {
            format!("after {name} on {date} the tour cannot be over by {last_day}: {}", drive(road))
        }
        CauseKind::AnchorsTooFar { shows: two, drive: road, .. } => {
            format!("{} are {} apart: {}", shows(two), days(two.days), drive(road))
        }
        CauseKind::AnchorsGap { shows: two, limit_days, .. } => format!(
            "{} are {} apart, the longest gap is {limit_days}, and no venue can be played in between",
            shows(two),
            days(two.days)
        ),
        CauseKind::AnchorsInRadius { shows: two, needed_days, .. } => {
            let needed = days(*needed_days);
            format!("{} break a radius clause: it takes {needed} from one to the other", shows(two))
        }
        CauseKind::MustWithoutDate { name, .. } => format!("{name} must be played and has no open date in the range"),
        CauseKind::MustOutOfReach { name, drive: road, .. } => format!(
            "{name} must be played and cannot be reached and left again within the limits{}",
            road.as_ref().map(|road| format!(": {}", drive(road))).unwrap_or_default()
        ),
        CauseKind::MustAgainstAnchors { name, .. } => {
            format!("{name} must be played, and each of its dates is taken or inside an anchor's radius clause")
        }
        CauseKind::MustsInRadius { first_name, second_name, .. } => {
            format!("{first_name} and {second_name} must both be played and exclude each other on all their dates")
        }
        CauseKind::NothingInReach { venues, example: Some(example) } => {
            let why = reason(&example.reason);
            format!("none of the {venues} venues can be played; {}: {why}", example.name)
        }
        CauseKind::NothingInReach { .. } => "no venue can be reached and left again on its open dates".to_owned(),
        CauseKind::NothingPays { name, date, loss, .. } => {
            format!("no show pays for its drive: the best single one, {name} on {date}, would lose {loss}")
        }
        CauseKind::SearchEnded => "the search ended before it found a tour that pays: give it more time".to_owned(),
    }
}

/// Returns what would help.
pub(crate) fn relaxation(change: &RelaxationKind) -> String {
    match change {
        RelaxationKind::DriveMinutesPerDay { from, to } => {
            format!("raise driving per day from {} to {}", duration(*from), duration(*to))
        }
        RelaxationKind::DriveMinutesPerLeg { from, to } => {
            format!("raise driving from show to show from {} to {}", duration(*from), duration(*to))
        }
        RelaxationKind::LongestGapDays { from, to } => {
            format!("allow a longest gap of {} instead of {from}", days(*to))
        }
        RelaxationKind::RadiusDays { to: 0, .. } => "play without radius clauses".to_owned(),
        RelaxationKind::RadiusDays { to, .. } => {
            format!("agree on radius clauses of at most {} before and after", days(*to))
        }
        RelaxationKind::StartEarlier { from, days: step } => format!("start on {from}, {} earlier", days(*step)),
        RelaxationKind::EndLater { to, days: step } => format!("end on {to}, {} later", days(*step)),
        RelaxationKind::DropAnchor { name, date, .. } => format!("drop the anchor {name} on {date}"),
        RelaxationKind::DropMustPlay { name, .. } => format!("do not insist on {name}"),
    }
}
