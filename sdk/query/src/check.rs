//! A filter held against a collection: every name known, every value of the field's type.
//!
//! Rule: null and missing are the same. A comparison with a missing value does not hold, except `ne`; so a tree has two
//! truth values, and `not` turns one into the other.

use jiff::{civil::Date, tz::TimeZone};
use loadin_wit::manifest::FieldType;
use serde_json::{Map, Value};

use crate::{
    Filter, Op, Scalar, Shape,
    earth::{self, Bounds, Circle},
    value,
    words::{self, Search},
};

/// How many values a list in a filter may have.
const MOST_VALUES: usize = 200;

/// A tree that can be answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these hold.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// One comparison.
    Leaf(Leaf),
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// The document's id.
    Id(Test),
    /// A declared field.
    Field {
        /// Its name.
        field: String,
        /// What it holds.
        kind: FieldType,
        /// How it compares.
        test: Test,
    },
    /// A list that has a text.
    Contains {
        /// The list.
        field: String,
        /// The text.
        entry: String,
    },
    /// A list that is there (or not).
    List {
        /// The list.
        field: String,
        /// It is there.
        exists: bool,
    },
    /// The searched fields have these words.
    Text(Search),
    /// The place is not further away.
    Within(Circle),
    /// The place is inside.
    Box(Bounds),
}

/// How a value compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Equal; without a value, missing.
    Is(Option<Scalar>),
    /// Not equal; without a value, there.
    IsNot(Option<Scalar>),
    /// Compares so with a value.
    Compare(Compare, Scalar),
    /// Not before the first, and before the second.
    Range(Scalar, Scalar),
    /// Between two, both included.
    Between(Scalar, Scalar),
    /// One of these.
    In(Vec<Scalar>),
    /// A text that begins so.
    Prefix(String),
    /// There, or missing.
    Exists(bool),
}

/// A comparison of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
}

impl Filter {
    /// Holds the filter against a collection.
    ///
    /// # Errors
    /// Says which field or value does not fit, and what would.
    pub fn check(&self, shape: &Shape) -> Result<Condition, String> {
        let all = |parts: &[Self]| parts.iter().map(|part| part.check(shape)).collect::<Result<_, _>>();
        Ok(match self {
            Self::And(parts) => Condition::All(all(parts)?),
            Self::Or(parts) => Condition::Any(all(parts)?),
            Self::Not(part) => Condition::Not(Box::new(part.check(shape)?)),
            Self::Text(_) if shape.definition.text.is_empty() => {
                return Err("the collection is not searched for words: declare text = […] in the manifest".to_owned());
            }
            Self::Text(text) => Condition::Leaf(Leaf::Text(Search::parse(text)?)),
            Self::Field { field, op, value } => Condition::Leaf(leaf(shape, field, *op, value)?),
        })
    }
}

fn leaf(shape: &Shape, field: &str, op: Op, value: &Value) -> Result<Leaf, String> {
    if matches!(op, Op::Within | Op::Box) {
        return place(shape, field, op, value);
    }
    if field == "id" {
        if matches!(op, Op::Prefix | Op::Contains | Op::During | Op::Exists) {
            return Err(format!("`id` cannot be asked with `{}`", op.name()));
        }
        return test(field, FieldType::Ref, op, value).map(Leaf::Id);
    }
    let Some(kind) = shape.definition.fields.get(field).copied() else {
        return Err(format!("cannot filter by `{}`: the collection does not declare it", field.escape_debug()));
    };
    let name = || field.to_owned();
    match (kind, op) {
        (FieldType::TextList, Op::Contains) => match value {
            Value::String(entry) => Ok(Leaf::Contains { field: name(), entry: entry.clone() }),
            _ => Err(format!("`{field}` contains texts: compare it with one")),
        },
        (FieldType::TextList, Op::Exists) => Ok(Leaf::List { field: name(), exists: yes_or_no(field, value)? }),
        (FieldType::TextList, _) => Err(format!("`{field}` is a list: ask with contains or exists")),
        (_, Op::Contains) => Err(format!("`{field}` is no list: `contains` asks lists only")),
        _ => Ok(Leaf::Field { field: name(), kind, test: test(field, kind, op, value)? }),
    }
}

fn place(shape: &Shape, field: &str, op: Op, value: &Value) -> Result<Leaf, String> {
    if shape.definition.point.as_deref() != Some(field) {
        return Err(format!(
            "`{}` is no place: `{}` asks the field that the manifest declares as point",
            field.escape_debug(),
            op.name()
        ));
    }
    if op == Op::Within {
        let circle = Circle::read(value).ok_or("`within` takes {\"lat\": …, \"lon\": …, \"km\": …}, up to 20038 km")?;
        return Ok(Leaf::Within(circle));
    }
    let bounds = Bounds::read(value).ok_or(
        "`box` takes {\"south\": …, \"west\": …, \"north\": …, \"east\": …} in degrees, south not above north",
    )?;
    Ok(Leaf::Box(bounds))
}

fn yes_or_no(field: &str, value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("`exists` on `{field}` takes true or false"))
}

