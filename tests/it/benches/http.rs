//! What a plugin costs over HTTP: the same request to the same router, answered by a plugin and by the same code native.
//!
//! `cargo loadin build --fixtures && cargo bench -p loadin-it --bench http` (with `--profile dev` for the figures of the
//! profile that `demo` and `check` use). Real connections over the loopback, one request at a time, the two by turns, so that
//! whatever else the machine does falls on both. The budget for the difference is 120 µs at the median.
//!
//! After that, a whole page: 30 KB of HTML from a plugin, read, judged, drawn into the shell of somebody who has signed in. The
//! budget is 10 ms at the median, and 2 ms of it for reading and judging.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark prints, and stops at the first fault"
)]

use std::{
    collections::HashMap,
    hint::black_box,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use async_trait::async_trait;
use loadin_api::{ApiSettings, App, Parts};
use loadin_auth::{
    Access, Accounts, Costs, Credentials, Csrf, FirstRun, HashQueue, Key, MemoryThrottle, Origin, Passwords, Pepper,
    PluginDefault, PluginPermission, Policy, Secret, Snapshot, SpaceName, TokenWish, Visitor, ask::ManageTokens,
};
use loadin_host::{Ceilings, Host, HostSettings, PoolSettings, Ports};
use loadin_profile::html::{Limits, Mount as HtmlMount, clean};
use loadin_storage::{Storage, StoreSettings};
use loadin_types::{
    Body, Call, CallError, CallId, Job, JobError, PluginId, Reply, Request, Timestamp,
    people::SpaceKind,
    places::{Match, Near, Resolution},
    ports::{Absent, Clock, Entropy, Gazetteer, JobWatch, Plugins, SettingsOf},
};
use loadin_wit::manifest::Manifest;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const WARM_UP: usize = 300;
const REQUESTS: usize = 4_000;
const PAGES: usize = 400;

/// Everything that the rooms ask the system for.
struct Ambient(AtomicU64);

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
        u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(0)
    }

    fn monotonic_ns(&self) -> u64 {
        self.now_ms() * 1_000_000
    }
}

/// Not random at all: this installation is thrown away.
impl Entropy for Ambient {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        bytes.iter_mut().zip(number.to_be_bytes().into_iter().cycle()).for_each(|(byte, random)| *byte = random);
    }
}

impl SettingsOf for Ambient {
    fn get(&self, _: &PluginId, _: &str) -> Option<String> {
        Some("\"hello\"".into())
    }
}

/// What the zoo's `/echo` reads.
#[derive(Deserialize)]
struct Venue {
    name: String,
    capacity: u32,
    notes: Vec<String>,
}

/// What it answers.
#[derive(Serialize)]
struct Echo {
    greeting: String,
    name: String,
    capacity_doubled: u32,
    notes: Vec<String>,
}

/// The zoo's `/echo`, without WebAssembly.
struct Native;

fn echo(body: &str) -> String {
    let Venue { name, capacity, notes } = serde_json::from_str(body).expect("JSON");
    let echo = Echo { greeting: "hello".to_owned(), name, capacity_doubled: capacity.saturating_mul(2), notes };
    serde_json::to_string(&echo).expect("JSON")
}

#[async_trait]
impl Plugins for Native {
    async fn is_loaded(&self, _: &PluginId) -> bool {
        true
    }

    async fn handle(&self, _: &PluginId, _: Call, request: Request) -> Result<Reply, CallError> {
        let Body::Text(body) = request.body else { return Ok(Reply::Done) };
        Ok(Reply::Json(echo(&body)))
    }

    async fn run_job(&self, _: &PluginId, _: Call, _: Job, _: Arc<dyn JobWatch>) -> Result<String, JobError> {
        Ok(String::new())
    }
}

fn main() -> ExitCode {
    if std::env::args().nth(1).is_some_and(|first| first == "compile-component") {
        return loadin_host::compile_child();
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        measure().await;
        measure_page().await;
    });
    ExitCode::SUCCESS
}

