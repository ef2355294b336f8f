//! The commands of the core, and the tree that clap reads.

use std::{io, path::PathBuf};

use clap::{Arg, Command, value_parser};

use super::{Console, operator_commands, plugin_command::PluginCommand};
use crate::{
    catalog::{CORE_COMMANDS, Catalog},
    command::{
        ending::{Ending, Failure},
        flags,
    },
    listing, plugin_settings,
    settings::Loaded,
};

/// Returns true for a word that belongs to the core.
pub(super) fn is_core(name: &str) -> bool {
    CORE_COMMANDS.contains(&name)
}

/// Returns every command: the core's, and the plugins'; only the one that is asked for has its flags.
pub(super) fn tree(catalog: &Catalog, asked: Option<&PluginCommand<'_>>) -> Command {
    let plugins = catalog.commands().into_iter().map(|(_, command)| match asked {
        Some(asked) if asked.command.name == command.name => flags::with_flags(command, &asked.arguments),
        _ => flags::without_flags(command),
    });
    Command::new("loadin")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A platform for DIY bands, venues and collectives")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("A file of settings, laid over the defaults (or LOADIN_CONFIG)"),
        )
        .subcommands(plugins)
        .subcommand(serve_command())
        .subcommands(operator_commands::commands())
        .subcommand(Command::new("plugins").about("Lists the plugins and their commands"))
        .subcommand(Command::new("settings").about("Shows the settings and where they come from"))
}

fn serve_command() -> Command {
    Command::new("serve")
        .about("Serves the instance: pages and API")
        .long_about(
            "Serves the instance: pages and API, at the address that server.listen names.\n\nThe first time, it prints a link \
             that sets the instance up. Ctrl-C or TERM stops it: what is under way is answered first; a second one ends it at \
             once. `loadin settings` shows what can be set.",
        )
}

/// Lists the plugins.
pub(super) fn plugins(catalog: &Catalog, console: &mut Console<'_>) -> Result<Ending, Failure> {
    let problems = printed(listing::plugins(catalog, console.out))?.unwrap_or_default();
    tell(problems, console)
}

/// Shows the settings.
pub(super) fn settings(loaded: &Loaded, catalog: &Catalog, console: &mut Console<'_>) -> Result<Ending, Failure> {
    let find = |plugin: &str| catalog.manifests().find(|manifest| manifest.plugin.id.as_str() == plugin);
    let may_show =
        |plugin: &str, key: &str| find(plugin).is_some_and(|manifest| plugin_settings::may_show(manifest, key));
    printed(loaded.show(console.out, &may_show))?;
    let mut problems = Vec::new();
    for (plugin, values) in &loaded.settings.plugins.settings {
        match find(plugin) {
            None => problems.push(format!(
                "plugins.settings.\"{plugin}\": there is no such plugin in {}",
                catalog.folder().display()
            )),
            Some(manifest) => {
                problems.extend(plugin_settings::values(manifest, Some(values)).err().map(|error| error.to_string()))
            }
        }
    }
    tell(problems, console)
}

/// Prints problems; with one, a script that checks an installation must notice.
fn tell(problems: Vec<String>, console: &mut Console<'_>) -> Result<Ending, Failure> {
    let _ = console.out.flush();
    if problems.is_empty() { Ok(Ending::Done) } else { Err(Failure::Broken(problems)) }
}

/// Returns `None` when the reader has gone away, which is no fault.
fn printed<T>(result: io::Result<T>) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        Err(error) => Err(Failure::broken(format!("cannot write: {error}"))),
    }
}
