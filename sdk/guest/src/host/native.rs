//! Where the host's functions go on a native target: to whatever host the test installed on its thread.
//!
//! Rule: a plugin that asks for something while no host is installed fails loudly, so that no test passes by accident.

use std::{cell::RefCell, rc::Rc};

use super::log::Level;
use crate::{Error, Reply, collections::raw};

/// A host for tests. `sdk/testing` has the one to use.
pub trait NativeHost {
    /// Takes a log line.
    fn log(&self, level: Level, message: &str, fields: &[(&str, &str)]);
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;
    /// Nanoseconds on a clock that never goes back.
    fn monotonic_ns(&self) -> u64;
    /// Random bytes.
    fn random(&self, n: u32) -> Vec<u8>;
    /// JSON text of a setting.
    fn setting(&self, key: &str) -> Option<String>;
    /// JSON text of a search.
    fn places_search(&self, text: &str, country: Option<&str>, limit: u32) -> Result<String, Error>;
    /// JSON text of what a name means.
    fn places_resolve(&self, text: &str, country: Option<&str>) -> Result<String, Error>;
    /// JSON text of the towns around a point.
    fn places_nearby(&self, lat: f64, lon: f64, km: f64, limit: u32) -> Result<String, Error>;
    /// The text of a key, with JSON text of the values in it.
    fn text(&self, key: &str, args: &str) -> String;
    /// Takes note of progress.
    fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), Error>;
    /// Keeps what a later attempt goes on from, JSON text.
    fn checkpoint(&self, state: &str) -> Result<(), Error>;
    /// JSON text of how a job is.
    fn job_status(&self, id: &str) -> Result<Option<String>, Error>;
    /// Asks a job to stop.
    fn job_cancel(&self, id: &str) -> Result<(), Error>;
    /// Documents in the order of `ids`.
    fn documents_get(&self, collection: &str, ids: &[String]) -> Result<Vec<Option<raw::Document>>, Error>;
    /// A page of documents.
    fn documents_find(&self, collection: &str, query: &raw::Query) -> Result<raw::Found, Error>;
    /// How many documents a filter wants.
    fn documents_count(&self, collection: &str, reach: raw::Reach, filter: Option<&str>) -> Result<u64, Error>;
    /// JSON text of the answer to a question about groups.
    fn documents_aggregate(&self, collection: &str, question: &str) -> Result<String, Error>;
    /// Applies all writes or none.
    fn documents_commit(&self, writes: Vec<raw::Write>) -> Result<Vec<raw::Written>, Error>;
    /// Looks at what a handler answers, as the real host does before anybody sees it.
    fn answered(&self, _reply: &Reply) {}
}

thread_local! {
    static HOST: RefCell<Option<Rc<dyn NativeHost>>> = const { RefCell::new(None) };
}

/// Runs `work` with `host` in place on this thread, and takes it away again, also when `work` panics.
pub fn with_host<T>(host: Rc<dyn NativeHost>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<Rc<dyn NativeHost>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            HOST.set(self.0.take());
        }
    }
    let _restore = Restore(HOST.replace(Some(host)));
    work()
}

#[expect(clippy::panic, reason = "a test that forgot its host must fail, not pass")]
fn host() -> Rc<dyn NativeHost> {
    HOST.with_borrow(Clone::clone).unwrap_or_else(|| panic!("no host on this thread: run it in `TestHost::run`"))
}

/// Shows an answer to the host, if there is one: a router can be tried without.
pub(crate) fn answered(reply: &Reply) {
    if let Some(host) = HOST.with_borrow(Clone::clone) {
        host.answered(reply);
    }
}

pub(super) fn log(level: Level, message: &str, fields: &[(&str, &str)]) {
    host().log(level, message, fields);
}

pub(super) fn now_ms() -> u64 {
    host().now_ms()
}

pub(super) fn monotonic_ns() -> u64 {
    host().monotonic_ns()
}

pub(super) fn random(n: u32) -> Vec<u8> {
    host().random(n.min(65_536))
}

pub(super) fn setting(key: &str) -> Option<String> {
    host().setting(key)
}

pub(super) fn places_search(text: &str, country: Option<&str>, limit: u32) -> Result<String, Error> {
    host().places_search(text, country, limit)
}

pub(super) fn places_resolve(text: &str, country: Option<&str>) -> Result<String, Error> {
    host().places_resolve(text, country)
}

pub(super) fn places_nearby(lat: f64, lon: f64, km: f64, limit: u32) -> Result<String, Error> {
    host().places_nearby(lat, lon, km, limit)
}

pub(super) fn text(key: &str, args: &str) -> String {
    host().text(key, args)
}

pub(super) fn progress(done: u64, total: u64, message: &str) -> Result<(), Error> {
    host().progress(done, total, message)
}

pub(super) fn checkpoint(state: &str) -> Result<(), Error> {
    host().checkpoint(state)
}

pub(super) fn job_status(id: &str) -> Result<Option<String>, Error> {
    host().job_status(id)
}

pub(super) fn job_cancel(id: &str) -> Result<(), Error> {
    host().job_cancel(id)
}

pub(super) fn documents_get(collection: &str, ids: &[String]) -> Result<Vec<Option<raw::Document>>, Error> {
    host().documents_get(collection, ids)
}

pub(super) fn documents_find(collection: &str, query: &raw::Query) -> Result<raw::Found, Error> {
    host().documents_find(collection, query)
}

pub(super) fn documents_count(collection: &str, reach: raw::Reach, filter: Option<&str>) -> Result<u64, Error> {
    host().documents_count(collection, reach, filter)
}

pub(super) fn documents_aggregate(collection: &str, question: &str) -> Result<String, Error> {
    host().documents_aggregate(collection, question)
}

pub(super) fn documents_commit(writes: Vec<raw::Write>) -> Result<Vec<raw::Written>, Error> {
    host().documents_commit(writes)
}
