//! Input that must not be kept or answered: each kind with its own words, on both databases, and nothing half-written.

use loadin_types::{
    DocumentId, PluginError, SpaceId,
    data::{DataContext, Put, Query, Reach, Target, Visibility, Write},
    ports::Collections as _,
};
use serde_json::{Value, json};

use super::{HOLDS, Shop, edit, hold, holds_schema, member, seen_by, stranger, told, visitor};

fn all() -> Query {
    Query {
        reach: Reach::Mine,
        filter: None,
        order_by: vec!["rank".to_owned()],
        fields: Vec::new(),
        limit: 2,
        cursor: None,
    }
}

async fn count(shop: &Shop, who: &DataContext) -> u64 {
    shop.collections.count(who, "holds", Reach::Mine, None).await.unwrap()
}

#[tokio::test]
async fn a_question_that_is_too_much_is_refused_and_the_next_one_is_answered() {
    let shop = Shop::new().await;
    let who = member(1);
    shop.put(&who, hold(&json!({"city": "Hull", "rank": 1}))).await.unwrap();
    let leaf = json!({"field": "city", "op": "eq", "value": "Hull"});
    let deep = |levels: usize| (1..levels).fold(leaf.clone(), |inner, _| json!({"not": inner})).to_string();
    let wide = |leaves: usize| json!({"or": vec![leaf.clone(); leaves]}).to_string();
    let undeclared = json!({"field": "note", "op": "eq", "value": "x"}).to_string();
    for (filter, said) in [
        (undeclared.as_str(), "`note`: the collection does not declare it"),
        (&deep(7), "deeper than 6"),
        (&wide(33), "more than 32"),
        (r#"{"field":"fee","op":"gt","value":1e400}"#, "number out of range"),
        ("{\"field\":\"city\",\"op\":\"eq\",\"value\":\"a\\u0000b\"}", "the character \\u0000"),
        ("{\"field\":\"city\",\"op\":\"eq\",\"value\":\"\\ud800\"}", "must be JSON"),
        (r#"{"field":"city","field":"rank","op":"eq","value":1}"#, "stands twice"),
        ("{", "must be JSON"),
    ] {
        for door in ["find", "count", "aggregate"] {
            let asked = match door {
                "find" => {
                    let query = Query { filter: Some(filter.to_owned()), ..all() };
                    shop.collections.find(&who, "holds", &query).await.map(|found| format!("{found:?}"))
                }
                "count" => {
                    let counted = shop.collections.count(&who, "holds", Reach::Mine, Some(filter)).await;
                    counted.map(|count| count.to_string())
                }
                _ => {
                    let question = format!(r#"{{"by":["city"],"measures":[{{"op":"count"}}],"filter":{filter}}}"#);
                    shop.collections.aggregate(&who, "holds", &question).await
                }
            };
            let error = asked.expect_err(&format!("{door} {filter}"));
            assert!(told(&error).contains(said), "{door} {filter}: {error}");
        }
    }
    assert!(shop.collections.count(&who, "holds", Reach::Mine, Some(&deep(6))).await.is_ok(), "depth 6 is answered");
}

#[tokio::test]
async fn a_cursor_that_was_changed_anywhere_is_refused() {
    let shop = Shop::new().await;
    let who = member(1);
    for rank in 1..=4 {
        shop.put(&who, hold(&json!({"city": "Hull", "rank": rank}))).await.unwrap();
    }
    let cursor = shop.collections.find(&who, "holds", &all()).await.unwrap().next.unwrap();
    for at in 0..cursor.len() {
        let mut changed = cursor.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        let query = Query { cursor: Some(changed.clone()), ..all() };
        let answer = shop.collections.find(&who, "holds", &query).await;
        assert!(told(&answer.unwrap_err()).contains("does not belong to this question"), "{changed}");
    }
    for wrong in [String::new(), "x".repeat(100_000), format!("{cursor}{cursor}"), "\u{0}".to_owned()] {
        let query = Query { cursor: Some(wrong), ..all() };
        assert!(shop.collections.find(&who, "holds", &query).await.is_err());
    }
}

#[tokio::test]
async fn what_two_databases_could_keep_differently_is_kept_by_neither() {
    let shop = Shop::new().await;
    let who = member(1);
    let huge = format!(r#"{{"city":"Hull","rank":1,"note":"{}"}}"#, "x".repeat(10 << 20));
    let nested = format!(r#"{{"city":"Hull","rank":1,"note":{}1{}}}"#, "[".repeat(40), "]".repeat(40));
    for (data, said) in [
        (r#"{"city":"Hull","rank":1,"rank":2}"#, "stands twice"),
        ("{\"city\":\"a\\u0000b\",\"rank\":1}", "the character \\u0000"),
        ("{\"city\":\"Hull\",\"rank\":1,\"note\":\"a\\u0000b\"}", "the character \\u0000"),
        (r#"{"city":"\ud800","rank":1}"#, "not JSON that can be kept: unexpected end of hex escape"),
        (r#"{"city":"\udc00","rank":1}"#, "not JSON that can be kept: lone leading surrogate"),
        (r#"{"city":"Hull","rank":1,"fee":1e400}"#, "number out of range"),
        (r#"{"city":"Hull","rank":1e400}"#, "number out of range"),
        (nested.as_str(), "nested deeper than 32"),
        (r#"["city"]"#, "a document is a JSON object"),
        (r#"{"city":"Hull","rank":1} {}"#, "trailing"),
        ("", "EOF"),
    ] {
        // A good one before it in the batch stays away, too.
        let good = Write::Put(hold(&json!({"city": "York", "rank": 9})));
        let bad = Write::Put(Put { data: data.to_owned(), ..hold(&json!({})) });
        let error = shop.collections.commit(&who, vec![good, bad]).await.unwrap_err();
        assert!(told(&error).contains(said), "{data}: {error}");
    }
    let error = shop.put(&who, Put { data: huge, ..hold(&json!({})) }).await.unwrap_err();
    assert!(matches!(&error, PluginError::Limit(said) if said.contains("is the most")), "{error}");
    assert_eq!(count(&shop, &who).await, 0);
    shop.put(&who, hold(&json!({"city": "\u{10ffff}'\"\\%_", "rank": 1}))).await.unwrap();
    assert_eq!(count(&shop, &who).await, 1);
}

#[tokio::test]
async fn a_pattern_that_would_explode_is_linear_or_refused() {
    let mut shop = Shop::new().await;
    let with = |pattern: &str| {
        let mut schema = holds_schema();
        schema["properties"]["city"]["pattern"] = json!(pattern);
        schema
    };
    let next = HOLDS.replace("version = 1", "version = 2");
    for pattern in ["(a)\\1", "(?=a)b", "((a{1000}){1000}){1000}"] {
        let error = shop.redeclare(&next, &with(pattern)).await.unwrap_err().to_string();
        assert!(error.starts_with("org.example.book: the schema of the collection `holds` "), "{pattern}: {error}");
    }
    shop.redeclare(&next, &with("^(([a-z])+.)+$")).await.unwrap();
    let began = std::time::Instant::now();
    let evil = hold(&json!({"city": format!("{}!", "a".repeat(100_000)), "rank": 1}));
    let _ = shop.put(&member(1), evil).await;
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "a backtracking engine never ends");
}

const ROOMS: &str = r#"
schema = "holds.json"
version = 1
visibility = ["space", "parties", "instance", "public"]
read = "public"
write = "public"
fields = { city = "text", rank = "integer", room = "ref" }
indexes = [["rank"]]
references = { room = { to = "holds", on_delete = "restrict" } }
"#;

fn with_rooms() -> Value {
    let mut schema = holds_schema();
    schema["properties"]["room"] = json!({"type": "string"});
    schema
}

#[tokio::test]
async fn a_reference_leads_to_a_document_of_the_same_space_or_is_refused() {
    let mut shop = Shop::new().await;
    let next = ROOMS.replace("version = 1", "version = 2").replace(
        "fields = {",
        "unique = [[\"on\", \"rank\"]]\nfields = { fee = \"number\", on = \"date\", open = \"boolean\", ",
    );
    shop.redeclare(&next, &with_rooms()).await.unwrap();
    let room = |id: &str| hold(&json!({"city": "Hull", "rank": 1, "room": id}));
    let own = shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 7}))).await.unwrap();
    let foreign = shop.put(&member(2), seen_by(Visibility::Public)).await.unwrap();
    let absent = DocumentId::from_parts(9, &[9; 10]).to_string();
    for id in [foreign.id.to_string().as_str(), &absent, "no id", "' OR 1=1 --"] {
        let before = count(&shop, &member(1)).await;
        let batch = vec![Write::Put(hold(&json!({"city": "York", "rank": 5}))), Write::Put(room(id))];
        let error = shop.collections.commit(&member(1), batch).await.unwrap_err();
        assert!(told(&error).starts_with("/room: "), "{id}: {error}");
        assert_eq!(count(&shop, &member(1)).await, before, "{id}");
    }
    let referring = shop.put(&member(1), room(&own.id.to_string())).await.unwrap();
    let error = shop.delete(&member(1), own.id, None).await.unwrap_err();
    assert!(told(&error).contains("`holds`") || told(&error).contains("holds"), "{error}");
    assert!(shop.get(&member(1), own.id).await.is_some(), "what is referred to stays");
    let moved = edit(&referring, &json!({"city": "Hull", "rank": 1, "room": foreign.id.to_string()}));
    assert!(shop.put(&member(1), moved).await.is_err(), "a change is judged like a new one");
}

#[tokio::test]
async fn nobody_writes_into_a_space_that_is_not_theirs() {
    let shop = Shop::new().await;
    let theirs = shop.put(&member(2), seen_by(Visibility::Public)).await.unwrap();
    // The caller's space is the host's word; whoever is no member there may leave something, and changes nothing.
    for who in [visitor(2), stranger(2), member(1), visitor(1)] {
        let take = Put { parties: vec![who.caller.space], ..edit(&theirs, &json!({"city": "Mine", "rank": 1})) };
        let error = shop.put(&who, take).await.unwrap_err();
        assert!(matches!(error, PluginError::Denied(_) | PluginError::NotFound), "{:?}: {error}", who.caller);
        let target = || Target { collection: "holds".to_owned(), id: theirs.id, expect_version: None };
        for write in [Write::Delete(target()), Write::Restore(target()), Write::Purge(target())] {
            let error = shop.collections.commit(&who, vec![write]).await.unwrap_err();
            assert!(matches!(error, PluginError::Denied(_) | PluginError::NotFound), "{:?}: {error}", who.caller);
        }
        let same_id = Put { id: Some(theirs.id), ..hold(&json!({"city": "Mine", "rank": 1})) };
        if who.caller.space != theirs.space {
            assert_eq!(shop.put(&who, same_id).await, Err(PluginError::Duplicate("id".to_owned())));
        } else {
            assert!(shop.put(&who, same_id).await.is_err());
        }
    }
    assert_eq!(shop.get(&member(2), theirs.id).await, Some(theirs.clone()));
    let nobody: SpaceId = super::space_id(77);
    let stray = Put { parties: vec![nobody; 60], ..seen_by(Visibility::Parties) };
    let kept = shop.put(&member(1), stray).await.unwrap();
    assert_eq!(kept.parties, [nobody], "named often, kept once");
}
