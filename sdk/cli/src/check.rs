//! `cargo loadin check`: the test command, which continuous integration calls as it is.
//!
//! Rule: every step runs even when one before it failed, so that one run tells everything; the tests run last, because
//! their summary is what people and machines read, and the browser's is repeated behind it.

mod browser;
mod documentation;
mod postgres;
mod prerequisites;

use std::{cell::RefCell, io, path::Path, time::Instant};

use clap::ValueEnum;

use crate::{
    build::{self, BuildError, Options},
    bundle::{self, BundleError},
    chromium::ChromiumError,
    console::{Console, seconds},
    npm::NpmError,
    postgres::PostgresError,
    process::{Finished, Invocation, RunError, without_progress},
    program::ProgramError,
    workspace::Workspace,
};

pub(crate) use prerequisites::PrerequisiteError;

/// A part of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// What must be installed
    Prerequisites,
    /// `cargo fmt`
    Format,
    /// The script of the pages is what its sources make
    Bundle,
    /// Every plugin to WebAssembly, those for tests as well
    Plugins,
    /// Clippy, with warnings as errors
    Clippy,
    /// The examples in the documentation
    DocTests,
    /// Building has changed no file that is in git
    Generated,
    /// The tests of what is stored, once more on a PostgreSQL that is started for them
    Postgres,
    /// The stories over the pages, in a real browser
    Browser,
    /// All other tests
    Tests,
}

/// How the tests are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runner {
    Nextest,
    Cargo,
}

/// Why a step did not pass.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    #[error(transparent)]
    Prerequisite(#[from] PrerequisiteError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(transparent)]
    Npm(#[from] NpmError),
    #[error(transparent)]
    Program(#[from] ProgramError),
    #[error(transparent)]
    Chromium(#[from] ChromiumError),
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error("some files are not formatted: run `cargo fmt --all`")]
    NotFormatted,
    #[error("{what} ended with {ending}")]
    Failed { what: String, ending: String },
    #[error("building has changed files that are in git, so commit them: {files}")]
    Changed { files: String },
    #[error("cannot read {path}: {source}")]
    Unreadable { path: String, source: io::Error },
}

/// Why the check as a whole did not pass.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error("check failed: {0}")]
    Steps(String),
}

/// What every step gets.
struct Context<'a> {
    console: &'a Console,
    workspace: &'a Workspace,
    runner: Runner,
    is_ci: bool,
    is_long: bool,
    /// The changes that were there before anything was built; `None` outside git.
    changes_before: Option<String>,
    /// The browser suite's last line.
    browser_summary: RefCell<Option<String>>,
}

/// Runs the steps in `only`, or all of them.
pub(crate) fn run(
    console: &Console,
    workspace: &Workspace,
    only: &[Step],
    is_long: bool,
    is_ci: bool,
) -> Result<(), CheckError> {
    let start = Instant::now();
    let runner = if has_nextest(console, workspace) { Runner::Nextest } else { Runner::Cargo };
    let changes_before = changes(console, &workspace.root);
    let context =
        Context { console, workspace, runner, is_ci, is_long, changes_before, browser_summary: RefCell::default() };
    let mut failed = Vec::new();
    for step in steps(only, runner) {
        if step == Step::Tests {
            print_table(console);
        }
        let passed = console.step(step.name(), || {
            context.run(step).inspect_err(|error| console.note(&format!("{}: {error}", console.paint("31", "error"))))
        });
        if passed.is_err() {
            failed.push(step);
        }
    }
    if let Some(line) = context.browser_summary.borrow().as_deref() {
        console.line(line);
    }
    let time = seconds(start.elapsed());
    if failed.is_empty() {
        console.line(&format!("check passed in {time}"));
        return Ok(());
    }
    let names: Vec<&str> = failed.iter().map(|step| step.name()).collect();
    Err(CheckError::Steps(format!("{} (after {time})", names.join(", "))))
}

