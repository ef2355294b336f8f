//! Filters held against a collection, and what they say of a document.

use serde_json::{Value, json};

use super::Looked;
use crate::{Filter, memory::tests_shape};

fn holds(filter: &Value, document: &Value) -> bool {
    let shape = tests_shape();
    let condition = Filter::read(filter).unwrap().check(&shape).unwrap();
    let data = document.as_object().unwrap();
    condition.holds(&shape, Looked { id: "01900000-0000-7000-8000-000000000000", data })
}

#[test]
fn a_missing_value_is_null_and_fits_nothing_but_ne() {
    let empty = json!({});
    for (op, value, expected) in [
        ("eq", Value::Null, true),
        ("ne", Value::Null, false),
        ("ne", json!("x"), true),
        ("lt", json!("x"), false),
        ("exists", json!(false), true),
        ("in", json!(["x"]), false),
        ("prefix", json!(""), false),
    ] {
        let leaf = json!({"field": "city", "op": op, "value": value});
        assert_eq!(holds(&leaf, &empty), expected, "{leaf}");
        assert_eq!(holds(&json!({"not": leaf}), &empty), !expected, "not {leaf}");
        assert_eq!(holds(&leaf, &json!({"city": null})), expected, "{leaf} of null");
    }
}

#[test]
fn each_comparison_says_what_it_promises() {
    let document = json!({"city": "Hull", "rank": 3, "fee": 0.5, "on": "2027-05-31", "at": "2027-05-31T22:30:00.000000Z",
        "open": true, "tags": ["loud", "small"], "name": "The Dark Room", "place": {"lat": 53.74, "lon": -0.33}});
    for (field, op, value, expected) in [
        ("city", "eq", json!("Hull"), true),
        ("city", "gt", json!("HULL"), true),
        ("city", "prefix", json!("Hu"), true),
        ("rank", "between", json!([3, 4]), true),
        ("rank", "lt", json!(3), false),
        ("rank", "in", json!([1, 3]), true),
        ("fee", "ge", json!(0.5), true),
        ("on", "during", json!({"from": "2027-05-01", "to": "2027-05-31"}), true),
        ("at", "during", json!({"from": "2027-06-01", "to": "2027-06-01", "zone": "Europe/Paris"}), true),
        ("at", "during", json!({"from": "2027-06-01", "to": "2027-06-01"}), false),
        ("open", "eq", json!(true), true),
        ("tags", "contains", json!("loud"), true),
        ("tags", "contains", json!("lou"), false),
        ("tags", "exists", json!(true), true),
        ("place", "within", json!({"lat": 53.8, "lon": -0.3, "km": 10}), true),
        ("place", "box", json!({"south": 53, "west": -1, "north": 53.5, "east": 0}), false),
        ("id", "eq", json!("01900000-0000-7000-8000-000000000000"), true),
    ] {
        let leaf = json!({"field": field, "op": op, "value": value});
        assert_eq!(holds(&leaf, &document), expected, "{leaf}");
    }
    assert!(holds(&json!({"text": "dark ro*"}), &document));
}

#[test]
fn what_does_not_fit_the_collection_is_told_in_words() {
    let shape = tests_shape();
    for (field, op, value, said) in [
        ("note", "eq", json!("x"), "`note`: the collection does not declare it"),
        ("rank", "eq", json!("x"), "`rank` must be a whole number"),
        ("rank", "lt", Value::Null, "compared with null by `lt`: use exists"),
        ("rank", "prefix", json!("1"), "`rank` is no text"),
        ("city", "contains", json!("x"), "`city` is no list"),
        ("city", "in", json!([]), "a list of 1 to 200 values"),
        ("city", "between", json!(["a"]), "a list of two values"),
        ("tags", "eq", json!("x"), "`tags` is a list"),
        ("open", "gt", json!(false), "true or false"),
        ("on", "during", json!({"from": "2027-05-01", "to": "2027-05-31", "zone": "UTC"}), "takes no zone"),
        ("at", "during", json!({"from": "2027-05-01", "to": "2027-05-31", "zone": "Hull"}), "no time zone `Hull`"),
        ("city", "within", json!({"lat": 0, "lon": 0, "km": 1}), "`city` is no place"),
        ("place", "within", json!({"lat": 0, "lon": 0, "km": -1}), "`within` takes"),
        ("place", "box", json!({"lat": 0}), "`box` takes"),
        ("id", "eq", json!("x"), "`id` must be the id"),
        ("id", "prefix", json!("x"), "`id` cannot be asked with `prefix`"),
    ] {
        let leaf = json!({"field": field, "op": op, "value": value});
        let error = Filter::read(&leaf).unwrap().check(&shape).unwrap_err();
        assert!(error.contains(said), "{leaf}: {error}");
    }
}
