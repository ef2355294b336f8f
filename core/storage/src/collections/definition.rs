//! What a collection is: its number, its declaration, its schema, its tables.
//!
//! Rule: names reach SQL only from here. They come from a manifest that took plain words only, and from the number that
//! the registry gave out, so nothing is quoted because nothing needs it.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use loadin_query::Shape;
use loadin_types::data::Visibility;

use super::parts::Parts;

/// A collection that is ready to be used.
pub(super) struct Shelf {
    pub(super) name: String,
    pub(super) number: i64,
    pub(super) table: Table,
    /// What is written.
    pub(super) shape: Shape,
    /// How many earlier versions of a document are kept.
    pub(super) history: u32,
    /// What may be asked, and why it is not more.
    asked: RwLock<(Arc<Shape>, Parts)>,
}

impl Shelf {
    pub(super) fn new(
        name: String,
        (number, table): (i64, Table),
        (shape, history): (Shape, u32),
        parts: Parts,
    ) -> Self {
        let usable = Arc::new(shape.with(parts.usable(&table, &shape.definition)));
        Self { name, number, table, shape, history, asked: RwLock::new((usable, parts)) }
    }

    /// Takes note of what is ready by now.
    pub(super) fn set_parts(&self, parts: Parts) {
        let usable = Arc::new(self.shape.with(parts.usable(&self.table, &self.shape.definition)));
        *self.asked.write().unwrap_or_else(PoisonError::into_inner) = (usable, parts);
    }

    /// Returns what may be asked by now.
    pub(super) fn usable(&self) -> Arc<Shape> {
        Arc::clone(&self.asked.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Tells what is not ready yet; `None` when everything is.
    pub(super) fn not_ready(&self) -> Option<String> {
        let asked = self.asked.read().unwrap_or_else(PoisonError::into_inner);
        asked.1.waiting().next()?;
        Some(format!(
            "field-not-ready: the collection `{}` is being brought to a new release, and this asks for what is still being prepared: {}; ask again in a moment",
            self.name,
            asked.1.told()
        ))
    }
}

/// The collections of one plugin: those that may refer to each other.
pub(super) type Shelves = BTreeMap<String, Arc<Shelf>>;

/// The names of a collection's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// `c12`.
    pub(super) prefix: String,
    /// `c12_holds`.
    pub(super) documents: String,
    /// `c12_holds_p`: who else may read which document.
    pub(super) parties: String,
    /// `c12_holds_m`: the entries of lists.
    pub(super) lists: String,
    /// `c12_holds_t`: the words of searched fields, on SQLite.
    pub(super) words: String,
}

impl Table {
    pub(super) fn new(number: i64, name: &str) -> Self {
        let documents = format!("c{number}_{name}");
        Self {
            prefix: format!("c{number}"),
            parties: format!("{documents}_p"),
            lists: format!("{documents}_m"),
            words: format!("{documents}_t"),
            documents,
        }
    }

    /// Returns what a unique constraint is called to people: `city, opened`. SQLite names the columns of a broken one,
    /// PostgreSQL its index.
    pub(super) fn constraint(&self, unique: &[Vec<String>], broken: &str) -> Option<String> {
        if let Some(group) = unique.iter().find(|group| self.index("u", group) == broken) {
            return Some(group.join(", "));
        }
        if broken == format!("{}_pkey", self.documents) {
            return Some("id".to_owned());
        }
        let own = format!("{}.", self.documents);
        let names: Option<Vec<&str>> = broken.split(", ").map(|column| column.strip_prefix(&own)).collect();
        let fields: Vec<&str> = names?.into_iter().filter_map(|name| name.strip_prefix("f_")).collect();
        Some(if fields.is_empty() { "id".to_owned() } else { fields.join(", ") })
    }
}

/// Returns the number that a visibility is stored as.
pub(super) const fn visibility_column(visibility: Visibility) -> i64 {
    match visibility {
        Visibility::Space => 0,
        Visibility::Parties => 1,
        Visibility::Instance => 2,
        Visibility::Public => 3,
    }
}

pub(super) const fn visibility_of_column(stored: i64) -> Option<Visibility> {
    Some(match stored {
        0 => Visibility::Space,
        1 => Visibility::Parties,
        2 => Visibility::Instance,
        3 => Visibility::Public,
        _ => return None,
    })
}
