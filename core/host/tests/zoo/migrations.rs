//! Documents that a new version of their plugin brings to its form, and the ways in which it fails to.

use std::time::Duration;

use loadin_host::Host;
use loadin_types::{CallError, Chunk, DocumentId, Fault, Kept, PluginError, PluginId, SpaceId, ports::Migrator as _};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};

use crate::world::{fixture, host};

struct Shelf {
    host: Host,
    id: PluginId,
    _cache: tempfile::TempDir,
}

impl Shelf {
    async fn open(version: &str) -> Self {
        let cache = tempfile::tempdir().unwrap();
        let host = host(cache.path());
        let manifest = Manifest::read(&fixture(version)).unwrap();
        host.load(&manifest).await.unwrap();
        Self { host, id: manifest.plugin.id, _cache: cache }
    }

    async fn migrate(&self, documents: &[(u32, &str)]) -> Result<Vec<Option<String>>, CallError> {
        let kept = |(since, data): &(u32, &str)| Kept {
            id: DocumentId::from_parts(1, &[9; 10]),
            since: *since,
            data: (*data).to_owned(),
        };
        let chunk = Chunk { collection: "books".into(), documents: documents.iter().map(kept).collect() };
        self.host.migrate(&self.id, SpaceId::from_parts(1, &[3; 10]), chunk).await
    }

    async fn fails(&self, name: &str) -> CallError {
        self.migrate(&[(1, &format!(r#"{{"name":"{name}","year":1965}}"#))]).await.unwrap_err()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_version_brings_documents_to_its_form_in_their_order() {
    let shelf = Shelf::open("shelf-2").await;
    assert!(shelf.host.migrates(&shelf.id).await);
    let migrated = shelf
        .migrate(&[
            (1, r#"{"name":"Dune","year":1965}"#),
            (2, r#"{"title":"Emma","decade":1810,"year":1815}"#),
            (1, r#"{"name":"Ubik","year":1969,"copies":2}"#),
        ])
        .await
        .unwrap();
    let said: Vec<_> = migrated.iter().flatten().map(|json| serde_json::from_str::<Value>(json).unwrap()).collect();
    assert_eq!(said[0], json!({ "title": "Dune", "decade": 1960, "year": 1965 }));
    assert_eq!(migrated[1], None);
    assert_eq!(said[1], json!({ "title": "Ubik", "decade": 1960, "year": 1969, "copies": 2 }));
    assert_eq!(shelf.migrate(&[]).await, Ok(Vec::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_to_fail_is_told_for_what_it_is_and_costs_the_host_nothing() {
    let shelf = Shelf::open("shelf-2").await;
    let CallError::Answered(PluginError::Invalid(json)) = shelf.fails("refuse").await else { panic!("it passed") };
    assert!(json.contains("to version 2: /name: nobody may be called that"), "{json}");
    for name in ["pry", "ask"] {
        let CallError::Answered(PluginError::Denied(reason)) = shelf.fails(name).await else { panic!("{name} passed") };
        assert!(reason.contains("during a migration: a step sees the one document"), "{reason}");
    }
    let fault = Fault::TimedOut(Duration::from_secs(2));
    assert_eq!(shelf.fails("loop").await, CallError::Fault { plugin: shelf.id.clone(), fault });
    let crashed = shelf.fails("crash").await;
    assert!(matches!(&crashed, CallError::Fault { fault: Fault::Trapped(_), .. }), "{crashed}");
    assert!(shelf.migrate(&[(1, r#"{"name":"Dune","year":1965}"#)]).await.unwrap()[0].is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_that_migrates_nothing_says_so() {
    let shelf = Shelf::open("shelf-1").await;
    assert!(!shelf.host.migrates(&shelf.id).await);
    let refused = shelf.fails("any").await.to_string();
    assert_eq!(
        refused,
        "org.loadin.shelf exports no `lifecycle`, so it migrates no documents: name `migrations` in `plugin!`"
    );
    let other = PluginId::try_from("org.example.other".to_owned()).unwrap();
    assert!(!shelf.host.migrates(&other).await);
}
