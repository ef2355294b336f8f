//! The compiler that cargo takes by itself, and rustup's download for it.
//!
//! Rule: whoever is offline learns it quickly: one attempt, and no longer than `PATIENCE` without progress.

use std::{env, fs, path::PathBuf, time::Duration};

use super::{Machine, TARGET, Wish};
use crate::process::{Invocation, Patience};

/// How long rustup may stand still. A slow line still makes the file grow.
const PATIENCE: Duration = Duration::from_secs(120);

/// Returns true when the compiler's own folder has the library.
pub(super) fn has_library(machine: &dyn Machine, wish: &Wish) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = Invocation::new(rustc).args(["--print", "sysroot"]).folder(&wish.folder);
    let Some(sysroot) = machine.run(&asked).ok().filter(|answer| answer.is_success()) else { return false };
    let library = PathBuf::from(sysroot.stdout.trim()).join("lib/rustlib").join(TARGET).join("lib");
    let files = fs::read_dir(library).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

/// Lets rustup download the library; returns why it could not.
pub(super) fn add_library(machine: &dyn Machine, wish: &Wish) -> Result<(), String> {
    if !machine.has("rustup") {
        return Err("rustup is not installed".to_owned());
    }
    let asked = Invocation::new("rustup")
        .args(["target", "add", TARGET])
        .env("RUSTUP_MAX_RETRIES", "0")
        .folder(&wish.folder)
        .patience(Patience { limit: PATIENCE, folder: downloads() });
    let title = format!("rustup target add {TARGET}");
    // That rustup is offline is no failure of ours: the next way is tried, so the line says it without an alarm.
    let answer = machine.console().step(&title, || {
        let answer = machine.run(&asked).map_err(|error| error.to_string()).and_then(|finished| {
            if finished.is_success() { Ok(()) } else { Err(format!("rustup: {}", finished.reason())) }
        });
        if answer.is_err() {
            machine.console().detail("did not work");
        }
        Ok::<_, String>(answer)
    })?;
    answer?;
    if has_library(machine, wish) {
        Ok(())
    } else {
        Err("rustup manages another compiler than the one that cargo uses".to_owned())
    }
}

/// Returns where rustup keeps what it is downloading.
fn downloads() -> Option<PathBuf> {
    let home = env::var_os("RUSTUP_HOME").map(PathBuf::from);
    Some(home.or_else(|| Some(env::home_dir()?.join(".rustup")))?.join("downloads"))
}
