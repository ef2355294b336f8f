//! A plugin brings its documents to what its new version declares: over a copy, which takes the place of the old tables when
//! all of it is whole.
//!
//! Rules: until the swap nothing of what was there is touched, and a failure takes the copy away; so the version before goes
//! on with its data, byte for byte. The plugin is never asked inside a transaction. A document of the copy keeps the version
//! of the one it was made of: it is how a change that came meanwhile is recognised, and an edit that somebody began before
//! the upgrade is no conflict after it.

mod copying;
mod error;
mod swapping;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use loadin_query::{Definition, Schema, Shape};
use loadin_types::{
    PluginId, Timestamp,
    ports::{Clock, Migrator},
};
use loadin_wit::manifest::Manifest;
use tracing::{info, warn};

pub use error::MigrateError;
pub use swapping::{MigrationProgress, migrations};
pub(super) use swapping::{NEXT, forget_copies};

use super::{
    CollectionTools, Collections,
    declare::{self, DeclareError, Wish},
    definition::Table,
};
use crate::{Storage, StoreError, collections::migrate::swapping::Swapped, storage::Own};

/// How often the log tells how far it is.
const TOLD_EVERY: Duration = Duration::from_secs(5);
/// How often what changed meanwhile is gone through before it is given up.
const PASSES: u32 = 50;

/// What a migration did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The collections that were brought to their new version.
    pub collections: Vec<String>,
    /// Documents that were gone through, those that changed meanwhile more than once.
    pub documents: u64,
}

/// A collection whose documents have to be brought to a new version.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) wish: Wish,
    pub(super) shape: Arc<Shape>,
    /// The tables that are there.
    pub(super) old: (i64, Table),
}

/// A plan with its copy.
#[derive(Clone)]
pub(super) struct Copying {
    pub(super) plan: Plan,
    pub(super) copy: (i64, Table),
}

impl Collections {
    /// Names the collections of a plugin whose declared version is higher than that of their documents.
    ///
    /// # Errors
    /// See [`MigrateError`].
    pub async fn to_migrate(storage: &Storage, manifest: &Manifest) -> Result<Vec<String>, MigrateError> {
        Ok(plans(storage, manifest).await?.into_iter().map(|plan| plan.wish.name).collect())
    }

    /// Brings the documents of a plugin to what its new version declares, and swaps the tables; goes on where an earlier run
    /// stopped when that was about the same `digest` (of the plugin's component). Call it before [`Self::open`].
    ///
    /// # Errors
    /// See [`MigrateError`]; then everything is as it was before.
    pub async fn migrate(
        storage: &Storage,
        manifest: &Manifest,
        tools: &CollectionTools,
        migrator: &dyn Migrator,
        digest: &str,
    ) -> Result<Migrated, MigrateError> {
        let plugin = &manifest.plugin.id;
        if plans(storage, manifest).await?.is_empty() {
            return Ok(Migrated::default());
        }
        // Whoever waited here for another node finds nothing left to do.
        let turn = swapping::take_turn(storage, plugin).await?;
        let migrated = async {
            let plans = plans(storage, manifest).await?;
            if plans.is_empty() {
                return Ok(Migrated::default());
            }
            let work = Work { storage, plugin, clock: &tools.clock, migrator, digest };
            work.run(plans).await
        };
        let migrated = migrated.await;
        if let Some(own) = turn {
            own.close().await;
        }
        migrated
    }
}

/// Finds what has to be migrated.
async fn plans(storage: &Storage, manifest: &Manifest) -> Result<Vec<Plan>, MigrateError> {
    let plugin = &manifest.plugin.id;
    let mut plans = Vec::new();
    for (name, declared) in &manifest.collections {
        let of = |reason| DeclareError::Incompatible { plugin: plugin.clone(), collection: name.clone(), reason };
        let schema = Schema::read(&manifest.folder.join(&declared.schema)).map_err(|reason| DeclareError::Schema {
            plugin: plugin.clone(),
            collection: name.clone(),
            reason,
        })?;
        let shape = Shape::new(declared.version, Definition::from(declared), schema).map_err(of)?;
        let wish = Wish::new(plugin, name, &shape);
        let Some(stored) = declare::registered(storage.reader(), plugin.as_str(), name).await? else { continue };
        if stored.version >= wish.version {
            continue;
        }
        let old = Table::new(stored.number, name);
        if copying::count(storage.reader(), &old).await? == 0 {
            continue;
        }
        declare::refuse_lost_visibility(&stored, &wish)?;
        plans.push(Plan { wish, shape: Arc::new(shape), old: (stored.number, old) });
    }
    Ok(plans)
}

