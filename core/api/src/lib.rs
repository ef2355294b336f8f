//! The HTTP door: routes, extractors, views, problems, OpenAPI.
//!
//! Rule: permission first. A handler's first argument is the proof that the caller may do it ([`permit`]); a handler
//! without one does not compile ([`routes`]), and a route that is not in the permission matrix fails the tests. Only this
//! room knows status codes.

mod answers;
mod app;
mod arrival;
mod context;
mod core_api;
mod entry;
mod extract;
mod form;
mod jobs;
mod kit;
mod labels;
mod mount;
mod pages;
mod path_id;
mod permit;
mod policy_reports;
mod problem;
mod router;
mod routes;
mod serve;
mod shell;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod told;
mod unsafe_requests;

pub use app::{ApiSettings, App, HeldBack, Parts};
pub use router::router;
pub use serve::serve;
