//! The core's own JSON API: what programs can ask of people, spaces and plugins.
//!
//! Rule: one file per resource, each with its own views; a row of storage never leaves as it is.

mod assets;
mod health;
mod instance;
mod members;
mod openapi;
mod plugins;
mod problem_pages;
mod spaces;
mod storage;
mod tokens;

use loadin_types::Timestamp;

pub(crate) use self::openapi::Description;
use crate::routes::Routes;

/// Returns every operation of the core's own.
pub(crate) fn routes() -> Routes {
    assets::routes()
        .and(health::routes())
        .and(instance::routes())
        .and(members::routes())
        .and(openapi::routes())
        .and(plugins::routes())
        .and(problem_pages::routes())
        .and(spaces::routes())
        .and(storage::routes())
        .and(tokens::routes())
}

/// Returns a point in time as JSON has it: RFC 3339, in UTC.
pub(crate) fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default().to_string()
}
