//! Reasons in words.
//!
//! Rule: plain sentences without a full stop, numbers with units, names as given; the typed value beside
//! each sentence is the truth, so nothing reads these back.

use loadin_domain::{Currency, Money};

use crate::tour::{RadiusClause, Reason, Stop};

/// Returns minutes as `45 min`, `3 h` or `4 h 10`.
#[must_use]
pub fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest:02}"),
    }
}

/// Returns `1 day`, `2 days`.
#[must_use]
pub(crate) fn days(count: impl Into<u64>) -> String {
    match count.into() {
        1 => "1 day".to_owned(),
        count => format!("{count} days"),
    }
}

fn absolute(money: Money) -> Money {
    Money::from_minor(money.minor().saturating_abs(), money.currency())
}

/// Returns a radius clause as `25 km, 14 days before and after`.
#[must_use]
pub(crate) fn clause(clause: RadiusClause) -> String {
    let RadiusClause { km, days_before, days_after } = clause;
    if days_before == days_after {
        format!("{km} km, {} before and after", days(days_after))
    } else {
        format!("{km} km, {} before and {} after", days(days_before), days(days_after))
    }
}

/// Returns the sentence about the gap; `more` is how much more a tour could earn at most.
pub(crate) fn gap(more: Option<Money>, permille: Option<u64>) -> String {
    match (more, permille) {
        (None, _) => "how much more another plan could earn is not known yet".to_owned(),
        (Some(more), _) if more.minor() == 0 => "no plan can earn more".to_owned(),
        (Some(_), Some(permille)) => format!("no plan can earn more than {}.{} % more", permille / 10, permille % 10),
        (Some(more), None) => format!("no plan can earn more than {more} more"),
    }
}

/// Returns why a stop is where it is, most important first.
pub(crate) fn stop(stop: &Stop, currency: Currency) -> Vec<String> {
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
            let more = Money::from_minor(worth.minor().saturating_neg(), currency);
            reasons.push(format!("without it the tour earns {more} more"));
        }
        (None, Some(needed)) => reasons.push(needed.clone()),
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

/// Returns what a stretch would be without a stop.
pub(crate) fn gap_without(from: &str, to: &str, gap: usize, limit: usize) -> String {
    format!("without it there would be {} from {from} to {to}, the longest gap is {}", days(gap as u64), limit)
}

/// Returns which drive would not fit without a stop.
pub(crate) fn drive_without(from: Option<&str>, to: Option<&str>) -> String {
    format!("without it the drive from {} to {} is beyond the limits", from.unwrap_or("home"), to.unwrap_or("home"))
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
#[must_use]
pub fn reason(reason: &Reason) -> String {
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
