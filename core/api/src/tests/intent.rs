//! Requests that change something, sent by a page that is not ours, or by nobody's wish.

use serde_json::json;

use super::unruly;
use crate::testing::{House, ORIGIN, Visit};

const TOKENS: &str = "/api/v1/s/foundry/tokens";

async fn status(house: &House, visit: &Visit, headers: &[(&str, &str)]) -> (u16, String) {
    let wish = json!({ "name": "x", "scopes": ["space:view"] });
    let mut ask = house.ask("POST", TOKENS).by(visit).json(&wish);
    for (name, value) in headers {
        ask = ask.header(name, value);
    }
    let answer = ask.send().await;
    let kind = answer.json().get("type").map_or(String::new(), |kind| kind.as_str().unwrap().to_owned());
    (answer.status(), kind)
}

#[tokio::test]
async fn only_our_own_pages_change_something_with_a_session() {
    let house = House::new().await;
    let own = |headers| status(&house, &house.anna, headers);
    let refused = (403, "/problems/cross-site".to_owned());
    assert_eq!(own(&[]).await.0, 201);
    assert_eq!(own(&[("sec-fetch-site", ""), ("origin", ORIGIN)]).await.0, 201, "a browser without the header");
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)],
        &[("sec-fetch-site", "")],
        &[("sec-fetch-site", ""), ("origin", "https://tour.example.org.evil.example")],
        &[("sec-fetch-site", ""), ("origin", "null")],
        &[("x-csrf-token", "")],
        &[("x-csrf-token", "AAAA")],
    ] {
        assert_eq!(own(headers).await, refused, "{headers:?}");
    }
    let other = house.member("bob", "member").await;
    let foreign = house.form_token(&other, loadin_auth::Mount::Core);
    assert_eq!(status(&house, &house.anna, &[("x-csrf-token", &foreign)]).await, refused, "another session's token");
    let plugin = house.app.manifests[0].plugin.id.clone();
    let mount = loadin_auth::Mount::Plugin { space: house.foundry, plugin: &plugin };
    let of_plugin = house.form_token(&house.anna, mount);
    assert_eq!(
        status(&house, &house.anna, &[("x-csrf-token", &of_plugin)]).await,
        refused,
        "a plugin's token opens nothing of core's"
    );
    assert_eq!(own(&[("content-type", "text/plain")]).await.0, 415, "a form that pretends to be JSON");
}

#[tokio::test]
async fn a_bearer_needs_no_form_token_and_its_cookies_do_not_count() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let token = house.token(&house.anna, &["space:view"]).await;
    let swallows = house.ask("POST", "/api/test/swallows").bearer(&token);
    assert_eq!(swallows.header("sec-fetch-site", "cross-site").send().await.status(), 200);
    house.ask("DELETE", "/api/v1/tokens/x").bearer(&token).send().await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_form_without_a_cookie_is_still_a_form() {
    let house = House::build(|_| {}, unruly::routes()).await;
    // The handler is open to everybody, as the sign-in form is; what another site sends does not reach it.
    let foreign = house.ask("POST", "/test/form").form(&[]).header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(foreign.status(), 403);
    assert!(foreign.text().contains("Nothing was changed"), "{}", foreign.text());
    let own = house.ask("POST", "/test/form").form(&[]).header("sec-fetch-site", "same-origin").send().await;
    assert_eq!(own.status(), 422);
    let json = house.ask("POST", "/test/form").json(&json!({})).header("sec-fetch-site", "same-origin").send().await;
    assert_eq!(json.status(), 415, "a page takes forms");
}
