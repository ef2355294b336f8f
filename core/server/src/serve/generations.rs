//! What each plugin's folder held when it last came to serve, kept to go on with when the next one cannot.
//!
//! Rule: a kept copy never changes. It is written beside its place, synced and renamed, its name is the digest of what is in
//! it, and one that does not match its name any more is not used. The present copy and the one before it are kept.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Component, Path, PathBuf},
};

use loadin_wit::manifest::{Manifest, ManifestError, PluginId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::root_key::make_private_folder;

/// What stands in the file beside the copies.
const RECORD: &str = "served.json";
/// Folders of a plugin that are kept with everything in them.
const WHOLE_FOLDERS: [&str; 2] = ["locales", "assets"];
/// Files of a plugin that are kept; a folder with more is no plugin's.
const MOST_FILES: usize = 2_000;

/// The kept copies of every plugin, in the data folder.
#[derive(Debug)]
pub(super) struct Generations {
    root: PathBuf,
}

/// Names what a folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Digest(String);

/// Which copies there are.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// The one that came to serve last.
    present: Digest,
    /// The one that it came after.
    before: Option<Digest>,
    /// What the plugin's folder is called, for a manifest that cannot be read any more.
    folder: String,
}

/// Why a copy cannot be kept or used.
#[derive(Debug, thiserror::Error)]
pub(super) enum GenerationError {
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{} has more than {MOST_FILES} files", path.display())]
    TooMany { path: PathBuf },
    #[error("{} changed while it was copied", path.display())]
    Changed { path: PathBuf },
    #[error("{} is not what it was when it was kept", path.display())]
    Altered { path: PathBuf },
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

impl Generations {
    /// Returns the copies in a data folder; nothing is made yet.
    pub(super) fn of(data: &Path) -> Self {
        Self { root: data.join("plugins") }
    }

    /// Returns true when this is what came to serve last.
    pub(super) fn is_present(&self, plugin: &PluginId, digest: &Digest) -> bool {
        self.record(plugin).is_some_and(|record| record.present == *digest)
    }

    /// Returns what came to serve last, unless it is this or nothing was kept.
    ///
    /// # Errors
    ///
    /// When it is not whole any more.
    pub(super) fn other_than(
        &self,
        plugin: &PluginId,
        digest: Option<&Digest>,
    ) -> Result<Option<Manifest>, GenerationError> {
        let Some(record) = self.record(plugin).filter(|record| Some(&record.present) != digest) else {
            return Ok(None);
        };
        let folder = self.root.join(plugin.as_str()).join(&record.present.0);
        let manifest = Manifest::read(&folder)?;
        if Digest::of(&manifest)? != record.present {
            return Err(GenerationError::Altered { path: folder });
        }
        Ok(Some(manifest))
    }

    /// Returns what came to serve last from a folder of that name.
    pub(super) fn of_folder(&self, name: &str) -> Option<Manifest> {
        let plugins = fs::read_dir(&self.root).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let ids = plugins.filter_map(|id| PluginId::try_from(id).ok());
        let mut served = ids.filter(|id| self.record(id).is_some_and(|record| record.folder == name));
        served.find_map(|id| self.other_than(&id, None).ok().flatten())
    }

    /// Keeps what serves now, unless it is kept already, and lets go of what is older than the one before.
    pub(super) fn keep(&self, manifest: &Manifest, digest: &Digest) -> Result<(), GenerationError> {
        let plugin = &manifest.plugin.id;
        let record = self.record(plugin);
        if record.as_ref().is_some_and(|record| record.present == *digest) {
            return Ok(());
        }
        let home = self.root.join(plugin.as_str());
        make_private_folder(&home).map_err(unwritable(&home))?;
        let place = home.join(&digest.0);
        let is_whole = Manifest::read(&place).is_ok_and(|kept| Digest::of(&kept).is_ok_and(|kept| kept == *digest));
        if !is_whole {
            copy(manifest, digest, &home, &place)?;
        }
        let folder = manifest.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let record = Record { present: digest.clone(), before: record.map(|record| record.present), folder };
        write_record(&home, &record)?;
        forget_others(&home, &record);
        Ok(())
    }

