//! What the host is told at start.
//!
//! Rule: a ceiling is what the operator allows; a manifest can only ask for less. [`Ceilings::request`] and
//! [`Ceilings::job`] are the one place where both meet.

use std::{ffi::OsString, fmt, path::PathBuf, sync::Arc, time::Duration};

use loadin_types::ports::{Clock, Collections, Entropy, Gazetteer, JobDesk, SettingsOf};
use loadin_wit::manifest::CallLimits;

/// How the host is set up.
#[derive(Clone)]
pub struct HostSettings {
    /// Where compiled components are kept. Only this host may write there.
    pub cache_dir: PathBuf,
    /// Key of the MAC over compiled components.
    pub secret: [u8; 32],
    /// Command of the child that compiles: wasm on standard input, compiled code on standard output.
    pub compiler: Vec<OsString>,
    /// Size of the pool of instances.
    pub pool: PoolSettings,
    /// What the operator allows.
    pub ceilings: Ceilings,
}

impl fmt::Debug for HostSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostSettings")
            .field("cache_dir", &self.cache_dir)
            .field("pool", &self.pool)
            .finish_non_exhaustive()
    }
}

/// Size of the pool of instances.
#[derive(Debug, Clone, Copy)]
pub struct PoolSettings {
    /// Calls that may run at once, over all plugins.
    pub instances: u32,
    /// Calls that may run at once in one plugin, so that one cannot take every slot.
    pub per_plugin: u32,
    /// Largest linear memory of any plugin, in bytes.
    pub max_memory: u64,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self { instances: 256, per_plugin: 64, max_memory: 512 << 20 }
    }
}

/// What the operator allows a plugin's calls.
#[derive(Debug, Clone)]
pub struct Ceilings {
    /// For a request.
    pub request: Limits,
    /// For one attempt at a job.
    pub job: Limits,
}

/// The limits of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Wall-clock time.
    pub wall: Duration,
    /// Linear memory in bytes.
    pub memory: u64,
    /// Bytes of the request's body or the job's input.
    pub body: u64,
    /// Bytes of the answer.
    pub reply: u64,
    /// Calls of host functions.
    pub host_calls: u64,
    /// Bytes of log; the rest is cut.
    pub log_bytes: u64,
}

impl Default for Ceilings {
    fn default() -> Self {
        Self {
            request: Limits {
                wall: Duration::from_secs(10),
                memory: 256 << 20,
                body: 16 << 20,
                reply: 16 << 20,
                host_calls: 100_000,
                log_bytes: 64 << 10,
            },
            job: Limits {
                wall: Duration::from_secs(15 * 60),
                memory: 512 << 20,
                body: 32 << 20,
                reply: 32 << 20,
                host_calls: 10_000_000,
                log_bytes: 1 << 20,
            },
        }
    }
}

impl Limits {
    /// Returns the lower of what the operator allows and what the manifest asks for.
    pub(crate) fn lowered_to(&self, asked: &CallLimits) -> Self {
        let lower = |ceiling: u64, asked: Option<u64>| asked.map_or(ceiling, |asked| asked.min(ceiling));
        Self {
            wall: asked.wall.map_or(self.wall, |wall| wall.min(self.wall)),
            memory: lower(self.memory, asked.memory),
            body: lower(self.body, asked.body),
            reply: lower(self.reply, asked.reply),
            host_calls: self.host_calls,
            log_bytes: self.log_bytes,
        }
    }
}

/// What the host needs of the other rooms.
#[derive(Clone)]
pub struct Ports {
    /// Towns.
    pub gazetteer: Arc<dyn Gazetteer>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Values of settings.
    pub settings: Arc<dyn SettingsOf>,
    /// The documents of plugins.
    pub collections: Arc<dyn Collections>,
    /// The jobs of plugins.
    pub jobs: Arc<dyn JobDesk>,
    /// The runtime with low priority, where a call goes on that has computed for a while.
    pub low_priority: tokio::runtime::Handle,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use loadin_wit::manifest::CallLimits;

    use super::Ceilings;

    #[test]
    fn a_manifest_can_only_lower_what_the_operator_allows() {
        let ceiling = Ceilings::default().request;
        let asked = CallLimits { wall: Some(Duration::from_secs(1)), memory: Some(u64::MAX), ..CallLimits::default() };
        let effective = ceiling.lowered_to(&asked);
        assert_eq!(effective.wall, Duration::from_secs(1));
        assert_eq!(effective.memory, ceiling.memory);
        assert_eq!(effective.body, ceiling.body);
    }
}
