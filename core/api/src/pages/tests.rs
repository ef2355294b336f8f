//! Core's own pages, as browsers go through them.

use std::time::Duration;

use loadin_auth::Mount;

use crate::testing::{Browser, House, PASSWORD};

const SET_UP: [(&str, &str); 5] = [
    ("space_name", "Green Mountain Noise"),
    ("space_kind", "collective"),
    ("display_name", "Ada Moreau"),
    ("login_name", "ada"),
    ("password", "granite umbrella Tuesday"),
];

fn set_up<'t>(token: &'t str, change: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    let value = |name, value| change.iter().find(|(changed, _)| *changed == name).map_or(value, |(_, value)| *value);
    let fields = SET_UP.iter().map(|(name, text)| (*name, value(*name, *text)));
    [("setup_token", token)].into_iter().chain(fields).collect()
}

async fn offered(house: &House) -> String {
    house.app.accounts.offer_setup().await.unwrap().unwrap().expose().to_owned()
}

#[tokio::test]
async fn an_empty_instance_leads_to_its_set_up_and_from_there_to_the_first_space() {
    let house = House::empty().await;
    let token = offered(&house).await;
    let mut browser = Browser::new(&house);
    let start = browser.get("/").await;
    assert_eq!((start.status(), start.header("location")), (303, "/sign-in?next=%2F"));
    let door = browser.get("/sign-in").await;
    assert_eq!((door.status(), door.header("location")), (303, "/set-up"));
    let form = browser.get(&format!("/set-up?token={token}")).await;
    assert_eq!((form.status(), form.header("cache-control")), (200, "no-store"));
    assert!(form.text().contains(&format!("value=\"{token}\"")), "{}", form.text());
    let before = browser.cookie.clone().unwrap();
    let done = browser.post("/set-up", &set_up(&token, &[])).await;
    assert_eq!((done.status(), done.header("location")), (303, "/s/green-mountain-noise"), "{}", done.text());
    let cookie = done.header("set-cookie");
    for part in ["__Host-loadin=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age="] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    assert_ne!(browser.cookie.as_ref(), Some(&before), "the cookie from before the set-up opens nothing");
    let home = browser.get("/s/green-mountain-noise").await;
    assert_eq!(home.status(), 200);
    for text in ["Green Mountain Noise", "Ada Moreau", "(you)", "/s/green-mountain-noise/p/notes/", "Keeps notes."] {
        assert!(home.text().contains(text), "{text}");
    }
    let start = browser.get("/").await;
    assert_eq!(start.header("location"), "/s/green-mountain-noise");
    assert_eq!(browser.get("/set-up").await.status(), 404);
}

#[tokio::test]
async fn sec_19_of_two_who_set_up_at_the_same_moment_one_wins() {
    let house = House::empty().await;
    let token = offered(&house).await;
    let (mut one, mut other) = (Browser::new(&house), Browser::new(&house));
    one.get("/set-up").await;
    other.get("/set-up").await;
    let (fields, others) = (set_up(&token, &[]), set_up(&token, &[("login_name", "eve"), ("space_name", "Evil")]));
    let (first, second) = tokio::join!(one.post("/set-up", &fields), other.post("/set-up", &others));
    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    let late = one.post("/set-up", &fields).await;
    assert!(matches!(late.status(), 403 | 404), "{}", late.status());
}

#[tokio::test]
async fn sec_19_a_wrong_or_old_token_sets_nothing_up_and_the_form_comes_back_without_its_password() {
    let house = House::empty().await;
    let token = offered(&house).await;
    let mut browser = Browser::new(&house);
    browser.get("/set-up").await;
    let mut wrong = token.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == 'A' { 'B' } else { 'A' });
    for token in [wrong.as_str(), "nonsense"] {
        let refused = browser.post("/set-up", &set_up(token, &[])).await;
        assert_eq!(refused.status(), 403);
        assert!(refused.text().contains("not the token that the server printed"), "{}", refused.text());
        assert!(refused.text().contains("Ada Moreau") && !refused.text().contains("umbrella"));
    }
    house.pass(Duration::from_secs(24 * 3_600 + 1));
    browser.get("/set-up").await;
    let old = browser.post("/set-up", &set_up(&token, &[])).await;
    assert!(old.status() == 403 && old.text().contains("too old: restart the server"), "{}", old.text());
    let fresh = offered(&house).await;
    assert_eq!(browser.post("/set-up", &set_up(&fresh, &[])).await.status(), 303);
}

