//! What the door stands on: everything that `server` wires together, handed to each handler as one state.
//!
//! Rule: no setting is read here and nothing is started; the parts come ready, and a part is never reached around `access`.

use std::{collections::HashMap, sync::Arc, time::Duration};

use ipnet::IpNet;
use loadin_auth::{Access, Accounts, Csrf, Origin};
use loadin_storage::Storage;
use loadin_types::{
    CallId, PluginId, Timestamp,
    ports::{Clock, Entropy, JobDesk, Plugins},
};
use loadin_wit::manifest::Manifest;

use crate::{jobs::Streams, labels::Labels, mount::Markup, policy_reports::PolicyReports};

/// What the door is told at start.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// Where the instance is reached: scheme, host and port.
    pub origin: Origin,
    /// Proxies whose word about a client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Bytes of a request's body at most.
    pub body_limit: u64,
    /// How long a request's head may take to arrive.
    pub head_timeout: Duration,
    /// How long its body may take to arrive.
    pub body_timeout: Duration,
    /// How long an answer may take.
    pub answer_timeout: Duration,
    /// Whether authors look at it: shows the kit, and on pages what only an author needs to know.
    pub is_development: bool,
}

/// A plugin whose upgrade failed, so that the version before goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// Which plugin.
    pub plugin: PluginId,
    /// The version that runs.
    pub runs: String,
    /// The version that should; `None` when that cannot even be read.
    pub upgrade: Option<String>,
    /// What went wrong, for the operator: it may tell of documents.
    pub reason: String,
}

/// The parts of the door.
pub struct Parts {
    /// The database.
    pub storage: Storage,
    /// Who may do what.
    pub access: Arc<Access>,
    /// Signing in and out.
    pub accounts: Arc<Accounts>,
    /// Form tokens.
    pub csrf: Csrf,
    /// The plugins' host.
    pub plugins: Arc<dyn Plugins>,
    /// The plugins' jobs.
    pub jobs: Arc<dyn JobDesk>,
    /// The plugins that are loaded.
    pub manifests: Vec<Manifest>,
    /// The plugins that are there but could not be loaded, by name.
    pub left_out: Vec<String>,
    /// The plugins of which the version before goes on.
    pub held_back: Vec<HeldBack>,
    /// The time zones that somebody can choose, in the order of the names.
    pub zones: Vec<String>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// What the operator has set.
    pub settings: ApiSettings,
}

/// The state of every handler.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    by_mount: HashMap<String, usize>,
    labels: Labels,
    streams: Streams,
    markup: Markup,
    policy_reports: PolicyReports,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let mounts = parts.manifests.iter().enumerate();
        let by_mount = mounts.map(|(at, manifest)| (manifest.plugin.mount().to_owned(), at)).collect();
        let labels = Labels::read(&parts.manifests);
        let (streams, markup, policy_reports) = Default::default();
        Self(Arc::new(Inner { parts, by_mount, labels, streams, markup, policy_reports }))
    }

    /// Returns the plugin at a mount.
    pub(crate) fn plugin_at(&self, mount: &str) -> Option<&Manifest> {
        self.0.parts.manifests.get(*self.0.by_mount.get(mount)?)
    }

    /// Returns the plugin of that id.
    pub(crate) fn plugin(&self, id: &PluginId) -> Option<&Manifest> {
        self.0.parts.manifests.iter().find(|manifest| manifest.plugin.id == *id)
    }

    /// Returns what plugins call themselves and their places, in each language.
    pub(crate) fn labels(&self) -> &Labels {
        &self.0.labels
    }

    /// Counts the streams that are open.
    pub(crate) fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// Counts what was wrong with the plugins' HTML.
    pub(crate) fn markup(&self) -> &Markup {
        &self.0.markup
    }

    /// Counts what browsers refused by the content policy.
    pub(crate) fn policy_reports(&self) -> &PolicyReports {
        &self.0.policy_reports
    }

    /// Returns the time.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    /// Returns a new id for a request and the calls that it makes.
    pub(crate) fn call_id(&self) -> CallId {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        CallId::from_parts(self.clock.now_ms(), &random)
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}
