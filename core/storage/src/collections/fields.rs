//! Declared fields: what a document says in them, and what a query may compare them with.
//!
//! Rule: a value has one form in the database for each type (an instant is 27 characters of UTC), made here at every
//! write and every comparison, so equal things are equal bytes.

use loadin_types::DocumentId;
use loadin_wit::manifest::FieldType;
use sea_orm::Value as Bound;
use serde_json::{Map, Value};

use super::schema::Mistake;

/// Beyond this a double no longer counts in ones.
const LARGEST: i64 = (1 << 53) - 1;

/// Returns the type of the column.
pub(super) const fn column_type(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Ref => "TEXT",
        FieldType::Integer | FieldType::Boolean => "INTEGER",
        FieldType::Number => "REAL",
    }
}

/// Brings a declared field of a document into its stored form.
pub(super) fn normalise(document: &mut Map<String, Value>, name: &str, kind: FieldType) -> Result<(), Mistake> {
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
        (FieldType::Number, Value::Number(_)) => Ok(value.clone()),
        (FieldType::Number, _) => Err("must be a number"),
        (FieldType::Date, Value::String(text)) => date(text).ok_or(DATE),
        (FieldType::Date, _) => Err(DATE),
        (FieldType::DateTime, Value::String(text)) => instant(text).ok_or(INSTANT),
        (FieldType::DateTime, _) => Err(INSTANT),
        (FieldType::Ref, Value::String(text)) => text.parse::<DocumentId>().map(|_| value.clone()).map_err(|_| REF),
        (FieldType::Ref, _) => Err(REF),
    }
}

const WHOLE: &str = "must be a whole number between -9007199254740991 and 9007199254740991";
const DATE: &str = "must be a date such as 2027-05-31";
const INSTANT: &str = "must be an instant such as 2027-05-31T20:00:00Z, in the years 0000 to 9999";
const REF: &str = "must be the id of a document";

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

/// Returns what to bind when a query compares a field of this type with `value`; `None` for null.
pub(super) fn bound(value: &Value, kind: FieldType) -> Result<Option<Bound>, &'static str> {
    if value.is_null() {
        return Ok(None);
    }
    Ok(Some(match stored_form(value, kind)? {
        Value::String(text) => text.into(),
        Value::Bool(is) => i64::from(is).into(),
        Value::Number(number) if kind == FieldType::Integer => number.as_i64().into(),
        Value::Number(number) => number.as_f64().into(),
        Value::Null | Value::Array(_) | Value::Object(_) => return Ok(None),
    }))
}

/// Returns the JSON types, as SQLite's `json_type` names them, that a stored field of this type may have.
pub(super) const fn json_types(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Ref => "'text', 'null'",
        FieldType::Integer => "'integer', 'null'",
        FieldType::Number => "'integer', 'real', 'null'",
        FieldType::Boolean => "'true', 'false', 'null'",
    }
}

/// Returns the shape that stored text of this type has, as a pattern of SQLite's `GLOB`; `None` where any will do.
pub(super) const fn shape(kind: FieldType) -> Option<&'static str> {
    match kind {
        FieldType::Date => Some("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"),
        FieldType::DateTime => Some(
            "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z",
        ),
        FieldType::Text | FieldType::Integer | FieldType::Number | FieldType::Boolean | FieldType::Ref => None,
    }
}

#[cfg(test)]
mod tests {
    use loadin_wit::manifest::FieldType;
    use serde_json::{Value, json};

    use super::normalise;

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
}
