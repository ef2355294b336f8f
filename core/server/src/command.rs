//! The commands that plugins declare: flags from a JSON Schema, a job or a route, an answer in the format asked for.
//!
//! Rule: nothing here knows what a command is about. Whatever a flag means is said by the schema, and whatever is wrong
//! with a value is said by the plugin; the host only refuses what cannot be turned into JSON at all.

pub(crate) mod answer;
pub(crate) mod ending;
pub(crate) mod files;
pub(crate) mod flags;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod refusal;
mod route;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod values;
