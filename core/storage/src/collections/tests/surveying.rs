//! What an operator is told of the store, on both databases.

use std::time::{Duration, Instant};

use loadin_types::{
    Timestamp,
    data::{Query, Reach, Visibility},
    ports::Collections as _,
};
use serde_json::json;

use super::{HOLDS, Shop, edit, hold, holds_schema, member, seen_by};
use crate::{Asked, IndexKind, PartState, Remedy, Served, SlowQuestion, Survey, testing::NOW};

async fn survey(shop: &Shop) -> std::sync::Arc<Survey> {
    shop.store.storage.survey(NOW, Duration::from_secs(60)).await.unwrap().unwrap()
}

fn asked(filter: &serde_json::Value, order: &[&str]) -> Query {
    Query {
        filter: Some(filter.to_string()),
        order_by: order.iter().map(|field| (*field).to_owned()).collect(),
        limit: 20,
        cursor: None,
        fields: vec![],
        reach: Reach::Mine,
    }
}

fn slow(shop: &Shop, filter: &str) -> SlowQuestion {
    let all = shop.store.storage.slow_questions();
    let found = all.iter().find(|slow| slow.shape.filter == filter);
    found.unwrap_or_else(|| panic!("no `{filter}` in {all:#?}")).clone()
}

#[tokio::test]
async fn an_operator_sees_counts_sizes_and_states_of_a_collection() {
    let shop = Shop::new().await;
    for space in [1, 2] {
        for rank in 0..3 {
            shop.put(&member(space), hold(&json!({"city": "Hull", "rank": rank}))).await.unwrap();
        }
    }
    let gone = shop.put(&member(1), seen_by(Visibility::Public)).await.unwrap();
    shop.delete(&member(1), gone.id, None).await.unwrap();
    let told = survey(&shop).await;
    let holds = told.collections.first().unwrap();
    assert_eq!((holds.plugin.as_str(), holds.name.as_str(), holds.version), ("org.example.book", "holds", 1));
    assert_eq!((holds.live, holds.deleted, holds.spaces, holds.is_estimate), (6, 1, 2, false));
    assert!(holds.bytes.unwrap() > 0 && holds.index_bytes.unwrap() > 0, "{holds:?}");
    let city = holds.indexes.iter().find(|index| index.fields == ["city"]).unwrap();
    assert_eq!((city.kind, city.state, city.done), (IndexKind::Lookup, PartState::Ready, None));
    assert!(city.bytes.unwrap() > 0 && told.database.bytes > 0 && told.database.step >= 7, "{told:?}");
    assert!(["SQLite", "PostgreSQL"].contains(&told.database.kind));
    assert_eq!(told.database.free.is_some(), told.database.kind == "SQLite");
}

#[tokio::test]
async fn parts_that_are_being_made_are_told_with_how_far_they_are() {
    let shop = Shop::new().await;
    for rank in 0..4 {
        shop.put(&member(1), hold(&json!({"city": "Hull", "rank": rank}))).await.unwrap();
    }
    let more = HOLDS.replace("version = 1", "version = 2").replace("[\"open\"]", "[\"open\"], [\"city\", \"rank\"]");
    let manifest = super::manifest(shop.plugin.path(), &more, &holds_schema());
    super::Collections::open(shop.store.storage.clone(), &[manifest], shop.tools.clone()).await.unwrap();
    let told = survey(&shop).await;
    let holds = told.collections.first().unwrap();
    let new = holds.indexes.iter().find(|index| index.fields == ["city", "rank"]).unwrap();
    assert_eq!((holds.version, new.state, holds.state()), (2, PartState::Adding, PartState::Adding));
}

