//! A door with a database of its own behind it, made-up plugins, and people who knock, for the tests of this room.
//!
//! Rule: time stands still until it is moved and randomness is counted, so a failing test fails again. Requests go through
//! the whole router, never around its layers.

mod ask;
mod browser;
mod ports;

use std::{
    net::{IpAddr, Ipv4Addr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use loadin_auth::{
    Access, Accounts, Costs, Csrf, FirstRun, HashQueue, Key, MemoryThrottle, Mount, Origin, Passwords, Pepper,
    PluginDefault, PluginPermission, Policy, Secret, SignIn, Snapshot, Visitor,
};
use loadin_storage::{CollectionTools, Collections, memberships, people, spaces, trial};
use loadin_types::{
    Caller, Held, PersonId, PluginId, PrincipalKind, Scope, SessionId, SpaceId, Timestamp,
    data::DataContext,
    people::{Session, SpaceKind},
    ports::{Clock as _, Entropy as _},
};
use loadin_wit::manifest::Manifest;
use tempfile::TempDir;

pub(crate) use self::{
    ask::{Answer, Ask},
    browser::Browser,
    ports::{Counting, Desk, FakePlugins, Standing},
};
use crate::{
    ApiSettings, App, Parts,
    router::{served, with_layers},
    routes::Routes,
};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "quartz llama teapot";

/// Where the instance of the tests is reached.
pub(crate) const ORIGIN: &str = "https://tour.example.org";

const PLUGIN: &str = r#"
[plugin]
id = "org.example.notes"
name = "Notes"
summary = "Keeps notes."
version = "0.3.1"
api = "0.1"

[permissions]
"notes:read" = { default = ["member"], label = "Read notes" }
"notes:write" = { default = ["booker"], label = "Write notes" }

[collections.notes]
schema = "book.json"
version = 1
read = "notes:read"
write = "notes:write"

[[http.nav]]
text = "All notes"
path = "/"

[[http.nav]]
text = "Kept for bookers"
path = "/about"
permission = "notes:write"

[[http.route]]
id = "list"
path = "/"
methods = ["GET"]
permission = "notes:read"

[[http.route]]
id = "note"
path = "/notes/{note}"
methods = ["GET", "POST"]
permission = "notes:read"

[[http.route]]
id = "add"
path = "/notes"
methods = ["POST"]
permission = "notes:write"

[[http.route]]
id = "about"
path = "/about"
methods = ["GET"]
permission = "public"
"#;

/// The made-up plugin.
pub(crate) fn manifest() -> Manifest {
    // The schema of its collection is a fixture's.
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/plugins/shelf-1"));
    Manifest::parse(PLUGIN, &folder.join("plugin.toml")).unwrap()
}

/// Somebody with a session.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) person: PersonId,
    pub(crate) cookie: String,
    pub(crate) session: Session,
}

/// An instance that Anna has set up: she operates it and owns the space `foundry`.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) clock: Arc<Standing>,
    pub(crate) entropy: Arc<Counting>,
    pub(crate) plugins: Arc<FakePlugins>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) anna: Visit,
    pub(crate) foundry: SpaceId,
    passwords: Passwords,
    _folder: TempDir,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// An instance with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut ApiSettings)) -> Self {
        Self::build(change, Routes::default()).await
    }

    /// An instance that nobody has set up: Anna and the foundry are names only.
    pub(crate) async fn empty() -> Self {
        Self::built(|_| {}, Routes::default(), false).await
    }

    /// An instance with more routes, to see what the layers make of them.
    pub(crate) async fn build(change: impl FnOnce(&mut ApiSettings), more: Routes) -> Self {
        Self::built(change, more, true).await
    }

    async fn built(change: impl FnOnce(&mut ApiSettings), more: Routes, is_set_up: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, entropy) = (Arc::new(Standing::new()), Arc::new(Counting::default()));
        let now = Timestamp::from_millis(clock.now_ms());
        let storage = trial::open(folder.path(), now).await.unwrap();
        let queue = HashQueue::start(passwords(&entropy), clock.clone(), entropy.clone()).unwrap();
        let throttle = Arc::new(MemoryThrottle::default());
        let accounts = Accounts::new(storage.clone(), queue, throttle, clock.clone(), Arc::clone(&entropy) as _);
        let snapshot = Snapshot::compile(&Policy::load(&defaults(&manifest()), &[]).await.unwrap());
        let (plugins, desk) = (Arc::new(FakePlugins::default()), Arc::new(Desk::default()));
        let mut settings = settings();
        change(&mut settings);
        let (anna, foundry) = if is_set_up { set_up(&accounts).await } else { nobody() };
        let app = App::new(Parts {
            access: Arc::new(Access::new(storage.clone(), clock.clone(), snapshot)),
            storage,
            accounts: Arc::new(accounts),
            csrf: Csrf::new(Key::new([7; 32])),
            plugins: plugins.clone(),
            jobs: desk.clone(),
            manifests: vec![manifest()],
            left_out: Vec::new(),
            held_back: Vec::new(),
            zones: ["America/New_York", "Europe/Berlin"].map(str::to_owned).into(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            settings,
        });
        let router = with_layers(app.clone(), served(&app.settings).and(more));
        let passwords = passwords(&entropy);
        Self { app, router, clock, entropy, plugins, desk, anna, foundry, passwords, _folder: folder }
    }

    /// Somebody new, who has signed in and belongs nowhere.
    pub(crate) async fn newcomer(&self, login: &str) -> Visit {
        let (id, now) = (PersonId::from_parts(self.clock.now_ms(), &self.random()), self.app.now());
        let password = self.passwords.hash(&Secret::new(PASSWORD.into()), &*self.entropy).unwrap();
        let new = people::NewPerson {
            id,
            login: loadin_auth::new_login_name(login).unwrap(),
            display_name: login.to_owned(),
            password: Some(password),
        };
        let made = self.app.storage.write(move |tx| Box::pin(async move { people::create(tx, &new, now).await }));
        made.await.unwrap();
        self.sign_in(login).await
    }

    /// Somebody new, who has signed in and has a role in the foundry.
    pub(crate) async fn member(&self, login: &str, role: &str) -> Visit {
        let visit = self.newcomer(login).await;
        let (scope, person, now) = (self.scope(), visit.person, self.app.now());
        let role = role.parse().unwrap();
        let added = self
            .app
            .storage
            .write(move |tx| Box::pin(async move { memberships::add(tx, &scope, person, &role, now).await }));
        added.await.unwrap();
        visit
    }

    /// Somebody new, who owns another space, of that slug.
    pub(crate) async fn neighbour(&self, login: &str, slug: &str) -> Visit {
        let visit = self.newcomer(login).await;
        let (id, now) = (SpaceId::from_parts(self.clock.now_ms(), &self.random()), self.app.now());
        let new =
            spaces::NewSpace { id, slug: slug.parse().unwrap(), name: slug.to_owned(), kind: SpaceKind::Collective };
        let owner = visit.person;
        let made =
            self.app.storage.write(move |tx| Box::pin(async move { spaces::create(tx, &new, owner, now).await }));
        made.await.unwrap();
        visit
    }

    pub(crate) async fn sign_in(&self, login: &str) -> Visit {
        let wish = SignIn { login, password: Secret::new(PASSWORD.into()), from: from() };
        let new = self.app.accounts.sign_in(wish).await.unwrap();
        Visit { person: new.session.person.unwrap(), cookie: new.cookie.expose().to_owned(), session: new.session }
    }

    /// An API token of somebody's for the foundry.
    pub(crate) async fn token(&self, owner: &Visit, scopes: &[&str]) -> String {
        let answer = self.ask("POST", "/api/v1/s/foundry/tokens").by(owner);
        let answer = answer.json(&serde_json::json!({ "name": "a program", "scopes": scopes })).send().await;
        answer.json()["token"].as_str().unwrap_or_else(|| panic!("no token: {}", answer.text())).to_owned()
    }

    /// The collections of a plugin, as the house keeps them.
    pub(crate) async fn collections(&self, manifest: &Manifest) -> Collections {
        let (clock, entropy) = (self.clock.clone(), self.entropy.clone());
        let tools = CollectionTools { clock, entropy, cursor_key: [0; 32] };
        Collections::open(self.app.storage.clone(), std::slice::from_ref(manifest), tools).await.unwrap()
    }

    /// Somebody in the foundry, as a plugin acts for them.
    pub(crate) fn acts(&self, visit: &Visit, plugin: PluginId) -> DataContext {
        let caller = Caller {
            kind: PrincipalKind::Person,
            id: visit.person.to_string(),
            space: self.foundry,
            roles: vec!["owner".to_owned()],
            held: Held::All,
        };
        DataContext { plugin, caller, lease: None }
    }

    /// What opens the foundry's rows, as for the operator's command line.
    pub(crate) fn scope(&self) -> Scope {
        Scope::for_auth_only(self.foundry, None)
    }

    /// The token of a form that was drawn for somebody.
    pub(crate) fn form_token(&self, visit: &Visit, mount: Mount<'_>) -> String {
        self.app.csrf.token((&visit.session).into(), mount, self.app.now())
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        Ask::new(self, method, path)
    }

    pub(crate) fn get(&self, path: &str) -> Ask<'_> {
        self.ask("GET", path)
    }

    fn random(&self) -> [u8; 10] {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        random
    }
}

