//! The world around the zoo: fixed towns, clock and randomness, a shelf that remembers what it is asked, and one caller.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use loadin_host::{Ceilings, Host, HostSettings, PoolSettings, Ports};
use loadin_types::{
    Body, Call, CallError, CallId, Caller, Fault, Held, Job, JobError, JobId, PluginId, PrincipalKind, Progress, Reply,
    Request, SpaceId,
    places::{Match, Near, Place, Quality, Resolution},
    ports::{Clock, Entropy, Gazetteer, JobWatch, Plugins as _, SettingsOf},
};
use loadin_wit::manifest::Manifest;

use crate::documents::Shelf;

pub(crate) struct Fixed;

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
pub(crate) struct Watch {
    pub(crate) seen: Mutex<Vec<Progress>>,
    pub(crate) cancel_at: u64,
    pub(crate) reports: AtomicU64,
    pub(crate) checkpoints: Mutex<Vec<String>>,
}

#[async_trait::async_trait]
impl JobWatch for Watch {
    fn progress(&self, progress: Progress) -> bool {
        self.seen.lock().unwrap().push(progress);
        self.reports.fetch_add(1, Ordering::Relaxed) + 1 < self.cancel_at
    }

    async fn checkpoint(&self, state: String) -> Result<bool, loadin_types::PluginError> {
        self.checkpoints.lock().unwrap().push(state);
        Ok(true)
    }
}

pub(crate) struct Zoo {
    pub(crate) host: Host,
    pub(crate) id: PluginId,
    pub(crate) cache: tempfile::TempDir,
    pub(crate) shelf: Arc<Shelf>,
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/plugins").join(name)
}

pub(crate) fn zoo_folder() -> PathBuf {
    fixture("zoo")
}

pub(crate) fn host(cache: &Path) -> Host {
    host_with(cache, vec![env!("CARGO_BIN_EXE_loadin-compile").into()])
}

pub(crate) fn host_with(cache: &Path, compiler: Vec<OsString>) -> Host {
    host_over(cache, compiler, Arc::default())
}

fn host_over(cache: &Path, compiler: Vec<OsString>, shelf: Arc<Shelf>) -> Host {
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
        collections: shelf.clone(),
        jobs: shelf,
        low_priority: tokio::runtime::Handle::current(),
    };
    Host::new(settings, ports).unwrap()
}

impl Zoo {
    pub(crate) async fn open() -> Self {
        let cache = tempfile::tempdir().unwrap();
        let shelf: Arc<Shelf> = Arc::default();
        let host = host_over(cache.path(), vec![env!("CARGO_BIN_EXE_loadin-compile").into()], shelf.clone());
        let manifest = Manifest::read(&zoo_folder()).unwrap();
        host.load(&manifest).await.unwrap();
        Self { host, id: manifest.plugin.id, cache, shelf }
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Result<Reply, CallError> {
        self.post_as(Held::All, path, body).await
    }

    /// Posts for a caller who has these permissions.
    pub(crate) async fn post_as(&self, held: Held, path: &str, body: &str) -> Result<Reply, CallError> {
        let request = Request {
            method: "POST".into(),
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::Text(body.into()),
        };
        let mut call = call();
        call.caller.held = held;
        self.host.handle(&self.id, call, request).await
    }

    /// Posts as somebody who reads another language.
    pub(crate) async fn post_in(&self, locale: &str, path: &str, body: &str) -> Result<Reply, CallError> {
        let request = Request {
            method: "POST".into(),
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::Text(body.into()),
        };
        let call = Call { locale: locale.into(), ..call() };
        self.host.handle(&self.id, call, request).await
    }

    pub(crate) async fn misbehave(&self, how: &str) -> Fault {
        match self.post(&format!("/misbehave/{how}"), "").await {
            Err(CallError::Fault { fault, .. }) => fault,
            other => panic!("{how} gave {other:?}"),
        }
    }

    /// The host still serves others, with right answers.
    pub(crate) async fn is_well(&self) {
        let reply = self.post("/echo", r#"{"name":"Nectar's","capacity":150}"#).await.unwrap();
        let expected = r#"{"greeting":"hello","name":"Nectar's","capacity_doubled":300,"notes":[]}"#;
        assert_eq!(reply, Reply::Json(expected.into()));
    }

    pub(crate) async fn job(&self, kind: &str, input: &str, watch: Arc<Watch>) -> Result<String, JobError> {
        self.job_after(None, kind, input, watch).await
    }

    /// Runs a job to which an earlier attempt left something.
    pub(crate) async fn job_after(
        &self,
        left: Option<&str>,
        kind: &str,
        input: &str,
        watch: Arc<Watch>,
    ) -> Result<String, JobError> {
        let (id, kind, input) = (JobId::from_parts(1, &[1; 10]), kind.into(), input.into());
        let job = Job { id, kind, input, attempt: 1, checkpoint: left.map(str::to_owned), lease: None };
        self.host.run_job(&self.id, call(), job, watch).await
    }
}

pub(crate) fn call() -> Call {
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
