//! What the machine must have besides Rust.
//!
//! Rule: nothing is installed without saying so first, and only by root; everybody else is told the command.

use std::env;

use crate::{
    apt::{self, InstallError, Means},
    console::Console,
    process::is_in_path,
};

/// A program that we need, and where Debian and Ubuntu have it.
struct Prerequisite {
    program: &'static str,
    package: &'static str,
    purpose: &'static str,
}

const ALL: [Prerequisite; 3] = [
    Prerequisite { program: "cc", package: "gcc libc6-dev", purpose: "to link programs" },
    Prerequisite { program: "node", package: "nodejs", purpose: "to bundle the script and run the browser's stories" },
    Prerequisite { program: "npm", package: "npm", purpose: "to fetch what both need" },
];

/// Why something is missing still.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrerequisiteError {
    #[error("{missing}: {advice}")]
    Missing { missing: String, advice: String },
    #[error(transparent)]
    Install(#[from] InstallError),
}

/// What to do about missing programs.
#[derive(Debug, PartialEq, Eq)]
enum Remedy {
    Nothing,
    Install(Vec<&'static str>),
    Tell { missing: String, advice: String },
}

/// Sees to it that everything is there.
pub(super) fn provide(console: &Console) -> Result<(), PrerequisiteError> {
    let path = env::var_os("PATH");
    let is_there = |program: &str| is_in_path(program, path.as_deref());
    match remedy(&is_there, rustix::process::geteuid().is_root()) {
        Remedy::Nothing => Ok(()),
        Remedy::Tell { missing, advice } => Err(PrerequisiteError::Missing { missing, advice }),
        Remedy::Install(packages) => Ok(apt::install(console, Means::Root, &packages)?),
    }
}

fn remedy(is_there: &dyn Fn(&str) -> bool, is_root: bool) -> Remedy {
    let missing: Vec<&Prerequisite> = ALL.iter().filter(|needed| !is_there(needed.program)).collect();
    if missing.is_empty() {
        return Remedy::Nothing;
    }
    let packages: Vec<&str> = missing.iter().flat_map(|needed| needed.package.split(' ')).collect();
    if is_root && is_there("apt-get") {
        return Remedy::Install(packages);
    }
    let names = missing.iter().map(|needed| format!("`{}` is missing ({})", needed.program, needed.purpose));
    let advice = if is_there("apt-get") {
        format!("run `sudo apt-get install {}`", packages.join(" "))
    } else {
        format!("install what Debian calls {} with your system's package manager", packages.join(", "))
    };
    Remedy::Tell { missing: names.collect::<Vec<_>>().join(", "), advice }
}

#[cfg(test)]
mod tests {
    use super::{Remedy, remedy};

    #[test]
    fn root_installs_and_others_are_told() {
        let only_apt = |program: &str| program == "apt-get";
        assert_eq!(remedy(&|_| true, false), Remedy::Nothing);
        assert_eq!(remedy(&only_apt, true), Remedy::Install(vec!["gcc", "libc6-dev", "nodejs", "npm"]));
        let told = Remedy::Tell {
            missing: "`cc` is missing (to link programs)".to_owned(),
            advice: "run `sudo apt-get install gcc libc6-dev`".to_owned(),
        };
        assert_eq!(remedy(&|program| program != "cc", false), told);
        assert!(matches!(remedy(&|_| false, true), Remedy::Tell { .. }));
    }
}
