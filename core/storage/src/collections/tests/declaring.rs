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
        (next("fee = \"number\", ", "").replace("[\"fee\"], ", ""), &same, "no longer declares the field `fee`"),
        (next("fee = \"number\"", "fee = \"integer\""), &same, "declares the field `fee` with another type"),
        (next(", \"public\"]", "]"), &same, "no longer allows the visibility `public`"),
        (next("[[\"on\", \"rank\"]]", "[[\"city\"]]"), &same, "declares [city] unique, but two documents"),
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
