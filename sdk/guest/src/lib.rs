//! The Rust face of the plugin contract: a router, jobs, migrations, errors, and what the host lends.
//!
//! Rule: nothing here differs between wasm and native but where [`host`] sends its calls. In a component they are the
//! contract's imports; on a native target they go to the in-memory host of `sdk/testing`, so `cargo test` needs no wasm.
//!
//! ```
//! use loadin_guest::{Error, Failure, Job, Reply, Request, Router};
//!
//! pub fn routes() -> Router {
//!     Router::new().get("/greetings/{name}", greet)
//! }
//!
//! fn greet(request: &Request) -> Result<Reply, Error> {
//!     Reply::json(&serde_json::json!({ "hello": request.param("name") }))
//! }
//!
//! pub fn count(job: &Job) -> Result<u64, Failure> {
//!     let upto: u64 = job.json()?;
//!     for done in 1..=upto {
//!         job.progress(done, upto, "counting")?;
//!     }
//!     Ok(upto)
//! }
//!
//! loadin_guest::plugin! { routes: routes, jobs: { "count" => count } }
//! ```

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod bindings;
mod call;
pub mod collections;
mod error;
#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod exports;
mod form;
pub mod host;
mod job;
mod macros;
mod migrations;
mod reply;
mod request;
mod router;
mod words;

pub use call::{Call, Principal, PrincipalKind};
pub use collections::{Collection, Stored};
pub use error::{Error, Failure, FieldError, Invalid};
pub use form::{Form, Upload};
pub use job::{Job, JobParts, JobState, JobStatus};
/// The typed pieces that a page is made of.
pub use loadin_profile::page as ui;
pub use migrations::{Document, Kept, Migrations};
pub use reply::{Body, File, Reply};
pub use request::Request;
pub use router::Router;
pub use words::{Arg, Said, text, text_with};

#[doc(hidden)]
pub use serde_json;
