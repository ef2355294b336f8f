//! Folders of unpacked packages, with files that stand for their content.

use std::{fs, io, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use super::{DebsError, STAGING, library_folders, lock, make, write_wrapper};
use crate::console::Console;

fn console() -> Console {
    Console::quiet(Box::new(io::sink()))
}

fn put_script(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_wrapper_finds_its_libraries_also_after_the_folder_was_renamed() {
    let cache = tempfile::tempdir().unwrap();
    let fill = |staging: &Path| {
        put_script(&staging.join("usr/bin/rustc"), "#!/bin/sh\necho \"$LD_LIBRARY_PATH $FONTS $1\"\n");
        let libraries = ["lib/x86_64-linux-gnu", "lib"].map(str::to_owned);
        let exports = "export FONTS=\"$root/fonts\"\n";
        write_wrapper(&staging.join("bin/rustc"), &libraries, exports, Path::new("usr/bin/rustc"))
    };
    let finished = make::<DebsError>(&console(), cache.path(), "distribution", |_| false, fill).unwrap();
    let said = Command::new(finished.join("bin/rustc")).arg("-vV").env_remove("LD_LIBRARY_PATH").output().unwrap();
    let root = finished.join("bin/..").display().to_string();
    let expected = format!("{root}/usr/lib/x86_64-linux-gnu:{root}/usr/lib {root}/fonts -vV\n");
    assert_eq!(String::from_utf8(said.stdout).unwrap(), expected);
}

#[test]
fn what_is_whole_is_not_made_again_and_what_failed_is_not_there() {
    let cache = tempfile::tempdir().unwrap();
    let broken = DebsError::Child { doing: "x".to_owned(), reason: "y".to_owned() };
    let fill = |staging: &Path| {
        fs::create_dir_all(staging).unwrap();
        Err(broken)
    };
    assert!(make(&console(), cache.path(), "one", |folder| folder.is_dir(), fill).is_err());
    assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1, "the lock and nothing else");
    fs::create_dir(cache.path().join("one")).unwrap();
    let never = |_: &Path| -> Result<(), DebsError> { panic!("made again") };
    assert!(make(&console(), cache.path(), "one", |folder| folder.is_dir(), never).is_ok());
}

#[test]
fn what_an_interrupted_run_has_left_is_removed_and_nothing_else() {
    let cache = tempfile::tempdir().unwrap();
    let (left, finished) = (cache.path().join(format!("{STAGING}42")), cache.path().join("distribution-1.96.0"));
    fs::create_dir_all(left.join("usr/lib")).unwrap();
    fs::create_dir_all(&finished).unwrap();
    let fill = |staging: &Path| {
        fs::create_dir_all(staging).unwrap();
        Ok::<_, DebsError>(())
    };
    make(&console(), cache.path(), "new", |_| false, fill).unwrap();
    assert!(!left.exists() && finished.exists() && cache.path().join("new").exists());
}

#[test]
fn two_runs_do_not_unpack_at_the_same_time() {
    let cache = tempfile::tempdir().unwrap();
    let held = lock(&console(), cache.path()).unwrap();
    let other = fs::File::create(cache.path().join("lock")).unwrap();
    assert!(other.try_lock().is_err());
    drop(held);
    assert!(other.try_lock().is_ok());
}

#[test]
fn libraries_one_folder_further_down_are_found_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("usr/lib/x86_64-linux-gnu/pulseaudio")).unwrap();
    fs::create_dir_all(folder.path().join("usr/lib/chromium")).unwrap();
    let expected = ["lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu/pulseaudio", "lib"];
    assert_eq!(library_folders(folder.path()), expected);
}
