//! The tables of `plugin.toml`.
//!
//! Every struct refuses unknown fields. A new field needs a default, or the manifests of released plugins stop loading.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{Collection, Command, Limits, PermissionDefault};

/// What `plugin.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the plugin is.
    pub plugin: Plugin,
    /// What it asks to do, beyond what every plugin may.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// What its calls may use. The host's ceilings hold where they are lower.
    #[serde(default)]
    pub limits: Limits,
    /// The documents it keeps, by the name of the collection.
    #[serde(default)]
    pub collections: BTreeMap<String, Collection>,
    /// The permissions it defines.
    #[serde(default)]
    pub permissions: BTreeMap<String, PermissionDefault>,
    /// The requests it answers.
    #[serde(default)]
    pub http: Http,
    /// The jobs it runs.
    #[serde(default)]
    pub jobs: Jobs,
    /// The commands it adds to the `loadin` binary.
    #[serde(default)]
    pub command: Vec<Command>,
    /// Its settings.
    pub settings: Option<Settings>,
    /// The folder that the manifest was read from; relative paths start there.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// What a plugin is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plugin {
    /// Reverse DNS name that never changes.
    pub id: PluginId,
    /// Name for people.
    pub name: String,
    /// One sentence for people.
    #[serde(default)]
    pub summary: String,
    /// The plugin's own version.
    pub version: String,
    /// The contract it is written for, such as `0.1`. There is no maximum.
    pub api: String,
    /// Its place in URLs; by default the last label of the id.
    pub mount: Option<String>,
}

impl Plugin {
    /// Returns the plugin's place in URLs.
    #[must_use]
    pub fn mount(&self) -> &str {
        self.mount.as_deref().unwrap_or_else(|| self.id.last_label())
    }
}

/// A plugin's id in reverse DNS form, such as `org.loadin.tour-optimizer`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PluginId(String);

impl PluginId {
    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what stands behind the last dot.
    #[must_use]
    pub fn last_label(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PluginId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, String> {
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && label.starts_with(|c: char| c.is_ascii_lowercase())
        };
        if id.len() <= 128 && id.split('.').count() >= 2 && id.split('.').all(is_label) {
            Ok(Self(id))
        } else {
            Err(format!(
                "`{id}` is not a plugin id: write a reverse DNS name of lower-case labels, such as `org.example.venues`"
            ))
        }
    }
}

/// What a plugin asks to do beyond `log`, `clock`, `random`, `settings` and `places`, which every plugin may.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// Starts, watches and cancels its jobs, and reports their progress.
    #[serde(default)]
    pub jobs: bool,
    /// Keeps documents in the collections that it declares.
    #[serde(default)]
    pub collections: bool,
}

impl Capabilities {
    /// Every capability that a manifest can ask for, by the name of its interface.
    pub const NAMES: &[&str] = &["jobs", "collections"];

    /// Interfaces that are granted to every plugin.
    pub const ALWAYS: &[&str] = &["types", "log", "clock", "random", "settings", "places", "locale"];

    /// Returns true when the manifest asks for the interface, or it is granted to everyone.
    #[must_use]
    pub fn asks_for(&self, interface: &str) -> bool {
        match interface {
            "jobs" => self.jobs,
            "collections" => self.collections,
            always => Self::ALWAYS.contains(&always),
        }
    }
}

/// The requests that a plugin answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// One entry for each path.
    #[serde(default)]
    pub route: Vec<Route>,
    /// Where people go first: what stands under the plugin's name in a space's navigation. Without any, its name leads to its
    /// first page.
    #[serde(default)]
    pub nav: Vec<NavEntry>,
}

/// A path that a plugin answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Name of the operation, unique in the plugin.
    pub id: String,
    /// Path below the mount, with `{name}` for a part that varies.
    pub path: String,
    /// Methods in upper case.
    pub methods: Vec<String>,
    /// Permission that the caller needs; `public` for none.
    pub permission: String,
}

/// An entry of the navigation. It is shown to whoever may open its page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NavEntry {
    /// What it is called.
    pub text: String,
    /// The path of a route that answers GET and has no part that varies.
    pub path: String,
    /// A permission that whoever sees it must have beside that of the route, such as that to change something there.
    pub permission: Option<String>,
}

impl NavEntry {
    /// Letters of a text at most: it stands in one line of a phone.
    pub const MOST_LETTERS: usize = 32;
    /// Entries of a plugin at most.
    pub const MOST: usize = 8;
}

/// The jobs that a plugin runs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// One entry for each kind.
    #[serde(default)]
    pub kind: Vec<JobKind>,
}

/// A kind of job.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobKind {
    /// The kind's name.
    pub name: String,
    /// What it does, for the person whose list of jobs it stands in ("Plan a tour"), or a key of the plugin's words.
    pub title: Option<String>,
    /// How often a failing job is tried at most.
    #[serde(default = "three")]
    pub max_attempts: u8,
}

/// Three attempts: a passing fault is met again at most twice.
fn three() -> u8 {
    3
}

/// Where the settings are described.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// JSON Schema of the settings, beside the manifest. Its `default`s are the defaults.
    pub schema: PathBuf,
}
