//! The script of the pages: from its TypeScript (`core/web/script`) to the one file that is committed and built in.
//!
//! Rule: the committed file is what the sources make, byte by byte, so that nobody has to take it on trust; building the
//! program needs neither node nor npm.

use std::{fs, io, path::Path};

use crate::{
    console::Console,
    npm::{self, NpmError},
    process::{Invocation, RunError},
    workspace::Workspace,
};

const SOURCES: &str = "core/web/script";
const BUNDLE: &str = "core/web/assets/app.js";

/// Why there is no bundle, or not the right one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BundleError {
    #[error(transparent)]
    Npm(#[from] NpmError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("the script in {SOURCES} does not pass the type check, see above")]
    Types,
    #[error("the script in {SOURCES} cannot be bundled, see above")]
    Build,
    #[error("{BUNDLE} is not what {SOURCES} makes: run `cargo loadin bundle` and commit the file")]
    Differs,
    #[error("cannot read or write {path}: {source}")]
    File { path: String, source: io::Error },
}

/// Writes the bundle.
pub(crate) fn write(console: &Console, workspace: &Workspace) -> Result<(), BundleError> {
    build(console, workspace, &workspace.root.join(BUNDLE))
}

/// Checks that the committed bundle is what the sources make.
pub(crate) fn check(console: &Console, workspace: &Workspace) -> Result<(), BundleError> {
    let folder = workspace.target().join("bundle");
    fs::create_dir_all(&folder).map_err(unusable(&folder))?;
    let fresh = folder.join("app.js");
    build(console, workspace, &fresh)?;
    if is_same(&workspace.root.join(BUNDLE), &fresh)? { Ok(()) } else { Err(BundleError::Differs) }
}

fn build(console: &Console, workspace: &Workspace, to: &Path) -> Result<(), BundleError> {
    let sources = workspace.root.join(SOURCES);
    npm::fetch(console, &sources, "the script")?;
    let run = |invocation: Invocation, error| {
        let finished = invocation.folder(&sources).capture(console)?;
        if finished.is_success() {
            return Ok(());
        }
        console.note(finished.stdout.trim_end());
        console.note(finished.stderr.trim_end());
        Err(error)
    };
    run(Invocation::new("node").args(["node_modules/typescript/bin/tsc", "--noEmit"]), BundleError::Types)?;
    run(Invocation::new("node").arg("build.js").arg(to), BundleError::Build)
}

fn is_same(committed: &Path, fresh: &Path) -> Result<bool, BundleError> {
    let read = |path: &Path| fs::read(path).map_err(unusable(path));
    Ok(read(committed)? == read(fresh)?)
}

fn unusable(path: &Path) -> impl FnOnce(io::Error) -> BundleError {
    move |source| BundleError::File { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{BundleError, is_same};

    #[test]
    fn one_byte_is_a_difference_and_a_missing_file_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let (committed, fresh) = (folder.path().join("committed.js"), folder.path().join("fresh.js"));
        fs::write(&fresh, "let a=1;\n").unwrap();
        assert!(matches!(is_same(&committed, &fresh), Err(BundleError::File { .. })));
        fs::write(&committed, "let a=1;").unwrap();
        assert!(!is_same(&committed, &fresh).unwrap());
        fs::write(&committed, "let a=1;\n").unwrap();
        assert!(is_same(&committed, &fresh).unwrap());
    }

    #[test]
    fn whoever_changed_the_script_is_told_how_to_bundle_it() {
        assert!(BundleError::Differs.to_string().contains("cargo loadin bundle"));
    }
}
