//! Reading and checking `plugin.toml`.
//!
//! Rule: whatever can be wrong with a manifest is found here, before anything is compiled or linked, and said with the
//! file's name and what to write instead.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use super::{Capabilities, Command, Format, Manifest, NavEntry, Route, collections};

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is no such file, or it may not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The manifest.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML, or not of the manifest's form.
    #[error("{}: {reason}", path.display())]
    Malformed {
        /// The manifest.
        path: PathBuf,
        /// What is wrong, with its line.
        reason: String,
    },
    /// Asks for something that this contract does not have.
    #[error("{}: unknown capability `{name}`; contract {} knows {}", path.display(), crate::VERSION, Capabilities::NAMES.join(", "))]
    UnknownCapability {
        /// The manifest.
        path: PathBuf,
        /// What it asks for.
        name: String,
    },
    /// Written for a contract that this host does not serve.
    #[error("{}: written for contract {api}; this host serves {}", path.display(), crate::VERSION)]
    OtherContract {
        /// The manifest.
        path: PathBuf,
        /// What it is written for.
        api: String,
    },
    /// Well-formed, but its parts do not fit together.
    #[error("{}: {reason}", path.display())]
    Inconsistent {
        /// The manifest.
        path: PathBuf,
        /// Which parts, and what to do.
        reason: String,
    },
}

impl Manifest {
    /// Reads and checks the manifest at `path` (the file, or the folder that holds `plugin.toml`).
    ///
    /// # Errors
    ///
    /// See [`ManifestError`]; each names the file.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let path = if path.is_dir() { path.join("plugin.toml") } else { path.to_path_buf() };
        let text =
            fs::read_to_string(&path).map_err(|source| ManifestError::Unreadable { path: path.clone(), source })?;
        Self::parse(&text, &path)
    }

    /// Checks the text of a manifest; `path` is where it came from.
    ///
    /// # Errors
    ///
    /// See [`ManifestError`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ManifestError> {
        refuse_unknown_capabilities(text, path)?;
        let mut manifest: Self = toml::from_str(text).map_err(|error| ManifestError::Malformed {
            path: path.to_path_buf(),
            reason: error.to_string().trim_end().to_owned(),
        })?;
        manifest.folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let api = &manifest.plugin.api;
        if crate::track(api).is_none() || crate::track(api) != crate::track(crate::VERSION) {
            return Err(ManifestError::OtherContract { path: path.to_path_buf(), api: api.clone() });
        }
        match manifest.inconsistency() {
            Some(reason) => Err(ManifestError::Inconsistent { path: path.to_path_buf(), reason }),
            None => Ok(manifest),
        }
    }

    /// Returns the first way in which the parts of the manifest do not fit together.
    fn inconsistency(&self) -> Option<String> {
        if !is_mount(self.plugin.mount()) {
            return Some(format!("mount `{}` must be lower-case letters, digits and hyphens", self.plugin.mount()));
        }
        let duplicate = |names: Vec<&str>| {
            let mut seen = HashSet::new();
            names.into_iter().find(|name| !seen.insert(*name)).map(str::to_owned)
        };
        if let Some(name) = duplicate(self.jobs.kind.iter().map(|kind| kind.name.as_str()).collect()) {
            return Some(format!("job kind `{name}` is declared twice"));
        }
        if let Some(id) = duplicate(self.http.route.iter().map(|route| route.id.as_str()).collect()) {
            return Some(format!("route id `{id}` is declared twice"));
        }
        if let Some(name) = duplicate(self.command.iter().map(|command| command.name.as_str()).collect()) {
            return Some(format!("command `{name}` is declared twice"));
        }
        let command = self.command.iter().find_map(|command| self.command_inconsistency(command));
        command
            .or_else(|| self.nav_inconsistency())
            .or_else(|| collections::inconsistency(&self.collections, &self.permissions))
    }

    fn command_inconsistency(&self, command: &Command) -> Option<String> {
        let name = &command.name;
        if !is_mount(name) {
            return Some(format!("command `{name}` must be lower-case letters, digits and hyphens"));
        }
        if command.formats.is_empty() {
            return Some(format!("command `{name}` names no formats: write formats = [\"text\", \"json\"]"));
        }
        match (&command.job, &command.route) {
            (Some(_), Some(_)) | (None, None) => {
                return Some(format!("command `{name}` needs either `job` or `route`"));
            }
            (Some(job), None) if !self.jobs.kind.iter().any(|kind| kind.name == *job) => {
                return Some(format!("command `{name}` runs the job `{job}`, which no [[jobs.kind]] declares"));
            }
            _ => {}
        }
        if command.job.is_some() && command.view.is_none() && command.formats.iter().any(|f| *f != Format::Json) {
            return Some(format!("command `{name}` needs a `view` route for formats other than json"));
        }
        let routes = command.route.iter().chain(&command.view);
        routes.into_iter().find_map(|route| {
            let known = Command::split_route(route).is_some_and(|(method, path)| self.route(method, path).is_some());
            (!known).then(|| format!("command `{name}` calls `{route}`, which no [[http.route]] declares"))
        })
    }

    fn nav_inconsistency(&self) -> Option<String> {
        let (nav, most) = (&self.http.nav, NavEntry::MOST);
        if nav.len() > most {
            return Some(format!("[[http.nav]] has {} entries: keep the {most} that people need first", nav.len()));
        }
        nav.iter().find_map(|NavEntry { text, path, permission }| {
            let letters = text.trim().chars().count();
            if letters == 0 || letters > NavEntry::MOST_LETTERS {
                let most = NavEntry::MOST_LETTERS;
                return Some(format!(
                    "the [[http.nav]] entry for `{path}` has a text of {letters} letters: write 1 to {most}"
                ));
            }
            if path.contains('{') || self.route("GET", path).is_none() {
                return Some(format!(
                    "[[http.nav]] leads to `{path}`, which no [[http.route]] answers for GET as it stands"
                ));
            }
            let wanted = permission.as_deref().filter(|name| !self.permissions.contains_key(*name))?;
            Some(format!("the [[http.nav]] entry `{text}` needs `{wanted}`, which [permissions] does not declare"))
        })
    }

    /// Returns the route that answers a method at a path as it is declared, parts that vary included.
    #[must_use]
    pub fn route(&self, method: &str, path: &str) -> Option<&Route> {
        self.http.route.iter().find(|route| route.path == path && route.methods.iter().any(|known| known == method))
    }
}

/// Finds capabilities by name before serde does, so that the message can list the ones that exist.
fn refuse_unknown_capabilities(text: &str, path: &Path) -> Result<(), ManifestError> {
    let Ok(table) = text.parse::<toml::Table>() else {
        return Ok(()); // The full parse reports it, with its line.
    };
    let asked = table.get("capabilities").and_then(toml::Value::as_table);
    let unknown =
        asked.into_iter().flat_map(|asked| asked.keys()).find(|name| !Capabilities::NAMES.contains(&name.as_str()));
    match unknown {
        Some(name) => Err(ManifestError::UnknownCapability { path: path.to_path_buf(), name: name.clone() }),
        None => Ok(()),
    }
}

fn is_mount(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
