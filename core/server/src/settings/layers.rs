//! The layers that settings come from, and what can be wrong with them.
//!
//! Rules: every layer is checked against the defaults before it is laid on, so an unknown key is found with its own
//! origin; a variable whose name ends in `_FILE` always means a file, so no key may end in `_file`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format as _, Toml},
    value::{Dict, Map, Value},
};

use super::{DEFAULTS, Surroundings};

/// Keys below this one belong to the plugins.
const FREE: &str = "plugins.settings";

const PREFIX: &str = "LOADIN_";

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// A file that was asked for is not there, or may not be read.
    #[error("cannot read {} (named by {named_by}): {source}", path.display())]
    Unreadable { path: PathBuf, named_by: String, source: io::Error },
    /// A file is not TOML.
    #[error("{}: {reason}", path.display())]
    NotToml { path: PathBuf, reason: String },
    /// A key that does not exist.
    #[error("{origin}: there is no setting `{key}`; {hint}")]
    Unknown { origin: String, key: String, hint: String },
    /// A variable that begins like a setting and is none.
    #[error("{name} is not a setting: write LOADIN_SECTION__KEY, such as LOADIN_LOG__FILTER, or LOADIN_CONFIG")]
    NotAVariable { name: String },
    /// The value and its file are both given.
    #[error("both {value} and {file} are set: keep one of them")]
    Twice { value: String, file: String },
    /// A value that cannot be used.
    #[error("{origin}: {key}: {reason}")]
    Value { origin: String, key: String, reason: String },
    /// Nowhere to keep data.
    #[error("there is no home folder to keep data in: set data.dir (LOADIN_DATA__DIR)")]
    NoHome,
}

/// Some settings from one origin.
struct Layer {
    metadata: Metadata,
    values: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        self.metadata.clone()
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

/// Returns all layers, one over the other.
pub(super) fn merged(surroundings: &Surroundings) -> Result<Figment, SettingsError> {
    let defaults =
        Layer { metadata: Metadata::named("default"), values: parse(DEFAULTS, Path::new("config/default.toml"))? };
    let mut layers = Vec::new();
    if let Some((path, named_by)) = config_file(surroundings) {
        layers.push(file(&path, named_by)?);
    }
    layers.extend(variables(surroundings, &defaults.values)?);
    for layer in &layers {
        refuse_unknown(&layer.values, &defaults.values, "", &layer.metadata.name)?;
    }
    Ok(layers.into_iter().fold(Figment::from(defaults), Figment::merge))
}

/// Returns what is wrong with a value, with its origin.
pub(super) fn explain(error: &figment::Error, origins: &Figment) -> SettingsError {
    let key = error.path.join(".");
    let origin =
        origins.find_metadata(&key).map_or_else(|| "settings".to_owned(), |metadata| metadata.name.to_string());
    SettingsError::Value { origin, key, reason: error.kind.to_string() }
}

fn config_file(surroundings: &Surroundings) -> Option<(PathBuf, &'static str)> {
    let variable = || surroundings.variable("LOADIN_CONFIG").map(|path| (PathBuf::from(path), "LOADIN_CONFIG"));
    surroundings.config.clone().map(|path| (path, "--config")).or_else(variable)
}

fn file(path: &Path, named_by: &str) -> Result<Layer, SettingsError> {
    let text = read(path, named_by)?;
    let metadata = Metadata::from(path.display().to_string(), path);
    Ok(Layer { metadata, values: parse(&text, path)? })
}

fn read(path: &Path, named_by: &str) -> Result<String, SettingsError> {
    let unreadable = |source| SettingsError::Unreadable { path: path.into(), named_by: named_by.into(), source };
    fs::read_to_string(path).map_err(unreadable)
}

fn parse(text: &str, path: &Path) -> Result<Dict, SettingsError> {
    let not_toml = |error: toml::Error| SettingsError::NotToml { path: path.into(), reason: error.to_string() };
    Toml::from_str(text).map_err(not_toml)
}

/// What a file of TOML can be wrong with, under the name that figment gives it.
mod toml {
    pub(super) type Error = <figment::providers::Toml as figment::providers::Format>::Error;
}

/// Returns one layer for each variable that is a setting.
fn variables(surroundings: &Surroundings, defaults: &Dict) -> Result<Vec<Layer>, SettingsError> {
    let mut layers = Vec::new();
    for (name, value) in &surroundings.variables {
        let Some(rest) = name.strip_prefix(PREFIX).filter(|rest| *rest != "CONFIG") else { continue };
        if !rest.contains("__") {
            // Other programs of the house have variables too, but none begins like one of our sections.
            let section = rest.split('_').next().unwrap_or_default().to_lowercase();
            if defaults.contains_key(&section) {
                return Err(SettingsError::NotAVariable { name: name.clone() });
            }
            continue;
        }
        layers.push(match rest.strip_suffix("_FILE") {
            Some(rest) => {
                let other = name.trim_end_matches("_FILE");
                if surroundings.variables.contains_key(other) {
                    return Err(SettingsError::Twice { value: other.to_owned(), file: name.clone() });
                }
                let text = read(Path::new(value), name)?;
                let origin = format!("{name} ({value})");
                variable(origin, rest, text.lines().next().unwrap_or_default(), defaults)
            }
            None => variable(name.clone(), rest, value, defaults),
        });
    }
    Ok(layers)
}

/// Returns the layer of one variable; `rest` is its name without the prefix.
fn variable(origin: String, rest: &str, text: &str, defaults: &Dict) -> Layer {
    let path: Vec<String> = rest.split("__").map(str::to_lowercase).collect();
    // Text stays text where the default is text, so that a folder may be called `7`.
    let default = path.iter().try_fold(Value::from(defaults.clone()), |value, key| value.find(key));
    let value = match default {
        Some(Value::Num(..) | Value::Bool(..)) => text.parse().unwrap_or_else(|_| Value::from(text)),
        Some(Value::Array(..)) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::from(items.collect::<Vec<_>>())
        }
        _ => Value::from(text),
    };
    let nested = path.into_iter().rev().fold(value, |value, key| Value::from(Dict::from([(key, value)])));
    Layer { metadata: Metadata::named(origin), values: nested.into_dict().unwrap_or_default() }
}

/// Finds the first key that the defaults do not have.
fn refuse_unknown(values: &Dict, known: &Dict, above: &str, origin: &str) -> Result<(), SettingsError> {
    for (name, value) in values {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        if key == FREE {
            continue;
        }
        match (known.get(name), value) {
            (Some(Value::Dict(_, known)), Value::Dict(_, values)) => refuse_unknown(values, known, &key, origin)?,
            (Some(Value::Dict(..)), _) => {
                let reason = format!("it is a section: write [{key}] and its keys below");
                return Err(SettingsError::Value { origin: origin.into(), key, reason });
            }
            (Some(_), _) => {}
            (None, _) => {
                let names = known.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                let hint = match above {
                    "" => format!("the sections are {names}"),
                    section => format!("[{section}] has {names}"),
                };
                return Err(SettingsError::Unknown { origin: origin.into(), key, hint });
            }
        }
    }
    Ok(())
}
