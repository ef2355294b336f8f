//! The compile child on its own, for tests and benchmarks; the `loadin` binary has the same as a hidden command.

use std::process::ExitCode;

fn main() -> ExitCode {
    loadin_host::compile_child()
}