#[tokio::test]
async fn everything_that_is_wrong_with_the_set_up_is_told_at_once() {
    let house = House::empty().await;
    let token = offered(&house).await;
    let mut browser = Browser::new(&house);
    browser.get("/set-up").await;
    let bad = [
        ("space_name", " "),
        ("space_kind", "choir"),
        ("display_name", ""),
        ("login_name", "a"),
        ("password", "short"),
    ];
    let refused = browser.post("/set-up", &set_up(&token, &bad)).await;
    assert_eq!(refused.status(), 422);
    for id in ["space_name-error", "space_kind-error", "display_name-error", "login_name-error", "password-error"] {
        assert!(refused.text().contains(&format!("id=\"p-set-up-{id}\"")), "{id}: {}", refused.text());
    }
    assert!(refused.text().contains("5 things to put right") && !refused.text().contains("value=\"short\""));
}

#[tokio::test]
async fn sec_12_signing_in_changes_the_cookie_and_signing_out_ends_it() {
    let house = House::new().await;
    let mut browser = Browser::new(&house);
    let page = browser.get("/sign-in?next=/s/foundry/p/notes/").await;
    assert_eq!(page.status(), 200);
    let fixed = browser.cookie.clone().unwrap();
    let fields = [("login_name", "anna"), ("password", PASSWORD), ("next", "/s/foundry/p/notes/")];
    let done = browser.post("/sign-in", &fields).await;
    assert_eq!((done.status(), done.header("location")), (303, "/s/foundry/p/notes/"), "{}", done.text());
    let signed_in = browser.cookie.clone().unwrap();
    assert_ne!(signed_in, fixed);
    browser.cookie = Some(fixed);
    assert_eq!(browser.get("/account").await.status(), 303, "whoever planted the old cookie has nothing");
    browser.cookie = Some(signed_in.clone());
    assert_eq!(browser.get("/account").await.status(), 200);
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!((out.status(), out.header("location")), (303, "/sign-in"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    browser.cookie = Some(signed_in);
    assert_eq!(browser.get("/account").await.header("location"), "/sign-in?next=%2Faccount");
}

#[tokio::test]
async fn sec_26_after_signing_in_nobody_lands_elsewhere() {
    let house = House::new().await;
    for evil in ["//evil.test", "https://evil.test", "/\\evil.test", "/sign-out", "/api/v1/spaces"] {
        let mut browser = Browser::new(&house);
        let page = browser.get(&format!("/sign-in?next={}", evil.replace('\\', "%5C"))).await;
        assert!(!page.text().contains("evil"), "{evil}");
        let fields = [("login_name", "anna"), ("password", PASSWORD), ("next", evil)];
        assert_eq!(browser.post("/sign-in", &fields).await.header("location"), "/", "{evil}");
        assert_eq!(browser.get(&format!("/sign-in?next={}", evil.replace('\\', "%5C"))).await.header("location"), "/");
    }
}

#[tokio::test]
async fn sec_17_a_wrong_name_and_a_wrong_password_look_the_same_and_waiting_is_told() {
    let house = House::new().await;
    let mut pages = Vec::new();
    for (login, password) in [("anna", "granite llama teapot"), ("zora", PASSWORD)] {
        let mut browser = Browser::new(&house);
        browser.get("/sign-in").await;
        let refused = browser.post("/sign-in", &[("login_name", login), ("password", password)]).await;
        assert_eq!((refused.status(), refused.header("cache-control")), (401, "no-store"));
        let page = refused.text().replace(login, "somebody").replace(browser.token.as_deref().unwrap(), "token");
        assert!(page.contains("That name and password do not belong together.") && !page.contains("teapot"));
        pages.push(page);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    let mut browser = Browser::new(&house);
    browser.get("/sign-in").await;
    for _ in 0..4 {
        browser.post("/sign-in", &[("login_name", "anna"), ("password", "guess")]).await;
    }
    let waits = browser.post("/sign-in", &[("login_name", "anna"), ("password", PASSWORD)]).await;
    assert_eq!((waits.status(), waits.header("retry-after")), (429, "2"));
}

#[tokio::test]
async fn sec_24_a_form_is_taken_from_its_own_page_only() {
    let house = House::new().await;
    let ben = house.member("ben", "member").await;
    let good = house.form_token(&house.anna, Mount::Core);
    let notes = crate::testing::manifest().plugin.id;
    let of_plugin = house.form_token(&house.anna, Mount::Plugin { space: house.foundry, plugin: &notes });
    let foreign = house.form_token(&ben, Mount::Core);
    let post = async |token: &str, site: &str, origin: &str| {
        let ask = house.ask("POST", "/account/devices/sign-out-others").by(&house.anna).form(&[("_csrf", token)]);
        ask.header("sec-fetch-site", site).header("origin", origin).send().await
    };
    for (token, site, origin, what) in [
        ("", "same-origin", "", "no token"),
        (foreign.as_str(), "same-origin", "", "somebody else's"),
        (of_plugin.as_str(), "same-origin", "", "a plugin's"),
        (good.as_str(), "cross-site", "https://tour.example.org", "another site"),
        (good.as_str(), "same-site", "", "a neighbour"),
        (good.as_str(), "", "https://evil.test", "another origin"),
        (good.as_str(), "", "", "nothing said"),
    ] {
        let refused = post(token, site, origin).await;
        assert_eq!(refused.status(), 403, "{what}");
        assert!(refused.text().contains("Nothing was changed"), "{what}: {}", refused.text());
    }
    assert_eq!(post(&good, "", "https://tour.example.org").await.status(), 303);
    house.pass(Duration::from_secs(12 * 3_600 - 60));
    let expired = post(&good, "same-origin", "").await;
    assert!(matches!(expired.status(), 401 | 403), "{}", expired.status());
    let as_json = house.ask("POST", "/sign-out").by(&house.anna).json(&serde_json::json!({ "_csrf": good }));
    assert_eq!(as_json.send().await.status(), 415);
}

#[tokio::test]
async fn somebody_sees_and_ends_their_own_sessions_and_no_others() {
    let house = House::new().await;
    let ben = house.member("ben", "member").await;
    let elsewhere = house.sign_in("anna").await;
    let mut browser = Browser::new(&house);
    browser.cookie = Some(house.anna.cookie.clone());
    let page = browser.get("/account").await;
    assert!(page.text().contains("This browser"), "{}", page.text());
    let end = |id: String| format!("/account/devices/{id}/sign-out");
    assert!(page.text().contains(&end(elsewhere.session.id.to_string())));
    assert_eq!(browser.post(&end(ben.session.id.to_string()), &[]).await.status(), 404);
    assert_eq!(browser.post(&end("nonsense".into()), &[]).await.status(), 404);
    assert_eq!(house.get("/account").by(&ben).send().await.status(), 200, "Ben is still signed in");
    let done = browser.post(&end(elsewhere.session.id.to_string()), &[]).await;
    assert_eq!(done.header("location"), "/account?done=device");
    assert!(browser.get("/account?done=device").await.text().contains("That browser is signed out."));
    assert_eq!(house.get("/account").by(&elsewhere).send().await.status(), 303);
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_signs_out_everywhere_else() {
    let house = House::new().await;
    let elsewhere = house.sign_in("anna").await;
    let mut browser = Browser::new(&house);
    browser.cookie = Some(house.anna.cookie.clone());
    browser.get("/account").await;
    let better = "granite umbrella Tuesday";
    let change = |old, new| [("current_password", old), ("new_password", new)];
    let short = browser.post("/account/password", &change(PASSWORD, "short")).await;
    assert!(short.status() == 422 && short.text().contains("id=\"p-change-new_password-error\""), "{}", short.text());
    let wrong = browser.post("/account/password", &change("granite llama teapot", better)).await;
    assert!(
        wrong.status() == 401 && wrong.text().contains("id=\"p-change-current_password-error\""),
        "{}",
        wrong.text()
    );
    assert!(!wrong.text().contains("umbrella") && !wrong.text().contains("llama"));
    let done = browser.post("/account/password", &change(PASSWORD, better)).await;
    assert_eq!((done.status(), done.header("location")), (303, "/account?done=password"));
    assert_eq!(house.get("/account").by(&elsewhere).send().await.status(), 303);
    assert_eq!(browser.get("/account").await.status(), 200);
}

#[tokio::test]
async fn sec_13_a_token_is_made_with_a_fresh_password_shown_once_and_taken_back_by_its_owner() {
    let house = House::new().await;
    let ben = house.member("ben", "member").await;
    let mut anna = Browser::new(&house);
    anna.cookie = Some(house.anna.cookie.clone());
    house.pass(Duration::from_secs(601));
    let page = anna.get("/account").await;
    assert!(page.text().contains("/account/confirm?next=/account") && !page.text().contains("name=\"token_name\""));
    let wish = [("token_name", "Website"), ("token_space", "foundry"), ("token_scope", "read"), ("token_days", "30")];
    let stale = anna.post("/account/tokens", &wish).await;
    assert_eq!((stale.status(), stale.header("location")), (303, "/account/confirm?next=/account"));
    anna.get("/account/confirm?next=/account").await;
    let wrong = anna.post("/account/confirm", &[("password", "no"), ("next", "//evil.test")]).await;
    assert!(wrong.status() == 401 && !wrong.text().contains("evil"), "{}", wrong.text());
    let before = anna.cookie.clone();
    let confirmed = anna.post("/account/confirm", &[("password", PASSWORD), ("next", "/account")]).await;
    assert_eq!((confirmed.status(), confirmed.header("location")), (303, "/account"));
    assert_ne!(anna.cookie, before, "a new proof, a new cookie");
    anna.get("/account").await;
    let made = anna.post("/account/tokens", &wish).await;
    assert_eq!((made.status(), made.header("cache-control")), (200, "no-store"));
    let token =
        made.text().split_once("ldn_").map(|(_, rest)| format!("ldn_{}", rest.split('<').next().unwrap())).unwrap();
    assert_eq!(house.get("/api/v1/s/foundry/p/notes").bearer(&token).send().await.status(), 200);
    let write = house.ask("POST", "/api/v1/s/foundry/p/notes/notes").bearer(&token).json(&serde_json::json!({}));
    assert_eq!(write.send().await.status(), 403, "it may read only");
    let page = anna.get("/account").await;
    assert!(!page.text().contains("ldn_") && page.text().contains("Website"));
    let (_, rest) = page.text().split_once("/account/tokens/").unwrap();
    let revoke = format!("/account/tokens/{}", rest.split('"').next().unwrap());
    let mut other = Browser::new(&house);
    other.cookie = Some(ben.cookie.clone());
    assert!(!other.get("/account").await.text().contains("Website"));
    assert_eq!(other.post(&revoke, &[]).await.status(), 404, "a second person's token is nobody's");
    assert_eq!(house.get("/api/v1/s/foundry/p/notes").bearer(&token).send().await.status(), 200);
    assert_eq!(anna.post(&revoke, &[]).await.header("location"), "/account?done=token");
    assert_eq!(house.get("/api/v1/s/foundry/p/notes").bearer(&token).send().await.status(), 401);
}

#[tokio::test]
async fn what_is_wrong_with_a_token_is_told_in_its_form() {
    let house = House::new().await;
    house.neighbour("nora", "attic").await;
    let mut anna = Browser::new(&house);
    anna.cookie = Some(house.anna.cookie.clone());
    anna.get("/account").await;
    let good = [("token_name", "Website"), ("token_space", "foundry"), ("token_scope", "read"), ("token_days", "30")];
    for (field, value) in [
        ("token_name", " "),
        ("token_space", "attic"),
        ("token_space", "../x"),
        ("token_scope", "admin"),
        ("token_days", "9000"),
    ] {
        let wish = good.map(|(name, text)| (name, if name == field { value } else { text }));
        let refused = anna.post("/account/tokens", &wish).await;
        assert_eq!(refused.status(), 422, "{field}={value}");
        assert!(
            refused.text().contains(&format!("id=\"p-token-{field}-error\"")),
            "{field}={value}: {}",
            refused.text()
        );
    }
}

#[tokio::test]
async fn with_several_spaces_the_start_lets_one_choose_and_a_strangers_space_is_not_there() {
    let house = House::new().await;
    let nora = house.neighbour("nora", "attic").await;
    let theirs = house.get("/s/attic").by(&house.anna).send().await;
    let none = house.get("/s/no-such-space").by(&house.anna).send().await;
    assert_eq!((theirs.status(), none.status()), (404, 404));
    let alike = |answer: &crate::testing::Answer| answer.text().replace(answer.header("x-request-id"), "id");
    assert_eq!(alike(&theirs), alike(&none));
    let loner = house.newcomer("lone").await;
    let start = house.get("/").by(&loner).send().await;
    assert!(start.status() == 200 && start.text().contains("You belong to no space yet"), "{}", start.text());
    assert_eq!(house.get("/").by(&nora).send().await.header("location"), "/s/attic");
}

#[tokio::test]
async fn a_guest_sees_no_members_and_no_plugin_that_is_not_for_guests() {
    let house = House::new().await;
    let guest = house.member("gus", "guest").await;
    let home = house.get("/s/foundry").by(&guest).send().await;
    assert_eq!(home.status(), 200);
    assert!(!home.text().contains("Anna Larsen") && !home.text().contains("/p/notes/"), "{}", home.text());
}

#[tokio::test]
async fn whoever_is_signed_in_is_shown_so_where_there_is_no_such_space() {
    let house = House::new().await;
    let answer = house.get("/s/nowhere").by(&house.anna).send().await;
    assert_eq!(answer.status(), 404);
    assert!(answer.text().contains("Anna Larsen") && answer.text().contains("To your spaces"), "{}", answer.text());
    assert!(!answer.text().contains(">Sign in<"), "{}", answer.text());
}

#[tokio::test]
async fn spaces_are_found_by_a_part_of_their_name() {
    let house = House::new().await;
    let anna = &house.anna;
    for (asked, is_there) in [("", true), ("FOUND", true), ("opera", false)] {
        let page = house.get(&format!("/?find={asked}")).by(anna).send().await;
        assert_eq!(page.status(), 200, "{asked}");
        assert_eq!(page.text().contains("class=\"cover\" href=\"/s/foundry\""), is_there, "{asked}: {}", page.text());
    }
}

#[tokio::test]
async fn the_navigation_leads_where_the_manifest_says_and_the_reader_may() {
    let house = House::new().await;
    let member = house.member("bob", "member").await;
    let home = house.get("/s/foundry").by(&house.anna).send().await.text().to_owned();
    for link in [
        "<a href=\"/s/foundry\" aria-current=\"page\">Home</a>",
        "<a href=\"/s/foundry/p/notes/\">Notes</a>",
        "<a href=\"/s/foundry/p/notes/\">All notes</a>",
        "<a href=\"/s/foundry/p/notes/about\">Kept for bookers</a>",
    ] {
        assert!(home.contains(link), "{link}: {home}");
    }
    let members = house.get("/s/foundry").by(&member).send().await.text().to_owned();
    assert!(members.contains(">All notes</a>") && !members.contains("Kept for bookers"), "{members}");
    let there = house.get("/s/foundry/p/notes/nowhere").by(&member).send().await.text().to_owned();
    assert!(there.contains("aria-current=\"true\">Notes</a>"), "{there}");
}
