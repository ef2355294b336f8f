//! Where things are: the workspace's root, its plugins, its rooms for what is built.
//!
//! Rule: answers come from files, not from `cargo metadata`: it costs half a second at each start, and a broken member
//! must not keep the others from being built.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::toolchain::Version;

/// The workspace, or the lone package, that a folder belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// The oldest Rust that it accepts.
    pub(crate) rust_version: Version,
    /// True when `Cargo.toml` says how plugins are compiled.
    pub(crate) has_plugin_profile: bool,
}

/// A plugin's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PluginFolder {
    pub(crate) path: PathBuf,
    /// The folder's name, by which people know it.
    pub(crate) name: String,
}

/// Why something is not where it should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkspaceError {
    #[error("there is no Cargo.toml in {} or above it: run this in a plugin's folder or in the workspace", folder.display())]
    NoPackage { folder: PathBuf },
    #[error("{} is not the Loadin workspace (no plugins and core folders): run this in a clone of the repository", root.display())]
    NotLoadin { root: PathBuf },
    #[error("{} has no plugin.toml: name a plugin's folder", folder.display())]
    NoManifest { folder: PathBuf },
    #[error("there is no plugin in {}: name a plugin's folder, or run this where a plugin.toml is", folder.display())]
    NoPlugins { folder: PathBuf },
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: {reason}", path.display())]
    Malformed { path: PathBuf, reason: String },
}

/// Which plugins are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) all: bool,
    pub(crate) fixtures: bool,
}

impl Workspace {
    /// Finds the workspace that `folder` lies in; without one, the nearest package.
    pub(crate) fn of(folder: &Path) -> Result<Self, WorkspaceError> {
        let folder = fs::canonicalize(folder)
            .map_err(|source| WorkspaceError::Unreadable { path: folder.to_path_buf(), source })?;
        let mut nearest = None;
        for above in folder.ancestors().filter(|above| above.join("Cargo.toml").is_file()) {
            let manifest = read_toml(&above.join("Cargo.toml"))?;
            if manifest.contains_key("workspace") {
                return Ok(Self::at(above, &manifest));
            }
            nearest.get_or_insert((above.to_path_buf(), manifest));
        }
        let (root, manifest) = nearest.ok_or(WorkspaceError::NoPackage { folder })?;
        Ok(Self::at(&root, &manifest))
    }

    fn at(root: &Path, manifest: &toml::Table) -> Self {
        let packages = [lookup(manifest, &["workspace", "package"]), lookup(manifest, &["package"])];
        let version = packages.into_iter().flatten().find_map(|package| package.get("rust-version")?.as_str());
        Self {
            root: root.to_path_buf(),
            rust_version: version.and_then(Version::parse).unwrap_or_default(),
            has_plugin_profile: lookup(manifest, &["profile", "plugin"]).is_some(),
        }
    }

    /// Refuses a workspace that is not Loadin's own.
    pub(crate) fn must_be_loadin(self) -> Result<Self, WorkspaceError> {
        if self.root.join("plugins").is_dir() && self.root.join("core").is_dir() {
            Ok(self)
        } else {
            Err(WorkspaceError::NotLoadin { root: self.root })
        }
    }

    /// Returns the folder for what cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        let named = env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
        self.root.join(named.map_or_else(|| PathBuf::from("target"), PathBuf::from))
    }

    /// Returns the folder for what is built for plugins. It is another one because the compiler may be another.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target().join("wasm")
    }

    /// Returns the workspace's own plugins.
    pub(crate) fn plugins(&self) -> Vec<PluginFolder> {
        plugins_below(&self.root.join("plugins"))
    }

    /// Returns the plugins that only tests use.
    pub(crate) fn fixtures(&self) -> Vec<PluginFolder> {
        plugins_below(&self.root.join("tests/fixtures/plugins"))
    }
}

impl Selection {
    /// Returns the selected plugins: those named, else the one in `folder`, else all of the workspace.
    pub(crate) fn plugins(&self, folder: &Path, workspace: &Workspace) -> Result<Vec<PluginFolder>, WorkspaceError> {
        let mut plugins: Vec<PluginFolder> =
            self.paths.iter().map(|path| PluginFolder::at(&folder.join(path))).collect::<Result<_, _>>()?;
        if self.all {
            plugins.extend(workspace.plugins());
        }
        if self.fixtures {
            plugins.extend(workspace.fixtures());
        }
        if *self == Self::default() {
            let here = folder.ancestors().take_while(|above| above.starts_with(&workspace.root));
            match here.into_iter().find_map(|above| PluginFolder::at(above).ok()) {
                Some(plugin) => plugins.push(plugin),
                None => plugins.extend(workspace.plugins()),
            }
        }
        if plugins.is_empty() {
            return Err(WorkspaceError::NoPlugins { folder: folder.to_path_buf() });
        }
        Ok(plugins)
    }
}

impl PluginFolder {
    fn at(path: &Path) -> Result<Self, WorkspaceError> {
        let no_manifest = || WorkspaceError::NoManifest { folder: path.to_path_buf() };
        let path = fs::canonicalize(path).map_err(|_| no_manifest())?;
        if !path.join("plugin.toml").is_file() {
            return Err(no_manifest());
        }
        let name = path.file_name().map_or_else(|| "plugin".into(), |name| name.to_string_lossy().into_owned());
        Ok(Self { path, name })
    }
}

fn plugins_below(folder: &Path) -> Vec<PluginFolder> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut plugins: Vec<_> = entries.filter_map(|entry| PluginFolder::at(&entry.path()).ok()).collect();
    plugins.sort_by(|a, b| a.name.cmp(&b.name));
    plugins
}

/// Reads a TOML file.
pub(crate) fn read_toml(path: &Path) -> Result<toml::Table, WorkspaceError> {
    let unreadable = |source| WorkspaceError::Unreadable { path: path.to_path_buf(), source };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    text.parse().map_err(|error: toml::de::Error| WorkspaceError::Malformed {
        path: path.to_path_buf(),
        reason: error.to_string().trim_end().to_owned(),
    })
}

fn lookup<'a>(table: &'a toml::Table, keys: &[&str]) -> Option<&'a toml::Table> {
    keys.iter().try_fold(table, |table, key| table.get(*key)?.as_table())
}

#[cfg(test)]
mod tests;
