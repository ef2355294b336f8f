//! Questions about groups: how many, how much, from when to when.
//!
//! Rule: one shape of answer, `{"groups":[{"by":[…],"measures":[…]}]}`, sorted by the groups' keys with missing ones
//! first. A measure looks at the values that are there; without any it is null, and a count is 0.

mod fold;

use loadin_wit::manifest::FieldType;
use serde_json::{Map, Value};

use crate::{Filter, Scalar, Shape, buckets::Bucket, document};

pub use crate::buckets::Span;
pub use fold::{Accumulated, Answer, Fold};

/// How many keys, measures and groups there may be.
const MOST_KEYS: usize = 4;
const MOST_MEASURES: usize = 8;
/// How many groups an answer has at most.
pub const MOST_GROUPS: usize = 1_000;
const MOST_BYTES: usize = 32 << 10;

/// A question that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Which documents are looked at: `mine` or `visible`.
    pub is_of_all_visible: bool,
    /// Which of those.
    pub filter: Option<Filter>,
    /// What they are grouped by; one group of all when empty.
    pub by: Vec<Grouping>,
    /// What is told of each group.
    pub measures: Vec<Measure>,
}

/// A field that documents are grouped by.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// The field.
    pub field: String,
    /// What it holds.
    pub kind: FieldType,
    /// Its values are put into buckets of time.
    pub bucket: Option<Bucket>,
}

/// What is told of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// How many documents.
    Count,
    /// Something about a field.
    Of {
        /// What.
        what: What,
        /// The field.
        field: String,
        /// What it holds.
        kind: FieldType,
    },
}

/// What is told of a field's values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// How many there are.
    Count,
    /// All of them together.
    Sum,
    /// Their mean.
    Avg,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// The value that this share of them does not pass, between two of them if need be.
    Percentile(f64),
}

impl Question {
    /// Reads a question and holds it against a collection.
    ///
    /// # Errors
    /// Says which part does not fit, and what would.
    pub fn parse(shape: &Shape, text: &str) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!("a question of {} bytes; {MOST_BYTES} is the most", text.len()));
        }
        let value = document::value(text).map_err(|error| format!("a question must be JSON: {error}"))?;
        let object = value.as_object().ok_or("a question is an object")?;
        let known = ["reach", "filter", "by", "measures"];
        if let Some(unknown) = object.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("a question has no `{}`: it has {}", unknown.escape_debug(), known.join(", ")));
        }
        let is_of_all_visible = match object.get("reach").map(Value::as_str) {
            None | Some(Some("mine")) => false,
            Some(Some("visible")) => true,
            Some(_) => return Err("`reach` is \"mine\" or \"visible\"".to_owned()),
        };
        let filter = object.get("filter").filter(|filter| !filter.is_null()).map(Filter::read).transpose()?;
        let list = |key: &str, most: usize| match object.get(key) {
            None => Ok(&[] as &[Value]),
            Some(Value::Array(entries)) if entries.len() <= most => Ok(entries.as_slice()),
            Some(_) => Err(format!("`{key}` is a list of at most {most} entries")),
        };
        let by = list("by", MOST_KEYS)?.iter().map(|entry| grouping(shape, entry)).collect::<Result<_, _>>()?;
        let measures: Vec<Measure> =
            list("measures", MOST_MEASURES)?.iter().map(|entry| measure(shape, entry)).collect::<Result<_, _>>()?;
        if measures.is_empty() {
            return Err("`measures` needs at least one entry, such as {\"op\": \"count\"}".to_owned());
        }
        Ok(Self { is_of_all_visible, filter, by, measures })
    }

    /// Returns true when the manifest declares these groups, so that an index answers by itself.
    #[must_use]
    pub fn is_declared(&self, shape: &Shape) -> bool {
        shape.definition.aggregates.iter().any(|aggregate| {
            let by: Vec<&str> = self.by.iter().map(|by| by.field.as_str()).collect();
            let fields = self.measures.iter().filter_map(|measure| match measure {
                Measure::Count => None,
                Measure::Of { field, .. } => Some(field),
            });
            let has = |field: &String| aggregate.by.contains(field) || aggregate.measures.contains(field);
            aggregate.by.iter().map(String::as_str).take(by.len()).eq(by) && fields.into_iter().all(has)
        })
    }
}

