//! The command line.
//!
//! Rule: a command is listed when it works, never before.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::check::Step;

/// Builds plugins, shows what they do, and tests everything.
#[derive(Debug, Parser)]
#[command(name = "cargo loadin", bin_name = "cargo loadin", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Builds plugins into the `plugin.wasm` beside their manifest
    Build {
        /// Plugin folders; by default the one you are in, or all of the workspace
        paths: Vec<PathBuf>,
        /// All plugins of the workspace
        #[arg(long, conflicts_with = "paths")]
        all: bool,
        /// The plugins that only tests use
        #[arg(long)]
        fixtures: bool,
        /// The profile of Cargo.toml to build with
        #[arg(long, default_value = "plugin")]
        profile: String,
    },
    /// Builds everything and shows what the plugins do: on the command line, then in the browser
    Demo {
        /// Keeps the server running at the end, as on a terminal
        #[arg(long)]
        serve: bool,
    },
    /// Makes the script of the pages from its TypeScript, as it is committed (core/web/script)
    Bundle,
    /// Tests everything, as continuous integration does
    Check {
        /// Runs the tests that take long (marked `#[ignore]`) as well, and the stories at every size of screen
        #[arg(long)]
        long: bool,
        /// Runs this step only; may be given several times
        #[arg(long, value_name = "STEP")]
        only: Vec<Step>,
    },
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::{Arguments, Command};
    use crate::check::Step;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn steps_are_chosen_by_name() {
        let arguments =
            Arguments::try_parse_from(["loadin", "check", "--only", "format", "--only", "doc-tests"]).unwrap();
        let Command::Check { only, long } = arguments.command else { panic!("not check") };
        assert_eq!((only.as_slice(), long), ([Step::Format, Step::DocTests].as_slice(), false));
        assert!(Arguments::try_parse_from(["loadin", "check", "--only", "everything"]).is_err());
    }
}
