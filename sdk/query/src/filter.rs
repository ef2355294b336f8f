//! Which documents are wanted: a tree, as it travels.
//!
//! Rule: a filter is values, never text in a query language. It is small (32 leaves, 6 levels, 16 KiB), and whatever it
//! does not understand it refuses; nothing is skipped.

use serde_json::{Map, Value, json};

use crate::document;

/// How much a filter may hold.
const MOST_BYTES: usize = 16 << 10;
const MOST_LEAVES: usize = 32;
const DEEPEST: usize = 6;

/// A filter that was read but not yet held against a collection.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All of these hold.
    And(Vec<Self>),
    /// At least one of these holds.
    Or(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// A field compares so.
    Field {
        /// A declared field, or `id`.
        field: String,
        /// How it compares.
        op: Op,
        /// With what.
        value: Value,
    },
    /// The searched fields have these words.
    Text(String),
}

/// How a field compares with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Equal; with null, missing.
    Eq,
    /// Not equal; a missing value is not equal to any.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Between two values, both included.
    Between,
    /// One of a list.
    In,
    /// Begins with.
    Prefix,
    /// A list that has it.
    Contains,
    /// Is there (true) or missing (false).
    Exists,
    /// Between two local days, both included.
    During,
    /// Not further away than so many kilometres.
    Within,
    /// Inside a box on the map.
    Box,
}

/// Every operator and its name.
const OPS: [(&str, Op); 14] = [
    ("eq", Op::Eq),
    ("ne", Op::Ne),
    ("lt", Op::Lt),
    ("le", Op::Le),
    ("gt", Op::Gt),
    ("ge", Op::Ge),
    ("between", Op::Between),
    ("in", Op::In),
    ("prefix", Op::Prefix),
    ("contains", Op::Contains),
    ("exists", Op::Exists),
    ("during", Op::During),
    ("within", Op::Within),
    ("box", Op::Box),
];

impl Op {
    /// Returns the operator's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        OPS.iter().find(|(_, op)| *op == self).map_or("", |(name, _)| name)
    }
}

const FORMS: &str = "a filter is {\"and\": […]}, {\"or\": […]}, {\"not\": …}, {\"field\": …, \"op\": …, \"value\": …} or \
                     {\"text\": …}";

impl Filter {
    /// Returns the filter for documents whose `field` is `value`.
    pub fn eq(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Field { field: field.into(), op: Op::Eq, value: value.into() }
    }

    /// Reads a filter from JSON text.
    ///
    /// # Errors
    /// Says which part is no filter, or which limit it breaks.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!("a filter of {} bytes; {MOST_BYTES} is the most", text.len()));
        }
        let value = document::value(text).map_err(|error| format!("a filter must be JSON: {error}"))?;
        Self::read(&value)
    }

    /// Reads a filter.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn read(value: &Value) -> Result<Self, String> {
        let mut leaves = 0;
        read(value, 1, &mut leaves)
    }

    /// Returns the filter as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let all = |parts: &[Self]| parts.iter().map(Self::json).collect::<Vec<_>>();
        match self {
            Self::And(parts) => json!({"and": all(parts)}),
            Self::Or(parts) => json!({"or": all(parts)}),
            Self::Not(part) => json!({"not": part.json()}),
            Self::Field { field, op, value } => json!({"field": field, "op": op.name(), "value": value}),
            Self::Text(words) => json!({"text": words}),
        }
    }
}

fn read(value: &Value, depth: usize, leaves: &mut usize) -> Result<Filter, String> {
    if depth > DEEPEST {
        return Err(format!("the filter is nested deeper than {DEEPEST} levels"));
    }
    let object = value.as_object().ok_or_else(|| format!("{FORMS}, not {}", brief(value)))?;
    let parts = |value: &Value, name: &str, leaves: &mut usize| -> Result<Vec<Filter>, String> {
        match value.as_array() {
            Some(parts) if !parts.is_empty() => parts.iter().map(|part| read(part, depth + 1, leaves)).collect(),
            _ => Err(format!("`{name}` takes a list of at least one filter, not {}", brief(value))),
        }
    };
    let only = |key: &str| (object.len() == 1).then(|| object.get(key)).flatten();
    if let Some(value) = only("and") {
        return Ok(Filter::And(parts(value, "and", leaves)?));
    }
    if let Some(value) = only("or") {
        return Ok(Filter::Or(parts(value, "or", leaves)?));
    }
    if let Some(value) = only("not") {
        return Ok(Filter::Not(Box::new(read(value, depth + 1, leaves)?)));
    }
    *leaves += 1;
    if *leaves > MOST_LEAVES {
        return Err(format!("the filter has more than {MOST_LEAVES} comparisons"));
    }
    match only("text") {
        Some(Value::String(words)) => Ok(Filter::Text(words.clone())),
        Some(other) => Err(format!("`text` takes the words to search for, not {}", brief(other))),
        None => comparison(object, value),
    }
}

fn comparison(object: &Map<String, Value>, whole: &Value) -> Result<Filter, String> {
    let (Some(Value::String(field)), Some(Value::String(op)), Some(value), 3) =
        (object.get("field"), object.get("op"), object.get("value"), object.len())
    else {
        return Err(format!("{FORMS}, not {}", brief(whole)));
    };
    let Some((_, found)) = OPS.iter().find(|(name, _)| name == op) else {
        let names: Vec<&str> = OPS.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no operator `{}`: use {}", op.escape_debug(), names.join(", ")));
    };
    Ok(Filter::Field { field: field.clone(), op: *found, value: value.clone() })
}

/// A message may quote what it complains about, which may be long.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Filter;

    #[test]
    fn a_filter_is_a_tree_and_nothing_else() {
        let filter = Filter::parse(r#"{"field":"city","op":"eq","value":"Hull"}"#).unwrap();
        assert_eq!(filter, Filter::eq("city", "Hull"));
        let tree = json!({"and":[{"not":{"field":"a","op":"in","value":[1,2]}},{"text":"dark room"}]});
        assert_eq!(Filter::read(&tree).unwrap().json(), tree);
        for (wrong, said) in [
            (r#""city = 'Hull'""#, "a filter is {\"and\""),
            (r#"{"field":"city","op":"like","value":"H%"}"#, "there is no operator `like`: use eq, ne"),
            (r#"{"field":"city","op":"eq","value":1,"collate":"x"}"#, "a filter is {\"and\""),
            (r#"{"and":[],"or":[]}"#, "a filter is {\"and\""),
            (r#"{"and":[]}"#, "`and` takes a list of at least one filter, not []"),
            (r#"{"or":{}}"#, "`or` takes a list"),
            (r#"{"text":5}"#, "`text` takes the words"),
            ("{", "a filter must be JSON"),
        ] {
            let error = Filter::parse(wrong).unwrap_err();
            assert!(error.contains(said), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_filter_is_small() {
        let leaf = json!({"field":"a","op":"eq","value":1});
        let wide = |count| json!({"or": vec![leaf.clone(); count]});
        assert!(Filter::read(&wide(32)).is_ok());
        assert!(Filter::read(&wide(33)).unwrap_err().contains("more than 32"));
        let deep = |levels| (1..levels).fold(leaf.clone(), |inner, _| json!({"not": inner}));
        assert!(Filter::read(&deep(6)).is_ok());
        assert!(Filter::read(&deep(7)).unwrap_err().contains("deeper than 6"));
        let long = json!({"text": "x".repeat(20_000)}).to_string();
        assert!(Filter::parse(&long).unwrap_err().contains("16384 is the most"));
    }
}
