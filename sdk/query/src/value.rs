//! Declared fields: what a document says in them, and what a query may compare them with.
//!
//! Rule: a value has one form in the database for each type (an instant is 27 characters of UTC), made here at every
//! write and every comparison, so equal things are equal bytes.

use std::cmp::Ordering;

use loadin_wit::manifest::FieldType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Mistake;

/// Beyond this a double no longer counts in ones.
const LARGEST: i64 = (1 << 53) - 1;

/// How many entries a list may have.
const MOST_ENTRIES: usize = 200;

/// One value of a declared field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Scalar {
    /// Text, a date, an instant or an id.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Any number, never NaN and never minus zero.
    #[serde(with = "bits")]
    Real(f64),
    /// True or false.
    Bool(bool),
}

/// Doubles travel as bits: their text would lose some.
mod bits {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(real: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(real.to_bits())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        u64::deserialize(deserializer).map(f64::from_bits)
    }
}

impl Scalar {
    const fn rank(&self) -> u8 {
        match self {
            Self::Bool(_) => 0,
            Self::Whole(_) => 1,
            Self::Real(_) => 2,
            Self::Text(_) => 3,
        }
    }

    /// Returns the value as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Whole(whole) => (*whole).into(),
            Self::Real(real) => (*real).into(),
            Self::Bool(is) => (*is).into(),
        }
    }
}

impl Ord for Scalar {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Self::Whole(a), Self::Whole(b)) => a.cmp(b),
            (Self::Real(a), Self::Real(b)) => a.total_cmp(b),
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl PartialOrd for Scalar {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scalar {}

/// Returns the first text after all that begin with `prefix`; `None` when there is none.
#[must_use]
pub fn prefix_end(prefix: &str) -> Option<String> {
    let mut start = prefix.to_owned();
    while let Some(last) = start.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            start.push(next);
            return Some(start);
        }
    }
    None
}

/// Brings a declared field of a document into its stored form.
pub(crate) fn normalise(document: &mut Map<String, Value>, name: &str, kind: FieldType) -> Result<(), Mistake> {
    match document.get_mut(name) {
        None | Some(Value::Null) => Ok(()),
        Some(value) => {
            *value = stored_form(value, kind).map_err(|wanted| Mistake::at(format!("/{name}"), wanted))?;
            Ok(())
        }
    }
}

/// Returns the value as a document keeps it, or what was wanted instead.
fn stored_form(value: &Value, kind: FieldType) -> Result<Value, &'static str> {
    match (kind, value) {
        (FieldType::Text, Value::String(_)) | (FieldType::Boolean, Value::Bool(_)) => Ok(value.clone()),
        (FieldType::Text, _) => Err("must be text"),
        (FieldType::Boolean, _) => Err("must be true or false"),
        (FieldType::Integer, Value::Number(number)) => {
            number.as_i64().filter(|whole| whole.abs() <= LARGEST).map(Value::from).ok_or(WHOLE)
        }
        (FieldType::Integer, _) => Err(WHOLE),
        (FieldType::Number, Value::Number(number)) if number.as_f64() == Some(0.0) => Ok(0.into()),
        (FieldType::Number, Value::Number(_)) => Ok(value.clone()),
        (FieldType::Number, _) => Err("must be a number"),
        (FieldType::Date, Value::String(text)) => date(text).ok_or(DATE),
        (FieldType::Date, _) => Err(DATE),
        (FieldType::DateTime, Value::String(text)) => instant(text).ok_or(INSTANT),
        (FieldType::DateTime, _) => Err(INSTANT),
        (FieldType::Ref, Value::String(text)) if is_id(text) => Ok(value.clone()),
        (FieldType::Ref, _) => Err(REF),
        (FieldType::TextList, Value::Array(entries)) => {
            let is_good = entries.len() <= MOST_ENTRIES && entries.iter().all(Value::is_string);
            if is_good { Ok(value.clone()) } else { Err(LIST) }
        }
        (FieldType::TextList, _) => Err(LIST),
    }
}

const WHOLE: &str = "must be a whole number between -9007199254740991 and 9007199254740991";
const DATE: &str = "must be a date such as 2027-05-31";
const INSTANT: &str = "must be an instant such as 2027-05-31T20:00:00Z, in the years 0000 to 9999";
const REF: &str = "must be the id of a document";
const LIST: &str = "must be a list of at most 200 texts";

