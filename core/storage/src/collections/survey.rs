//! What an operator is told of the store: counts, sizes, states.
//!
//! Rule: counts and kinds, never contents. It is gathered beside whoever asks: a large store is counted in its own time, and
//! the one before is told meanwhile.

mod counts;
mod sizes;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use loadin_query::Definition;
use loadin_types::Timestamp;
use sea_orm::ConnectionTrait as _;
use tokio::{sync::watch, time::timeout};

use super::{
    definition::Table,
    migrate::{MigrationProgress, NEXT, migrations},
    parts::{Part, Parts},
    tables,
};
use crate::{Storage, StoreError, backup::KeptCopy, dialect::Dialect};
use sizes::Sizes;

pub use super::parts::State as PartState;

/// For how long a survey is told again, at least.
const FRESH: Duration = Duration::from_secs(2);

/// And so many times as long as it took: it takes a small part of the machine, however often it is asked for.
const REST: u32 = 20;

/// What an index is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Documents are found and sorted by its fields.
    Lookup,
    /// No two documents of a space share its fields.
    Unique,
    /// Groups are answered from it.
    Aggregate,
    /// Words are found.
    Words,
    /// Places are found.
    Point,
    /// Entries of lists are found.
    Lists,
    /// Whose documents are, which every collection has.
    Own,
}

impl IndexKind {
    /// Returns its name: `lookup`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Unique => "unique",
            Self::Aggregate => "aggregate",
            Self::Words => "words",
            Self::Point => "point",
            Self::Lists => "lists",
            Self::Own => "own",
        }
    }
}

/// An index of a collection.
#[derive(Debug, Clone)]
pub struct IndexSurvey {
    /// What it is for.
    pub kind: IndexKind,
    /// Its fields, in their order.
    pub fields: Vec<String>,
    /// How far it is.
    pub state: PartState,
    /// What is done of it, from 0 to 1, while documents are gone through.
    pub done: Option<f64>,
    /// What it takes on the disk; `None` where the database does not tell.
    pub bytes: Option<u64>,
}

/// A collection of a plugin.
#[derive(Debug, Clone)]
pub struct CollectionSurvey {
    /// Whose it is.
    pub plugin: String,
    /// Its name.
    pub name: String,
    /// The version that is declared.
    pub version: u32,
    /// Documents that are there.
    pub live: u64,
    /// Documents that are deleted and can be restored.
    pub deleted: u64,
    /// Spaces that have some.
    pub spaces: u64,
    /// Whether the counts are the database's estimate.
    pub is_estimate: bool,
    /// What its documents take on the disk.
    pub bytes: Option<u64>,
    /// What its indexes take.
    pub index_bytes: Option<u64>,
    /// Its indexes.
    pub indexes: Vec<IndexSurvey>,
}

impl CollectionSurvey {
    /// Returns how far the part is that is least far.
    #[must_use]
    pub fn state(&self) -> PartState {
        self.indexes.iter().map(|index| index.state).min().unwrap_or(PartState::Ready)
    }
}

/// The database as a whole.
#[derive(Debug, Clone)]
pub struct DatabaseSurvey {
    /// `SQLite` or `PostgreSQL`.
    pub kind: &'static str,
    /// Its version.
    pub version: String,
    /// The last step of core's tables.
    pub step: u32,
    /// What it takes on the disk.
    pub bytes: u64,
    /// Room inside that is used again before it grows, on SQLite.
    pub reusable: Option<u64>,
    /// Room that is left: of the disk, or of what it may have; `None` where it is another machine's.
    pub free: Option<u64>,
}

/// What an operator is told of the store.
#[derive(Debug, Clone)]
pub struct Survey {
    /// When it was made.
    pub made: Timestamp,
    /// How long that took.
    pub took_ms: u64,
    /// The database.
    pub database: DatabaseSurvey,
    /// The copies from before changes, the newest first.
    pub copies: Vec<KeptCopy>,
    /// Whether copies are Loadin's: on a server they are its operator's.
    pub keeps_copies: bool,
    /// Migrations of plugins that are under way.
    pub migrations: Vec<MigrationProgress>,
    /// The collections, by plugin and name.
    pub collections: Vec<CollectionSurvey>,
}

type Made = Option<(Instant, Result<Arc<Survey>, StoreError>)>;

/// The survey that was made last, and whether one is being made.
#[derive(Debug)]
pub(crate) struct Surveys {
    latest: watch::Sender<Made>,
    is_running: AtomicBool,
}

impl Default for Surveys {
    fn default() -> Self {
        Self { latest: watch::Sender::new(None), is_running: AtomicBool::new(false) }
    }
}

