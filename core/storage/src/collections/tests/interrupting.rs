//! An online change that dies at any step: it goes on where it stopped, and ends as if nothing had been.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use loadin_types::{
    data::{Reach, Write},
    ports::Collections as _,
};
use serde_json::{Value, json};

use super::{
    Collections, HOLDS, Shop,
    declaring::{richer_schema, with_more},
    hold, manifest, member,
};

const DOCUMENTS: i64 = 2_200;

/// Lets a future go on so many times, then drops it. Returns true when it came to its end.
async fn at_most(times: u32, work: impl Future) -> bool {
    let (mut work, mut left) = (pin!(work), times);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending if left == 0 => Poll::Ready(false),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn filled() -> Shop {
    let mut shop = Shop::new().await;
    shop.redeclare(&HOLDS.replace("version = 1", "version = 2"), &richer_schema()).await.unwrap();
    for first in (0..DOCUMENTS).step_by(100) {
        let put = |rank: i64| {
            let (note, tag) = (format!("loud night {}", rank % 97), if rank % 3 == 0 { "a" } else { "b" });
            let at = json!({"lat": 53 + rank % 9, "lon": -0.3});
            Write::Put(hold(&json!({"city": "Hull", "rank": rank, "note": note, "tags": [tag], "at": at})))
        };
        shop.collections.commit(&member(1), (first..first + 100).map(put).collect()).await.unwrap();
    }
    shop
}

/// Opens the next release; what it leaves to be done is not done.
async fn opened(shop: &Shop) -> Collections {
    let next = manifest(shop.plugin.path(), &with_more(3), &richer_schema());
    Collections::open(shop.store.storage.clone(), &[next], shop.tools.clone()).await.unwrap()
}

async fn answers(collections: &Collections) -> Vec<u64> {
    let mut counts = Vec::new();
    for filter in [
        json!({"text": "night 13"}),
        json!({"field": "tags", "op": "contains", "value": "a"}),
        json!({"field": "note", "op": "eq", "value": "loud night 13"}),
        json!({"field": "at", "op": "within", "value": {"lat": 53, "lon": -0.3, "km": 10}}),
    ] {
        let filter: Value = filter;
        counts.push(collections.count(&member(1), "holds", Reach::Mine, Some(&filter.to_string())).await.unwrap());
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_dies_at_any_step_goes_on_and_ends_as_if_nothing_had_been() {
    let whole = filled().await;
    let collections = opened(&whole).await;
    collections.settle().await.unwrap();
    let expected = answers(&collections).await;
    assert!(expected.iter().all(|count| *count > 0), "{expected:?}");

    let shop = filled().await;
    let mut deaths = 0;
    for times in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89] {
        let collections = opened(&shop).await;
        if at_most(times, collections.settle()).await {
            break;
        }
        deaths += 1;
        // Meanwhile the release before is still asked what it always could be.
        let city = json!({"field": "city", "op": "eq", "value": "Hull"}).to_string();
        let all = collections.count(&member(1), "holds", Reach::Mine, Some(&city)).await.unwrap();
        assert_eq!(all, DOCUMENTS.unsigned_abs());
    }
    assert!(deaths >= 3, "it died {deaths} times");
    let collections = opened(&shop).await;
    collections.settle().await.unwrap();
    assert_eq!(answers(&collections).await, expected, "after {deaths} deaths");
}
