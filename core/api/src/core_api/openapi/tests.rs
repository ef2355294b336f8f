//! Whether the description is one, and describes what is there.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

use super::describe;
use crate::{
    router::all,
    testing::{House, manifest},
};

/// Every value of a document, with its parents before it.
fn walk<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    found.push(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Object(members) => members.values().for_each(|member| walk(member, found)),
        _ => {}
    }
}

fn operations(api: &Value) -> Vec<(&str, &str, &Value)> {
    let mut all = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().iter();
        all.extend(methods.map(|(method, operation)| (path.as_str(), method.as_str(), operation)));
    }
    all
}

#[tokio::test]
async fn the_description_is_whole_and_every_reference_leads_somewhere() {
    let house = House::new().await;
    let answer = house.get("/api/openapi.json").send().await;
    assert_eq!((answer.status(), answer.header("content-type")), (200, "application/json"));
    let api = answer.json();
    serde_json::from_value::<utoipa::openapi::OpenApi>(api.clone()).unwrap();
    assert_eq!(api["openapi"], "3.1.0");
    let mut values = Vec::new();
    walk(&api, &mut values);
    let references: Vec<&str> = values.iter().filter_map(|value| value.get("$ref")?.as_str()).collect();
    assert!(references.len() > 10, "{references:?}");
    for reference in references {
        assert!(api.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn every_operation_has_its_own_id_its_parameters_and_a_way_to_fail() {
    let house = House::new().await;
    let api = house.get("/api/openapi.json").send().await.json();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&api) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} stands there twice");
        assert_eq!(operation["responses"]["default"]["$ref"], "#/components/responses/Problem", "{method} {path}");
        let named = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let described: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(named.collect::<BTreeSet<_>>(), described, "{method} {path}");
        assert!(operation["security"].is_array() && operation["tags"].is_array(), "{method} {path}");
        for (status, answer) in operation["responses"].as_object().unwrap() {
            assert!(answer.get("$ref").or(answer.get("description")).is_some(), "{method} {path}: {status}");
        }
    }
    for id in ["list_spaces", "create_token", "notes.list", "notes.note.get", "notes.note.post", "notes.add"] {
        assert!(ids.contains(id), "{id} is missing in {ids:?}");
    }
}

#[tokio::test]
async fn who_may_call_is_said_as_the_matrix_has_it() {
    let house = House::new().await;
    let api = house.get("/api/openapi.json").send().await.json();
    let security = |path: &str, method: &str| api["paths"][path][method]["security"].to_string();
    assert_eq!(security("/healthz", "get"), "[{}]");
    assert_eq!(security("/api/v1/tokens", "get"), r#"[{"session":[]}]"#);
    assert_eq!(security("/api/v1/s/{space}/members", "get"), r#"[{"session":[]},{"token":[]}]"#);
    assert_eq!(security("/api/v1/s/{space}/p/notes/about", "get"), "[{}]");
    let add = &api["paths"]["/api/v1/s/{space}/p/notes/notes"]["post"];
    assert_eq!(add["description"], "Needs the permission `org.example.notes/notes:write`.");
    assert_eq!(api["components"]["securitySchemes"]["session"]["name"], "__Host-loadin");
}

#[tokio::test]
async fn who_has_it_already_gets_nothing_again() {
    let house = House::new().await;
    let etag = house.get("/api/openapi.json").send().await.header("etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}")] {
        let answer = house.get("/api/openapi.json").header("if-none-match", &known).send().await;
        assert_eq!((answer.status(), answer.body.len(), answer.header("etag")), (304, 0, etag.as_str()), "{known}");
    }
    assert_eq!(house.get("/api/openapi.json").header("if-none-match", "\"old\"").send().await.status(), 200);
}

/// `WRITE_OPENAPI=1 cargo nextest run -p loadin-api openapi` writes the page anew.
#[test]
fn the_committed_description_is_the_one_of_the_routes() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    let (_, documented) = all().finish();
    let api = serde_json::to_string_pretty(&describe(documented, &[], "loadin")).unwrap() + "\n";
    if std::env::var_os("WRITE_OPENAPI").is_some() {
        std::fs::write(&page, &api).unwrap();
    }
    let committed = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(committed == api, "docs/reference/openapi.json is old: run this test with WRITE_OPENAPI=1 and commit it");
    assert!(!api.contains(manifest().plugin.mount()), "only core's own part is committed");
}
