//! What a space keeps: its venues, its plans, and what was imported.
//!
//! Rule: these types and `schemas/*-document.json` are one thing; a change here wants a new `version` of the collection
//! in `plugin.toml`, and documents written before must still be read.

mod import;
mod plan;
mod trim;
mod venue;

use loadin_guest::{
    Collection, Error, Stored,
    collections::{MOST, Query},
};

pub use import::ImportDocument;
pub use plan::{Inputs, PlanCard, PlanDocument, PlanState, Played, Summary, Trouble};
pub use trim::{LeftOut, fitted, kind, nearness};
pub use venue::{VenueDocument, WeekNet, key, rows};

/// The venues of a space.
pub const VENUES: Collection<VenueDocument> = Collection::new("venues");
/// The plans of a space.
pub const PLANS: Collection<PlanDocument> = Collection::new("plans");
/// The plans of a space without their days and stops, for lists. Only for reading.
pub const PLAN_CARDS: Collection<PlanCard> = Collection::new("plans");
/// What was imported; the newest says in which currency the space counts.
pub const IMPORTS: Collection<ImportDocument> = Collection::new("imports");

/// Returns every venue of the space, by name.
///
/// # Errors
///
/// What the host says.
pub fn all_venues() -> Result<Vec<Stored<VenueDocument>>, Error> {
    VENUES.all(Query::new().by("key"))
}

/// Returns how many venues the space has.
///
/// # Errors
///
/// What the host says.
pub fn venue_count() -> Result<usize, Error> {
    let (mut count, mut query) = (0, Query::new().limit(MOST));
    loop {
        let page = VENUES.find(&query)?;
        count += page.documents.len();
        match page.next {
            Some(next) => query = query.at(Some(next)),
            None => return Ok(count),
        }
    }
}

/// Returns what was imported last.
///
/// # Errors
///
/// What the host says.
pub fn last_import() -> Result<Option<Stored<ImportDocument>>, Error> {
    Ok(IMPORTS.find(&Query::new().by("-id").limit(1))?.documents.pop())
}

/// Returns the plan that was asked for last.
///
/// # Errors
///
/// What the host says.
pub fn last_plan() -> Result<Option<Stored<PlanCard>>, Error> {
    Ok(PLAN_CARDS.find(&Query::new().by("-id").limit(1))?.documents.pop())
}
