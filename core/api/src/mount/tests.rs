//! Plugins behind the door: who may call them, what they see, and what becomes of what they answer.

mod html;

use loadin_auth::Mount;
use loadin_profile::page::{Field, Form, page as draft};
use loadin_types::{Body, CallError, Fault, FileReply, Held, PluginError, PrincipalKind, Reply};
use serde_json::json;

use crate::testing::{Answer, House, Visit, manifest};

const NOTES: &str = "/s/foundry/p/notes/";
const API: &str = "/api/v1/s/foundry/p/notes";

fn page(title: &str) -> Reply {
    Reply::Page(json!({ "title": title, "pieces": [] }).to_string())
}

fn form_token(house: &House, visit: &Visit) -> String {
    let plugin = manifest().plugin.id;
    house.form_token(visit, Mount::Plugin { space: house.foundry, plugin: &plugin })
}

async fn post(house: &House, visit: &Visit, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = form_token(house, visit);
    let fields: Vec<_> = [("_csrf", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
    house.ask("POST", path).by(visit).form(&fields).send().await
}

#[tokio::test]
async fn a_page_is_drawn_inside_the_space_for_its_members() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(page("All <notes>")));
    let answer = house.get(NOTES).by(&house.anna).header("accept", "text/html,*/*");
    let answer = answer.header("accept-language", "xx, en-US;q=0.5").send().await;
    assert_eq!((answer.status(), answer.header("content-type")), (200, "text/html; charset=utf-8"));
    for text in
        ["All &lt;notes&gt;", "The Foundry", "Anna Larsen", "This page is by Notes 0.3.1.", "aria-current=\"page\""]
    {
        assert!(answer.text().contains(text), "{text}: {}", answer.text());
    }
    let (plugin, call, request) = house.plugins.asked().remove(0);
    assert_eq!((plugin, call.id.to_string()), (manifest().plugin.id, answer.header("x-request-id").to_owned()));
    assert_eq!((call.caller.id, call.caller.roles), (house.anna.person.to_string(), vec!["owner".to_owned()]));
    // The plugin answers in the language that the page around it has.
    assert_eq!(answer.header("content-language"), "en-US");
    assert_eq!((call.locale.as_str(), call.zone.as_str(), call.via.len()), ("en-US", "UTC", 0));
    assert_eq!((request.method.as_str(), request.path.as_str(), request.body), ("GET", "/", Body::Empty));
    let headers: Vec<&str> = request.headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(headers, ["accept"], "neither cookie nor token gets through");
    let tag = answer.header("etag").to_owned();
    let again = house.get(NOTES).by(&house.anna).header("accept-language", "en-US");
    let again = again.header("if-none-match", &tag).send().await;
    assert_eq!((again.status(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn sec_30_a_stranger_sees_nothing_a_member_without_the_right_is_told_so() {
    let house = House::new().await;
    let (stranger, guest) = (house.neighbour("nora", "attic").await, house.member("gus", "guest").await);
    let member = house.member("mia", "member").await;
    let about = |answer: &Answer| (answer.status(), answer.text().replace(answer.header("x-request-id"), "id"));
    let nothing = about(&house.get("/api/v1/s/no-such-space/p/notes/x").by(&stranger).send().await);
    assert_eq!(nothing.0, 404);
    for (method, path) in [
        ("GET", ""),
        ("GET", "/notes/7"),
        ("DELETE", "/notes/7"),
        ("POST", "/notes"),
        ("GET", "/nothing"),
        ("GET", "/a%2Fb"),
    ] {
        let answer = house.ask(method, &format!("{API}{path}")).by(&stranger).send().await;
        assert_eq!(about(&answer), nothing, "{method} {path}");
        let nobody = house.ask(method, &format!("{API}{path}")).send().await;
        assert_eq!(nobody.status(), 401, "{method} {path}");
    }
    assert_eq!(house.get("/api/v1/s/foundry/p/other/").by(&stranger).send().await.status(), 404);
    for visit in [&guest, &member] {
        let write = house.ask("POST", &format!("{API}/notes")).by(visit).json(&json!({})).send().await;
        write.problem(403, "forbidden");
    }
    assert_eq!(house.get(NOTES).by(&guest).send().await.status(), 403);
    assert!(house.plugins.asked().is_empty(), "no plugin heard of any of this");
    assert_eq!(house.get(API).by(&member).send().await.status(), 200);
}

#[tokio::test]
async fn another_path_is_not_there_and_another_method_is_named() {
    let house = House::new().await;
    let other = house.ask("DELETE", &format!("{API}/notes/7")).by(&house.anna).send().await;
    other.problem(405, "method-not-allowed");
    assert_eq!(other.header("allow"), "GET, POST");
    house.get(&format!("{API}/nothing")).by(&house.anna).send().await.problem(404, "not-found");
    for trick in ["../../x", "%2e%2e/x", "notes/%00", "notes/a%2Fb", "notes//7", "notes/7%0d%0a", "notes/%5C..%5Cx"] {
        let answer = house.get(&format!("{NOTES}{trick}")).by(&house.anna).send().await;
        assert_eq!(answer.status(), 404, "{trick}");
    }
    assert!(house.plugins.asked().is_empty());
    let slash = house.get("/s/foundry/p/notes?x=1").by(&house.anna).send().await;
    assert_eq!((slash.status(), slash.header("location")), (308, "/s/foundry/p/notes/?x=1"));
}

#[tokio::test]
async fn an_open_route_is_for_everybody_and_knows_nobodys_rights() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(page("About us")));
    for visit in [None, Some(&house.anna)] {
        let ask = house.get(&format!("{NOTES}about"));
        let answer = if let Some(visit) = visit { ask.by(visit) } else { ask }.send().await;
        assert_eq!(answer.status(), 200);
        let (_, call, _) = house.plugins.asked().remove(0);
        assert_eq!((call.caller.roles.len(), call.caller.held), (0, Held::These(Vec::new())));
        let kind = if visit.is_some() { PrincipalKind::Person } else { PrincipalKind::Anonymous };
        assert_eq!((call.caller.kind, call.caller.space), (kind, house.foundry));
    }
    assert_eq!(house.get("/s/no-such-space/p/notes/about").send().await.status(), 404);
}

#[tokio::test]
async fn a_form_reaches_the_plugin_without_its_token_and_only_with_the_right_one() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(Reply::Done));
    let done = post(&house, &house.anna, &format!("{NOTES}notes"), &[("title", "Song"), ("title", "List")]).await;
    assert_eq!((done.status(), done.header("location")), (303, NOTES));
    let (_, _, request) = house.plugins.asked().remove(0);
    let Body::Form(form) = request.body else { panic!("{:?}", request.body) };
    assert_eq!(form.fields, [("title".to_owned(), "Song".to_owned()), ("title".to_owned(), "List".to_owned())]);
    let core = house.form_token(&house.anna, Mount::Core);
    let neighbour = house.neighbour("nora", "attic").await;
    let foreign = form_token(&house, &neighbour);
    for token in ["", core.as_str(), foreign.as_str()] {
        let ask = house.ask("POST", &format!("{NOTES}notes")).by(&house.anna).form(&[("_csrf", token)]);
        assert_eq!(ask.send().await.status(), 403, "{token}");
    }
    let json = house.ask("POST", &format!("{NOTES}notes")).by(&house.anna).json(&json!({})).send().await;
    assert_eq!(json.status(), 415);
    assert!(house.plugins.asked().is_empty());
}

