//! What is wrong with a problem as the engine sees it, in the reader's language.
//!
//! Rule: in small letters and without a full stop, because it stands beside a field.

use loadin_domain::Money;
use loadin_guest::{text, ui::Cell};
use loadin_tour_engine::tour::{Claim, Fault, MAX_TOUR_DAYS, MAX_TOUR_VENUES};

use super::money;

/// Says what is wrong with a field.
pub(crate) fn of_fault(fault: &Fault) -> String {
    match fault {
        Fault::EndBeforeStart { from, to } => {
            text!("fault-ends-before", from = Cell::date(from), to = Cell::date(to))
        }
        Fault::TooManyDays { days } => text!("fault-days", days = *days, most = MAX_TOUR_DAYS),
        Fault::NoVenues => text("fault-no-venue-left"),
        Fault::TooManyVenues { found } => text!("fault-venues", venues = *found, most = MAX_TOUR_VENUES),
        Fault::UnknownVenue { index, count } => {
            text!("fault-unknown-venue", index = index.to_string(), venues = *count)
        }
        Fault::AnchorOutsideRange { venue, date, from, to } => {
            let (date, from, to) = (Cell::date(date), Cell::date(from), Cell::date(to));
            text!("fault-anchor-outside", venue = venue, date = date, from = from, to = to)
        }
        Fault::AnchorsOnOneDay { date, first, second } => {
            text!("fault-anchors-one-day", first = first, second = second, date = Cell::date(date))
        }
        Fault::AnchorsAtOneVenue { venue, first, second } => {
            let (first, second) = (Cell::date(first), Cell::date(second));
            text!("fault-anchors-one-venue", venue = venue, first = first, second = second)
        }
        Fault::RuledOut { venue, claim: Claim::StandsOn(date) } => {
            text!("fault-ruled-out-anchor", venue = venue, date = Cell::date(date))
        }
        Fault::RuledOut { venue, claim: Claim::MustBePlayed } => text!("fault-ruled-out-must", venue = venue),
        Fault::Negative { amount, currency } => {
            text!("fault-cost-negative", sum = money(Money::from_minor(*amount, *currency)))
        }
        Fault::TooLarge { amount, currency } => {
            text!("fault-sum-too-large", sum = money(Money::from_minor(*amount, *currency)))
        }
        Fault::People { people } => text!("fault-people", people = *people),
        Fault::DriveLimit { minutes } => text!("fault-drive-limit", minutes = *minutes),
        Fault::LegLimit => text("fault-leg-limit"),
        Fault::ZeroGap => text("fault-zero-gap"),
        Fault::NoName => text("row-no-name"),
        // The checks before it keep this from happening; the reason is for whoever mends them.
        Fault::Instance(why) => text!("fault-instance", why = why.to_string()),
    }
}
