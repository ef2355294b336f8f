//! A loaded plugin: its manifest, its effective limits, and its component linked with what it was granted.
//!
//! Rule: linking happens once, here. A call only instantiates what is already linked.

use std::collections::HashMap;

use loadin_types::PluginId;
use loadin_wit::manifest::{Collection, Manifest};
use tokio::sync::Semaphore;
use wasmtime::{
    Engine,
    component::{Component, Linker},
};

use crate::{
    Ceilings, Limits,
    bindings::{http::HttpPre, job::JobPre, life::LifePre},
    capabilities,
    component::Handlers,
    state::CallState,
    words::Words,
};

/// A plugin that can be called.
pub(crate) struct LoadedPlugin {
    pub(crate) id: PluginId,
    /// Its texts in each of its languages.
    pub(crate) words: Words,
    /// What reading and writing each collection needs.
    pub(crate) collections: HashMap<String, CollectionRights>,
    /// The permissions that it defines.
    pub(crate) permissions: Vec<String>,
    /// The kinds of job that it runs.
    pub(crate) job_kinds: HashMap<String, u8>,
    /// Whether it may start jobs.
    pub(crate) may_enqueue: bool,
    pub(crate) request_limits: Limits,
    pub(crate) job_limits: Limits,
    /// As long and as much memory as a job; as many documents as the host hands over, whatever a job's input may be.
    pub(crate) migration_limits: Limits,
    pub(crate) http: Option<HttpPre<CallState>>,
    pub(crate) job: Option<JobPre<CallState>>,
    pub(crate) life: Option<LifePre<CallState>>,
    /// Keeps one plugin from taking every slot of the pool.
    pub(crate) slots: Semaphore,
}

/// The permissions that a collection needs; the plugin's own names, or `public`.
pub(crate) struct CollectionRights {
    pub(crate) read: String,
    pub(crate) write: String,
}

impl CollectionRights {
    fn of((name, collection): (&String, &Collection)) -> (String, Self) {
        (name.clone(), Self { read: collection.read.clone(), write: collection.write.clone() })
    }
}

impl LoadedPlugin {
    pub(crate) fn link(
        engine: &Engine,
        component: &Component,
        manifest: &Manifest,
        (handlers, words): (Handlers, Words),
        ceilings: &Ceilings,
        slots: u32,
    ) -> wasmtime::Result<Self> {
        let mut linker = Linker::new(engine);
        capabilities::grant(&mut linker, &manifest.capabilities)?;
        let linked = linker.instantiate_pre(component)?;
        let job_limits = ceilings.job.lowered_to(&manifest.limits.job);
        let migration_limits = Limits { body: ceilings.job.body, reply: ceilings.job.reply, ..job_limits.clone() };
        Ok(Self {
            id: manifest.plugin.id.clone(),
            words,
            collections: manifest.collections.iter().map(CollectionRights::of).collect(),
            permissions: manifest.permissions.keys().cloned().collect(),
            job_kinds: manifest.jobs.kind.iter().map(|kind| (kind.name.clone(), kind.max_attempts)).collect(),
            may_enqueue: manifest.capabilities.jobs,
            request_limits: ceilings.request.lowered_to(&manifest.limits.request),
            job_limits,
            migration_limits,
            http: handlers.http.then(|| HttpPre::new(linked.clone())).transpose()?,
            job: handlers.job.then(|| JobPre::new(linked.clone())).transpose()?,
            life: handlers.life.then(|| LifePre::new(linked)).transpose()?,
            slots: Semaphore::new(slots as usize),
        })
    }
}
