//! From `argv` to an exit code.
//!
//! Rule: the list of commands needs every manifest, but a schema is read, and a plugin loaded, only for the command that
//! was asked for: that keeps `--help` quick however many plugins there are.

mod core_commands;
mod leading;
mod operator_commands;
mod plugin_command;

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Write},
    process::ExitCode,
};

use clap::{ArgMatches, error::ErrorKind};

use crate::{
    catalog::Catalog,
    command::{
        ending::{Ending, Failure},
        flags, schema,
    },
    ground::COMPILE,
    logging, operator, serve,
    settings::{Loaded, Surroundings},
};

use leading::Leading;
use plugin_command::PluginCommand;

/// Where a command reads and writes.
struct Console<'a> {
    stdin: &'a mut dyn io::Read,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    err_is_terminal: bool,
}

/// Runs the command line and returns the exit code.
#[must_use]
pub fn run(args: Vec<OsString>) -> ExitCode {
    // The child that compiles plugins comes first: it limits itself before it reads anything.
    if args.get(1).is_some_and(|word| word == COMPILE) {
        return loadin_host::compile_child();
    }
    let (mut stdin, mut out, mut err) = (io::stdin(), io::stdout(), io::stderr());
    let err_is_terminal = err.is_terminal();
    let mut console = Console { stdin: &mut stdin, out: &mut out, err: &mut err, err_is_terminal };
    let leading = Leading::of(&args);
    let surroundings = Surroundings::of_this_process(leading.config.clone());
    ExitCode::from(code_of(args, &leading, &surroundings, &mut console))
}

fn code_of(args: Vec<OsString>, leading: &Leading, surroundings: &Surroundings, console: &mut Console<'_>) -> u8 {
    if leading.wants_version {
        // Even with settings that cannot be read.
        let _ = writeln!(console.out, "loadin {}", env!("CARGO_PKG_VERSION"));
        return 0;
    }
    match command(args, leading, surroundings, console) {
        Ok(ending) => ending.exit_code(),
        Err(Stop::Usage(error)) => tell_usage(&error, leading, console),
        Err(Stop::Failed { name, failure }) => {
            for line in failure.lines() {
                let _ = writeln!(console.err, "{name}: {line}");
            }
            failure.exit_code()
        }
    }
}

/// Why there is no ending.
enum Stop {
    /// Help, or a command line that clap refuses.
    Usage(clap::Error),
    Failed {
        /// The command, as it was typed.
        name: String,
        failure: Failure,
    },
}

impl Stop {
    fn failed(failure: Failure) -> Self {
        Self::Failed { name: "loadin".into(), failure }
    }
}

