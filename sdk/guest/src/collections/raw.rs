//! Documents and writes as they cross to the host: JSON text, no types of the plugin's.
//!
//! Rule: one struct here for one record of the contract.

/// Who may see a document, beside the space that owns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Nobody.
    Space,
    /// The spaces that it names.
    Parties,
    /// And every signed-in person of the instance.
    Instance,
    /// And everybody.
    Public,
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

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The document's id.
    pub id: String,
    /// The space that owns it.
    pub space: String,
    /// Other spaces that may read it.
    pub parties: Vec<String>,
    /// Who else may see it.
    pub visibility: Visibility,
    /// Goes up by one with each change.
    pub version: u64,
    /// JSON text.
    pub data: String,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
    /// When it was last changed.
    pub updated_ms: u64,
    /// When it was deleted, if so.
    pub deleted_ms: Option<u64>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Which documents.
    pub reach: Reach,
    /// Which of those, as JSON text.
    pub filter: Option<String>,
    /// Fields to sort by.
    pub order_by: Vec<String>,
    /// Top-level fields that are wanted; all when empty.
    pub fields: Vec<String>,
    /// How many at most.
    pub limit: u32,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// A page of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The documents.
    pub documents: Vec<Document>,
    /// Cursor of the page before.
    pub prev: Option<String>,
    /// Cursor of the page after.
    pub next: Option<String>,
}

/// One write of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Makes or replaces a document.
    Put(Put),
    /// Deletes a document.
    Delete(Delete),
    /// Takes a deletion back.
    Restore(Delete),
    /// Removes a deleted document for good.
    Purge(Delete),
    /// Orders a job, in the same transaction.
    Enqueue(Enqueue),
}

/// Makes a document (without `expect_version`) or replaces one (with it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The collection.
    pub collection: String,
    /// The document's id; made by the host when absent.
    pub id: Option<String>,
    /// JSON text.
    pub data: String,
    /// Other spaces that may read it.
    pub parties: Vec<String>,
    /// Who else may see it.
    pub visibility: Option<Visibility>,
    /// The version that the writer saw.
    pub expect_version: Option<u64>,
}

/// A document to delete, restore or purge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// The collection.
    pub collection: String,
    /// The document.
    pub id: String,
    /// The version that the writer saw.
    pub expect_version: Option<u64>,
}

/// Starts a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enqueue {
    /// The job's id; made by the host when absent.
    pub id: Option<String>,
    /// Its kind.
    pub kind: String,
    /// JSON text.
    pub input: String,
    /// While a job of the same kind and key waits or runs, that one is meant.
    pub dedupe: Option<String>,
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The document as it is now.
    Document(Document),
    /// The id of the job.
    Job(String),
    /// Deleted or purged.
    Done,
}
