//! What a child must not see of `cargo run`, which started us.
//!
//! Cargo hands a running program the variables of its package. A child cargo that sees them builds some build scripts
//! anew (they say `rerun-if-env-changed=CARGO_PKG_NAME`), and anew again when it is started by hand.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::Command,
};

/// Removes from the command's environment what `cargo run` has added to ours.
pub(crate) fn forget_cargo_run(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| is_from_cargo_run(name)) {
        command.env_remove(name);
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
        match library_path_without_ours(&paths, env::current_exe().ok().as_deref()) {
            Some(rest) => command.env("LD_LIBRARY_PATH", rest),
            None => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
}

fn is_from_cargo_run(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    const NAMES: [&str; 6] = [
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        "OUT_DIR",
    ];
    NAMES.contains(&name) || name.starts_with("CARGO_PKG_")
}

/// Returns the library path without the folders beside our own executable, or `None` when nothing is left.
fn library_path_without_ours(paths: &OsStr, executable: Option<&Path>) -> Option<OsString> {
    let ours = executable.and_then(Path::parent);
    let is_foreign = |path: &Path| ours.is_none_or(|ours| !path.starts_with(ours)) && !path.as_os_str().is_empty();
    let kept: Vec<_> = env::split_paths(paths).filter(|path| is_foreign(path)).collect();
    if kept.is_empty() { None } else { env::join_paths(kept).ok() }
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, path::Path};

    use super::{is_from_cargo_run, library_path_without_ours};

    #[test]
    fn the_variables_of_our_own_package_are_not_handed_on() {
        for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_PRIMARY_PACKAGE"] {
            assert!(is_from_cargo_run(OsStr::new(name)), "{name}");
        }
        for name in ["CARGO", "CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_NET_OFFLINE", "RUSTFLAGS", "PATH"] {
            assert!(!is_from_cargo_run(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn the_library_path_keeps_the_folders_of_others() {
        let ours = Some(Path::new("/w/target/debug/loadin-cli"));
        let path = OsStr::new("/w/target/debug/build/x/out:/w/target/debug/deps:/w/target/debug:/opt/lib");
        assert_eq!(library_path_without_ours(path, ours).as_deref(), Some(OsStr::new("/opt/lib")));
        assert_eq!(library_path_without_ours(OsStr::new("/w/target/debug/deps"), ours), None);
    }
}
