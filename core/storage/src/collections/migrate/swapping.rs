//! The copy as a row of the registry: begun, found again, put in the place of the old tables, taken away.
//!
//! Rule: the copy of `plugin`'s collection is registered as one of `plugin/next`, which no plugin can be called; the swap gives
//! it the plugin's name in the transaction that takes the old tables away, and only when nothing differs any more.

use std::collections::BTreeMap;

use loadin_types::{PluginId, Timestamp};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use super::{Copying, MigrateError, Plan, copying};
use crate::{
    Db, Storage, StoreError, Tx,
    collections::{declare, definition::Table},
    dialect::Dialect,
    storage::Own,
};

/// What the name of a plugin has behind it in the registry while its copy is made.
pub(in crate::collections) const NEXT: &str = "/next";
/// Nodes that have documents migrated, by the hash of the plugin's name.
const TURNS: i64 = 7_237_118;
/// How long the swap waits for writes that are under way, on PostgreSQL.
const HELD_MS: u32 = 1_000;

/// How far a migration is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationProgress {
    /// The plugin.
    pub plugin: PluginId,
    /// Its collection.
    pub collection: String,
    /// Documents that are in the copy.
    pub done: u64,
    /// Documents that there are.
    pub total: u64,
    /// When it began.
    pub began: Timestamp,
}

/// What came of a swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swapped {
    Done,
    ChangedMeanwhile,
}

/// Tells how far the migrations are that are under way.
///
/// # Errors
/// The store's.
pub async fn migrations(db: &Db) -> Result<Vec<MigrationProgress>, StoreError> {
    let read = format!(
        "SELECT n.plugin, n.name, n.id, n.created_at, o.id, o.plugin FROM collections n JOIN collections o \
         ON o.name = n.name AND n.plugin = o.plugin || '{NEXT}' ORDER BY n.id"
    );
    let mut all = Vec::new();
    for row in db.rows().query_all_raw(db.statement(&read, [])).await? {
        let (name, plugin): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(5)?);
        let (copy, old) = (Table::new(row.try_get_by_index(2)?, &name), Table::new(row.try_get_by_index(4)?, &name));
        all.push(MigrationProgress {
            plugin: PluginId::try_from(plugin)
                .map_err(|_| StoreError::Unreadable { what: "plugin of a collection" })?,
            collection: name,
            done: copying::count(db, &copy).await?,
            total: copying::count(db, &old).await?,
            began: Timestamp::from_micros(row.try_get_by_index(3)?),
        });
    }
    Ok(all)
}

/// Waits until no other node migrates the plugin's documents; the turn ends with the connection that is returned. SQLite has
/// one process that does.
pub(super) async fn take_turn(storage: &Storage, plugin: &PluginId) -> Result<Option<Own>, StoreError> {
    let Some(own) = storage.own_connection().await? else { return Ok(None) };
    let lock =
        own.tx.statement("SELECT pg_advisory_lock(?::integer, hashtext(?))", [TURNS.into(), plugin.as_str().into()]);
    own.tx.rows().query_one_raw(lock).await?;
    Ok(Some(own))
}

fn next(plugin: &PluginId) -> String {
    format!("{plugin}{NEXT}")
}

/// The part of a collection that a copy is: which component makes it.
fn part(digest: &str) -> String {
    format!("copy:{digest}")
}

