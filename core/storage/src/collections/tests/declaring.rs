//! Releases of a plugin: what may change under documents that are there.

use loadin_query::Filter;
use loadin_types::{
    data::{Query, Reach},
    ports::Collections as _,
};
use serde_json::{Value, json};

use super::{HOLDS, Shop, hold, holds_schema, member};

fn next(from: &str, to: &str) -> String {
    let next = HOLDS.replace("version = 1", "version = 2");
    assert!(next.contains(from), "the sample has {from}");
    next.replace(from, to)
}

async fn refusal(shop: &mut Shop, holds: &str, schema: &Value) -> String {
    let error = shop.redeclare(holds, schema).await.unwrap_err().to_string();
    error.strip_prefix("org.example.book: the collection `holds` ").unwrap_or(&error).to_owned()
}

#[tokio::test]
async fn a_new_field_and_a_new_index_find_the_documents_of_before() {
    let mut shop = Shop::new().await;
    shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 1, "note": "loud"}))).await.unwrap();
    let noted = Query {
        reach: Reach::Mine,
        filter: Some(Filter::eq("note", "loud").json().to_string()),
        order_by: vec!["rank".to_owned()],
        fields: Vec::new(),
        limit: 10,
        cursor: None,
    };
    assert!(shop.collections.find(&member(1), "holds", &noted).await.is_err());
    let holds =
        next("city = \"text\"", "city = \"text\", note = \"text\"").replace("[[\"city\"],", "[[\"city\"], [\"note\"],");
    shop.redeclare(&holds, &holds_schema()).await.unwrap();
    assert_eq!(shop.collections.find(&member(1), "holds", &noted).await.unwrap().documents.len(), 1);
    shop.redeclare(&holds, &holds_schema()).await.unwrap();
    let without = holds.replace("version = 2", "version = 3").replace("[\"note\"],", "");
    shop.redeclare(&without, &holds_schema()).await.unwrap();
    let sorted = Query { order_by: vec!["note".to_owned()], ..noted.clone() };
    let refused = shop.collections.find(&member(1), "holds", &sorted).await.unwrap_err();
    assert!(refused.to_string().contains("no index of the collection begins with it"), "{refused}");
}

#[tokio::test]
async fn a_change_that_documents_could_contradict_is_refused_and_changes_nothing() {
    let mut shop = Shop::new().await;
    for (city, rank) in [("Hull", 1), ("Hull", 2)] {
        shop.put(&member(1), hold(&json!({"city": city, "rank": rank, "note": "loud"}))).await.unwrap();
    }
    let mut required = holds_schema();
    required["required"] = json!(["city", "rank", "fee"]);
    let same = holds_schema();
    for (holds, schema, said) in [
        (HOLDS.replace("[\"fee\"], ", ""), &same, "was changed without a new version: write version = 2"),
        (HOLDS.to_owned(), &required, "was changed without a new version"),
        (next("city = \"text\"", "city = \"integer\""), &same, "declares the field `city` with a type"),
        (next(", \"public\"]", "]"), &same, "no longer allows the visibility `public`"),
        (
            next("[[\"on\", \"rank\"]]", "[[\"city\"]]"),
            &same,
            "declares [city] unique, but documents of one space share it, such as ",
        ),
        (
            next("city = \"text\"", "city = \"text\", note = \"integer\""),
            &same,
            "declares the field `note` with a type",
        ),
        (
            next("city = \"text\"", "city = \"text\", note = \"date-time\""),
            &same,
            "declares the field `note` with a type",
        ),
        (next("version = 2", "version = 2"), &required, "requires the field `fee`, which some documents lack"),
    ] {
        let error = refusal(&mut shop, &holds, schema).await;
        assert!(error.starts_with(said), "{error}");
    }
    shop.redeclare(HOLDS, &same).await.unwrap();
    let newer = next("version = 2", "version = 2");
    shop.redeclare(&newer, &same).await.unwrap();
    let error = refusal(&mut shop, HOLDS, &same).await;
    assert!(error.starts_with("is at version 2, the plugin declares 1"), "{error}");
}

#[tokio::test]
async fn a_schema_that_cannot_be_used_is_named() {
    let mut shop = Shop::new().await;
    let remote = json!({"type": "object", "properties": {"a": {"$ref": "https://example.com/a.json"}}});
    let error = shop.redeclare(HOLDS, &remote).await.unwrap_err().to_string();
    assert!(
        error.starts_with("org.example.book: the schema of the collection `holds` is not a JSON Schema"),
        "{error}"
    );
    let missing = HOLDS.replace("holds.json", "gone.json");
    let error = shop.redeclare(&missing, &holds_schema()).await.unwrap_err().to_string();
    assert!(error.contains("`holds` cannot be read: "), "{error}");
}

/// Releases of a collection with much in it, and what is asked of it.
fn asking(filter: &Value, order_by: &[&str]) -> Query {
    Query {
        reach: Reach::Mine,
        filter: Some(filter.to_string()),
        order_by: order_by.iter().map(|field| (*field).to_owned()).collect(),
        fields: Vec::new(),
        limit: 200,
        cursor: None,
    }
}

