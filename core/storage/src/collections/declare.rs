//! Bringing the registry and the tables in line with what the plugins declare.
//!
//! Rule: nothing is changed that documents contradict (a field's new type, a new unique group that two of them share):
//! that is refused in words first ([`examine`]). The change itself ([`declare`]) is short and takes no documents in hand;
//! what has to go through them is noted as parts, and made while everybody reads and writes (`online`).

use loadin_migrations::MigrationError;
use loadin_query::{Definition, Shape};
use loadin_types::{PluginId, Timestamp};
use sea_orm::{ConnectionTrait as _, DbErr};
use uuid::Uuid;

use super::{contradictions, definition::Table, parts, tables};
use crate::{Db, StoreError, Tx, Work};

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
    /// There is no copy of what it was.
    #[error(transparent)]
    Backup(#[from] crate::BackupError),
    /// Another node changes the tables.
    #[error("{0}")]
    Held(String),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Waits until no other node changes tables.
pub(super) async fn alone(tx: &Tx) -> Result<(), DeclareError> {
    loadin_migrations::alone(tx.rows(), loadin_migrations::USUAL_WAIT).await.map_err(held)
}

/// Returns why it is not our turn to change tables.
pub(super) fn held(error: MigrationError) -> DeclareError {
    match error {
        MigrationError::Database(error) => StoreError::from(error).into(),
        held => DeclareError::Held(held.to_string()),
    }
}

/// Returns the first declaration under which tables that are there would change; refuses what [`examine`] does.
pub(super) async fn first_change<'a>(db: &Db, wishes: &'a [Wish]) -> Result<Option<&'a Wish>, DeclareError> {
    let mut changed = None;
    for wish in wishes {
        if examine(db, wish).await? {
            changed.get_or_insert(wish);
        }
    }
    Ok(changed)
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

    pub(super) fn incompatible(&self, reason: String) -> DeclareError {
        DeclareError::Incompatible { plugin: self.plugin.clone(), collection: self.name.clone(), reason }
    }
}

/// A collection's table, and what was declared before.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) number: i64,
    pub(super) table: Table,
    /// The declaration that was changed; `None` when nothing was, or the collection is new.
    pub(super) before: Option<Wish>,
}

/// Refuses a declaration that the documents contradict. Only reads.
///
/// Returns true when tables that are there would change.
pub(super) async fn examine(db: &Db, wish: &Wish) -> Result<bool, DeclareError> {
    let Some(stored) = registered(db, wish.plugin.as_str(), &wish.name).await? else { return Ok(false) };
    if stored.is_what_is_wished(wish)? {
        return Ok(false);
    }
    refuse_lost_visibility(&stored, wish)?;
    let table = Table::new(stored.number, &wish.name);
    refuse_other_types(db, &table, (&stored, wish)).await?;
    refuse_gaps(db, &table, wish).await?;
    refuse_twins(db, &table, (&stored, wish)).await?;
    Ok(true)
}

/// Refuses to allow less visibility than documents may have.
pub(super) fn refuse_lost_visibility(stored: &Registered, wish: &Wish) -> Result<(), DeclareError> {
    let lost = stored.definition.visibility.iter().find(|kind| !wish.definition.visibility.contains(kind));
    lost.map_or(Ok(()), |kind| {
        Err(wish.incompatible(format!("no longer allows the visibility `{kind}`, which documents may have: keep it")))
    })
}

/// Makes the table follow the declaration; what goes through the documents is left to be done.
pub(super) async fn declare(tx: &Tx, wish: &Wish, now: Timestamp) -> Result<Declared, DeclareError> {
    let Some(stored) = registered(tx, wish.plugin.as_str(), &wish.name).await? else {
        let (number, table) = register(tx, wish.plugin.as_str(), wish, now).await?;
        return Ok(Declared { number, table, before: None });
    };
    let (number, table) = (stored.number, Table::new(stored.number, &wish.name));
    if stored.is_what_is_wished(wish)? {
        return Ok(Declared { number, table, before: None });
    }
    change(tx, (&stored, &table), wish, now).await?;
    let before = Wish { version: stored.version, definition: stored.definition, schema: stored.schema, ..wish.clone() };
    Ok(Declared { number, table, before: Some(before) })
}

/// Takes a declaration back that could not be carried through: the one before it holds again.
pub(super) fn taken_back(tx: &Tx, before: Wish, now: Timestamp) -> Work<'_, (), DeclareError> {
    Box::pin(async move {
        let Some(stored) = registered(tx, before.plugin.as_str(), &before.name).await? else { return Ok(()) };
        let table = Table::new(stored.number, &before.name);
        change(tx, (&stored, &table), &before, now).await
    })
}

async fn change(
    tx: &Tx,
    (stored, table): (&Registered, &Table),
    wish: &Wish,
    now: Timestamp,
) -> Result<(), DeclareError> {
    let definitions = (&stored.definition, &wish.definition);
    tables::drop_what_went(tx, table, definitions).await.map_err(StoreError::from)?;
    tables::add_fields(tx, table, &wish.definition.fields).await.map_err(StoreError::from)?;
    tables::settle_beside(tx, table, &wish.definition, Some(&stored.definition)).await.map_err(StoreError::from)?;
    parts::begin(tx, (stored.number, table), definitions, now).await.map_err(StoreError::from)?;
    update(tx, stored.number, wish, now).await.map_err(StoreError::from)?;
    Ok(())
}

