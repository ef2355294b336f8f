//! Parts of a collection that are still being prepared: fields, indexes, words, points.
//!
//! Rule: a part is asked only when it is ready, and everything that leans on it with it. A part without a row in the
//! registry is ready, so an unchanged collection costs nothing here.

use std::{collections::BTreeMap, fmt};

use loadin_query::Definition;
use loadin_types::Timestamp;
use sea_orm::{ConnectionTrait as _, DbErr};
use uuid::Uuid;

use super::{definition::Table, tables};
use crate::{Db, StoreError, Tx, dialect::Dialect};

/// How far a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is declared, and nothing is done yet.
    Adding,
    /// It is filled from the documents.
    Backfilling,
    /// Its index is made.
    Indexing,
    /// It can be asked.
    Ready,
}

impl State {
    /// Returns its name, as it is kept and told: `backfilling`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adding => "adding",
            Self::Backfilling => "backfilling",
            Self::Indexing => "indexing",
            Self::Ready => "ready",
        }
    }

    fn of_column(stored: &str) -> Option<Self> {
        [Self::Adding, Self::Backfilling, Self::Indexing, Self::Ready].into_iter().find(|state| state.name() == stored)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A part, as the registry names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The column, or the entries, of a field.
    Field(String),
    /// The words of all searched fields.
    Text,
    /// The columns of the point.
    Point,
    /// An index, by its name.
    Index(String),
    /// The entries of a list that is no longer declared, which are taken away.
    Gone(String),
}

impl Part {
    pub(super) fn column(&self) -> String {
        match self {
            Self::Field(field) => format!("field:{field}"),
            Self::Text => "text".to_owned(),
            Self::Point => "point".to_owned(),
            Self::Index(name) => format!("index:{name}"),
            Self::Gone(field) => format!("gone:{field}"),
        }
    }

    fn of_column(stored: &str) -> Option<Self> {
        Some(match stored.split_once(':') {
            Some(("field", field)) => Self::Field(field.to_owned()),
            Some(("index", name)) => Self::Index(name.to_owned()),
            Some(("gone", field)) => Self::Gone(field.to_owned()),
            None if stored == "text" => Self::Text,
            None if stored == "point" => Self::Point,
            _ => return None,
        })
    }

    /// Returns true when it is made by going through the documents.
    pub(super) const fn is_filled(&self) -> bool {
        matches!(self, Self::Field(_) | Self::Text | Self::Point)
    }
}

/// How far the parts of a collection are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts(BTreeMap<Part, (State, Option<Uuid>)>);

impl Parts {
    pub(super) async fn read(db: &Db, number: i64) -> Result<Self, StoreError> {
        let read = "SELECT part, state, place FROM collection_parts WHERE collection = ?";
        let unreadable = || StoreError::Unreadable { what: "part of a collection" };
        let mut parts = BTreeMap::new();
        for row in db.rows().query_all_raw(db.statement(read, [number.into()])).await? {
            let (part, state): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let part = Part::of_column(&part).ok_or_else(unreadable)?;
            let state = State::of_column(&state).ok_or_else(unreadable)?;
            parts.insert(part, (state, row.try_get_by_index(2)?));
        }
        Ok(Self(parts))
    }

    pub(super) fn state(&self, part: &Part) -> State {
        self.0.get(part).map_or(State::Ready, |(state, _)| *state)
    }

    pub(super) fn is_ready(&self, part: &Part) -> bool {
        self.state(part) == State::Ready
    }