fn test(field: &str, kind: FieldType, op: Op, value: &Value) -> Result<Test, String> {
    let maybe = |value: &Value| value::asked(value, kind).map_err(|wanted| format!("`{field}` {wanted}"));
    let scalar = |value: &Value| {
        maybe(value)?.ok_or_else(|| format!("`{field}` cannot be compared with null by `{}`: use exists", op.name()))
    };
    let is_ordered = kind != FieldType::Boolean;
    let ordered = |compare| {
        let refused = || format!("`{field}` is true or false: `{}` does not compare such", op.name());
        Ok::<_, String>(Test::Compare(compare, is_ordered.then(|| scalar(value)).ok_or_else(refused)??))
    };
    match op {
        Op::Eq => maybe(value).map(Test::Is),
        Op::Ne => maybe(value).map(Test::IsNot),
        Op::Lt => ordered(Compare::Lt),
        Op::Le => ordered(Compare::Le),
        Op::Gt => ordered(Compare::Gt),
        Op::Ge => ordered(Compare::Ge),
        Op::Between => match value.as_array().map(Vec::as_slice) {
            Some([from, to]) if is_ordered => Ok(Test::Between(scalar(from)?, scalar(to)?)),
            _ => Err(format!("`between` on `{field}` takes a list of two values that have an order")),
        },
        Op::In => match value.as_array() {
            Some(values) if (1..=MOST_VALUES).contains(&values.len()) => {
                values.iter().map(scalar).collect::<Result<_, _>>().map(Test::In)
            }
            _ => Err(format!("`in` on `{field}` takes a list of 1 to {MOST_VALUES} values")),
        },
        Op::Prefix => match (kind, value) {
            (FieldType::Text, Value::String(prefix)) => Ok(Test::Prefix(prefix.clone())),
            (FieldType::Text, _) => Err(format!("`prefix` on `{field}` takes a text")),
            _ => Err(format!("`{field}` is no text: `prefix` asks texts only")),
        },
        Op::Exists => yes_or_no(field, value).map(Test::Exists),
        Op::During => during(field, kind, value),
        Op::Contains | Op::Within | Op::Box => Err(format!("`{field}` cannot be asked with `{}`", op.name())),
    }
}

const DURING: &str = "takes {\"from\": \"2027-05-01\", \"to\": \"2027-05-31\"} and, for instants, \"zone\"";

fn during(field: &str, kind: FieldType, value: &Value) -> Result<Test, String> {
    let wrong = || format!("`during` on `{field}` {DURING}");
    let day = |key: &str| value.get(key).and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
    let (from, to) = day("from").zip(day("to")).ok_or_else(wrong)?;
    let zone = value.get("zone").map(|zone| zone.as_str().ok_or_else(wrong)).transpose()?;
    let keys = value.as_object().map_or(0, Map::len);
    if keys != 2 + usize::from(zone.is_some()) {
        return Err(wrong());
    }
    match kind {
        FieldType::Date if zone.is_none() => {
            Ok(Test::Between(Scalar::Text(from.to_string()), Scalar::Text(to.to_string())))
        }
        FieldType::Date => Err(format!("`{field}` is a local date: `during` takes no zone for it")),
        FieldType::DateTime => {
            let zone = zone_of(zone.unwrap_or("UTC"))?;
            let next = to.tomorrow().map_err(|_| wrong())?;
            let start = |day: Date| {
                let instant = day.to_zoned_datetime(zone.clone()).map_err(|_| wrong())?.timestamp();
                Ok::<_, String>(Scalar::Text(instant.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()))
            };
            Ok(Test::Range(start(from)?, start(next)?))
        }
        _ => Err(format!("`{field}` is neither a date nor an instant: `during` asks those only")),
    }
}

/// Returns the zone of a name of the IANA list.
pub(crate) fn zone_of(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| format!("there is no time zone `{}`: use a name such as Europe/Paris", name.escape_debug()))
}

/// A document as a condition looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it says.
    pub data: &'a Map<String, Value>,
}

impl Condition {
    /// Returns true when the condition holds for a document.
    #[must_use]
    pub fn holds(&self, shape: &Shape, document: Looked<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(shape, document)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(shape, document)),
            Self::Not(part) => !part.holds(shape, document),
            Self::Leaf(leaf) => leaf.holds(shape, document),
        }
    }
}

impl Leaf {
    fn holds(&self, shape: &Shape, Looked { id, data }: Looked<'_>) -> bool {
        let point = || shape.definition.point.as_deref().and_then(|field| earth::of_document(data, field));
        let list = |field: &String| data.get(field).and_then(Value::as_array);
        match self {
            Self::Id(test) => test.holds(Some(&Scalar::Text(id.to_owned()))),
            Self::Field { field, kind, test } => {
                let value = data.get(field).and_then(|value| value::of(value, *kind));
                test.holds(value.as_ref())
            }
            Self::Contains { field, entry } => {
                list(field).is_some_and(|entries| entries.iter().any(|value| value.as_str() == Some(entry)))
            }
            Self::List { field, exists } => list(field).is_some() == *exists,
            Self::Text(search) => search.finds(&words::of_document(data, &shape.definition.text)),
            Self::Within(circle) => point().is_some_and(|point| circle.has(point)),
            Self::Box(bounds) => point().is_some_and(|point| bounds.has(point)),
        }
    }
}

impl Test {
    fn holds(&self, value: Option<&Scalar>) -> bool {
        let compares = |is_so: &dyn Fn(&Scalar) -> bool| value.is_some_and(is_so);
        match self {
            Self::Is(asked) => value == asked.as_ref(),
            Self::IsNot(asked) => value != asked.as_ref(),
            Self::Compare(compare, asked) => compares(&|value| match compare {
                Compare::Lt => value < asked,
                Compare::Le => value <= asked,
                Compare::Gt => value > asked,
                Compare::Ge => value >= asked,
            }),
            Self::Range(from, before) => compares(&|value| from <= value && value < before),
            Self::Between(from, to) => compares(&|value| from <= value && value <= to),
            Self::In(asked) => compares(&|value| asked.contains(value)),
            Self::Prefix(prefix) => {
                compares(&|value| matches!(value, Scalar::Text(text) if text.starts_with(prefix.as_str())))
            }
            Self::Exists(is_there) => value.is_some() == *is_there,
        }
    }
}

#[cfg(test)]
mod tests;