async fn measure() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = fixture("zoo");
    let ambient = Arc::new(Ambient(AtomicU64::new(1)));
    let host: Arc<dyn Plugins> = Arc::new(host(&manifest, &ambient).await);
    let house = House::set_up(folder.path(), manifest, ambient).await;
    let request = house.request();
    let mut plugin = Connection::open(house.serve(host).await).await;
    let mut native = Connection::open(house.serve(Arc::new(Native)).await).await;
    let (first, second) = (plugin.ask(&request).await, native.ask(&request).await);
    assert_eq!((json_of(&first), first.starts_with("HTTP/1.1 200")), (json_of(&second), true), "{first}");
    let (mut through_plugin, mut through_native) = (Vec::new(), Vec::new());
    for turn in 0..WARM_UP + REQUESTS {
        let times = (timed(&mut plugin, &request).await, timed(&mut native, &request).await);
        if turn >= WARM_UP {
            through_plugin.push(times.0);
            through_native.push(times.1);
        }
    }
    println!("POST /echo with {} bytes of request, {REQUESTS} requests each, by turns", request.len());
    let (plugin, native) = (spread(through_plugin), spread(through_native));
    for (what, (p50, p99)) in [("a plugin", plugin), ("the same code native", native)] {
        println!("{what:<27} p50 {:>8.1} µs   p99 {:>8.1} µs", micros(p50), micros(p99));
    }
    // A plugin is always optimised and this program may not be, which flatters the difference by at most this much.
    let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let alone = (0..REQUESTS).map(|_| {
        let begun = Instant::now();
        black_box(echo(black_box(body)));
        begun.elapsed()
    });
    let (p50, p99) = spread(alone.collect());
    println!("{:<27} p50 {:>8.1} µs   p99 {:>8.1} µs", "that code alone", micros(p50), micros(p99));
    let added = micros(plugin.0) - micros(native.0);
    println!("{:<27} p50 {added:>8.1} µs   (budget 120 µs)", "added");
    println!("{:<27} p50 {:>8.1} µs", "added, had it cost nothing", added + micros(p50));
}

/// Measures a page of HTML from the plugin to the browser, and reading and judging its HTML alone.
async fn measure_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let (manifest, ambient) = (fixture("hostile"), Arc::new(Ambient(AtomicU64::new(1))));
    let host: Arc<dyn Plugins> = Arc::new(host(&manifest, &ambient).await);
    let house = House::set_up(folder.path(), manifest, ambient).await;
    let html = house.html_of_page(&*host).await;
    let mut connection = Connection::open(house.serve(host).await).await;
    let request = house.page_request();
    let page = connection.ask(&request).await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<div class=\"plugin-html\">"), "{page}");
    let mut times = Vec::new();
    for turn in 0..WARM_UP / 10 + PAGES {
        let time = timed(&mut connection, &request).await;
        if turn >= WARM_UP / 10 {
            times.push(time);
        }
    }
    let mount = HtmlMount { base: "/s/foundry/p/hostile/", id_prefix: "h-", csrf: Some("token"), heading_offset: 1 };
    let alone = (0..PAGES).map(|_| {
        let begun = Instant::now();
        black_box(clean(black_box(&html), &mount, &Limits::default()));
        begun.elapsed()
    });
    let (whole, alone) = (spread(times), spread(alone.collect()));
    println!("\nGET a page of {} bytes of HTML, {} bytes with its shell, {PAGES} requests", html.len(), page.len());
    println!(
        "{:<27} p50 {:>8.1} µs   p99 {:>8.1} µs   (budget 10,000 µs)",
        "the page",
        micros(whole.0),
        micros(whole.1)
    );
    println!(
        "{:<27} p50 {:>8.1} µs   p99 {:>8.1} µs   (budget 2,000 µs)",
        "its HTML alone",
        micros(alone.0),
        micros(alone.1)
    );
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Returns the median and the 99th percentile.
fn spread(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    (at(50), at(99))
}