    /// Returns the parts that are not ready, with how far they are.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (&Part, State)> {
        self.0.iter().map(|(part, (state, _))| (part, *state)).filter(|(_, state)| *state != State::Ready)
    }

    /// Returns the parts that have to be filled, and the last document that all of them have.
    pub(super) fn to_fill(&self) -> (Vec<Part>, Uuid) {
        let filled = self.0.iter().filter(|(part, (state, _))| part.is_filled() && *state < State::Indexing);
        let (parts, places): (Vec<Part>, Vec<Uuid>) =
            filled.map(|(part, (_, place))| (part.clone(), place.unwrap_or_default())).unzip();
        (parts, places.into_iter().min().unwrap_or_default())
    }

    /// Returns what may be asked: the declaration without whatever leans on a part that is not ready.
    pub(super) fn usable(&self, table: &Table, whole: &Definition) -> Definition {
        let has_field = |field: &String| self.is_ready(&Part::Field(field.clone()));
        let has_index = |kind: &str, fields: &[String]| self.is_ready(&Part::Index(table.index(kind, fields)));
        let is_shared = whole.is_shared();
        let has_lookup = |group: &[String]| {
            group.iter().all(has_field) && has_index("i", group) && (!is_shared || has_index("s", group))
        };
        let mut usable = whole.clone();
        usable.fields.retain(|field, _| has_field(field));
        usable.indexes.retain(|group| has_lookup(group));
        usable.unique.retain(|group| group.iter().all(has_field) && has_index("u", group));
        usable.references.retain(|field, _| has_lookup(std::slice::from_ref(field)));
        usable.aggregates.retain(|aggregate| {
            let fields = [aggregate.by.as_slice(), aggregate.measures.as_slice()].concat();
            fields.iter().all(has_field) && self.is_ready(&Part::Index(table.aggregate_index(aggregate)))
        });
        let has = |part: Part, index: &str| {
            let index = |suffix: &str| Part::Index(format!("{}__{index}{suffix}", table.prefix));
            self.is_ready(&part) && self.is_ready(&index("")) && self.is_ready(&index("_shared"))
        };
        if !has(Part::Text, "words") {
            usable.text.clear();
        }
        if !has(Part::Point, "point") {
            usable.point = None;
        }
        usable
    }

    /// Tells people what is not ready.
    pub(super) fn told(&self) -> String {
        let name = |part: &Part| match part {
            Part::Field(field) | Part::Gone(field) => format!("the field `{field}`"),
            Part::Text => "the words".to_owned(),
            Part::Point => "the point".to_owned(),
            Part::Index(name) => format!("the index {name}"),
        };
        let parts: Vec<String> = self.waiting().map(|(part, state)| format!("{} ({state})", name(part))).collect();
        parts.join(", ")
    }
}

/// Writes how far a part is.
pub(super) async fn set(
    tx: &Tx,
    number: i64,
    part: &Part,
    (state, place): (State, Option<Uuid>),
    now: Timestamp,
) -> Result<(), DbErr> {
    let upsert = "INSERT INTO collection_parts (collection, part, state, place, changed_at) VALUES (?, ?, ?, ?, ?) \
                  ON CONFLICT (collection, part) DO UPDATE SET state = excluded.state, place = excluded.place, \
                  changed_at = excluded.changed_at";
    let values = [number.into(), part.column().into(), state.name().into(), place.into(), now.micros().into()];
    tx.rows().execute_raw(tx.statement(upsert, values)).await.map(drop)
}

/// Forgets a part that is no longer declared.
pub(super) async fn forget(tx: &Tx, number: i64, part: &Part) -> Result<(), DbErr> {
    let delete = "DELETE FROM collection_parts WHERE collection = ? AND part = ?";
    tx.rows().execute_raw(tx.statement(delete, [number.into(), part.column().into()])).await.map(drop)
}

/// Notes every part that a change of the declaration leaves to be made.
pub(super) async fn begin(
    tx: &Tx,
    (number, table): (i64, &Table),
    (before, after): (&Definition, &Definition),
    now: Timestamp,
) -> Result<(), DbErr> {
    for (field, kind) in &after.fields {
        if before.fields.get(field) != Some(kind) {
            set(tx, number, &Part::Field(field.clone()), (State::Adding, None), now).await?;
        }
    }
    for (field, kind) in &before.fields {
        if after.fields.get(field) == Some(kind) {
            continue;
        }
        if !after.fields.contains_key(field) {
            forget(tx, number, &Part::Field(field.clone())).await?;
        }
        if before.lists().any(|list| list == field) && !after.lists().any(|list| list == field) {
            set(tx, number, &Part::Gone(field.clone()), (State::Adding, None), now).await?;
        }
    }
    for (part, is_new, is_there) in [
        (Part::Text, before.text != after.text, !after.text.is_empty()),
        (Part::Point, before.point != after.point, after.point.is_some()),
    ] {
        match (is_new, is_there) {
            (true, true) => set(tx, number, &part, (State::Adding, None), now).await?,
            (_, false) => forget(tx, number, &part).await?,
            (false, true) => {}
        }
    }
    let delete = "DELETE FROM collection_parts WHERE collection = ? AND part LIKE 'index:%'";
    tx.rows().execute_raw(tx.statement(delete, [number.into()])).await?;
    let there = tables::indexes(tx, table).await?;
    let wanted = tables::wanted_indexes(tx.dialect(), table, after);
    for name in wanted.keys().filter(|name| !there.contains(name)) {
        set(tx, number, &Part::Index(name.clone()), (State::Adding, None), now).await?;
    }
    Ok(())
}

/// Returns true when the database makes the part by itself, the moment it is declared.
pub(super) fn is_made_at_once(dialect: Dialect, part: &Part, definition: &Definition) -> bool {
    let Part::Field(field) = part else { return false };
    dialect == Dialect::Sqlite && !definition.lists().any(|list| list == field)
}