fn command(
    args: Vec<OsString>,
    leading: &Leading,
    surroundings: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Ending, Stop> {
    let bad_input = |error: &dyn ToString| Stop::failed(Failure::bad_input(error.to_string()));
    let loaded = Loaded::read(surroundings).map_err(|error| bad_input(&error))?;
    logging::start(&loaded).map_err(|error| bad_input(&error))?;
    let catalog = Catalog::read(&loaded.settings.plugins.dir).map_err(|error| bad_input(&error))?;
    let asked = asked_for(leading, &catalog)?;
    let args = match &asked {
        Some(asked) => flags::join_negative_values(args, &asked.arguments),
        None => args,
    };
    let matches = core_commands::tree(&catalog, asked.as_ref())
        .try_get_matches_from(args)
        .map_err(|error| usage(error, &catalog))?;
    match (matches.subcommand(), asked) {
        (Some(("serve", _)), _) => {
            let served = serve::serve(&loaded.settings, &catalog, console.out);
            served.map_err(|failure| Stop::Failed { name: "loadin serve".into(), failure })
        }
        (Some(("plugins", _)), _) => core_commands::plugins(&catalog, console).map_err(Stop::failed),
        (Some(("settings", _)), _) => core_commands::settings(&loaded, &catalog, console).map_err(Stop::failed),
        (Some((name @ ("person" | "space"), matches)), _) => operator_task(name, matches, &loaded, console),
        (Some((name, matches)), Some(asked)) => plugin(name, matches, &asked, &loaded, surroundings, console),
        _ => Err(Stop::failed(Failure::broken("this command is listed but not known: please report it"))),
    }
}

fn operator_task(name: &str, matches: &ArgMatches, loaded: &Loaded, console: &mut Console<'_>) -> Result<Ending, Stop> {
    let Some((name, task)) = operator_commands::task(name, matches) else {
        return Err(Stop::failed(Failure::broken("this command is listed but not known: please report it")));
    };
    operator::run(&task, &loaded.settings, console.out).map_err(|failure| Stop::Failed { name, failure })
}

fn plugin(
    name: &str,
    matches: &ArgMatches,
    asked: &PluginCommand<'_>,
    loaded: &Loaded,
    surroundings: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Ending, Stop> {
    let name = format!("loadin {name}");
    asked.run(&name, matches, loaded, surroundings, console).map_err(|failure| Stop::Failed { name, failure })
}

/// Returns the plugin's command that the line asks for, or asks help for, with its flags.
fn asked_for<'a>(leading: &Leading, catalog: &'a Catalog) -> Result<Option<PluginCommand<'a>>, Stop> {
    let Some(name) = leading.command.as_deref() else { return Ok(None) };
    if core_commands::is_core(name) {
        return Ok(None);
    }
    let broken = |error: &dyn ToString| Stop::failed(Failure::broken(error.to_string()));
    let Some((manifest, command)) = catalog.find(name).map_err(|error| broken(&error))? else { return Ok(None) };
    let arguments = schema::Arguments::read(manifest, command).map_err(|error| broken(&error))?;
    Ok(Some(PluginCommand { manifest, command, arguments }))
}

/// Adds why a command is missing, where a broken plugin may be the reason.
fn usage(error: clap::Error, catalog: &Catalog) -> Stop {
    let problems = catalog.problems();
    if error.kind() != ErrorKind::InvalidSubcommand {
        return Stop::Usage(error);
    }
    let text = error.to_string();
    let said = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let mut lines = vec![format!("{said}; `loadin --help` lists the commands")];
    if let Some(tip) = text.lines().map(str::trim).find(|line| line.starts_with("tip:")) {
        lines.push(tip.to_owned());
    }
    if catalog.entries().is_empty() {
        let folder = catalog.folder().display();
        lines.push(format!("there are no plugins in {folder}: set plugins.dir (LOADIN_PLUGINS__DIR) to their folder"));
    }
    let failure =
        if problems.is_empty() { Failure::BadInput(lines) } else { Failure::Broken([lines, problems].concat()) };
    Stop::failed(failure)
}

/// Prints help as it is, and a mistake in one line: a script's log, and a phone's screen, have room for no more.
fn tell_usage(error: &clap::Error, leading: &Leading, console: &mut Console<'_>) -> u8 {
    let text = error.render().to_string();
    if !error.use_stderr() {
        let _ = console.out.write_all(text.as_bytes()).and_then(|()| console.out.flush());
        return 0;
    }
    let name = leading.command.as_ref().map_or_else(|| "loadin".to_owned(), |command| format!("loadin {command}"));
    let _ = writeln!(console.err, "{name}: {}; see `{name} --help`", one_line(&text));
    Failure::BadInput(Vec::new()).exit_code()
}

/// Joins what clap says before its usage: the mistake, the values or flags it is about, and a tip.
fn one_line(text: &str) -> String {
    let said = text.trim_start_matches("error: ").lines().map(str::trim);
    let parts: Vec<&str> =
        said.take_while(|line| !line.starts_with("Usage:")).filter(|line| !line.is_empty()).collect();
    let (lead, rest) = parts.split_first().map_or(("", &[][..]), |(lead, rest)| (*lead, rest));
    match rest {
        [] => lead.to_owned(),
        [tip] if tip.starts_with("tip:") => format!("{lead} ({})", tip.trim_start_matches("tip:").trim()),
        rest if lead.ends_with(':') => format!("{lead} {}", rest.join(", ")),
        rest => format!("{lead} {}", rest.join(" ")),
    }
}

#[cfg(test)]
mod tests;
