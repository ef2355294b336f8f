//! What the host lends to a plugin.
//!
//! Rule: one function here for one function of the contract. In a component it is the import of that name; elsewhere it
//! goes to the [`native`] host of the test.

pub mod log;
pub mod places;

#[cfg(target_arch = "wasm32")]
mod imports;
#[cfg(target_arch = "wasm32")]
use imports as backend;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(not(target_arch = "wasm32"))]
use native as backend;
use serde::de::DeserializeOwned;

use crate::{Error, collections::raw};

/// Returns milliseconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn now_ms() -> u64 {
    backend::now_ms()
}

/// Returns nanoseconds on a clock that never goes back.
#[must_use]
pub fn monotonic_ns() -> u64 {
    backend::monotonic_ns()
}

/// Returns `n` random bytes fit for keys; at most 65,536.
#[must_use]
pub fn random(n: u32) -> Vec<u8> {
    backend::random(n)
}

/// Returns the value of one setting, or its default, or nothing when neither is set.
///
/// # Errors
///
/// [`Error::Internal`] when the value is not of the form that the plugin reads.
pub fn setting<T: DeserializeOwned>(key: &str) -> Result<Option<T>, Error> {
    backend::setting(key)
        .map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| Error::Internal(format!("the setting `{key}` cannot be read: {error}")))
}

pub(crate) fn text(key: &str, args: &str) -> String {
    backend::text(key, args)
}

pub(crate) fn progress(done: u64, total: u64, message: &str) -> Result<(), Error> {
    backend::progress(done, total, message)
}

/// Keeps what a later attempt at this job goes on from, JSON text.
pub(crate) fn checkpoint(state: &str) -> Result<(), Error> {
    backend::checkpoint(state)
}

/// Returns a new id, a UUID of version 7: for a document or a job that something else is to name before it is written.
#[must_use]
pub fn new_id() -> String {
    let (ms, random) = (now_ms().to_be_bytes(), random(10));
    let mut id = [0_u8; 16];
    let parts = ms.iter().skip(2).chain(&random);
    id.iter_mut().zip(parts).for_each(|(byte, part)| *byte = *part);
    // Version 7, variant 10 (RFC 9562, section 5.7).
    id[6] = 0x70 | (id[6] & 0x0f);
    id[8] = 0x80 | (id[8] & 0x3f);
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// Returns how a job of the caller's space is; nothing when there is no such job (any more).
///
/// # Errors
///
/// [`Error::Internal`] when the host answers something that is no status.
pub fn job_status(id: &str) -> Result<Option<crate::JobStatus>, Error> {
    let status = backend::job_status(id)?.map(|json| serde_json::from_str(&json)).transpose();
    status.map_err(|error| Error::Internal(format!("the host's job status cannot be read: {error}")))
}

/// Asks a job of the caller's space to stop.
///
/// # Errors
///
/// [`Error::NotFound`] when none of that id runs.
pub fn cancel_job(id: &str) -> Result<(), Error> {
    backend::job_cancel(id)
}

pub(crate) fn documents_get(collection: &str, ids: &[String]) -> Result<Vec<Option<raw::Document>>, Error> {
    backend::documents_get(collection, ids)
}

pub(crate) fn documents_find(collection: &str, query: &raw::Query) -> Result<raw::Found, Error> {
    backend::documents_find(collection, query)
}

pub(crate) fn documents_count(collection: &str, reach: raw::Reach, filter: Option<&str>) -> Result<u64, Error> {
    backend::documents_count(collection, reach, filter)
}

pub(crate) fn documents_aggregate(collection: &str, question: &str) -> Result<String, Error> {
    backend::documents_aggregate(collection, question)
}

pub(crate) fn documents_commit(writes: Vec<raw::Write>) -> Result<Vec<raw::Written>, Error> {
    backend::documents_commit(writes)
}
