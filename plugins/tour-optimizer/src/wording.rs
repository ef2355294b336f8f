//! What the engine found, in the reader's language.
//!
//! Rule: a sentence is written from values when it is shown, never kept; only a plan that was kept before its causes were
//! values shows the sentence that it was kept with.

mod assumed;
mod causes;
mod faults;
mod whole;

use loadin_domain::Money;
use loadin_guest::{
    text,
    ui::{self, Cell},
};
use loadin_tour_engine::{
    explain::{Relaxation, RelaxationKind},
    tour::{Drive, Gap, Needed, RadiusClause, Reason, Stop, WhyStop},
};

pub(crate) use self::{
    assumed::{how, of_fact},
    causes::{of_cause, of_infeasible},
    faults::of_fault,
    whole::spoken,
};
use crate::views::words::sentence;

/// Returns a sum as texts and pages take it.
pub(crate) fn money(money: Money) -> ui::Money {
    ui::Money::new(money.amount(), money.currency().code())
}

/// Returns the sum without its sign, for sentences that say `less` or `more`.
pub(crate) fn size(sum: Money) -> ui::Money {
    money(Money::from_minor(sum.minor().saturating_abs(), sum.currency()))
}

/// Says how much better another tour could be.
pub(crate) fn of_gap(gap: &Gap) -> String {
    match (gap.permille, gap.bound) {
        _ if gap.is_proven_best => text("gap-proven"),
        #[expect(clippy::cast_precision_loss, reason = "a share in thousandths")]
        (Some(permille), _) => text!("gap-percent", share = Cell::Percent(permille as f64 / 10.0)),
        (None, Some(bound)) => text!("gap-bound", sum = money(bound)),
        (None, None) => text("gap-unknown"),
    }
}

/// Says why a stop is where it is, most important first. The drive to it stands beside it already.
pub(crate) fn of_stop(stop: &Stop) -> Vec<String> {
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
        (None, Some(rule)) => reasons.push(sentence(&needed(rule))),
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

/// Says which rule the tour would break without a stop; in small letters, because it may stand among others.
pub(crate) fn needed(rule: &Needed) -> String {
    match rule {
        Needed::Gap { from, to, days, limit_days } => {
            text!("why-needed-gap", days = *days, from = from, to = to, limit = *limit_days)
        }
        Needed::Drive { from: Some(from), to: Some(to) } => text!("why-needed-drive", from = from, to = to),
        Needed::Drive { from: None, to: Some(to) } => text!("why-needed-drive-out", to = to),
        Needed::Drive { from: Some(from), to: None } => text!("why-needed-drive-home", from = from),
        Needed::Drive { from: None, to: None } => text("why-needed"),
    }
}

/// Says how far a stop is from where the tour was before.
pub(crate) fn of_drive(drive: &Drive) -> String {
    let (road, time) = (Cell::Km(f64::from(drive.km)), Cell::Minutes(drive.minutes));
    let key = if drive.ferry { "why-drive-ferry" } else { "why-drive" };
    text!(key, road = road, drive = time, place = &drive.from)
}

/// Says why a venue is not played.
pub(crate) fn of_dropped(reason: &Reason) -> String {
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
pub(crate) fn relaxation(found: &Relaxation) -> String {
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
        RelaxationKind::StartEarlier { from, .. } => text!("helps-start", date = Cell::date(from)),
        RelaxationKind::EndLater { to, .. } => text!("helps-end", date = Cell::date(to)),
        RelaxationKind::DropAnchor { name, .. } | RelaxationKind::DropMustPlay { name, .. } if name.is_empty() => {
            sentence(&found.sentence)
        }
        RelaxationKind::DropAnchor { name, date, .. } => {
            text!("helps-drop-anchor", venue = name, date = Cell::date(date))
        }
        RelaxationKind::DropMustPlay { name, .. } => text!("helps-drop-must", venue = name),
    }
}
