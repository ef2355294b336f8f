//! The tour optimizer as a plugin: reads a venue list and a wish, asks the engine, shows the plan.
//!
//! Rule: this crate only translates: bytes to the engine's problem, the engine's plan to views. Whatever is a rule of
//! touring stands in the engine.

pub mod homes;
pub mod importing;
pub mod intake;
pub mod jobs;
pub mod kept;
pub mod names;
mod pages;
pub mod placing;
pub mod planning;
mod plans;
pub mod reply;
pub mod request;
pub mod routes;
#[cfg(feature = "schema")]
pub mod schema;
pub mod search;
mod venues;
pub mod views;
pub mod wishes;
mod wording;

loadin_guest::plugin! {
    routes: routes::routes,
    jobs: { "plan" => jobs::plan, "plan-tour" => jobs::plan_tour, "solve" => jobs::solve }
}