/// Returns true for a UUID of version 7 in the one form that ids have: 36 lower-case characters.
pub(crate) fn is_id(text: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    let fits = |(at, byte): (usize, u8)| match byte {
        b'-' => dashes.contains(&at),
        b'0'..=b'9' | b'a'..=b'f' => !dashes.contains(&at),
        _ => false,
    };
    text.len() == 36
        && text.bytes().enumerate().all(fits)
        && text.as_bytes().get(14) == Some(&b'7')
        && matches!(text.as_bytes().get(19), Some(b'8' | b'9' | b'a' | b'b'))
}

fn date(text: &str) -> Option<Value> {
    let date: jiff::civil::Date = text.parse().ok()?;
    // One spelling only: the reader takes basic format and longer years too.
    (date.to_string() == text).then(|| text.into())
}

fn instant(text: &str) -> Option<Value> {
    let instant: jiff::Timestamp = text.parse().ok()?;
    let utc = instant.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    (utc.len() == 27).then(|| utc.into())
}

/// Reads a value that a question compares with; `None` for null.
pub(crate) fn asked(value: &Value, kind: FieldType) -> Result<Option<Scalar>, &'static str> {
    if value.is_null() {
        return Ok(None);
    }
    Ok(of(&stored_form(value, kind)?, kind))
}

/// Reads a value as a document keeps it; `None` for null, missing and lists.
pub(crate) fn of(value: &Value, kind: FieldType) -> Option<Scalar> {
    Some(match value {
        Value::String(text) => Scalar::Text(text.clone()),
        Value::Bool(is) => Scalar::Bool(*is),
        Value::Number(number) if kind == FieldType::Integer => Scalar::Whole(number.as_i64()?),
        Value::Number(number) => Scalar::Real(number.as_f64()?),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use loadin_wit::manifest::FieldType;
    use serde_json::{Value, json};

    use super::{is_id, normalise, prefix_end};

    fn stored(value: Value, kind: FieldType) -> Result<Value, String> {
        let mut document = json!({"f": value}).as_object().unwrap().clone();
        normalise(&mut document, "f", kind).map_err(|mistake| format!("{} {}", mistake.pointer, mistake.detail))?;
        Ok(document["f"].clone())
    }

    #[test]
    fn an_instant_is_kept_as_utc_in_one_length() {
        for (given, kept) in [
            ("2027-05-31T20:00:00Z", "2027-05-31T20:00:00.000000Z"),
            ("2027-05-31T22:00:00+02:00", "2027-05-31T20:00:00.000000Z"),
            ("2027-05-31T20:00:00.123456789Z", "2027-05-31T20:00:00.123456Z"),
        ] {
            assert_eq!(stored(json!(given), FieldType::DateTime), Ok(json!(kept)), "{given}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_named_with_what_is_wanted() {
        for (value, kind, said) in [
            (json!(12.5), FieldType::Integer, "/f must be a whole number"),
            (json!(9_007_199_254_740_992_u64), FieldType::Integer, "/f must be a whole number"),
            (json!("5"), FieldType::Integer, "/f must be a whole number"),
            (json!(1), FieldType::Boolean, "/f must be true or false"),
            (json!("2027-02-29"), FieldType::Date, "/f must be a date"),
            (json!("20270228"), FieldType::Date, "/f must be a date"),
            (json!("2027-05-31 20:00"), FieldType::DateTime, "/f must be an instant"),
            (json!("x"), FieldType::Ref, "/f must be the id"),
            (json!(["x"]), FieldType::Text, "/f must be text"),
        ] {
            let error = stored(value.clone(), kind).unwrap_err();
            assert!(error.starts_with(said), "{value}: {error}");
        }
        assert_eq!(stored(Value::Null, FieldType::Date), Ok(Value::Null), "null is missing");
    }

    #[test]
    fn a_prefix_ends_before_the_next_text() {
        for (prefix, end) in
            [("a", Some("b")), ("az", Some("a{")), ("\u{d7ff}", Some("\u{e000}")), ("\u{10ffff}", None)]
        {
            assert_eq!(prefix_end(prefix).as_deref(), end, "{prefix:?}");
        }
        assert_eq!(prefix_end("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(prefix_end(""), None);
    }

    #[test]
    fn an_id_has_one_form() {
        assert!(is_id("01900000-0000-7000-8000-000000000000"));
        for wrong in ["", "01900000-0000-4000-8000-000000000000", "01900000-0000-7000-8000-00000000000G"] {
            assert!(!is_id(wrong), "{wrong}");
        }
        assert!(!is_id("01900000-0000-7000-8000-00000000000A") && !is_id("0190000000007000800000000000000000"));
    }
}
