//! The real `loadin` binary under a name that the stories can find.

use std::process::ExitCode;

fn main() -> ExitCode {
    loadin_server::run(std::env::args_os().collect())
}