#[tokio::test]
async fn the_api_hands_json_on_as_text_and_files_as_they_are() {
    let house = House::new().await;
    let send = async |kind: &str, body: &[u8]| {
        let ask = house.ask("POST", &format!("{API}/notes/7?x=1&y=%20")).by(&house.anna);
        ask.header("content-type", kind).header("accept", "text/html").body(body.to_vec()).send().await
    };
    assert_eq!(send("application/json; charset=utf-8", "{\"a\":\"ä\"}".as_bytes()).await.status(), 200);
    let (_, _, request) = house.plugins.asked().remove(0);
    assert_eq!(request.body, Body::Text("{\"a\":\"ä\"}".to_owned()));
    assert_eq!((request.path.as_str(), request.query.as_str()), ("/notes/7", "x=1&y=%20"));
    assert_eq!(request.headers[0].value, "application/json", "a program never gets a page for people");
    assert_eq!(send("text/csv", b"a,\xff").await.status(), 200);
    assert_eq!(house.plugins.asked().remove(0).2.body, Body::Bytes(b"a,\xff".to_vec()));
    send("application/json", b"\xff").await.problem(400, "malformed");
    send("", b"{}").await.problem(415, "unsupported-media-type");
    send("application/x-www-form-urlencoded", b"a=1").await.problem(415, "unsupported-media-type");
    assert!(house.plugins.asked().is_empty());
}

