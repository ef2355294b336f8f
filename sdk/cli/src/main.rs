//! `cargo loadin`: builds plugins, shows what they do, and tests everything.
//!
//! Rule: whatever ends badly ends with one line on standard error that says what to do, and a code other than zero.

mod apt;
mod arguments;
mod build;
mod bundle;
mod check;
mod chromium;
mod component;
mod console;
mod debs;
mod demo;
mod npm;
mod postgres;
mod process;
mod program;
mod toolchain;
mod workspace;

use std::{
    env,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

use clap::Parser as _;

use crate::{
    arguments::{Arguments, Command},
    build::{BuildError, Options},
    bundle::BundleError,
    check::CheckError,
    console::Console,
    demo::DemoError,
    workspace::{Selection, Workspace, WorkspaceError},
};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error("cannot find the current folder: {0}")]
    Folder(io::Error),
    #[error("cannot listen for signals: {0}")]
    Signals(io::Error),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::of_process();
    match run(&console, arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console.close_line();
            let _ = writeln!(io::stderr(), "{}: {error}", console.paint("31;1", "error"));
            ExitCode::FAILURE
        }
    }
}

fn run(console: &Console, command: Command) -> Result<(), Error> {
    process::interrupt::watch().map_err(Error::Signals)?;
    let folder = env::current_dir().map_err(Error::Folder)?;
    let is_ci = env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    match command {
        Command::Build { paths, all, fixtures, profile } => {
            let selection = Selection { paths, all, fixtures };
            build(console, &folder, &selection, &Options { profile, locked: is_ci })
        }
        Command::Demo { serve } => {
            let workspace = Workspace::of(&folder)?.must_be_loadin()?;
            let options = Options { profile: "plugin".to_owned(), locked: is_ci };
            Ok(demo::run(console, &workspace, &options, serve)?)
        }
        Command::Bundle => {
            let workspace = Workspace::of(&folder)?.must_be_loadin()?;
            Ok(bundle::write(console, &workspace)?)
        }
        Command::Check { long, only } => {
            let workspace = Workspace::of(&folder)?.must_be_loadin()?;
            Ok(check::run(console, &workspace, &only, long, is_ci)?)
        }
    }
}

/// Builds the selected plugins; those named by path may lie in other workspaces.
fn build(console: &Console, folder: &Path, selection: &Selection, options: &Options) -> Result<(), Error> {
    let here = selection.paths.first().map_or_else(|| folder.to_path_buf(), |path| folder.join(path));
    let workspace = Workspace::of(&here)?;
    for plugin in selection.plugins(folder, &workspace)? {
        let workspace = Workspace::of(&plugin.path)?;
        build::run(console, &workspace, std::slice::from_ref(&plugin), options)?;
    }
    Ok(())
}
