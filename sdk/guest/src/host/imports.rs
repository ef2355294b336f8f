//! Where the host's functions go in a component: to the contract's imports.

use super::log::Level;
use crate::{
    Error,
    bindings::platform::loadin::plugin::{clock, jobs, log as wit_log, places, random as wit_random, settings},
};

pub(super) fn log(level: Level, message: &str, fields: &[(&str, &str)]) {
    let level = match level {
        Level::Trace => wit_log::Level::Trace,
        Level::Debug => wit_log::Level::Debug,
        Level::Info => wit_log::Level::Info,
        Level::Warn => wit_log::Level::Warn,
        Level::Error => wit_log::Level::Error,
    };
    let fields: Vec<_> = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    wit_log::write(level, message, &fields);
}

pub(super) fn now_ms() -> u64 {
    clock::now_ms()
}

pub(super) fn monotonic_ns() -> u64 {
    clock::monotonic_ns()
}

pub(super) fn random(n: u32) -> Vec<u8> {
    wit_random::bytes(n)
}

pub(super) fn setting(key: &str) -> Option<String> {
    settings::get(key)
}

pub(super) fn places_search(text: &str, country: Option<&str>, limit: u32) -> Result<String, Error> {
    Ok(places::search(text, country, limit)?)
}

pub(super) fn places_resolve(text: &str, country: Option<&str>) -> Result<String, Error> {
    Ok(places::resolve(text, country)?)
}

pub(super) fn places_nearby(lat: f64, lon: f64, km: f64, limit: u32) -> Result<String, Error> {
    Ok(places::nearby(lat, lon, km, limit)?)
}

pub(super) fn progress(done: u64, total: u64, message: &str) -> Result<(), Error> {
    Ok(jobs::progress(done, total, message)?)
}
