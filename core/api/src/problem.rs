//! What goes wrong, as an answer: RFC 9457 problem+json for programs, a page for people.
//!
//! Rule: every answer that is not 2xx or 3xx is a [`Problem`]; the outermost layer draws it, so that one form holds for
//! handlers, extractors, axum's own refusals and panics. A cause goes to the log with the request's id, never into the answer.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use loadin_auth::{AccessError, CrossSiteError, Reauthenticate, Refusal};
use loadin_storage::StoreError;
use loadin_types::{CallError, PluginError, ProblemKind};
use loadin_words::Arg;
use serde::{Deserialize, Serialize};

use crate::told::{Tell as _, Told, told};

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldFault {
    /// JSON pointer into the request's body.
    pub(crate) pointer: String,
    /// What is wrong with it.
    pub(crate) detail: String,
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) kind: ProblemKind,
    /// What is wrong, for programs.
    pub(crate) detail: Option<String>,
    /// What is told to people beside what its kind tells them already.
    pub(crate) told: Option<Box<Told>>,
    pub(crate) errors: Vec<FieldFault>,
    /// The version that a document is at, where somebody else changed it first.
    pub(crate) current_version: Option<u64>,
    pub(crate) retry_after: Option<Duration>,
    /// The methods that there are, where this one is not.
    pub(crate) allow: Option<String>,
}

impl Problem {
    pub(crate) const fn new(kind: ProblemKind) -> Self {
        Self {
            kind,
            detail: None,
            told: None,
            errors: Vec::new(),
            current_version: None,
            retry_after: None,
            allow: None,
        }
    }

    pub(crate) fn with_detail(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(kind) }
    }

    /// Says this to whoever reads the page of the problem.
    pub(crate) fn telling(mut self, told: Told) -> Self {
        self.told = Some(Box::new(told));
        self
    }

    /// Returns a problem in a plugin's own words.
    fn of_plugin(kind: ProblemKind, said: String) -> Self {
        Self::with_detail(kind, said.clone()).telling(Told::AsItCame(said))
    }

    /// Returns the problem of fields; the first one speaks for all.
    pub(crate) fn of_fields(errors: Vec<FieldFault>) -> Self {
        let detail = errors.first().map(|fault| fault.detail.clone());
        Self { detail, errors, ..Self::new(ProblemKind::Invalid) }
    }

    /// Logs a fault of ours and returns what is told of it.
    pub(crate) fn fault(cause: &(impl std::fmt::Display + ?Sized)) -> Self {
        tracing::error!("a request failed: {cause}");
        Self::new(ProblemKind::Internal)
    }

    /// Logs an error of ours with all that caused it.
    pub(crate) fn of_error(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a request failed");
        Self::new(ProblemKind::Internal)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(ProblemKind::NotFound)
    }

    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    pub(crate) const fn status(&self) -> StatusCode {
        status(self.kind)
    }
}

/// Returns the status of a kind of problem: the one place where kinds meet HTTP.
pub(crate) const fn status(kind: ProblemKind) -> StatusCode {
    match kind {
        ProblemKind::Malformed => StatusCode::BAD_REQUEST,
        ProblemKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ProblemKind::Reauthenticate | ProblemKind::CrossSite | ProblemKind::Forbidden => StatusCode::FORBIDDEN,
        ProblemKind::NotFound => StatusCode::NOT_FOUND,
        ProblemKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemKind::SlowRequest => StatusCode::REQUEST_TIMEOUT,
        ProblemKind::Conflict | ProblemKind::Duplicate | ProblemKind::Cancelled => StatusCode::CONFLICT,
        ProblemKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemKind::Invalid | ProblemKind::PackageRefused => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemKind::Limit => StatusCode::TOO_MANY_REQUESTS,
        ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ProblemKind::PluginFailed
        | ProblemKind::PluginMemory
        | ProblemKind::PluginTrapped
        | ProblemKind::PluginBadReply
        | ProblemKind::PluginLimit => StatusCode::BAD_GATEWAY,
        ProblemKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemKind::Timeout | ProblemKind::PluginTimeout => StatusCode::GATEWAY_TIMEOUT,
        ProblemKind::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
    }
}

/// Returns the kind of a bare status, such as axum's own refusals give.
pub(crate) const fn kind_of(status: StatusCode) -> ProblemKind {
    match status.as_u16() {
        401 => ProblemKind::Unauthenticated,
        403 => ProblemKind::Forbidden,
        404 => ProblemKind::NotFound,
        405 => ProblemKind::MethodNotAllowed,
        408 => ProblemKind::SlowRequest,
        409 => ProblemKind::Conflict,
        413 => ProblemKind::TooLarge,
        415 => ProblemKind::UnsupportedMediaType,
        422 => ProblemKind::Invalid,
        429 => ProblemKind::Limit,
        503 => ProblemKind::Unavailable,
        504 => ProblemKind::Timeout,
        400..=499 => ProblemKind::Malformed,
        _ => ProblemKind::Internal,
    }
}