async fn timed(connection: &mut Connection, request: &str) -> Duration {
    let begun = Instant::now();
    connection.ask(request).await;
    begun.elapsed()
}

/// An installation with a space, a token, and whatever plugins stand behind the door.
struct House {
    storage: Storage,
    access: Arc<Access>,
    accounts: Arc<Accounts>,
    manifest: Manifest,
    ambient: Arc<Ambient>,
    token: String,
    cookie: String,
}

impl House {
    async fn set_up(folder: &Path, manifest: Manifest, ambient: Arc<Ambient>) -> Self {
        let settings = StoreSettings { folder: folder.to_owned(), max_bytes: None };
        let storage = Storage::open(&settings, Timestamp::from_millis(ambient.now_ms())).await.expect("a database");
        let costs = Costs { memory_kib: 32, passes: 1, lanes: 1 };
        let passwords = Passwords::new(costs, Pepper::new(Key::new([1; 32])), vec![], &*ambient).expect("costs");
        let queue = HashQueue::start(passwords, ambient.clone(), ambient.clone()).expect("threads");
        let throttle = Arc::new(MemoryThrottle::default());
        let accounts = Accounts::new(storage.clone(), queue, throttle, ambient.clone(), Arc::clone(&ambient) as _);
        let policy = Policy::load(&defaults(&manifest), &[]).await.expect("a policy");
        let access = Access::new(storage.clone(), ambient.clone(), Snapshot::compile(&policy));
        let (token, cookie) = token(&accounts, &access).await;
        let (access, accounts) = (Arc::new(access), Arc::new(accounts));
        Self { storage, access, accounts, manifest, ambient, token, cookie }
    }

    async fn serve(&self, plugins: Arc<dyn Plugins>) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let wait = Duration::from_secs(30);
        let app = App::new(Parts {
            storage: self.storage.clone(),
            access: Arc::clone(&self.access),
            accounts: Arc::clone(&self.accounts),
            csrf: Csrf::new(Key::new([7; 32])),
            plugins,
            jobs: Arc::new(Absent),
            manifests: vec![self.manifest.clone()],
            left_out: Vec::new(),
            held_back: Vec::new(),
            zones: Vec::new(),
            clock: self.ambient.clone(),
            entropy: self.ambient.clone(),
            settings: ApiSettings {
                origin: Origin::of_public_url(&format!("http://{address}")).expect("an origin"),
                trusted_proxies: Vec::new(),
                body_limit: 10 << 20,
                head_timeout: wait,
                body_timeout: wait,
                answer_timeout: wait,
                is_development: false,
            },
        });
        tokio::spawn(loadin_api::serve(listener, app, std::future::pending()));
        address
    }

    fn page_request(&self) -> String {
        format!(
            "GET /s/foundry/p/{}/ HTTP/1.1\r\nhost: localhost\r\ncookie: loadin={}\r\naccept: text/html\r\n\r\n",
            self.manifest.plugin.mount(),
            self.cookie
        )
    }

    /// Returns the HTML that the plugin's first page has.
    async fn html_of_page(&self, host: &dyn Plugins) -> String {
        let space = SpaceName::read("foundry").expect("a name");
        let cookie = Credentials::Cookie(&self.cookie);
        let principal = self.access.principal(cookie).await.expect("a principal");
        let caller = self.access.authorise::<ManageTokens>(&principal, &space).await.expect("the owner");
        let caller = caller.grant().caller(&self.access.snapshot(), &self.manifest.plugin.id);
        let call = Call {
            id: CallId::from_parts(1, &[1; 10]),
            traceparent: String::new(),
            caller,
            via: Vec::new(),
            object: None,
            locale: "en".to_owned(),
            zone: "UTC".to_owned(),
        };
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::Empty,
        };
        let Ok(Reply::Page(json)) = host.handle(&self.manifest.plugin.id, call, request).await else {
            panic!("the plugin does not answer with a page")
        };
        let page: Value = serde_json::from_str(&json).expect("JSON");
        page["html"].as_str().expect("HTML").to_owned()
    }

    fn request(&self) -> String {
        let note = "Load-in by the side door, three steps, no lift. ";
        let notes: Vec<String> = (0..18).map(|number| format!("{number}: {note}")).collect();
        let body = json!({ "name": "Nectar's", "capacity": 150, "notes": notes }).to_string();
        format!(
            "POST /api/v1/s/foundry/p/{}/echo HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.manifest.plugin.mount(),
            self.token,
            body.len()
        )
    }
}

