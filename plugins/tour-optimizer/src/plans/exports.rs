//! A planned tour as a file.
//!
//! Rule: only a tour has a file; everything else answers with what it is waiting for, never with an empty file.

use loadin_guest::{Error, Reply, Request, host, text};

use super::{Live, Plan};
use crate::{
    kept::PlanState,
    reply::{PlanReply, Planned},
    views,
};

/// `GET /plans/{id}/tour.ics`.
pub(crate) fn calendar(request: &Request) -> Result<Reply, Error> {
    let planned = planned(request)?;
    let text = views::calendar(&planned, host::now_ms());
    Ok(Reply::file("tour.ics", "text/calendar; charset=utf-8", text))
}

/// `GET /plans/{id}/tour.geojson`.
pub(crate) fn map_data(request: &Request) -> Result<Reply, Error> {
    let text = views::feature_collection(&planned(request)?).to_string();
    Ok(Reply::file("tour.geojson", "application/geo+json", text))
}

/// `GET /plans/{id}/tour.csv`.
pub(crate) fn table(request: &Request) -> Result<Reply, Error> {
    views::table_file(&planned(request)?)
}

fn planned(request: &Request) -> Result<Planned, Error> {
    let plan = Plan::load(request.param("id"))?;
    if let Some(PlanReply::Planned(planned)) = plan.kept.data.outcome {
        return Ok(*planned);
    }
    let none = |key: &str| Error::invalid("", text(key));
    Err(match plan.live {
        Live::Running(_) => Error::Unavailable(text("fault-still-planning")),
        Live::Interrupted => none("fault-no-file-interrupted"),
        Live::Broken(_) | Live::Ended(PlanState::Failed) => none("fault-no-file-failed"),
        Live::Ended(PlanState::Cancelled) => none("fault-no-file-stopped"),
        Live::Ended(_) => none("fault-no-file-infeasible"),
    })
}
