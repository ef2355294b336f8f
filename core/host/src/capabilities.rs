//! One module for each interface of the contract: what a plugin gets when it calls the host.
//!
//! Rule: [`grant`] is the only place where an interface reaches a plugin. It links what is always granted and what the
//! manifest asks for, nothing else, so an interface that was not granted cannot even be instantiated.

mod clock;
mod collections;
mod jobs;
mod locale;
mod log;
mod places;
mod random;
mod settings;

use loadin_types::{CallError, PluginError};
use loadin_wit::manifest::Capabilities;
use wasmtime::component::{HasSelf, Linker};

use crate::{bindings::contract, state::CallState};

/// Links the interfaces that a plugin may use.
pub(crate) fn grant(linker: &mut Linker<CallState>, granted: &Capabilities) -> wasmtime::Result<()> {
    contract::types::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    contract::log::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    contract::clock::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    contract::random::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    contract::settings::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    contract::places::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    contract::locale::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    if granted.collections {
        contract::collections::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    }
    if granted.jobs {
        contract::jobs::add_to_linker::<_, HasSelf<CallState>>(linker, |state| state)?;
    }
    Ok(())
}

impl contract::types::Host for CallState {}

/// Translates what a host function answers into the contract's variant.
fn refuse(error: PluginError) -> contract::types::Error {
    use contract::types::Error as Wit;
    match error {
        PluginError::Denied(reason) => Wit::Denied(reason),
        PluginError::NotFound => Wit::NotFound,
        PluginError::Conflict(version) => Wit::Conflict(version),
        PluginError::Duplicate(constraint) => Wit::Duplicate(constraint),
        PluginError::Invalid(json) => Wit::Invalid(json),
        PluginError::Limit(which) => Wit::Limit(which),
        PluginError::Timeout => Wit::Timeout,
        PluginError::Cancelled => Wit::Cancelled,
        PluginError::Unavailable(what) => Wit::Unavailable(what),
        PluginError::Internal(what) => Wit::Internal(what),
    }
}

/// Translates what somebody else's call came to, for a plugin that asks about it.
fn told(error: &CallError) -> serde_json::Value {
    let problem = error.problem();
    let (detail, errors) = match error {
        CallError::Answered(PluginError::Invalid(json)) => {
            let said: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
            let detail = said.get("detail").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            (detail, said.get("errors").cloned().unwrap_or_default())
        }
        other => (other.to_string(), serde_json::Value::Null),
    };
    serde_json::json!({ "kind": problem.slug(), "title": problem.title(), "detail": detail, "errors": errors })
}

/// Returns the error for an argument that is not valid.
fn not_valid(detail: String) -> PluginError {
    PluginError::Invalid(serde_json::json!({ "detail": detail, "errors": [] }).to_string())
}

/// Returns the same as the contract has it.
fn invalid(detail: &str) -> contract::types::Error {
    refuse(not_valid(detail.to_owned()))
}
