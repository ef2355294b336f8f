//! A command's flags, for clap.
//!
//! Rule: clap checks only which flags there are. Values are turned into JSON in `values`, where every problem is
//! collected, so that one run names them all.

use std::{
    collections::HashSet,
    ffi::{OsStr, OsString},
};

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, builder::PossibleValue, builder::PossibleValuesParser, value_parser};
use loadin_wit::manifest::{Command, Format};
use serde_json::Value;

use super::schema::{Arguments, Choice, Field, Kind};

/// The flag that takes all arguments as one JSON object.
pub(crate) const ARGUMENTS: &str = "arguments";
const FORMAT: &str = "format";
const OUTPUT: &str = "output";
const QUIET: &str = "quiet";

/// What of a command line belongs to every command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wishes {
    pub(crate) format: Format,
    /// The file to write to instead of standard output.
    pub(crate) output: Option<OsString>,
    pub(crate) is_quiet: bool,
}

/// Returns the clap command with all flags of a plugin's command.
pub(crate) fn with_flags(command: &Command, arguments: &Arguments) -> clap::Command {
    let fields = arguments.fields.iter().map(field_arg);
    without_flags(command)
        .override_usage(usage(command, arguments))
        .args(fields)
        .next_help_heading("In and out")
        .arg(
            Arg::new(ARGUMENTS)
                .long(ARGUMENTS)
                .value_name("FILE")
                .value_parser(value_parser!(OsString))
                .help("All arguments as one JSON object, from a file or standard input (-); flags win over it"),
        )
        .args(command.formats.iter().map(|format| format_arg(*format)))
        .arg(
            Arg::new(FORMAT)
                .long(FORMAT)
                .value_name("NAME")
                .value_parser(PossibleValuesParser::new(command.formats.iter().map(|format| format.name())))
                .help(format!("The form of the answer [default: {}]", default_format(command).name())),
        )
        .group(ArgGroup::new("form").args(format_ids(command)))
        .arg(
            Arg::new(OUTPUT)
                .long(OUTPUT)
                .value_name("FILE")
                .value_parser(value_parser!(OsString))
                .help("Writes the answer to a file, whole or not at all"),
        )
        .arg(Arg::new(QUIET).long(QUIET).action(ArgAction::SetTrue).help("Says nothing but the answer and problems"))
}

/// Returns how the command is called: with what is required, or with all arguments in a file.
fn usage(command: &Command, arguments: &Arguments) -> String {
    let required = arguments.fields.iter().filter(|field| field.is_required);
    let required: Vec<_> = required.map(|field| format!(" {} <{}>", field.dashed(), value_name(field))).collect();
    let name = format!("loadin {}", command.name);
    match required.is_empty() {
        true => format!("{name} [OPTIONS]"),
        false => format!("{name}{} [OPTIONS]\n       {name} --{ARGUMENTS} <FILE> [OPTIONS]", required.concat()),
    }
}

/// Returns the clap command with its name and summary only, for the list of commands.
pub(crate) fn without_flags(command: &Command) -> clap::Command {
    clap::Command::new(command.name.clone()).about(command.summary.clone())
}

/// Reads what belongs to every command.
pub(crate) fn wishes(command: &Command, matches: &ArgMatches) -> Wishes {
    let switched = command.formats.iter().find(|format| matches.get_flag(&format_id(**format)));
    let named = matches.get_one::<String>(FORMAT);
    let named = command.formats.iter().find(|format| named.is_some_and(|name| name == format.name()));
    Wishes {
        format: *switched.or(named).unwrap_or(&default_format(command)),
        output: matches.get_one::<OsString>(OUTPUT).cloned(),
        is_quiet: matches.get_flag(QUIET),
    }
}