#[tokio::test]
async fn replies_have_their_status_and_stay_below_the_mount() {
    let house = House::new().await;
    let created = |path: &str| Reply::Created { path: path.to_owned(), json: "{\"id\":7}".to_owned() };
    let accepted = Reply::Accepted { path: "/notes/7".to_owned(), json: "{}".to_owned() };
    for (reply, status, location, on_page) in [
        (created("/notes/7"), 201, "/api/v1/s/foundry/p/notes/notes/7", "/s/foundry/p/notes/notes/7"),
        (accepted, 202, "/api/v1/s/foundry/p/notes/notes/7", "/s/foundry/p/notes/notes/7"),
        (Reply::Redirect("/".to_owned()), 303, "/api/v1/s/foundry/p/notes/", NOTES),
        (Reply::Done, 204, "", NOTES),
    ] {
        let name = format!("{reply:?}");
        house.plugins.answer(move |_, _| Ok(reply.clone()));
        let answer = house.ask("POST", &format!("{API}/notes")).by(&house.anna).json(&json!({})).send().await;
        assert_eq!((answer.status(), answer.header("location")), (status, location), "{name}");
        let answer = post(&house, &house.anna, &format!("{NOTES}notes"), &[]).await;
        assert_eq!((answer.status(), answer.header("location")), (303, on_page), "{name}");
    }
    for evil in ["//evil.test", "/../../x", "https://evil.test/", "/a\r\nSet-Cookie: x=1"] {
        let reply = created(evil);
        house.plugins.answer(move |_, _| Ok(reply.clone()));
        let answer = house.ask("POST", &format!("{API}/notes")).by(&house.anna).json(&json!({})).send().await;
        answer.problem(502, "plugin-bad-reply");
        assert_eq!(post(&house, &house.anna, &format!("{NOTES}notes"), &[]).await.status(), 502, "{evil}");
    }
}

