//! Installing packages of Debian or Ubuntu.
//!
//! Rule: nothing is installed without saying so first, and nobody is asked for a password: whoever is neither root nor may
//! become it without one is told the command.

use std::env;

use crate::{
    console::Console,
    process::{Invocation, RunError, is_in_path},
};

/// Who may install here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// We are root.
    Root,
    /// `sudo` asks for no password.
    Sudo,
}

/// Why packages were not installed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InstallError {
    #[error("installing {packages} failed: {reason}")]
    Failed { packages: String, reason: String },
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Returns true when the machine has `apt-get`.
pub(crate) fn is_here() -> bool {
    is_in_path("apt-get", env::var_os("PATH").as_deref())
}

/// Returns how packages can be installed here, if at all.
pub(crate) fn means(console: &Console) -> Option<Means> {
    if !is_here() {
        return None;
    }
    if rustix::process::geteuid().is_root() {
        return Some(Means::Root);
    }
    let asked = Invocation::new("sudo").args(["-n", "true"]).capture(console);
    asked.is_ok_and(|finished| finished.is_success()).then_some(Means::Sudo)
}

/// Installs the packages and what they need.
pub(crate) fn install(console: &Console, means: Means, packages: &[&str]) -> Result<(), InstallError> {
    console.note(&format!("installing {} with apt-get", packages.join(" ")));
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    let mut finished = invocation(means, &arguments).capture(console)?;
    if !finished.is_success() {
        invocation(means, &["update"]).capture(console)?; // Empty or old package lists are the usual cause.
        finished = invocation(means, &arguments).capture(console)?;
    }
    if finished.is_success() {
        return Ok(());
    }
    Err(InstallError::Failed { packages: packages.join(" "), reason: finished.reason() })
}

/// `sudo` forgets our environment, so the variables stand behind it.
fn invocation(means: Means, arguments: &[&str]) -> Invocation {
    const VARIABLES: [(&str, &str); 2] = [("DEBIAN_FRONTEND", "noninteractive"), ("LC_ALL", "C")];
    let asked = match means {
        Means::Root => VARIABLES
            .into_iter()
            .fold(Invocation::new("apt-get"), |invocation, (name, value)| invocation.env(name, value)),
        Means::Sudo => Invocation::new("sudo")
            .args(["-n", "env"])
            .args(VARIABLES.map(|(name, value)| format!("{name}={value}")))
            .arg("apt-get"),
    };
    asked.args(arguments)
}

/// Returns what installing the package would bring, each as `name=version`. Asking needs no rights.
pub(crate) fn planned(console: &Console, package: &str) -> Result<Vec<String>, String> {
    let asked = Invocation::new("apt-get")
        .args(["--simulate", "--no-install-recommends", "install", package])
        .env("LC_ALL", "C")
        .capture(console)
        .map_err(|error| error.to_string())?;
    let packages = read_plan(&asked.stdout);
    let own = format!("{package}=");
    if asked.is_success() && packages.iter().any(|planned| planned.starts_with(&own)) {
        return Ok(packages);
    }
    let reason = asked.reason();
    Err(format!("{reason}; if the package lists are empty or old, run `sudo apt-get update`"))
}

/// Reads `Inst name [old] (version …)` lines as `name=version`.
fn read_plan(simulated: &str) -> Vec<String> {
    let lines = simulated.lines().filter_map(|line| line.strip_prefix("Inst "));
    let packages = lines.filter_map(|line| {
        let name = line.split(' ').next()?;
        let version = line.split_once('(')?.1.split(' ').next()?;
        Some(format!("{name}={version}"))
    });
    packages.collect()
}

#[cfg(test)]
mod tests {
    use super::{Means, invocation, read_plan};

    #[test]
    fn sudo_is_told_the_variables_and_never_asks() {
        let words = |means| {
            let asked = invocation(means, &["install", "chromium"]);
            let all = [asked.program.clone()].into_iter().chain(asked.arguments.clone());
            all.map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(words(Means::Root), "apt-get install chromium");
        let sudo = "sudo -n env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get install chromium";
        assert_eq!(words(Means::Sudo), sudo);
    }

    #[test]
    fn what_apt_would_install_is_read_with_its_versions() {
        let simulated = "NOTE: This is only a simulation!\n\
            Inst libasound2 (1.2.8-1+b1 Debian:12.15/oldstable [amd64])\n\
            Inst libc6 [2.36-9] (2.36-9+deb12u13 Debian:12.15/oldstable [amd64])\n\
            Inst chromium (156.0.8078.79-1~deb12u1 Debian-Security:12/oldstable-security [amd64])\n\
            Conf chromium (156.0.8078.79-1~deb12u1 Debian-Security:12/oldstable-security [amd64])\n";
        let expected = ["libasound2=1.2.8-1+b1", "libc6=2.36-9+deb12u13", "chromium=156.0.8078.79-1~deb12u1"];
        assert_eq!(read_plan(simulated), expected);
    }
}
