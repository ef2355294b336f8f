//! Jobs: one attempt runs on the runtime with low priority and reports progress.

use std::sync::Arc;

use loadin_types::{Call, CallError, Job, JobError, ports::JobWatch};
use wasmtime::Engine;

use super::{blame, checks, convert, demote::Demoting, fresh_store, within_limits};
use crate::{
    Limits, Ports,
    bindings::job::JobPre,
    plugin::LoadedPlugin,
    state::{CallFacts, CallState},
};

/// Runs one attempt at a job and returns its checked output, JSON text.
pub(crate) async fn run(
    engine: &Engine,
    ports: &Arc<Ports>,
    plugin: Arc<LoadedPlugin>,
    call: Call,
    job: Job,
    watch: Arc<dyn JobWatch>,
) -> Result<String, JobError> {
    let Some(handler) = plugin.job.clone() else {
        let reason = "runs no jobs".into();
        return Err(JobError::Call(CallError::NoHandler { plugin: plugin.id.clone(), reason }));
    };
    let limits = plugin.job_limits.clone();
    checks::size(&plugin.id, job.input.len() as u64, limits.body).map_err(JobError::Call)?;
    let mut facts = CallFacts::of(&plugin.id, &call);
    facts.data.lease = job.lease;
    let state = CallState::new(Arc::clone(&plugin), facts, Arc::clone(ports), &limits, Some(watch));
    let wall = limits.wall;
    let work = Box::pin(attempt(engine.clone(), handler, state, call, job, limits));
    within_limits(&plugin, wall, Demoting::there(work, &ports.low_priority)).await.map_err(JobError::Call)?
}

/// The outer error is the call's, the inner one the job's own.
async fn attempt(
    engine: Engine,
    handler: JobPre<CallState>,
    state: CallState,
    call: Call,
    job: Job,
    limits: Limits,
) -> Result<Result<String, JobError>, CallError> {
    let mut store = fresh_store(&engine, state);
    let plugin = Arc::clone(&store.data().plugin);
    let called = async {
        let instance = handler.instantiate_async(&mut store).await?;
        let (call, job) = (convert::call(call, &plugin, limits.wall), convert::job(job));
        instance.loadin_plugin_job_handler().call_run(&mut store, &call, &job).await
    };
    let answer = called.await;
    let state = store.data();
    match answer {
        Ok(Ok(output)) => checks::json(&state.plugin.id, output, limits.reply).map(Ok),
        Ok(Err(failure)) => Ok(Err(checks::failure(&state.plugin.id, convert::failure(failure), limits.reply))),
        Err(error) => Err(blame(&error, state)),
    }
}
