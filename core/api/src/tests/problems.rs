//! Every way to be refused has the same form.

use serde_json::{Value, json};

use super::unruly;
use crate::testing::House;

const TOKENS: &str = "/api/v1/s/foundry/tokens";

#[tokio::test]
async fn what_is_not_there_and_what_is_there_for_other_methods() {
    let house = House::new().await;
    house.get("/api/v1/nowhere").send().await.problem(404, "not-found");
    for (method, path, allow) in [
        ("POST", "/healthz", "GET,HEAD"),
        ("PUT", "/api/v1/spaces", "GET,HEAD"),
        ("GET", TOKENS, "POST"),
        ("OPTIONS", "/api/v1/spaces", "GET,HEAD"),
    ] {
        let answer = house.ask(method, path).send().await;
        answer.problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn bodies_of_the_wrong_kind_or_shape() {
    let house = House::new().await;
    let post = || house.ask("POST", TOKENS).by(&house.anna);
    post().body("name=x").header("content-type", "text/plain").send().await.problem(415, "unsupported-media-type");
    post().send().await.problem(415, "unsupported-media-type");
    post().form(&[("name", "x")]).send().await.problem(415, "unsupported-media-type");
    let half = post().header("content-type", "application/json").body(r#"{"name": "x", "sco"#).send().await;
    let problem = half.problem(400, "malformed");
    assert_eq!(problem["detail"], "the body is not JSON: EOF while parsing a string at line 1 column 18");
    let problem = post().json(&json!({ "name": "x", "scopes": "all" })).send().await.problem(422, "invalid");
    let fault = json!({ "pointer": "/scopes", "detail": "invalid type: string \"all\", expected a sequence" });
    assert_eq!(problem["errors"], Value::Array(vec![fault]));
    let long = json!({ "name": "x".repeat(300_000), "scopes": [] });
    post().json(&long).send().await.problem(413, "too-large");
}

#[tokio::test]
async fn faults_of_ours_tell_nothing_but_their_number() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let answer = house.get("/api/test/panics").send().await;
    let problem = answer.problem(500, "internal");
    assert!(problem.get("detail").is_none() && !answer.text().contains("secret"), "{problem}");
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let answer = house.get("/api/test/limits").send().await;
    let problem = answer.problem(429, "limit");
    assert_eq!((answer.header("retry-after"), &problem["retry_after_s"]), ("1", &json!(1)));
    assert_eq!(problem["detail"], "once a minute");
}

#[tokio::test]
async fn a_bare_status_becomes_a_problem_and_loses_its_words() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let answer = house.get("/api/test/bare").send().await;
    answer.problem(422, "invalid");
    assert!(!answer.text().contains("deserialize"));
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
}

#[tokio::test]
async fn people_get_a_page_with_the_same_status_and_number() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let answer = house.get("/nowhere").send().await;
    assert_eq!((answer.status(), answer.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(answer.text().contains("There is nothing here") && answer.text().contains(answer.header("x-request-id")));
    // A form that a handler drew itself is not drawn over.
    let form = house.ask("POST", "/test/form").by(&house.anna).form(&[]).send().await;
    assert_eq!((form.status(), form.text()), (422, "<p>the form with its errors"));
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let house = House::new().await;
    for path in ["/healthz", "/api/openapi.json", "/api/v1/nowhere", "/nowhere", "/api/v1/spaces"] {
        let (get, head) = (house.get(path).send().await, house.ask("HEAD", path).send().await);
        assert_eq!((head.status(), head.body.len()), (get.status(), 0), "{path}");
        for name in ["content-type", "cache-control", "etag"] {
            assert_eq!(head.header(name), get.header(name), "{path}");
        }
    }
}
