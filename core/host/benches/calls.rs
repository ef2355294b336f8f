//! What a call of a plugin costs: instantiate and drop, and 1 KB of JSON on a fresh instance, beside the same work native.
//!
//! `cargo loadin build --fixtures && cargo bench -p loadin-host --bench calls`. Medians over batches, all in one run; read
//! ratios rather than absolute figures on a machine that does other things too.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark prints, and stops at the first fault")]

use std::{
    hint::black_box,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use loadin_host::{Ceilings, Host, HostSettings, PoolSettings, Ports};
use loadin_types::{
    Body, Call, CallId, Caller, Held, PluginId, PrincipalKind, Request, SpaceId,
    places::{Match, Near, Resolution},
    ports::{Absent, Clock, Entropy, Gazetteer, Plugins as _, SettingsOf},
};
use loadin_wit::manifest::Manifest;

const BATCHES: usize = 40;
const CALLS: u32 = 250;

struct Quiet;

impl Gazetteer for Quiet {
    fn search(&self, _: &str, _: Option<&str>, _: usize) -> Vec<Match> {
        Vec::new()
    }

    fn resolve(&self, _: &str, _: Option<&str>) -> Resolution {
        Resolution::Unknown { suggestions: Vec::new() }
    }

    fn nearby(&self, _: f64, _: f64, _: f64, _: usize) -> Vec<Near> {
        Vec::new()
    }
}

impl Clock for Quiet {
    fn now_ms(&self) -> u64 {
        0
    }

    fn monotonic_ns(&self) -> u64 {
        0
    }
}

impl Entropy for Quiet {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

impl SettingsOf for Quiet {
    fn get(&self, _: &PluginId, _: &str) -> Option<String> {
        Some("\"hello\"".into())
    }
}

fn main() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let (host, id) = zoo().await;
    let body = venue_json();
    println!("body of {} bytes, {BATCHES} batches of {CALLS} calls, p50 and p99 over batches", body.len());
    let instantiate = spread(async || {
        host.instantiate(&id).await.expect("an instance");
    })
    .await;
    let fresh = spread(async || {
        black_box(host.handle(&id, call(), post(&body)).await.expect("an answer"));
    })
    .await;
    let native = spread(async || {
        black_box(native_echo(&body));
    })
    .await;
    print("instantiate and drop", instantiate);
    print("1 KB JSON, fresh instance", fresh);
    print("1 KB JSON, the same code native", native);
    println!("fresh instance / native: {:.1}", fresh.0.as_secs_f64() / native.0.as_secs_f64());
}

async fn zoo() -> (Host, PluginId) {
    let cache = std::env::temp_dir().join("loadin-bench-calls");
    let settings = HostSettings {
        cache_dir: cache,
        secret: [7; 32],
        compiler: vec![env!("CARGO_BIN_EXE_loadin-compile").into()],
        pool: PoolSettings::default(),
        ceilings: Ceilings::default(),
    };
    let ports = Ports {
        gazetteer: Arc::new(Quiet),
        clock: Arc::new(Quiet),
        entropy: Arc::new(Quiet),
        settings: Arc::new(Quiet),
        collections: Arc::new(Absent),
        jobs: Arc::new(Absent),
        low_priority: tokio::runtime::Handle::current(),
    };
    let host = Host::new(settings, ports).expect("a host");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/plugins/zoo");
    let manifest = Manifest::read(&folder).expect("a manifest");
    host.load(&manifest).await.expect("the zoo, from `cargo loadin build --fixtures`");
    (host, manifest.plugin.id)
}

/// Median and 99th percentile of the time of one call, over batches.
async fn spread(mut work: impl AsyncFnMut()) -> (Duration, Duration) {
    let mut each = Vec::new();
    for batch in 0..=BATCHES {
        let mut times = Vec::with_capacity(CALLS as usize);
        for _ in 0..CALLS {
            let started = Instant::now();
            work().await;
            times.push(started.elapsed());
        }
        if batch > 0 {
            each.extend(times); // The first batch warms up.
        }
    }
    each.sort_unstable();
    (each[each.len() / 2], each[each.len() * 99 / 100])
}

fn print(what: &str, (p50, p99): (Duration, Duration)) {
    println!("{what:<32} p50 {:>8.1} µs   p99 {:>8.1} µs", p50.as_secs_f64() * 1e6, p99.as_secs_f64() * 1e6);
}

fn venue_json() -> String {
    let note = "Load-in by the side door, three steps, no lift. ";
    let notes: Vec<String> = (0..18).map(|n| format!("{n}: {note}")).collect();
    serde_json::json!({ "name": "Nectar's", "capacity": 150, "notes": notes }).to_string()
}

fn native_echo(body: &str) -> String {
    let venue: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let doubled = venue["capacity"].as_u64().unwrap_or_default() * 2;
    serde_json::json!({
        "greeting": "hello", "name": venue["name"], "capacity_doubled": doubled, "notes": venue["notes"],
    })
    .to_string()
}

fn post(body: &str) -> Request {
    Request {
        method: "POST".into(),
        path: "/echo".into(),
        query: String::new(),
        headers: Vec::new(),
        body: Body::Text(body.into()),
    }
}

fn call() -> Call {
    Call {
        id: CallId::from_parts(1, &[2; 10]),
        traceparent: String::new(),
        caller: Caller {
            kind: PrincipalKind::System,
            id: "bench".into(),
            space: SpaceId::from_parts(1, &[3; 10]),
            roles: Vec::new(),
            held: Held::All,
        },
        via: Vec::new(),
        object: None,
        locale: "en".into(),
        zone: "UTC".into(),
    }
}
