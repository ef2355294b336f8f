//! What everything that runs stands on: threads, clocks, randomness, the root key.
//!
//! Rule: only what is asked for is started. Help, lists and settings lay no ground.

use std::sync::Arc;

use anyhow::Context as _;
use loadin_host::{Ceilings, HostSettings, PoolSettings};
use loadin_types::{
    Timestamp,
    ports::{Clock, Entropy},
};
use loadin_worker::LowPriority;
use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    adapters::{SystemClock, SystemEntropy},
    command::run::Interrupts,
    root_key::{Purpose, RootKey},
    settings::{Limits, Settings},
};

/// The hidden command that the host starts to compile a component.
pub(crate) const COMPILE: &str = "compile-component";

/// Threads, clocks, randomness and the root key.
pub(crate) struct Ground {
    pub(crate) runtime: Runtime,
    pub(crate) low_priority: LowPriority,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) key: RootKey,
}

impl Ground {
    /// Makes the data folder and the root key where they are missing, and starts the threads.
    pub(crate) fn lay(settings: &Settings) -> anyhow::Result<Self> {
        let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let key = RootKey::read_or_make(&settings.data.dir, &*entropy)?;
        let runtime = Builder::new_multi_thread().enable_all().build().context("cannot start threads")?;
        let low_priority = LowPriority::start().context("cannot start threads for jobs")?;
        Ok(Self { runtime, low_priority, clock, entropy, key })
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

    /// Counts from now on how often it was asked to stop: by Ctrl-C, or by TERM, which is what service managers send.
    pub(crate) fn stops(&self) -> anyhow::Result<Interrupts> {
        let _inside = self.runtime.enter();
        let (count, counted) = watch::channel(0);
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let mut signals = signal(kind).context("cannot hear of the wish to stop")?;
            let count = count.clone();
            self.runtime.spawn(async move {
                while signals.recv().await.is_some() {
                    count.send_modify(|count| *count += 1);
                }
            });
        }
        Ok(Interrupts(counted))
    }

    /// Returns the time.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    /// Returns what the host is told.
    pub(crate) fn host_settings(&self, settings: &Settings) -> anyhow::Result<HostSettings> {
        let myself = std::env::current_exe().context("cannot find this program's own file to compile plugins with")?;
        let limits = &settings.limits;
        let max_memory = limits.request_memory.max(limits.job_memory);
        Ok(HostSettings {
            cache_dir: settings.data.dir.join("compiled"),
            secret: self.key.derive(Purpose::Cwasm),
            compiler: vec![myself.into(), COMPILE.into()],
            pool: PoolSettings { max_memory, ..PoolSettings::default() },
            ceilings: ceilings(limits, settings.server.body_limit),
        })
    }
}

fn ceilings(limits: &Limits, body_limit: u64) -> Ceilings {
    let mut ceilings = Ceilings::default();
    (ceilings.request.wall, ceilings.request.memory) = (limits.request_wall, limits.request_memory);
    (ceilings.job.wall, ceilings.job.memory) = (limits.job_wall, limits.job_memory);
    // What the door lets in must not stop at the host.
    ceilings.request.body = ceilings.request.body.max(body_limit);
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
        let settings = Loaded::read(&home).unwrap().settings;
        let set = ceilings(&settings.limits, settings.server.body_limit);
        let own = Ceilings::default();
        assert_eq!((set.request, set.job), (own.request, own.job));
    }
}
