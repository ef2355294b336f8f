//! Reading a document's text, strictly, and bringing it into the form that is kept.
//!
//! Rule: what two databases or two readers could understand differently is refused: a key twice, a NUL character, a
//! lone surrogate, a number beyond a double, nesting deeper than 32. What is kept is our own writing of it.

use std::fmt;

use serde::{
    Serialize,
    de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use crate::{Shape, earth, value};

/// How deep values may be nested.
const DEEPEST: u8 = 32;

/// How many bytes a document may have.
pub const MOST_BYTES: usize = 256 << 10;

/// A mistake in a document or a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// JSON pointer into the document.
    pub pointer: String,
    /// What is wrong there.
    pub detail: String,
}

impl Mistake {
    /// Says what is wrong where.
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}

/// Why a document cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unkeepable {
    /// It breaks the schema or the declaration.
    Wrong(Vec<Mistake>),
    /// It has so many bytes.
    Large(usize),
}

/// Returns a document as it is kept: read strictly, held against the schema, declared fields in their one form.
///
/// # Errors
/// See [`Unkeepable`].
pub fn kept(shape: &Shape, text: &str) -> Result<Map<String, Value>, Unkeepable> {
    if text.len() > MOST_BYTES {
        return Err(Unkeepable::Large(text.len()));
    }
    let document = read(text).map_err(|reason| Unkeepable::Wrong(vec![Mistake::at("", reason)]))?;
    let mut document = shape.schema.check(document).map_err(Unkeepable::Wrong)?;
    let mut mistakes = Vec::new();
    for (name, kind) in &shape.definition.fields {
        mistakes.extend(value::normalise(&mut document, name, *kind).err());
    }
    for name in &shape.definition.text {
        if !matches!(document.get(name), None | Some(Value::Null | Value::String(_))) {
            mistakes.push(Mistake::at(format!("/{name}"), "must be text: it is searched for words"));
        }
    }
    mistakes.extend(shape.definition.point.as_deref().and_then(|name| earth::check(&document, name).err()));
    if mistakes.is_empty() { Ok(document) } else { Err(Unkeepable::Wrong(mistakes)) }
}

/// Reads a document: a JSON object.
///
/// # Errors
/// Says what two readers could take differently.
pub fn read(text: &str) -> Result<Map<String, Value>, String> {
    match value(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("a document is a JSON object".to_owned()),
        Err(error) => Err(format!("the document is not JSON that can be kept: {error}")),
    }
}

/// Reads any JSON as strictly as a document.
pub(crate) fn value(text: &str) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Strict { depth: 0 }.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value))
}

#[derive(Clone, Copy)]
struct Strict {
    depth: u8,
}

impl Strict {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > DEEPEST { Err(E::custom(format!("nested deeper than {DEEPEST}"))) } else { Ok(Self { depth }) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn text<E: de::Error>(text: &str) -> Result<String, E> {
    if text.contains('\0') { Err(E::custom("a text holds the character \\u0000")) } else { Ok(text.to_owned()) }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is too large"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        text(value).map(Value::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.deeper()?;
        let mut object = Map::new();
        while let Some(Key(key)) = entries.next_key()? {
            if object.contains_key(&key) {
                return Err(de::Error::custom(format!("the key `{key}` stands twice in one object")));
            }
            let value = entries.next_value_seed(inside)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        text(&key).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_two_readers_could_take_differently_is_refused() {
        for (wrong, said) in [
            (r#"{"a":1,"a":2}"#, "the key `a` stands twice"),
            (r#"{"b":{"a":1,"\u0061":2}}"#, "the key `a` stands twice"),
            (r#"{"a":"x\u0000y"}"#, "\\u0000"),
            (r#"{"a\u0000":1}"#, "\\u0000"),
            (r#"{"a":"\ud800"}"#, "hex escape"),
            (r#"{"a":1e400}"#, "number out of range"),
            (r#"{"a":"\ud800\u0041"}"#, "lone"),
            (r#"{"a":1} {}"#, "trailing"),
            ("[1]", "a document is a JSON object"),
            ("", "EOF"),
        ] {
            let error = read(wrong).unwrap_err();
            assert!(error.contains(said), "{wrong}: {error}");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(32), "]".repeat(32));
        assert!(read(&deep).unwrap_err().contains("nested deeper than 32"));
        assert!(read(&format!("{{\"a\":{}{}}}", "[".repeat(31), "]".repeat(31))).is_ok());
    }

    #[test]
    fn a_good_document_is_read_whole() {
        let text = r#"{"b":[null,true,-1,18446744073709551615,0.5,"ö"],"a":{}}"#;
        assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
    }
}
