//! Adding up documents into groups, and the answer.
//!
//! Rule: whole numbers are summed exactly; whatever a database could only add up in another order is a double, and equal
//! to within a billionth.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{MOST_GROUPS, Measure, Question, Row, What};
use crate::Scalar;

/// Groups while documents are added.
#[derive(Debug)]
pub struct Fold<'q> {
    question: &'q Question,
    groups: BTreeMap<Vec<Option<Scalar>>, Vec<Running>>,
}

/// One measure of one group, on its way.
#[derive(Debug, Clone, Default)]
struct Running {
    count: u64,
    whole: i128,
    real: f64,
    least: Option<Scalar>,
    most: Option<Scalar>,
    values: Vec<f64>,
}

/// One finished measure of one group.
#[derive(Debug, Clone, PartialEq)]
pub enum Accumulated {
    /// Nothing to tell.
    Nothing,
    /// A count or a sum of whole numbers.
    Whole(i128),
    /// Anything else that is a number.
    Real(f64),
    /// The smallest or largest value.
    Value(Scalar),
}

impl<'q> Fold<'q> {
    /// Starts with no documents.
    #[must_use]
    pub const fn new(question: &'q Question) -> Self {
        Self { question, groups: BTreeMap::new() }
    }

    /// Adds a document.
    pub fn add(&mut self, row: &Row) {
        let keys = self.question.by.iter().zip(&row.keys).map(|(by, value)| match (&by.bucket, value) {
            (Some(bucket), Some(value)) => bucket.of(value),
            (_, value) => value.clone(),
        });
        let fresh = || vec![Running::default(); self.question.measures.len()];
        let group = self.groups.entry(keys.collect()).or_insert_with(fresh);
        for ((running, measure), value) in group.iter_mut().zip(&self.question.measures).zip(&row.values) {
            match (measure, value) {
                (Measure::Count, _) => running.count += 1,
                (Measure::Of { what, .. }, Some(value)) => running.add(*what, value),
                (Measure::Of { .. }, None) => {}
            }
        }
    }

    /// Returns the finished groups.
    ///
    /// # Errors
    /// When there are too many.
    pub fn finish(self) -> Result<Answer, String> {
        let mut answer = Answer::default();
        // Without a grouping there is one group, even of nothing.
        if self.question.by.is_empty() && self.groups.is_empty() {
            let nothing = Running::default();
            answer.add(Vec::new(), self.question.measures.iter().map(|measure| nothing.end(measure)).collect())?;
        }
        for (keys, group) in self.groups {
            let measures = group.iter().zip(&self.question.measures).map(|(running, measure)| running.end(measure));
            answer.add(keys, measures.collect())?;
        }
        Ok(answer)
    }
}

impl Running {
    fn add(&mut self, what: What, value: &Scalar) {
        self.count += 1;
        let real = match value {
            Scalar::Whole(whole) => {
                self.whole += i128::from(*whole);
                as_real(i128::from(*whole))
            }
            Scalar::Real(real) => *real,
            Scalar::Text(_) | Scalar::Bool(_) => 0.0,
        };
        self.real += real;
        match what {
            What::Percentile(_) => self.values.push(real),
            What::Min if self.least.as_ref().is_none_or(|least| value < least) => self.least = Some(value.clone()),
            What::Max if self.most.as_ref().is_none_or(|most| value > most) => self.most = Some(value.clone()),
            What::Min | What::Max | What::Count | What::Sum | What::Avg => {}
        }
    }

    fn end(&self, measure: &Measure) -> Accumulated {
        let Measure::Of { what, kind, .. } = measure else { return Accumulated::Whole(self.count.into()) };
        let is_whole = *kind == loadin_wit::manifest::FieldType::Integer;
        let value = |value: &Option<Scalar>| value.clone().map_or(Accumulated::Nothing, Accumulated::Value);
        match what {
            What::Count => Accumulated::Whole(self.count.into()),
            _ if self.count == 0 => Accumulated::Nothing,
            What::Sum if is_whole => Accumulated::Whole(self.whole),
            What::Sum => Accumulated::Real(self.real),
            What::Avg if is_whole => Accumulated::Real(as_real(self.whole) / as_real(self.count.into())),
            What::Avg => Accumulated::Real(self.real / as_real(self.count.into())),
            What::Min => value(&self.least),
            What::Max => value(&self.most),
            What::Percentile(at) => Accumulated::Real(percentile(self.values.clone(), *at)),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a double is what is asked for")]
fn as_real(whole: i128) -> f64 {
    whole as f64
}

/// Returns the value at a share of the way, between two of them if need be, as `percentile_cont` of SQL does.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the place lies between 0 and the number of values"
)]
fn percentile(mut values: Vec<f64>, at: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let place = at * (values.len().saturating_sub(1)) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let (low, high) = (values.get(below).copied().unwrap_or(0.0), values.get(above).copied().unwrap_or(0.0));
    low + (high - low) * (place - place.floor())
}

/// Finished groups, by their keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The groups.
    pub groups: BTreeMap<Vec<Option<Scalar>>, Vec<Accumulated>>,
}

impl Answer {
    /// Adds a finished group.
    ///
    /// # Errors
    /// When there are too many.
    pub fn add(&mut self, keys: Vec<Option<Scalar>>, measures: Vec<Accumulated>) -> Result<(), String> {
        self.groups.insert(keys, measures);
        if self.groups.len() > MOST_GROUPS {
            return Err(format!("more than {MOST_GROUPS} groups: filter, or take larger buckets"));
        }
        Ok(())
    }

    /// Returns the answer as it travels.
    #[must_use]
    pub fn json(&self) -> Value {
        let groups = self.groups.iter().map(|(keys, measures)| {
            let keys: Vec<Value> = keys.iter().map(|key| key.as_ref().map_or(Value::Null, Scalar::json)).collect();
            let measures: Vec<Value> = measures.iter().map(Accumulated::json).collect();
            json!({"by": keys, "measures": measures})
        });
        json!({"groups": groups.collect::<Vec<_>>()})
    }
}

impl Accumulated {
    fn json(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Whole(whole) => i64::try_from(*whole).map_or_else(|_| as_real(*whole).into(), Value::from),
            Self::Real(real) => (*real).into(),
            Self::Value(value) => value.json(),
        }
    }
}