#[tokio::test]
async fn a_document_has_a_tag_and_is_not_sent_twice() {
    let house = House::new().await;
    house.plugins.answer(|_, _| Ok(Reply::Json("{\"a\":1}".to_owned())));
    let first = house.get(API).by(&house.anna).send().await;
    assert_eq!((first.status(), first.header("content-type"), first.text()), (200, "application/json", "{\"a\":1}"));
    let tag = first.header("etag").to_owned();
    for known in [tag.clone(), tag.trim_start_matches("W/").to_owned(), format!("\"x\", {tag}")] {
        let again = house.get(API).by(&house.anna).header("if-none-match", &known).send().await;
        assert_eq!((again.status(), again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{known}");
    }
    assert_eq!(house.get(API).by(&house.anna).header("if-none-match", "\"x\"").send().await.status(), 200);
    let head = house.ask("HEAD", API).by(&house.anna).send().await;
    assert_eq!((head.status(), head.body.len()), (200, 0));
    assert_eq!(house.plugins.asked().last().unwrap().2.method, "GET");
}

#[tokio::test]
async fn a_page_that_cannot_be_drawn_is_the_plugins_fault() {
    let house = House::new().await;
    let link = json!({ "title": "x", "pieces": [{ "piece": "actions", "actions": [
        { "action": "go", "text": "out", "href": "/elsewhere", "tone": "plain" }] }] });
    let large = json!({ "title": "x", "pieces": [], "filler": "x".repeat(1 << 20) });
    for bad in [
        "",
        "{",
        "[]",
        r#"{"title":"","pieces":[]}"#,
        r#"{"title":"x","pieces":[{"piece":"script"}]}"#,
        &link.to_string(),
        &large.to_string(),
    ] {
        let reply = Reply::Page(bad.to_owned());
        house.plugins.answer(move |_, _| Ok(reply.clone()));
        let answer = house.get(NOTES).by(&house.anna).send().await;
        assert_eq!(answer.status(), 502, "{}", &bad[..bad.len().min(100)]);
        assert!(answer.text().contains("This plugin failed") && !answer.text().contains("/elsewhere"));
        house.get(API).by(&house.anna).send().await.problem(502, "plugin-bad-reply");
    }
}

#[tokio::test]
async fn a_form_with_faults_comes_back_as_a_page_or_as_a_problem() {
    let house = House::new().await;
    let mut heading = Field::text("heading", "Heading");
    heading.error = Some("Give it a title.".to_owned());
    let form = draft("New note").form(Form::new("f", "notes", "Save").field(heading));
    let reply = Reply::InvalidPage(serde_json::to_string(&form).unwrap());
    house.plugins.answer(move |_, _| Ok(reply.clone()));
    let drawn = post(&house, &house.anna, &format!("{NOTES}notes"), &[]).await;
    assert_eq!(drawn.status(), 422, "{}", drawn.text());
    assert!(drawn.text().contains("Give it a title.") && drawn.text().contains("action=\"/s/foundry/p/notes/notes\""));
    let told = house.ask("POST", &format!("{API}/notes")).by(&house.anna).json(&json!({})).send().await;
    assert_eq!(
        told.problem(422, "invalid")["errors"],
        json!([{ "pointer": "/heading", "detail": "Give it a title." }])
    );
    let invalid = json!({ "detail": "Two things.", "errors": [
        { "pointer": "/a", "detail": "A is missing" }, { "pointer": "/b_c", "detail": "B <is> too long" }] });
    house.plugins.answer(move |_, _| Err(CallError::Answered(PluginError::Invalid(invalid.to_string()))));
    let drawn = post(&house, &house.anna, &format!("{NOTES}notes"), &[]).await;
    assert_eq!(drawn.status(), 422);
    for text in ["Two things.", "A: A is missing.", "B c: B &lt;is&gt; too long.", "The Foundry"] {
        assert!(drawn.text().contains(text), "{text}: {}", drawn.text());
    }
}

#[tokio::test]
async fn a_file_is_saved_and_never_shown() {
    let house = House::new().await;
    house.plugins.answer(|_, _| {
        let content = Body::Text("<script>alert(1)</script>".to_owned());
        Ok(Reply::File(FileReply { name: "Café\r\n/../x.html".to_owned(), mime: "text/html".to_owned(), content }))
    });
    for path in [NOTES, API] {
        let answer = house.get(path).by(&house.anna).send().await;
        assert_eq!((answer.status(), answer.header("content-type")), (200, "text/html"));
        let disposition = "attachment; filename=\"Caf__.._x.html\"; filename*=UTF-8''Caf%C3%A9_.._x.html";
        assert_eq!(answer.header("content-disposition"), disposition);
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!((answer.header("x-content-type-options"), answer.header("cache-control")), ("nosniff", "no-store"));
    }
}

#[tokio::test]
async fn what_goes_wrong_in_a_plugin_has_its_own_answer() {
    let house = House::new().await;
    let plugin = manifest().plugin.id;
    let fault = |fault| CallError::Fault { plugin: plugin.clone(), fault };
    for (error, status, slug) in [
        (PluginError::Denied("no".into()).into(), 403, "forbidden"),
        (PluginError::NotFound.into(), 404, "not-found"),
        (PluginError::Conflict(7).into(), 409, "conflict"),
        (PluginError::Duplicate("a name".into()).into(), 409, "duplicate"),
        (PluginError::Limit("ten".into()).into(), 429, "limit"),
        (PluginError::Timeout.into(), 504, "timeout"),
        (PluginError::Unavailable("later".into()).into(), 503, "unavailable"),
        (PluginError::Internal("secret".into()).into(), 502, "plugin-failed"),
        (fault(Fault::TimedOut(std::time::Duration::from_secs(5))), 504, "plugin-timeout"),
        (fault(Fault::Trapped("unreachable".into())), 502, "plugin-trapped"),
        (CallError::Busy { plugin: plugin.clone() }, 503, "unavailable"),
        (CallError::TooLarge { plugin: plugin.clone(), size: 2, limit: 1 }, 413, "too-large"),
    ] {
        let error: CallError = error;
        house.plugins.answer(move |_, _| Err(error.clone()));
        let problem = house.get(API).by(&house.anna).send().await.problem(status, slug);
        assert!(!problem.to_string().contains("secret"));
        assert_eq!(problem.get("current_version"), (slug == "conflict").then_some(&json!(7)));
        let drawn = house.get(NOTES).by(&house.anna).send().await;
        assert_eq!((drawn.status(), drawn.header("content-type")), (status, "text/html; charset=utf-8"), "{slug}");
    }
}
