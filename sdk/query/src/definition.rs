//! A collection as questions see it: what its manifest declares, and its schema.
//!
//! Rule: a [`Definition`] is what the registry keeps, so a new part needs a default that means "as before".

use std::{collections::BTreeMap, sync::Arc};

use loadin_wit::manifest::{Aggregate, Collection, FieldType, OnDelete, Reference, Visibility};
use serde::{Deserialize, Serialize};

use crate::Schema;

/// What the manifest declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Who may see a document; the first is the default.
    pub visibility: Vec<Visibility>,
    /// Fields and what they hold.
    pub fields: BTreeMap<String, FieldType>,
    /// Groups of fields that documents are looked up by.
    pub indexes: Vec<Vec<String>>,
    /// Groups of fields that no two documents of a space share.
    pub unique: Vec<Vec<String>>,
    /// Groups that are asked for often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aggregates: Vec<Aggregate>,
    /// Fields that are searched for words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// The field that holds a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// Where fields of the type `ref` lead.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub references: BTreeMap<String, Reference>,
}

impl From<&Collection> for Definition {
    fn from(collection: &Collection) -> Self {
        Self {
            visibility: collection.visibility.clone(),
            fields: collection.fields.clone(),
            indexes: collection.indexes.clone(),
            unique: collection.unique.clone(),
            aggregates: collection.aggregates.clone(),
            text: collection.text.clone(),
            point: collection.point.clone(),
            references: collection.references.clone(),
        }
    }
}

impl Definition {
    /// Returns true when an index begins with this field, so that documents can be looked up by it.
    #[must_use]
    pub fn is_indexed(&self, field: &str) -> bool {
        let mut groups = self.indexes.iter().chain(&self.unique);
        groups.any(|group| group.first().is_some_and(|first| first == field)) || self.references.contains_key(field)
    }

    /// Returns true when people of other spaces may see some documents.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.visibility.iter().any(|visibility| *visibility >= Visibility::Instance)
    }

    /// Returns the fields that are lists.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|(_, kind)| **kind == FieldType::TextList).map(|(name, _)| name.as_str())
    }

    /// Returns the fields that are one value each.
    pub fn values(&self) -> impl Iterator<Item = (&str, FieldType)> {
        self.fields.iter().filter(|(_, kind)| **kind != FieldType::TextList).map(|(name, kind)| (name.as_str(), *kind))
    }
}

/// A declaration together with its schema.
#[derive(Debug)]
pub struct Shape {
    /// The manifest's version of both.
    pub version: u32,
    /// What is declared.
    pub definition: Definition,
    /// What a document looks like.
    pub schema: Arc<Schema>,
}

impl Shape {
    /// Puts declaration and schema together.
    ///
    /// # Errors
    /// When they do not fit each other; the text goes on after the collection's name.
    pub fn new(version: u32, definition: Definition, schema: Schema) -> Result<Self, String> {
        let nulled = definition
            .references
            .iter()
            .find(|(field, reference)| reference.on_delete == OnDelete::SetNull && schema.requires(field));
        if let Some((field, _)) = nulled {
            return Err(format!("takes `{field}` out on deletion (set-null), but its schema requires it"));
        }
        Ok(Self { version, definition, schema: Arc::new(schema) })
    }

    /// Returns the same collection with less declared: while a part of it is still being prepared.
    #[must_use]
    pub fn with(&self, definition: Definition) -> Self {
        Self { version: self.version, definition, schema: Arc::clone(&self.schema) }
    }
}
