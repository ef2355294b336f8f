//! Children that print, fail, are missing or say nothing.

use std::{ffi::OsStr, io, time::Duration};

use super::{Finished, Invocation, Patience, RunError, is_in_path, without_progress};
use crate::console::Console;

fn console() -> Console {
    Console::quiet(Box::new(io::sink()))
}

fn shell(script: &str) -> Invocation {
    Invocation::new("sh").args(["-c", script])
}

#[test]
fn a_child_is_heard_on_both_pipes_and_its_code_is_kept() {
    let finished = shell("echo out; echo err >&2; exit 3").capture(&console()).unwrap();
    assert_eq!((finished.stdout.as_str(), finished.stderr.as_str()), ("out\n", "err\n"));
    assert_eq!(finished.code, Some(3));
    assert!(!finished.is_success());
}

#[test]
fn a_missing_program_is_named() {
    let error = Invocation::new("/nowhere/loadin-none").capture(&console()).unwrap_err();
    assert!(matches!(&error, RunError::NotFound { program } if program == "loadin-none"), "{error}");
}

#[test]
fn a_child_that_shows_no_progress_is_stopped() {
    let patience = Patience { limit: Duration::from_millis(300), folder: None };
    let error = Invocation::new("sleep").arg("60").patience(patience).capture(&console()).unwrap_err();
    assert!(matches!(error, RunError::Silent { .. }), "{error}");
}

#[test]
fn the_reason_is_the_first_error_or_else_the_last_line() {
    let said = |stderr: &str| Finished { code: Some(1), stderr: stderr.to_owned(), ..Finished::default() }.reason();
    assert_eq!(said("info: syncing\nerror: no network\nnote: try later\n"), "error: no network");
    assert_eq!(said("E: Unable to locate package x\nW: odd\n"), "E: Unable to locate package x");
    assert_eq!(said("something\nbroke\n\n"), "broke");
    assert_eq!(said(""), "exit code 1");
}

#[test]
fn cargo_messages_stay_and_its_progress_goes() {
    let stderr = "   Compiling a v0.1.0\nwarning: unused import\n --> src/lib.rs:1\n    Finished `dev`\n";
    assert_eq!(without_progress(stderr), "warning: unused import\n --> src/lib.rs:1");
}

#[test]
fn a_program_is_looked_for_in_each_folder_of_the_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tool"), "").unwrap();
    let path = std::env::join_paths([OsStr::new("/nowhere"), folder.path().as_os_str()]).unwrap();
    assert!(is_in_path("tool", Some(&path)));
    assert!(!is_in_path("other", Some(&path)));
    assert!(!is_in_path("tool", None));
}