    fn record(&self, plugin: &PluginId) -> Option<Record> {
        let text = fs::read(self.root.join(plugin.as_str()).join(RECORD)).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

impl std::ops::Deref for Digest {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Digest {
    /// Returns the digest over the names and contents of a plugin's files.
    pub(super) fn of(manifest: &Manifest) -> Result<Self, GenerationError> {
        let mut whole = Sha256::new();
        for name in files(manifest)? {
            let path = manifest.folder.join(&name);
            let content = digest_of(&path).map_err(unreadable(&path))?;
            let name = name.as_os_str().as_encoded_bytes();
            whole.update((name.len() as u64).to_be_bytes());
            whole.update(name);
            whole.update(content);
        }
        Ok(Self(whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

fn digest_of(path: &Path) -> io::Result<[u8; 32]> {
    let (mut file, mut hash, mut piece) = (File::open(path)?, Sha256::new(), vec![0; 64 << 10]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hash.finalize().into()),
            read => hash.update(piece.get(..read).unwrap_or_default()),
        }
    }
}

/// Lists what a plugin consists of, by path in its folder: its manifest, its component, what the manifest names, its words
/// and its assets. Sources, and what a build leaves behind, do not belong to it.
fn files(manifest: &Manifest) -> Result<Vec<PathBuf>, GenerationError> {
    let named = manifest.collections.values().map(|collection| &collection.schema);
    let named = named.chain(manifest.settings.iter().map(|settings| &settings.schema));
    let named =
        named.chain(manifest.command.iter().flat_map(|command| [&command.arguments].into_iter().chain(&command.reply)));
    let mut files: Vec<PathBuf> = ["plugin.toml", "plugin.wasm"].into_iter().map(PathBuf::from).collect();
    files.extend(named.filter(|path| is_inside(path)).cloned());
    files.retain(|name| manifest.folder.join(name).is_file());
    for folder in WHOLE_FOLDERS {
        list(&manifest.folder, Path::new(folder), &mut files)?;
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Lists all files below a folder. Links are not followed: they may lead anywhere.
fn list(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), GenerationError> {
    let path = root.join(folder);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(GenerationError::Unreadable { path, source }),
    };
    for entry in entries {
        let entry = entry.map_err(unreadable(&path))?;
        let kind = entry.file_type().map_err(unreadable(&path))?;
        let name = folder.join(entry.file_name());
        if files.len() >= MOST_FILES {
            return Err(GenerationError::TooMany { path: root.to_path_buf() });
        }
        if kind.is_dir() {
            list(root, &name, files)?;
        } else if kind.is_file() {
            files.push(name);
        }
    }
    Ok(())
}

/// Copies a plugin beside its place and moves it there once it is on the disk.
fn copy(manifest: &Manifest, digest: &Digest, home: &Path, place: &Path) -> Result<(), GenerationError> {
    let gone_after = tempfile::Builder::new().prefix(".new-").tempdir_in(home).map_err(unwritable(home))?;
    // A temporary folder may be read by others; what is moved to its place must not.
    let beside = gone_after.path().join("copy");
    make_private_folder(&beside).map_err(unwritable(&beside))?;
    for name in files(manifest)? {
        let (from, to) = (manifest.folder.join(&name), beside.join(&name));
        let folder = to.parent().unwrap_or(&beside);
        make_private_folder(folder).map_err(unwritable(folder))?;
        let mut source = File::open(&from).map_err(unreadable(&from))?;
        let mut target = private_file(&to).map_err(unwritable(&to))?;
        io::copy(&mut source, &mut target).map_err(unwritable(&to))?;
        target.sync_all().map_err(unwritable(&to))?;
        sync_folder(folder).map_err(unwritable(folder))?;
    }
    if Digest::of(&Manifest::read(&beside)?)? != *digest {
        return Err(GenerationError::Changed { path: manifest.folder.clone() });
    }
    sync_folder(&beside).map_err(unwritable(place))?;
    match fs::remove_dir_all(place) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(GenerationError::Unwritable { path: place.to_path_buf(), source });
        }
        _ => {}
    }
    fs::rename(&beside, place).map_err(unwritable(place))?;
    sync_folder(home).map_err(unwritable(home))
}

fn write_record(home: &Path, record: &Record) -> Result<(), GenerationError> {
    let failed = unwritable(home);
    let write = || {
        // A temporary file is made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(home)?;
        file.write_all(&serde_json::to_vec(record)?)?;
        file.as_file().sync_all()?;
        file.persist(home.join(RECORD)).map_err(|error| error.error)?;
        sync_folder(home)
    };
    write().map_err(failed)
}

/// Takes out copies that nobody needs any more. What cannot be taken out is tried again with the next version.
fn forget_others(home: &Path, record: &Record) {
    let is_needed = |name: &str| name == record.present.0 || record.before.as_ref().is_some_and(|it| it.0 == name);
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if entry.path().is_dir() && !is_needed(&name.to_string_lossy()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> GenerationError {
    let path = path.to_path_buf();
    move |source| GenerationError::Unreadable { path: path.clone(), source }
}

fn unwritable(path: &Path) -> impl Fn(io::Error) -> GenerationError {
    let path = path.to_path_buf();
    move |source| GenerationError::Unwritable { path: path.clone(), source }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    File::create_new(path)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use loadin_wit::manifest::Manifest;

    use super::{Digest, GenerationError, Generations, files};

    struct Plugin {
        folder: tempfile::TempDir,
        data: tempfile::TempDir,
    }

    impl Plugin {
        fn new() -> Self {
            let plugin = Self { folder: tempfile::tempdir().unwrap(), data: tempfile::tempdir().unwrap() };
            fs::create_dir_all(plugin.folder.path().join("locales")).unwrap();
            fs::create_dir_all(plugin.folder.path().join("src")).unwrap();
            for (name, text) in
                [("plugin.wasm", "1"), ("locales/en.ftl", "a = A"), ("src/lib.rs", "//"), ("book.json", "{}")]
            {
                fs::write(plugin.folder.path().join(name), text).unwrap();
            }
            plugin.version("1.0.0");
            plugin
        }

        fn version(&self, version: &str) {
            let text = format!(
                "[plugin]\nid = \"org.example.x\"\nname = \"X\"\nversion = \"{version}\"\napi = \"0.1\"\n\
                 [settings]\nschema = \"book.json\"\n"
            );
            fs::write(self.folder.path().join("plugin.toml"), text).unwrap();
        }

        fn manifest(&self) -> Manifest {
            Manifest::read(self.folder.path()).unwrap()
        }

        fn serves(&self) -> Digest {
            let digest = Digest::of(&self.manifest()).unwrap();
            self.kept().keep(&self.manifest(), &digest).unwrap();
            digest
        }

        fn kept(&self) -> Generations {
            Generations::of(self.data.path())
        }

        fn copies(&self) -> Vec<String> {
            let home = self.data.path().join("plugins/org.example.x");
            let mut names: Vec<_> = fs::read_dir(home)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name != "served.json")
                .collect();
            names.sort();
            names
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_serves_is_kept_without_its_sources_for_nobody_else_to_read() {
        let plugin = Plugin::new();
        let digest = plugin.serves();
        let copy = plugin.data.path().join("plugins/org.example.x").join(&digest.0);
        assert_eq!(fs::read_to_string(copy.join("locales/en.ftl")).unwrap(), "a = A");
        assert!(copy.join("book.json").is_file() && !copy.join("src").exists());
        assert_eq!((mode(&copy), mode(&copy.join("locales")), mode(&copy.join("plugin.wasm"))), (0o700, 0o700, 0o600));
        assert_eq!(files(&plugin.manifest()).unwrap().len(), 4);
        assert!(plugin.kept().is_present(&plugin.manifest().plugin.id, &digest));
    }

    #[test]
    fn only_the_present_one_and_the_one_before_stay() {
        let plugin = Plugin::new();
        let digests = ["1.0.0", "1.1.0", "1.2.0"].map(|version| {
            plugin.version(version);
            plugin.serves()
        });
        let mut expected = vec![digests[1].0.clone(), digests[2].0.clone()];
        expected.sort();
        assert_eq!(plugin.copies(), expected);
        plugin.version("1.1.0");
        assert_eq!(plugin.serves(), digests[1], "back to one that is kept still");
        assert_eq!(plugin.copies(), expected);
    }

    #[test]
    fn the_one_that_served_is_found_by_its_plugin_and_by_the_name_of_its_folder() {
        let plugin = Plugin::new();
        let digest = plugin.serves();
        let id = plugin.manifest().plugin.id;
        assert!(plugin.kept().other_than(&id, Some(&digest)).unwrap().is_none(), "it is the same");
        plugin.version("2.0.0");
        let next = Digest::of(&plugin.manifest()).unwrap();
        let kept = plugin.kept().other_than(&id, Some(&next)).unwrap().unwrap();
        assert_eq!((kept.plugin.version.as_str(), Digest::of(&kept).unwrap()), ("1.0.0", digest));
        let name = plugin.folder.path().file_name().unwrap().to_str().unwrap();
        assert!(plugin.kept().of_folder(name).is_some() && plugin.kept().of_folder("other").is_none());
    }

    #[test]
    fn an_altered_copy_is_not_used() {
        let plugin = Plugin::new();
        let digest = plugin.serves();
        let copy = plugin.data.path().join("plugins/org.example.x").join(&digest.0);
        fs::write(copy.join("plugin.wasm"), "2").unwrap();
        let refused = plugin.kept().other_than(&plugin.manifest().plugin.id, None).unwrap_err();
        assert!(matches!(refused, GenerationError::Altered { .. }), "{refused}");
    }
}
