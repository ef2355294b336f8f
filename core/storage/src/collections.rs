//! The documents of plugins: one table for each collection that a manifest declares.
//!
//! Rule: whoever may see a document is decided in the statement that fetches it. A plugin names its own collections
//! only; spaces meet in a document through its visibility and its parties, which the owning space alone sets.

mod aggregate;
mod beside;
mod commit;
mod condition;
mod contradictions;
mod cursor;
mod declare;
mod definition;
mod history;
mod migrate;
mod online;
mod parts;
mod query;
mod read;
mod slow;
mod sql;
mod survey;
mod tables;

use std::{collections::HashMap, sync::Arc, time::Instant};

use async_trait::async_trait;
use loadin_query::{Definition, MOST_DOCUMENTS, Mistake, Schema, Shape};
use loadin_types::{
    DocumentId, PluginError, PluginId, Timestamp,
    data::{DataContext, Document, Found, Query, Reach, Write, Written},
    ports::{self, Clock, Entropy},
};
use loadin_wit::manifest::Manifest;

pub use declare::DeclareError;
pub use history::{KeptVersion, versions};
pub use migrate::{MigrateError, Migrated, MigrationProgress, migrations};
pub(crate) use slow::SlowLog;
pub use slow::{Asked, Remedy, Served, SlowQuestion, SlowShape, USUAL_SLOW_MS};
pub(crate) use survey::Surveys;
pub use survey::{CollectionSurvey, DatabaseSurvey, IndexKind, IndexSurvey, PartState, Survey};

use crate::{
    Storage, StoreError,
    collections::{
        commit::CommitError,
        cursor::CursorKey,
        declare::Wish,
        definition::{Shelf, Shelves},
        online::SettleError,
        parts::Parts,
        read::FindError,
        slow::Question,
    },
    storage::Own,
};

/// The collections of every installed plugin.
pub struct Collections {
    storage: Storage,
    shelves: HashMap<PluginId, Arc<Shelves>>,
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
        let mut shapes = Vec::new();
        for manifest in plugins {
            for (name, declared) in &manifest.collections {
                let plugin = &manifest.plugin.id;
                let schema = Schema::read(&manifest.folder.join(&declared.schema)).map_err(|reason| {
                    DeclareError::Schema { plugin: plugin.clone(), collection: name.clone(), reason }
                })?;
                let shape = Shape::new(declared.version, Definition::from(declared), schema).map_err(|reason| {
                    DeclareError::Incompatible { plugin: plugin.clone(), collection: name.clone(), reason }
                })?;
                wishes.push(Wish::new(plugin, name, &shape));
                shapes.push((shape, declared.history));
            }
        }
        let now = Timestamp::from_millis(tools.clock.now_ms());
        let turn = keep_a_copy(&storage, &wishes, now).await?;
        let (asked, has_turn) = (wishes.clone(), turn.is_some());
        let owners: Vec<PluginId> = plugins.iter().map(|manifest| manifest.plugin.id.clone()).collect();
        let declaring = storage.write(move |tx| {
            Box::pin(async move {
                if !has_turn {
                    declare::alone(tx).await?;
                }
                migrate::forget_copies(tx, &owners).await?;
                let mut tables = Vec::with_capacity(asked.len());
                for wish in &asked {
                    tables.push(declare::declare(tx, wish, now).await?);
                }
                Ok::<_, DeclareError>(tables)
            })
        });
        let declared = declaring.await;
        if let Some(turn) = turn {
            turn.close().await;
        }
        let declared = declared?;
        let mut shelves: HashMap<PluginId, Shelves> = HashMap::new();
        for ((wish, (shape, history)), declared) in wishes.into_iter().zip(shapes).zip(declared) {
            let parts = Parts::read(storage.reader(), declared.number).await?;
            let shelf = Shelf::new(wish.name.clone(), (declared.number, declared.table), (shape, history), parts);
            let shelf = Arc::new(shelf);
            guard(&storage, &tools, &shelf, (&wish, declared.before)).await?;
            shelves.entry(wish.plugin).or_default().insert(wish.name, shelf);
        }
        let shelves = shelves.into_iter().map(|(plugin, shelves)| (plugin, Arc::new(shelves))).collect();
        let key = CursorKey::new(tools.cursor_key);
        Ok(Self { storage, shelves, tools, key })
    }

    /// Makes what a new declaration left to be made: goes on until every part of every collection is ready. Everybody
    /// reads and writes meanwhile.
    ///
    /// # Errors
    /// See [`DeclareError`]. It goes on where it stopped when it is called again, also after a restart.
    pub async fn settle(&self) -> Result<(), DeclareError> {
        for (plugin, shelves) in &self.shelves {
            for shelf in shelves.values() {
                online::settle(&self.storage, shelf, &self.tools.clock).await.map_err(|error| match error {
                    SettleError::Storage(error) => DeclareError::Storage(error),
                    SettleError::Shared(reason) => {
                        DeclareError::Incompatible { plugin: plugin.clone(), collection: shelf.name.clone(), reason }
                    }
                })?;
            }
        }
        Ok(())
    }

    fn shelf(&self, plugin: &PluginId, collection: &str) -> Result<Arc<Shelf>, PluginError> {
        let shelf = self.shelves.get(plugin).and_then(|own| own.get(collection));
        shelf.cloned().ok_or_else(|| {
            let reason = format!("the manifest declares no collection `{}`", collection.escape_debug());
            commit::invalid(&[Mistake::at("", reason)])
        })
    }

    /// Takes note of a question that took too long.
    async fn time(&self, began: Instant, whose: (&Shelf, &DataContext), asked: Question<'_>) {
        let took = began.elapsed();
        if self.storage.slow().is_slow(took) {
            let now = Timestamp::from_millis(self.tools.clock.now_ms());
            slow::note(&self.storage, whose, asked, took, now).await;
        }
    }

    fn new_id(&self) -> DocumentId {
        let mut random = [0; 10];
        self.tools.entropy.fill(&mut random);
        DocumentId::from_parts(self.tools.clock.now_ms(), &random)
    }
}

