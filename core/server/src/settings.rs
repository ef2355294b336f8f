//! What the operator has set: defaults, then a file, then variables.
//!
//! Rule: a key that nobody knows is an error that names it and where it came from; a typing mistake must not look like
//! a setting that took effect. Only this crate reads settings; every other room is handed values.

mod layers;
mod show;
mod values;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use figment::Figment;
use ipnet::IpNet;
use loadin_auth::{Origin, Secret};
#[cfg(feature = "postgres")]
use loadin_storage::ServerAddress;
use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) use layers::SettingsError;

/// The defaults, as text.
const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) server: Server,
    pub(crate) plugins: Plugins,
    pub(crate) data: Data,
    pub(crate) database: Database,
    pub(crate) limits: Limits,
    pub(crate) log: Log,
}

/// How the instance is reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    #[serde(deserialize_with = "values::listen")]
    pub(crate) listen: SocketAddr,
    /// `None` means this machine's own name for itself, with the port that is listened on.
    #[serde(deserialize_with = "values::public_url")]
    pub(crate) public_url: Option<Origin>,
    #[serde(deserialize_with = "values::networks")]
    pub(crate) trusted_proxies: Vec<IpNet>,
    #[serde(deserialize_with = "values::bytes")]
    pub(crate) body_limit: u64,
    #[serde(deserialize_with = "values::duration")]
    pub(crate) head_timeout: Duration,
    #[serde(deserialize_with = "values::duration")]
    pub(crate) body_timeout: Duration,
    #[serde(deserialize_with = "values::duration")]
    pub(crate) answer_timeout: Duration,
    /// Whether whoever looks is an author of plugins or pages.
    pub(crate) development: bool,
}

/// Where plugins are, and what their own settings are set to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plugins {
    pub(crate) dir: PathBuf,
    /// By plugin id, then by key.
    #[serde(default)]
    pub(crate) settings: BTreeMap<String, Map<String, Value>>,
}

/// Where things are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) dir: PathBuf,
}

/// Which database it is, and how it is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    #[serde(deserialize_with = "values::database")]
    pub(crate) url: Place,
    /// Empty when the server asks for none, or the address has it.
    #[serde(deserialize_with = "values::secret")]
    pub(crate) password: Secret,
    /// Certificates that are trusted besides the machine's; empty for none.
    pub(crate) tls_ca: PathBuf,
    #[serde(deserialize_with = "values::connections")]
    pub(crate) connections: u32,
    /// `None` means what the disk holds.
    #[serde(deserialize_with = "values::database_size")]
    pub(crate) max_size: Option<u64>,
    /// How many copies from before a change of the tables are kept.
    pub(crate) backups: u32,
    /// From how many milliseconds on a question to a collection is slow.
    pub(crate) slow_ms: u64,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A file in the data folder.
    Folder,
    /// A PostgreSQL server.
    #[cfg(feature = "postgres")]
    Server(Box<ServerAddress>),
}

/// What one call of a plugin may use at most.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    #[serde(deserialize_with = "values::duration")]
    pub(crate) request_wall: Duration,
    #[serde(deserialize_with = "values::bytes")]
    pub(crate) request_memory: u64,
    #[serde(deserialize_with = "values::duration")]
    pub(crate) job_wall: Duration,
    #[serde(deserialize_with = "values::bytes")]
    pub(crate) job_memory: u64,
}

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) filter: String,
    pub(crate) format: LogFormat,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// What stands outside the program and is read once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// The file named by `--config`.
    pub(crate) config: Option<PathBuf>,
    /// Every variable of the environment.
    pub(crate) variables: BTreeMap<String, String>,
}

/// Settings, and where each one comes from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) settings: Settings,
    origins: Figment,
}

impl Surroundings {
    /// Returns the surroundings of this process, with the file that `--config` names.
    pub(crate) fn of_this_process(config: Option<PathBuf>) -> Self {
        // A variable that is not Unicode belongs to somebody else: all of ours are plain ASCII names and text.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        };
        Self { config, variables: std::env::vars_os().filter_map(text).collect() }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl Loaded {
    /// Reads the settings.
    pub(crate) fn read(surroundings: &Surroundings) -> Result<Self, SettingsError> {
        let origins = layers::merged(surroundings)?;
        let settings = origins.extract().map_err(|error| layers::explain(&error, &origins))?;
        let mut loaded = Self { settings, origins };
        let plugins = std::mem::take(&mut loaded.settings.plugins.dir);
        loaded.settings.plugins.dir = loaded.beside_its_file("plugins.dir", plugins);
        let authorities = std::mem::take(&mut loaded.settings.database.tls_ca);
        if !authorities.as_os_str().is_empty() {
            loaded.settings.database.tls_ca = loaded.beside_its_file("database.tls_ca", authorities);
        }
        let data = std::mem::take(&mut loaded.settings.data.dir);
        loaded.settings.data.dir = match data.as_os_str().is_empty() {
            true => default_data_dir(surroundings)?,
            false => loaded.beside_its_file("data.dir", data),
        };
        Ok(loaded)
    }

    /// Returns where a setting's value comes from, for people.
    pub(crate) fn origin(&self, key: &str) -> String {
        self.origins.find_metadata(key).map_or_else(|| "unknown".to_owned(), |metadata| metadata.name.to_string())
    }

    /// Returns a path as its origin means it: relative to the file that sets it.
    fn beside_its_file(&self, key: &str, path: PathBuf) -> PathBuf {
        let source = self.origins.find_metadata(key).and_then(|metadata| metadata.source.as_ref());
        match source.and_then(figment::Source::file_path).and_then(Path::parent) {
            Some(folder) => folder.join(path),
            None => path,
        }
    }
}

fn default_data_dir(surroundings: &Surroundings) -> Result<PathBuf, SettingsError> {
    let xdg = surroundings.variable("XDG_DATA_HOME").map(PathBuf::from);
    let home = || surroundings.variable("HOME").map(|home| Path::new(home).join(".local/share"));
    // The XDG specification has relative paths ignored.
    let base = xdg.filter(|path| path.is_absolute()).or_else(home).ok_or(SettingsError::NoHome)?;
    Ok(base.join("loadin"))
}

#[cfg(test)]
mod tests;
