//! Faults, on purpose: kills the process that writes, cuts the power, crashes the database, and looks for what is lost.
//!
//! `cargo run -p loadin-faults -- kill --runs 200`; `docs/guides/test-durability.md` tells what each command does.
//!
//! Rule: what a writer was told is written down before it goes on, and everything written down must be there afterwards.
//! A harness that finds nothing must have been seen to find something: `power-cut` also runs with a setting that loses.

mod books;
mod check;
mod client;
#[cfg(feature = "postgres")]
mod cluster;
#[cfg(feature = "postgres")]
mod crash;
mod dice;
mod kill;
mod ledger;
mod node;
mod power_cut;
mod replay;
mod trace;

use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use crate::node::Orders;

/// Kills, cuts and crashes what writes, and looks for what is lost.
#[derive(Debug, Parser)]
#[command(name = "loadin-faults", arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Kills a writing process again and again (SIGKILL) and looks after each start
    Kill {
        #[command(flatten)]
        how: How,
        /// The node works on a PostgreSQL server of its own
        #[arg(long)]
        postgres: bool,
        /// The longest a node lives, in milliseconds
        #[arg(long, default_value_t = 1_500)]
        longest: u64,
    },
    /// Records what is written to the disk and cuts the power at random places of the record
    PowerCut {
        #[command(flatten)]
        how: How,
        /// How long is written, in milliseconds
        #[arg(long, default_value_t = 6_000)]
        writing: u64,
    },
    /// Crashes a PostgreSQL server under load (`pg_ctl -m immediate`) and starts it again
    #[cfg(feature = "postgres")]
    CrashPostgres {
        #[command(flatten)]
        how: How,
    },
    /// What the commands above start: a process that writes
    #[command(hide = true)]
    Node(Orders),
}

/// How often, and where the dice begin.
#[derive(Debug, Clone, Copy, Args)]
struct How {
    /// How often
    #[arg(long, default_value_t = 20)]
    runs: u32,
    /// Where the dice begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = io::stdout();
    let outcome = match arguments.command {
        Command::Kill { how, postgres, longest } => kill::run(how, postgres, longest, &mut out),
        Command::PowerCut { how, writing } => power_cut::run(how, writing, &mut out),
        #[cfg(feature = "postgres")]
        Command::CrashPostgres { how } => crash::run(how, &mut out),
        Command::Node(orders) => node::run(&orders, &mut out),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Returns a folder of one's own below the target folder's disk.
fn folder() -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix("loadin-faults-").tempdir()
}

/// Returns this program, to start it as a node.
fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}
