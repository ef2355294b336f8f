//! `settings`: the values that were set for this plugin, and for no other.

use crate::{bindings::contract::settings, state::CallState};

impl settings::Host for CallState {
    fn get(&mut self, key: String) -> wasmtime::Result<Option<String>> {
        self.enter()?;
        Ok(self.ports.settings.get(&self.plugin.id, &key))
    }
}
