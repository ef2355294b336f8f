//! Building the `loadin` program as `demo` and `check` start it.
//!
//! Rule: it is built with the features that the workspace's tests have, or it is compiled twice.

use std::path::{Path, PathBuf};

use crate::{
    build::built_files,
    console::Console,
    process::{Invocation, RunError, without_progress},
    workspace::Workspace,
};

/// A test target, named beside the binary. It makes cargo choose the features that the workspace's tests have; without
/// it, demo and check each compile their own wasmtime, which takes longer than everything else together.
const SHARES_FEATURES: [&str; 2] = ["--test", "house"];

/// Why there is no program.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgramError {
    #[error("the `loadin` binary does not compile")]
    Compile,
    #[error("cargo built no `loadin` binary: the package loadin-server must have one")]
    NoBinary,
    #[error("cargo built no example `{name}`: core/web must have it")]
    NoExample { name: String },
    #[error(transparent)]
    Run(#[from] RunError),
}

/// What was built.
#[derive(Debug, Default)]
pub(crate) struct Programs {
    binaries: Vec<PathBuf>,
    examples: Vec<PathBuf>,
}

impl Programs {
    /// Returns the `loadin` program.
    pub(crate) fn loadin(&self) -> Result<&Path, ProgramError> {
        named(&self.binaries, "loadin").ok_or(ProgramError::NoBinary)
    }

    /// Returns an example that was asked for.
    pub(crate) fn example(&self, name: &str) -> Result<&Path, ProgramError> {
        named(&self.examples, name).ok_or_else(|| ProgramError::NoExample { name: name.to_owned() })
    }
}

/// Builds the program, and the examples with it.
pub(crate) fn build(
    console: &Console,
    workspace: &Workspace,
    examples: &[&str],
    is_locked: bool,
) -> Result<Programs, ProgramError> {
    let mut invocation = Invocation::cargo()
        .args(["build", "--workspace", "--bin", "loadin"])
        .args(SHARES_FEATURES)
        .args(examples.iter().flat_map(|name| ["--example", name]))
        .args(["--message-format", "json-render-diagnostics"])
        .folder(&workspace.root);
    if is_locked {
        invocation = invocation.arg("--locked");
    }
    let finished = invocation.capture_with_progress(console)?;
    let said = without_progress(&finished.stderr);
    if !said.is_empty() {
        console.note(&said);
    }
    if !finished.is_success() {
        return Err(ProgramError::Compile);
    }
    let files = |kind| built_files(&finished.stdout, kind).into_iter().map(|(_, file)| file).collect();
    Ok(Programs { binaries: files("bin"), examples: files("example") })
}

fn named<'a>(files: &'a [PathBuf], name: &str) -> Option<&'a Path> {
    files.iter().map(PathBuf::as_path).find(|file| file.file_stem().is_some_and(|stem| stem == name))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Programs, SHARES_FEATURES};

    #[test]
    fn the_test_target_that_the_build_names_exists() {
        let [_, name] = SHARES_FEATURES;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/tidy/tests/{name}.rs"));
        assert!(path.is_file(), "{}", path.display());
    }

    #[test]
    fn a_program_is_found_by_its_name() {
        let programs =
            Programs { binaries: ["/t/loadin-cli", "/t/loadin"].map(PathBuf::from).into(), ..Programs::default() };
        assert_eq!(programs.loadin().unwrap(), Path::new("/t/loadin"));
        let error = programs.example("gallery").unwrap_err();
        assert_eq!(error.to_string(), "cargo built no example `gallery`: core/web must have it");
        assert!(Programs::default().loadin().is_err());
    }
}
