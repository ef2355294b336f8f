//! The operator's page of the store and its twin in the API, over documents of a made-up plugin.

use std::fs;

use loadin_types::{
    data::{Put, Query, Reach, Write},
    ports::Collections as _,
};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};

use crate::testing::House;

const PLUGIN: &str = "[plugin]\nid = \"org.example.notes\"\nname = \"Notes\"\nversion = \"1.0.0\"\napi = \"0.1\"\n";

/// Writes documents of the plugin and asks for some of them, slowly.
async fn keep(house: &House, documents: &[Value], collections: usize) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("note.json"), r#"{"type": "object"}"#).unwrap();
    let declared: String = (0..collections)
        .map(|at| {
            format!(
                "[collections.notes{at}]\nschema = \"note.json\"\nversion = 1\nvisibility = [\"space\"]\nread = \"public\"\n\
                 write = \"public\"\nfields = {{ town = \"text\", rank = \"integer\" }}\nindexes = [[\"town\"]]\n"
            )
        })
        .collect();
    let manifest = Manifest::parse(&format!("{PLUGIN}\n{declared}"), &folder.path().join("plugin.toml")).unwrap();
    house.app.storage.set_slow_ms(0);
    let kept = house.collections(&manifest).await;
    let context = house.acts(&house.anna, manifest.plugin.id);
    let put = |data: &Value| {
        Write::Put(Put {
            collection: "notes0".to_owned(),
            id: None,
            data: data.to_string(),
            parties: vec![],
            visibility: None,
            expect_version: None,
        })
    };
    kept.commit(&context, documents.iter().map(put).collect()).await.unwrap();
    for filter in [
        json!({"field": "town", "op": "eq", "value": "Zanzibarville"}),
        json!({"field": "rank", "op": "gt", "value": 987_654}),
    ] {
        let (filter, reach) = (Some(filter.to_string()), Reach::Mine);
        let query = Query { filter, order_by: vec![], limit: 5, cursor: None, fields: vec![], reach };
        kept.find(&context, "notes0", &query).await.unwrap();
    }
}

#[tokio::test]
async fn an_operator_sees_counts_and_kinds_and_nothing_of_any_document() {
    let house = House::new().await;
    let documents = [
        json!({"town": "Zanzibarville", "rank": 987_654, "secret": "a private matter"}),
        json!({"town": "Timbuktooine", "rank": 876_543, "more": {"deep": "hidden below"}}),
    ];
    keep(&house, &documents, 1).await;
    let page = house.get("/admin/storage").by(&house.anna).send().await;
    assert_eq!(page.status(), 200, "{}", page.text());
    for shown in
        ["Notes", "notes0", "find of mine where town = ?", "find of mine where rank &gt; ?", "indexes = [[", "ready"]
    {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
    let answer = house.get("/api/v1/instance/storage").by(&house.anna).send().await;
    let told = answer.json();
    let notes = &told["collections"][0];
    assert_eq!(
        (&notes["name"], &notes["documents"], &notes["spaces"]),
        (&json!("notes0"), &json!(2), &json!(1)),
        "{told}"
    );
    assert_eq!(told["slow"]["questions"].as_array().unwrap().len(), 2, "{told}");
    for value in
        ["Zanzibarville", "Timbuktooine", "987654", "876543", "987,654", "876,543", "private", "hidden below", "deep"]
    {
        assert!(!page.text().contains(value) && !answer.text().contains(value), "{value}");
    }
}

#[tokio::test]
async fn only_operators_see_the_store_and_only_they_are_led_there() {
    let house = House::new().await;
    let owner = house.neighbour("nora", "attic").await;
    for path in ["/admin/storage", "/api/v1/instance/storage"] {
        assert_eq!(house.get(path).by(&owner).send().await.status(), 403, "{path}");
    }
    house.get("/api/v1/instance/storage").send().await.problem(401, "unauthenticated");
    let token = house.token(&house.anna, &["space:view"]).await;
    house.get("/api/v1/instance/storage").bearer(&token).send().await.problem(403, "forbidden");
    let account = house.get("/account").by(&house.anna).send().await;
    assert!(account.text().contains("href=\"/admin/storage\""), "{}", account.text());
    let account = house.get("/account").by(&owner).send().await;
    assert!(!account.text().contains("/admin/storage"), "{}", account.text());
}

#[tokio::test]
async fn thirty_collections_and_none_at_all_fit_on_the_page() {
    let house = House::new().await;
    let empty = house.get("/admin/storage").by(&house.anna).send().await;
    assert!(empty.text().contains("No plugin keeps documents here"), "{}", empty.text());
    house.pass(std::time::Duration::from_secs(1));
    let house = House::new().await;
    keep(&house, &[json!({"town": "Hull"})], 30).await;
    let page = house.get("/admin/storage").by(&house.anna).send().await;
    assert!(page.text().contains("Indexes of notes29"), "{}", page.text());
    assert!(page.text().len() < 200_000, "{} bytes", page.text().len());
}
