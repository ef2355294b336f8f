//! Bringing the registry and the tables in line with what the plugins declare.
//!
//! Rule: a change only adds. Whatever documents could contradict (a field that goes or changes its type, a new unique
//! group that two of them share) is refused in words before anything is changed; all collections change in one
//! transaction or none.

use loadin_migrations::MigrationError;
use loadin_query::{Definition, Shape};
use loadin_types::{PluginId, Timestamp};
use sea_orm::{ConnectionTrait as _, DbErr};

use super::{beside, contradictions, definition::Table, tables};
use crate::{StoreError, Tx};

/// A collection as its plugin declares it, ready to be compared with the registry.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) plugin: PluginId,
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) definition: Definition,
    pub(super) schema: String,
    /// Declared fields that the schema requires.
    pub(super) required: Vec<String>,
}

/// Why collections cannot be kept as they are declared.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DeclareError {
    /// The schema's file cannot be used.
    #[error("{plugin}: the schema of the collection `{collection}` {reason}")]
    Schema {
        /// The plugin.
        plugin: PluginId,
        /// Its collection.
        collection: String,
        /// What is wrong.
        reason: String,
    },
    /// The change does not fit the documents there are.
    #[error("{plugin}: the collection `{collection}` {reason}")]
    Incompatible {
        /// The plugin.
        plugin: PluginId,
        /// Its collection.
        collection: String,
        /// What does not fit, and what to do.
        reason: String,
    },
    /// Another node changes the tables.
    #[error("{0}")]
    Held(String),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Waits until no other node changes tables.
pub(super) async fn alone(tx: &Tx) -> Result<(), DeclareError> {
    match loadin_migrations::alone(tx.rows(), loadin_migrations::USUAL_WAIT).await {
        Ok(()) => Ok(()),
        Err(MigrationError::Database(error)) => Err(StoreError::from(error).into()),
        Err(held) => Err(DeclareError::Held(held.to_string())),
    }
}

impl Wish {
    pub(super) fn new(plugin: &PluginId, name: &str, shape: &Shape) -> Self {
        let definition = shape.definition.clone();
        let required = definition.fields.keys().filter(|field| shape.schema.requires(field)).cloned().collect();
        Self {
            plugin: plugin.clone(),
            name: name.to_owned(),
            version: shape.version,
            definition,
            schema: shape.schema.text.clone(),
            required,
        }
    }

    fn incompatible(&self, reason: String) -> DeclareError {
        DeclareError::Incompatible { plugin: self.plugin.clone(), collection: self.name.clone(), reason }
    }
}

/// Makes the table follow the declaration; returns it.
pub(super) async fn declare(tx: &Tx, wish: &Wish, now: Timestamp) -> Result<Table, DeclareError> {
    let stored = registered(tx, wish).await?;
    let table = match &stored {
        Some(stored) => {
            let table = Table::new(stored.number, &wish.name);
            if stored.is_what_is_wished(wish)? {
                return Ok(table);
            }
            refuse_losses(stored, wish)?;
            table
        }
        None => register(tx, wish, now).await?,
    };
    refuse_other_types(tx, &table, wish).await?;
    tables::add_fields(tx, &table, &wish.definition.fields).await.map_err(StoreError::from)?;
    refuse_gaps(tx, &table, wish).await?;
    let before = stored.as_ref().map(|stored| &stored.definition);
    let is_new = tables::settle_beside(tx, &table, &wish.definition, before).await.map_err(StoreError::from)?;
    if is_new {
        beside::fill(tx, &table, &wish.definition).await?;
    }
    match tables::settle_indexes(tx, &table, &wish.definition).await.map_err(StoreError::from) {
        Err(StoreError::Duplicate { constraint }) => {
            let fields = table.constraint(&wish.definition.unique, &constraint).unwrap_or(constraint);
            return Err(wish.incompatible(format!(
                "declares [{fields}] unique, but two documents of one space share it: change one of them with the old release first"
            )));
        }
        other => other?,
    }
    if let Some(stored) = stored {
        update(tx, stored.number, wish, now).await.map_err(StoreError::from)?;
    }
    Ok(table)
}

struct Registered {
    number: i64,
    version: u32,
    definition: Definition,
    schema: String,
}

impl Registered {
    fn is_what_is_wished(&self, wish: &Wish) -> Result<bool, DeclareError> {
        if wish.version < self.version {
            return Err(wish.incompatible(format!(
                "is at version {}, the plugin declares {}: its data were written by a later release; install that one",
                self.version, wish.version
            )));
        }
        let is_same = self.definition == wish.definition && self.schema == wish.schema;
        if wish.version == self.version && !is_same {
            return Err(wish.incompatible(format!(
                "was changed without a new version: write version = {} in its manifest",
                self.version + 1
            )));
        }
        Ok(is_same && wish.version == self.version)
    }
}

