//! Documents of plugins' collections: what is asked, what is written, what comes back.
//!
//! Rule: a filter is a tree of values, never text in a query language. It crosses these floors as JSON text; `sdk/query`
//! says what it means, and storage compiles it.

use crate::{Caller, DocumentId, JobId, Lease, NewJob, PluginId, PrincipalKind, SpaceId, Timestamp};

pub use loadin_wit::manifest::Visibility;

/// On whose behalf a plugin reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataContext {
    /// Whose collections.
    pub plugin: PluginId,
    /// Who calls the plugin, and in which space; as `core/auth` found it.
    pub caller: Caller,
    /// The job that acts, if one does: what it writes counts only while it holds its lease.
    pub lease: Option<Lease>,
}

/// What a caller is to the space that is acted in; it decides which documents they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Acts for the space: a member, a plugin of its own, the host.
    Insider,
    /// Known to the instance, but with no role in this space.
    SignedIn,
    /// A passer-by, or the holder of a link.
    Stranger,
}

impl DataContext {
    /// Returns what the caller is to the space.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.caller.kind {
            PrincipalKind::Service | PrincipalKind::System => Standing::Insider,
            PrincipalKind::Person if self.caller.roles.is_empty() => Standing::SignedIn,
            PrincipalKind::Person => Standing::Insider,
            PrincipalKind::Anonymous | PrincipalKind::Link => Standing::Stranger,
        }
    }
}

/// A document as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The document's id.
    pub id: DocumentId,
    /// The space that owns it.
    pub space: SpaceId,
    /// Other spaces that may read it; told to the owner and to them, empty for everybody else.
    pub parties: Vec<SpaceId>,
    /// Who else may see it.
    pub visibility: Visibility,
    /// Goes up by one with each change; an edit carries the one it saw.
    pub version: u64,
    /// JSON text.
    pub data: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was deleted, if so.
    pub deleted: Option<Timestamp>,
}

/// Which documents a query looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of the caller's space.
    Mine,
    /// All that the caller may see, other spaces' too.
    Visible,
    /// The deleted ones of the caller's space.
    Deleted,
}

/// A question to a collection. What it asks of fields travels as the plugin wrote it; storage reads and checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Which documents.
    pub reach: Reach,
    /// Which of those, as JSON text; `None` for all.
    pub filter: Option<String>,
    /// In which order, `-field` for largest first; by id (that is, by age) when empty. The id always decides between
    /// equals.
    pub order_by: Vec<String>,
    /// Which top-level fields of a document are wanted; all when empty.
    pub fields: Vec<String>,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// Where to go on: `next` or `prev` of an earlier page of the same question.
    pub cursor: Option<String>,
}

/// A page of documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The documents, in the order asked for.
    pub documents: Vec<Document>,
    /// Cursor of the page before, if there is one.
    pub prev: Option<String>,
    /// Cursor of the page after, if there is one.
    pub next: Option<String>,
}

/// One write of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Makes a document, or replaces what it says.
    Put(Put),
    /// Deletes a document; its owner can still look at it with [`Reach::Deleted`].
    Delete(Target),
    /// Takes a deletion back.
    Restore(Target),
    /// Removes a deleted document for good.
    Purge(Target),
    /// Orders a job of the same plugin.
    Enqueue(NewJob),
}

/// Makes a document (without `expect_version`) or replaces one (with it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The collection.
    pub collection: String,
    /// The document's id; made by the host when absent.
    pub id: Option<DocumentId>,
    /// JSON text.
    pub data: String,
    /// Other spaces that may read it. Replaces what was there.
    pub parties: Vec<SpaceId>,
    /// Who else may see it; absent: as it was, or the collection's first.
    pub visibility: Option<Visibility>,
    /// The version that the writer saw. None: it must not exist yet.
    pub expect_version: Option<u64>,
}

/// A document that something happens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The collection.
    pub collection: String,
    /// The document.
    pub id: DocumentId,
    /// The version that the writer saw; absent: whichever there is.
    pub expect_version: Option<u64>,
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The document as it is now.
    Document(Document),
    /// The job that was ordered.
    Job(JobId),
    /// Deleted or purged.
    Done,
}
