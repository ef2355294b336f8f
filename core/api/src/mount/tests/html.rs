//! Pages of HTML behind the door: what is shown, what is taken out, and what forms in them can reach.

use loadin_profile::page::{Empty, Heading, Page, html_page};
use loadin_types::Reply;
use serde_json::json;

use super::{API, NOTES, form_token, post};
use crate::{policy_reports::PATH, router::all, testing::House};

const BODY: &str = "<h1 id=\"top\">Tonight</h1><p class=\"lead\"><a href=\"notes/7\">One note</a></p>\
    <div data-piece=\"next\"></div><form method=\"post\" action=\"notes\"><label for=\"day\">Day</label>\
    <input id=\"day\" name=\"day\" type=\"date\"><button>Save</button></form>";

fn answered(page: &Page) -> Reply {
    Reply::Page(serde_json::to_string(page).unwrap())
}

fn plans() -> Page {
    html_page("Plans", BODY).data("next", Heading { text: "Next <week>".to_owned(), id: Some("next".to_owned()) })
}

#[tokio::test]
async fn html_is_shown_with_the_pieces_that_it_places() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(answered(&plans())));
    let drawn = house.get(NOTES).by(&house.anna).send().await;
    assert_eq!(drawn.status(), 200);
    for text in [
        "<h1>Plans</h1>",
        "<div class=\"plugin-html\"><h2 id=\"h-top\">Tonight</h2>",
        "<a href=\"/s/foundry/p/notes/notes/7\">One note</a>",
        "<h3 id=\"p-next\">Next &lt;week&gt;</h3>",
        "action=\"/s/foundry/p/notes/notes\"><input type=\"hidden\" name=\"_csrf\" value=\"",
        "This page is by Notes 0.3.1.",
        "The Foundry",
    ] {
        assert!(drawn.text().contains(text), "{text}: {}", drawn.text());
    }
    let told = house.get(API).by(&house.anna).send().await;
    assert_eq!((told.status(), told.json()["html"].as_str()), (200, Some(BODY)), "a program gets it as it was written");
}

/// Returns the token that stands in the form of a page.
fn token_in(html: &str) -> &str {
    let (_, rest) = html.split_once("<div class=\"plugin-html\">").unwrap();
    let (_, rest) = rest.split_once("name=\"_csrf\" value=\"").unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn the_token_in_the_html_opens_its_own_mount_and_nothing_else() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(answered(&plans())));
    let drawn = house.get(NOTES).by(&house.anna).send().await;
    let token = token_in(drawn.text()).to_owned();
    house.plugins.answer(|_, _| Ok(Reply::Done));
    let send = |path: &'static str| house.ask("POST", path).by(&house.anna).form(&[("_csrf", &token)]).send();
    assert_eq!(send("/s/foundry/p/notes/notes").await.status(), 303);
    assert_eq!(house.plugins.asked().len(), 2);
    // Nor somebody else's token, nor this one after signing out and in again.
    let mia = house.member("mia", "owner").await;
    let theirs = house.ask("POST", "/s/foundry/p/notes/notes").by(&mia).form(&[("_csrf", &token)]).send().await;
    assert_eq!(theirs.status(), 403);
    let again = house.sign_in("anna").await;
    let later = house.ask("POST", "/s/foundry/p/notes/notes").by(&again).form(&[("_csrf", &token)]).send().await;
    assert_eq!(later.status(), 403);
    assert_eq!(house.plugins.asked().len(), 0);
    assert_ne!(form_token(&house, &mia), token);
}

