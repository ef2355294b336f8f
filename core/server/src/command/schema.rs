//! A command's argument schema, read as a list of flags.
//!
//! Each property of the schema (a JSON Schema of type `object`) is a flag. Its name is `x-loadin-flag`, or the property's
//! in kebab case. `description`, `enum`, `default` and `x-loadin-value-name` stand in `--help`; `required` is required.
//!
//! - `string`, `integer`, `number`: a flag with a value. `boolean`: a switch; one whose default is true is switched off
//!   with `--no-…`. An array: a flag that may be repeated. Anything else: a flag that takes JSON.
//! - A property with `contentMediaType` is a *file* flag, for a path or `-` for standard input. With
//!   `"contentEncoding": "base64"` any file is passed so; otherwise it must be UTF-8 text. If the media type is
//!   `application/json` and the `type` is not `string`, the file's JSON itself becomes the value.
//!   A command whose only property is such a file called `body` sends that JSON alone, not an object around it.
//!   `x-loadin-max-bytes` is its largest size, and `x-loadin-file-name` names the property that gets the file's name.
//!
//! Rule: `default` is shown, never sent. The plugin applies its defaults itself, or a command and the API would differ.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use loadin_wit::manifest::{Command, Manifest};
use serde_json::{Map, Value};

/// Flags that every command has.
const RESERVED: [&str; 6] = ["arguments", "format", "output", "quiet", "help", "version"];

/// What a file may have when the schema does not say.
const DEFAULT_MAX_BYTES: u64 = 16 << 20;

/// How many references may lead from one to the next.
const MAX_REFERENCES: u32 = 16;

/// A command's flags.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    pub(crate) fields: Vec<Field>,
}

/// One flag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// The property that it sets.
    pub(crate) property: String,
    /// The flag, without `--`.
    pub(crate) flag: String,
    pub(crate) description: String,
    pub(crate) value_name: Option<String>,
    pub(crate) is_required: bool,
    pub(crate) default: Option<Value>,
    /// True for an array: the flag may be repeated.
    pub(crate) repeats: bool,
    /// True when a file flag fills it in, so that `--help` need not list it.
    pub(crate) is_filled_in: bool,
    pub(crate) kind: Kind,
}

/// What a flag takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    /// Nothing: it being there sets this.
    Switch(bool),
    /// One of these.
    Choice(Vec<Choice>),
    Json,
    File(FileRule),
}

/// A value that a flag may take.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub(crate) value: Value,
    pub(crate) help: Option<String>,
}

/// How a file becomes a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileRule {
    pub(crate) max_bytes: u64,
    pub(crate) form: FileForm,
    /// The property that gets the file's name.
    pub(crate) name_goes_to: Option<String>,
}

/// What of a file is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileForm {
    Base64,
    Text,
    Json,
}

/// Why a command's flags are not known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SchemaError {
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} is not JSON: {source}", path.display())]
    NotJson { path: PathBuf, source: serde_json::Error },
    #[error("{}: {reason}", path.display())]
    Unusable { path: PathBuf, reason: String },
}

impl Arguments {
    /// Reads the argument schema of a command.
    pub(crate) fn read(manifest: &Manifest, command: &Command) -> Result<Self, SchemaError> {
        let path = manifest.folder.join(&command.arguments);
        let schema = read_json(&path)?;
        let formats: Vec<&str> = command.formats.iter().map(|format| format.name()).collect();
        Self::parse(&schema, &formats).map_err(|reason| SchemaError::Unusable { path, reason })
    }

