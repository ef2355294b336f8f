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

#[cfg(test)]
mod tests {
    use super::{Means, invocation};

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
}
