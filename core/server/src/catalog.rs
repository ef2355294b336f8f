//! The plugins in the folder, and the commands that they declare.
//!
//! Rule: one broken plugin never hides the others. It stays in the list with its reason, and whoever asks for something
//! that is not there hears of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use loadin_wit::manifest::{Command, Manifest, ManifestError, PluginId};

/// The words that belong to the core. A plugin that declares one of them is refused that command.
pub(crate) const CORE_COMMANDS: [&str; 7] =
    ["serve", "person", "space", "plugins", "settings", "help", "compile-component"];

/// All that the plugin folder holds.
#[derive(Debug)]
pub(crate) struct Catalog {
    folder: PathBuf,
    entries: Vec<Entry>,
}

/// One folder with a `plugin.toml`.
#[derive(Debug)]
pub(crate) struct Entry {
    folder: PathBuf,
    pub(crate) manifest: Result<Manifest, ManifestError>,
}

/// Why the catalog cannot be read, or a command cannot be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogError {
    /// The folder is there but cannot be listed.
    #[error("cannot list the plugin folder {} (plugins.dir): {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    /// Two plugins declare the command.
    #[error("`{command}` is declared by both {first} and {second}: take one of them out of {}", folder.display())]
    DeclaredTwice { command: String, first: PluginId, second: PluginId, folder: PathBuf },
    /// Two folders hold the same plugin.
    #[error("{id} is in both {} and {}: take one of them out", first.display(), second.display())]
    SamePlugin { id: PluginId, first: PathBuf, second: PathBuf },
    /// A plugin declares a word of the core.
    #[error("{plugin} declares the command `{command}`, which is Loadin's own: the plugin must name it otherwise")]
    ShadowsCore { command: String, plugin: PluginId },
}