    /// Reads a schema; `formats` are the names that the command's formats take as switches.
    pub(crate) fn parse(schema: &Value, formats: &[&str]) -> Result<Self, String> {
        let properties = match schema.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            None if schema.get("type").and_then(Value::as_str) == Some("object") => Map::new(),
            _ => return Err("the arguments must be a JSON Schema of type `object` with `properties`".into()),
        };
        let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|n| n == name));
        let mut fields = Vec::new();
        for (property, said) in &properties {
            let said = settled(schema, said).map_err(|reason| format!("property `{property}`: {reason}"))?;
            let field = field(schema, property, &said, required(property));
            fields.push(field.map_err(|reason| format!("property `{property}`: {reason}"))?);
        }
        mark_filled_in(&mut fields)?;
        refuse_clashes(&fields, formats)?;
        Ok(Self { fields })
    }

    /// Returns the field of a property.
    pub(crate) fn field(&self, property: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.property == property)
    }

    /// Returns true when the only argument is a JSON file called `body`: its JSON is the whole request body then.
    pub(crate) fn is_one_body(&self) -> bool {
        matches!(&*self.fields, [Field { property, kind: Kind::File(FileRule { form: FileForm::Json, .. }), .. }] if property == "body")
    }
}

impl Field {
    /// Returns the flag as it is typed.
    pub(crate) fn dashed(&self) -> String {
        format!("--{}", self.flag)
    }
}

fn field(root: &Value, property: &str, said: &Map<String, Value>, is_required: bool) -> Result<Field, String> {
    let text = |key: &str| said.get(key).and_then(Value::as_str).map(str::to_owned);
    let default = said.get("default").filter(|default| !default.is_null()).cloned();
    let items = match (type_of(said), said.get("items")) {
        (Some("array"), Some(items)) => Some(settled(root, items)?),
        _ => None,
    };
    let kind = match &items {
        // A switch cannot be repeated, and an array in an array has no other form.
        Some(items) if matches!(type_of(items), Some("boolean" | "array")) => Kind::Json,
        Some(items) => kind(items, None)?,
        None => kind(said, default.as_ref())?,
    };
    let mut flag = text("x-loadin-flag").unwrap_or_else(|| kebab(property));
    flag = flag.trim_start_matches('-').to_owned();
    if flag.is_empty() || !flag.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(format!("`{flag}` cannot be a flag: name one in lower case with \"x-loadin-flag\""));
    }
    if kind == Kind::Switch(false) {
        flag = format!("no-{flag}");
    }
    let value_name = text("x-loadin-value-name");
    Ok(Field {
        property: property.to_owned(),
        flag,
        description: text("description").unwrap_or_default(),
        value_name,
        is_required,
        default,
        repeats: items.is_some(),
        is_filled_in: false,
        kind,
    })
}

fn kind(said: &Map<String, Value>, default: Option<&Value>) -> Result<Kind, String> {
    if said.contains_key("contentMediaType") {
        return file_rule(said).map(Kind::File);
    }
    if let Some(choices) = choices(said) {
        return Ok(Kind::Choice(choices));
    }
    Ok(match type_of(said) {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Switch(default != Some(&Value::Bool(true))),
        _ => Kind::Json,
    })
}

fn file_rule(said: &Map<String, Value>) -> Result<FileRule, String> {
    let form = match (said.get("contentEncoding").and_then(Value::as_str), type_of(said)) {
        (Some("base64"), _) => FileForm::Base64,
        (Some(other), _) => {
            return Err(format!("contentEncoding `{other}` is not known: write \"base64\" or leave it out"));
        }
        (None, Some("string")) => FileForm::Text,
        (None, _) if said.get("contentMediaType").and_then(Value::as_str) == Some("application/json") => FileForm::Json,
        (None, _) => FileForm::Text,
    };
    let max_bytes = match said.get("x-loadin-max-bytes") {
        None => DEFAULT_MAX_BYTES,
        Some(said) => said.as_u64().ok_or("x-loadin-max-bytes must be a whole number")?,
    };
    let name_goes_to = said.get("x-loadin-file-name").and_then(Value::as_str).map(str::to_owned);
    Ok(FileRule { max_bytes, form, name_goes_to })
}