fn fixture(name: &str) -> Manifest {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/plugins").join(name);
    Manifest::read(&folder).expect("the manifest of a fixture")
}

fn defaults(manifest: &Manifest) -> Vec<PluginDefault> {
    let declared: HashMap<_, _> = manifest.permissions.iter().collect();
    let default = declared.into_iter().map(|(name, permission)| PluginDefault {
        permission: PluginPermission::new(manifest.plugin.id.clone(), name).expect("a permission"),
        roles: permission.default.iter().map(|role| role.parse().expect("a role")).collect(),
    });
    default.collect()
}

async fn host(manifest: &Manifest, ambient: &Arc<Ambient>) -> Host {
    let settings = HostSettings {
        cache_dir: std::env::temp_dir().join("loadin-bench-http"),
        secret: [7; 32],
        compiler: vec![std::env::current_exe().expect("this program").into(), "compile-component".into()],
        pool: PoolSettings::default(),
        ceilings: Ceilings::default(),
    };
    let ports = Ports {
        gazetteer: ambient.clone(),
        clock: ambient.clone(),
        entropy: ambient.clone(),
        settings: ambient.clone(),
        collections: Arc::new(Absent),
        jobs: Arc::new(Absent),
        low_priority: tokio::runtime::Handle::current(),
    };
    let host = Host::new(settings, ports).expect("a host");
    host.load(manifest).await.expect("the zoo, from `cargo loadin build --fixtures`");
    host
}

/// Sets the installation up and makes an API token for its first space; returns it and its owner's cookie.
async fn token(accounts: &Accounts, access: &Access) -> (String, String) {
    let setup = accounts.offer_setup().await.expect("a database").expect("a token");
    let wish = FirstRun {
        token: setup.expose(),
        login: "anna",
        display_name: "Anna",
        password: Secret::new("quartz llama teapot".into()),
        space_name: "The Foundry",
        slug: "foundry".parse().expect("a slug"),
        kind: SpaceKind::Venue,
    };
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let from = Visitor { address, user_agent: "bench", cookie: None, known_browser: None };
    let first = accounts.set_up(wish, from).await.expect("a set-up");
    let cookie = Credentials::Cookie(first.session.cookie.expose());
    let principal = access.principal(cookie).await.expect("a principal");
    let space = SpaceName::read("foundry").expect("a name");
    let proof = access.authorise::<ManageTokens>(&principal, &space).await.expect("the owner");
    let scopes = vec!["plugins:call".to_owned()];
    let wish = TokenWish { name: "bench".to_owned(), spaces: vec![proof.scope().space()], scopes, days: None };
    let (_, text) = accounts.make_token(access, &proof, &wish).await.expect("a token");
    (text.expose().to_owned(), first.session.cookie.expose().to_owned())
}

/// One connection that is kept open.
struct Connection {
    stream: TcpStream,
    got: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, got: Vec::new() }
    }

    /// Sends a request and returns the whole answer.
    async fn ask(&mut self, request: &str) -> String {
        self.stream.write_all(request.as_bytes()).await.expect("sent");
        self.got.clear();
        loop {
            assert_ne!(self.stream.read_buf(&mut self.got).await.expect("an answer"), 0, "the connection ended");
            let text = String::from_utf8_lossy(&self.got);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
            if body.len() >= length.parse::<usize>().expect("a number") {
                return text.into_owned();
            }
        }
    }
}

fn json_of(answer: &str) -> Value {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    serde_json::from_str(body).expect("JSON")
}
