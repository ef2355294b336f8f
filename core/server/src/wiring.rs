//! Puts the rooms together for one command of a plugin: the system into the host, the host into the worker.
//!
//! Rule: a plugin's command loads that plugin and no other.

use std::{collections::HashMap, sync::Arc};

use loadin_host::{Host, Ports};
use loadin_types::ports::Absent;
use loadin_wit::manifest::Manifest;
use loadin_worker::Worker;

use crate::{
    adapters::PluginSettings,
    command::run::Services,
    ground::Ground,
    settings::Settings,
    throw_away::{ThrowAway, Until},
    towns::Towns,
};

/// Everything that a plugin's command runs on.
pub(crate) struct House {
    pub(crate) ground: Ground,
    pub(crate) services: Services,
    host: Arc<Host>,
    /// What the command keeps lives as long as this.
    _kept: Until,
}

impl House {
    /// Starts the host and the worker; no plugin is loaded yet. `values` are the settings of the one that will be.
    pub(crate) fn start(
        settings: &Settings,
        manifest: &Manifest,
        values: HashMap<String, String>,
    ) -> anyhow::Result<Self> {
        let ground = Ground::lay(settings)?;
        let mut plugin_settings = PluginSettings::default();
        plugin_settings.set(manifest.plugin.id.clone(), values);
        let (clock, entropy) = (Arc::clone(&ground.clock), Arc::clone(&ground.entropy));
        let kept = Arc::new(ThrowAway::new(manifest.clone(), Arc::clone(&clock), Arc::clone(&entropy)));
        let ports = Ports {
            gazetteer: Arc::new(Towns),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            settings: Arc::new(plugin_settings),
            collections: kept.clone(),
            jobs: Arc::new(Absent),
            low_priority: ground.low_priority.handle(),
        };
        let host = Arc::new(Host::new(ground.host_settings(settings)?, ports)?);
        let worker = Worker::new(host.clone(), ground.low_priority.handle(), Arc::clone(&clock), Arc::clone(&entropy));
        let services = Services { plugins: host.clone(), worker, clock, entropy };
        Ok(Self { ground, services, host, _kept: Until(kept) })
    }

    /// Loads one plugin.
    pub(crate) async fn load(&self, manifest: &Manifest) -> anyhow::Result<()> {
        Ok(self.host.load(manifest).await?)
    }
}