/// Returns the steps to run, in order. `cargo test` runs the examples of the documentation itself.
fn steps(only: &[Step], runner: Runner) -> Vec<Step> {
    let is_wanted = |step: &Step| only.is_empty() || only.contains(step);
    let is_separate = |step: &Step| *step != Step::DocTests || runner == Runner::Nextest || !only.is_empty();
    Step::value_variants().iter().copied().filter(is_wanted).filter(is_separate).collect()
}

fn print_table(console: &Console) {
    let names: Vec<&str> = Step::value_variants().iter().map(|step| step.name()).collect();
    for taken in console.taken().iter().filter(|taken| names.contains(&taken.title.as_str())) {
        let result = if taken.passed { "passed" } else { "FAILED" };
        console.line(&format!("  {:<14} {:>12}  {result}", taken.title, seconds(taken.time)));
    }
}

impl Step {
    /// Returns the step's name, as `--only` has it.
    fn name(self) -> &'static str {
        match self {
            Self::Prerequisites => "prerequisites",
            Self::Format => "format",
            Self::Bundle => "bundle",
            Self::Plugins => "plugins",
            Self::Clippy => "clippy",
            Self::DocTests => "doc-tests",
            Self::Generated => "generated",
            Self::Postgres => "postgres",
            Self::Browser => "browser",
            Self::Tests => "tests",
        }
    }
}

impl Context<'_> {
    fn run(&self, step: Step) -> Result<(), StepError> {
        match step {
            Step::Prerequisites => Ok(prerequisites::provide(self.console)?),
            Step::Format => self.format(),
            Step::Bundle => Ok(bundle::check(self.console, self.workspace)?),
            Step::Plugins => self.plugins(),
            Step::Clippy => self.cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
            Step::DocTests => self.doc_tests(),
            Step::Generated => self.generated(),
            Step::Postgres => postgres::run(self),
            Step::Browser => browser::run(self),
            Step::Tests => self.tests(),
        }
    }

    fn format(&self) -> Result<(), StepError> {
        let finished =
            self.cargo_command(&["fmt", "--all", "--", "--check", "--color", "never"]).capture(self.console)?;
        if finished.is_success() {
            return Ok(());
        }
        let said = if finished.stdout.trim().is_empty() { finished.stderr } else { finished.stdout };
        self.console.note(said.trim_end());
        Err(StepError::NotFormatted)
    }

    fn plugins(&self) -> Result<(), StepError> {
        let mut plugins = self.workspace.plugins();
        plugins.extend(self.workspace.fixtures());
        let options = Options { profile: "plugin".to_owned(), locked: true };
        Ok(build::run(self.console, self.workspace, &plugins, &options)?)
    }

    /// All crates at once or none: fewer packages would be compiled with other features, that is, once more.
    fn doc_tests(&self) -> Result<(), StepError> {
        let unreadable = |(path, source)| StepError::Unreadable { path, source };
        if !documentation::has_examples(&self.workspace.root).map_err(unreadable)? {
            self.console.detail("no crate has any");
            return Ok(());
        }
        self.cargo(&["test", "--doc", "--workspace", "--locked"])
    }

    fn generated(&self) -> Result<(), StepError> {
        let (Some(before), Some(after)) = (&self.changes_before, changes(self.console, &self.workspace.root)) else {
            self.console.detail("not a git checkout");
            return Ok(());
        };
        if *before == after {
            return Ok(());
        }
        let names = self.git(&["diff", "--name-only", "HEAD"])?.stdout;
        Err(StepError::Changed { files: names.lines().collect::<Vec<_>>().join(", ") })
    }

    fn tests(&self) -> Result<(), StepError> {
        let arguments = self.runner.arguments(self.is_ci, self.is_long);
        let finished = self.cargo_command(&arguments).stream(self.console, None)?;
        passed(&finished, &arguments)
    }

    /// Runs cargo and shows what it prints when it fails.
    fn cargo(&self, arguments: &[&str]) -> Result<(), StepError> {
        let finished = self.cargo_command(arguments).capture_with_progress(self.console)?;
        if !finished.is_success() {
            self.console.note(finished.stdout.trim_end());
            self.console.note(&without_progress(&finished.stderr));
        }
        passed(&finished, arguments)
    }

    fn cargo_command(&self, arguments: &[&str]) -> Invocation {
        Invocation::cargo().args(arguments).folder(&self.workspace.root)
    }

    fn git(&self, arguments: &[&str]) -> Result<Finished, RunError> {
        Invocation::new("git").args(arguments).folder(&self.workspace.root).capture(self.console)
    }
}

