//! The folder of a toolchain, with files that stand for the packages' content.

use std::{fs, io, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use super::{STAGING, lock, remove_left_overs, write_wrapper};
use crate::{console::Console, toolchain::distribution::rustc_in};

fn put_script(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_wrapper_finds_its_libraries_also_after_the_folder_was_renamed() {
    let cache = tempfile::tempdir().unwrap();
    let (staging, finished) = (cache.path().join("staging-1"), cache.path().join("distribution"));
    put_script(&staging.join("usr/bin/rustc"), "#!/bin/sh\necho \"$LD_LIBRARY_PATH $1\"\n");
    fs::create_dir_all(staging.join("usr/lib/x86_64-linux-gnu")).unwrap();
    write_wrapper(&staging).unwrap();
    fs::rename(&staging, &finished).unwrap();
    let said = Command::new(rustc_in(&finished)).arg("-vV").env_remove("LD_LIBRARY_PATH").output().unwrap();
    let root = finished.display();
    let expected = format!("{root}/bin/../usr/lib/x86_64-linux-gnu:{root}/bin/../usr/lib -vV\n");
    assert_eq!(String::from_utf8(said.stdout).unwrap(), expected);
}

#[test]
fn what_an_interrupted_run_has_left_is_removed_and_nothing_else() {
    let cache = tempfile::tempdir().unwrap();
    let (staging, finished) = (cache.path().join(format!("{STAGING}42")), cache.path().join("distribution-1.96.0"));
    fs::create_dir_all(staging.join("usr/lib")).unwrap();
    fs::create_dir_all(&finished).unwrap();
    remove_left_overs(cache.path());
    assert!(!staging.exists() && finished.exists());
}

#[test]
fn two_runs_do_not_make_the_toolchain_at_the_same_time() {
    let cache = tempfile::tempdir().unwrap();
    let console = Console::quiet(Box::new(io::sink()));
    let held = lock(&console, cache.path()).unwrap();
    let other = fs::File::create(cache.path().join("lock")).unwrap();
    assert!(other.try_lock().is_err());
    drop(held);
    assert!(other.try_lock().is_ok());
}
