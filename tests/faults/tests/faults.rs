//! The short forms of the fault tests, for every run of the tests, and the long ones (`cargo loadin check --long`).
//!
//! With `LOADIN_TEST_POSTGRES` set they are about PostgreSQL, without it about SQLite.
//!
//! Rule: the program judges; a test only says how often.

use std::process::Command;

#[expect(clippy::unwrap_used, clippy::print_stdout, reason = "part of every test here; its line is the result")]
fn harness(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_loadin-faults")).args(arguments).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{out}");
    assert!(output.status.success(), "{arguments:?}: {out}\n{err}");
}

fn is_postgres() -> bool {
    std::env::var_os("LOADIN_TEST_POSTGRES").is_some()
}

fn kill(runs: &str, longest: &str) {
    let mut arguments = vec!["kill", "--runs", runs, "--longest", longest];
    if is_postgres() {
        arguments.push("--postgres");
    }
    harness(&arguments);
}

#[test]
fn twenty_kills_lose_nothing_that_was_answered() {
    kill("20", "300");
}

#[test]
fn twenty_power_cuts_lose_nothing_that_was_answered() {
    if !is_postgres() {
        harness(&["power-cut", "--runs", "20", "--writing", "500"]);
    }
}

#[test]
#[ignore = "takes minutes"]
fn two_hundred_kills_lose_nothing_that_was_answered() {
    kill("200", "1500");
}

#[test]
#[ignore = "takes minutes"]
fn two_hundred_power_cuts_lose_nothing_that_was_answered() {
    if !is_postgres() {
        harness(&["power-cut", "--runs", "200"]);
    }
}

#[test]
#[ignore = "takes a minute, and the programs of PostgreSQL"]
fn crashes_of_the_database_server_lose_nothing_that_was_answered() {
    if is_postgres() {
        harness(&["crash-postgres", "--runs", "10"]);
    }
}
