//! The engine's reasons in the reader's language.
//!
//! Rule: everything that the engine gives as values is written from them; only what it gives as a sentence alone (which
//! rule a stop holds together, what clashes) is shown as it is, in English.

use loadin_domain::Money;
use loadin_guest::{text, ui::Cell};
use loadin_tour_engine::{
    explain::{Relaxation, RelaxationKind},
    tour::{RadiusClause, Reason, Stop, WhyStop},
};

use super::{money, sentence, size};

/// Says why a stop is where it is, most important first. The drive to it stands beside it already.
pub(super) fn of_stop(stop: &Stop) -> Vec<String> {
    let WhyStop { above_usual, worth, holds_together, runner_up } = &stop.why;
    let (net, date, above) = (money(stop.net), Cell::date(stop.date), size(*above_usual));
    let mut reasons = Vec::new();
    if stop.is_anchor {
        reasons.push(text("why-fixed"));
    } else if stop.is_must_play {
        reasons.push(text("why-must"));
    }
    reasons.push(match above_usual.minor() {
        _ if stop.is_anchor => text!("why-earns", net = net, date = date),
        0 => text!("why-earns-usual", net = net, date = date),
        1.. => text!("why-earns-more", net = net, date = date, above = above),
        _ => text!("why-earns-less", net = net, date = date, below = above),
    });
    match (worth, holds_together) {
        (Some(worth), _) if worth.minor() > 0 => reasons.push(text!("why-worth", sum = size(*worth))),
        (Some(worth), _) => reasons.push(text!("why-costs", sum = size(*worth))),
        (None, Some(needed)) => reasons.push(sentence(needed)),
        (None, None) => {}
    }
    if let Some(next) = runner_up {
        let (venue, date, sum) = (&next.name, Cell::date(next.date), size(next.difference));
        reasons.push(match next.difference.minor() {
            0 => text!("why-next-same", venue = venue, date = date),
            1.. => text!("why-next-less", venue = venue, date = date, sum = sum),
            _ => text!("why-next-more", venue = venue, date = date, sum = sum),
        });
    }
    reasons
}

/// Says why a venue is not played.
pub(super) fn of_dropped(reason: &Reason) -> String {
    match reason {
        Reason::MustNot => text("out-must-not"),
        Reason::NoDateInRange { nearest: Some(date) } => text!("out-no-date-nearest", date = Cell::date(date)),
        Reason::NoDateInRange { nearest: None } => text("out-no-date"),
        Reason::NoRoad => text("out-no-road"),
        Reason::BeyondLongestLeg { nearest, minutes, limit_minutes } => text!(
            "out-beyond-leg",
            place = nearest,
            drive = Cell::Minutes(*minutes),
            limit = Cell::Minutes(*limit_minutes)
        ),
        Reason::NotEnoughDays { needed_days, days } => {
            text!("out-not-enough-days", needed = *needed_days, days = *days)
        }
        Reason::RadiusClause { stop, stop_name, km, of, clause, in_its_place } => {
            let RadiusClause { km: within, days_before, days_after } = *clause;
            let inside = text!(
                if of == stop { "out-radius-theirs" } else { "out-radius-own" },
                km = Cell::Km(f64::from(*km)),
                stop = stop_name,
                within = Cell::Km(f64::from(within)),
                before = days_before,
                after = days_after,
            );
            and_swapped(inside, *in_its_place, stop_name)
        }
        Reason::DateTaken { date, by_name, in_its_place: None, .. } => {
            text!("out-date-stands", date = Cell::date(date), stop = by_name)
        }
        Reason::DateTaken { date, by_name, in_its_place, .. } => {
            and_swapped(text!("out-date-taken", date = Cell::date(date), stop = by_name), *in_its_place, by_name)
        }
        Reason::DriveTooLong { date, other, minutes, needed_days, days } => text!(
            "out-drive-too-long",
            date = Cell::date(date),
            place = other,
            drive = Cell::Minutes(*minutes),
            needed = *needed_days,
            days = *days,
        ),
        Reason::GapTooLong { date, days, limit_days } => {
            text!("out-gap-too-long", date = Cell::date(date), days = *days, limit = *limit_days)
        }
        Reason::DoesNotPay { date, net, extra_cost, extra_km, loss } => {
            does_not_pay((Cell::date(date), *net, *extra_cost), i32::try_from(*extra_km).unwrap_or(i32::MAX), *loss)
        }
        Reason::SearchEnded { date, gain } => {
            text!("out-search-ended", date = Cell::date(date), gain = money(*gain))
        }
    }
}

fn does_not_pay((date, net, extra_cost): (Cell, Money, Money), extra_km: i32, loss: Money) -> String {
    let (net, cost, km) = (money(net), money(extra_cost), Cell::Km(f64::from(extra_km)));
    match loss.minor() {
        0 => text!("out-nothing-left", date = date, net = net, cost = cost, km = km),
        _ => text!("out-loses", date = date, net = net, cost = cost, km = km, loss = money(loss)),
    }
}

/// Adds what would come of it in the place of the stop that keeps it out.
fn and_swapped(why: String, in_its_place: Option<Money>, stop: &str) -> String {
    let Some(difference) = in_its_place else { return why };
    let swapped = match difference.minor() {
        0 => text!("out-swapped-same", stop = stop),
        1.. => text!("out-swapped-more", stop = stop, sum = size(difference)),
        _ => text!("out-swapped-less", stop = stop, sum = size(difference)),
    };
    format!("{why} {swapped}")
}

/// Says a change that would make a tour possible.
pub(super) fn relaxation(found: &Relaxation) -> String {
    match &found.change {
        RelaxationKind::DriveMinutesPerDay { from, to } => {
            text!("helps-drive-a-day", from = Cell::Minutes(*from), to = Cell::Minutes(*to))
        }
        RelaxationKind::DriveMinutesPerLeg { from, to } => {
            text!("helps-drive-a-leg", from = Cell::Minutes(*from), to = Cell::Minutes(*to))
        }
        RelaxationKind::LongestGapDays { from, to } => text!("helps-gap", from = *from, to = *to),
        RelaxationKind::RadiusDays { to: 0, .. } => text("helps-no-radius"),
        RelaxationKind::RadiusDays { to, .. } => text!("helps-radius", days = *to),
        RelaxationKind::StartEarlier { from } => text!("helps-start", date = Cell::date(from)),
        RelaxationKind::EndLater { to } => text!("helps-end", date = Cell::date(to)),
        // The venue's name stands in the engine's sentence alone.
        RelaxationKind::DropAnchor { .. } | RelaxationKind::DropMustPlay { .. } => {
            sentence(&found.sentence.replacen("drop the anchor", "give up the show that stands at", 1))
        }
    }
}