fn refuse_losses(stored: &Registered, wish: &Wish) -> Result<(), DeclareError> {
    for (name, kind) in &stored.definition.fields {
        match wish.definition.fields.get(name) {
            None => {
                return Err(wish.incompatible(format!(
                    "no longer declares the field `{name}`: keep it, even if nothing uses it; documents have it"
                )));
            }
            Some(new) if new != kind => {
                return Err(wish.incompatible(format!(
                    "declares the field `{name}` with another type: keep the old one and declare a new field"
                )));
            }
            Some(_) => {}
        }
    }
    let lost = stored.definition.visibility.iter().find(|kind| !wish.definition.visibility.contains(kind));
    lost.map_or(Ok(()), |kind| {
        Err(wish.incompatible(format!("no longer allows the visibility `{kind}`, which documents may have: keep it")))
    })
}

/// Refuses fields that some document holds in another type.
async fn refuse_other_types(tx: &Tx, table: &Table, wish: &Wish) -> Result<(), DeclareError> {
    for (name, kind) in &wish.definition.fields {
        if any(tx, table, &contradictions::of_type(tx.dialect(), name, *kind)).await? {
            return Err(wish.incompatible(format!(
                "declares the field `{name}` with a type that some documents contradict: declare a field of another name"
            )));
        }
    }
    Ok(())
}

/// Refuses required fields that some document lacks: sorted by them, it would be lost.
async fn refuse_gaps(tx: &Tx, table: &Table, wish: &Wish) -> Result<(), DeclareError> {
    for name in wish.required.iter().filter(|name| wish.definition.is_indexed(name)) {
        if any(tx, table, &format!("deleted_at IS NULL AND f_{name} IS NULL")).await? {
            return Err(wish.incompatible(format!(
                "requires the field `{name}`, which some documents lack: fill it in with a release that leaves it optional first"
            )));
        }
    }
    Ok(())
}

async fn any(tx: &Tx, table: &Table, condition: &str) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM {} WHERE {condition} LIMIT 1", table.documents);
    Ok(tx.rows().query_one_raw(tx.dialect().statement(&sql, [])).await?.is_some())
}

async fn registered(tx: &Tx, wish: &Wish) -> Result<Option<Registered>, StoreError> {
    let read = "SELECT id, version, definition, schema FROM collections WHERE plugin = ? AND name = ?";
    let values = [wish.plugin.as_str().into(), wish.name.as_str().into()];
    let Some(row) = tx.rows().query_one_raw(tx.dialect().statement(read, values)).await? else { return Ok(None) };
    let definition: String = row.try_get_by_index(2)?;
    Ok(Some(Registered {
        number: row.try_get_by_index(0)?,
        version: u32::try_from(row.try_get_by_index::<i64>(1)?)
            .map_err(|_| StoreError::Unreadable { what: "version of a collection" })?,
        definition: serde_json::from_str(&definition)
            .map_err(|_| StoreError::Unreadable { what: "declaration of a collection" })?,
        schema: row.try_get_by_index(3)?,
    }))
}

async fn register(tx: &Tx, wish: &Wish, now: Timestamp) -> Result<Table, StoreError> {
    let insert = "INSERT INTO collections (plugin, name, version, definition, schema, created_at, updated_at) \
                  VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id";
    let values = [
        wish.plugin.as_str().into(),
        wish.name.as_str().into(),
        i64::from(wish.version).into(),
        definition_column(wish).into(),
        wish.schema.as_str().into(),
        now.micros().into(),
        now.micros().into(),
    ];
    let row = tx.rows().query_one_raw(tx.dialect().statement(insert, values)).await?;
    let number = row.ok_or(DbErr::RecordNotInserted)?.try_get_by_index(0)?;
    let table = Table::new(number, &wish.name);
    tables::create(tx, &table).await?;
    Ok(table)
}

async fn update(tx: &Tx, number: i64, wish: &Wish, now: Timestamp) -> Result<(), DbErr> {
    let update = "UPDATE collections SET version = ?, definition = ?, schema = ?, updated_at = ? WHERE id = ?";
    let values = [
        i64::from(wish.version).into(),
        definition_column(wish).into(),
        wish.schema.as_str().into(),
        now.micros().into(),
        number.into(),
    ];
    tx.rows().execute_raw(tx.dialect().statement(update, values)).await?;
    Ok(())
}

fn definition_column(wish: &Wish) -> String {
    serde_json::to_string(&wish.definition).unwrap_or_default()
}
