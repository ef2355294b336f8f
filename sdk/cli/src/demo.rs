//! `cargo loadin demo`: builds everything and lets the plugins show what they do, first on the command line, then over HTTP.
//!
//! Rule: what is shown is data (`plugins/*/demo/demo.toml`), run through the real `loadin` binary; nothing here knows what
//! a plugin does.

mod instance;
mod script;
mod visit;
mod visitor;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use self::{
    instance::{Home, Instance, LOGIN_NAME},
    script::{Run, Script},
    visit::Visit,
    visitor::VisitError,
};
use crate::{
    build::{self, BuildError, Options},
    console::{Console, seconds},
    process::{Invocation, RunError},
    program::{self, ProgramError},
    workspace::Workspace,
};

/// Why the demonstration ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Program(#[from] ProgramError),
    #[error(transparent)]
    Visit(#[from] VisitError),
    #[error("no plugin has a demo/demo.toml, so there is nothing to show")]
    NothingToShow,
    #[error("{}: {reason}", path.display())]
    Script { path: PathBuf, reason: String },
    #[error("a demo.toml asks for a path that does not work: {0}")]
    Path(String),
    #[error("cannot write {}: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{title}` failed with {ending}: loadin {arguments}")]
    Failed { title: String, ending: String, arguments: String },
    #[error("no port of this machine is free to serve at: {0}")]
    NoPort(io::Error),
    #[error("this machine gives no random numbers for a password: {0}")]
    NoRandomness(getrandom::Error),
    #[error("`loadin serve` ended before it could serve ({ending}): {said} (see {})", log.display())]
    NotServing { ending: String, said: String, log: PathBuf },
    #[error("Chromium took no picture of {}: {reason}", page.display())]
    NoPicture { page: PathBuf, reason: String },
}

/// Builds, then runs every plugin's script; serves on when `keeps_serving` or when somebody is watching.
pub(crate) fn run(
    console: &Console,
    workspace: &Workspace,
    options: &Options,
    keeps_serving: bool,
) -> Result<(), DemoError> {
    let start = Instant::now();
    let out = workspace.target().join("demo");
    let script = Script::of(workspace, &out)?;
    build::run(console, workspace, &workspace.plugins(), options)?;
    let programs = console.step("build loadin", || program::build(console, workspace, &[], options.locked))?;
    let loadin = programs.loadin()?;
    fs::create_dir_all(&out).map_err(|source| DemoError::Unwritable { path: out.clone(), source })?;
    let mut saved = Vec::new();
    for run in &script.run {
        saved.extend(show(console, workspace, loadin, &out, run)?);
    }
    let serving = if script.send.is_empty() && script.page.is_empty() {
        None
    } else {
        let home = Home::at(&out);
        let mut instance = console.step("start the server and sign in", || home.open(loadin, workspace))?;
        let mut visit = Visit { console, workspace, instance: &mut instance, kept: Vec::new() };
        saved.extend(visit.run(&script)?);
        Some(instance)
    };
    for file in &saved {
        console.line(&format!("saved {}", below(&workspace.root, file).display()));
    }
    console.line(&format!("demo done in {}", seconds(start.elapsed())));
    match serving {
        Some(instance) if keeps_serving || console.is_terminal() => serve_on(console, instance),
        Some(instance) => {
            tell_how_to_sign_in(console, &instance);
            console.line("`cargo loadin demo --serve` keeps it running");
            Ok(())
        }
        None => Ok(()),
    }
}

fn tell_how_to_sign_in(console: &Console, instance: &Instance) {
    console.line(&format!("its sign-in name is {LOGIN_NAME}, the password {}", instance.password));
}

/// Leaves the server to whoever is watching, until they stop the tool.
fn serve_on(console: &Console, mut instance: Instance) -> Result<(), DemoError> {
    console.line(&format!("open {}/s/{}", instance.origin, instance.space));
    tell_how_to_sign_in(console, &instance);
    console.line("stop it with Ctrl-C; what you do there is kept for the next demo");
    let finished = instance.server.wait();
    if finished.is_success() {
        return Ok(());
    }
    Err(DemoError::Failed { title: "serving".to_owned(), ending: finished.ending(), arguments: "serve".to_owned() })
}

/// Runs one entry and returns the file that it has saved.
fn show(
    console: &Console,
    workspace: &Workspace,
    loadin: &Path,
    out: &Path,
    run: &Run,
) -> Result<Option<PathBuf>, DemoError> {
    let save = run.save.as_ref().map(PathBuf::from);
    let file = save.as_ref().map(|path| create(path)).transpose()?;
    let invocation = Invocation::new(loadin)
        .args(&run.arguments)
        .env("LOADIN_PLUGINS__DIR", workspace.root.join("plugins"))
        .env("LOADIN_DATA__DIR", out)
        .folder(&workspace.root);
    let finished = console.step(&run.title, || {
        let finished = invocation.stream(console, file)?;
        if finished.is_success() {
            return Ok(());
        }
        let arguments = run.arguments.join(" ");
        Err(DemoError::Failed { title: run.title.clone(), ending: finished.ending(), arguments })
    });
    if let (Err(_), Some(path)) = (&finished, &save) {
        let _ = fs::remove_file(path); // Half an answer is none.
    }
    finished.map(|()| save)
}

fn create(path: &Path) -> Result<File, DemoError> {
    let make = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        File::create(path)
    };
    make().map_err(|source| DemoError::Unwritable { path: path.to_path_buf(), source })
}

/// Returns the path as seen from the root, where it is below it.
fn below<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}
