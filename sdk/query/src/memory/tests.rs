//! The meaning of writes and pages, in memory.

use std::sync::Arc;

use loadin_wit::manifest::{FieldType, OnDelete, Reference, Visibility};
use serde_json::{Value, json};

use super::{Asked, Change, Kept, Memory, Put, Reach, Refusal, Standing, Target, Viewer};
use crate::{Definition, Schema, Shape};

/// A collection with a field of every kind.
pub(crate) fn shape() -> Shape {
    let fields = [
        ("at", FieldType::DateTime),
        ("city", FieldType::Text),
        ("fee", FieldType::Number),
        ("on", FieldType::Date),
        ("open", FieldType::Boolean),
        ("rank", FieldType::Integer),
        ("tags", FieldType::TextList),
        ("venue", FieldType::Ref),
    ];
    let definition = Definition {
        visibility: vec![Visibility::Space, Visibility::Parties, Visibility::Instance, Visibility::Public],
        fields: fields.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect(),
        indexes: vec![vec!["city".to_owned(), "rank".to_owned()]],
        unique: vec![vec!["on".to_owned(), "rank".to_owned()]],
        aggregates: Vec::new(),
        text: vec!["name".to_owned(), "note".to_owned()],
        point: Some("place".to_owned()),
        references: [("venue".to_owned(), Reference { to: "holds".to_owned(), on_delete: OnDelete::SetNull })].into(),
    };
    let schema = json!({"type": "object", "required": ["city", "rank"]});
    Shape::new(1, definition, Schema::compile(&schema.to_string()).unwrap()).unwrap()
}

fn memory(on_delete: OnDelete) -> Memory {
    let mut shape = shape();
    for link in shape.definition.references.values_mut() {
        link.on_delete = on_delete;
    }
    Memory::new([("holds".to_owned(), Arc::new(shape))])
}

fn member(space: &str) -> Viewer {
    Viewer { space: space.to_owned(), standing: Standing::Insider }
}

fn id(number: u64) -> String {
    format!("01900000-0000-7000-8000-{number:012}")
}

fn put(number: u64, data: &Value) -> Change {
    Change::Put(Put {
        collection: "holds".to_owned(),
        id: Some(id(number)),
        data: data.to_string(),
        parties: Vec::new(),
        visibility: None,
        expect_version: None,
    })
}

fn target(number: u64) -> Target {
    Target { collection: "holds".to_owned(), id: id(number), expect_version: None }
}

fn commit(memory: &mut Memory, changes: Vec<Change>) -> Result<Vec<Option<Kept>>, Refusal> {
    memory.commit(&member("a"), changes, 5, || unreachable!("ids are given"))
}

fn live(memory: &Memory) -> Vec<(String, u64)> {
    let asked =
        Asked { reach: Reach::Mine, filter: None, order_by: Vec::new(), fields: Vec::new(), limit: 200, cursor: None };
    let page = memory.find(&member("a"), "holds", &asked).unwrap();
    page.documents.into_iter().map(|kept| (kept.id, kept.version)).collect()
}

#[test]
fn a_deletion_does_to_others_what_they_asked_for() {
    let chain = || {
        vec![
            put(1, &json!({"city": "Hull", "rank": 1})),
            put(2, &json!({"city": "Hull", "rank": 2, "venue": id(1)})),
            put(3, &json!({"city": "Hull", "rank": 3, "venue": id(2)})),
        ]
    };
    for (on_delete, left) in [
        (OnDelete::Cascade, vec![]),
        (OnDelete::SetNull, vec![(id(2), 2), (id(3), 1)]),
        (OnDelete::Restrict, vec![(id(1), 1), (id(2), 1), (id(3), 1)]),
    ] {
        let mut memory = memory(on_delete);
        commit(&mut memory, chain()).unwrap();
        let outcome = commit(&mut memory, vec![Change::Delete(target(1))]);
        assert_eq!(outcome.is_err(), on_delete == OnDelete::Restrict, "{outcome:?}");
        assert_eq!(live(&memory), left, "{on_delete:?}");
    }
}

#[test]
fn a_refused_batch_leaves_nothing() {
    let mut memory = memory(OnDelete::Restrict);
    let twice = json!({"city": "Hull", "rank": 1, "on": "2027-05-31"});
    let refused = commit(&mut memory, vec![put(1, &twice), put(2, &twice)]).unwrap_err();
    assert_eq!(refused, Refusal::Duplicate("on, rank".to_owned()));
    let dangling = json!({"city": "Hull", "rank": 1, "venue": id(9)});
    assert!(matches!(commit(&mut memory, vec![put(1, &dangling)]), Err(Refusal::Invalid(_))));
    assert_eq!(live(&memory), []);
}

#[test]
fn what_is_deleted_can_come_back_until_it_is_purged() {
    let mut memory = memory(OnDelete::Restrict);
    let hold = json!({"city": "Hull", "rank": 1, "on": "2027-05-31"});
    commit(&mut memory, vec![put(1, &hold)]).unwrap();
    assert!(matches!(commit(&mut memory, vec![Change::Purge(target(1))]), Err(Refusal::Invalid(_))));
    commit(&mut memory, vec![Change::Delete(target(1)), Change::Restore(target(1))]).unwrap();
    assert_eq!(live(&memory), [(id(1), 3)]);
    commit(&mut memory, vec![Change::Delete(target(1)), put(2, &hold)]).unwrap();
    let refused = commit(&mut memory, vec![Change::Restore(target(1))]).unwrap_err();
    assert_eq!(refused, Refusal::Duplicate("on, rank".to_owned()));
    commit(&mut memory, vec![Change::Purge(target(1))]).unwrap();
    assert_eq!(commit(&mut memory, vec![Change::Restore(target(1))]).unwrap_err(), Refusal::NotFound);
}

#[test]
fn pages_lead_through_a_list_and_back() {
    let mut memory = memory(OnDelete::Restrict);
    let cities = ["York", "Hull", "Hull", "Leeds", "Hull"];
    let fill = cities.iter().zip(1_u64..).map(|(city, n)| put(n, &json!({"city": city, "rank": 9 - n}))).collect();
    commit(&mut memory, fill).unwrap();
    let mut asked = Asked {
        reach: Reach::Mine,
        filter: Some(r#"{"field":"rank","op":"gt","value":3}"#.to_owned()),
        order_by: vec!["city".to_owned(), "-rank".to_owned()],
        fields: vec!["rank".to_owned()],
        limit: 2,
        cursor: None,
    };
    let ranks = |asked: &Asked| {
        let page = memory.find(&member("a"), "holds", asked).unwrap();
        let ranks: Vec<Value> = page.documents.iter().map(|kept| Value::Object(kept.data.clone())).collect();
        (Value::Array(ranks), page.prev, page.next)
    };
    let (first, none, next) = ranks(&asked);
    assert_eq!((first.clone(), none), (json!([{"rank": 7}, {"rank": 6}]), None));
    asked.cursor = next;
    let (second, prev, next) = ranks(&asked);
    assert_eq!((second, next.is_some()), (json!([{"rank": 4}, {"rank": 5}]), true));
    asked.cursor = prev;
    assert_eq!(ranks(&asked).0, first);
    asked.order_by.pop();
    assert!(
        matches!(memory.find(&member("a"), "holds", &asked), Err(Refusal::Invalid(_))),
        "a cursor of another order"
    );
}
