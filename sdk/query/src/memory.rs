//! Collections in memory: the meaning of every question and every write, without a database.
//!
//! Rule: this is what storage is held against, and what a plugin's tests run on. It is written to be obviously right, not
//! fast: every answer walks through everything. A batch that is refused leaves nothing behind.

mod commit;
mod find;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use loadin_wit::manifest::Visibility;
use serde_json::{Map, Value};

use crate::{Mistake, Shape};

pub use commit::{
    Change, MOST_BATCH_BYTES, MOST_FOLLOWERS, MOST_PARTIES, MOST_WRITES, Put, SPACE_ONLY, Target, dangling,
    still_needed, too_large, too_many_followers,
};
pub use find::{Asked, FOREIGN_CURSOR, Page, Reach, unindexed};

/// How many documents a question may walk through without an index that leads to them.
pub const MOST_WALKED: u64 = 20_000;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The space that is acted in.
    pub space: String,
    /// What they are to it.
    pub standing: Standing,
}

/// What somebody is to the space that is acted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Acts for the space.
    Insider,
    /// Known to the instance, without a role in this space.
    SignedIn,
    /// A passer-by.
    Stranger,
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its id.
    pub id: String,
    /// The space that owns it.
    pub space: String,
    /// Other spaces that may read it.
    pub parties: BTreeSet<String>,
    /// Who else may see it.
    pub visibility: Visibility,
    /// Goes up by one with each change.
    pub version: u64,
    /// What it says.
    pub data: Map<String, Value>,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
    /// When it was last changed.
    pub updated_ms: u64,
    /// When it was deleted.
    pub deleted_ms: Option<u64>,
}

/// Why something is not answered or not written.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// There is none that the viewer may know of.
    NotFound,
    /// They may see it, but not do that.
    Denied(String),
    /// It is at this version.
    Conflict(u64),
    /// Another one has what must be unique.
    Duplicate(String),
    /// It does not fit.
    Invalid(Vec<Mistake>),
    /// It is too much.
    Limit(String),
}

impl Refusal {
    fn invalid(detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Mistake::at("", detail)])
    }
}

/// All collections of one plugin.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    shelves: BTreeMap<String, Shelf>,
}

#[derive(Debug, Clone)]
struct Shelf {
    shape: Arc<Shape>,
    documents: BTreeMap<String, Arc<Kept>>,
}

impl Memory {
    /// Starts with empty collections.
    #[must_use]
    pub fn new(shapes: impl IntoIterator<Item = (String, Arc<Shape>)>) -> Self {
        let shelf = |(name, shape)| (name, Shelf { shape, documents: BTreeMap::new() });
        Self { shelves: shapes.into_iter().map(shelf).collect() }
    }

    fn shelf(&self, collection: &str) -> Result<&Shelf, Refusal> {
        self.shelves.get(collection).ok_or_else(|| {
            Refusal::invalid(format!("the manifest declares no collection `{}`", collection.escape_debug()))
        })
    }

    /// Returns documents in the order of `ids`; none where there is none that the viewer may see.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn get(&self, viewer: &Viewer, collection: &str, ids: &[String]) -> Result<Vec<Option<Kept>>, Refusal> {
        let shelf = self.shelf(collection)?;
        if ids.len() > crate::MOST_DOCUMENTS as usize {
            let most = crate::MOST_DOCUMENTS;
            return Err(Refusal::Limit(format!("{} ids at once; {most} is the most", ids.len())));
        }
        let found = |id: &String| shelf.documents.get(id).filter(|kept| kept.is_live_and_seen_by(viewer));
        Ok(ids.iter().map(|id| found(id).map(|kept| kept.shown_to(viewer))).collect())
    }
}

impl Kept {
    /// Returns true when the viewer may see it, if it is not deleted.
    #[must_use]
    pub fn is_seen_by(&self, viewer: &Viewer) -> bool {
        let is_insider = viewer.standing == Standing::Insider;
        let is_own = is_insider && self.space == viewer.space;
        match self.visibility {
            Visibility::Space => is_own,
            Visibility::Parties => is_own || is_insider && self.parties.contains(&viewer.space),
            Visibility::Instance => viewer.standing != Standing::Stranger,
            Visibility::Public => true,
        }
    }

    fn is_live_and_seen_by(&self, viewer: &Viewer) -> bool {
        self.deleted_ms.is_none() && self.is_seen_by(viewer)
    }

    /// Returns it without what the viewer may not know: who deals with whom is told to those who deal.
    fn shown_to(&self, viewer: &Viewer) -> Self {
        let is_concerned = viewer.standing == Standing::Insider
            && (self.space == viewer.space || self.parties.contains(&viewer.space));
        let mut shown = self.clone();
        if !is_concerned {
            shown.parties.clear();
        }
        shown
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::shape as tests_shape;
