//! Bodies that are too large, too slow, or never end, and answers that never come.

use std::{convert::Infallible, time::Duration};

use axum::body::{Body, Bytes};
use futures_util::{StreamExt as _, stream};

use super::unruly;
use crate::{ApiSettings, testing::House};

const SWALLOWS: &str = "/api/test/swallows";

async fn house(change: impl FnOnce(&mut ApiSettings)) -> House {
    House::build(change, unruly::routes()).await
}

fn small(settings: &mut ApiSettings) {
    settings.body_limit = 1 << 20;
}

/// Some bytes, then nothing more, for ever.
fn endless() -> Body {
    let first = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"some"))]);
    Body::from_stream(first.chain(stream::pending()))
}

#[tokio::test]
async fn too_much_is_refused_before_it_is_read_and_while_it_is() {
    let house = house(small).await;
    // What is announced is not even waited for: this body never ends.
    let announced = house.ask("POST", SWALLOWS).header("content-length", "1048577").body(endless()).send().await;
    let problem = announced.problem(413, "too-large");
    assert_eq!(problem["detail"], "a request may bring 1 MiB at most");
    let streamed = |chunks: usize| {
        let chunk = Ok::<_, Infallible>(Bytes::from(vec![b'x'; 64 << 10]));
        Body::from_stream(stream::iter(vec![chunk; chunks]))
    };
    assert_eq!(house.ask("POST", SWALLOWS).body(streamed(16)).send().await.text(), "1048576");
    house.ask("POST", SWALLOWS).body(streamed(17)).send().await.problem(413, "too-large");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_the_senders_fault() {
    let house = house(|settings| settings.body_timeout = Duration::from_millis(30)).await;
    let answer = house.ask("POST", SWALLOWS).body(endless()).send().await;
    answer.problem(408, "slow-request");
    // The same through the extractor that handlers use.
    let tokens = house.ask("POST", "/api/v1/s/foundry/tokens").by(&house.anna);
    tokens.header("content-type", "application/json").body(endless()).send().await.problem(408, "slow-request");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_ours() {
    let house = house(|settings| settings.answer_timeout = Duration::from_millis(30)).await;
    house.get("/api/test/hangs").send().await.problem(504, "timeout");
}
