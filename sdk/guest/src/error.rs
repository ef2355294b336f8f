//! How a plugin says no.
//!
//! Rule: these are the contract's variants and no others. An invalid input names the field by JSON pointer, so that a
//! command can name the flag and a form can mark the input.

use serde::{Deserialize, Serialize};

/// Why a request, or something asked of the host, fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The caller, or this plugin, may not do that.
    #[error("not allowed: {0}")]
    Denied(String),
    /// No such object, or none that the caller may know of.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it; carries the current version.
    #[error("changed meanwhile; the current version is {0}")]
    Conflict(u64),
    /// A unique constraint refused it; carries its name.
    #[error("there is one already: {0}")]
    Duplicate(String),
    /// Well-formed but invalid.
    #[error("{0}")]
    Invalid(Invalid),
    /// A limit was reached; says which.
    #[error("limit reached: {0}")]
    Limit(String),
    /// The time allowed is over.
    #[error("out of time")]
    Timeout,
    /// The caller gave up.
    #[error("cancelled")]
    Cancelled,
    /// Try later; says what is missing.
    #[error("not available now: {0}")]
    Unavailable(String),
    /// A fault of the plugin or the host.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// Returns the error for one field, named by JSON pointer, such as `/from`.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let errors = vec![FieldError { pointer: pointer.into(), detail: detail.clone() }];
        Self::Invalid(Invalid { detail, errors })
    }
}

/// What is invalid, in whole and by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// One sentence for people.
    pub detail: String,
    /// The fields at fault.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

impl Invalid {
    /// Returns the problem made of its fields' problems; the first one speaks for all.
    #[must_use]
    pub fn of(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [] => String::from("the input is not valid"),
            [only] => only.detail.clone(),
            [first, rest @ ..] => format!("{} (and {} more)", first.detail, rest.len()),
        };
        Self { detail, errors }
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the input.
    pub pointer: String,
    /// One sentence for people.
    pub detail: String,
}

/// How a job ends badly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Worth another attempt, after so many seconds or when the host likes.
    #[error("try again")]
    Retry(Option<u32>),
    /// Not worth another attempt.
    #[error(transparent)]
    GiveUp(#[from] Error),
    /// The job was cancelled and stopped.
    #[error("cancelled")]
    Cancelled,
}