fn grouping(shape: &Shape, entry: &Value) -> Result<Grouping, String> {
    const FORMS: &str = "an entry of `by` is a field, or {\"field\": …, \"bucket\": …} with a zone for instants";
    let text = |object: &Map<String, Value>, key: &str| match object.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(FORMS.to_owned()),
    };
    let (field, span, zone) = match entry {
        Value::String(field) => (field.clone(), None, None),
        Value::Object(object) if object.keys().all(|key| ["field", "bucket", "zone"].contains(&key.as_str())) => {
            (text(object, "field")?.ok_or(FORMS)?, text(object, "bucket")?, text(object, "zone")?)
        }
        _ => return Err(FORMS.to_owned()),
    };
    let kind = declared(shape, &field, "group by")?;
    let bucket = match span {
        Some(span) => Some(Bucket::check(&field, kind, &span, zone.as_deref())?),
        None if zone.is_some() => return Err(FORMS.to_owned()),
        None => None,
    };
    Ok(Grouping { field, kind, bucket })
}

fn declared(shape: &Shape, field: &str, doing: &str) -> Result<FieldType, String> {
    match shape.definition.fields.get(field) {
        None => Err(format!("cannot {doing} `{}`: the collection does not declare it", field.escape_debug())),
        Some(FieldType::TextList) => Err(format!("cannot {doing} `{field}`: it is a list")),
        Some(kind) => Ok(*kind),
    }
}

fn measure(shape: &Shape, entry: &Value) -> Result<Measure, String> {
    const FORMS: &str = "a measure is {\"op\": \"count\"}, {\"op\": \"count|sum|avg|min|max\", \"field\": …} or \
                         {\"op\": \"percentile\", \"field\": …, \"at\": 0.9}";
    let object = entry.as_object().ok_or(FORMS)?;
    if !object.keys().all(|key| ["op", "field", "at"].contains(&key.as_str())) {
        return Err(FORMS.to_owned());
    }
    let op = object.get("op").and_then(Value::as_str).ok_or(FORMS)?;
    let at = object.get("at").map(|at| at.as_f64().filter(|at| (0.0..=1.0).contains(at)).ok_or(FORMS)).transpose()?;
    let field = match object.get("field") {
        None if op == "count" && at.is_none() => return Ok(Measure::Count),
        Some(Value::String(field)) => field.clone(),
        _ => return Err(FORMS.to_owned()),
    };
    let what = match (op, at) {
        ("count", None) => What::Count,
        ("sum", None) => What::Sum,
        ("avg", None) => What::Avg,
        ("min", None) => What::Min,
        ("max", None) => What::Max,
        ("percentile", Some(at)) => What::Percentile(at),
        _ => return Err(FORMS.to_owned()),
    };
    let kind = declared(shape, &field, "measure")?;
    let is_number = matches!(kind, FieldType::Integer | FieldType::Number);
    if !is_number && !matches!(what, What::Count | What::Min | What::Max) {
        return Err(format!("`{field}` is no number: `{op}` measures numbers only"));
    }
    if kind == FieldType::Boolean && !matches!(what, What::Count) {
        return Err(format!("`{field}` is true or false: only `count` measures such"));
    }
    Ok(Measure::Of { what, field, kind })
}

/// What one document says to a question.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The values it is grouped by, before buckets.
    pub keys: Vec<Option<Scalar>>,
    /// The values that are measured; none where a measure is of no field.
    pub values: Vec<Option<Scalar>>,
}

#[cfg(test)]
mod tests;
