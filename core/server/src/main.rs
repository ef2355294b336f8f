//! The `loadin` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    loadin_server::run(std::env::args_os().collect())
}
