//! The tour optimizer as a plugin: reads a venue list and a wish, asks the engine, shows the plan.
//!
//! Rule: this crate only translates: bytes to the engine's problem, the engine's plan to views. Whatever is a rule of
//! touring stands in the engine.

pub mod homes;
pub mod intake;
pub mod jobs;
pub mod names;
pub mod placing;
pub mod planning;
pub mod reply;
pub mod request;
pub mod routes;
#[cfg(feature = "schema")]
pub mod schema;
pub mod search;
pub mod views;

loadin_guest::plugin! { routes: routes::routes, jobs: { "plan" => jobs::plan, "solve" => jobs::solve } }
