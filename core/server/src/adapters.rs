//! What the system gives, behind the ports that the other rooms ask for.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use loadin_auth::Access;
use loadin_types::{
    Caller, PluginError, PluginId,
    ports::{Clock, Entropy, Rights, SettingsOf},
};

/// The system's clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn monotonic_ns(&self) -> u64 {
        static START: OnceLock<Instant> = OnceLock::new();
        u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

/// The system's random numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::expect_used, reason = "without randomness every key and id would be guessable: better to stop")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}

/// What somebody may do by now, as `core/auth` finds it.
#[derive(Debug)]
pub(crate) struct RightsNow(pub(crate) Arc<Access>);

#[async_trait]
impl Rights for RightsNow {
    async fn by_now(&self, plugin: &PluginId, then: &Caller) -> Result<Option<Caller>, PluginError> {
        self.0.by_now(plugin, then).await.map_err(|error| PluginError::Unavailable(error.to_string()))
    }
}

/// The values of plugins' settings, as JSON text: what the operator has set, else the schema's defaults.
#[derive(Debug, Default)]
pub(crate) struct PluginSettings(HashMap<PluginId, HashMap<String, String>>);

impl PluginSettings {
    /// Takes in the values for one plugin.
    pub(crate) fn set(&mut self, plugin: PluginId, values: HashMap<String, String>) {
        self.0.insert(plugin, values);
    }
}

impl SettingsOf for PluginSettings {
    fn get(&self, plugin: &PluginId, key: &str) -> Option<String> {
        self.0.get(plugin)?.get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::ports::{Clock as _, Entropy as _};

    use super::{SystemClock, SystemEntropy};

    #[test]
    fn the_monotonic_clock_never_goes_back_and_the_other_one_knows_the_century() {
        let (first, second) = (SystemClock.monotonic_ns(), SystemClock.monotonic_ns());
        assert!(first <= second);
        assert!(SystemClock.now_ms() > 1_700_000_000_000);
    }

    #[test]
    fn random_bytes_differ() {
        let (mut one, mut other) = ([0; 32], [0; 32]);
        SystemEntropy.fill(&mut one);
        SystemEntropy.fill(&mut other);
        assert_ne!(one, other);
    }
}
