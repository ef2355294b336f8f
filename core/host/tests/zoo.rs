//! Hostile plugins: each costs its caller an error and nothing else.
//!
//! Needs `cargo loadin build --fixtures` first; a test that finds no component says so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first fault")]

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use loadin_host::{Ceilings, Host, HostSettings, LoadError, PoolSettings, Ports};
use loadin_types::{
    Body, Call, CallError, CallId, Caller, Fault, Held, Job, JobError, JobId, PluginError, PluginId, PrincipalKind,
    Progress, Reply, Request, SpaceId,
    places::{Match, Near, Place, Quality, Resolution},
    ports::{Absent, Clock, Entropy, Gazetteer, JobWatch, Plugins as _, SettingsOf},
};
use loadin_wit::manifest::Manifest;

struct Fixed;

impl Gazetteer for Fixed {
    fn search(&self, text: &str, _: Option<&str>, _: usize) -> Vec<Match> {
        let place = Place {
            id: 5_234_372,
            name: text.to_owned(),
            country: "US".into(),
            region: Some("Vermont".into()),
            region_code: Some("VT".into()),
            lat: 44.48,
            lon: -73.21,
            population: 42_452,
            zone: "America/New_York".into(),
        };
        vec![Match { place, quality: Quality::Exact }]
    }

    fn resolve(&self, _: &str, _: Option<&str>) -> Resolution {
        Resolution::Unknown { suggestions: Vec::new() }
    }

    fn nearby(&self, _: f64, _: f64, _: f64, _: usize) -> Vec<Near> {
        Vec::new()
    }
}

impl Clock for Fixed {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000
    }

    fn monotonic_ns(&self) -> u64 {
        7
    }
}

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(4);
    }
}

impl SettingsOf for Fixed {
    fn get(&self, plugin: &PluginId, key: &str) -> Option<String> {
        (plugin.as_str() == "org.loadin.zoo" && key == "greeting").then(|| "\"hello\"".to_owned())
    }
}

#[derive(Default)]
struct Watch {
    seen: Mutex<Vec<Progress>>,
    cancel_at: u64,
    reports: AtomicU64,
}

impl JobWatch for Watch {
    fn progress(&self, progress: Progress) -> bool {
        self.seen.lock().unwrap().push(progress);
        self.reports.fetch_add(1, Ordering::Relaxed) + 1 < self.cancel_at
    }
}

struct Zoo {
    host: Host,
    id: PluginId,
    cache: tempfile::TempDir,
}

fn zoo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/plugins/zoo")
}

fn host(cache: &Path) -> Host {
    host_with(cache, vec![env!("CARGO_BIN_EXE_loadin-compile").into()])
}

fn host_with(cache: &Path, compiler: Vec<OsString>) -> Host {
    let settings = HostSettings {
        cache_dir: cache.to_path_buf(),
        secret: [7; 32],
        compiler,
        pool: PoolSettings { instances: 32, per_plugin: 16, ..PoolSettings::default() },
        ceilings: Ceilings::default(),
    };
    let ports = Ports {
        gazetteer: Arc::new(Fixed),
        clock: Arc::new(Fixed),
        entropy: Arc::new(Fixed),
        settings: Arc::new(Fixed),
        collections: Arc::new(Absent),
        jobs: Arc::new(Absent),
        low_priority: tokio::runtime::Handle::current(),
    };
    Host::new(settings, ports).unwrap()
}

impl Zoo {
    async fn open() -> Self {
        let cache = tempfile::tempdir().unwrap();
        let host = host(cache.path());
        let manifest = Manifest::read(&zoo_folder()).unwrap();
        host.load(&manifest).await.unwrap();
        Self { host, id: manifest.plugin.id, cache }
    }

    async fn post(&self, path: &str, body: &str) -> Result<Reply, CallError> {
        let request = Request {
            method: "POST".into(),
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::Text(body.into()),
        };
        self.host.handle(&self.id, call(), request).await
    }

    async fn misbehave(&self, how: &str) -> Fault {
        match self.post(&format!("/misbehave/{how}"), "").await {
            Err(CallError::Fault { fault, .. }) => fault,
            other => panic!("{how} gave {other:?}"),
        }
    }

