//! The collections of a command without a space: a database in a temporary folder, made when first asked for.
//!
//! Rule: a command that keeps nothing pays nothing, and whatever is kept is gone with the command.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use loadin_storage::{CollectionTools, Collections, Storage, StoreSettings};
use loadin_types::{
    DocumentId, PluginError, Timestamp,
    data::{DataContext, Document, Found, Query, Reach, Write, Written},
    ports::{self, Clock, Entropy, no_jobs},
};
use loadin_wit::manifest::Manifest;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tracing::error;

/// Collections that nobody sees again.
pub(crate) struct ThrowAway {
    manifest: Manifest,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    opened: OnceCell<Opened>,
}

struct Opened {
    collections: Collections,
    folder: Mutex<Option<TempDir>>,
}

/// Deletes what was kept when the command ends, whoever still holds the collections.
pub(crate) struct Until(pub(crate) Arc<ThrowAway>);

impl Drop for Until {
    fn drop(&mut self) {
        if let Some(opened) = self.0.opened.get() {
            opened.folder.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}

impl ThrowAway {
    /// Returns the collections that a plugin declares, empty.
    pub(crate) fn new(manifest: Manifest, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { manifest, clock, entropy, opened: OnceCell::new() }
    }

    async fn collections(&self) -> Result<&Collections, PluginError> {
        let opened = self.opened.get_or_try_init(|| self.open()).await.map_err(|error| {
            error!("no collections for this command: {error:#}");
            PluginError::Unavailable(format!("nothing can be kept for this command: {error:#}"))
        })?;
        Ok(&opened.collections)
    }

    async fn open(&self) -> anyhow::Result<Opened> {
        let folder = tempfile::Builder::new().prefix("loadin-").tempdir()?;
        let stored = StoreSettings { folder: folder.path().to_owned(), max_bytes: None };
        let storage = Storage::open(&stored, Timestamp::from_millis(self.clock.now_ms())).await?;
        let mut cursor_key = [0; 32];
        self.entropy.fill(&mut cursor_key);
        let (clock, entropy) = (Arc::clone(&self.clock), Arc::clone(&self.entropy));
        let tools = CollectionTools { clock, entropy, cursor_key };
        let collections = Collections::open(storage, std::slice::from_ref(&self.manifest), tools).await?;
        Ok(Opened { collections, folder: Mutex::new(Some(folder)) })
    }
}

#[async_trait]
impl ports::Collections for ThrowAway {
    async fn get(
        &self,
        context: &DataContext,
        collection: &str,
        ids: &[DocumentId],
    ) -> Result<Vec<Option<Document>>, PluginError> {
        self.collections().await?.get(context, collection, ids).await
    }

    async fn find(&self, context: &DataContext, collection: &str, query: &Query) -> Result<Found, PluginError> {
        self.collections().await?.find(context, collection, query).await
    }

    async fn count(
        &self,
        context: &DataContext,
        collection: &str,
        reach: Reach,
        filter: Option<&str>,
    ) -> Result<u64, PluginError> {
        self.collections().await?.count(context, collection, reach, filter).await
    }

    async fn aggregate(&self, context: &DataContext, collection: &str, question: &str) -> Result<String, PluginError> {
        self.collections().await?.aggregate(context, collection, question).await
    }

    async fn commit(&self, context: &DataContext, writes: Vec<Write>) -> Result<Vec<Written>, PluginError> {
        if writes.iter().any(|write| matches!(write, Write::Enqueue(_))) {
            return Err(no_jobs());
        }
        self.collections().await?.commit(context, writes).await
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use loadin_types::{
        Caller, Held, PrincipalKind, SpaceId,
        data::{DataContext, Put, Query, Reach, Write},
        ports::Collections as _,
    };
    use loadin_wit::manifest::Manifest;

    use super::{ThrowAway, Until};
    use crate::adapters::{SystemClock, SystemEntropy};

    const MANIFEST: &str = r#"
[plugin]
id = "org.example.notes"
name = "Notes"
version = "1.0.0"
api = "0.1"
[capabilities]
collections = true
[permissions]
"notes:read" = { label = "See notes" }
[collections.notes]
schema = "notes.json"
version = 1
read = "notes:read"
write = "notes:read"
"#;

    fn query() -> Query {
        Query { reach: Reach::Mine, filter: None, order_by: Vec::new(), fields: Vec::new(), limit: 10, cursor: None }
    }

    #[tokio::test]
    async fn what_a_command_keeps_is_there_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plugin.toml"), MANIFEST).unwrap();
        fs::write(folder.path().join("notes.json"), r#"{"type":"object"}"#).unwrap();
        let manifest = Manifest::read(folder.path()).unwrap();
        let plugin = manifest.plugin.id.clone();
        let store = Arc::new(ThrowAway::new(manifest, Arc::new(SystemClock), Arc::new(SystemEntropy)));
        assert!(store.opened.get().is_none(), "nothing is made before it is asked for");
        let space = SpaceId::from_parts(1, &[1; 10]);
        let caller =
            Caller { kind: PrincipalKind::System, id: String::new(), space, roles: Vec::new(), held: Held::All };
        let context = DataContext { plugin, caller, lease: None };
        let write = Write::Put(Put {
            collection: "notes".into(),
            id: None,
            data: "{}".into(),
            parties: Vec::new(),
            visibility: None,
            expect_version: None,
        });
        store.commit(&context, vec![write]).await.unwrap();
        assert_eq!(store.find(&context, "notes", &query()).await.unwrap().documents.len(), 1);
        let path = store.opened.get().unwrap().folder.lock().unwrap().as_ref().unwrap().path().to_owned();
        assert!(path.is_dir());
        drop(Until(Arc::clone(&store)));
        assert!(!path.exists());
    }
}
