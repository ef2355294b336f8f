//! The repository as the rules see it: paths, and the text of the files that have one.
//!
//! Invariant: paths are relative to the root, use `/`, and come in order, so findings do too. Build output (`target`)
//! and dot-folders that are not ours are not part of the house.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

/// Files whose text the rules read. Everything else counts as a path only.
const TEXT: [&str; 6] = ["rs", "toml", "md", "wit", "sh", "csv"];
/// Folders that are no part of the house, at any depth.
const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];

/// Why the repository could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// A folder could not be listed.
    #[error("cannot list the repository")]
    List(#[from] walkdir::Error),
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The files of the repository.
#[derive(Debug, Default)]
pub struct House {
    files: BTreeMap<String, Option<String>>,
}

impl House {
    /// Reads the repository at `root`.
    ///
    /// # Errors
    /// When a folder or a text file cannot be read.
    pub fn read(root: &Path) -> Result<Self, HouseError> {
        let mut files = BTreeMap::new();
        for entry in WalkDir::new(root).into_iter().filter_entry(is_ours) {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let name = path.to_string_lossy().replace('\\', "/");
            let text = if is_text(path) { Some(text_of(entry.path())?) } else { None };
            files.insert(name, text);
        }
        Ok(Self { files })
    }

    /// Returns a house made of the given texts: what the tests of the rules judge.
    #[must_use]
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), Some(text.to_owned()))).collect();
        Self { files }
    }

    /// Returns the text of one file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Returns every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns path and text of every file with this extension.
    pub fn texts<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter_map(move |(path, text)| {
            let (_, ending) = path.rsplit_once('.')?;
            (ending == extension).then_some((path.as_str(), text.as_deref()?))
        })
    }

    /// Returns every folder that holds a file, at any depth.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<&str> {
        let parents = |path: &'_ str| -> Vec<usize> { path.match_indices('/').map(|(at, _)| at).collect() };
        self.paths().flat_map(|path| parents(path).into_iter().map(move |at| &path[..at])).collect()
    }

    /// Whether a file or folder of this path exists.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        path.is_empty() || self.files.contains_key(path) || self.paths().any(|file| file.starts_with(&inside))
    }
}

/// Whether `path` lies in a folder that `pattern` describes, where `*` stands for one folder name.
#[must_use]
pub fn lies_in(path: &str, pattern: &str) -> bool {
    let mut folders = path.split('/');
    pattern.split('/').all(|wanted| folders.next().is_some_and(|folder| wanted == "*" || wanted == folder))
}

fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    !(entry.file_type().is_dir() && SKIPPED.contains(&name.as_ref()))
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|ending| TEXT.iter().any(|known| ending == *known))
}

/// Returns the file's text; bytes that are no UTF-8 (some fixtures are bad on purpose) become replacement marks.
fn text_of(path: &Path) -> Result<String, HouseError> {
    let bytes = fs::read(path).map_err(|source| HouseError::Read { path: path.to_owned(), source })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{House, lies_in};

    #[test]
    fn a_folder_on_disk_is_read_without_its_build_output() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in
            [("core/types/src/lib.rs", "//! Types."), ("target/debug/junk.rs", "junk"), ("LICENSE", "Apache")]
        {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let house = House::read(root.path()).unwrap();
        assert_eq!(house.paths().collect::<Vec<_>>(), ["LICENSE", "core/types/src/lib.rs"]);
        assert_eq!(house.text("core/types/src/lib.rs"), Some("//! Types."));
        assert_eq!(house.text("LICENSE"), None, "only known endings are read as text");
        assert!(house.has("core/types/") && house.has("LICENSE") && !house.has("core/typ"));
        assert_eq!(house.folders().into_iter().collect::<Vec<_>>(), ["core", "core/types", "core/types/src"]);
    }

    #[test]
    fn a_star_stands_for_one_folder() {
        assert!(lies_in("plugins/tour-optimizer/engine/src/lib.rs", "plugins/*/engine"));
        assert!(!lies_in("plugins/tour-optimizer/src/lib.rs", "plugins/*/engine"));
        assert!(lies_in("sdk/wit", "sdk/*"));
        assert!(!lies_in("sdk", "sdk/*"));
    }
}
