//! One call of a plugin, from a fresh store to a checked answer.
//!
//! Rule: the store is dropped on every way out: answer, trap, time-out, panic. Nothing is reused between calls.

mod checks;
mod convert;
mod demote;
pub(crate) mod job;
pub(crate) mod migration;
pub(crate) mod request;

use std::{future::Future, sync::Arc, time::Duration};

use loadin_types::{CallError, Fault, PluginId};
use tokio::time::timeout;
use wasmtime::{Engine, PoolConcurrencyLimitError, Store, Trap};

use crate::{
    plugin::LoadedPlugin,
    state::{CallState, OverLimit},
};

/// Returns a store with its memory cap, its budget and its epoch set.
fn fresh_store(engine: &Engine, state: CallState) -> Store<CallState> {
    let mut store = Store::new(engine, state);
    store.limiter(|state| state);
    // The guest gives the thread back at every tick; the deadline itself is the time-out around the call.
    store.set_epoch_deadline(1);
    store.epoch_deadline_async_yield_and_update(1);
    store
}

/// Waits for a slot of the plugin, then runs the call until its time is over.
async fn within_limits<T>(
    plugin: &Arc<LoadedPlugin>,
    wall: Duration,
    call: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    let busy = || CallError::Busy { plugin: plugin.id.clone() };
    let _slot = timeout(wall, plugin.slots.acquire()).await.map_err(|_| busy())?.map_err(|_| busy())?;
    timeout(wall, call).await.unwrap_or_else(|_| Err(fault(&plugin.id, Fault::TimedOut(wall))))
}

fn fault(plugin: &PluginId, fault: Fault) -> CallError {
    CallError::Fault { plugin: plugin.clone(), fault }
}

/// Tells what a failed call means: the plugin's memory, its budget, its crash, or the host.
fn blame(error: &wasmtime::Error, state: &CallState) -> CallError {
    let plugin = &state.plugin.id;
    if error.downcast_ref::<PoolConcurrencyLimitError>().is_some() {
        return CallError::Busy { plugin: plugin.clone() };
    }
    if let Some(over) = error.downcast_ref::<OverLimit>() {
        return fault(plugin, Fault::OverLimit(over.to_string()));
    }
    if let Some(limit) = state.refused_memory() {
        return fault(plugin, Fault::OutOfMemory { limit });
    }
    match error.downcast_ref::<Trap>() {
        Some(trap) => {
            tracing::warn!(plugin.id = %plugin, call.id = %state.call.id, "a plugin crashed: {trap}");
            tracing::debug!(plugin.id = %plugin, call.id = %state.call.id, "the crash in full: {error:?}");
            fault(plugin, Fault::Trapped(trap.to_string()))
        }
        None => {
            tracing::error!(plugin.id = %plugin, call.id = %state.call.id, "a call failed in the host: {error:?}");
            CallError::Host(format!("{error:#}"))
        }
    }
}
