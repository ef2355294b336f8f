//! Requests: a fresh instance answers one and is gone.

use std::sync::Arc;

use loadin_types::{Call, CallError, Reply, Request};
use wasmtime::Engine;

use super::{blame, checks, convert, demote::Demoting, fresh_store, within_limits};
use crate::{
    Limits, Ports,
    bindings::http::HttpPre,
    plugin::LoadedPlugin,
    state::{CallFacts, CallState},
};

/// Hands a request to a plugin and returns its checked reply.
pub(crate) async fn handle(
    engine: &Engine,
    ports: &Arc<Ports>,
    plugin: Arc<LoadedPlugin>,
    call: Call,
    request: Request,
) -> Result<Reply, CallError> {
    let Some(http) = plugin.http.clone() else {
        return Err(CallError::NoHandler { plugin: plugin.id.clone(), reason: "answers no requests".into() });
    };
    let limits = plugin.request_limits.clone();
    checks::size(&plugin.id, request.body.len() as u64, limits.body)?;
    let state = CallState::new(Arc::clone(&plugin), CallFacts::of(&plugin.id, &call), Arc::clone(ports), &limits, None);
    let wall = limits.wall;
    let work = Box::pin(run(engine.clone(), http, state, call, request, limits));
    within_limits(&plugin, wall, Demoting::here(work, &ports.low_priority)).await
}

/// Makes an instance and drops it.
pub(crate) async fn instantiate(
    engine: &Engine,
    ports: &Arc<Ports>,
    plugin: &Arc<LoadedPlugin>,
) -> Result<(), CallError> {
    let limits = &plugin.request_limits;
    let state = CallState::new(Arc::clone(plugin), CallFacts::of_nobody(&plugin.id), Arc::clone(ports), limits, None);
    let mut store = fresh_store(engine, state);
    let made = match (&plugin.http, &plugin.job, &plugin.life) {
        (Some(http), _, _) => http.instantiate_async(&mut store).await.map(drop),
        (None, Some(job), _) => job.instantiate_async(&mut store).await.map(drop),
        (None, None, Some(life)) => life.instantiate_async(&mut store).await.map(drop),
        (None, None, None) => Ok(()),
    };
    made.map_err(|error| blame(&error, store.data()))
}

async fn run(
    engine: Engine,
    http: HttpPre<CallState>,
    state: CallState,
    call: Call,
    request: Request,
    limits: Limits,
) -> Result<Reply, CallError> {
    let mut store = fresh_store(&engine, state);
    let plugin = Arc::clone(&store.data().plugin);
    let called = async {
        let instance = http.instantiate_async(&mut store).await?;
        let (call, request) = (convert::call(call, &plugin, limits.wall), convert::request(request));
        instance.loadin_plugin_http_handler().call_handle(&mut store, &call, &request).await
    };
    let answer = called.await;
    let state = store.data();
    match answer {
        Ok(Ok(reply)) => checks::reply(&state.plugin.id, convert::reply(reply), limits.reply),
        Ok(Err(error)) => Err(checks::error(&state.plugin.id, convert::error(error), limits.reply)),
        Err(error) => Err(blame(&error, state)),
    }
}
