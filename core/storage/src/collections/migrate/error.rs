//! Why documents could not be migrated.
//!
//! Rule: it names the collection, the document and the place in it, and never says what the document says.

use loadin_query::Mistake;
use loadin_types::{CallError, DocumentId, PluginId};

use crate::{StoreError, collections::DeclareError};

/// Why documents could not be brought to the new version of their plugin; they are as they were.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// What is declared cannot be, or there is no copy of what it was.
    #[error(transparent)]
    Declare(#[from] DeclareError),
    /// The plugin failed.
    #[error("{plugin}: its `migrate` failed on the collection `{collection}`, from the document {first} on: {source}")]
    Plugin {
        /// The plugin.
        plugin: PluginId,
        /// The collection.
        collection: String,
        /// The first document of the chunk.
        first: DocumentId,
        /// How it failed.
        source: CallError,
    },
    /// The plugin answered fewer or more documents than it was given.
    #[error(
        "{plugin}: its `migrate` was given {given} documents of the collection `{collection}` and answered {answered}"
    )]
    Count {
        /// The plugin.
        plugin: PluginId,
        /// The collection.
        collection: String,
        /// How many it was given.
        given: usize,
        /// How many it answered.
        answered: usize,
    },
    /// What the plugin made of a document does not fit what it declares.
    #[error(
        "{plugin}: what its `migrate` made of the document {document} of the collection `{collection}` cannot be kept: {}",
        told(mistakes)
    )]
    Refused {
        /// The plugin.
        plugin: PluginId,
        /// The collection.
        collection: String,
        /// The document.
        document: DocumentId,
        /// What is wrong where.
        mistakes: Vec<Mistake>,
    },
    /// Two documents of a space would share what is declared unique.
    #[error(
        "{plugin}: after its `migrate` documents of one space share [{group}] in the collection `{collection}`, which declares it unique; one of them is {document}"
    )]
    Shared {
        /// The plugin.
        plugin: PluginId,
        /// The collection.
        collection: String,
        /// The fields.
        group: String,
        /// One of the documents.
        document: DocumentId,
    },
    /// A document refers to one that is not there.
    #[error(
        "{plugin}: after its `migrate` the document {document} of the collection `{collection}` refers in `{field}` to a document that is not there"
    )]
    Dangling {
        /// The plugin.
        plugin: PluginId,
        /// The collection.
        collection: String,
        /// The document.
        document: DocumentId,
        /// The field.
        field: String,
    },
    /// Others write faster than the plugin migrates.
    #[error(
        "{plugin}: documents changed again and again while they were migrated ({passes} passes): stop the nodes that still run the version before, and start this one again"
    )]
    NeverStill {
        /// The plugin.
        plugin: PluginId,
        /// How often it was tried.
        passes: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StoreError),
}

impl MigrateError {
    /// Returns true when the copy is good as far as it is: the next start goes on with it.
    pub(super) const fn may_go_on(&self) -> bool {
        matches!(self, Self::Storage(_) | Self::NeverStill { .. })
    }
}

impl From<sea_orm::DbErr> for MigrateError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Storage(error.into())
    }
}

fn told(mistakes: &[Mistake]) -> String {
    let one = |mistake: &Mistake| match mistake.pointer.as_str() {
        "" => mistake.detail.clone(),
        pointer => format!("{pointer}: {}", mistake.detail),
    };
    mistakes.iter().map(one).collect::<Vec<_>>().join("; ")
}
