//! A plugin's own words as files: `locales/<tag>.ftl` beside its `plugin.toml`.
//!
//! Rule: whatever is wrong with the folder itself is found here, and said with the file's name and what to do. What stands
//! in the files is Fluent, and read by whoever says it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folder's name.
const FOLDER: &str = "locales";
/// The language that every other one falls back on.
const ENGLISH: &str = "en";
/// Bytes of a file.
const MAX_BYTES: u64 = 256 << 10;
/// Languages of a plugin.
const MAX_LANGUAGES: usize = 100;

/// The words of a plugin in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocaleFile {
    /// The tag of its language, which is the file's name.
    pub tag: String,
    /// Where it is, for messages.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// Why a plugin's words cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalesError {
    /// A file or the folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is too large.
    #[error("{} has {bytes} bytes; the words of a language have at most {MAX_BYTES}", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// How large it is.
        bytes: u64,
    },
    /// There are too many languages.
    #[error("{} has {count} languages; at most {MAX_LANGUAGES} are read", folder.display())]
    TooMany {
        /// The folder.
        folder: PathBuf,
        /// How many there are.
        count: usize,
    },
    /// English is missing.
    #[error("{} is missing: every language falls back on English, so write it first", path.display())]
    NoEnglish {
        /// Where it should be.
        path: PathBuf,
    },
}

/// Reads the words of the plugin in a folder, by language; none when it has no folder `locales`.
///
/// # Errors
///
/// See [`LocalesError`]; each names the file.
pub fn read(plugin: &Path) -> Result<Vec<LocaleFile>, LocalesError> {
    let folder = plugin.join(FOLDER);
    let unreadable = |path: &Path| {
        let path = path.to_path_buf();
        move |source| LocalesError::Unreadable { path, source }
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(LocalesError::Unreadable { path: folder, source }),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable(&folder))?.path();
        if path.extension().is_some_and(|extension| extension == "ftl") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.len() > MAX_LANGUAGES {
        return Err(LocalesError::TooMany { folder, count: paths.len() });
    }
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = fs::metadata(&path).map_err(unreadable(&path))?.len();
        if bytes > MAX_BYTES {
            return Err(LocalesError::TooLarge { path, bytes });
        }
        let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
        let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        files.push(LocaleFile { tag, path: path.display().to_string(), text });
    }
    if !files.is_empty() && files.iter().all(|file| file.tag != ENGLISH) {
        return Err(LocalesError::NoEnglish { path: folder.join(format!("{ENGLISH}.ftl")) });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::read;

    fn folder(name: &str, files: &[(&str, &[u8])]) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("loadin-locales-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("locales")).unwrap();
        for (file, bytes) in files {
            fs::write(folder.join("locales").join(file), bytes).unwrap();
        }
        folder
    }

    fn refusal(folder: &Path) -> String {
        let said = read(folder).unwrap_err().to_string();
        said.replace(&folder.display().to_string(), "…")
    }

    #[test]
    fn each_language_has_a_file_and_other_files_are_passed_over() {
        let folder = folder("good", &[("en.ftl", b"a = A"), ("de-AT.ftl", b"a = B"), ("README.md", b"about")]);
        let files = read(&folder).unwrap();
        let read: Vec<(&str, &str)> = files.iter().map(|file| (file.tag.as_str(), file.text.as_str())).collect();
        assert_eq!(read, [("de-AT", "a = B"), ("en", "a = A")]);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(super::read(&folder).unwrap(), []);
    }

    #[test]
    fn what_is_wrong_with_the_folder_is_said_with_the_file() {
        let lonely = folder("lonely", &[("de.ftl", b"a = A")]);
        assert_eq!(
            refusal(&lonely),
            "…/locales/en.ftl is missing: every language falls back on English, so write it first"
        );
        let large = folder("large", &[("en.ftl", &vec![b'#'; 300_000])]);
        assert!(refusal(&large).starts_with("…/locales/en.ftl has 300000 bytes"), "{}", refusal(&large));
        let bytes = folder("bytes", &[("en.ftl", &[0xff])]);
        assert!(refusal(&bytes).starts_with("cannot read …/locales/en.ftl: "), "{}", refusal(&bytes));
        for folder in [lonely, large, bytes] {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}
