//! The day-level benchmark inside the plugin, and the same solver native beside it.
//!
//! `cargo loadin build && cargo bench -p loadin-it --bench tourday -- --dir DIR [--seconds 2]` with DIR holding
//! `day_*.json` and `known.csv` (see docs/reference/benchmarks.md). Every tour passes the checker of this crate.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark prints, and stops at the first fault"
)]

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use loadin_host::{Ceilings, Host, HostSettings, PoolSettings, Ports};
use loadin_it::tourday::Tourday;
use loadin_tour_engine::{
    instance::{Instance, InstanceParts},
    solver::{Solver, Status},
};
use loadin_types::{
    Call, CallId, Caller, Held, Job, JobId, PluginError, PluginId, PrincipalKind, Progress, SpaceId,
    places::{Match, Near, Resolution},
    ports::{Absent, Clock, Entropy, Gazetteer, JobWatch, Plugins as _, SettingsOf},
};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};

/// Work units between looks at the clock, as the plugin has it.
const SLICE: u64 = 2_000;

struct Ambient(Instant);

impl Gazetteer for Ambient {
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

impl Clock for Ambient {
    fn now_ms(&self) -> u64 {
        0
    }

    fn monotonic_ns(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Entropy for Ambient {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

impl SettingsOf for Ambient {
    fn get(&self, _: &PluginId, _: &str) -> Option<String> {
        None
    }
}

struct Unwatched;

#[async_trait::async_trait]
impl JobWatch for Unwatched {
    fn progress(&self, _: Progress) -> bool {
        true
    }

    async fn checkpoint(&self, _: String) -> Result<bool, PluginError> {
        Ok(true)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == "compile-component") {
        return loadin_host::compile_child();
    }
    let flag = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned();
    let Some(dir) = flag("--dir").map(PathBuf::from).filter(|dir| dir.is_dir()) else {
        println!("tourday: no --dir with the day-level instances, so nothing is measured");
        return ExitCode::SUCCESS;
    };
    let seconds: f64 = flag("--seconds").and_then(|text| text.parse().ok()).unwrap_or(2.0);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(compare(&dir, seconds));
    ExitCode::SUCCESS
}

async fn compare(dir: &Path, seconds: f64) {
    let (host, id) = plugin().await;
    let known = known(dir);
    println!("{seconds} s each; value and bound in whole units; gap = (bound - value) / value, as proven");
    println!(
        "{:<16} {:>9} {:>9}  {:>9} {:>9} {:>7} {:>8} {:>8}  {:>9} {:>7} {:>8}  {:>6}",
        "instance",
        "known",
        "bound",
        "wasm",
        "bound",
        "gap %",
        "first ms",
        "took ms",
        "native",
        "gap %",
        "took ms",
        "ratio"
    );
    let mut files: Vec<PathBuf> =
        fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    for path in files {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let problem = Tourday::read(&fs::read_to_string(&path).expect("a file")).expect("an instance");
        let wasm = inside(&host, &id, &problem, seconds).await;
        let units = wasm.units;
        let (native, same_units) = native(&problem, seconds, units);
        let (best, bound) = known.get(&name).copied().unwrap_or_default();
        println!(
            "{name:<16} {best:>9.1} {bound:>9.1}  {:>9.1} {:>9.1} {:>7.2} {:>8.0} {:>8.0}  {:>9.1} {:>7.2} {:>8.0}  {:>6.2}",
            money(wasm.value),
            money(wasm.bound),
            wasm.gap(),
            wasm.first_ms,
            wasm.took_ms,
            money(native.value),
            native.gap(),
            native.took_ms,
            wasm.took_ms / same_units.as_secs_f64() / 1e3
        );
    }
    println!("ratio: wasm time / native time for the same work units");
}

/// One run.
struct Run {
    value: i64,
    bound: i64,
    first_ms: f64,
    took_ms: f64,
    units: u64,
}

impl Run {
    fn gap(&self) -> f64 {
        if self.value > 0 { (self.bound - self.value) as f64 / self.value as f64 * 100.0 } else { f64::NAN }
    }
}

fn money(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

async fn inside(host: &Host, id: &PluginId, problem: &Tourday, seconds: f64) -> Run {
    let input = json!({ "instance": problem.parts(), "seconds": seconds, "seed": 1 });
    let (number, kind, input) = (JobId::from_parts(1, &[1; 10]), "solve".into(), input.to_string());
    let job = Job { id: number, kind, input, attempt: 1, checkpoint: None, lease: None };
    let output = host.run_job(id, call(), job, Arc::new(Unwatched)).await.expect("an answer of the plugin");
    let answer: Value = serde_json::from_str(&output).expect("JSON");
    let number = |key: &str| answer[key].as_i64().unwrap_or_else(|| panic!("{key} in {answer}"));
    let shows: Vec<(usize, usize)> = answer["shows"]
        .as_array()
        .expect("shows")
        .iter()
        .map(|show| (index(&show["venue"]), index(&show["day"])))
        .collect();
    let value = problem.check(&shows).unwrap_or_else(|flaw| panic!("the plugin's tour breaks a rule: {flaw}"));
    assert_eq!(value, number("value"), "the plugin's value is not the checker's");
    Run {
        value,
        bound: number("bound"),
        first_ms: answer["first_tour_ms"].as_f64().unwrap_or(f64::NAN),
        took_ms: answer["took_ms"].as_f64().expect("took_ms"),
        units: number("units").unsigned_abs(),
    }
}

fn index(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("an index")).expect("a small index")
}

/// The same solver native: for as long, and for as many units.
fn native(problem: &Tourday, seconds: f64, units: u64) -> (Run, Duration) {
    let parts: InstanceParts = serde_json::from_value(problem.parts()).expect("parts");
    let instance = Instance::new(parts).expect("an instance");
    let mut timed = Solver::new(instance.clone(), 1);
    let started = Instant::now();
    let mut first = None;
    let mut at = timed.step(1);
    while at.status == Status::Searching && started.elapsed().as_secs_f64() < seconds {
        at = timed.step(SLICE);
        if at.value.is_some() && first.is_none() {
            first = Some(started.elapsed());
        }
    }
    let took = started.elapsed();
    let tour = timed.best().expect("a tour");
    let shows: Vec<(usize, usize)> = tour.shows.iter().map(|show| (show.venue, show.day)).collect();
    let value = problem.check(&shows).unwrap_or_else(|flaw| panic!("the native tour breaks a rule: {flaw}"));
    assert_eq!(value, tour.value, "the native value is not the checker's");

    let mut counted = Solver::new(instance, 1);
    let started = Instant::now();
    let mut counted_to = counted.step(1);
    while counted_to.units < units && counted_to.status == Status::Searching {
        counted_to = counted.step(SLICE);
    }
    let same_units = started.elapsed();
    let run = Run {
        value,
        bound: at.bound.unwrap_or(i64::MAX),
        first_ms: first.map_or(0.0, |d| d.as_secs_f64() * 1e3),
        took_ms: took.as_secs_f64() * 1e3,
        units: at.units,
    };
    (run, same_units)
}

async fn plugin() -> (Host, PluginId) {
    let this = std::env::current_exe().expect("this program");
    let settings = HostSettings {
        cache_dir: std::env::temp_dir().join("loadin-bench-tourday"),
        secret: [7; 32],
        compiler: vec![this.into_os_string(), OsString::from("compile-component")],
        pool: PoolSettings { instances: 4, per_plugin: 4, ..PoolSettings::default() },
        ceilings: Ceilings::default(),
    };
    let ambient = Arc::new(Ambient(Instant::now()));
    let ports = Ports {
        gazetteer: Arc::clone(&ambient) as Arc<dyn Gazetteer>,
        clock: Arc::clone(&ambient) as Arc<dyn Clock>,
        entropy: Arc::clone(&ambient) as Arc<dyn Entropy>,
        settings: ambient,
        collections: Arc::new(Absent),
        jobs: Arc::new(Absent),
        low_priority: tokio::runtime::Handle::current(),
    };
    let host = Host::new(settings, ports).expect("a host");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/tour-optimizer");
    let manifest = Manifest::read(&folder).expect("a manifest");
    host.load(&manifest).await.expect("the plugin, from `cargo loadin build`");
    (host, manifest.plugin.id)
}

fn known(dir: &Path) -> BTreeMap<String, (f64, f64)> {
    let text = fs::read_to_string(dir.join("known.csv")).unwrap_or_default();
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            Some(((*cells.first()?).to_owned(), (cells.get(4)?.parse().ok()?, cells.get(5)?.parse().ok()?)))
        })
        .collect()
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
