//! Earlier versions of documents, on both databases.

use loadin_types::{
    Scope,
    data::{Target, Write},
    ports::Collections as _,
};
use serde_json::json;

use super::{HOLDS, Shop, edit, hold, holds_schema, member};
use crate::{KeptVersion, testing::space_id, versions};

async fn history(shop: &Shop, space: u8, id: loadin_types::DocumentId) -> Vec<KeptVersion> {
    let plugin = "org.example.book".to_owned().try_into().unwrap();
    let scope = Scope::for_auth_only(space_id(space), None);
    versions(shop.store.storage.reader(), &scope, (&plugin, "holds"), id).await.unwrap()
}

fn numbers(kept: &[KeptVersion]) -> Vec<u64> {
    kept.iter().map(|version| version.version).collect()
}

#[tokio::test]
async fn what_a_document_said_before_is_kept_with_who_and_what() {
    let shop = Shop::new().await;
    shop.store.person(1).await;
    let first = shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 1}))).await.unwrap();
    let second = shop.put(&member(1), edit(&first, &json!({"city": "York", "rank": 1}))).await.unwrap();
    shop.delete(&member(1), second.id, Some(2)).await.unwrap();
    let target = Target { collection: "holds".to_owned(), id: first.id, expect_version: None };
    shop.collections.commit(&member(1), vec![Write::Restore(target.clone())]).await.unwrap();
    let kept = history(&shop, 1, first.id).await;
    assert_eq!(numbers(&kept), [4, 3, 2, 1]);
    assert_eq!(kept.iter().map(|kept| kept.is_deleted).collect::<Vec<_>>(), [false, true, false, false]);
    assert!(kept[0].data.contains("York") && kept[3].data.contains("Hull"), "{kept:?}");
    assert_eq!((kept[3].by.as_deref(), kept[3].at), (Some("Person 1"), first.updated));
    assert!(history(&shop, 2, first.id).await.is_empty(), "another space is told of none");
    shop.delete(&member(1), first.id, None).await.unwrap();
    shop.collections.commit(&member(1), vec![Write::Purge(target)]).await.unwrap();
    assert!(history(&shop, 1, first.id).await.is_empty());
    let left = shop.store.storage.reader();
    let count = left.statement("SELECT count(*) FROM document_versions", []);
    let row = sea_orm::ConnectionTrait::query_one_raw(left.rows(), count).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 0, "a purge leaves nothing");
}

#[tokio::test]
async fn the_oldest_versions_go_and_none_are_kept_where_none_are_wanted() {
    let mut shop = Shop::new().await;
    for (history_of, expected) in [(2, vec![6, 5, 4]), (0, vec![6])] {
        shop.redeclare(&format!("{HOLDS}history = {history_of}\n"), &holds_schema()).await.unwrap();
        let mut last = shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 0}))).await.unwrap();
        for rank in 1..6 {
            last = shop.put(&member(1), edit(&last, &json!({"city": "Hull", "rank": rank}))).await.unwrap();
        }
        assert_eq!(numbers(&history(&shop, 1, last.id).await), expected);
    }
}

/// Prints what it costs: `LOADIN_MEASURE=1 cargo nextest run -p loadin-storage -E 'test(keeping_versions)' --no-capture`.
#[tokio::test]
async fn keeping_versions_costs_a_part_of_a_replacement() {
    let many = if std::env::var_os("LOADIN_MEASURE").is_some() { 2_000 } else { 20 };
    let mut shop = Shop::new().await;
    for round in 0..2 {
        for kept in [0, 20] {
            shop.redeclare(&format!("{HOLDS}history = {kept}\n"), &holds_schema()).await.unwrap();
            let mut last = shop.put(&member(1), hold(&json!({"city": "Hull", "rank": 0}))).await.unwrap();
            let began = std::time::Instant::now();
            for rank in 0..many {
                last = shop.put(&member(1), edit(&last, &json!({"city": "Hull", "rank": rank}))).await.unwrap();
            }
            assert_eq!(last.version, many + 1);
            if many > 20 {
                eprintln!("round {round}: history = {kept}: {many} replacements in {:?}", began.elapsed());
            }
        }
    }
}
