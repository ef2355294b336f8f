//! Questions about groups, read and folded.

use serde_json::json;

use super::{Fold, Question, Row};
use crate::{Scalar, Shape, memory::tests_shape};

fn shape() -> Shape {
    tests_shape()
}

#[test]
fn a_question_that_does_not_fit_is_told_why() {
    for (wrong, said) in [
        (json!([]), "a question is an object"),
        (json!({"measures": []}), "needs at least one entry"),
        (json!({"measures": [{"op": "count"}], "having": 1}), "has no `having`"),
        (json!({"measures": [{"op": "count"}], "reach": "deleted"}), "`reach` is"),
        (json!({"measures": [{"op": "median", "field": "fee"}]}), "a measure is"),
        (json!({"measures": [{"op": "percentile", "field": "fee", "at": 1.5}]}), "a measure is"),
        (json!({"measures": [{"op": "sum", "field": "city"}]}), "`city` is no number"),
        (json!({"measures": [{"op": "sum", "field": "note"}]}), "cannot measure `note`"),
        (json!({"measures": [{"op": "count"}], "by": ["note"]}), "cannot group by `note`"),
        (json!({"measures": [{"op": "count"}], "by": ["tags"]}), "it is a list"),
        (json!({"measures": [{"op": "count"}], "by": [{"field": "on", "zone": "UTC"}]}), "an entry of `by`"),
        (json!({"measures": [{"op": "count"}], "by": ["city", "city", "city", "city", "city"]}), "at most 4"),
    ] {
        let error = Question::parse(&shape(), &wrong.to_string()).unwrap_err();
        assert!(error.contains(said), "{wrong}: {error}");
    }
}

#[test]
fn groups_are_added_up() {
    let shape = shape();
    let question = json!({
        "by": [{"field": "on", "bucket": "month"}],
        "measures": [{"op": "count"}, {"op": "sum", "field": "rank"}, {"op": "avg", "field": "fee"},
            {"op": "min", "field": "city"}, {"op": "percentile", "field": "fee", "at": 0.5}],
    });
    let question = Question::parse(&shape, &question.to_string()).unwrap();
    let mut fold = Fold::new(&question);
    for (on, rank, fee, city) in [
        (Some("2027-05-01"), Some(1), Some(2.0), "York"),
        (Some("2027-05-31"), Some(2), Some(4.0), "Hull"),
        (Some("2027-06-01"), None, None, "Leeds"),
        (None, Some(9_007_199_254_740_991), Some(0.5), "Ely"),
    ] {
        let fee = fee.map(Scalar::Real);
        fold.add(&Row {
            keys: vec![on.map(|on| Scalar::Text(on.to_owned()))],
            values: vec![None, rank.map(Scalar::Whole), fee.clone(), Some(Scalar::Text(city.to_owned())), fee],
        });
    }
    assert_eq!(
        fold.finish().unwrap().json(),
        json!({"groups": [
            {"by": [null], "measures": [1, 9_007_199_254_740_991_i64, 0.5, "Ely", 0.5]},
            {"by": ["2027-05"], "measures": [2, 3, 3.0, "Hull", 3.0]},
            {"by": ["2027-06"], "measures": [1, null, null, "Leeds", null]},
        ]})
    );
    let all = Question::parse(&shape, r#"{"measures":[{"op":"count"},{"op":"max","field":"rank"}]}"#).unwrap();
    assert_eq!(Fold::new(&all).finish().unwrap().json(), json!({"groups": [{"by": [], "measures": [0, null]}]}));
}