/// A collection as the registry has it.
pub(super) struct Registered {
    pub(super) number: i64,
    pub(super) version: u32,
    pub(super) definition: Definition,
    pub(super) schema: String,
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

/// Refuses fields that some document holds in another type.
async fn refuse_other_types(db: &Db, table: &Table, (stored, wish): (&Registered, &Wish)) -> Result<(), DeclareError> {
    for (name, kind) in &wish.definition.fields {
        let is_new = stored.definition.fields.get(name) != Some(kind);
        if is_new && any(db, table, &contradictions::of_type(db.dialect(), name, *kind)).await? {
            return Err(wish.incompatible(format!(
                "declares the field `{name}` with a type that some documents contradict: declare a field of another name"
            )));
        }
    }
    Ok(())
}

/// Refuses required fields that some document lacks: sorted by them, it would be lost.
async fn refuse_gaps(db: &Db, table: &Table, wish: &Wish) -> Result<(), DeclareError> {
    for name in wish.required.iter().filter(|name| wish.definition.is_indexed(name)) {
        let missing = contradictions::lacks(db.dialect(), name);
        if any(db, table, &format!("deleted_at IS NULL AND {missing}")).await? {
            return Err(wish.incompatible(format!(
                "requires the field `{name}`, which some documents lack: fill it in with a release that leaves it optional first"
            )));
        }
    }
    Ok(())
}

/// Refuses a new unique group that documents of one space share, and names some of them.
async fn refuse_twins(db: &Db, table: &Table, (stored, wish): (&Registered, &Wish)) -> Result<(), DeclareError> {
    let is_same = |group: &[String]| {
        stored.definition.unique.iter().any(|old| old == group)
            && group.iter().all(|field| stored.definition.fields.get(field) == wish.definition.fields.get(field))
    };
    for group in wish.definition.unique.iter().filter(|group| !is_same(group)) {
        let twins = twins(db, table, group, &wish.definition).await?;
        if !twins.is_empty() {
            return Err(wish.incompatible(shared(group, &twins)));
        }
    }
    Ok(())
}

/// Says that a unique group is none.
pub(super) fn shared(group: &[String], twins: &[Uuid]) -> String {
    let names: Vec<String> = twins.iter().map(|id| id.hyphenated().to_string()).collect();
    format!(
        "declares [{}] unique, but documents of one space share it, such as {}: change one of them with the old release first",
        group.join(", "),
        names.join(" and ")
    )
}

/// Returns a few documents that share a group with another.
pub(super) async fn twins(
    db: &Db,
    table: &Table,
    group: &[String],
    definition: &Definition,
) -> Result<Vec<Uuid>, StoreError> {
    let values: Vec<String> = group
        .iter()
        .filter_map(|field| Some(contradictions::value(db.dialect(), field, *definition.fields.get(field)?)))
        .collect();
    let there: String = values.iter().map(|value| format!(" AND {value} IS NOT NULL")).collect();
    let (values, documents) = (values.join(", "), &table.documents);
    let read = format!(
        "SELECT id FROM {documents} WHERE deleted_at IS NULL AND (space, {values}) IN (\
         SELECT space, {values} FROM {documents} WHERE deleted_at IS NULL{there} \
         GROUP BY space, {values} HAVING count(*) > 1 LIMIT 1) ORDER BY id LIMIT 2"
    );
    let rows = db.rows().query_all_raw(db.statement(&read, [])).await?;
    Ok(rows.into_iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, DbErr>>()?)
}

async fn any(db: &Db, table: &Table, condition: &str) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM {} WHERE {condition} LIMIT 1", table.documents);
    Ok(db.rows().query_one_raw(db.statement(&sql, [])).await?.is_some())
}

/// Returns what is registered under a name.
pub(super) async fn registered(db: &Db, plugin: &str, name: &str) -> Result<Option<Registered>, StoreError> {
    let read = "SELECT id, version, definition, schema FROM collections WHERE plugin = ? AND name = ?";
    let values = [plugin.into(), name.into()];
    let Some(row) = db.rows().query_one_raw(db.statement(read, values)).await? else { return Ok(None) };
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

/// Registers a collection and makes its empty tables, with everything that is declared.
pub(super) async fn register(tx: &Tx, owner: &str, wish: &Wish, now: Timestamp) -> Result<(i64, Table), StoreError> {
    let insert = "INSERT INTO collections (plugin, name, version, definition, schema, created_at, updated_at) \
                  VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id";
    let values = [
        owner.into(),
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
    tables::add_fields(tx, &table, &wish.definition.fields).await?;
    tables::settle_beside(tx, &table, &wish.definition, None).await?;
    tables::make_indexes(tx, &table, &wish.definition).await?;
    Ok((number, table))
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
