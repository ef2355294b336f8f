//! `places`: the world's towns.

use serde_json::to_string;

use super::{invalid, refuse};
use crate::{
    bindings::contract::{places::Host, types::Error},
    state::CallState,
};

/// Bytes of a name.
const MAX_NAME: usize = 200;
const MAX_FOUND: u32 = 50;
const MAX_NEAR: u32 = 500;
const MAX_KM: f64 = 500.0;

impl Host for CallState {
    fn search(&mut self, text: String, country: Option<String>, limit: u32) -> wasmtime::Result<Result<String, Error>> {
        self.enter()?;
        if text.len() > MAX_NAME {
            return Ok(Err(invalid("a place name has at most 200 bytes")));
        }
        let found = self.ports.gazetteer.search(&text, country.as_deref(), limit.min(MAX_FOUND) as usize);
        Ok(to_string(&found).map_err(failed))
    }

    fn resolve(&mut self, text: String, country: Option<String>) -> wasmtime::Result<Result<String, Error>> {
        self.enter()?;
        if text.len() > MAX_NAME {
            return Ok(Err(invalid("a place name has at most 200 bytes")));
        }
        Ok(to_string(&self.ports.gazetteer.resolve(&text, country.as_deref())).map_err(failed))
    }

    fn nearby(&mut self, lat: f64, lon: f64, km: f64, limit: u32) -> wasmtime::Result<Result<String, Error>> {
        self.enter()?;
        if !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)) {
            return Ok(Err(invalid("the point is not on Earth: lat is -90 to 90, lon -180 to 180")));
        }
        if km.is_nan() || km < 0.0 {
            return Ok(Err(invalid("km must be 0 or more")));
        }
        let near = self.ports.gazetteer.nearby(lat, lon, km.min(MAX_KM), limit.min(MAX_NEAR) as usize);
        Ok(to_string(&near).map_err(failed))
    }
}

fn failed(error: serde_json::Error) -> Error {
    refuse(loadin_types::PluginError::Internal(error.to_string()))
}