#[tokio::test]
async fn nothing_of_cores_own_takes_a_plugins_token() {
    let house = House::new().await;
    let token = form_token(&house, &house.anna);
    let mut tried = 0;
    for (path, item) in &all().documented().paths.paths {
        let changes = [("POST", &item.post), ("PUT", &item.put), ("PATCH", &item.patch), ("DELETE", &item.delete)];
        for (method, _) in changes.into_iter().filter(|(_, operation)| operation.is_some()) {
            if path.contains("/p/{mount}") || path == PATH {
                continue;
            }
            let address = path.replace("{space}", "foundry").replace("{id}", &house.anna.person.to_string());
            let ask = house.ask(method, &address).by(&house.anna).header("x-csrf-token", &token);
            let ask = if path.starts_with("/api/") {
                ask.json(&json!({ "_csrf": token }))
            } else {
                ask.form(&[("_csrf", token.as_str())])
            };
            let answer = ask.send().await;
            assert_eq!(answer.status(), 403, "{method} {path}: {}", answer.text());
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} operations were tried");
    assert_eq!(house.get("/account").by(&house.anna).send().await.status(), 200, "nobody was signed out");
}

#[tokio::test]
async fn what_is_not_allowed_is_absent_and_counted() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(answered(&html_page("Plans", "<p onclick=\"steal()\">Tonight</p>"))));
    let drawn = house.get(NOTES).by(&house.anna).send().await;
    assert_eq!(drawn.status(), 200);
    assert!(drawn.text().contains("<p>Tonight</p>") && !drawn.text().contains("onclick"));
    let told = house.get(API).by(&house.anna).send().await;
    assert_eq!(told.json()["html"], "<p>Tonight</p>", "what is taken out is taken out for programs as well");
    house.plugins.answer(|_, _| Ok(answered(&html_page("Plans", "<p>a</p>\n<script>steal()</script>"))));
    let refused = house.get(NOTES).by(&house.anna).send().await;
    assert_eq!(refused.status(), 502);
    assert!(refused.text().contains("This plugin failed") && !refused.text().contains("script&gt;"));
    house.get(API).by(&house.anna).send().await.problem(502, "plugin-bad-reply");
    let instance = house.get("/api/v1/instance").by(&house.anna).send().await.json();
    let counts = &instance["plugins"][0];
    assert_eq!((&counts["pages_cut"], &counts["pages_refused"]), (&json!(2), &json!(2)));
}

#[tokio::test]
async fn an_author_sees_the_lines_that_are_not_shown() {
    let house = House::with(|settings| settings.is_development = true).await;
    house.plugins.answer(|_, _| Ok(answered(&html_page("Plans", "<p>a</p>\n<p onclick=\"x()\">b</p>"))));
    let drawn = house.get(NOTES).by(&house.anna).send().await;
    assert_eq!(drawn.status(), 200);
    assert!(drawn.text().contains("line 2, column 4: `onclick` on &lt;p&gt; (taken out)"), "{}", drawn.text());
    house.plugins.answer(|_, _| Ok(answered(&html_page("Plans", "<p>a</p>\n<script>x()</script>"))));
    let refused = house.get(NOTES).by(&house.anna).send().await;
    assert_eq!(refused.status(), 502);
    let text = refused.text();
    assert!(text.contains("ine 2, column 1: &lt;script&gt; (refused)"), "{text}");
    let problem = house.get(API).by(&house.anna).send().await.problem(502, "plugin-bad-reply");
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("line 2, column 1"), "{problem}");
}

#[tokio::test]
async fn a_page_and_its_html_have_to_fit() {
    let house = House::new().await;
    let empty = || Empty::new("Nothing", "Add one.");
    for page in [
        html_page("Plans", "<div data-piece=\"map\"></div>"),
        html_page("Plans", "<p>a</p>").data("map", empty()),
        html_page("Plans", "<p>a</p>").empty(empty()),
        html_page("Plans", "<p>a</p>").mistake("day", "Say which day."),
        Page { title: "Plans".to_owned(), ..Page::default() }.data("map", empty()),
    ] {
        house.plugins.answer(move |_, _| Ok(answered(&page)));
        assert_eq!(house.get(NOTES).by(&house.anna).send().await.status(), 502);
        house.get(API).by(&house.anna).send().await.problem(502, "plugin-bad-reply");
    }
}

#[tokio::test]
async fn a_form_of_html_comes_back_with_what_is_wrong() {
    let house = House::new().await;
    let page = plans().mistake("day", "Say which day.");
    let reply = Reply::InvalidPage(serde_json::to_string(&page).unwrap());
    house.plugins.answer(move |_, _| Ok(reply.clone()));
    let drawn = post(&house, &house.anna, &format!("{NOTES}notes"), &[]).await;
    assert_eq!(drawn.status(), 422);
    for text in ["<title>Error: Plans", "<a href=\"#h-day\">Say which day.</a>", "id=\"h-day\""] {
        assert!(drawn.text().contains(text), "{text}: {}", drawn.text());
    }
    let told = house.ask("POST", &format!("{API}/notes")).by(&house.anna).json(&json!({})).send().await;
    assert_eq!(told.problem(422, "invalid")["errors"], json!([{ "pointer": "/day", "detail": "Say which day." }]));
}
