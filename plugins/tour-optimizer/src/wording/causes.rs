//! Why there is no tour, in the reader's language.
//!
//! Rule: causes are in small letters and without a full stop, because the first one stands inside another sentence.

use loadin_guest::{text, ui::Cell};
use loadin_tour_engine::explain::{Cause, CauseKind, Infeasible, LongDrive, TwoShows};

use super::{money, of_dropped, relaxation};

/// Says the whole answer; in small letters.
pub(crate) fn of_infeasible(answer: &Infeasible) -> String {
    if let Some(first) = answer.causes.first() {
        let why = of_cause(first);
        return match first.cause {
            CauseKind::NothingInReach { .. } | CauseKind::NothingPays { .. } | CauseKind::SearchEnded => why,
            _ => text!("infeasible-because", why = why),
        };
    }
    match (answer.is_proven, answer.relaxations.first()) {
        (true, Some(first)) => text!("infeasible-proven-but", change = relaxation(first)),
        (true, None) => text("infeasible-proven"),
        (false, Some(first)) => text!("infeasible-none-found-but", change = relaxation(first)),
        (false, None) => text("infeasible-none-found"),
    }
}

/// Says what clashes.
pub(crate) fn of_cause(found: &Cause) -> String {
    if !found.sentence.is_empty() && is_old(&found.cause) {
        return found.sentence.clone();
    }
    match &found.cause {
        CauseKind::AnchorBeyondStart { name, date, drive: road, .. } => {
            text!("cause-beyond-start", venue = name, date = Cell::date(date), drive = drive(road))
        }
        CauseKind::AnchorBeyondEnd { name, date, last_day, drive: road, .. } => {
            let (date, last_day) = (Cell::date(date), Cell::date(last_day));
            text!("cause-beyond-end", venue = name, date = date, last = last_day, drive = drive(road))
        }
        CauseKind::AnchorsTooFar { shows, drive: road, .. } => {
            text!("cause-too-far", shows = two(shows), days = shows.days, drive = drive(road))
        }
        CauseKind::AnchorsGap { shows, limit_days, .. } => {
            text!("cause-gap", shows = two(shows), days = shows.days, limit = *limit_days)
        }
        CauseKind::AnchorsInRadius { shows, needed_days, .. } => {
            text!("cause-radius", shows = two(shows), days = *needed_days)
        }
        CauseKind::MustWithoutDate { name, .. } => text!("cause-must-without-date", venue = name),
        CauseKind::MustOutOfReach { name, drive: None, .. } => text!("cause-must-out-of-reach", venue = name),
        CauseKind::MustOutOfReach { name, drive: Some(road), .. } => {
            text!("cause-must-too-far", venue = name, drive = drive(road))
        }
        CauseKind::MustAgainstAnchors { name, .. } => text!("cause-must-against-anchors", venue = name),
        CauseKind::MustsInRadius { first_name, second_name, .. } => {
            text!("cause-musts-in-radius", first = first_name, second = second_name)
        }
        CauseKind::NothingInReach { venues, example: Some(example) } => {
            let why = of_dropped(&example.reason);
            text!("cause-none-can-be-played", venues = *venues, venue = &example.name, why = why)
        }
        CauseKind::NothingInReach { example: None, .. } => text("cause-nothing-in-reach"),
        CauseKind::NothingPays { name, date, loss, .. } => match loss.minor() {
            0 => text!("cause-nothing-is-left", venue = name, date = Cell::date(date)),
            _ => text!("cause-nothing-pays", venue = name, date = Cell::date(date), loss = money(*loss)),
        },
        CauseKind::SearchEnded => text("cause-search-ended"),
    }
}

/// Returns whether a cause was kept before it had the names that its sentence needs.
fn is_old(cause: &CauseKind) -> bool {
    match cause {
        CauseKind::AnchorBeyondStart { name, .. }
        | CauseKind::AnchorBeyondEnd { name, .. }
        | CauseKind::MustWithoutDate { name, .. }
        | CauseKind::MustOutOfReach { name, .. }
        | CauseKind::MustAgainstAnchors { name, .. }
        | CauseKind::NothingPays { name, .. }
        | CauseKind::MustsInRadius { first_name: name, .. } => name.is_empty(),
        CauseKind::AnchorsTooFar { shows, .. }
        | CauseKind::AnchorsGap { shows, .. }
        | CauseKind::AnchorsInRadius { shows, .. } => shows.first.is_empty(),
        CauseKind::NothingInReach { venues, .. } => *venues == 0,
        CauseKind::SearchEnded => false,
    }
}

fn two(TwoShows { first, first_date, second, second_date, .. }: &TwoShows) -> String {
    let (first_date, second_date) = (Cell::date(first_date), Cell::date(second_date));
    text!("cause-two-shows", first = first, on = first_date, second = second, then = second_date)
}

fn drive(LongDrive { from, to, minutes, limit_minutes_per_day, limit_minutes_per_leg }: &LongDrive) -> String {
    let (day, leg) = (Cell::Minutes(*limit_minutes_per_day), Cell::Minutes(*limit_minutes_per_leg));
    match minutes {
        Some(minutes) => {
            text!("cause-drive", from = from, to = to, drive = Cell::Minutes(*minutes), day = day, leg = leg)
        }
        None => text!("cause-no-road", from = from, to = to, day = day, leg = leg),
    }
}
