//! Traits through which the rooms of the core meet.
//!
//! Rule: `server` wires an implementation to every port. A door that needs another door asks for a port; it never
//! imports the other crate, so that (say) the HTTP door compiles without wasmtime.

mod absent;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::{
    Call, CallError, Caller, Chunk, Claimed, DocumentId, Ending, Hold, Job, JobError, JobId, JobStatus, Lease,
    PluginError, PluginId, Progress, Reply, Request, SpaceId,
    data::{DataContext, Document, Found, Query, Reach, Write, Written},
    places::{Match, Near, Resolution},
};

pub use absent::{Absent, no_jobs};

/// Calls plugins.
#[async_trait]
pub trait Plugins: Send + Sync {
    /// Returns true when the plugin is there to be called.
    async fn is_loaded(&self, plugin: &PluginId) -> bool;

    /// Hands a request to a plugin and returns its reply.
    async fn handle(&self, plugin: &PluginId, call: Call, request: Request) -> Result<Reply, CallError>;

    /// Runs one attempt at a job and returns its output, JSON text.
    async fn run_job(
        &self,
        plugin: &PluginId,
        call: Call,
        job: Job,
        watch: Arc<dyn JobWatch>,
    ) -> Result<String, JobError>;
}

/// Lets plugins bring documents to what their new version declares.
#[async_trait]
pub trait Migrator: Send + Sync {
    /// Returns what the documents are to say, JSON text in their order; `None` for one that stays as it is.
    ///
    /// A chunk may be asked for twice; the plugin can neither read nor write anything besides.
    async fn migrate(&self, plugin: &PluginId, space: SpaceId, chunk: Chunk) -> Result<Vec<Option<String>>, CallError>;
}

/// Follows a running job.
#[async_trait]
pub trait JobWatch: Send + Sync {
    /// Takes note of progress. Returns false once the job was cancelled, or is no longer this attempt's.
    fn progress(&self, progress: Progress) -> bool;

    /// Keeps what the next attempt is to go on from, JSON text. Returns false as [`Self::progress`] does.
    async fn checkpoint(&self, state: String) -> Result<bool, PluginError>;
}

/// Knows the world's towns.
pub trait Gazetteer: Send + Sync {
    /// Finds towns by name, best first.
    fn search(&self, text: &str, country: Option<&str>, limit: usize) -> Vec<Match>;

    /// Returns what a name means.
    fn resolve(&self, text: &str, country: Option<&str>) -> Resolution;

    /// Lists towns within `km` of a point, nearest first.
    fn nearby(&self, lat: f64, lon: f64, km: f64, limit: usize) -> Vec<Near>;
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;

    /// Nanoseconds on a clock that never goes back.
    fn monotonic_ns(&self) -> u64;
}

/// Gives random bytes fit for keys.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Knows the values that were set for a plugin's settings.
pub trait SettingsOf: Send + Sync {
    /// Returns the JSON text of one setting, or `None` when it is not set.
    fn get(&self, plugin: &PluginId, key: &str) -> Option<String>;
}

/// Keeps the documents of plugins.
///
/// The door that asks has checked that the plugin holds the capability and the caller the collection's permission;
/// which *documents* the caller may see or change is decided behind this port, in the query itself.
#[async_trait]
pub trait Collections: Send + Sync {
    /// Returns the documents in the order of `ids`; `None` where there is none that the caller may see.
    async fn get(
        &self,
        context: &DataContext,
        collection: &str,
        ids: &[DocumentId],
    ) -> Result<Vec<Option<Document>>, PluginError>;

    /// Finds documents, a page at a time.
    async fn find(&self, context: &DataContext, collection: &str, query: &Query) -> Result<Found, PluginError>;

    /// Counts the documents that a filter wants.
    async fn count(
        &self,
        context: &DataContext,
        collection: &str,
        reach: Reach,
        filter: Option<&str>,
    ) -> Result<u64, PluginError>;

    /// Answers a question about groups of documents; both are JSON text.
    async fn aggregate(&self, context: &DataContext, collection: &str, question: &str) -> Result<String, PluginError>;

    /// Applies all writes, or none of them, and answers each in order.
    async fn commit(&self, context: &DataContext, writes: Vec<Write>) -> Result<Vec<Written>, PluginError>;
}

/// Tells how jobs are, and stops them. They are ordered by [`Collections::commit`], together with what is written.
///
/// A job is known to the space and the plugin that ordered it, and to nobody else; all others are told that there is none.
#[async_trait]
pub trait JobDesk: Send + Sync {
    /// Tells how a job is; `None` when there is none, or none any more.
    async fn status(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Result<Option<JobStatus>, PluginError>;

    /// Waits until a job of the space is at another revision than `seen`, and tells how it is. A job that has ended
    /// does not change any more: ask no further.
    async fn changed(&self, space: SpaceId, job: JobId, seen: u64) -> Result<Option<JobStatus>, PluginError>;

    /// Asks a job to stop. Returns false when there is none that waits or runs.
    async fn cancel(&self, plugin: &PluginId, space: SpaceId, job: JobId) -> Result<bool, PluginError>;
}

/// Keeps jobs, and hands them to whoever runs them.
#[async_trait]
pub trait JobQueue: Send + Sync {
    /// Takes up to `most` jobs that are due, from the plugins and spaces that have had least.
    async fn claim(&self, most: usize) -> Result<Vec<Claimed>, PluginError>;

    /// Keeps leases from running out; answers each in order.
    async fn renew(&self, leases: &[Lease]) -> Result<Vec<Hold>, PluginError>;

    /// Keeps how far a job is.
    async fn report(&self, lease: Lease, progress: &Progress) -> Result<Hold, PluginError>;

    /// Keeps what the next attempt is to go on from, JSON text.
    async fn checkpoint(&self, lease: Lease, state: &str) -> Result<Hold, PluginError>;

    /// Keeps how an attempt ended. `message` is for people, while the job waits for its next one.
    async fn end(&self, lease: Lease, ending: Ending, message: &str) -> Result<Hold, PluginError>;

    /// Tells how a job of a space is, to one plugin or (`None`) to core.
    async fn status(
        &self,
        plugin: Option<&PluginId>,
        space: SpaceId,
        job: JobId,
    ) -> Result<Option<JobStatus>, PluginError>;

    /// Notes that a job is to stop; one that waits ends with it. Returns false when there is none that waits or runs.
    async fn cancel(&self, plugin: Option<&PluginId>, space: SpaceId, job: JobId) -> Result<bool, PluginError>;

    /// Tells how long it is until the next job is due; `None` when none waits.
    async fn next_due(&self) -> Result<Option<Duration>, PluginError>;

    /// Returns once a job was put in by this process since the last time.
    async fn put_in(&self);

    /// Forgets jobs that ended long ago.
    async fn sweep(&self) -> Result<(), PluginError>;

    /// Returns true when other processes share the queue, so that it fills without a word.
    fn is_shared(&self) -> bool;
}

/// Knows what somebody who ordered something may do by now.
#[async_trait]
pub trait Rights: Send + Sync {
    /// Returns the caller with the rights that they had *and* still have; `None` when they may not call plugins there any more.
    async fn by_now(&self, plugin: &PluginId, then: &Caller) -> Result<Option<Caller>, PluginError>;
}
