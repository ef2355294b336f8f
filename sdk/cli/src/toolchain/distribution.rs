//! Debian's and Ubuntu's compiler, unpacked into a folder of ours.
//!
//! The packages conflict with rustup, so they are never installed. Rule: the system changes in one way only, `apt-get
//! update` by root, and it is announced.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    Machine, Version, Wish,
    packages::{self, COMPILERS, Package, Packages},
};
use crate::process::{Finished, Invocation};

/// Toolchains carry their version in the folder's name: `distribution-1.96.0`.
const PREFIX: &str = "distribution-";

/// Returns the folder of a toolchain, inside the cache.
pub(super) fn folder_name(version: &Version) -> String {
    format!("{PREFIX}{version}-{}", std::env::consts::ARCH)
}

/// Returns the compiler's place inside the folder of a toolchain.
pub(super) fn rustc_in(folder: &Path) -> PathBuf {
    folder.join("bin/rustc")
}

/// Returns the newest toolchain that an earlier run has finished.
pub(super) fn unpacked(cache: &Path, minimum: &Version) -> Option<(Version, PathBuf)> {
    let suffix = format!("-{}", std::env::consts::ARCH);
    let entries = fs::read_dir(cache).ok()?.flatten();
    let toolchains = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let version = Version::parse(name.strip_prefix(PREFIX)?.strip_suffix(&suffix)?)?;
        let rustc = rustc_in(&entry.path());
        (version >= *minimum && rustc.is_file()).then_some((version, rustc))
    });
    toolchains.max_by(|(a, _), (b, _)| a.cmp(b))
}

/// Makes a toolchain from the distribution's packages; returns why that is not possible.
pub(super) fn install(machine: &dyn Machine, wish: &Wish) -> Result<(Version, PathBuf), String> {
    if let Some(missing) = ["apt-cache", "apt-get", "dpkg", "dpkg-query"].iter().find(|tool| !machine.has(tool)) {
        return Err(format!("not Debian or Ubuntu (no {missing})"));
    }
    let attempt = || {
        let title = "look for a compiler in the package lists";
        let packages = machine.console().step(title, || discover(machine, wish))?;
        let rustc = machine.unpack(&packages, wish)?;
        Ok((packages.version, rustc))
    };
    match attempt() {
        Ok(made) => Ok(made),
        // Old or empty package lists are the usual cause: names that are gone, or no names at all.
        Err(reason) if machine.is_root() => {
            machine.console().note(&format!("{reason}; running `apt-get update` and trying again"));
            update(machine)?;
            attempt()
        }
        Err(reason) => Err(format!("{reason}; if the package lists are empty or old, run `sudo apt-get update`")),
    }
}

fn update(machine: &dyn Machine) -> Result<(), String> {
    machine.console().step("apt-get update", || run(machine, Invocation::new("apt-get").arg("update")).map(|_| ()))
}

/// Returns the packages to unpack, as the distribution's lists have them today.
fn discover(machine: &dyn Machine, wish: &Wish) -> Result<Packages, String> {
    let search = Invocation::new("apt-cache").args(["search", "--names-only", COMPILERS]);
    let found = run(machine, search)?.stdout;
    let names: Vec<String> = found.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    if names.is_empty() {
        return Err("the package lists know no rustc".to_owned());
    }
    let compiler = packages::newest(show(machine, &names), &wish.minimum)?;
    packages::complete(compiler, &mut |names| show(machine, names), &|name| is_installed(machine, name))
}

/// Describes the newest version of each package; `apt-cache` answers for those that it knows and fails for the others.
fn show(machine: &dyn Machine, names: &[String]) -> Vec<Package> {
    let asked = Invocation::new("apt-cache").args(["show", "--no-all-versions"]).args(names);
    machine.run(&asked).map(|answer| packages::parse(&answer.stdout)).unwrap_or_default()
}

fn is_installed(machine: &dyn Machine, name: &str) -> bool {
    let asked = Invocation::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}\n", name]);
    machine.run(&asked).is_ok_and(|answer| answer.stdout.lines().any(|line| line == "installed"))
}

fn run(machine: &dyn Machine, invocation: Invocation) -> Result<Finished, String> {
    let name = invocation.name();
    match machine.run(&invocation.env("LC_ALL", "C")) {
        Ok(finished) if finished.is_success() => Ok(finished),
        Ok(finished) => Err(format!("{name}: {}", finished.reason())),
        Err(error) => Err(error.to_string()),
    }
}
