//! Migrations: a fresh instance brings some documents to their new form, on the runtime with low priority.
//!
//! Rule: the plugin gets what it was handed and nothing else, so that the same documents come out whenever it is asked.

use std::sync::Arc;

use loadin_types::{Call, CallError, CallId, Caller, Chunk, Held, PrincipalKind, SpaceId};
use wasmtime::Engine;

use super::{blame, checks, convert, demote::Demoting, fresh_store, within_limits};
use crate::{
    Limits, Ports,
    bindings::life::LifePre,
    plugin::LoadedPlugin,
    state::{CallFacts, CallState},
};

/// Returns what the documents are to say, checked: JSON texts in their order.
pub(crate) async fn run(
    engine: &Engine,
    ports: &Arc<Ports>,
    plugin: Arc<LoadedPlugin>,
    space: SpaceId,
    chunk: Chunk,
) -> Result<Vec<Option<String>>, CallError> {
    let Some(handler) = plugin.life.clone() else {
        let reason = "exports no `lifecycle`, so it migrates no documents: name `migrations` in `plugin!`".into();
        return Err(CallError::NoHandler { plugin: plugin.id.clone(), reason });
    };
    let limits = plugin.migration_limits.clone();
    let size: usize = chunk.documents.iter().map(|kept| kept.data.len()).sum();
    checks::size(&plugin.id, size as u64, limits.body)?;
    let call = of_the_system(ports, space);
    let facts = CallFacts::of(&plugin.id, &call);
    let state = CallState::new(Arc::clone(&plugin), facts, Arc::clone(ports), &limits, None).migrating();
    let wall = limits.wall;
    let work = Box::pin(hand_over(engine.clone(), handler, state, call, chunk, limits));
    within_limits(&plugin, wall, Demoting::there(work, &ports.low_priority)).await
}

async fn hand_over(
    engine: Engine,
    handler: LifePre<CallState>,
    state: CallState,
    call: Call,
    chunk: Chunk,
    limits: Limits,
) -> Result<Vec<Option<String>>, CallError> {
    let mut store = fresh_store(&engine, state);
    let plugin = Arc::clone(&store.data().plugin);
    let wanted = chunk.documents.len();
    let called = async {
        let instance = handler.instantiate_async(&mut store).await?;
        let (call, chunk) = (convert::call(call, &plugin, limits.wall), convert::chunk(chunk));
        instance.loadin_plugin_lifecycle().call_migrate(&mut store, &call, &chunk).await
    };
    let answer = called.await;
    let state = store.data();
    match answer {
        Ok(Ok(documents)) => checks::migrated(&state.plugin.id, documents, wanted, limits.reply),
        Ok(Err(error)) => Err(checks::error(&state.plugin.id, convert::error(error), limits.reply)),
        Err(error) => Err(blame(&error, state)),
    }
}

/// Returns a call that nobody in the space has asked for.
fn of_the_system(ports: &Ports, space: SpaceId) -> Call {
    let mut random = [0; 10];
    ports.entropy.fill(&mut random);
    let kind = PrincipalKind::System;
    Call {
        id: CallId::from_parts(ports.clock.now_ms(), &random),
        traceparent: String::new(),
        caller: Caller { kind, id: String::new(), space, roles: Vec::new(), held: Held::All },
        via: Vec::new(),
        object: None,
        locale: "en".to_owned(),
        zone: "UTC".to_owned(),
    }
}
