//! Running children: `cargo`, `rustc`, `apt-get`, `loadin`.
//!
//! Rule: a child never inherits what `cargo run` put into our environment (see `environment`), and every running child
//! is in `interrupt`'s list, so that stopping the tool stops it too.

mod capture;
mod environment;
pub(crate) mod interrupt;
mod running;

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

pub(crate) use environment::forget_cargo_run;
pub(crate) use running::Running;

use crate::console::Console;

/// A program with its arguments, not started yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) environment: Vec<(OsString, OsString)>,
    pub(crate) folder: Option<PathBuf>,
    /// The child is stopped when it shows no sign of life for so long.
    pub(crate) patience: Option<Patience>,
}

/// How long a child may be silent. Growth of the files in `folder` counts as a sign of life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patience {
    pub(crate) limit: Duration,
    pub(crate) folder: Option<PathBuf>,
}

/// How a child ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Finished {
    /// The exit code; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Why a child could not be run to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error("`{program}` is not installed")]
    NotFound { program: String },
    #[error("cannot start `{program}`: {source}")]
    Start { program: String, source: io::Error },
    #[error("`{program}` showed no progress for {} s and was stopped", limit.as_secs())]
    Silent { program: String, limit: Duration },
}

impl Finished {
    /// Returns true when the child said that it did what it should.
    pub(crate) fn is_success(&self) -> bool {
        self.code == Some(0)
    }

    /// Returns how the child ended, for a message.
    pub(crate) fn ending(&self) -> String {
        match self.code {
            Some(code) => format!("exit code {code}"),
            None => "a signal".to_owned(),
        }
    }

    /// Returns the last line on standard error that says something, for a message of one line.
    pub(crate) fn reason(&self) -> String {
        let lines = || self.stderr.lines().map(str::trim).filter(|line| !line.is_empty());
        let error = lines().find(|line| line.starts_with("error:") || line.starts_with("E:"));
        error.or_else(|| lines().next_back()).map_or_else(|| self.ending(), str::to_owned)
    }
}

impl Invocation {
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        let (arguments, environment) = (Vec::new(), Vec::new());
        Self { program: program.into(), arguments, environment, folder: None, patience: None }
    }

    /// Returns the cargo that started us, or the one in the `PATH`.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub(crate) fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub(crate) fn args<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_path_buf());
        self
    }

    pub(crate) fn patience(mut self, patience: Patience) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Returns the program's name without its folder.
    pub(crate) fn name(&self) -> String {
        let name = Path::new(&self.program).file_name().unwrap_or(&self.program);
        name.to_string_lossy().into_owned()
    }

    /// Returns the command with a clean environment and nothing on standard input.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::null());
        forget_cargo_run(&mut command);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    /// Runs the child and keeps what it prints; prints a sign of life every half minute.
    pub(crate) fn capture(&self, console: &Console) -> Result<Finished, RunError> {
        capture::run(self, console, false)
    }

    /// Like [`Self::capture`], but on a terminal its standard error (cargo's progress) is shown as it comes.
    pub(crate) fn capture_with_progress(&self, console: &Console) -> Result<Finished, RunError> {
        capture::run(self, console, console.is_terminal())
    }

    /// Runs the child with our own standard output and error, or with its standard output in `file`.
    pub(crate) fn stream(&self, console: &Console, file: Option<std::fs::File>) -> Result<Finished, RunError> {
        console.close_line();
        let mut command = self.command();
        if let Some(file) = file {
            command.stdout(file);
        }
        let mut child = command.spawn().map_err(|source| self.not_started(source))?;
        let _listed = interrupt::Listed::new(child.id());
        let status = child.wait().map_err(|source| self.not_started(source))?;
        Ok(Finished { code: status.code(), ..Finished::default() })
    }

    fn not_started(&self, source: io::Error) -> RunError {
        let program = self.name();
        if source.kind() == io::ErrorKind::NotFound && self.folder.as_deref().is_none_or(Path::is_dir) {
            RunError::NotFound { program }
        } else {
            RunError::Start { program, source }
        }
    }
}

/// Returns cargo's messages without its lines about progress.
pub(crate) fn without_progress(stderr: &str) -> String {
    const PROGRESS: [&str; 12] = [
        "Compiling",
        "Checking",
        "Downloading",
        "Downloaded",
        "Updating",
        "Locking",
        "Blocking",
        "Finished",
        "Adding",
        "Fresh",
        "Running",
        "Dirty",
    ];
    let is_progress = |line: &str| {
        let word = line.trim_start().split(' ').next().unwrap_or_default();
        line.starts_with("  ") && PROGRESS.contains(&word)
    };
    let lines: Vec<&str> = stderr.lines().filter(|line| !is_progress(line)).collect();
    lines.join("\n").trim().to_owned()
}

/// Returns true when `program` is in the `PATH`.
pub(crate) fn is_in_path(program: &str, path: Option<&OsStr>) -> bool {
    path.is_some_and(|path| std::env::split_paths(path).any(|folder| folder.join(program).is_file()))
}

#[cfg(test)]
mod tests;
