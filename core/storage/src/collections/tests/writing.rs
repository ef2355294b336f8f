//! Who may write what, and what a refused batch leaves behind: nothing.

use loadin_types::{
    DocumentId, PluginError,
    data::{Document, Put, Query, Reach, Target, Visibility, Write},
    ports::Collections as _,
};
use serde_json::{Value, json};

use super::{Shop, edit, hold, member, seen_by, stranger, told, visitor};
use crate::testing::{TestStore, space_id};

#[tokio::test]
async fn a_document_comes_back_as_it_was_kept() {
    let shop = Shop::new().await;
    let made = shop.put(&member(1), hold(&json!({"rank": 1, "city": "Hull", "note": null}))).await;
    assert!(told(&made.unwrap_err()).contains("/note"), "the schema wants text where there is a note");
    let made = shop.put(&member(1), hold(&json!({"rank": 1, "city": "Hüll"}))).await.unwrap();
    assert_eq!(
        (made.version, made.visibility, made.data.as_str()),
        (1, Visibility::Space, r#"{"rank":1,"city":"Hüll"}"#)
    );
    assert_eq!(shop.get(&member(1), made.id).await, Some(made.clone()));
    let changed = shop.put(&member(1), edit(&made, &json!({"rank": 2, "city": "Hull"}))).await.unwrap();
    assert_eq!((changed.version, changed.created), (2, made.created));
    assert!(changed.updated > made.updated);
}

#[tokio::test]
async fn of_two_edits_at_once_one_is_told_the_current_version() {
    let shop = Shop::new().await;
    let who = member(1);
    let made = shop.put(&who, hold(&json!({"rank": 1, "city": "Hull"}))).await.unwrap();
    let (first, second) = tokio::join!(
        shop.put(&who, edit(&made, &json!({"rank": 2, "city": "Hull"}))),
        shop.put(&who, edit(&made, &json!({"rank": 3, "city": "Hull"}))),
    );
    let won = first.clone().or(second.clone()).unwrap();
    assert_eq!(first.and(second), Err(PluginError::Conflict(2)));
    assert_eq!(shop.get(&who, made.id).await, Some(won));
    let stale = shop.delete(&who, made.id, Some(1)).await;
    assert_eq!(stale, Err(PluginError::Conflict(2)));
}

#[tokio::test]
async fn what_exists_is_not_made_twice() {
    let shop = Shop::new().await;
    let made = shop.put(&member(1), hold(&json!({"rank": 1, "city": "Hull", "on": "2027-05-01"}))).await.unwrap();
    let again = |data: Value| Put { id: Some(made.id), ..hold(&data) };
    let own = shop.put(&member(1), again(json!({"rank": 1, "city": "York"}))).await;
    assert_eq!(own, Err(PluginError::Conflict(1)));
    let foreign = shop.put(&member(2), again(json!({"rank": 1, "city": "York"}))).await;
    assert_eq!(foreign, Err(PluginError::Duplicate("id".to_owned())), "no version of a foreign document is told");
    let same = json!({"rank": 1, "city": "York", "on": "2027-05-01"});
    assert_eq!(shop.put(&member(1), hold(&same)).await, Err(PluginError::Duplicate("on, rank".to_owned())));
    assert!(shop.put(&member(2), hold(&same)).await.is_ok(), "another space has its own first of May");
    shop.delete(&member(1), made.id, None).await.unwrap();
    assert!(shop.put(&member(1), hold(&same)).await.is_ok(), "a deleted document holds no place");
}

#[tokio::test]
async fn a_batch_is_whole_or_nothing() {
    let shop = Shop::new().await;
    let who = member(1);
    let made = shop.put(&who, hold(&json!({"rank": 1, "city": "Hull", "on": "2027-05-01"}))).await.unwrap();
    let batch = vec![
        Write::Put(hold(&json!({"rank": 2, "city": "York"}))),
        Write::Delete(Target { collection: "holds".to_owned(), id: made.id, expect_version: Some(1) }),
        Write::Put(hold(&json!({"rank": 5, "city": "Leeds", "on": "2027-05-01"}))),
        Write::Put(hold(&json!({"rank": 5, "city": "Selby", "on": "2027-05-01"}))),
    ];
    let refused = shop.collections.commit(&who, batch.clone()).await.unwrap_err();
    assert_eq!(refused, PluginError::Duplicate("on, rank".to_owned()));
    assert_eq!(shop.get(&who, made.id).await, Some(made.clone()), "not even the deletion stays");
    let all =
        Query { reach: Reach::Mine, filter: None, order_by: Vec::new(), fields: Vec::new(), limit: 10, cursor: None };
    assert_eq!(shop.collections.find(&who, "holds", &all).await.unwrap().documents, [made]);
    assert_eq!(shop.collections.commit(&who, batch[..3].to_vec()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_deleted_document_is_seen_by_its_owner_alone() {
    let shop = Shop::new().await;
    let made = shop.put(&member(1), seen_by(Visibility::Public)).await.unwrap();
    shop.delete(&member(1), made.id, Some(1)).await.unwrap();
    let deleted = Query {
        reach: Reach::Deleted,
        filter: None,
        order_by: Vec::new(),
        fields: Vec::new(),
        limit: 10,
        cursor: None,
    };
    for (who, count) in [(member(1), 1), (member(2), 0), (visitor(1), 0), (stranger(1), 0)] {
        assert_eq!(shop.get(&who, made.id).await, None);
        let found = shop.collections.find(&who, "holds", &deleted).await.unwrap();
        assert_eq!(found.documents.len(), count, "{:?}", who.caller.kind);
    }
    assert_eq!(shop.delete(&member(1), made.id, None).await, Err(PluginError::NotFound));
    assert_eq!(
        shop.put(&member(1), edit(&made, &json!({"rank": 1, "city": "Hull"}))).await,
        Err(PluginError::NotFound)
    );
}

#[tokio::test]
async fn who_may_see_a_document_is_what_its_visibility_says() {
    let shop = Shop::new().await;
    let viewers = [member(1), member(2), member(3), visitor(1), visitor(3), stranger(1), stranger(3)];
    for (visibility, sees) in [
        (Visibility::Space, [true, false, false, false, false, false, false]),
        (Visibility::Parties, [true, true, false, false, false, false, false]),
        (Visibility::Instance, [true, true, true, true, true, false, false]),
        (Visibility::Public, [true; 7]),
    ] {
        let parties = if visibility == Visibility::Space { Vec::new() } else { vec![space_id(2), space_id(1)] };
        let made = shop.put(&member(1), Put { parties, ..seen_by(visibility) }).await.unwrap();
        for (viewer, sees) in viewers.iter().zip(sees) {
            let seen = shop.get(viewer, made.id).await;
            assert_eq!(seen.is_some(), sees, "{visibility} by {:?}", viewer.caller);
            let is_concerned = sees && visibility != Visibility::Space && [member(1), member(2)].contains(viewer);
            let told = if is_concerned { vec![space_id(2)] } else { Vec::new() };
            assert_eq!(seen.map_or(Vec::new(), |document| document.parties), told, "{visibility}");
            let by_id = Query {
                reach: Reach::Visible,
                filter: Some(loadin_query::Filter::eq("id", made.id.to_string()).json().to_string()),
                order_by: Vec::new(),
                fields: Vec::new(),
                limit: 5,
                cursor: None,
            };
            let found = shop.collections.find(viewer, "holds", &by_id).await.unwrap().documents;
            assert_eq!(found.len(), usize::from(sees), "find and get agree");
        }
    }
}

#[tokio::test]
async fn only_the_owner_changes_a_document_and_others_learn_no_more_than_they_see() {
    let shop = Shop::new().await;
    let secret = shop.put(&member(1), hold(&json!({"rank": 1, "city": "Hull"}))).await.unwrap();
    let shared = Put { parties: vec![space_id(2)], ..seen_by(Visibility::Parties) };
    let shared = shop.put(&member(1), shared).await.unwrap();
    let change =
        |document: &Document| Put { expect_version: Some(7), ..edit(document, &json!({"rank": 1, "city": "X"})) };
    let random = DocumentId::from_parts(5, &[5; 10]);
    for who in [member(2), member(3), visitor(1), stranger(1)] {
        let secret_put = shop.put(&who, change(&secret)).await;
        let random_put = shop.put(&who, Put { id: Some(random), ..change(&secret) }).await;
        assert_eq!(secret_put, Err(PluginError::NotFound));
        assert_eq!(secret_put, random_put, "a foreign id and a random one are answered alike");
        assert_eq!(shop.delete(&who, secret.id, None).await, Err(PluginError::NotFound));
    }
    let party = shop.put(&member(2), change(&shared)).await.unwrap_err();
    assert!(matches!(party, PluginError::Denied(_)), "a party knows it, and may only read: {party}");
    assert_eq!(shop.get(&member(1), shared.id).await, Some(shared));
}

#[tokio::test]
async fn a_passer_by_may_leave_something_that_only_the_space_sees() {
    let shop = Shop::new().await;
    let enquiry = shop.put(&stranger(1), hold(&json!({"rank": 1, "city": "Hull"}))).await.unwrap();
    assert_eq!(shop.get(&stranger(1), enquiry.id).await, None);
    assert!(shop.get(&member(1), enquiry.id).await.is_some());
}

#[tokio::test]
async fn parties_come_and_go_with_the_document() {
    let shop = Shop::new().await;
    let with = |parties: &[u8], put: Put| Put { parties: parties.iter().map(|n| space_id(*n)).collect(), ..put };
    let data = json!({"rank": 1, "city": "Hull"});
    let made = shop.put(&member(1), with(&[2], seen_by(Visibility::Parties))).await.unwrap();
    let moved = shop.put(&member(1), with(&[3], edit(&made, &data))).await.unwrap();
    assert_eq!(moved.visibility, Visibility::Parties, "it stays as it was when nobody says otherwise");
    assert_eq!(
        (shop.get(&member(2), made.id).await.is_some(), shop.get(&member(3), made.id).await.is_some()),
        (false, true)
    );
    let closed = Put { visibility: Some(Visibility::Space), ..with(&[3], edit(&moved, &data)) };
    assert!(told(&shop.put(&member(1), closed.clone()).await.unwrap_err()).contains("nobody but the owner"));
    shop.put(&member(1), with(&[], closed)).await.unwrap();
    assert_eq!(shop.get(&member(3), made.id).await, None);
    let early = with(&[2], hold(&data));
    assert!(told(&shop.put(&member(1), early).await.unwrap_err()).contains("nobody but the owner"));
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_in_words() {
    let shop = Shop::new().await;
    for (put, said) in [
        (hold(&json!({"rank": 1})), "city"),
        (hold(&json!({"rank": 1.5, "city": "Hull"})), "/rank"),
        (hold(&json!({"rank": 1, "city": "Hull", "owner": "me"})), "owner"),
        (hold(&json!({"rank": 9_007_199_254_740_993_i64, "city": "Hull"})), "/rank: must be a whole number"),
        (hold(&json!({"rank": 1, "city": "Hull", "on": "2027-02-30"})), "/on"),
        (Put { data: "{\"rank\":1,\"rank\":2,\"city\":\"Hull\"}".to_owned(), ..hold(&json!({})) }, "stands twice"),
        (Put { data: "nothing".to_owned(), ..hold(&json!({})) }, "not JSON"),
        (Put { collection: "people".to_owned(), ..hold(&json!({})) }, "declares no collection `people`"),
        (Put { expect_version: Some(1), ..hold(&json!({})) }, "without an id"),
        (
            Put { parties: (2..60).map(space_id).collect(), ..seen_by(Visibility::Parties) },
            "58 parties; 50 is the most",
        ),
    ] {
        let error = shop.put(&member(1), put).await.unwrap_err();
        assert!(told(&error).contains(said), "{error}");
    }
    let large = hold(&json!({"rank": 1, "city": "x".repeat(150_000), "note": "y".repeat(150_000)}));
    let error = shop.put(&member(1), large).await.unwrap_err();
    assert_eq!(error, PluginError::Limit("the document has 300030 bytes; 262144 is the most".to_owned()));
    let many = vec![Write::Put(hold(&json!({"rank": 1, "city": "Hull"}))); 5_001];
    let error = shop.collections.commit(&member(1), many).await.unwrap_err();
    assert_eq!(error, PluginError::Limit("5001 writes in one batch; 5000 is the most".to_owned()));
    let ids = vec![DocumentId::from_parts(1, &[1; 10]); 201];
    assert!(matches!(shop.collections.get(&member(1), "holds", &ids).await, Err(PluginError::Limit(_))));
}

#[tokio::test]
async fn a_full_disk_keeps_what_was_there_and_takes_nothing_of_the_batch() {
    let shop = Shop::over(TestStore::at_most(Some(2 << 20)).await).await;
    let who = member(1);
    let kept = shop.put(&who, hold(&json!({"rank": 1, "city": "Hull"}))).await.unwrap();
    let large = |rank: i32| Write::Put(hold(&json!({"rank": rank, "city": "York", "note": "y".repeat(200_000)})));
    let mut batch = vec![Write::Put(edit(&kept, &json!({"rank": 2, "city": "Hull"})))];
    batch.extend((0..15).map(large));
    let error = shop.collections.commit(&who, batch).await.unwrap_err();
    assert!(matches!(&error, PluginError::Unavailable(words) if words.contains("database.max_size")), "{error}");
    assert_eq!(shop.get(&who, kept.id).await, Some(kept.clone()));
    let all =
        Query { reach: Reach::Mine, filter: None, order_by: Vec::new(), fields: Vec::new(), limit: 10, cursor: None };
    assert_eq!(shop.collections.find(&who, "holds", &all).await.unwrap().documents.len(), 1);
    shop.put(&who, edit(&kept, &json!({"rank": 2, "city": "Hull"}))).await.unwrap();
}
