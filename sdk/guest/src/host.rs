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

use crate::Error;

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

pub(crate) fn progress(done: u64, total: u64, message: &str) -> Result<(), Error> {
    backend::progress(done, total, message)
}