/// A bare response that carries the problem to the outermost layer, which draws it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => {
                Self::with_detail(ProblemKind::StorageFull, error.to_string()).telling(told("told-store-full", []))
            }
            StoreError::Busy | StoreError::Closed | StoreError::Unreachable { .. } => {
                Self::with_detail(ProblemKind::Unavailable, error.to_string()).retry_after(Duration::from_secs(1))
            }
            // Nobody is told to try it again: it may be done.
            StoreError::Uncertain { .. } => Self::with_detail(ProblemKind::Unavailable, error.to_string()),
            StoreError::BadCursor => {
                Self::of_fields(vec![FieldFault { pointer: "/cursor".to_owned(), detail: error.to_string() }])
            }
            other => Self::of_error(&other),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::SignInFirst => Self::with_detail(ProblemKind::Unauthenticated, refusal.to_string()),
            // The same words as for any other address that leads nowhere.
            Refusal::Stranger => Self::not_found(),
            Refusal::Forbidden(ref permission) => {
                let told = told("told-forbidden", [("permission", permission.to_string().into())]);
                Self::with_detail(ProblemKind::Forbidden, refusal.to_string()).telling(told)
            }
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Refused(refusal) => refusal.into(),
            AccessError::Storage(error) => error.into(),
        }
    }
}

impl From<Reauthenticate> for Problem {
    fn from(need: Reauthenticate) -> Self {
        Self::with_detail(ProblemKind::Reauthenticate, need.to_string())
    }
}

impl From<CrossSiteError> for Problem {
    fn from(error: CrossSiteError) -> Self {
        let kind = match error {
            CrossSiteError::ContentType => ProblemKind::UnsupportedMediaType,
            CrossSiteError::OtherSite | CrossSiteError::NoOrigin | CrossSiteError::Token(_) => ProblemKind::CrossSite,
        };
        Self::with_detail(kind, error.to_string()).telling(error.told())
    }
}

/// What a plugin says of invalid input.
#[derive(Deserialize, Default)]
struct Said {
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    errors: Vec<FieldFault>,
}

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        let kind = error.problem();
        match error {
            CallError::Answered(PluginError::Invalid(json)) => {
                let said: Said = serde_json::from_str(&json).unwrap_or_default();
                let told = said.detail.clone().map(|said| Box::new(Told::AsItCame(said)));
                Self { detail: said.detail, told, errors: said.errors, ..Self::new(kind) }
            }
            CallError::Answered(PluginError::Conflict(version)) => {
                let detail = format!("somebody else changed it meanwhile: it is at version {version} now");
                Self { current_version: Some(version), ..Self::with_detail(kind, detail) }
            }
            CallError::Answered(PluginError::NotFound) => Self::not_found(),
            CallError::Answered(
                PluginError::Denied(said) | PluginError::Limit(said) | PluginError::Unavailable(said),
            ) => Self::of_plugin(kind, said),
            CallError::Answered(PluginError::Duplicate(said)) => {
                let told = told("told-duplicate", [("what", said.clone().into())]);
                Self::with_detail(kind, format!("there is one already with the same {said}")).telling(told)
            }
            CallError::Answered(PluginError::Internal(said)) => {
                tracing::warn!("a plugin reports a fault: {}", said.escape_debug());
                Self::new(kind)
            }
            CallError::Answered(PluginError::Timeout | PluginError::Cancelled) => Self::new(kind),
            CallError::NoHandler { .. } => Self::not_found(),
            CallError::Busy { .. } => Self::with_detail(kind, error.to_string())
                .telling(told("told-plugin-busy", []))
                .retry_after(Duration::from_secs(1)),
            CallError::TooLarge { size, limit, .. } => {
                let told = told("told-plugin-too-large", [("size", Arg::Bytes(size)), ("limit", Arg::Bytes(limit))]);
                Self::with_detail(kind, error.to_string()).telling(told)
            }
            CallError::Fault { ref fault, .. } => {
                tracing::warn!("{error}");
                Self::with_detail(kind, fault.to_string())
            }
            CallError::Host(ref cause) => Self::fault(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::{CallError, PluginError, ProblemKind};

    use super::{Problem, kind_of, status};

    #[test]
    fn every_kind_has_a_status_of_an_error() {
        for kind in ProblemKind::ALL {
            assert!(status(kind).is_client_error() || status(kind).is_server_error(), "{}", kind.slug());
        }
        assert_eq!(kind_of(status(ProblemKind::TooLarge)), ProblemKind::TooLarge);
    }

    #[test]
    fn a_plugins_errors_keep_their_fields_and_versions() {
        let invalid = r#"{"detail":"no such town","errors":[{"pointer":"/home","detail":"no such town"}]}"#;
        let problem = Problem::from(CallError::Answered(PluginError::Invalid(invalid.to_owned())));
        assert_eq!((problem.status().as_u16(), problem.errors[0].pointer.as_str()), (422, "/home"));
        let problem = Problem::from(CallError::Answered(PluginError::Conflict(7)));
        assert_eq!((problem.status().as_u16(), problem.current_version), (409, Some(7)));
    }
}
