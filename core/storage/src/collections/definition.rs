//! What a collection is: its number, its declaration, its schema, its table.
//!
//! Rule: names reach SQL only from here. They come from a manifest that took plain words only, and from the number that
//! the registry gave out, so nothing is quoted because nothing needs it.

use std::collections::BTreeMap;

use loadin_types::data::Visibility;
use loadin_wit::manifest::{Collection, FieldType};
use serde::{Deserialize, Serialize};

use super::schema::Schema;

/// What the manifest declares, as the registry keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Definition {
    pub(super) visibility: Vec<Visibility>,
    pub(super) fields: BTreeMap<String, FieldType>,
    pub(super) indexes: Vec<Vec<String>>,
    pub(super) unique: Vec<Vec<String>>,
}

impl From<&Collection> for Definition {
    fn from(collection: &Collection) -> Self {
        Self {
            visibility: collection.visibility.clone(),
            fields: collection.fields.clone(),
            indexes: collection.indexes.clone(),
            unique: collection.unique.clone(),
        }
    }
}

impl Definition {
    /// Returns true when documents can be looked up by this field.
    pub(super) fn is_indexed(&self, field: &str) -> bool {
        self.indexes.iter().chain(&self.unique).any(|group| group.first().is_some_and(|first| first == field))
    }

    /// Returns true when people of other spaces may see some documents.
    pub(super) fn is_shared(&self) -> bool {
        self.visibility.iter().any(|visibility| *visibility >= Visibility::Instance)
    }
}

/// A collection that is ready to be used.
pub(super) struct Shelf {
    pub(super) table: Table,
    pub(super) version: u32,
    pub(super) definition: Definition,
    pub(super) schema: Schema,
}

/// The names of a collection's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// `c12`.
    pub(super) prefix: String,
    /// `c12_holds`.
    pub(super) documents: String,
    /// `c12_holds_p`: who else may read which document.
    pub(super) parties: String,
}

impl Table {
    pub(super) fn new(number: i64, name: &str) -> Self {
        let documents = format!("c{number}_{name}");
        Self { prefix: format!("c{number}"), parties: format!("{documents}_p"), documents }
    }

    /// Returns what a unique constraint is called to people: `city, opened`.
    pub(super) fn constraint(&self, columns: &str) -> Option<String> {
        let own = format!("{}.", self.documents);
        let names: Option<Vec<&str>> = columns.split(", ").map(|column| column.strip_prefix(&own)).collect();
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