impl Storage {
    /// Returns what an operator is told of the store. It waits so long for a new one; then it returns the one before, or
    /// `None` when there is none yet.
    ///
    /// # Errors
    /// The store's.
    pub async fn survey(&self, now: Timestamp, wait: Duration) -> Result<Option<Arc<Survey>>, StoreError> {
        let surveys = self.surveys();
        let mut latest = surveys.latest.subscribe();
        let is_fresh = |made: &Made| {
            made.as_ref().is_some_and(|(at, survey)| {
                let took = survey.as_ref().map_or(0, |survey| survey.took_ms);
                at.elapsed() < FRESH.max(Duration::from_millis(took) * REST) && survey.is_ok()
            })
        };
        if !is_fresh(&latest.borrow_and_update()) {
            if !surveys.is_running.swap(true, Ordering::AcqRel) {
                let storage = self.clone();
                tokio::spawn(async move {
                    let made = make(&storage, now).await;
                    let surveys = storage.surveys();
                    surveys.is_running.store(false, Ordering::Release);
                    surveys.latest.send_replace(Some((Instant::now(), made.map(Arc::new))));
                });
            }
            let _ = timeout(wait, latest.changed()).await;
        }
        let made = latest.borrow().clone();
        made.map(|(_, survey)| survey).transpose()
    }
}

async fn make(storage: &Storage, now: Timestamp) -> Result<Survey, StoreError> {
    let began = Instant::now();
    let db = storage.reader();
    // A copy that a migration makes stands beside its collection until they are swapped.
    let read = format!(
        "SELECT id, plugin, name, version, definition FROM collections WHERE plugin NOT LIKE '%{NEXT}' ORDER BY plugin, name"
    );
    let rows = db.rows().query_all_raw(db.statement(&read, [])).await?;
    let sizes = Sizes::read(db).await?;
    let mut collections = Vec::with_capacity(rows.len());
    for row in rows {
        let (number, plugin, name): (i64, String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let (version, definition): (i64, String) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        let definition: Definition = serde_json::from_str(&definition)
            .map_err(|_| StoreError::Unreadable { what: "declaration of a collection" })?;
        let table = Table::new(number, &name);
        let parts = Parts::read(db, number).await?;
        let counts = counts::of(db, &table).await?;
        let done = counts::done(db, &table, &parts, counts.live + counts.deleted).await?;
        let indexes = indexes(db.dialect(), (&table, &definition), (&parts, done), &sizes);
        collections.push(CollectionSurvey {
            plugin,
            name,
            version: u32::try_from(version).unwrap_or_default(),
            live: counts.live,
            deleted: counts.deleted,
            spaces: counts.spaces,
            is_estimate: counts.is_estimate,
            bytes: sizes.documents(&table),
            index_bytes: sizes.indexes(&table),
            indexes,
        });
    }
    let database = sizes::database(storage).await?;
    let (copies, keeps_copies) = storage.kept_copies();
    let migrations = migrations(db).await?;
    let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Survey { made: now, took_ms, database, copies, keeps_copies, migrations, collections })
}

/// Returns the indexes of a collection, as its manifest speaks of them.
fn indexes(
    dialect: Dialect,
    (table, whole): (&Table, &Definition),
    (parts, done): (&Parts, Option<f64>),
    sizes: &Sizes,
) -> Vec<IndexSurvey> {
    let wanted = tables::wanted_indexes(dialect, table, whole);
    let one = |kind: IndexKind, fields: &[String], names: Vec<String>, more: &[Part]| {
        let own = names.iter().filter(|name| wanted.contains_key(*name));
        let states = own.map(|name| parts.state(&Part::Index(name.clone())));
        let filled = fields.iter().map(|field| parts.state(&Part::Field(field.clone())));
        let state = states.chain(filled).chain(more.iter().map(|part| parts.state(part))).min();
        let state = state.unwrap_or(PartState::Ready);
        let done = done.filter(|_| state == PartState::Backfilling);
        IndexSurvey { kind, fields: fields.to_vec(), state, done, bytes: sizes.of(&names) }
    };
    let prefix = &table.prefix;
    let named = |names: &[&str]| names.iter().map(|name| format!("{prefix}__{name}")).collect::<Vec<_>>();
    let mut all = Vec::new();
    let referring = whole.references.keys().map(|field| vec![field.clone()]);
    for group in whole.indexes.iter().cloned().chain(referring) {
        all.push(one(IndexKind::Lookup, &group, vec![table.index("i", &group), table.index("s", &group)], &[]));
    }
    for group in &whole.unique {
        all.push(one(IndexKind::Unique, group, vec![table.index("u", group)], &[]));
    }
    for aggregate in &whole.aggregates {
        let fields = [aggregate.by.as_slice(), aggregate.measures.as_slice()].concat();
        all.push(one(IndexKind::Aggregate, &fields, vec![table.aggregate_index(aggregate)], &[]));
    }
    if !whole.text.is_empty() {
        let names = if dialect == Dialect::Sqlite { sizes.beneath(&table.words) } else { named(&["words"]) };
        all.push(IndexSurvey { fields: whole.text.clone(), ..one(IndexKind::Words, &[], names, &[Part::Text]) });
    }
    if let Some(field) = &whole.point {
        let point = one(IndexKind::Point, &[], named(&["point", "point_shared"]), &[Part::Point]);
        all.push(IndexSurvey { fields: vec![field.clone()], ..point });
    }
    let lists: Vec<String> = whole.lists().map(|list| list.to_string()).collect();
    if !lists.is_empty() {
        all.push(one(IndexKind::Lists, &lists, sizes.of_lists(table), &[]));
    }
    all.push(one(IndexKind::Own, &[], named(&["live", "deleted", "shared"]), &[]));
    all
}
