//! The documents of plugins: one table for each collection that a manifest declares.
//!
//! Rule: whoever may see a document is decided in the statement that fetches it. A plugin names its own collections
//! only; spaces meet in a document through its visibility and its parties, which the owning space alone sets.

mod commit;
mod cursor;
mod declare;
mod definition;
mod fields;
mod json;
mod query;
mod read;
mod schema;
mod tables;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use loadin_types::{
    DocumentId, PluginError, PluginId, Timestamp,
    data::{DataContext, Document, Found, Query, Write, Written},
    ports::{self, Clock, Entropy},
};
use loadin_wit::manifest::Manifest;
use tracing::error;

pub use declare::DeclareError;

use crate::{
    Storage, StoreError,
    collections::{
        commit::CommitError,
        cursor::CursorKey,
        declare::Wish,
        definition::{Definition, Shelf},
        read::FindError,
        schema::{Mistake, Schema},
    },
};

/// The collections of every installed plugin.
pub struct Collections {
    storage: Storage,
    shelves: HashMap<PluginId, HashMap<String, Arc<Shelf>>>,
    tools: CollectionTools,
    key: CursorKey,
}

/// What the collections are given from outside.
#[derive(Clone)]
pub struct CollectionTools {
    /// Tells when a document is written.
    pub clock: Arc<dyn Clock>,
    /// Gives the random part of ids.
    pub entropy: Arc<dyn Entropy>,
    /// Seals cursors; derived from the root key, the same over restarts.
    pub cursor_key: [u8; 32],
}

impl Collections {
    /// Brings the tables in line with what the plugins declare and makes their collections ready.
    ///
    /// # Errors
    /// See [`DeclareError`]; no table is changed then.
    pub async fn open(storage: Storage, plugins: &[Manifest], tools: CollectionTools) -> Result<Self, DeclareError> {
        let mut wishes = Vec::new();
        let mut schemas = Vec::new();
        for manifest in plugins {
            for (name, declared) in &manifest.collections {
                let plugin = &manifest.plugin.id;
                let schema = Schema::read(&manifest.folder.join(&declared.schema)).map_err(|reason| {
                    DeclareError::Schema { plugin: plugin.clone(), collection: name.clone(), reason }
                })?;
                let definition = Definition::from(declared);
                let required = definition.fields.keys().filter(|field| schema.requires(field)).cloned().collect();
                wishes.push(Wish {
                    plugin: plugin.clone(),
                    name: name.clone(),
                    version: declared.version,
                    definition,
                    schema: schema.text.clone(),
                    required,
                });
                schemas.push(schema);
            }
        }
        let now = Timestamp::from_millis(tools.clock.now_ms());
        let asked = wishes.clone();
        let declaring = storage.write(move |tx| {
            Box::pin(async move {
                let mut tables = Vec::with_capacity(asked.len());
                for wish in &asked {
                    tables.push(declare::declare(tx, wish, now).await?);
                }
                Ok::<_, DeclareError>(tables)
            })
        });
        let tables = declaring.await?;
        let mut shelves: HashMap<PluginId, HashMap<String, Arc<Shelf>>> = HashMap::new();
        for ((wish, schema), table) in wishes.into_iter().zip(schemas).zip(tables) {
            let shelf = Shelf { table, version: wish.version, definition: wish.definition, schema };
            shelves.entry(wish.plugin).or_default().insert(wish.name, Arc::new(shelf));
        }
        let key = CursorKey::new(tools.cursor_key);
        Ok(Self { storage, shelves, tools, key })
    }

    fn shelf(&self, plugin: &PluginId, collection: &str) -> Result<Arc<Shelf>, PluginError> {
        let shelf = self.shelves.get(plugin).and_then(|own| own.get(collection));
        shelf.cloned().ok_or_else(|| {
            let reason = format!("the manifest declares no collection `{collection}`");
            commit::invalid(&[Mistake::at("", reason)])
        })
    }

    fn new_id(&self) -> DocumentId {
        let mut random = [0; 10];
        self.tools.entropy.fill(&mut random);
        DocumentId::from_parts(self.tools.clock.now_ms(), &random)
    }
}

#[async_trait]
impl ports::Collections for Collections {
    async fn get(
        &self,
        context: &DataContext,
        collection: &str,
        ids: &[DocumentId],
    ) -> Result<Vec<Option<Document>>, PluginError> {
        let shelf = self.shelf(&context.plugin, collection)?;
        if ids.len() > read::MOST_IDS {
            return Err(PluginError::Limit(format!("{} ids at once; {} is the most", ids.len(), read::MOST_IDS)));
        }
        read::get(self.storage.reader(), &shelf, context, ids).await.map_err(failed)
    }

    async fn find(&self, context: &DataContext, collection: &str, query: &Query) -> Result<Found, PluginError> {
        let shelf = self.shelf(&context.plugin, collection)?;
        let found = read::find(self.storage.reader(), &shelf, context, (collection, query), &self.key).await;
        found.map_err(|error| match error {
            FindError::Question(reason) => commit::invalid(&[Mistake::at("", reason)]),
            FindError::Storage(error) => failed(error),
        })
    }

    async fn commit(&self, context: &DataContext, writes: Vec<Write>) -> Result<Vec<Written>, PluginError> {
        let shelf_of = |collection: &str| self.shelf(&context.plugin, collection);
        let batch: Arc<[_]> = commit::prepare(context, writes, shelf_of, || self.new_id())?.into();
        let (caller, now) = (context.clone(), Timestamp::from_millis(self.tools.clock.now_ms()));
        let written =
            self.storage.write(move |tx| Box::pin(async move { commit::apply(tx, &caller, &batch, now).await })).await;
        written.map_err(|error| match error {
            CommitError::Refused(refusal) => refusal,
            CommitError::Storage(error) => failed(error),
        })
    }
}

/// Tells the plugin what it can act on, and us the rest.
fn failed(error: StoreError) -> PluginError {
    match error {
        StoreError::Full | StoreError::Busy | StoreError::Closed => PluginError::Unavailable(error.to_string()),
        other => {
            error!(error = &other as &dyn std::error::Error, "a collection could not be read or written");
            PluginError::Internal("the documents cannot be read or written; the server's log says why".to_owned())
        }
    }
}

#[cfg(test)]
mod tests;
