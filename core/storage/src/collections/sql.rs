//! Statements in the making, for either database.
//!
//! Rule: values are bound, never pasted in; a `?` in our text is always a value.

use loadin_query::Scalar;
use sea_orm::{Statement, Value as Bound};
use uuid::Uuid;

use crate::dialect::Dialect;

/// Text and the values it binds.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Bound>,
}

impl Sql {
    pub(super) fn new(text: impl Into<String>, values: impl IntoIterator<Item = Bound>) -> Self {
        Self { text: text.into(), values: values.into_iter().collect() }
    }

    pub(super) fn push(&mut self, text: &str, values: impl IntoIterator<Item = Bound>) -> &mut Self {
        self.text.push_str(text);
        self.values.extend(values);
        self
    }

    pub(super) fn append(&mut self, other: &Self) -> &mut Self {
        self.push(&other.text, other.values.iter().cloned())
    }

    /// Puts statements side by side, with `between` between them.
    pub(super) fn join(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut all = Self::default();
        for (number, part) in parts.into_iter().enumerate() {
            if number > 0 {
                all.text.push_str(between);
            }
            all.append(&part);
        }
        all
    }

    pub(super) fn statement(&self, dialect: Dialect) -> Statement {
        dialect.statement(&self.text, self.values.iter().cloned())
    }
}

/// Returns an id as it is bound.
pub(super) fn id_column(bytes: [u8; 16]) -> Bound {
    Uuid::from_bytes(bytes).into()
}

/// Returns a value as it is bound.
pub(super) fn scalar_column(value: &Scalar) -> Bound {
    match value {
        Scalar::Text(text) => text.as_str().into(),
        Scalar::Whole(whole) => (*whole).into(),
        Scalar::Real(real) => (*real).into(),
        Scalar::Bool(is) => (*is).into(),
    }
}

/// Returns `?, ?, ?`. The count grows in steps, so that statements repeat and stay prepared: the last value is repeated.
pub(super) fn padded(mut values: Vec<Bound>) -> (String, Vec<Bound>) {
    let steps = [1, 2, 4, 8, 16, 32, 64, 128, 200];
    let wanted = steps.into_iter().find(|step| *step >= values.len()).unwrap_or(values.len());
    while let Some(last) = values.last().filter(|_| values.len() < wanted) {
        values.push(last.clone());
    }
    (vec!["?"; values.len()].join(", "), values)
}

#[cfg(test)]
mod tests {
    use super::padded;

    #[test]
    fn lists_grow_in_steps() {
        let (marks, values) = padded(vec![1_i64.into(), 2_i64.into(), 3_i64.into()]);
        assert_eq!((marks.as_str(), values.len()), ("?, ?, ?, ?", 4));
    }
}
