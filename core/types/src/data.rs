//! Documents of plugins' collections: what is asked, what is written, what comes back.
//!
//! Rule: a [`Filter`] is a tree of values, never text in a query language; storage compiles it and answers `invalid` to
//! any part that it cannot run on an index. A new kind of comparison is a new [`Comparison`], not a new function.

use serde::Deserialize;
use serde_json::Value;

use crate::{Caller, DocumentId, PluginId, PrincipalKind, SpaceId, Timestamp};

pub use loadin_wit::manifest::Visibility;

/// On whose behalf a plugin reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataContext {
    /// Whose collections.
    pub plugin: PluginId,
    /// Who calls the plugin, and in which space; as `core/auth` found it.
    pub caller: Caller,
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

/// A question to a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Which documents.
    pub reach: Reach,
    /// Which of those; `None` for all.
    pub filter: Option<Filter>,
    /// In which order; by id (that is, by age) when empty. The id always decides between equals.
    pub order_by: Vec<Order>,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// Where to go on: `next` or `prev` of an earlier page of the same question.
    pub cursor: Option<String>,
}

/// A field to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// A declared field that has an index and is required by the schema, or `id`.
    pub field: String,
    /// Largest first.
    pub descending: bool,
}

impl Order {
    /// Reads `field`, or `-field` for largest first.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix('-') {
            Some(field) => Self { field: field.to_owned(), descending: true },
            None => Self { field: text.to_owned(), descending: false },
        }
    }
}

/// Which documents a query wants: a tree, as the contract's `filter.json` has it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Filter {
    /// All of these hold.
    And(AndOf),
    /// At least one of these holds.
    Or(OrOf),
    /// This does not hold.
    Not(NotOf),
    /// A field compares so.
    Field(FieldIs),
}

/// `{"and": [...]}`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AndOf {
    /// What must hold.
    pub and: Vec<Filter>,
}

/// `{"or": [...]}`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrOf {
    /// What may hold.
    pub or: Vec<Filter>,
}

/// `{"not": ...}`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotOf {
    /// What must not hold.
    pub not: Box<Filter>,
}

/// `{"field": ..., "op": ..., "value": ...}`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldIs {
    /// A declared field, or `id`.
    pub field: String,
    /// How it compares.
    pub op: Comparison,
    /// With what.
    pub value: Value,
}

/// How a field compares with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Equal; with null, missing.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// One of a list.
    In,
    /// Begins with.
    Prefix,
    /// A list that has it.
    Contains,
}

impl Filter {
    /// Returns the filter for documents whose `field` is `value`.
    pub fn eq(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Field(FieldIs { field: field.into(), op: Comparison::Eq, value: value.into() })
    }

    /// Reads a filter from JSON text.
    ///
    /// # Errors
    /// When the text is not a filter; the message says which forms there are.
    pub fn parse(json: &str) -> Result<Self, FilterError> {
        serde_json::from_str(json).map_err(|_| FilterError)
    }
}

/// Why a text is not a filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a filter is {{\"and\": […]}}, {{\"or\": […]}}, {{\"not\": …}} or {{\"field\": …, \"op\": …, \"value\": …}} with op eq, ne, lt, le, gt, ge, in, prefix or contains"
)]
pub struct FilterError;

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
    Delete(Delete),
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

/// Deletes a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
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
    /// Deleted.
    Done,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Filter, Order};

    #[test]
    fn a_filter_is_a_tree_and_nothing_else() {
        let filter = Filter::parse(r#"{"field":"city","op":"eq","value":"Hull"}"#).unwrap();
        assert_eq!(filter, Filter::eq("city", json!("Hull")));
        assert!(Filter::parse(r#"{"and":[{"not":{"field":"a","op":"in","value":[1,2]}}]}"#).is_ok());
        for wrong in [
            r#""city = 'Hull'""#,
            r#"{"field":"city","op":"like","value":"H%"}"#,
            r#"{"field":"city","op":"eq","value":1,"collate":"x"}"#,
            r#"{"and":[],"or":[]}"#,
        ] {
            assert!(Filter::parse(wrong).unwrap_err().to_string().starts_with("a filter is {\"and\""), "{wrong}");
        }
    }

    #[test]
    fn a_minus_sorts_the_largest_first() {
        assert_eq!(Order::parse("-capacity"), Order { field: "capacity".to_owned(), descending: true });
    }
}
