//! Words, points and lists that a later release declares: the documents of before are found by them, too.

use loadin_types::{
    data::{Query, Reach},
    ports::Collections as _,
};
use serde_json::{Value, json};

use super::{HOLDS, Shop, hold, holds_schema, member};

fn rich_schema() -> Value {
    let mut schema = holds_schema();
    schema["properties"]["tags"] = json!({"type": "array", "items": {"type": "string"}});
    schema["properties"]["place"] = json!({"type": "object"});
    schema["properties"]["name"] = json!({"type": "string"});
    schema
}

async fn found(shop: &Shop, filter: &Value) -> Vec<i64> {
    let query = Query {
        reach: Reach::Mine,
        filter: Some(filter.to_string()),
        order_by: vec!["rank".to_owned()],
        fields: Vec::new(),
        limit: 200,
        cursor: None,
    };
    let found = shop.collections.find(&member(1), "holds", &query).await.unwrap();
    let rank = |text: &str| serde_json::from_str::<Value>(text).unwrap()["rank"].as_i64().unwrap();
    found.documents.iter().map(|document| rank(&document.data)).collect()
}

#[tokio::test]
async fn documents_of_before_are_found_by_words_points_and_lists_that_came_later() {
    let mut shop = Shop::new().await;
    let second = HOLDS.replace("version = 1", "version = 2");
    shop.redeclare(&second, &rich_schema()).await.unwrap();
    let who = member(1);
    for (rank, name, lat, tag) in
        [(1, "The Dark Room", 53.7, "loud"), (2, "Café Élan", 53.8, "small"), (3, "Hall", -10.0, "loud")]
    {
        let data = json!({
            "city": "Hull", "rank": rank, "name": name, "note": "a dark place", "place": {"lat": lat, "lon": -0.3}, "tags": [tag],
        });
        shop.put(&who, hold(&data)).await.unwrap();
    }
    let gone = shop.put(&who, hold(&json!({"city": "Hull", "rank": 4, "name": "Dark and gone"}))).await.unwrap();
    shop.delete(&who, gone.id, None).await.unwrap();

    let third = second
        .replace("version = 2", "version = 3")
        .replace("city = \"text\"", "city = \"text\", tags = \"text-list\"");
    let third = format!("{third}\ntext = [\"name\"]\npoint = \"place\"\n");
    shop.redeclare(&third, &rich_schema()).await.unwrap();
    let near = json!({"field": "place", "op": "within", "value": {"lat": 53.75, "lon": -0.3, "km": 50}});
    let loud = json!({"field": "tags", "op": "contains", "value": "loud"});
    for (filter, expected) in [
        (json!({"text": "dark"}), vec![1]),
        (json!({"text": "cafe elan"}), vec![2]),
        (near.clone(), vec![1, 2]),
        (loud.clone(), vec![1, 3]),
        (json!({"and": [near.clone(), loud.clone()]}), vec![1]),
    ] {
        assert_eq!(found(&shop, &filter).await, expected, "{filter}");
    }

    // Another field is searched from now on; words of before are found in it, and of the first one as ever.
    let fourth =
        third.replace("version = 3", "version = 4").replace("text = [\"name\"]", "text = [\"name\", \"note\"]");
    shop.redeclare(&fourth, &rich_schema()).await.unwrap();
    assert_eq!(found(&shop, &json!({"text": "dark place"})).await, [1, 2, 3]);
    // And what is written from now on is found beside it, what comes back as well.
    shop.put(&who, hold(&json!({"city": "Hull", "rank": 5, "note": "darker", "tags": ["loud"]}))).await.unwrap();
    assert_eq!(found(&shop, &json!({"text": "dark*"})).await, [1, 2, 3, 5]);
    assert_eq!(found(&shop, &loud).await, [1, 3, 5]);
}