#[tokio::test]
async fn slow_questions_are_kept_as_shapes_with_what_would_help() {
    let shop = Shop::new().await;
    shop.store.storage.set_slow_ms(0);
    for rank in 0..40 {
        shop.put(&member(1), hold(&json!({"city": format!("Secret {rank}"), "rank": rank, "fee": 12.5})))
            .await
            .unwrap();
    }
    let ask = async |filter: serde_json::Value, order: &[&str]| {
        shop.collections.find(&member(1), "holds", &asked(&filter, order)).await.unwrap();
    };
    ask(json!({"field": "city", "op": "eq", "value": "Secret 3"}), &[]).await;
    ask(json!({"field": "city", "op": "eq", "value": "Secret 4"}), &[]).await;
    ask(json!({"field": "on", "op": "eq", "value": "2027-01-01"}), &[]).await;
    ask(
        json!({"and": [{"field": "fee", "op": "gt", "value": 5}, {"field": "city", "op": "eq", "value": "Secret 5"}]}),
        &["rank"],
    )
    .await;
    ask(json!({"not": {"field": "open", "op": "eq", "value": true}}), &[]).await;
    let once = slow(&shop, "city = ?");
    assert_eq!((once.count, once.shape.asked, once.shape.reach), (2, Asked::Find, "mine"));
    assert_eq!(once.remedy, Remedy::Less, "{once:?}");
    assert_eq!(slow(&shop, "not open = ?").remedy, Remedy::Narrow);
    let both = slow(&shop, "fee > ? and city = ?");
    let fields = ["city", "fee", "rank"].map(str::to_owned).to_vec();
    assert_eq!((both.remedy, both.shape.order), (Remedy::Index(fields), vec!["rank".to_owned()]));
    let told = format!("{:?}", shop.store.storage.slow_questions());
    for value in ["Secret", "2027-01-01", "12.5"] {
        assert!(!told.contains(value), "{value}: {told}");
    }
    let question = json!({"by": [{"field": "city"}], "measures": [{"op": "sum", "field": "fee"}]}).to_string();
    shop.collections.aggregate(&member(1), "holds", &question).await.unwrap();
    let all = shop.store.storage.slow_questions();
    let grouped = all.iter().find(|slow| slow.shape.asked == Asked::Aggregate).unwrap();
    let remedy = Remedy::Aggregate { by: vec!["city".to_owned()], measures: vec!["fee".to_owned()] };
    assert_eq!((&grouped.remedy, &grouped.shape.measures), (&remedy, &vec!["sum(fee)".to_owned()]));
}

#[tokio::test]
async fn a_question_that_was_quick_leaves_nothing_behind() {
    let shop = Shop::new().await;
    shop.store.storage.set_slow_ms(60_000);
    shop.collections.count(&member(1), "holds", Reach::Mine, None).await.unwrap();
    assert!(shop.store.storage.slow_questions().is_empty());
}

#[tokio::test]
async fn the_plan_tells_an_index_from_a_walk() {
    let shop = Shop::new().await;
    shop.store.storage.set_slow_ms(0);
    let mut last = None;
    for rank in 0..400 {
        let document = hold(&json!({"city": format!("c{rank}"), "rank": rank, "fee": 1.5}));
        last = Some(shop.put(&member(1), document).await.unwrap());
    }
    shop.put(&member(1), edit(&last.unwrap(), &json!({"city": "Hull", "rank": 7}))).await.unwrap();
    if shop.store.storage.survey(NOW, Duration::from_secs(60)).await.unwrap().unwrap().database.kind == "PostgreSQL" {
        // What is planned there depends on what is known of the documents; that it is found out is seen above.
        return;
    }
    let ask = async |filter: serde_json::Value, order: &[&str]| {
        shop.collections.find(&member(1), "holds", &asked(&filter, order)).await.unwrap();
    };
    ask(json!({"field": "city", "op": "eq", "value": "c3"}), &[]).await;
    ask(json!({"field": "on", "op": "exists", "value": false}), &[]).await;
    ask(json!({"field": "fee", "op": "eq", "value": 1.5}), &["rank"]).await;
    assert_eq!(slow(&shop, "city = ?").served, Served::Index);
    assert_eq!(slow(&shop, "on is missing").served, Served::Walk);
    assert!([Served::Sorted, Served::Order].contains(&slow(&shop, "fee = ?").served), "{:?}", slow(&shop, "fee = ?"));
}

/// Prints what a survey of 100,000 documents costs: `LOADIN_MEASURE=1 cargo nextest run -p loadin-storage -E
/// 'test(surveying)' --no-capture`.
#[tokio::test]
async fn a_survey_is_told_in_time_however_much_there_is() {
    let many = if std::env::var_os("LOADIN_MEASURE").is_some() { 100_000 } else { 2_000 };
    let shop = Shop::new().await;
    let who = member(1);
    for batch in 0..many / 200 {
        let writes = (0..200).map(|at| {
            let rank = batch * 200 + at;
            let data =
                json!({"city": format!("City {}", rank % 500), "rank": rank, "fee": 12.5, "note": "x".repeat(300)});
            loadin_types::data::Write::Put(hold(&data))
        });
        shop.collections.commit(&who, writes.collect()).await.unwrap();
    }
    let began = Instant::now();
    let told = survey(&shop).await;
    let holds = told.collections.first().unwrap();
    assert_eq!(holds.live, many);
    if many == 100_000 {
        {
            eprintln!("{}: {many} documents surveyed in {:?}, {holds:?}", told.database.kind, began.elapsed());
        }
    }
    let (began, before) = (Instant::now(), Timestamp::from_millis(0));
    let again = shop.store.storage.survey(before, Duration::from_secs(60)).await.unwrap().unwrap();
    assert_eq!(again.made, told.made, "it is told again for a while, not counted again ({:?})", began.elapsed());
}
