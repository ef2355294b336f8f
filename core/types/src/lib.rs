//! The words that the rooms of the core share: ids, callers, requests, replies, problems, and the ports between doors.
//!
//! Rule: no I/O, no clock, no knowledge of what a gig is. Doors (`host`, `worker`, later `api`) meet through the traits
//! in [`ports`] and never import one another.

mod call;
pub mod data;
mod ids;
mod job;
mod migration;
pub mod people;
pub mod places;
pub mod ports;
mod problem;
mod scope;
mod time;

pub use call::{
    Body, Call, CallError, Caller, Fault, FileReply, Form, Header, Held, PluginError, PrincipalKind, Reply, Request,
    Upload,
};
pub use ids::{CallId, DocumentId, IdError, JobId, PersonId, SessionId, SpaceId, TokenId};
pub use job::{Claimed, Ending, Hold, Job, JobError, JobState, JobStatus, Lease, NewJob, Progress};
pub use loadin_wit::manifest::PluginId;
pub use migration::{Chunk, Kept};
pub use problem::ProblemKind;
pub use scope::Scope;
pub use time::Timestamp;