/// Joins negative values to their flags: `--km -5` becomes `--km=-5`.
///
/// A place south of the equator (`--home -33.9,151.2`) looks like a flag to clap; and a negative amount is for the
/// plugin to refuse, with its reason.
pub(crate) fn join_negative_values(args: Vec<OsString>, arguments: &Arguments) -> Vec<OsString> {
    let with_values = arguments.fields.iter().filter(|field| !matches!(field.kind, Kind::Switch(_)));
    let flags: HashSet<OsString> = with_values.map(|field| field.dashed().into()).collect();
    let mut joined: Vec<OsString> = Vec::with_capacity(args.len());
    for arg in args {
        match joined.last_mut() {
            Some(flag) if flags.contains(flag.as_os_str()) && is_negative(&arg) => {
                flag.push("=");
                flag.push(arg);
            }
            _ => joined.push(arg),
        }
    }
    joined
}

fn is_negative(arg: &OsStr) -> bool {
    matches!(arg.as_encoded_bytes(), [b'-', b'0'..=b'9', ..] | [b'-', b'.', b'0'..=b'9', ..])
}

/// Returns clap's id for a field; properties have their own name space.
pub(crate) fn field_id(field: &Field) -> String {
    format!("property {}", field.property)
}

fn field_arg(field: &Field) -> Arg {
    let arg = Arg::new(field_id(field)).long(field.flag.clone()).help(help(field)).hide(field.is_filled_in);
    if let Kind::Switch(_) = field.kind {
        return arg.action(ArgAction::SetTrue);
    }
    let arg = match &field.kind {
        Kind::File(_) => arg.value_parser(value_parser!(OsString)),
        Kind::Choice(choices) => arg.value_parser(PossibleValuesParser::new(choices.iter().map(possible))),
        _ => arg.value_parser(value_parser!(String)),
    };
    let arg = if field.is_required { arg.required_unless_present(ARGUMENTS) } else { arg };
    arg.value_name(value_name(field)).action(if field.repeats { ArgAction::Append } else { ArgAction::Set })
}

fn value_name(field: &Field) -> String {
    let by_kind = match field.kind {
        Kind::Integer | Kind::Number => "N",
        Kind::File(_) => "FILE",
        Kind::Json => "JSON",
        Kind::Text | Kind::Switch(_) | Kind::Choice(_) => "TEXT",
    };
    field.value_name.clone().unwrap_or_else(|| by_kind.to_owned())
}

/// Returns the description with the default behind it, unless the author has written one there.
fn help(field: &Field) -> String {
    let description = field.description.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_switch = matches!(field.kind, Kind::Switch(_));
    match &field.default {
        Some(default) if !is_switch && *default != Value::Array(vec![]) && !description.contains("[default:") => {
            format!("{description} [default: {}]", plain(default)).trim_start().to_owned()
        }
        _ => description,
    }
}

fn possible(choice: &Choice) -> PossibleValue {
    let value = PossibleValue::new(plain(&choice.value));
    match &choice.help {
        Some(help) => value.help(help.clone()),
        None => value,
    }
}

/// Returns a value as a person would type it.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string().trim_end_matches(".0").to_owned(),
        other => other.to_string(),
    }
}

fn default_format(command: &Command) -> Format {
    command.formats.first().copied().unwrap_or(Format::Json)
}

fn format_id(format: Format) -> String {
    format!("format {}", format.name())
}

fn format_ids(command: &Command) -> Vec<String> {
    command.formats.iter().map(|format| format_id(*format)).chain([FORMAT.to_owned()]).collect()
}

fn format_arg(format: Format) -> Arg {
    let help = match format {
        Format::Text => "Answers in plain text",
        Format::Json => "Answers in JSON",
        Format::Ics => "Answers with a calendar (iCalendar)",
        Format::Geojson => "Answers with a map layer (GeoJSON)",
        Format::Svg => "Answers with a picture (SVG)",
        Format::Csv => "Answers with a table (CSV)",
    };
    Arg::new(format_id(format)).long(format.name()).action(ArgAction::SetTrue).help(help)
}

#[cfg(test)]
mod tests;
