//! The stories over the pages (`tests/browser`): what they need, and running them.
//!
//! Rule: npm's packages are those of the committed lock file, and they are fetched again only when it has changed; the
//! browser is the machine's own, never one that a package brings.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Context, StepError};
use crate::{
    build::{self, Options},
    chromium,
    process::Invocation,
    program,
};

/// The example that draws every kind of page, which the stories examine too.
const GALLERY: &str = "gallery";
/// Where the suite's last line is left, below `target`.
const SUMMARY: &str = "browser/summary.txt";
/// A copy of the lock file beside the packages that it has led to.
const FETCHED: &str = "node_modules/.loadin-lock.json";

/// Runs the suite and keeps its last line.
pub(super) fn run(context: &Context<'_>) -> Result<(), StepError> {
    let (console, workspace) = (context.console, context.workspace);
    let suite = workspace.root.join("tests/browser");
    fetch_packages(context, &suite)?;
    let chromium = chromium::provide(console)?;
    let options = Options { profile: "plugin".to_owned(), locked: true };
    let plugins: Vec<_> = workspace.plugins().into_iter().chain(workspace.fixtures()).collect();
    build::run(console, workspace, &plugins, &options)?;
    let programs = console.step("build loadin", || program::build(console, workspace, &[GALLERY], true))?;
    let drawn = Invocation::new(programs.example(GALLERY)?).folder(&workspace.root).capture(console)?;
    if !drawn.is_success() {
        return Err(StepError::Failed { what: "the gallery of pages".to_owned(), ending: drawn.reason() });
    }
    let summary = workspace.target().join(SUMMARY);
    let _ = fs::remove_file(&summary);
    let finished = Invocation::new("node")
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .env("LOADIN_BIN", programs.loadin()?)
        .env(chromium::VARIABLE, &chromium)
        .env("LOADIN_TARGET", workspace.target())
        .folder(&suite)
        .stream(console, None)?;
    if let Ok(line) = fs::read_to_string(&summary) {
        context.browser_summary.replace(Some(line.trim().to_owned()));
    }
    if finished.is_success() {
        return Ok(());
    }
    Err(StepError::Failed { what: "the browser suite".to_owned(), ending: finished.ending() })
}

fn fetch_packages(context: &Context<'_>, suite: &Path) -> Result<(), StepError> {
    let unreadable = |path: PathBuf| move |source| StepError::Unreadable { path: path.display().to_string(), source };
    if is_fetched(suite).map_err(unreadable(suite.join("package-lock.json")))? {
        return Ok(());
    }
    context.console.step("fetch the packages of the browser suite", || {
        let finished =
            Invocation::new("npm").args(["ci", "--ignore-scripts"]).folder(suite).capture(context.console)?;
        if !finished.is_success() {
            context.console.note(finished.stderr.trim_end());
            let ending = format!("{}; it needs the network once", finished.ending());
            return Err(StepError::Failed { what: "`npm ci` in tests/browser".to_owned(), ending });
        }
        let copy = suite.join(FETCHED);
        fs::copy(suite.join("package-lock.json"), &copy).map_err(unreadable(copy)).map(|_| ())
    })
}

/// Returns true when the packages that the lock file names are there.
fn is_fetched(suite: &Path) -> io::Result<bool> {
    let wanted = fs::read(suite.join("package-lock.json"))?;
    Ok(fs::read(suite.join(FETCHED)).is_ok_and(|fetched| fetched == wanted))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FETCHED, is_fetched};

    #[test]
    fn packages_are_fetched_again_when_the_lock_file_has_changed() {
        let suite = tempfile::tempdir().unwrap();
        let lock = suite.path().join("package-lock.json");
        assert!(is_fetched(suite.path()).is_err());
        fs::write(&lock, "one").unwrap();
        assert!(!is_fetched(suite.path()).unwrap());
        fs::create_dir(suite.path().join("node_modules")).unwrap();
        fs::copy(&lock, suite.path().join(FETCHED)).unwrap();
        assert!(is_fetched(suite.path()).unwrap());
        fs::write(&lock, "two").unwrap();
        assert!(!is_fetched(suite.path()).unwrap());
    }
}
