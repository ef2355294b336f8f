//! How long others wait while a collection is brought to a new release.
//!
//! `LOADIN_CHANGE_DOCUMENTS=100000 cargo test -p loadin-storage --release waiting -- --nocapture` prints the figures.
//! Rule: the bound is for 100,000 documents, and held only where the variable is set.

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use loadin_types::{
    data::{Query, Reach, Write},
    ports::Collections as _,
};
use serde_json::json;

use super::{Collections, HOLDS, Shop, declaring::richer_schema, declaring::with_more, hold, member};

const MOST: Duration = Duration::from_secs(3);

fn documents() -> i64 {
    std::env::var("LOADIN_CHANGE_DOCUMENTS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers_go_on_while_a_collection_gets_fields_indexes_words_and_points() {
    let mut shop = Shop::new().await;
    shop.redeclare(&HOLDS.replace("version = 1", "version = 2"), &richer_schema()).await.unwrap();
    let count = documents();
    for first in (0..count).step_by(500) {
        let put = |rank: i64| {
            let note = format!("loud night {} of the long week", rank % 97);
            let data = json!({"city": "Hull", "rank": rank, "note": note, "tags": ["a", "b"], "at": {"lat": 53.7, "lon": -0.3}});
            Write::Put(hold(&data))
        };
        shop.collections.commit(&member(1), (first..first + 500).map(put).collect()).await.unwrap();
    }
    let manifest = super::manifest(shop.plugin.path(), &with_more(3), &richer_schema());
    let began = Instant::now();
    let opened = Collections::open(shop.store.storage.clone(), &[manifest], shop.tools.clone()).await.unwrap();
    let (collections, declared) = (Arc::new(opened), began.elapsed());
    let is_over = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn({
        let (collections, is_over) = (Arc::clone(&collections), Arc::clone(&is_over));
        async move {
            let mut longest = Duration::ZERO;
            for rank in 10_000_000.. {
                let write = vec![Write::Put(hold(&json!({"city": "York", "rank": rank, "note": "new"})))];
                let asked = Instant::now();
                collections.commit(&member(1), write).await.unwrap();
                longest = longest.max(asked.elapsed());
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
            }
            longest
        }
    });
    let reading = tokio::spawn({
        let (collections, is_over) = (Arc::clone(&collections), Arc::clone(&is_over));
        async move {
            let mut longest = Duration::ZERO;
            while !is_over.load(Ordering::SeqCst) {
                let page = Query {
                    reach: Reach::Mine,
                    filter: Some(json!({"field": "rank", "op": "lt", "value": 100}).to_string()),
                    order_by: vec!["rank".to_owned()],
                    fields: Vec::new(),
                    limit: 50,
                    cursor: None,
                };
                let asked = Instant::now();
                assert_eq!(collections.find(&member(1), "holds", &page).await.unwrap().documents.len(), 50);
                longest = longest.max(asked.elapsed());
            }
            longest
        }
    });
    collections.settle().await.unwrap();
    let whole = began.elapsed();
    is_over.store(true, Ordering::SeqCst);
    let (write, read) = (writing.await.unwrap(), reading.await.unwrap());
    let told = format!(
        "{count} documents: the declaration took {declared:?}, everything {whole:?}; the longest write {write:?}, read {read:?}"
    );
    writeln!(std::io::stderr(), "{told}").unwrap();
    // The short form shares the machine with all other tests: what it shows is that both go on.
    let is_measured = std::env::var_os("LOADIN_CHANGE_DOCUMENTS").is_some();
    assert!(!is_measured || (write < MOST && read < MOST), "{told}");
}
