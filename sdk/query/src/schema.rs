//! A collection's JSON Schema: read once, compiled once, asked at every write.
//!
//! Rule: it refers to nothing outside itself and its patterns run in linear time, so no schema and no document can make
//! the host fetch something or hang.

use std::{fs, path::Path};

use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use crate::Mistake;

/// How large a schema file may be.
const MAX_BYTES: u64 = 256 << 10;

/// How large a compiled pattern may be.
const MAX_PATTERN_BYTES: usize = 1 << 20;

/// How many mistakes of one document are told.
const MOST_ERRORS: usize = 20;

/// A compiled schema and its text.
#[derive(Debug)]
pub struct Schema {
    /// The schema itself; two texts that differ in spaces only are one schema.
    pub text: String,
    required: Vec<String>,
    validator: Validator,
}

impl Schema {
    /// Reads and compiles the schema at `path`.
    ///
    /// # Errors
    /// When it cannot be read or used; the text goes on after "the schema".
    pub fn read(path: &Path) -> Result<Self, String> {
        let size = fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?.len();
        if size > MAX_BYTES {
            return Err(format!("has {size} bytes; {MAX_BYTES} is the most"));
        }
        let text = fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
        Self::compile(&text)
    }

    /// Compiles a schema.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn compile(text: &str) -> Result<Self, String> {
        let schema: Value = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
        if schema.get("type") != Some(&Value::from("object")) {
            return Err("must say \"type\": \"object\": a document is an object".to_owned());
        }
        let validator = jsonschema::options()
            .offline()
            .should_validate_formats(true)
            .with_pattern_options(PatternOptions::regex().size_limit(MAX_PATTERN_BYTES))
            .build(&schema)
            .map_err(|error| format!("is not a JSON Schema that can be used: {error}"))?;
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let required = required.filter_map(|name| Some(name.as_str()?.to_owned())).collect();
        Ok(Self { text: schema.to_string(), required, validator })
    }

    /// Returns true when every document has the field.
    #[must_use]
    pub fn requires(&self, field: &str) -> bool {
        self.required.iter().any(|name| name == field)
    }

    /// Holds a document against the schema.
    ///
    /// # Errors
    /// What is wrong with it, where.
    pub fn check(&self, document: Map<String, Value>) -> Result<Map<String, Value>, Vec<Mistake>> {
        let document = Value::Object(document);
        let errors = self.validator.iter_errors(&document).take(MOST_ERRORS);
        let mistakes: Vec<Mistake> =
            errors.map(|error| Mistake::at(error.instance_path().to_string(), shorten(&error.to_string()))).collect();
        match document {
            Value::Object(object) if mistakes.is_empty() => Ok(object),
            _ => Err(mistakes),
        }
    }
}

/// A message may quote the value it complains about, which may be a whole document.
fn shorten(message: &str) -> String {
    match message.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Schema;

    fn object(value: Value) -> serde_json::Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let schema = json!({"type": "object", "required": ["name"], "additionalProperties": false,
            "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}, "on": {"type": "string", "format": "date"}}});
        let schema = Schema::compile(&schema.to_string()).unwrap();
        assert!(schema.requires("name") && !schema.requires("on"));
        assert!(schema.check(object(json!({"name": "ab", "on": "2027-01-31"}))).is_ok());
        for (wrong, pointer) in [
            (json!({}), ""),
            (json!({"name": 1}), "/name"),
            (json!({"name": "AB"}), "/name"),
            (json!({"name": "ab", "on": "2027-02-31"}), "/on"),
            (json!({"name": "ab", "owner": "me"}), ""),
        ] {
            let mistakes = schema.check(object(wrong.clone())).unwrap_err();
            assert_eq!(mistakes[0].pointer, pointer, "{wrong}");
        }
        let long = schema.check(object(json!({"name": "A".repeat(10_000)}))).unwrap_err();
        assert!(long[0].detail.len() < 400);
    }

    #[test]
    fn a_schema_reaches_for_nothing_and_its_patterns_are_linear() {
        for (schema, said) in [
            (json!({"type": "object", "properties": {"a": {"$ref": "https://example.com/s.json"}}}), "example.com"),
            (json!({"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}), "passwd"),
            (json!({"type": "object", "properties": {"a": {"pattern": "(a)\\1"}}}), "regex"),
            (json!({"type": "array"}), "\"type\": \"object\""),
        ] {
            let error = Schema::compile(&schema.to_string()).err().unwrap();
            assert!(error.contains(said), "{error}");
        }
        let schema = json!({"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}});
        let schema = Schema::compile(&schema.to_string()).unwrap();
        assert!(schema.check(object(json!({"a": format!("{}b", "a".repeat(50_000))}))).is_err());
    }
}