fn settings() -> ApiSettings {
    ApiSettings {
        origin: Origin::of_public_url(ORIGIN).unwrap(),
        trusted_proxies: Vec::new(),
        body_limit: 10 << 20,
        head_timeout: Duration::from_secs(5),
        body_timeout: Duration::from_secs(30),
        answer_timeout: Duration::from_secs(30),
        is_development: false,
    }
}

/// Hashing that costs next to nothing.
fn passwords(entropy: &Counting) -> Passwords {
    let costs = Costs { memory_kib: 32, passes: 1, lanes: 1 };
    Passwords::new(costs, Pepper::new(Key::new([1; 32])), vec![], entropy).unwrap()
}

fn defaults(manifest: &Manifest) -> Vec<PluginDefault> {
    let declared = manifest.permissions.iter();
    let default = declared.map(|(name, permission)| PluginDefault {
        permission: PluginPermission::new(manifest.plugin.id.clone(), name).unwrap(),
        roles: permission.default.iter().map(|role| role.parse().unwrap()).collect(),
    });
    default.collect()
}

const fn from() -> Visitor<'static> {
    let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    Visitor { address, user_agent: "Firefox", cookie: None, known_browser: None }
}

fn nobody() -> (Visit, SpaceId) {
    let (person, start) = (PersonId::from_parts(0, &[0; 10]), Timestamp::from_millis(0));
    let session = Session {
        id: SessionId::from_parts(0, &[0; 10]),
        person: Some(person),
        csrf_id: [0; 16],
        created: start,
        proved: start,
        last_seen: start,
        idle_until: start,
        ends: start,
        user_agent: String::new(),
    };
    (Visit { person, cookie: String::new(), session }, SpaceId::from_parts(0, &[0; 10]))
}

async fn set_up(accounts: &Accounts) -> (Visit, SpaceId) {
    let token = accounts.offer_setup().await.unwrap().unwrap();
    let wish = FirstRun {
        token: token.expose(),
        login: "Anna",
        display_name: "Anna Larsen",
        password: Secret::new(PASSWORD.into()),
        space_name: "The Foundry",
        slug: "foundry".parse().unwrap(),
        kind: SpaceKind::Venue,
    };
    let first = accounts.set_up(wish, from()).await.unwrap();
    let session = first.session.session;
    let visit = Visit { person: session.person.unwrap(), cookie: first.session.cookie.expose().to_owned(), session };
    (visit, first.space.id)
}
