//! Every answer carries the headers, whatever it answers.

use loadin_auth::Origin;
use loadin_web::headers::{Policy, fixed};

use super::unruly;
use crate::{policy_reports::PATH, testing::House};

#[tokio::test]
async fn every_answer_has_the_whole_set() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let policy = Policy { report_path: Some(PATH.to_owned()), ..Policy::default() };
    let mut numbers = std::collections::BTreeSet::new();
    for path in [
        "/healthz",
        "/api/v1/spaces",
        "/api/v1/s/foundry",
        "/api/v1/nowhere",
        "/nowhere",
        "/test/page",
        "/api/test/panics",
        "/api/test/bare",
        "/test/events",
        "/api/openapi.json",
        "/problems/invalid",
    ] {
        for by_anna in [true, false] {
            let ask = house.get(path);
            let answer = if by_anna { ask.by(&house.anna) } else { ask }.send().await;
            assert_eq!(answer.header("content-security-policy"), policy.header(), "{path}");
            for (name, value) in fixed(true) {
                assert_eq!(answer.header(name), value, "{path}");
            }
            assert!(!answer.header("cache-control").is_empty(), "{path}");
            assert!(numbers.insert(answer.header("x-request-id").to_owned()), "{path}: a number twice");
        }
    }
}

#[tokio::test]
async fn what_belongs_to_somebody_is_not_kept_for_others() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let kept = |path: &'static str| {
        let ask = house.get(path).by(&house.anna);
        async move { ask.send().await.header("cache-control").to_owned() }
    };
    assert_eq!(kept("/api/v1/spaces").await, "private, no-cache");
    assert_eq!(kept("/test/page").await, "private, no-cache");
    assert_eq!(kept("/api/v1/nowhere").await, "no-store");
    let post = house.ask("POST", "/api/test/swallows").by(&house.anna).send().await;
    assert_eq!(post.header("cache-control"), "no-store");
}

#[tokio::test]
async fn without_tls_nothing_is_promised_about_it() {
    let house = House::with(|settings| settings.origin = Origin::of_public_url("http://127.0.0.1:8080").unwrap()).await;
    let answer = house.get("/healthz").send().await;
    assert_eq!(answer.header("strict-transport-security"), "");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    // The session's cookie has its plain name there.
    assert_eq!(house.get("/api/v1/spaces").by(&house.anna).send().await.status(), 200);
}

#[tokio::test]
async fn answers_are_compressed_but_events_are_not() {
    let house = House::build(|_| {}, unruly::routes()).await;
    for (encoding, first) in [("br", None), ("gzip", Some(0x1f))] {
        let answer = house.get("/api/openapi.json").header("accept-encoding", encoding).send().await;
        assert_eq!((answer.header("content-encoding"), answer.header("vary")), (encoding, "accept-encoding"));
        assert!(answer.body.len() < 8_000, "{} bytes", answer.body.len());
        assert!(first.is_none_or(|first| answer.body[0] == first));
    }
    let events = house.get("/test/events").header("accept-encoding", "br, gzip").send().await;
    assert_eq!(events.header("content-encoding"), "");
}

#[tokio::test]
async fn pages_are_in_the_language_that_the_browser_takes_and_say_so() {
    let house = House::build(|_| {}, unruly::routes()).await;
    for (asked, told) in [("en-US,en;q=0.9", "en-US"), ("ja, en-AU;q=0.5", "en"), ("xx-nothing", "en"), ("", "en")] {
        for path in ["/account", "/s/foundry", "/nowhere"] {
            let answer = house.get(path).by(&house.anna).header("accept-language", asked).send().await;
            assert_eq!(answer.header("content-language"), told, "{path} {asked}");
            assert!(answer.header("vary").contains("accept-language"), "{path}: {}", answer.header("vary"));
            assert!(answer.text().contains(&format!("<html lang=\"{told}\">")), "{path} {asked}");
        }
    }
    let api = house.get("/api/v1/spaces").by(&house.anna).header("accept-language", "en-US").send().await;
    assert_eq!((api.header("content-language"), api.header("vary")), ("", "accept-encoding"), "a program reads data");
}