pub(super) fn with_more(version: u32) -> String {
    let holds = HOLDS
        .replace("version = 1", &format!("version = {version}"))
        .replace("city = \"text\"", "city = \"text\", note = \"text\", tags = \"text-list\"")
        .replace("[[\"city\"],", "[[\"city\"], [\"note\"],");
    format!("{holds}text = [\"note\"]\npoint = \"at\"\n")
}

pub(super) fn richer_schema() -> Value {
    let mut schema = holds_schema();
    schema["properties"]["tags"] = json!({"type": "array", "items": {"type": "string"}});
    schema["properties"]["at"] = json!({"type": "object"});
    schema
}

async fn fill(shop: &Shop, count: i64) {
    for rank in 0..count {
        let note = if rank % 2 == 0 { "loud" } else { "quiet" };
        let data =
            json!({"city": "Hull", "rank": rank, "note": note, "tags": [note], "at": {"lat": 53.7, "lon": -0.3}});
        shop.put(&member(1), hold(&data)).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_still_being_prepared_is_not_asked_and_is_there_once_it_is_ready() {
    let mut shop = Shop::new().await;
    shop.redeclare(&HOLDS.replace("version = 1", "version = 2"), &richer_schema()).await.unwrap();
    fill(&shop, 30).await;
    let manifest = super::manifest(shop.plugin.path(), &with_more(3), &richer_schema());
    shop.collections =
        super::Collections::open(shop.store.storage.clone(), &[manifest], shop.tools.clone()).await.unwrap();
    let questions = [
        asking(&json!({"text": "loud"}), &["$rank"]),
        asking(&json!({"field": "tags", "op": "contains", "value": "loud"}), &[]),
        asking(&json!({"field": "note", "op": "eq", "value": "loud"}), &["city"]),
    ];
    let error = shop.collections.find(&member(1), "holds", &questions[0]).await.unwrap_err().to_string();
    assert!(error.contains("field-not-ready: the collection `holds` is being brought to a new release"), "{error}");
    assert!(error.contains("the words (adding)"), "{error}");
    let as_before = asking(&json!({"field": "city", "op": "eq", "value": "Hull"}), &["rank"]);
    assert_eq!(shop.collections.find(&member(1), "holds", &as_before).await.unwrap().documents.len(), 30);
    // Written meanwhile, and found all the same.
    let late = json!({"city": "Hull", "rank": 99, "note": "loud", "tags": ["loud"]});
    shop.put(&member(1), hold(&late)).await.unwrap();
    shop.collections.settle().await.unwrap();
    for question in &questions {
        let found = shop.collections.find(&member(1), "holds", question).await.unwrap();
        assert_eq!(found.documents.len(), 16, "{question:?}");
    }
}

#[tokio::test]
async fn a_field_that_is_no_longer_declared_goes_and_can_come_back_with_another_type() {
    let mut shop = Shop::new().await;
    shop.redeclare(&with_more(2), &richer_schema()).await.unwrap();
    fill(&shop, 10).await;
    let fees = json!({"city": "York", "rank": 50, "fee": 12});
    shop.put(&member(1), hold(&fees)).await.unwrap();
    let without =
        HOLDS.replace("version = 1", "version = 3").replace("fee = \"number\", ", "").replace("[\"fee\"], ", "");
    shop.redeclare(&without, &richer_schema()).await.unwrap();
    let loud = asking(&json!({"text": "loud"}), &[]);
    assert!(shop.collections.find(&member(1), "holds", &loud).await.is_err(), "words are no longer declared");
    let by_fee = asking(&json!({"field": "fee", "op": "eq", "value": 12}), &[]);
    assert!(shop.collections.find(&member(1), "holds", &by_fee).await.is_err());
    let back = with_more(4).replace("fee = \"number\"", "fee = \"integer\"");
    shop.redeclare(&back, &richer_schema()).await.unwrap();
    assert_eq!(shop.collections.find(&member(1), "holds", &by_fee).await.unwrap().documents.len(), 1);
    assert_eq!(shop.collections.find(&member(1), "holds", &loud).await.unwrap().documents.len(), 5);
}

#[tokio::test]
async fn a_refused_unique_group_names_documents_and_leaves_the_old_release_at_work() {
    let mut shop = Shop::new().await;
    let mut ids = Vec::new();
    for rank in [1, 2] {
        ids.push(shop.put(&member(1), hold(&json!({"city": "Hull", "rank": rank}))).await.unwrap().id.to_string());
    }
    let error = refusal(&mut shop, &next("[[\"on\", \"rank\"]]", "[[\"city\"]]"), &holds_schema()).await;
    assert!(ids.iter().all(|id| error.contains(id)), "{error}");
    shop.redeclare(HOLDS, &holds_schema()).await.unwrap();
    shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 3}))).await.unwrap();
}
