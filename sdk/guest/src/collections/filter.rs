//! Which documents are wanted: a tree of comparisons.
//!
//! Rule: a filter is built, never written as text; values stay values.

use std::fmt;

use serde_json::{Value, json};

/// A condition on documents.
///
/// ```
/// use loadin_guest::collections::{Filter, Query};
///
/// let rooms = Filter::within("location", (52.5, 13.4), 50.0) & (Filter::at_least("capacity", 100) | Filter::is("open_air", true));
/// let query = Query::new().only(rooms & !Filter::contains("tags", "seated"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Value);

impl Filter {
    fn leaf(field: &str, op: &str, value: impl Into<Value>) -> Self {
        Self(json!({ "field": field, "op": op, "value": value.into() }))
    }

    /// The field is this; with null, it is missing.
    pub fn is(field: &str, value: impl Into<Value>) -> Self {
        Self::leaf(field, "eq", value)
    }

    /// The field is not this; a missing one is not either.
    pub fn is_not(field: &str, value: impl Into<Value>) -> Self {
        Self::leaf(field, "ne", value)
    }

    /// The field is smaller.
    pub fn below(field: &str, value: impl Into<Value>) -> Self {
        Self::leaf(field, "lt", value)
    }

    /// The field is this or smaller.
    pub fn at_most(field: &str, value: impl Into<Value>) -> Self {
        Self::leaf(field, "le", value)
    }

    /// The field is larger.
    pub fn above(field: &str, value: impl Into<Value>) -> Self {
        Self::leaf(field, "gt", value)
    }

    /// The field is this or larger.
    pub fn at_least(field: &str, value: impl Into<Value>) -> Self {
        Self::leaf(field, "ge", value)
    }

    /// The field is one of at most 200 values.
    pub fn one_of<V: Into<Value>>(field: &str, values: impl IntoIterator<Item = V>) -> Self {
        Self::leaf(field, "in", values.into_iter().map(Into::into).collect::<Vec<Value>>())
    }

    /// The text begins so.
    #[must_use]
    pub fn begins(field: &str, prefix: &str) -> Self {
        Self::leaf(field, "prefix", prefix)
    }

    /// The list has this text.
    #[must_use]
    pub fn contains(field: &str, entry: &str) -> Self {
        Self::leaf(field, "contains", entry)
    }

    /// The field is there.
    #[must_use]
    pub fn exists(field: &str) -> Self {
        Self::leaf(field, "exists", true)
    }

    /// The date lies between two days, both included.
    #[must_use]
    pub fn during(field: &str, from: &str, to: &str) -> Self {
        Self::leaf(field, "during", json!({ "from": from, "to": to }))
    }

    /// The instant lies between two days as the clocks of a zone show them, both included.
    #[must_use]
    pub fn during_in(field: &str, from: &str, to: &str, zone: &str) -> Self {
        Self::leaf(field, "during", json!({ "from": from, "to": to, "zone": zone }))
    }

    /// The place is not further away than so many kilometres.
    #[must_use]
    pub fn within(field: &str, (lat, lon): (f64, f64), km: f64) -> Self {
        Self::leaf(field, "within", json!({ "lat": lat, "lon": lon, "km": km }))
    }

    /// The place is inside a box, given by its south-west and its north-east corner.
    #[must_use]
    pub fn inside(field: &str, (south, west): (f64, f64), (north, east): (f64, f64)) -> Self {
        Self::leaf(field, "box", json!({ "south": south, "west": west, "north": north, "east": east }))
    }

    /// The searched fields have these words: all of them, `"a phrase"` and `begin*` too.
    #[must_use]
    pub fn words(words: &str) -> Self {
        Self(json!({ "text": words }))
    }

    fn joined(self, other: Self, with: &str) -> Self {
        let mut parts = Vec::new();
        for part in [self.0, other.0] {
            match part {
                Value::Object(mut object) if object.len() == 1 && object.get(with).is_some_and(Value::is_array) => {
                    if let Some(Value::Array(own)) = object.remove(with) {
                        parts.extend(own);
                    }
                }
                other => parts.push(other),
            }
        }
        Self(json!({ with: parts }))
    }
}

impl std::ops::BitAnd for Filter {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.joined(other, "and")
    }
}

impl std::ops::BitOr for Filter {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.joined(other, "or")
    }
}

impl std::ops::Not for Filter {
    type Output = Self;

    fn not(self) -> Self {
        Self(json!({ "not": self.0 }))
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Returns the filter for what all of these hold for.
pub(super) fn all(filters: &[Filter]) -> Option<Filter> {
    filters.iter().cloned().reduce(|all, next| all & next)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Filter;

    #[test]
    fn filters_join_without_deepening() {
        let filter = Filter::is("a", 1) & Filter::begins("b", "x") & !(Filter::words("dark") | Filter::exists("c"));
        let leaf = |field: &str, op: &str, value: serde_json::Value| json!({"field": field, "op": op, "value": value});
        assert_eq!(
            filter.0,
            json!({"and": [
                leaf("a", "eq", json!(1)),
                leaf("b", "prefix", json!("x")),
                {"not": {"or": [{"text": "dark"}, leaf("c", "exists", json!(true))]}},
            ]})
        );
    }
}
