//! Puts the rooms together: settings and the system into the host, the host into the worker.
//!
//! Rule: only what a command needs is started. Help, lists and settings start nothing; a plugin's command loads that
//! plugin and no other.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context as _;
use loadin_host::{Ceilings, Host, HostSettings, PoolSettings, Ports};
use loadin_types::ports::{Absent, Clock, Entropy};
use loadin_wit::manifest::Manifest;
use loadin_worker::{LowPriority, Worker};
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
};

use crate::{
    adapters::{PluginSettings, SystemClock, SystemEntropy},
    command::run::{Interrupts, Services},
    root_key::{Purpose, RootKey},
    settings::{Limits, Settings},
    towns::Towns,
};

/// The hidden command that the host starts to compile a component.
pub(crate) const COMPILE: &str = "compile-component";

/// Everything that a plugin's command runs on.
pub(crate) struct House {
    pub(crate) runtime: Runtime,
    pub(crate) services: Services,
    host: Arc<Host>,
    /// Its threads live as long as this.
    _low_priority: LowPriority,
}

impl House {
    /// Starts the host and the worker; no plugin is loaded yet. `values` are the settings of the one that will be.
    pub(crate) fn start(
        settings: &Settings,
        manifest: &Manifest,
        values: HashMap<String, String>,
    ) -> anyhow::Result<Self> {
        let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let key = RootKey::read_or_make(&settings.data.dir, &*entropy)?;
        let runtime = Builder::new_multi_thread().enable_all().build().context("cannot start threads")?;
        let low_priority = LowPriority::start().context("cannot start threads for jobs")?;
        let mut plugin_settings = PluginSettings::default();
        plugin_settings.set(manifest.plugin.id.clone(), values);
        let ports = Ports {
            gazetteer: Arc::new(Towns),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            settings: Arc::new(plugin_settings),
            collections: Arc::new(Absent),
            jobs: Arc::new(Absent),
            low_priority: low_priority.handle(),
        };
        let host = Arc::new(Host::new(host_settings(settings, &key)?, ports)?);
        let worker = Worker::new(host.clone(), low_priority.handle(), Arc::clone(&clock), Arc::clone(&entropy));
        let services = Services { plugins: host.clone(), worker, clock, entropy };
        Ok(Self { runtime, services, host, _low_priority: low_priority })
    }

    /// Loads one plugin.
    pub(crate) async fn load(&self, manifest: &Manifest) -> anyhow::Result<()> {
        Ok(self.host.load(manifest).await?)
    }

    /// Counts Ctrl-C from now on, instead of ending the process.
    pub(crate) fn interrupts(&self) -> Interrupts {
        let (count, counted) = watch::channel(0);
        self.runtime.spawn(async move {
            // When the system cannot tell us, Ctrl-C ends the process as usual.
            while tokio::signal::ctrl_c().await.is_ok() {
                count.send_modify(|count| *count += 1);
            }
        });
        Interrupts(counted)
    }
}

fn host_settings(settings: &Settings, key: &RootKey) -> anyhow::Result<HostSettings> {
    let myself = std::env::current_exe().context("cannot find this program's own file to compile plugins with")?;
    let limits = &settings.limits;
    let max_memory = limits.request_memory.max(limits.job_memory);
    Ok(HostSettings {
        cache_dir: settings.data.dir.join("compiled"),
        secret: key.derive(Purpose::Cwasm),
        compiler: vec![myself.into(), COMPILE.into()],
        pool: PoolSettings { max_memory, ..PoolSettings::default() },
        ceilings: ceilings(limits),
    })
}

fn ceilings(limits: &Limits) -> Ceilings {
    let mut ceilings = Ceilings::default();
    (ceilings.request.wall, ceilings.request.memory) = (limits.request_wall, limits.request_memory);
    (ceilings.job.wall, ceilings.job.memory) = (limits.job_wall, limits.job_memory);
    ceilings
}

#[cfg(test)]
mod tests {
    use loadin_host::Ceilings;

    use super::ceilings;
    use crate::settings::{Loaded, Surroundings};

    #[test]
    fn the_default_settings_are_the_hosts_own_ceilings() {
        let home = Surroundings { variables: [("HOME".into(), "/home/x".into())].into(), ..Surroundings::default() };
        let set = ceilings(&Loaded::read(&home).unwrap().settings.limits);
        let own = Ceilings::default();
        assert_eq!((set.request, set.job), (own.request, own.job));
    }
}
