//! Collections from outside, through the port: what the plugin's side of the contract promises.

mod declaring;
mod finding;
mod full_disk;
mod history;
mod interrupting;
mod migrating;
mod model;
mod refilling;
mod refusing;
mod surveying;
mod upgrades;
mod waiting;
mod writing;

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use loadin_types::{
    Caller, DocumentId, Held, PluginError, PrincipalKind, SpaceId,
    data::{DataContext, Document, Put, Target, Visibility, Write, Written},
    ports::{Clock, Collections as _, Entropy},
};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{CollectionTools, Collections, DeclareError};
use crate::testing::{TestStore, person_id, space_id};

/// Counts instead of telling the time and drawing lots.
#[derive(Default)]
struct Counter(AtomicU64);

impl Clock for Counter {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000 + self.0.fetch_add(1, Ordering::SeqCst)
    }

    fn monotonic_ns(&self) -> u64 {
        0
    }
}

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        for (byte, value) in bytes.iter_mut().rev().zip(count.iter().rev()) {
            *byte = *value;
        }
    }
}

fn tools() -> CollectionTools {
    let counter = Arc::new(Counter::default());
    CollectionTools { clock: counter.clone(), entropy: counter, cursor_key: [9; 32] }
}

const HOLDS: &str = r#"
schema = "holds.json"
version = 1
visibility = ["space", "parties", "instance", "public"]
read = "public"
write = "public"
fields = { city = "text", rank = "integer", fee = "number", on = "date", open = "boolean" }
indexes = [["city"], ["rank"], ["fee"], ["open"]]
unique = [["on", "rank"]]
"#;

fn holds_schema() -> Value {
    json!({
        "type": "object",
        "required": ["city", "rank"],
        "additionalProperties": false,
        "properties": {
            "city": {"type": "string", "maxLength": 200_000},
            "rank": {"type": "integer"},
            "fee": {"type": "number"},
            "on": {"type": "string", "format": "date"},
            "open": {"type": "boolean"},
            "note": {"type": "string"},
        },
    })
}

fn manifest(folder: &Path, holds: &str, schema: &Value) -> Manifest {
    fs::write(folder.join("holds.json"), schema.to_string()).unwrap();
    let plugin = "[plugin]\nid = \"org.example.book\"\nname = \"Book\"\nversion = \"1.0.0\"\napi = \"0.1\"\n";
    Manifest::parse(&format!("{plugin}\n[collections.holds]{holds}"), &folder.join("plugin.toml")).unwrap()
}

/// A store with the collection `holds`.
struct Shop {
    store: TestStore,
    plugin: TempDir,
    collections: Collections,
    /// One counter for all releases: no id is given twice.
    tools: CollectionTools,
}

impl Shop {
    async fn new() -> Self {
        Self::over(TestStore::new().await).await
    }

    async fn over(store: TestStore) -> Self {
        let plugin = tempfile::tempdir().unwrap();
        let manifest = manifest(plugin.path(), HOLDS, &holds_schema());
        let tools = tools();
        let collections = Collections::open(store.storage.clone(), &[manifest], tools.clone()).await.unwrap();
        Self { store, plugin, collections, tools }
    }

    /// Declares the collection again, as another release of the plugin would.
    async fn redeclare(&mut self, holds: &str, schema: &Value) -> Result<(), DeclareError> {
        let manifest = manifest(self.plugin.path(), holds, schema);
        self.collections = Collections::open(self.store.storage.clone(), &[manifest], self.tools.clone()).await?;
        self.collections.settle().await
    }

    async fn put(&self, who: &DataContext, put: Put) -> Result<Document, PluginError> {
        let mut written = self.collections.commit(who, vec![Write::Put(put)]).await?;
        match written.pop() {
            Some(Written::Document(document)) => Ok(document),
            other => panic!("{other:?}"),
        }
    }

    async fn get(&self, who: &DataContext, id: DocumentId) -> Option<Document> {
        self.collections.get(who, "holds", &[id]).await.unwrap().pop().unwrap()
    }

    async fn delete(&self, who: &DataContext, id: DocumentId, version: Option<u64>) -> Result<(), PluginError> {
        let delete = Target { collection: "holds".to_owned(), id, expect_version: version };
        self.collections.commit(who, vec![Write::Delete(delete)]).await.map(drop)
    }
}

fn context(kind: PrincipalKind, space: SpaceId, roles: &[&str]) -> DataContext {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    let caller = Caller { kind, id: person_id(1).to_string(), space, roles, held: Held::All };
    DataContext { plugin: "org.example.book".to_owned().try_into().unwrap(), caller, lease: None }
}

fn member(space: u8) -> DataContext {
    context(PrincipalKind::Person, space_id(space), &["member"])
}

fn visitor(space: u8) -> DataContext {
    context(PrincipalKind::Person, space_id(space), &[])
}

fn stranger(space: u8) -> DataContext {
    context(PrincipalKind::Anonymous, space_id(space), &[])
}

fn hold(data: &Value) -> Put {
    Put {
        collection: "holds".to_owned(),
        id: None,
        data: data.to_string(),
        parties: Vec::new(),
        visibility: None,
        expect_version: None,
    }
}

fn seen_by(visibility: Visibility) -> Put {
    Put { visibility: Some(visibility), ..hold(&json!({"city": "Hull", "rank": 1})) }
}

/// Changes a document whose version was seen.
fn edit(document: &Document, data: &Value) -> Put {
    Put { id: Some(document.id), expect_version: Some(document.version), ..hold(data) }
}

fn told(error: &PluginError) -> String {
    let PluginError::Invalid(text) = error else { panic!("{error:?}") };
    serde_json::from_str::<Value>(text).unwrap()["detail"].as_str().unwrap().to_owned()
}