/// Keeps a copy of the database when tables that are there would change. On PostgreSQL it returns the turn to change them:
/// of several nodes that start at once one makes the copy, and nobody else changes anything between it and the change.
async fn keep_a_copy(storage: &Storage, wishes: &[Wish], now: Timestamp) -> Result<Option<Own>, DeclareError> {
    if declare::first_change(storage.reader(), wishes).await?.is_none() {
        return Ok(None);
    }
    let turn = storage.turn_to_change().await.map_err(declare::held)?;
    let still = declare::first_change(turn.as_ref().map_or(storage.reader(), |own| &own.tx), wishes).await;
    let kept = match still {
        Ok(Some(wish)) => {
            let before = format!("{}-{}-{}", wish.plugin, wish.name, wish.version);
            storage.back_up(turn.as_ref(), &before, now).await.map_err(DeclareError::from)
        }
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    match (kept, turn) {
        (Err(error), Some(turn)) => {
            turn.close().await;
            Err(error)
        }
        (kept, turn) => kept.map(|()| turn),
    }
}

/// Makes the indexes of unique groups before anybody writes under them. When documents share one after all, the
/// declaration before holds again.
async fn guard(
    storage: &Storage,
    tools: &CollectionTools,
    shelf: &Arc<Shelf>,
    (wish, before): (&Wish, Option<Wish>),
) -> Result<(), DeclareError> {
    if !online::lacks_a_guard(shelf) {
        return Ok(());
    }
    match online::settle(storage, shelf, &tools.clock).await {
        Ok(()) => Ok(()),
        Err(SettleError::Storage(error)) => Err(error.into()),
        Err(SettleError::Shared(reason)) => {
            if let Some(before) = before {
                let now = Timestamp::from_millis(tools.clock.now_ms());
                storage.write(move |tx| declare::taken_back(tx, before, now)).await?;
            }
            Err(wish.incompatible(reason))
        }
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
        if ids.len() > MOST_DOCUMENTS as usize {
            return Err(PluginError::Limit(format!("{} ids at once; {MOST_DOCUMENTS} is the most", ids.len())));
        }
        read::get(self.storage.reader(), &shelf, context, ids).await.map_err(failed)
    }

    async fn find(&self, context: &DataContext, collection: &str, query: &Query) -> Result<Found, PluginError> {
        let (shelf, began) = (self.shelf(&context.plugin, collection)?, Instant::now());
        let found = read::find(self.storage.reader(), &shelf, context, query, &self.key).await;
        self.time(began, (&shelf, context), Question::Find(query)).await;
        found.map_err(unanswered)
    }

    async fn count(
        &self,
        context: &DataContext,
        collection: &str,
        reach: Reach,
        filter: Option<&str>,
    ) -> Result<u64, PluginError> {
        let (shelf, began) = (self.shelf(&context.plugin, collection)?, Instant::now());
        let count = read::count(self.storage.reader(), &shelf, context, (reach, filter)).await;
        self.time(began, (&shelf, context), Question::Count(reach, filter)).await;
        count.map_err(unanswered)
    }

    async fn aggregate(&self, context: &DataContext, collection: &str, question: &str) -> Result<String, PluginError> {
        let (shelf, began) = (self.shelf(&context.plugin, collection)?, Instant::now());
        let answer = read::groups(self.storage.reader(), &shelf, context, question).await;
        self.time(began, (&shelf, context), Question::Aggregate(question)).await;
        Ok(answer.map_err(unanswered)?.json().to_string())
    }

    async fn commit(&self, context: &DataContext, writes: Vec<Write>) -> Result<Vec<Written>, PluginError> {
        let shelf_of = |collection: &str| self.shelf(&context.plugin, collection);
        let own = self.shelves.get(&context.plugin).cloned().unwrap_or_default();
        let batch = commit::prepare(context, own, writes, shelf_of, || self.new_id())?;
        let orders_jobs = batch.orders_jobs();
        let now = Timestamp::from_millis(self.tools.clock.now_ms());
        let written = self.storage.write(move |tx| Box::pin(async move { commit::apply(tx, &batch, now).await })).await;
        if orders_jobs && written.is_ok() {
            self.storage.tell_of_jobs();
        }
        written.map_err(|error| match error {
            CommitError::Refused(refusal) => refusal,
            CommitError::Storage(error) => failed(error),
        })
    }
}

fn unanswered(error: FindError) -> PluginError {
    match error {
        FindError::Question(reason) => commit::invalid(&[Mistake::at("", reason)]),
        FindError::NotReady(reason) => PluginError::Unavailable(reason),
        FindError::TooMuch(reason) => PluginError::Limit(reason),
        FindError::Storage(error) => failed(error),
    }
}

fn failed(error: StoreError) -> PluginError {
    error.told_to_plugins("the documents")
}

#[cfg(test)]
mod tests;
