//! Documents on their way to what a new version of their plugin declares.
//!
//! Rule: a plugin sees the contents of documents and nothing about who owns, shares or changed them; those stay as they are.

use crate::DocumentId;

/// Documents of one collection and one space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The collection.
    pub collection: String,
    /// The documents.
    pub documents: Vec<Kept>,
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The document's id.
    pub id: DocumentId,
    /// The `version` of the collection that it was written under, as the manifest of that time declared it.
    pub since: u32,
    /// The document, JSON text.
    pub data: String,
}
