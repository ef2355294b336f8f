//! A plan in the form that the caller accepts: text, calendar, map data, picture, table, or JSON again.
//!
//! Rule: each form is a pure function of the reply; the only thing asked of the host is the time for the calendar.

mod geojson;
mod ics;
mod svg;
mod table;
mod text;
mod venue_list;
pub(crate) mod words;

use loadin_guest::{Error, Reply, Request, host};

use crate::{
    reply::{Infeasible, PlanReply, Planned},
    wording::spoken,
};

pub use geojson::feature_collection;
pub use ics::calendar;
pub use svg::picture;
pub use table::csv;
pub use text::{infeasible as infeasible_text, plan as plan_text};
pub use venue_list::venue_list;

/// Shows a plan: its JSON comes in, the form that `Accept` names goes out.
///
/// # Errors
///
/// [`Error::Invalid`] when the body is no plan, or a form is asked for that only a tour has.
pub fn plan(request: &Request) -> Result<Reply, Error> {
    match request.json()? {
        PlanReply::Planned(planned) => show(request, &planned),
        PlanReply::Infeasible(infeasible) => refuse(request, *infeasible),
    }
}

fn show(request: &Request, planned: &Planned) -> Result<Reply, Error> {
    if request.accepts("text/calendar") {
        return Ok(Reply::file("tour.ics", "text/calendar; charset=utf-8", calendar(planned, host::now_ms())));
    }
    if request.accepts("application/geo+json") {
        return Ok(Reply::file("tour.geojson", "application/geo+json", feature_collection(planned).to_string()));
    }
    if request.accepts("image/svg+xml") {
        return Ok(Reply::file("tour.svg", "image/svg+xml", picture(planned)));
    }
    if request.accepts("text/csv") {
        return table_file(planned);
    }
    if request.accepts("application/json") {
        return Reply::json(&spoken(PlanReply::Planned(Box::new(planned.clone()))));
    }
    Ok(Reply::text(text::plan(planned)))
}

/// Returns the plan as a table in a file.
pub(crate) fn table_file(planned: &Planned) -> Result<Reply, Error> {
    let bytes = csv(planned).map_err(|error| Error::Internal(format!("cannot write the table: {error}")))?;
    let table = String::from_utf8(bytes).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Reply::file("tour.csv", "text/csv; charset=utf-8", table))
}

fn refuse(request: &Request, infeasible: Infeasible) -> Result<Reply, Error> {
    if request.accepts("application/json") {
        return Reply::json(&spoken(PlanReply::Infeasible(Box::new(infeasible))));
    }
    // Without a tour there is nothing to draw, so every other form says why in words.
    Ok(Reply::text(text::infeasible(&infeasible)))
}