impl Entry {
    /// Returns what to call it: the plugin's id, or its folder's name when that cannot be read.
    pub(crate) fn name(&self) -> String {
        match &self.manifest {
            Ok(manifest) => manifest.plugin.id.to_string(),
            Err(_) => self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
}

impl Catalog {
    /// Reads the manifests of all plugins in `folder`. A folder that is not there holds none.
    pub(crate) fn read(folder: &Path) -> Result<Self, CatalogError> {
        let failed = |source| CatalogError::Folder { path: folder.into(), source };
        let mut folders = Vec::new();
        match fs::read_dir(folder) {
            Ok(found) => {
                for entry in found {
                    let path = entry.map_err(failed)?.path();
                    if path.join("plugin.toml").is_file() {
                        folders.push(path);
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        folders.sort();
        let entry = |folder: PathBuf| Entry { manifest: Manifest::read(&folder), folder };
        let entries = folders.into_iter().map(entry).collect();
        Ok(Self { folder: folder.into(), entries })
    }

    /// Returns the folder that was read.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lists every plugin, the broken ones too, in the order of their folders.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Lists the plugins whose manifest is good.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.entries.iter().filter_map(|entry| entry.manifest.as_ref().ok())
    }

    /// Lists the reasons for which plugins, or some of their commands, cannot be used.
    pub(crate) fn problems(&self) -> Vec<String> {
        let broken = self.entries.iter().filter_map(|entry| entry.manifest.as_ref().err()).map(ToString::to_string);
        let mut problems: Vec<String> = broken.collect();
        let refusals = self.declared().filter_map(|(_, command)| self.find(&command.name).err());
        problems.extend(self.same_plugin().iter().chain(&refusals.collect::<Vec<_>>()).map(ToString::to_string));
        let mut seen = std::collections::HashSet::new();
        problems.retain(|problem| seen.insert(problem.clone()));
        problems
    }

    /// Lists the commands that can be run, by name.
    pub(crate) fn commands(&self) -> Vec<(&Manifest, &Command)> {
        let mut commands: Vec<_> =
            self.declared().filter(|(_, command)| matches!(self.find(&command.name), Ok(Some(_)))).collect();
        commands.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        commands
    }

    /// Finds the plugin that declares a command.
    pub(crate) fn find(&self, name: &str) -> Result<Option<(&Manifest, &Command)>, CatalogError> {
        let mut declaring = self.declared().filter(|(_, command)| command.name == name);
        let Some((manifest, command)) = declaring.next() else { return Ok(None) };
        if CORE_COMMANDS.contains(&name) {
            return Err(CatalogError::ShadowsCore { command: name.into(), plugin: manifest.plugin.id.clone() });
        }
        match declaring.next() {
            None => Ok(Some((manifest, command))),
            Some((other, _)) if other.plugin.id == manifest.plugin.id => Err(self.same(manifest, other)),
            Some((other, _)) => Err(CatalogError::DeclaredTwice {
                command: name.into(),
                first: manifest.plugin.id.clone(),
                second: other.plugin.id.clone(),
                folder: self.folder.clone(),
            }),
        }
    }

    /// Lists the ids that more than one folder has.
    pub(crate) fn ids_declared_twice(&self) -> Vec<PluginId> {
        let of = |error| match error {
            CatalogError::SamePlugin { id, .. } => Some(id),
            _ => None,
        };
        self.same_plugin().into_iter().filter_map(of).collect()
    }

    fn declared(&self) -> impl Iterator<Item = (&Manifest, &Command)> {
        self.manifests().flat_map(|manifest| manifest.command.iter().map(move |command| (manifest, command)))
    }

    fn same_plugin(&self) -> Vec<CatalogError> {
        let manifests: Vec<_> = self.manifests().collect();
        let pairs = manifests
            .iter()
            .enumerate()
            .flat_map(|(at, one)| manifests[at + 1..].iter().map(move |other| (one, other)));
        pairs
            .filter(|(one, other)| one.plugin.id == other.plugin.id)
            .map(|(one, other)| self.same(one, other))
            .collect()
    }

    fn same(&self, one: &Manifest, other: &Manifest) -> CatalogError {
        let (first, second) = (one.folder.clone(), other.folder.clone());
        CatalogError::SamePlugin { id: one.plugin.id.clone(), first, second }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Catalog;

    /// Writes plugins, each given by folder, id and one command.
    fn catalog(plugins: &[(&str, &str, &str)]) -> (tempfile::TempDir, Catalog) {
        let folder = tempfile::tempdir().unwrap();
        for (name, id, command) in plugins {
            let text = format!(
                "[plugin]\nid = \"{id}\"\nname = \"X\"\nversion = \"1.0.0\"\napi = \"0.1\"\n[[jobs.kind]]\nname = \"j\"\n\
                 [[command]]\nname = \"{command}\"\nsummary = \"S\"\njob = \"j\"\narguments = \"a.json\"\nformats = [\"json\"]\n"
            );
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("plugin.toml"), text).unwrap();
        }
        let catalog = Catalog::read(folder.path()).unwrap();
        (folder, catalog)
    }

    fn names(catalog: &Catalog) -> Vec<&str> {
        catalog.commands().iter().map(|(_, command)| command.name.as_str()).collect()
    }

    #[test]
    fn a_folder_that_is_not_there_holds_no_plugins() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::read(&folder.path().join("none")).unwrap();
        assert!(catalog.entries().is_empty() && catalog.problems().is_empty());
    }

    #[test]
    fn a_command_that_two_plugins_declare_is_refused_with_both_names() {
        let (_folder, catalog) =
            catalog(&[("a", "org.example.a", "plan"), ("b", "org.example.b", "plan"), ("c", "org.example.c", "deal")]);
        let message = catalog.find("plan").unwrap_err().to_string();
        assert!(message.starts_with("`plan` is declared by both org.example.a and org.example.b"), "{message}");
        assert_eq!(names(&catalog), ["deal"]);
        assert_eq!(catalog.problems(), [message]);
    }

    #[test]
    fn a_command_that_shadows_the_core_is_refused() {
        let (_folder, catalog) = catalog(&[("a", "org.example.a", "settings")]);
        assert!(names(&catalog).is_empty());
        let problems = catalog.problems();
        assert!(
            problems[0].contains("org.example.a declares the command `settings`, which is Loadin's own"),
            "{problems:?}"
        );
    }

    #[test]
    fn the_same_plugin_twice_is_refused_with_both_folders() {
        let (_folder, catalog) = catalog(&[("a", "org.example.a", "plan"), ("copy", "org.example.a", "plan")]);
        let message = catalog.find("plan").unwrap_err().to_string();
        assert!(message.contains("/a and ") && message.contains("/copy: take one"), "{message}");
        assert_eq!(catalog.problems(), [message], "said once");
    }

    #[test]
    fn a_broken_plugin_is_listed_and_hides_nobody() {
        let (folder, _) = catalog(&[("a", "org.example.a", "plan"), ("b", "org.example.b", "deal")]);
        fs::write(folder.path().join("b/plugin.toml"), "[capabilities]\ntelepathy = true\n").unwrap();
        let catalog = Catalog::read(folder.path()).unwrap();
        assert_eq!(names(&catalog), ["plan"]);
        assert_eq!(catalog.entries().len(), 2);
        assert!(catalog.problems()[0].contains("unknown capability `telepathy`"));
    }
}