    /// The host still serves others, with right answers.
    async fn is_well(&self) {
        let reply = self.post("/echo", r#"{"name":"Nectar's","capacity":150}"#).await.unwrap();
        let expected = r#"{"greeting":"hello","name":"Nectar's","capacity_doubled":300,"notes":[]}"#;
        assert_eq!(reply, Reply::Json(expected.into()));
    }

    async fn job(&self, kind: &str, input: &str, watch: Arc<Watch>) -> Result<String, JobError> {
        let job = Job { id: JobId::from_parts(1, &[1; 10]), kind: kind.into(), input: input.into(), attempt: 1 };
        self.host.run_job(&self.id, call(), job, watch).await
    }
}

fn call() -> Call {
    Call {
        id: CallId::from_parts(1, &[2; 10]),
        traceparent: String::new(),
        caller: Caller {
            kind: PrincipalKind::System,
            id: "operator".into(),
            space: SpaceId::from_parts(1, &[3; 10]),
            roles: vec!["owner".into()],
            held: Held::All,
        },
        via: Vec::new(),
        object: None,
        locale: "en".into(),
        zone: "America/New_York".into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_plugin_answers_from_settings_clock_random_and_places() {
    let zoo = Zoo::open().await;
    zoo.is_well().await;
    let seen = zoo.post("/peek", "Burlington").await.unwrap();
    assert_eq!(seen, Reply::Json(r#"{"place":"Burlington","now_ms":1800000000000,"random_bytes":8}"#.into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_loop_is_stopped_at_its_deadline() {
    let zoo = Zoo::open().await;
    let started = Instant::now();
    assert_eq!(zoo.misbehave("loop").await, Fault::TimedOut(Duration::from_millis(500)));
    assert!(started.elapsed() < Duration::from_secs(5), "stopped only after {:?}", started.elapsed());
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_allocation_of_four_gibibytes_is_refused() {
    let zoo = Zoo::open().await;
    assert_eq!(zoo.misbehave("allocate").await, Fault::OutOfMemory { limit: 64 << 20 });
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trap_is_told_from_an_answer() {
    let zoo = Zoo::open().await;
    assert!(matches!(zoo.misbehave("trap").await, Fault::Trapped(_)));
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deep_recursion_ends_its_call_and_not_the_process() {
    let zoo = Zoo::open().await;
    assert!(matches!(zoo.misbehave("recurse").await, Fault::Trapped(_)));
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_a_gibibyte_never_reaches_the_caller() {
    let zoo = Zoo::open().await;
    assert_eq!(zoo.misbehave("flood").await, Fault::OutOfMemory { limit: 64 << 20 });
    let Fault::BadReply(reason) = zoo.misbehave("big-reply").await else { panic!("two mebibytes passed") };
    assert_eq!(reason, "it has 2097152 bytes; at most 1048576 are allowed");
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_break_the_contract_are_refused() {
    let zoo = Zoo::open().await;
    for (how, said) in [
        ("smuggle", "its file name is not a plain name"),
        ("bad-json", "it is not JSON"),
        ("climb", "its path leaves the plugin's mount"),
    ] {
        let Fault::BadReply(reason) = zoo.misbehave(how).await else { panic!("{how} passed") };
        assert!(reason.starts_with(said), "{how}: {reason}");
    }
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_log_is_cut_and_the_call_goes_on() {
    let zoo = Zoo::open().await;
    assert_eq!(zoo.post("/misbehave/chatter", "").await, Ok(Reply::Text("said it all".into())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neighbours_are_served_while_two_loops_run() {
    let zoo = Arc::new(Zoo::open().await);
    let hogs: Vec<_> = (0..2)
        .map(|_| {
            let zoo = Arc::clone(&zoo);
            tokio::spawn(async move { zoo.misbehave("loop").await })
        })
        .collect();
    for _ in 0..20 {
        zoo.is_well().await;
    }
    for hog in hogs {
        assert_eq!(hog.await.unwrap(), Fault::TimedOut(Duration::from_millis(500)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invalid_input_and_large_bodies_are_the_callers_errors() {
    let zoo = Zoo::open().await;
    let Err(CallError::Answered(PluginError::Invalid(json))) = zoo.post("/echo", "{\"name\":").await else {
        panic!("half a JSON passed")
    };
    assert!(json.contains("line 1 column"), "{json}");
    let large = zoo.post("/echo", &"x".repeat(70_000)).await;
    assert_eq!(large, Err(CallError::TooLarge { plugin: zoo.id.clone(), size: 70_000, limit: 65_536 }));
    assert_eq!(zoo.post("/nowhere", "").await, Err(CallError::Answered(PluginError::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_reports_its_progress_and_ends_when_cancelled() {
    let zoo = Zoo::open().await;
    let watch = Arc::new(Watch { cancel_at: u64::MAX, ..Watch::default() });
    assert_eq!(zoo.job("count", "3", Arc::clone(&watch)).await, Ok("3".into()));
    let last = watch.seen.lock().unwrap().last().cloned();
    assert_eq!(last, Some(Progress { done: 3, total: 3, message: "counting".into() }));

    let cancelled = Arc::new(Watch { cancel_at: 10, ..Watch::default() });
    assert_eq!(zoo.job("spin", "null", Arc::clone(&cancelled)).await, Err(JobError::Cancelled));
    assert_eq!(cancelled.seen.lock().unwrap().len(), 10);

    let refused = zoo.job("count", "\"three\"", Arc::default()).await;
    assert!(matches!(refused, Err(JobError::GaveUp(PluginError::Invalid(_)))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_altered_cache_is_compiled_again_and_never_run() {
    let zoo = Zoo::open().await;
    let manifest = Manifest::read(&zoo_folder()).unwrap();
    let file = std::fs::read_dir(zoo.cache.path()).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&file).unwrap();
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    for altered in [bad, good[..good.len() - 5].to_vec(), Vec::new()] {
        std::fs::write(&file, &altered).unwrap();
        let again = host(zoo.cache.path());
        again.load(&manifest).await.unwrap();
        assert_ne!(std::fs::read(&file).unwrap(), altered, "the altered file is still there");
    }
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_that_break_the_contract_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let host = host(cache.path());
    let text = "[plugin]\nid = \"org.example.x\"\nname = \"X\"\nversion = \"1.0.0\"\napi = \"0.1\"\n";
    let manifest = Manifest::parse(text, &folder.path().join("plugin.toml")).unwrap();
    let missing = host.load(&manifest).await.unwrap_err();
    assert!(matches!(missing, LoadError::NotBuilt { .. }) && missing.to_string().ends_with("run `cargo loadin build`"));
    for (import, said) in [
        ("wasi:filesystem/types@0.2.0", "plugins have no WASI"),
        ("loadin:plugin/log@0.9.0", "built for contract 0.9.0; this host serves 0.1.0"),
        ("loadin:plugin/jobs@0.1.0", "its plugin.toml does not ask for"),
    ] {
        let wasm = wat::parse_str(format!("(component (import \"{import}\" (instance)))")).unwrap();
        std::fs::write(folder.path().join("plugin.wasm"), wasm).unwrap();
        let refusal = host.load(&manifest).await.unwrap_err().to_string();
        assert!(refusal.contains("plugin.wasm imports") && refusal.contains(said), "{refusal}");
    }
    // Its name fits, its functions do not: only linking can tell.
    let liar =
        "(component (import \"loadin:plugin/clock@0.1.0\" (instance (export \"now-ms\" (func (result string))))))";
    std::fs::write(folder.path().join("plugin.wasm"), wat::parse_str(liar).unwrap()).unwrap();
    let refusal = host.load(&manifest).await.unwrap_err();
    assert!(matches!(refusal, LoadError::Link { .. }), "{refusal}");
    assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 1, "only what linked at all was compiled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_compiler_that_breaks_off_or_is_missing_is_reported() {
    let cache = tempfile::tempdir().unwrap();
    let manifest = Manifest::read(&zoo_folder()).unwrap();
    for compiler in [vec!["/bin/false".into()], vec!["/no/such/compiler".into()], Vec::new()] {
        let host = host_with(cache.path(), compiler);
        assert!(matches!(host.load(&manifest).await, Err(LoadError::Compile { .. })));
    }
    assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 0, "nothing half-made is kept");
}
