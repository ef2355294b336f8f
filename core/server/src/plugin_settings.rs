//! A plugin's own settings: what the operator has set, checked against the schema, over the schema's defaults.
//!
//! Rule: a key that the schema does not have, or a value of another type, is refused before the plugin is called. What
//! is secret (`writeOnly`, or the format `password`) is known here, so that nobody prints it.

use std::collections::HashMap;

use loadin_wit::manifest::Manifest;
use serde_json::{Map, Value};

use crate::command::schema::{SchemaError, read_json};

/// Why a plugin's settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PluginSettingsError {
    #[error("the settings schema: {0}")]
    Schema(#[from] SchemaError),
    #[error("plugins.settings.\"{plugin}\": {plugin} has no settings")]
    None { plugin: String },
    #[error("plugins.settings.\"{plugin}\": there is no setting `{key}`; it has {known}")]
    Unknown { plugin: String, key: String, known: String },
    #[error("plugins.settings.\"{plugin}\".{key}: it must be {expected}")]
    Type { plugin: String, key: String, expected: String },
}

/// Returns every setting of a plugin that has a value, as JSON text.
pub(crate) fn values(
    manifest: &Manifest,
    set: Option<&Map<String, Value>>,
) -> Result<HashMap<String, String>, PluginSettingsError> {
    let plugin = || manifest.plugin.id.to_string();
    let properties = properties(manifest)?;
    let mut values = HashMap::new();
    for (key, value) in set.into_iter().flatten() {
        let Some(properties) = &properties else { return Err(PluginSettingsError::None { plugin: plugin() }) };
        let Some(property) = properties.get(key) else {
            let known = properties.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(PluginSettingsError::Unknown { plugin: plugin(), key: key.clone(), known });
        };
        if let Some(expected) = misfit(property, value) {
            return Err(PluginSettingsError::Type { plugin: plugin(), key: key.clone(), expected });
        }
        values.insert(key.clone(), value.to_string());
    }
    for (key, property) in properties.iter().flatten() {
        if let Some(default) = property.get("default") {
            values.entry(key.clone()).or_insert_with(|| default.to_string());
        }
    }
    Ok(values)
}

/// Returns true when the schema describes the setting and does not call it secret.
pub(crate) fn may_show(manifest: &Manifest, key: &str) -> bool {
    let Ok(Some(properties)) = properties(manifest) else { return false };
    properties.get(key).is_some_and(|property| property["writeOnly"] != true && property["format"] != "password")
}

fn properties(manifest: &Manifest) -> Result<Option<Map<String, Value>>, SchemaError> {
    let Some(settings) = &manifest.settings else { return Ok(None) };
    let schema = read_json(&manifest.folder.join(&settings.schema))?;
    Ok(Some(schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()))
}

/// Returns what a value should have been, when it is of another type or not one of the listed ones.
fn misfit(property: &Value, value: &Value) -> Option<String> {
    if let Some(choices) = property.get("enum").and_then(Value::as_array) {
        let listed = || choices.iter().map(Value::to_string).collect::<Vec<_>>().join(" or ");
        return (!choices.contains(value)).then(listed);
    }
    let types: Vec<&str> = match property.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let fits = |name: &&str| match *name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    };
    (!types.iter().any(fits)).then(|| types.join(" or "))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    fn manifest(schema: Option<&Value>) -> (tempfile::TempDir, Manifest) {
        let folder = tempfile::tempdir().unwrap();
        let mut text = "[plugin]\nid = \"org.example.echo\"\nname = \"E\"\nversion = \"1\"\napi = \"0.1\"\n".to_owned();
        if let Some(schema) = schema {
            text.push_str("[settings]\nschema = \"settings.json\"\n");
            fs::write(folder.path().join("settings.json"), schema.to_string()).unwrap();
        }
        fs::write(folder.path().join("plugin.toml"), text).unwrap();
        let manifest = Manifest::read(folder.path()).unwrap();
        (folder, manifest)
    }

    fn schema() -> Value {
        json!({ "type": "object", "properties": {
            "unit": { "enum": ["km", "mi"], "default": "km" },
            "people": { "type": "integer" },
            "key": { "type": "string", "writeOnly": true },
        } })
    }

    fn refusal(set: &Value) -> String {
        let (_folder, manifest) = manifest(Some(&schema()));
        values(&manifest, set.as_object()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_set_stands_over_the_defaults() {
        let (_folder, manifest) = manifest(Some(&schema()));
        assert_eq!(values(&manifest, None).unwrap(), HashMap::from([("unit".into(), "\"km\"".into())]));
        let set = json!({ "unit": "mi", "people": 5 });
        let values = values(&manifest, set.as_object()).unwrap();
        assert_eq!((values["unit"].as_str(), values["people"].as_str()), ("\"mi\"", "5"));
    }

    #[test]
    fn unknown_keys_and_other_types_are_refused() {
        let unknown = refusal(&json!({ "units": "km" }));
        assert_eq!(
            unknown,
            "plugins.settings.\"org.example.echo\": there is no setting `units`; it has unit, people, key"
        );
        assert!(refusal(&json!({ "people": "5" })).ends_with(".people: it must be integer"));
        assert!(refusal(&json!({ "unit": "yd" })).ends_with(".unit: it must be \"km\" or \"mi\""));
        let (_folder, bare) = manifest(None);
        assert!(values(&bare, json!({ "x": 1 }).as_object()).unwrap_err().to_string().ends_with("has no settings"));
    }

    #[test]
    fn secrets_and_the_undescribed_are_not_shown() {
        let (_folder, manifest) = manifest(Some(&schema()));
        let shown = ["unit", "people", "key", "other"].map(|key| may_show(&manifest, key));
        assert_eq!(shown, [true, true, false, false]);
    }
}
