//! The tests of what is stored, on PostgreSQL.
//!
//! Rule: they are the same tests. Where they make a store of their own they make it on the server that is named to them, and
//! a test that is about one of the two databases says so itself.

use super::{Context, Runner, StepError, passed};
use crate::postgres::Server;

/// Names the server to the tests.
const VARIABLE: &str = "LOADIN_TEST_POSTGRES";
/// Those whose tests have a store.
const PACKAGES: [&str; 5] = ["loadin-storage", "loadin-auth", "loadin-api", "loadin-it", "loadin-faults"];

/// Starts a server, runs the tests, stops it.
pub(super) fn run(context: &Context<'_>) -> Result<(), StepError> {
    let (console, target) = (context.console, context.workspace.target());
    context.plugins()?;
    let server = console.step("start PostgreSQL", || Server::start(console, &target))?;
    let arguments = arguments(context.runner, context.is_ci, context.is_long);
    let asked = context.cargo_command(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let finished = asked.env(VARIABLE, server.url()).stream(console, None)?;
    passed(&finished, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Returns what cargo is called with. Nextest takes all crates and then some of their tests: fewer crates would be compiled
/// with other features, that is, once more.
fn arguments(runner: Runner, is_ci: bool, is_long: bool) -> Vec<String> {
    match runner {
        Runner::Nextest => {
            let packages = PACKAGES.map(|name| format!("package({name})")).join(" + ");
            let common = runner.arguments(is_ci, is_long).into_iter().map(str::to_owned);
            common.chain(["-E".to_owned(), packages]).collect()
        }
        Runner::Cargo => {
            let packages = PACKAGES.iter().flat_map(|name| ["--package", name]);
            let all =
                ["test", "--locked", "--no-fail-fast", "--features", "loadin-storage/postgres,loadin-storage/trial"];
            let long: &[&str] = if is_long { &["--", "--include-ignored"] } else { &[] };
            all.into_iter().chain(packages).chain(long.iter().copied()).map(str::to_owned).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Runner, arguments};

    #[test]
    fn some_tests_of_all_crates_are_run() {
        let asked = arguments(Runner::Nextest, true, false).join(" ");
        assert!(
            asked.starts_with("nextest run --workspace --locked --profile ci -E package(loadin-storage)"),
            "{asked}"
        );
        let asked = arguments(Runner::Cargo, false, true).join(" ");
        assert!(asked.ends_with("--package loadin-faults -- --include-ignored"), "{asked}");
    }
}
