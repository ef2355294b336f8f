//! What the host knows during one call, and counts.
//!
//! Rule: every host function begins with [`CallState::enter`], so that nothing a plugin asks for is free. The state dies
//! with its call.

use std::sync::Arc;

use loadin_types::{
    Call, Caller, Held, PluginError, PluginId, PrincipalKind, SpaceId, data::DataContext, ports::JobWatch,
};
use loadin_words::{Distance, Locale};
use wasmtime::ResourceLimiter;

use crate::{Limits, Ports, plugin::LoadedPlugin};

/// The state behind a store.
pub(crate) struct CallState {
    pub(crate) plugin: Arc<LoadedPlugin>,
    pub(crate) call: CallFacts,
    pub(crate) ports: Arc<Ports>,
    pub(crate) watch: Option<Arc<dyn JobWatch>>,
    is_migration: bool,
    memory_limit: u64,
    memory_refused: bool,
    calls_left: u64,
    log_left: u64,
}

/// Who a call is for; host functions act for them and for nobody else.
pub(crate) struct CallFacts {
    pub(crate) id: String,
    pub(crate) data: DataContext,
    pub(crate) locale: String,
    /// The same, if it is a language.
    pub(crate) language: Option<Locale>,
    /// How they wish distances to be counted, if the tag says so.
    pub(crate) distances: Option<Distance>,
    pub(crate) zone: String,
}

impl CallFacts {
    /// Returns the facts of an instance that is made for its own sake, and called by nobody.
    pub(crate) fn of_nobody(plugin: &PluginId) -> Self {
        let space = SpaceId::from_bytes([0; 16]);
        let held = Held::These(Vec::new());
        let caller = Caller { kind: PrincipalKind::Anonymous, id: String::new(), space, roles: Vec::new(), held };
        let data = DataContext { plugin: plugin.clone(), caller, lease: None };
        Self { id: String::new(), data, locale: String::new(), language: None, distances: None, zone: String::new() }
    }

    /// Returns the facts of a call of a plugin.
    pub(crate) fn of(plugin: &PluginId, call: &Call) -> Self {
        Self {
            id: call.id.to_string(),
            data: DataContext { plugin: plugin.clone(), caller: call.caller.clone(), lease: None },
            locale: call.locale.clone(),
            language: Locale::read(&call.locale),
            distances: Distance::read(&call.locale),
            zone: call.zone.clone(),
        }
    }
}

/// A plugin used up a limit on what it may ask of the host. Ends the call as a trap.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(crate) struct OverLimit(pub(crate) String);

impl CallState {
    pub(crate) fn new(
        plugin: Arc<LoadedPlugin>,
        call: CallFacts,
        ports: Arc<Ports>,
        limits: &Limits,
        watch: Option<Arc<dyn JobWatch>>,
    ) -> Self {
        Self {
            plugin,
            call,
            ports,
            watch,
            is_migration: false,
            memory_limit: limits.memory,
            memory_refused: false,
            calls_left: limits.host_calls,
            log_left: limits.log_bytes,
        }
    }

    /// Makes it the state of a migration, which asks for nothing and changes nothing beside what it was handed.
    pub(crate) fn migrating(mut self) -> Self {
        self.is_migration = true;
        self
    }

    /// Refuses what a migration must not do: the same documents must come out of it whenever it is asked.
    pub(crate) fn outside_a_migration(&self, what: &str) -> Result<(), PluginError> {
        match self.is_migration {
            true => Err(PluginError::Denied(format!(
                "no {what} during a migration: a step sees the one document that it is given"
            ))),
            false => Ok(()),
        }
    }

    /// Counts a call of a host function.
    pub(crate) fn enter(&mut self) -> wasmtime::Result<()> {
        match self.calls_left.checked_sub(1) {
            Some(left) => {
                self.calls_left = left;
                Ok(())
            }
            None => Err(wasmtime::Error::new(OverLimit("calls of the host".into()))),
        }
    }

    /// Returns what a log line of that size may do.
    pub(crate) fn take_log(&mut self, bytes: usize) -> LogRoom {
        let bytes = bytes as u64;
        if self.log_left == 0 {
            return LogRoom::Cut;
        }
        if bytes > self.log_left {
            self.log_left = 0;
            return LogRoom::LastLine;
        }
        self.log_left -= bytes;
        LogRoom::Room
    }

    /// Returns the memory limit when the guest was refused memory.
    pub(crate) fn refused_memory(&self) -> Option<u64> {
        self.memory_refused.then_some(self.memory_limit)
    }
}

/// Whether there is room in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogRoom {
    /// There is.
    Room,
    /// It ends here: say so once.
    LastLine,
    /// It has ended.
    Cut,
}

impl ResourceLimiter for CallState {
    fn memory_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let fits = desired as u64 <= self.memory_limit;
        self.memory_refused |= !fits;
        Ok(fits)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        const MAX_ELEMENTS: usize = 100_000;
        Ok(desired <= MAX_ELEMENTS)
    }
}
