//! The stories over the pages (`tests/browser`): what they need, and running them.
//!
//! Rule: npm's packages are those of the committed lock file; the browser is the machine's own, never one that a package
//! brings.

use std::fs;

use super::{Context, StepError};
use crate::{chromium, npm, process::Invocation, program};

/// The example that draws every kind of page, which the stories examine too.
const GALLERY: &str = "gallery";
/// Where the suite's last line is left, below `target`.
const SUMMARY: &str = "browser/summary.txt";
/// Has every page looked at in every size, and Lighthouse judge all of its pages three times.
const LONG: &str = "LOADIN_LONG";

/// Runs the suite and keeps its last line.
pub(super) fn run(context: &Context<'_>) -> Result<(), StepError> {
    let (console, workspace) = (context.console, context.workspace);
    let suite = workspace.root.join("tests/browser");
    npm::fetch(console, &suite, "the browser suite")?;
    let chromium = chromium::provide(console)?;
    context.plugins()?;
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
        .env(LONG, if context.is_long { "1" } else { "0" })
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
