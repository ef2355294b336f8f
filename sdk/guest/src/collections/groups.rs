//! Questions about groups of documents: how many, how much, from when to when.
//!
//! Rule: built like a query, answered in the order asked: the keys as grouped, the measures as named.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Filter, Reach, filter};
use crate::Error;

/// A question about groups; by default one group of all documents of the caller's space.
///
/// ```
/// use loadin_guest::collections::{Filter, Groups};
///
/// let by_month = Groups::new().by_bucket("on", "month").count().sum("fee_minor").only(Filter::exists("on"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Groups {
    is_of_all_visible: bool,
    conditions: Vec<Filter>,
    by: Vec<Value>,
    measures: Vec<Value>,
}

/// One group of an answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Group {
    /// The values that its documents share, in the order they were asked for; null where they are missing.
    pub by: Vec<Value>,
    /// What was measured, in the order it was asked for; null where there is nothing to measure.
    pub measures: Vec<Value>,
}

impl Groups {
    /// Returns the question that measures nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at all that the caller may see ([`Reach::Visible`]), or at the caller's space.
    #[must_use]
    pub fn among(mut self, reach: Reach) -> Self {
        self.is_of_all_visible = reach == Reach::Visible;
        self
    }

    /// Looks only at documents that a filter holds for.
    #[must_use]
    pub fn only(mut self, filter: Filter) -> Self {
        self.conditions.push(filter);
        self
    }

    /// Groups by a declared field.
    #[must_use]
    pub fn by(mut self, field: &str) -> Self {
        self.by.push(field.into());
        self
    }

    /// Groups by the `year`, `quarter`, `month`, `week`, `day` or `weekday` of a date.
    #[must_use]
    pub fn by_bucket(mut self, field: &str, bucket: &str) -> Self {
        self.by.push(json!({ "field": field, "bucket": bucket }));
        self
    }

    /// As [`Self::by_bucket`] (and by `hour`) of an instant, as the clocks of a zone show it.
    #[must_use]
    pub fn by_bucket_in(mut self, field: &str, bucket: &str, zone: &str) -> Self {
        self.by.push(json!({ "field": field, "bucket": bucket, "zone": zone }));
        self
    }

    fn measure(mut self, measure: Value) -> Self {
        self.measures.push(measure);
        self
    }

    /// Measures how many documents there are.
    #[must_use]
    pub fn count(self) -> Self {
        self.measure(json!({ "op": "count" }))
    }

    /// Measures the sum of a number.
    #[must_use]
    pub fn sum(self, field: &str) -> Self {
        self.measure(json!({ "op": "sum", "field": field }))
    }

    /// Measures the mean of a number.
    #[must_use]
    pub fn average(self, field: &str) -> Self {
        self.measure(json!({ "op": "avg", "field": field }))
    }

    /// Measures the smallest value.
    #[must_use]
    pub fn least(self, field: &str) -> Self {
        self.measure(json!({ "op": "min", "field": field }))
    }

    /// Measures the largest value.
    #[must_use]
    pub fn most(self, field: &str) -> Self {
        self.measure(json!({ "op": "max", "field": field }))
    }

    /// Measures the value that a share of them (0 to 1) does not pass; 0.5 is the median.
    #[must_use]
    pub fn percentile(self, field: &str, at: f64) -> Self {
        self.measure(json!({ "op": "percentile", "field": field, "at": at }))
    }

    pub(super) fn question(&self) -> String {
        let reach = if self.is_of_all_visible { "visible" } else { "mine" };
        let mut question = json!({ "reach": reach, "by": self.by, "measures": self.measures });
        if let (Some(filter), Value::Object(question)) = (filter::all(&self.conditions), &mut question) {
            let filter = serde_json::from_str(&filter.to_string()).unwrap_or_default();
            question.insert("filter".to_owned(), filter);
        }
        question.to_string()
    }
}

#[derive(Deserialize)]
struct Answer {
    groups: Vec<Group>,
}

pub(super) fn read(answer: &str) -> Result<Vec<Group>, Error> {
    let answer: Result<Answer, _> = serde_json::from_str(answer);
    answer.map(|answer| answer.groups).map_err(|_| Error::Internal("the host's answer holds no groups".to_owned()))
}
