//! npm's packages, as the committed lock file of a folder names them.
//!
//! Rule: they are fetched again only when the lock file has changed, and no package runs anything when it is put in place.

use std::{fs, io, path::Path};

use crate::{
    console::Console,
    process::{Invocation, RunError},
};

/// A copy of the lock file beside the packages that it has led to.
const FETCHED: &str = "node_modules/.loadin-lock.json";

/// Why packages are not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NpmError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("`npm ci` in {folder} ended with {ending}; it needs the network once")]
    Failed { folder: String, ending: String },
    #[error("cannot compare the packages in {folder} with its package-lock.json: {source}")]
    Lock { folder: String, source: io::Error },
}

/// Fetches the packages of a folder, which are those of `whose`, unless they are there.
pub(crate) fn fetch(console: &Console, folder: &Path, whose: &str) -> Result<(), NpmError> {
    let shown = || folder.display().to_string();
    let lock = |source| NpmError::Lock { folder: shown(), source };
    if are_fetched(folder).map_err(lock)? {
        return Ok(());
    }
    console.step(&format!("fetch the packages of {whose}"), || {
        let finished = Invocation::new("npm").args(["ci", "--ignore-scripts"]).folder(folder).capture(console)?;
        if !finished.is_success() {
            console.note(finished.stderr.trim_end());
            return Err(NpmError::Failed { folder: shown(), ending: finished.ending() });
        }
        fs::copy(folder.join("package-lock.json"), folder.join(FETCHED)).map_err(lock).map(|_| ())
    })
}

/// Returns true when the packages that the lock file names are there.
fn are_fetched(folder: &Path) -> io::Result<bool> {
    let wanted = fs::read(folder.join("package-lock.json"))?;
    Ok(fs::read(folder.join(FETCHED)).is_ok_and(|fetched| fetched == wanted))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FETCHED, are_fetched};

    #[test]
    fn packages_are_fetched_again_when_the_lock_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("package-lock.json");
        assert!(are_fetched(folder.path()).is_err());
        fs::write(&lock, "one").unwrap();
        assert!(!are_fetched(folder.path()).unwrap());
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::copy(&lock, folder.path().join(FETCHED)).unwrap();
        assert!(are_fetched(folder.path()).unwrap());
        fs::write(&lock, "two").unwrap();
        assert!(!are_fetched(folder.path()).unwrap());
    }
}
