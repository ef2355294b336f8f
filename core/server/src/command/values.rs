//! From flags to the JSON that a plugin gets.
//!
//! Rule: only what cannot be JSON is refused here, all of it at once. Whether a value makes sense is the plugin's to say.

use std::{collections::HashSet, ffi::OsString};

use base64::Engine as _;
use clap::ArgMatches;
use serde_json::{Map, Number, Value};

use super::{
    files::Files,
    flags::{ARGUMENTS, field_id, plain},
    schema::{Arguments, Choice, Field, FileForm, FileRule, Kind},
};

/// What `--arguments` may have at most: room for the largest file flag in base64.
const MAX_ARGUMENTS_BYTES: u64 = 32 << 20;

/// What was given, and how.
#[derive(Debug, PartialEq)]
pub(crate) struct Given {
    /// The arguments, one property for each.
    pub(crate) arguments: Map<String, Value>,
    /// The properties that flags have set.
    pub(crate) by_flag: HashSet<String>,
    /// The file that `--arguments` named.
    pub(crate) arguments_file: Option<String>,
}

impl Given {
    /// Returns the JSON that the plugin gets: the arguments, or the value of an only `body`.
    pub(crate) fn payload(&self, arguments: &Arguments) -> Value {
        match self.arguments.get("body") {
            Some(body) if arguments.is_one_body() => body.clone(),
            _ => Value::Object(self.arguments.clone()),
        }
    }
}

/// Turns flags into JSON. The error lists every problem.
pub(crate) fn collect(
    arguments: &Arguments,
    matches: &ArgMatches,
    files: &mut Files<'_>,
) -> Result<Given, Vec<String>> {
    let mut problems = Vec::new();
    let mut given = Given { arguments: Map::new(), by_flag: HashSet::new(), arguments_file: None };
    if let Some(path) = matches.get_one::<OsString>(ARGUMENTS) {
        match read_arguments(path, files) {
            Ok((name, object)) => (given.arguments_file, given.arguments) = (Some(name), object),
            Err(problem) => problems.push(problem),
        }
    }
    let mut file_names = Vec::new();
    for field in &arguments.fields {
        match of_field(field, matches, files) {
            Ok(None) => {}
            Ok(Some((value, names))) => {
                given.arguments.insert(field.property.clone(), value);
                given.by_flag.insert(field.property.clone());
                file_names.extend(names);
            }
            Err(found) => problems.extend(found),
        }
    }
    for (property, name) in file_names {
        if !given.by_flag.contains(&property) {
            given.arguments.insert(property, name);
        }
    }
    if problems.is_empty() { Ok(given) } else { Err(problems) }
}

fn read_arguments(path: &OsString, files: &mut Files<'_>) -> Result<(String, Map<String, Value>), String> {
    let flag = format!("--{ARGUMENTS}");
    let content = files.read(&flag, path, MAX_ARGUMENTS_BYTES)?;
    match json(&flag, &content.name, &content.bytes)? {
        Value::Object(object) => Ok((content.name, object)),
        other => Err(format!("{flag}: {} holds {}; it must hold a JSON object", content.name, name_of(&other))),
    }
}

/// A property that gets a file's name, and the name.
type FileName = (String, Value);

fn of_field(
    field: &Field,
    matches: &ArgMatches,
    files: &mut Files<'_>,
) -> Result<Option<(Value, Option<FileName>)>, Vec<String>> {
    let id = field_id(field);
    match &field.kind {
        Kind::Switch(on) => Ok(matches.get_flag(&id).then(|| (Value::Bool(*on), None))),
        Kind::File(rule) => {
            let Some(paths) = matches.get_many::<OsString>(&id) else { return Ok(None) };
            let read = paths.map(|path| file(field, rule, path, files));
            let (values, names) = all(read)?.into_iter().unzip();
            let name = rule.name_goes_to.clone().map(|property| (property, one_or_all(field, names)));
            Ok(Some((one_or_all(field, values), name)))
        }
        kind => {
            let Some(texts) = matches.get_many::<String>(&id) else { return Ok(None) };
            let values = all(texts.map(|text| value(&field.dashed(), kind, text)))?;
            Ok(Some((one_or_all(field, values), None)))
        }
    }
}

/// Returns every value, or every problem.
fn all<T>(results: impl Iterator<Item = Result<T, String>>) -> Result<Vec<T>, Vec<String>> {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

fn one_or_all(field: &Field, mut values: Vec<Value>) -> Value {
    if field.repeats { Value::Array(values) } else { values.pop().unwrap_or(Value::Null) }
}

fn value(flag: &str, kind: &Kind, text: &str) -> Result<Value, String> {
    match kind {
        Kind::Integer => integer(text)
            .map(Value::Number)
            .ok_or_else(|| format!("{flag}: `{text}` is not a whole number; write it like 12")),
        Kind::Number => number(text)
            .map(Value::Number)
            .ok_or_else(|| format!("{flag}: `{text}` is not a number; write it like 12 or 12.5, with a point")),
        Kind::Choice(choices) => Ok(chosen(choices, text)),
        Kind::Json => json(flag, "the value", text.as_bytes()),
        Kind::Text | Kind::Switch(_) | Kind::File(_) => Ok(Value::from(text)),
    }
}

fn integer(text: &str) -> Option<Number> {
    let text = text.trim();
    text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from)).ok()
}

fn number(text: &str) -> Option<Number> {
    // JSON has no infinity, and Rust reads the word "inf" as one.
    integer(text).or_else(|| Number::from_f64(text.trim().parse().ok()?))
}

fn chosen(choices: &[Choice], text: &str) -> Value {
    let choice = choices.iter().find(|choice| plain(&choice.value) == text);
    choice.map_or_else(|| Value::from(text), |choice| choice.value.clone())
}

/// Returns a file's value and its name.
fn file(field: &Field, rule: &FileRule, path: &OsString, files: &mut Files<'_>) -> Result<(Value, Value), String> {
    let flag = field.dashed();
    let content = files.read(&flag, path, rule.max_bytes)?;
    let value = match rule.form {
        FileForm::Base64 => Value::from(base64::engine::general_purpose::STANDARD.encode(&content.bytes)),
        FileForm::Json => json(&flag, &content.name, &content.bytes)?,
        FileForm::Text => String::from_utf8(content.bytes).map(Value::from).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            format!("{flag}: {} is not UTF-8 text (first at byte {}): save it as UTF-8", content.name, at + 1)
        })?,
    };
    Ok((value, Value::from(content.name)))
}

fn json(flag: &str, name: &str, bytes: &[u8]) -> Result<Value, String> {
    // Editors on Windows put a mark in front that JSON does not allow.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or(&what);
        format!("{flag}: {name} is not JSON: line {line}, column {column}: {what}")
    })
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