/// Returns true when every copy is there and is about this very version.
pub(super) async fn is_under_way(db: &Db, plans: &[Plan], digest: &str) -> Result<bool, MigrateError> {
    for plan in plans {
        if found(db, plan, digest).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn found(db: &Db, plan: &Plan, digest: &str) -> Result<Option<i64>, MigrateError> {
    let wish = &plan.wish;
    let Some(stored) = declare::registered(db, &next(&wish.plugin), &wish.name).await? else { return Ok(None) };
    let is_same =
        stored.version == wish.version && stored.definition == wish.definition && stored.schema == wish.schema;
    let read = "SELECT 1 FROM collection_parts WHERE collection = ? AND part = ?";
    let row = db.rows().query_one_raw(db.statement(read, [stored.number.into(), part(digest).into()])).await?;
    Ok((is_same && row.is_some()).then_some(stored.number))
}

/// Makes the empty copies that are not there yet.
pub(super) async fn begin(
    tx: &Tx,
    plans: Vec<Plan>,
    (digest, has_turn): (&str, bool),
    now: Timestamp,
) -> Result<Vec<Copying>, MigrateError> {
    if !has_turn {
        declare::alone(tx).await?;
    }
    let mut copies = Vec::with_capacity(plans.len());
    for plan in plans {
        if let Some(number) = found(tx, &plan, digest).await? {
            let copy = (number, Table::new(number, &plan.wish.name));
            copies.push(Copying { plan, copy });
            continue;
        }
        let owner = next(&plan.wish.plugin);
        if let Some(stale) = declare::registered(tx, &owner, &plan.wish.name).await? {
            drop_tables(tx, stale.number, &Table::new(stale.number, &plan.wish.name)).await?;
        }
        let copy = declare::register(tx, &owner, &plan.wish, now).await?;
        let note = "INSERT INTO collection_parts (collection, part, state, changed_at) VALUES (?, ?, 'backfilling', ?)";
        let values = [copy.0.into(), part(digest).into(), now.micros().into()];
        tx.rows().execute_raw(tx.statement(note, values)).await?;
        copies.push(Copying { plan, copy });
    }
    Ok(copies)
}

/// Puts the copies in the place of the old tables, when nothing differs any more.
pub(super) async fn swap(tx: &Tx, copies: &[Copying], now: Timestamp) -> Result<Swapped, MigrateError> {
    declare::alone(tx).await?;
    if tx.dialect() == Dialect::Postgres {
        tx.rows().execute_unprepared(&format!("SET LOCAL lock_timeout = '{HELD_MS}ms'")).await?;
        for copy in copies {
            let hold = format!("LOCK TABLE {} IN EXCLUSIVE MODE", copy.plan.old.1.documents);
            tx.rows().execute_unprepared(&hold).await?;
        }
    }
    for copy in copies {
        let (old, new) = (&copy.plan.old.1, &copy.copy.1);
        let changed = format!("SELECT 1 FROM {} d WHERE {} LIMIT 1", old.documents, copying::differs(new));
        let gone = format!("SELECT 1 FROM {} c WHERE {} LIMIT 1", new.documents, copying::is_gone(old));
        for asked in [changed, gone] {
            if tx.rows().query_one_raw(tx.statement(&asked, [])).await?.is_some() {
                return Ok(Swapped::ChangedMeanwhile);
            }
        }
    }
    refuse_dangling(tx, copies).await?;
    for copy in copies {
        drop_tables(tx, copy.plan.old.0, &copy.plan.old.1).await?;
        let forget = "DELETE FROM collection_parts WHERE collection = ?";
        tx.rows().execute_raw(tx.statement(forget, [copy.copy.0.into()])).await?;
        let rename = "UPDATE collections SET plugin = ?, updated_at = ? WHERE id = ?";
        let values = [copy.plan.wish.plugin.as_str().into(), now.micros().into(), copy.copy.0.into()];
        tx.rows().execute_raw(tx.statement(rename, values)).await?;
    }
    Ok(Swapped::Done)
}

/// Refuses references of migrated documents that lead nowhere.
async fn refuse_dangling(tx: &Tx, copies: &[Copying]) -> Result<(), MigrateError> {
    let new: BTreeMap<&str, &Table> = copies.iter().map(|copy| (copy.plan.wish.name.as_str(), &copy.copy.1)).collect();
    for copy in copies {
        let wish = &copy.plan.wish;
        for (field, link) in &wish.definition.references {
            let target = match new.get(link.to.as_str()) {
                Some(table) => Some((*table).clone()),
                None => declare::registered(tx, wish.plugin.as_str(), &link.to)
                    .await?
                    .map(|stored| Table::new(stored.number, &link.to)),
            };
            let id = match tx.dialect() {
                Dialect::Sqlite => format!("unhex(replace(c.f_{field}, '-', ''))"),
                Dialect::Postgres => format!("c.f_{field}::uuid"),
            };
            let is_there = target.map_or_else(
                || "FALSE".to_owned(),
                |table| {
                    format!(
                        "EXISTS (SELECT 1 FROM {} t WHERE t.id = {id} AND t.space = c.space AND t.deleted_at IS NULL)",
                        table.documents
                    )
                },
            );
            let read = format!(
                "SELECT c.id FROM {} c WHERE c.deleted_at IS NULL AND c.f_{field} IS NOT NULL AND NOT {is_there} LIMIT 1",
                copy.copy.1.documents
            );
            if let Some(row) = tx.rows().query_one_raw(tx.statement(&read, [])).await? {
                return Err(MigrateError::Dangling {
                    plugin: wish.plugin.clone(),
                    collection: wish.name.clone(),
                    document: copying::document_id(row.try_get_by_index::<Uuid>(0)?),
                    field: field.clone(),
                });
            }
        }
    }
    Ok(())
}

/// Takes a collection's tables away, with its row of the registry.
pub(super) async fn drop_tables(tx: &Tx, number: i64, table: &Table) -> Result<(), StoreError> {
    let Table { prefix, documents, parties, lists, words } = table;
    let mut sql = format!("DROP TABLE IF EXISTS {lists}; DROP TABLE IF EXISTS {parties};");
    match tx.dialect() {
        Dialect::Sqlite => sql.push_str(&format!("DROP TABLE IF EXISTS {words}; DROP TABLE IF EXISTS {documents};")),
        Dialect::Postgres => {
            sql.push_str(&format!("DROP TABLE IF EXISTS {documents}; DROP FUNCTION IF EXISTS {prefix}__fill();"))
        }
    }
    tx.rows().execute_unprepared(&sql).await?;
    for delete in ["DELETE FROM collection_parts WHERE collection = ?", "DELETE FROM collections WHERE id = ?"] {
        tx.rows().execute_raw(tx.statement(delete, [number.into()])).await?;
    }
    Ok(())
}

/// Takes away the copies of these plugins that nobody goes on with: their migration failed, or another version came.
pub(in crate::collections) async fn forget_copies(tx: &Tx, plugins: &[PluginId]) -> Result<(), StoreError> {
    for plugin in plugins {
        let read = "SELECT id, name FROM collections WHERE plugin = ?";
        for row in tx.rows().query_all_raw(tx.statement(read, [next(plugin).into()])).await? {
            let (number, name): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            drop_tables(tx, number, &Table::new(number, &name)).await?;
        }
    }
    Ok(())
}