impl Runner {
    /// Returns what cargo is called with. Tests that take long are marked `#[ignore]`.
    fn arguments(self, is_ci: bool, is_long: bool) -> Vec<&'static str> {
        let (mut arguments, long) = match self {
            Self::Nextest => (vec!["nextest", "run", "--workspace", "--locked"], ["--run-ignored", "all"]),
            Self::Cargo => (vec!["test", "--workspace", "--locked", "--no-fail-fast"], ["--", "--include-ignored"]),
        };
        if is_ci && self == Self::Nextest {
            arguments.extend(["--profile", "ci"]);
        }
        if is_long {
            arguments.extend(long);
        }
        arguments
    }
}

fn passed(finished: &Finished, arguments: &[&str]) -> Result<(), StepError> {
    if finished.is_success() {
        return Ok(());
    }
    Err(StepError::Failed { what: format!("`cargo {}`", arguments.join(" ")), ending: finished.ending() })
}

fn has_nextest(console: &Console, workspace: &Workspace) -> bool {
    let asked = Invocation::cargo().args(["nextest", "--version"]).folder(&workspace.root);
    asked.capture(console).is_ok_and(|finished| finished.is_success())
}

/// Returns the changes to files in git, or `None` where there is no git or no checkout.
fn changes(console: &Console, root: &Path) -> Option<String> {
    let asked = Invocation::new("git").args(["diff", "HEAD"]).folder(root);
    asked.capture(console).ok().filter(Finished::is_success).map(|finished| finished.stdout)
}

#[cfg(test)]
mod tests {
    use super::{Runner, Step, ValueEnum as _, steps};

    #[test]
    fn the_tests_come_last_and_the_prerequisites_first() {
        let all = steps(&[], Runner::Nextest);
        assert_eq!(all, Step::value_variants());
        assert_eq!((all.first(), all.last()), (Some(&Step::Prerequisites), Some(&Step::Tests)));
        assert!(all.iter().position(|s| *s == Step::Plugins) < all.iter().position(|s| *s == Step::Clippy));
    }

    #[test]
    fn cargo_test_runs_the_examples_itself() {
        assert!(!steps(&[], Runner::Cargo).contains(&Step::DocTests));
        assert_eq!(steps(&[Step::DocTests], Runner::Cargo), [Step::DocTests]);
    }

    #[test]
    fn the_long_form_runs_the_tests_that_are_ignored_otherwise() {
        assert!(!Runner::Nextest.arguments(true, false).contains(&"all"));
        assert!(Runner::Nextest.arguments(true, true).ends_with(&["--profile", "ci", "--run-ignored", "all"]));
        assert!(Runner::Cargo.arguments(true, true).ends_with(&["--", "--include-ignored"]));
    }

    #[test]
    fn only_runs_the_named_steps_in_their_own_order() {
        assert_eq!(steps(&[Step::Tests, Step::Format], Runner::Nextest), [Step::Format, Step::Tests]);
    }

    #[test]
    fn a_step_is_called_what_the_command_line_calls_it() {
        for step in Step::value_variants() {
            assert_eq!(step.to_possible_value().unwrap().get_name(), step.name());
        }
    }
}
