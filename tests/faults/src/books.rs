//! What is kept while things break: holds that change and go, and entries that come in batches.
//!
//! Rule: the collections have words and parties, so that a write touches several tables and may be torn in many places.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use loadin_storage::{CollectionTools, Collections, Storage, StoreSettings};
use loadin_types::{
    Caller, Held, PersonId, PrincipalKind, SpaceId, Timestamp,
    data::DataContext,
    ports::{Clock, Entropy},
};
use loadin_wit::manifest::Manifest;
use serde_json::json;
use tempfile::TempDir;

const MANIFEST: &str = r#"
[plugin]
id = "org.example.faults"
name = "Faults"
version = "1.0.0"
api = "0.1"

[collections.holds]
schema = "any.json"
version = 1
visibility = ["space", "parties"]
read = "public"
write = "public"
fields = { batch = "text", n = "integer" }
indexes = [["batch"], ["n"]]
text = ["note"]

[collections.entries]
schema = "any.json"
version = 1
read = "public"
write = "public"
fields = { batch = "text", n = "integer" }
indexes = [["batch"]]
"#;

/// Where documents are kept.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A folder, with SQLite in it.
    Folder(PathBuf),
    /// A folder whose database does not wait for the disk: it loses.
    Careless(PathBuf),
    /// A database on a PostgreSQL server.
    #[cfg(feature = "postgres")]
    Server(String),
}

/// The time of the machine, and numbers that no two processes share.
struct Machine(AtomicU64);

impl Clock for Machine {
    fn now_ms(&self) -> u64 {
        u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(0)
    }

    fn monotonic_ns(&self) -> u64 {
        self.now_ms() * 1_000_000
    }
}

impl Entropy for Machine {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let process = std::process::id().to_le_bytes();
        let all = process.into_iter().chain(count).cycle();
        bytes.iter_mut().zip(all).for_each(|(byte, value)| *byte = value);
    }
}

/// An open store with its collections.
pub(crate) struct Books {
    pub(crate) storage: Storage,
    pub(crate) collections: Collections,
}

impl Books {
    pub(crate) async fn open(place: &Place) -> anyhow::Result<Self> {
        let machine = Arc::new(Machine(AtomicU64::new(0)));
        let now = Timestamp::from_millis(machine.now_ms());
        let settings = |folder: &Path| StoreSettings { folder: folder.to_owned(), max_bytes: None };
        let storage = match place {
            Place::Folder(folder) => Storage::open(&settings(folder), now).await?,
            Place::Careless(folder) => Storage::open_careless_of_power_cuts(&settings(folder), now).await?,
            #[cfg(feature = "postgres")]
            Place::Server(url) => Storage::connect(&loadin_storage::ServerAddress::parse(url)?, now).await?,
        };
        let tools = CollectionTools { clock: machine.clone(), entropy: machine, cursor_key: [9; 32] };
        let (manifest, _schema) = manifest()?;
        let collections = Collections::open(storage.clone(), &[manifest], tools).await?;
        Ok(Self { storage, collections })
    }
}

/// Returns the manifest, and the folder with its schema, which is read when the collections are opened.
fn manifest() -> anyhow::Result<(Manifest, TempDir)> {
    let folder = crate::folder()?;
    let schema = json!({
        "type": "object",
        "required": ["n"],
        "properties": {
            "batch": {"type": "string"},
            "n": {"type": "integer"},
            "note": {"type": "string"},
        },
    });
    std::fs::write(folder.path().join("any.json"), schema.to_string())?;
    let manifest = Manifest::parse(MANIFEST, &folder.path().join("plugin.toml"));
    Ok((manifest.map_err(|error| anyhow::anyhow!("the harness's own manifest: {error}"))?, folder))
}

pub(crate) fn space(number: u8) -> SpaceId {
    SpaceId::from_parts(u64::from(number) + 1, &[number; 10])
}

/// Returns a member of a space.
pub(crate) fn member(number: u8) -> anyhow::Result<DataContext> {
    let person = PersonId::from_parts(1, &[1; 10]).to_string();
    let (kind, roles) = (PrincipalKind::Person, vec!["member".to_owned()]);
    let caller = Caller { kind, id: person, space: space(number), roles, held: Held::All };
    let plugin = "org.example.faults".to_owned().try_into();
    Ok(DataContext { plugin: plugin.map_err(|error| anyhow::anyhow!("{error}"))?, caller, lease: None })
}