/// Returns the values of an `enum`, or of a `oneOf` that is a list of constants.
fn choices(said: &Map<String, Value>) -> Option<Vec<Choice>> {
    if let Some(values) = said.get("enum").and_then(Value::as_array) {
        let values = values.iter().filter(|value| !value.is_null());
        return Some(values.map(|value| Choice { value: value.clone(), help: None }).collect());
    }
    let cases = said.get("oneOf").and_then(Value::as_array).filter(|cases| !cases.is_empty())?;
    let constant = |case: &Value| {
        let help = case.get("description").and_then(Value::as_str).map(str::to_owned);
        Some(Choice { value: case.get("const")?.clone(), help })
    };
    cases.iter().map(constant).collect()
}

/// Returns the type, leaving out `null`: a value that may be null is one that may be left out.
fn type_of(said: &Map<String, Value>) -> Option<&str> {
    match said.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => {
            let mut names = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            names.next().filter(|_| names.next().is_none())
        }
        _ => None,
    }
}

/// Follows references and single alternatives until there is one schema that says it all. What stands nearer wins.
fn settled(root: &Value, said: &Value) -> Result<Map<String, Value>, String> {
    let mut said = said.as_object().cloned().unwrap_or_default();
    for _ in 0..MAX_REFERENCES {
        let Some(next) = next_schema(root, &mut said)? else { return Ok(said) };
        for (key, value) in next {
            said.entry(key).or_insert(value);
        }
    }
    Err("its references lead nowhere".into())
}

/// Takes the reference, or the one alternative that is not `null`, out of a schema.
fn next_schema(root: &Value, said: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, String> {
    if let Some(Value::String(reference)) = said.remove("$ref") {
        let found = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)).and_then(Value::as_object);
        return found.map(|found| Some(found.clone())).ok_or(format!("`{reference}` is not in the same file"));
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        let Some(cases) = said.get(key).and_then(Value::as_array) else { continue };
        let mut cases = cases.iter().filter(|case| case["type"] != "null");
        if let (Some(only), None) = (cases.next().cloned(), cases.next()) {
            said.remove(key);
            return Ok(Some(only.as_object().cloned().unwrap_or_default()));
        }
    }
    Ok(None)
}

fn mark_filled_in(fields: &mut [Field]) -> Result<(), String> {
    let named: Vec<(String, String)> = fields
        .iter()
        .filter_map(|field| match &field.kind {
            Kind::File(rule) => Some((field.property.clone(), rule.name_goes_to.clone()?)),
            _ => None,
        })
        .collect();
    for (by, name) in named {
        let field = fields.iter_mut().find(|field| field.property == name);
        field
            .ok_or(format!("property `{by}`: x-loadin-file-name names `{name}`, which does not exist"))?
            .is_filled_in = true;
    }
    Ok(())
}

fn refuse_clashes(fields: &[Field], formats: &[&str]) -> Result<(), String> {
    let mut taken: HashMap<&str, &str> = HashMap::new();
    for field in fields {
        let (flag, property) = (field.flag.as_str(), field.property.as_str());
        if RESERVED.contains(&flag) || formats.contains(&flag) {
            return Err(format!(
                "property `{property}`: --{flag} belongs to every command: choose another with \"x-loadin-flag\""
            ));
        }
        if let Some(other) = taken.insert(flag, property) {
            return Err(format!(
                "properties `{other}` and `{property}` are both --{flag}: name one with \"x-loadin-flag\""
            ));
        }
    }
    Ok(())
}

/// Returns `max_drive_km` and `maxDriveKm` as `max-drive-km`.
fn kebab(property: &str) -> String {
    let mut flag = String::new();
    for c in property.chars() {
        match c {
            '_' | ' ' | '.' => flag.push('-'),
            c if c.is_ascii_uppercase() => {
                if !flag.is_empty() && !flag.ends_with('-') {
                    flag.push('-');
                }
                flag.push(c.to_ascii_lowercase());
            }
            c => flag.push(c),
        }
    }
    flag
}

/// Reads a JSON Schema.
pub(crate) fn read_json(path: &Path) -> Result<Value, SchemaError> {
    let text = fs::read_to_string(path).map_err(|source| SchemaError::Unreadable { path: path.into(), source })?;
    serde_json::from_str(&text).map_err(|source| SchemaError::NotJson { path: path.into(), source })
}

#[cfg(test)]
mod tests;
