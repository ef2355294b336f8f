//! The host: loads plugins and calls them.
//!
//! Rule: a plugin is in the map only when everything about it has been checked; a failed load leaves whatever was loaded
//! before in its place.

use std::{collections::HashMap, fs, io, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use loadin_types::{
    Call, CallError, Chunk, Job, JobError, PluginId, Reply, Request, SpaceId,
    ports::{JobWatch, Migrator, Plugins},
};
use loadin_wit::manifest::Manifest;
use tokio::sync::RwLock;
use wasmtime::Engine;

use crate::{
    ComponentError, HostSettings, Ports, call,
    compiled::{self, CompileError},
    component, engine,
    plugin::LoadedPlugin,
    words::{Words, WordsError},
};

/// Why there is no host.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// WebAssembly cannot be run here.
    #[error("cannot set up WebAssembly: {0}")]
    Engine(String),
}

/// Why a plugin is not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Its component is missing.
    #[error("{} is missing: run `cargo loadin build`", path.display())]
    NotBuilt {
        /// Where it should be.
        path: PathBuf,
    },
    /// Its component cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Its component breaks the contract.
    #[error("{} {source}", path.display())]
    Refused {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: ComponentError,
    },
    /// Its component does not compile or load.
    #[error("{}: {source}", path.display())]
    Compile {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: CompileError,
    },
    /// Its words cannot be used.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// Its component does not link with the host.
    #[error("{} does not fit the host: {reason}", path.display())]
    Link {
        /// Where it is.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The WebAssembly host.
pub struct Host {
    engine: Engine,
    compiled: compiled::Store,
    settings: HostSettings,
    ports: Arc<Ports>,
    plugins: RwLock<HashMap<PluginId, Arc<LoadedPlugin>>>,
}

impl Host {
    /// Sets up WebAssembly. Loads nothing yet.
    ///
    /// # Errors
    ///
    /// [`HostError::Engine`] when the machine cannot give the pool its address space.
    pub fn new(settings: HostSettings, ports: Ports) -> Result<Self, HostError> {
        Ok(Self {
            engine: engine::running(settings.pool).map_err(|error| HostError::Engine(format!("{error:#}")))?,
            compiled: compiled::Store::new(settings.cache_dir.clone(), settings.secret, settings.compiler.clone()),
            settings,
            ports: Arc::new(ports),
            plugins: RwLock::default(),
        })
    }

    /// Loads the component beside a manifest, in place of any that is loaded under the same id.
    ///
    /// Calls in flight finish on the old one.
    ///
    /// # Errors
    ///
    /// See [`LoadError`]; whatever was loaded before stays.
    pub async fn load(&self, manifest: &Manifest) -> Result<(), LoadError> {
        let path = manifest.folder.join("plugin.wasm");
        let wasm = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => LoadError::NotBuilt { path: path.clone() },
            _ => LoadError::Unreadable { path: path.clone(), source },
        })?;
        let handlers =
            component::check(&wasm, manifest).map_err(|source| LoadError::Refused { path: path.clone(), source })?;
        let words = Words::read(&manifest.folder)?;
        let component = self
            .compiled
            .component(&self.engine, &wasm)
            .await
            .map_err(|source| LoadError::Compile { path: path.clone(), source })?;
        let (ceilings, slots) = (&self.settings.ceilings, self.settings.pool.per_plugin);
        let plugin = LoadedPlugin::link(&self.engine, &component, manifest, (handlers, words), ceilings, slots)
            .map_err(|error| LoadError::Link { path, reason: format!("{error:#}") })?;
        self.plugins.write().await.insert(plugin.id.clone(), Arc::new(plugin));
        Ok(())
    }

    /// Forgets a plugin. Calls in flight finish. Returns false when it was not loaded.
    pub async fn unload(&self, id: &PluginId) -> bool {
        self.plugins.write().await.remove(id).is_some()
    }

    /// Returns true when a plugin is loaded that brings its documents to a new form.
    pub async fn migrates(&self, id: &PluginId) -> bool {
        self.plugins.read().await.get(id).is_some_and(|plugin| plugin.life.is_some())
    }

    /// Makes a fresh instance of a plugin and drops it: what every call pays before it begins. For health checks and
    /// benchmarks.
    ///
    /// # Errors
    ///
    /// As a call; a component whose start fails is at fault.
    pub async fn instantiate(&self, id: &PluginId) -> Result<(), CallError> {
        let plugin = self.plugin(id).await?;
        call::request::instantiate(&self.engine, &self.ports, &plugin).await
    }

    async fn plugin(&self, id: &PluginId) -> Result<Arc<LoadedPlugin>, CallError> {
        let loaded = self.plugins.read().await.get(id).map(Arc::clone);
        loaded.ok_or_else(|| CallError::NoHandler { plugin: id.clone(), reason: "is not loaded".into() })
    }
}

#[async_trait]
impl Plugins for Host {
    async fn is_loaded(&self, plugin: &PluginId) -> bool {
        self.plugins.read().await.contains_key(plugin)
    }

    async fn handle(&self, plugin: &PluginId, call: Call, request: Request) -> Result<Reply, CallError> {
        let plugin = self.plugin(plugin).await?;
        call::request::handle(&self.engine, &self.ports, plugin, call, request).await
    }

    async fn run_job(
        &self,
        plugin: &PluginId,
        call: Call,
        job: Job,
        watch: Arc<dyn JobWatch>,
    ) -> Result<String, JobError> {
        let plugin = self.plugin(plugin).await.map_err(JobError::Call)?;
        call::job::run(&self.engine, &self.ports, plugin, call, job, watch).await
    }
}

#[async_trait]
impl Migrator for Host {
    async fn migrate(&self, plugin: &PluginId, space: SpaceId, chunk: Chunk) -> Result<Vec<Option<String>>, CallError> {
        let plugin = self.plugin(plugin).await?;
        call::migration::run(&self.engine, &self.ports, plugin, space, chunk).await
    }
}
