//! The engine's problem from what was asked, and the engine's mistakes back to the fields of the request.

use jiff::civil::Date;
use loadin_guest::{FieldError, text};
use loadin_tour_engine::tour::{Anchor, Endpoint, ProblemError, TourProblem, Venue, VenueIx};

use super::{Understood, assumed::Filled};
use crate::{
    intake::{DateSpan, VenueRow},
    names::Names,
    reply::Spot,
    request::{PlanRequest, date_field},
    wording::of_fault,
};

/// What a request says about single venues.
pub(super) struct Wishes {
    anchors: Vec<Anchor>,
    must_play: Vec<VenueIx>,
    must_not: Vec<VenueIx>,
}

/// Finds the venues that a request names; a name that fits none, or several, is a fault of its field.
pub(super) fn wishes(request: &PlanRequest, venues: &[VenueRow]) -> Result<Wishes, Vec<FieldError>> {
    let names = Names::of(venues);
    let mut faults = Vec::new();
    let mut listed = |field: &str, wanted: &[String]| -> Vec<VenueIx> {
        let found = wanted.iter().enumerate().map(|(index, name)| venue(&names, &format!("/{field}/{index}"), name));
        found.filter_map(|found| found.map_err(|fault| faults.push(fault)).ok()).collect()
    };
    let must_play = listed("must_play", &request.must_play);
    let must_not = listed("must_not", &request.must_not);
    let anchors = request.anchors.iter().enumerate().map(|(index, text)| anchor(&names, index, text));
    let anchors: Vec<Anchor> = anchors.filter_map(|found| found.map_err(|fault| faults.push(fault)).ok()).collect();
    if faults.is_empty() { Ok(Wishes { anchors, must_play, must_not }) } else { Err(faults) }
}

/// States the problem.
pub(super) fn problem(
    request: &PlanRequest,
    understood: &Understood,
    filled: &Filled,
) -> Result<TourProblem, Vec<FieldError>> {
    let Wishes { anchors, must_play, must_not } = wishes(request, &understood.intake.venues)?;
    let (asked, checked) = (&understood.asked, &understood.checked);
    let end = match &asked.end {
        Some(end) => Some(endpoint(end)),
        None => asked.open_end.then_some(Endpoint::Open),
    };
    Ok(TourProblem {
        venues: venues(understood, filled),
        home: endpoint(&asked.home),
        end,
        from: checked.from,
        to: checked.to,
        limits: checked.limits,
        costs: understood.amounts.costs,
        anchors,
        must_play,
        must_not,
        default_radius: checked.radius,
    })
}

/// Returns the engine's mistakes with the fields of the request.
pub(super) fn field_errors(errors: &[ProblemError]) -> Vec<FieldError> {
    errors.iter().map(|error| FieldError { pointer: pointer(&error.field), detail: of_fault(&error.fault) }).collect()
}

/// An anchor, a cost and a limit are single fields of the request; a venue is a line of its file.
fn pointer(field: &str) -> String {
    let parts: Vec<&str> = field.split('/').skip(1).collect();
    match parts.as_slice() {
        ["anchors", index, ..] => format!("/anchors/{index}"),
        ["venues", ..] => "/venues".to_owned(),
        ["costs" | "limits", name] => format!("/{name}"),
        _ => field.to_owned(),
    }
}

fn endpoint(spot: &Spot) -> Endpoint {
    Endpoint::Place { name: spot.name.clone(), position: spot.position }
}

fn venues(understood: &Understood, filled: &Filled) -> Vec<Venue> {
    let rows = understood.intake.venues.iter().zip(&filled.rooms);
    rows.map(|(row, room)| Venue {
        name: row.name.clone(),
        position: row.position,
        town: room.town.clone(),
        zone: room.zone.clone(),
        capacity: room.assumed.capacity,
        net: room.assumed.net,
        net_on: std::collections::BTreeMap::new(),
        dates: dates(row, (understood.checked.from, understood.checked.to)),
        radius: row.radius(understood.checked.radius),
    })
    .collect()
}

/// Returns the single dates of the row's spans. Of a long span only the days of the tour and the nearest outside it
/// count; the engine needs no more to plan and to say which date was near.
fn dates(row: &VenueRow, (from, to): (Date, Date)) -> Option<Vec<Date>> {
    if row.dates.is_empty() {
        return None;
    }
    let mut dates: Vec<Date> = Vec::new();
    for &DateSpan { from: first, to: last } in &row.dates {
        let (start, end) = (first.max(from), last.min(to));
        let mut date = start;
        while date <= end {
            dates.push(date);
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        if start > end {
            dates.push(if first > to { first } else { last });
        }
    }
    dates.sort_unstable();
    dates.dedup();
    Some(dates)
}

fn venue(names: &Names<'_>, pointer: &str, name: &str) -> Result<VenueIx, FieldError> {
    names.find(name).map_err(|detail| FieldError { pointer: pointer.to_owned(), detail })
}

/// Reads `2027-03-12 = Higher Ground`.
fn anchor(names: &Names<'_>, index: usize, text: &str) -> Result<Anchor, FieldError> {
    let pointer = format!("/anchors/{index}");
    let Some((date, name)) = text.split_once('=') else {
        let detail = text!("fault-anchor", typed = text);
        return Err(FieldError { pointer, detail });
    };
    Ok(Anchor { date: date_field(&pointer, date)?, venue: venue(names, &pointer, name)? })
}
