//! The core's own JSON API: what programs can ask of people, spaces and plugins.
//!
//! Rule: one file per resource, each with its own views; a row of storage never leaves as it is.

mod health;

use crate::routes::Routes;

/// Returns every operation of the core's own.
pub(crate) fn routes() -> Routes {
    health::routes()
}
