//! One module for each interface of the contract: what a plugin gets when it calls the host.
//!
//! Rule: [`grant`] is the only place where an interface reaches a plugin. It links what is always granted and what the
//! manifest asks for, nothing else, so an interface that was not granted cannot even be instantiated.

mod clock;
mod jobs;
mod log;
mod places;
mod random;
mod settings;

use loadin_types::PluginError;
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

/// Returns the error for an argument that is not valid.
fn invalid(detail: &str) -> contract::types::Error {
    refuse(PluginError::Invalid(serde_json::json!({ "detail": detail, "errors": [] }).to_string()))
}
