//! Questions: filters, order, pages, and that they run on indexes.

use loadin_query::{Filter, Order};
use loadin_types::{
    PluginError,
    data::{DataContext, Found, Put, Query, Reach, Visibility, Write},
    ports::Collections as _,
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{Shop, hold, member, seen_by, stranger, told};
use crate::{
    collections::query::{Asker, PageAsked},
    dialect::Dialect,
    testing::TestStore,
};

fn all(reach: Reach) -> Query {
    Query { reach, filter: None, order_by: Vec::new(), fields: Vec::new(), limit: 200, cursor: None }
}

fn by(order: &str, limit: u32) -> Query {
    Query { order_by: vec![order.to_owned()], limit, ..all(Reach::Mine) }
}

fn ranks(found: &Found) -> Vec<i64> {
    let rank = |text: &str| serde_json::from_str::<Value>(text).unwrap()["rank"].as_i64().unwrap();
    found.documents.iter().map(|document| rank(&document.data)).collect()
}

async fn fill(shop: &Shop, who: &DataContext) {
    for (city, rank) in [("York", 3), ("Hull", 1), ("Hull", 4), ("Leeds", 2), ("Hull", 5)] {
        let fee = f64::from(rank) / 10.0;
        shop.put(who, hold(&json!({"city": city, "rank": rank, "fee": fee, "open": rank > 2}))).await.unwrap();
    }
}

#[tokio::test]
async fn a_field_is_looked_up_by_its_value() {
    let shop = Shop::new().await;
    let who = member(1);
    fill(&shop, &who).await;
    fill(&shop, &member(2)).await;
    for (filter, expected) in [
        (Filter::eq("city", "Hull"), vec![1, 4, 5]),
        (Filter::eq("city", "hull"), vec![]),
        (Filter::eq("rank", 3), vec![3]),
        (Filter::eq("open", false), vec![1, 2]),
        (Filter::eq("fee", 0.3), vec![3]),
        (Filter::eq("on", Value::Null), vec![3, 1, 4, 2, 5]),
        (Filter::eq("city", "' OR 1=1 --"), vec![]),
    ] {
        let query = Query { filter: Some(filter.json().to_string()), ..all(Reach::Mine) };
        assert_eq!(ranks(&shop.collections.find(&who, "holds", &query).await.unwrap()), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn pages_lead_through_a_list_and_back() {
    let shop = Shop::new().await;
    let who = member(1);
    fill(&shop, &who).await;
    for (order, expected) in [("city", [1, 4, 5, 2, 3]), ("-city", [3, 2, 5, 4, 1]), ("rank", [1, 2, 3, 4, 5])] {
        let mut query = by(order, 2);
        let mut pages = Vec::new();
        loop {
            let found = shop.collections.find(&who, "holds", &query).await.unwrap();
            pages.push(ranks(&found));
            query.cursor = found.next.clone();
            if found.next.is_none() {
                query.cursor = found.prev;
                break;
            }
        }
        assert_eq!(pages.concat(), expected, "{order}");
        let mut back = Vec::new();
        while query.cursor.is_some() {
            let found = shop.collections.find(&who, "holds", &query).await.unwrap();
            back.push(ranks(&found));
            query.cursor = found.prev;
        }
        back.reverse();
        assert_eq!(back, pages[..2], "{order}, backwards");
    }
    let by_age = Query { limit: 1, order_by: vec!["-id".to_owned()], ..all(Reach::Mine) };
    assert_eq!(ranks(&shop.collections.find(&who, "holds", &by_age).await.unwrap()), [5]);
}

#[tokio::test]
async fn a_cursor_from_elsewhere_is_refused() {
    let shop = Shop::new().await;
    let who = member(1);
    fill(&shop, &who).await;
    fill(&shop, &member(2)).await;
    let cursor = shop.collections.find(&who, "holds", &by("city", 2)).await.unwrap().next;
    let with = |query: Query| Query { cursor: cursor.clone(), ..query };
    assert!(shop.collections.find(&who, "holds", &with(by("city", 3))).await.is_ok(), "a page may change its size");
    for (who, query) in [
        (member(2), with(by("city", 2))),
        (stranger(1), with(by("city", 2))),
        (who.clone(), with(by("-city", 2))),
        (who.clone(), with(Query { filter: Some(Filter::eq("city", "Hull").json().to_string()), ..by("city", 2) })),
        (who.clone(), Query { cursor: Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()), ..by("city", 2) }),
    ] {
        let error = shop.collections.find(&who, "holds", &query).await.unwrap_err();
        assert!(told(&error).contains("does not belong to this question"), "{error}");
    }
}

#[tokio::test]
async fn what_no_index_answers_is_refused_in_words() {
    let shop = Shop::new().await;
    let filtered = |json: &str| Query { filter: Some(json.to_owned()), ..all(Reach::Mine) };
    for (query, said) in [
        (filtered(r#"{"field":"note","op":"eq","value":"x"}"#), "`note`: the collection does not declare it"),
        (filtered(r#"{"field":"rank","op":"eq","value":"x"}"#), "`rank` must be a whole number"),
        (filtered(r#"{"field":"id","op":"eq","value":"x"}"#), "`id` must be the id"),
        (filtered(r#"{"and":[]}"#), "a list of at least one filter"),
        (filtered(r#"{"field":"city","op":"like","value":"H%"}"#), "there is no operator `like`"),
        (by("note", 2), "`note`: the collection does not declare it"),
        (by("fee", 2), "`fee`: the schema does not require it"),
        (by("city", 0), "limit must be 1 to 200"),
        (by("city", 201), "limit must be 1 to 200"),
        (Query { order_by: vec!["city".to_owned(); 5], ..all(Reach::Mine) }, "4 is the most"),
    ] {
        let error = shop.collections.find(&member(1), "holds", &query).await.unwrap_err();
        assert!(told(&error).contains(said), "{error}");
    }
    let other = shop.collections.find(&member(1), "c1_holds", &all(Reach::Mine)).await.unwrap_err();
    assert!(matches!(other, PluginError::Invalid(_)), "{other}");
}

#[tokio::test]
async fn a_foreign_document_changes_no_answer() {
    let shop = Shop::new().await;
    fill(&shop, &member(1)).await;
    let before = shop.collections.find(&member(1), "holds", &by("city", 3)).await.unwrap();
    let visible = shop.collections.find(&member(1), "holds", &all(Reach::Visible)).await.unwrap();
    fill(&shop, &member(2)).await;
    assert_eq!(shop.collections.find(&member(1), "holds", &by("city", 3)).await.unwrap(), before);
    assert_eq!(shop.collections.find(&member(1), "holds", &all(Reach::Visible)).await.unwrap(), visible);
    shop.put(&member(2), seen_by(Visibility::Instance)).await.unwrap();
    let more = shop.collections.find(&member(1), "holds", &all(Reach::Visible)).await.unwrap();
    assert_eq!(more.documents.len(), visible.documents.len() + 1);
}

#[tokio::test]
async fn every_shape_of_question_runs_on_an_index() {
    let shop = Shop::over(TestStore::at_most(None).await).await;
    let who = member(1);
    let shelf = shop.collections.shelf(&who.plugin, "holds").unwrap();
    let filtered = |reach, field: &str, value: Value| Query {
        filter: Some(Filter::eq(field, value).json().to_string()),
        ..all(reach)
    };
    for (who, query, index) in [
        (&who, all(Reach::Mine), "c1__live (space=?)"),
        (&who, all(Reach::Deleted), "c1__deleted (space=?)"),
        (&who, filtered(Reach::Mine, "city", json!("Hull")), "c1__i_city (space=? AND f_city=?)"),
        (&who, by("city", 10), "c1__i_city (space=?)"),
        (&who, filtered(Reach::Visible, "city", json!("Hull")), "c1__s_city (f_city=?)"),
        (&who, filtered(Reach::Visible, "city", json!("Hull")), "c1__i_city (space=? AND f_city=?)"),
        (&who, all(Reach::Visible), "SEARCH p USING PRIMARY KEY (party=?)"),
        (&who, all(Reach::Visible), "c1__shared"),
        (&stranger(1), filtered(Reach::Visible, "city", json!("Hull")), "c1__s_city (f_city=?)"),
        (&stranger(1), all(Reach::Visible), "c1__shared"),
    ] {
        let condition = query.filter.as_ref().map(|text| Filter::parse(text).unwrap().check(&shelf.shape).unwrap());
        let order = Order::check(&shelf.shape, &query.order_by, None).unwrap();
        let asker = Asker { dialect: Dialect::Sqlite, shelf: &shelf, context: who, reach: query.reach };
        let sql = asker.page(&PageAsked { condition: condition.as_ref(), order: &order, place: None, limit: 10 });
        let plan = Dialect::Sqlite.statement(&format!("EXPLAIN QUERY PLAN {}", sql.text), sql.values);
        let rows = shop.store.storage.reader().rows().query_all_raw(plan).await.unwrap();
        let steps: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        let plan = steps.join("; ");
        assert!(plan.contains(index), "{query:?}: {plan}");
        assert!(
            !steps
                .iter()
                .any(|step| step == "SCAN d" || step.contains("autoindex_c1_holds_1") && step.starts_with("SCAN")),
            "{query:?}: {plan}"
        );
    }
}

/// Enough documents that PostgreSQL finds an index worth it, and counts of them that it believes.
async fn known_to_the_planner(shop: &Shop) {
    for space in 1..=10 {
        for first in (0..400).step_by(100) {
            let put = |rank: i64| {
                let shared = rank % 100 == 0;
                let visibility = shared.then_some(Visibility::Instance);
                Write::Put(Put {
                    visibility,
                    ..hold(&json!({"city": format!("Town {}", rank % 50), "rank": rank, "fee": 1.5}))
                })
            };
            shop.collections.commit(&member(space), (first..first + 100).map(put).collect()).await.unwrap();
        }
    }
    let analyse = crate::testing::batch(|tx: &crate::Tx| {
        Box::pin(async move {
            tx.rows().execute_unprepared("ANALYZE").await?;
            Ok::<_, crate::StoreError>(())
        })
    });
    shop.store.storage.write(analyse).await.unwrap();
}

#[tokio::test]
async fn every_shape_of_question_runs_on_an_index_of_postgresql_too() {
    let shop = Shop::new().await;
    if shop.store.storage.reader().dialect() != Dialect::Postgres {
        return;
    }
    known_to_the_planner(&shop).await;
    let who = member(1);
    let shelf = shop.collections.shelf(&who.plugin, "holds").unwrap();
    let filtered = |reach, field: &str, value: Value| Query {
        filter: Some(Filter::eq(field, value).json().to_string()),
        ..all(reach)
    };
    let between =
        json!({"and": [{"field": "rank", "op": "ge", "value": 5}, {"field": "rank", "op": "lt", "value": 9}]});
    for (who, query, indexes) in [
        (&who, Query { limit: 10, ..all(Reach::Mine) }, &["c1__live"][..]),
        (&who, all(Reach::Deleted), &["c1__deleted"]),
        (&who, filtered(Reach::Mine, "city", json!("Town 7")), &["c1__i_city"]),
        (&who, Query { filter: Some(between.to_string()), ..all(Reach::Mine) }, &["c1__i_rank"]),
        (&who, by("city", 10), &["c1__i_city"]),
        (&who, filtered(Reach::Visible, "city", json!("Town 7")), &["c1__s_city", "c1__i_city"]),
        (&who, all(Reach::Visible), &["c1__live", "c1__shared"]),
        (&stranger(1), filtered(Reach::Visible, "city", json!("Town 7")), &["c1__s_city"]),
        (&stranger(1), all(Reach::Visible), &["c1__shared"]),
    ] {
        let condition = query.filter.as_ref().map(|text| Filter::parse(text).unwrap().check(&shelf.shape).unwrap());
        let order = Order::check(&shelf.shape, &query.order_by, None).unwrap();
        let asker = Asker { dialect: Dialect::Postgres, shelf: &shelf, context: who, reach: query.reach };
        let sql =
            asker.page(&PageAsked { condition: condition.as_ref(), order: &order, place: None, limit: query.limit });
        let plan = Dialect::Postgres.statement(&format!("EXPLAIN {}", sql.text), sql.values);
        let rows = shop.store.storage.reader().rows().query_all_raw(plan).await.unwrap();
        let steps: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let plan = steps.join("\n");
        assert!(indexes.iter().all(|index| plan.contains(index)), "{query:?}:\n{plan}");
        assert!(!plan.contains("Seq Scan on c1_holds d"), "{query:?}:\n{plan}");
    }
}
