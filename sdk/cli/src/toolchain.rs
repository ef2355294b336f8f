//! Finding a compiler that has the standard library for `wasm32-unknown-unknown`.
//!
//! In order: the machine's own; one that an earlier run unpacked; rustup's download; Debian's or Ubuntu's packages. Rule:
//! nothing is installed into the system, and whoever has the library already waits for nothing and needs no network.

mod debian;
mod distribution;
mod packages;
mod rustup;
mod version;

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    console::Console,
    process::{Finished, Invocation, RunError, is_in_path},
};

pub(crate) use version::Version;

/// What plugins are compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Forces a way, for tests and for machines with a reason.
pub(crate) const WAY_VARIABLE: &str = "LOADIN_WASM_TOOLCHAIN";

/// A way to get the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Rustup,
    Distribution,
}

/// A compiler that builds plugins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toolchain {
    /// What `RUSTC` is set to; `None` for the compiler that cargo takes by itself.
    pub(crate) rustc: Option<PathBuf>,
    /// Where it comes from, for people.
    pub(crate) origin: String,
}

/// What is looked for.
pub(crate) struct Wish {
    pub(crate) forced: Option<Way>,
    /// The oldest compiler that the workspace accepts.
    pub(crate) minimum: Version,
    /// The folder in which toolchains are kept, once for the whole machine.
    pub(crate) cache: PathBuf,
    /// Where cargo runs, so that its `rust-toolchain.toml` counts.
    pub(crate) folder: PathBuf,
}

/// What a search asks of the machine; tests answer in its place.
pub(crate) trait Machine {
    /// Runs a program to its end.
    fn run(&self, invocation: &Invocation) -> Result<Finished, RunError>;
    /// Returns true when the program is in the `PATH`.
    fn has(&self, program: &str) -> bool;
    /// Returns true when we may change the system.
    fn is_root(&self) -> bool;
    /// Makes a toolchain from the distribution's packages and returns its `rustc`.
    fn unpack(&self, packages: &packages::Packages, wish: &Wish) -> Result<PathBuf, String>;
    /// Where remarks go.
    fn console(&self) -> &Console;
}

/// Why no compiler was found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ToolchainError {
    #[error("{WAY_VARIABLE}={value} is not a way: write `rustup` or `distribution`")]
    UnknownWay { value: String },
    #[error("no folder to keep toolchains in: set LOADIN_TOOLCHAIN_DIR")]
    NoCache,
    #[error(
        "there is no standard library for {TARGET}: run `rustup target add {TARGET}`, or install Rust {minimum} or \
         later with its `{TARGET}` library ({reasons})"
    )]
    NoWay { minimum: Version, reasons: String },
}

/// Returns a compiler that builds plugins, by the first way that works.
pub(crate) fn find(machine: &dyn Machine, wish: &Wish) -> Result<Toolchain, ToolchainError> {
    let mut reasons = Vec::new();
    if wish.forced != Some(Way::Distribution) && rustup::has_library(machine, wish) {
        return Ok(Toolchain { rustc: None, origin: "this machine's Rust".to_owned() });
    }
    if wish.forced != Some(Way::Rustup)
        && let Some((version, rustc)) = distribution::unpacked(&wish.cache, &wish.minimum)
    {
        return Ok(Toolchain { rustc: Some(rustc), origin: format!("the distribution's Rust {version}") });
    }
    if wish.forced != Some(Way::Distribution) {
        match rustup::add_library(machine, wish) {
            Ok(()) => return Ok(Toolchain { rustc: None, origin: "rustup".to_owned() }),
            Err(reason) => reasons.push(reason),
        }
    }
    if wish.forced != Some(Way::Rustup) {
        match distribution::install(machine, wish) {
            Ok((version, rustc)) => {
                return Ok(Toolchain { rustc: Some(rustc), origin: format!("the distribution's Rust {version}") });
            }
            Err(reason) => reasons.push(reason),
        }
    }
    Err(ToolchainError::NoWay { minimum: wish.minimum.clone(), reasons: reasons.join("; ") })
}

impl Wish {
    /// Returns what this process's environment wishes for.
    pub(crate) fn of_process(minimum: Version, folder: &Path) -> Result<Self, ToolchainError> {
        let forced = match env::var(WAY_VARIABLE).ok().as_deref() {
            None | Some("") => None,
            Some("rustup") => Some(Way::Rustup),
            Some("distribution") => Some(Way::Distribution),
            Some(value) => return Err(ToolchainError::UnknownWay { value: value.to_owned() }),
        };
        let cache = cache_of_process().ok_or(ToolchainError::NoCache)?;
        Ok(Self { forced, minimum, cache, folder: folder.to_path_buf() })
    }
}

/// Returns the folder in which unpacked packages are kept, once for the whole machine.
pub(crate) fn cache_of_process() -> Option<PathBuf> {
    cache_folder(|name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
}

/// Returns where toolchains are kept: what the variable says, else the person's cache folder.
fn cache_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let below = |folder: PathBuf| folder.join("loadin/toolchains");
    variable("LOADIN_TOOLCHAIN_DIR")
        .or_else(|| variable("XDG_CACHE_HOME").filter(|folder| folder.is_absolute()).map(below))
        .or_else(|| variable("HOME").map(|home| below(home.join(".cache"))))
        .or_else(|| env::home_dir().map(|home| below(home.join(".cache"))))
}

/// The machine that we run on.
pub(crate) struct ThisMachine<'a> {
    pub(crate) console: &'a Console,
}

impl Machine for ThisMachine<'_> {
    fn run(&self, invocation: &Invocation) -> Result<Finished, RunError> {
        invocation.capture(self.console)
    }

    fn has(&self, program: &str) -> bool {
        is_in_path(program, env::var_os("PATH").as_deref())
    }

    fn is_root(&self) -> bool {
        rustix::process::geteuid().is_root()
    }

    fn unpack(&self, packages: &packages::Packages, wish: &Wish) -> Result<PathBuf, String> {
        debian::unpack(self.console, packages, &wish.cache).map_err(|error| error.to_string())
    }

    fn console(&self) -> &Console {
        self.console
    }
}

#[cfg(test)]
mod tests;
