//! `random`: bytes fit for keys.

use crate::{bindings::contract::random, state::CallState};

/// The most that one call gives.
const MOST: u32 = 65_536;

impl random::Host for CallState {
    fn bytes(&mut self, n: u32) -> wasmtime::Result<Vec<u8>> {
        self.enter()?;
        let mut bytes = vec![0; n.min(MOST) as usize];
        self.ports.entropy.fill(&mut bytes);
        Ok(bytes)
    }
}
