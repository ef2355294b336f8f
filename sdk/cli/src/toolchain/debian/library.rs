//! Building the standard library from the distribution's source.
//!
//! `rustc-build-sysroot` does the work; this adds what it leaves open. Rule: the crates that the library needs come from
//! the source package itself, so that no registry is asked, and the library keeps its bitcode, because plugins are built
//! with link-time optimisation.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use rustc_build_sysroot::{SysrootBuilder, SysrootConfig, rustc_sysroot_src};

use super::{TARGET, UnpackError, rustc_in, rustlib};
use crate::{
    console::{Console, seconds},
    debs,
    process::Invocation,
};

/// How often somebody who reads a log is told that the build goes on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

/// Builds the library into the toolchain's own folder, where its compiler finds it.
pub(super) fn build(console: &Console, staging: &Path) -> Result<(), UnpackError> {
    let source = source_in(staging)?;
    let temporary = staging.join("tmp");
    fs::create_dir_all(&temporary).map_err(debs::at(&temporary))?;
    // The builder works in the temporary folder of the process; ours is removed with the staging folder.
    let _ = tempfile::env::override_temp_dir(&temporary);
    let sysroot = rustlib(staging).ancestors().nth(2).unwrap_or(staging).to_path_buf();
    let cargo = cargo(console, staging, &source);
    console.close_line();
    let (sender, done) = mpsc::channel();
    thread::spawn(move || {
        let builder = SysrootBuilder::new(&sysroot, TARGET)
            .sysroot_config(SysrootConfig::WithStd { std_features: Vec::new() })
            .rustflag("-Cembed-bitcode=yes")
            .cargo(cargo);
        let built = builder.build_from_source(&source).map(|_| ()).map_err(|error| format!("{error:#}"));
        let _ = sender.send(built);
    });
    let built = wait(console, &done);
    let _ = fs::remove_dir_all(&temporary);
    built.map_err(|reason| UnpackError::Library { reason })
}

fn wait(console: &Console, done: &mpsc::Receiver<Result<(), String>>) -> Result<(), String> {
    let start = Instant::now();
    loop {
        match done.recv_timeout(SIGN_OF_LIFE) {
            Ok(built) => return built,
            Err(RecvTimeoutError::Disconnected) => return Err("the builder stopped without an answer".to_owned()),
            Err(RecvTimeoutError::Timeout) if console.is_terminal() => {}
            Err(RecvTimeoutError::Timeout) => {
                console.note(&format!("still at it after {}", seconds(start.elapsed())));
            }
        }
    }
}

/// Returns the machine's cargo, told to use the unpacked compiler and the crates beside the library's source.
fn cargo(console: &Console, staging: &Path, source: &Path) -> Command {
    let rustc = rustc_in(staging);
    let mut invocation = Invocation::cargo().env("RUSTC", rustc).env("RUSTC_BOOTSTRAP", "1").folder(staging);
    let vendor = source.join("vendor");
    if vendor.is_dir() {
        invocation = invocation
            .args(["--config", "source.crates-io.replace-with='loadin-vendor'", "--config"])
            .arg(format!("source.loadin-vendor.directory={:?}", vendor.display().to_string()));
    }
    let mut command = invocation.command();
    if console.is_terminal() {
        command.stderr(Stdio::inherit());
    }
    // A person's own flags are for their programs; the builder sets its own.
    for name in ["RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
        command.env_remove(name);
    }
    command
}

/// Returns the folder of the library's source: where the compiler says, or in `usr/src`.
fn source_in(staging: &Path) -> Result<PathBuf, UnpackError> {
    let said = rustc_sysroot_src(Invocation::new(rustc_in(staging)).command()).ok();
    let unpacked = debs::entries(&staging.join("usr/src"))
        .into_iter()
        .map(|name| staging.join("usr/src").join(name).join("library"));
    said.into_iter()
        .chain(unpacked)
        .find(|folder| folder.join("std/Cargo.toml").is_file())
        .ok_or_else(|| UnpackError::Library { reason: "the source package has no `library` folder".to_owned() })
}