struct Work<'a> {
    storage: &'a Storage,
    plugin: &'a PluginId,
    clock: &'a Arc<dyn Clock>,
    migrator: &'a dyn Migrator,
    digest: &'a str,
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now_ms())
    }

    async fn run(&self, plans: Vec<Plan>) -> Result<Migrated, MigrateError> {
        let copies = self.begin(plans).await?;
        let done = self.fill_and_swap(&copies).await;
        if let Err(error) = &done
            && !error.may_go_on()
        {
            let numbers: Vec<(i64, Table)> = copies.iter().map(|copy| copy.copy.clone()).collect();
            let dropped = self.storage.write(move |tx| {
                Box::pin(async move {
                    for (number, table) in &numbers {
                        swapping::drop_tables(tx, *number, table).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            });
            if let Err(error) = dropped.await {
                warn!(
                    error = &error as &dyn std::error::Error,
                    "the copy of a failed migration is taken away at the next start"
                );
            }
        }
        done
    }

    /// Makes the copies' empty tables, or finds those of an earlier run.
    async fn begin(&self, plans: Vec<Plan>) -> Result<Vec<Copying>, MigrateError> {
        let turn = if swapping::is_under_way(self.storage.reader(), &plans, self.digest).await? {
            None
        } else {
            self.storage.turn_to_change().await.map_err(declare::held)?
        };
        let begun = self.begin_with(plans, turn.as_ref()).await;
        if let Some(turn) = turn {
            turn.close().await;
        }
        begun
    }

    /// With the turn to change tables, or where there is none to take.
    async fn begin_with(&self, plans: Vec<Plan>, turn: Option<&Own>) -> Result<Vec<Copying>, MigrateError> {
        let db = turn.map_or(self.storage.reader(), |own| &own.tx);
        if !swapping::is_under_way(db, &plans, self.digest).await? {
            let versions = plans.iter().map(|plan| format!("{}-{}", plan.wish.name, plan.wish.version));
            let before = format!("{}-{}", self.plugin, versions.collect::<Vec<_>>().join("-"));
            self.storage.back_up(turn, &before, self.now()).await.map_err(DeclareError::from)?;
        }
        let (digest, now, has_turn) = (self.digest.to_owned(), self.now(), turn.is_some());
        let begin = self.storage.write(move |tx| {
            let (plans, digest) = (plans.clone(), digest.clone());
            Box::pin(async move { swapping::begin(tx, plans, (&digest, has_turn), now).await })
        });
        begin.await
    }

    async fn fill_and_swap(&self, copies: &[Copying]) -> Result<Migrated, MigrateError> {
        let mut migrated =
            Migrated { collections: copies.iter().map(|copy| copy.plan.wish.name.clone()).collect(), documents: 0 };
        for copy in copies {
            migrated.documents += self.fill(copy).await?;
        }
        for pass in 1..=PASSES {
            for copy in copies {
                migrated.documents += self.catch_up(copy).await?;
            }
            let (all, now) = (copies.to_vec(), self.now());
            let swap = self.storage.write(move |tx| {
                let all = all.clone();
                Box::pin(async move { swapping::swap(tx, &all, now).await })
            });
            match swap.await? {
                Swapped::Done => {
                    info!("{}: {} documents were brought to the new version", self.plugin, migrated.documents);
                    return Ok(migrated);
                }
                Swapped::ChangedMeanwhile => {
                    info!(
                        "{}: documents changed while they were migrated; pass {pass} goes through those",
                        self.plugin
                    );
                }
            }
        }
        Err(MigrateError::NeverStill { plugin: self.plugin.clone(), passes: PASSES })
    }

    /// Goes through all documents once, from where an earlier run stopped.
    async fn fill(&self, copy: &Copying) -> Result<u64, MigrateError> {
        let db = self.storage.reader();
        let total = copying::count(db, &copy.plan.old.1).await?;
        let (mut done, mut last) = (copying::count(db, &copy.copy.1).await?, copying::last(db, &copy.copy.1).await?);
        let (mut through, mut told) = (0, Instant::now());
        loop {
            let slice = copying::next(db, &copy.plan.old.1, last).await?;
            let Some(end) = slice.last().map(copying::Row::id) else { return Ok(through) };
            through += slice.len() as u64;
            done += slice.len() as u64;
            self.bring(copy, (slice, true)).await?;
            last = end;
            if told.elapsed() >= TOLD_EVERY {
                told = Instant::now();
                let name = &copy.plan.wish.name;
                info!("{}: {done} of {total} documents of the collection `{name}` are migrated", self.plugin);
            }
        }
    }

    /// Goes through what changed since it was gone through.
    async fn catch_up(&self, copy: &Copying) -> Result<u64, MigrateError> {
        let mut through = 0;
        loop {
            let slice = copying::changed(self.storage.reader(), copy).await?;
            if slice.is_empty() {
                break;
            }
            through += slice.len() as u64;
            self.bring(copy, (slice, false)).await?;
        }
        let copy = copy.clone();
        let forget = self.storage.write(move |tx| {
            let copy = copy.clone();
            Box::pin(async move { copying::forget_gone(tx, &copy).await })
        });
        forget.await?;
        Ok(through)
    }

    /// Has the plugin bring a slice to the new version, and keeps it in the copy.
    async fn bring(&self, copy: &Copying, (slice, are_new): (Vec<copying::Row>, bool)) -> Result<(), MigrateError> {
        let ready = copying::migrated(self.migrator, self.plugin, &copy.plan, slice).await?;
        let (copy, ready) = (copy.clone(), Arc::new(ready));
        let keep = self.storage.write(move |tx| {
            let (copy, ready) = (copy.clone(), Arc::clone(&ready));
            Box::pin(async move { copying::keep(tx, &copy, (&ready, are_new)).await })
        });
        keep.await
    }
}
