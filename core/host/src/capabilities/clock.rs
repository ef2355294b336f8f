//! `clock`: the time, from the host's port, so that tests can fix it.

use crate::{bindings::contract::clock, state::CallState};

impl clock::Host for CallState {
    fn now_ms(&mut self) -> wasmtime::Result<u64> {
        self.enter()?;
        Ok(self.ports.clock.now_ms())
    }

    fn monotonic_ns(&mut self) -> wasmtime::Result<u64> {
        self.enter()?;
        Ok(self.ports.clock.monotonic_ns())
    }
}
