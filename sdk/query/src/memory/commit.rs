//! Writes to collections in memory.
//!
//! Rule: a batch is judged whole before any of it is written, then written in order, and undone whole when one write
//! cannot be.

use std::{collections::BTreeSet, sync::Arc};

use loadin_wit::manifest::{OnDelete, Visibility};
use serde_json::{Map, Value};

use super::{Kept, Memory, Refusal, Shelf, Standing, Viewer};
use crate::{
    Mistake, Shape,
    document::{self, MOST_BYTES, Unkeepable},
    value,
};

/// Limits of a batch.
pub const MOST_WRITES: usize = 5_000;
/// How many bytes the documents of a batch may have together.
pub const MOST_BATCH_BYTES: usize = 4 << 20;
/// How many parties a document may have.
pub const MOST_PARTIES: usize = 50;
/// How many documents one deletion may take with it or change.
pub const MOST_FOLLOWERS: usize = 500;

/// What is said when nobody could see what parties are named for.
pub const SPACE_ONLY: &str = "parties are named, but the visibility is `space`: nobody but the owner would see it";

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Makes a document, or replaces what it says.
    Put(Put),
    /// Deletes a document; it can be restored.
    Delete(Target),
    /// Takes a deletion back.
    Restore(Target),
    /// Removes a deleted document for good.
    Purge(Target),
}

/// Makes a document (without `expect_version`) or replaces one (with it).
#[derive(Debug, Clone, PartialEq)]
pub struct Put {
    /// The collection.
    pub collection: String,
    /// The id; made when absent.
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

/// A document that something happens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The collection.
    pub collection: String,
    /// The document.
    pub id: String,
    /// The version that the writer saw; absent: whichever there is.
    pub expect_version: Option<u64>,
}

/// A document whose text was read and judged.
struct Judged {
    put: Put,
    id: String,
    data: Map<String, Value>,
    parties: BTreeSet<String>,
}

enum Ready {
    Put(Judged),
    Delete(Target),
    Restore(Target),
    Purge(Target),
}

impl Memory {
    /// Applies all changes or none, and answers each in order: the document, or nothing where one went.
    ///
    /// # Errors
    /// The reason of the first change that cannot be.
    pub fn commit(
        &mut self,
        viewer: &Viewer,
        changes: Vec<Change>,
        now_ms: u64,
        mut new_id: impl FnMut() -> String,
    ) -> Result<Vec<Option<Kept>>, Refusal> {
        if changes.len() > MOST_WRITES {
            return Err(Refusal::Limit(format!("{} writes in one batch; {MOST_WRITES} is the most", changes.len())));
        }
        let size = |change: &Change| if let Change::Put(put) = change { put.data.len() } else { 0 };
        let bytes: usize = changes.iter().map(size).sum();
        if bytes > MOST_BATCH_BYTES {
            return Err(Refusal::Limit(format!("{bytes} bytes in one batch; {MOST_BATCH_BYTES} is the most")));
        }
        let judged = changes.into_iter().map(|change| self.judge(viewer, change, &mut new_id));
        let ready: Vec<Ready> = judged.collect::<Result<_, _>>()?;
        let before = self.clone();
        let written: Result<Vec<_>, Refusal> =
            ready.into_iter().map(|change| self.apply(viewer, change, now_ms)).collect();
        if written.is_err() {
            *self = before;
        }
        written
    }

    fn judge(&self, viewer: &Viewer, change: Change, new_id: &mut impl FnMut() -> String) -> Result<Ready, Refusal> {
        let known = |target: Target| self.shelf(&target.collection).map(|_| target);
        let put = match change {
            Change::Put(put) => put,
            Change::Delete(target) => return known(target).map(Ready::Delete),
            Change::Restore(target) => return known(target).map(Ready::Restore),
            Change::Purge(target) => return known(target).map(Ready::Purge),
        };
        let shape = &self.shelf(&put.collection)?.shape;
        let id = match (&put.id, put.expect_version) {
            (Some(id), _) => id.clone(),
            (None, None) => new_id(),
            (None, Some(_)) => return Err(Refusal::invalid("a version was expected of a document without an id")),
        };
        if let Some(visibility) = put.visibility.filter(|wish| !shape.definition.visibility.contains(wish)) {
            return Err(Refusal::invalid(format!("the collection does not allow the visibility `{visibility}`")));
        }
        let parties: BTreeSet<String> = put.parties.iter().filter(|party| **party != viewer.space).cloned().collect();
        if parties.len() > MOST_PARTIES {
            return Err(Refusal::invalid(format!("{} parties; {MOST_PARTIES} is the most", parties.len())));
        }
        let visibility = put.visibility.or_else(|| shape.definition.visibility.first().copied());
        if put.expect_version.is_none() && visibility == Some(Visibility::Space) && !parties.is_empty() {
            return Err(Refusal::invalid(SPACE_ONLY));
        }
        let data = document::kept(shape, &put.data).map_err(|error| match error {
            Unkeepable::Wrong(mistakes) => Refusal::Invalid(mistakes),
            Unkeepable::Large(bytes) => Refusal::Limit(too_large(bytes)),
        })?;
        Ok(Ready::Put(Judged { put, id, data, parties }))
    }

    fn apply(&mut self, viewer: &Viewer, change: Ready, now_ms: u64) -> Result<Option<Kept>, Refusal> {
        match change {
            Ready::Put(judged) => self.put(viewer, judged, now_ms).map(Some),
            Ready::Delete(target) => {
                let kept = self.own(viewer, &target)?;
                if kept.deleted_ms.is_some() {
                    return Err(Refusal::NotFound);
                }
                let mut followers = 0;
                self.delete(&target.collection, &target.id, now_ms, &mut followers)?;
                Ok(None)
            }
            Ready::Restore(target) => {
                let mut kept = self.own(viewer, &target)?;
                if kept.deleted_ms.is_none() {
                    return Err(Refusal::invalid("only a deleted document can be restored"));
                }
                kept.deleted_ms = None;
                kept.updated_ms = now_ms;
                kept.version += 1;
                self.keep(viewer, &target.collection, kept).map(Some)
            }
            Ready::Purge(target) => {
                let kept = self.own(viewer, &target)?;
                if kept.deleted_ms.is_none() {
                    return Err(Refusal::invalid("only a deleted document can be purged: delete it first"));
                }
                self.shelf_mut(&target.collection)?.documents.remove(&target.id);
                Ok(None)
            }
        }
    }

    fn shelf_mut(&mut self, collection: &str) -> Result<&mut Shelf, Refusal> {
        self.shelf(collection)?;
        self.shelves.get_mut(collection).ok_or(Refusal::NotFound)
    }

    /// Returns the document, live or deleted, if the viewer may change it and saw this version.
    fn own(&self, viewer: &Viewer, target: &Target) -> Result<Kept, Refusal> {
        let kept = self.shelf(&target.collection)?.documents.get(&target.id).ok_or(Refusal::NotFound)?;
        if kept.space != viewer.space || viewer.standing != Standing::Insider {
            let may_know = kept.is_live_and_seen_by(viewer);
            let denied = || Refusal::Denied("only the space that owns this document changes it".to_owned());
            return Err(if may_know { denied() } else { Refusal::NotFound });
        }
        match target.expect_version {
            Some(expected) if expected != kept.version => Err(Refusal::Conflict(kept.version)),
            _ => Ok(kept.as_ref().clone()),
        }
    }

    fn put(&mut self, viewer: &Viewer, judged: Judged, now_ms: u64) -> Result<Kept, Refusal> {
        let Judged { put, id, data, parties } = judged;
        let shelf = self.shelf(&put.collection)?;
        let first = shelf.shape.definition.visibility.first().copied().unwrap_or(Visibility::Space);
        let kept = if put.expect_version.is_some() {
            let target = Target { collection: put.collection.clone(), id, expect_version: put.expect_version };
            // What is deleted is not there to be changed, whatever its version.
            if shelf.documents.get(&target.id).is_some_and(|kept| kept.deleted_ms.is_some()) {
                return Err(Refusal::NotFound);
            }
            let before = self.own(viewer, &target)?;
            let visibility = put.visibility.unwrap_or(before.visibility);
            Kept { data, parties, visibility, version: before.version + 1, updated_ms: now_ms, ..before }
        } else {
            if let Some(there) = shelf.documents.get(&id) {
                let is_own = there.space == viewer.space && viewer.standing == Standing::Insider;
                let taken = || Refusal::Duplicate("id".to_owned());
                return Err(if is_own { Refusal::Conflict(there.version) } else { taken() });
            }
            Kept {
                id,
                space: viewer.space.clone(),
                parties,
                visibility: put.visibility.unwrap_or(first),
                version: 1,
                data,
                created_ms: now_ms,
                updated_ms: now_ms,
                deleted_ms: None,
            }
        };
        if kept.visibility == Visibility::Space && !kept.parties.is_empty() {
            return Err(Refusal::invalid(SPACE_ONLY));
        }
        self.keep(viewer, &put.collection, kept)
    }

    /// Keeps a live document, if nothing stands against it.
    fn keep(&mut self, viewer: &Viewer, collection: &str, kept: Kept) -> Result<Kept, Refusal> {
        let shelf = self.shelf(collection)?;
        shelf.refuse_duplicate(&kept)?;
        let (shape, shown) = (Arc::clone(&shelf.shape), kept.shown_to(viewer));
        self.shelf_mut(collection)?.documents.insert(kept.id.clone(), Arc::new(kept.clone()));
        self.refuse_dangling(viewer, &shape, &kept)?;
        Ok(shown)
    }

    fn refuse_dangling(&self, viewer: &Viewer, shape: &Shape, kept: &Kept) -> Result<(), Refusal> {
        for (field, link) in &shape.definition.references {
            let Some(id) = kept.data.get(field).and_then(Value::as_str) else { continue };
            let there = self.shelf(&link.to)?.documents.get(id);
            if !there.is_some_and(|there| there.space == kept.space && there.is_live_and_seen_by(viewer)) {
                return Err(Refusal::Invalid(vec![Mistake::at(format!("/{field}"), dangling(&link.to))]));
            }
        }
        Ok(())
    }

    /// Deletes a live document and does to others what they asked for.
    fn delete(&mut self, collection: &str, id: &str, now_ms: u64, followers: &mut usize) -> Result<(), Refusal> {
        let space = {
            let Some(kept) = self.shelf_mut(collection)?.documents.get_mut(id) else { return Ok(()) };
            let kept = Arc::make_mut(kept);
            kept.version += 1;
            kept.deleted_ms = Some(now_ms);
            kept.updated_ms = now_ms;
            kept.space.clone()
        };
        for (referrer, field, on_delete) in self.links_to(collection) {
            let ids = self.shelf(&referrer)?.referrers(&space, &field, id);
            if on_delete == OnDelete::Restrict {
                if !ids.is_empty() {
                    return Err(Refusal::invalid(still_needed(&referrer, &field)));
                }
                continue;
            }
            for follower in ids {
                *followers += 1;
                if *followers > MOST_FOLLOWERS {
                    return Err(Refusal::Limit(too_many_followers()));
                }
                if on_delete == OnDelete::Cascade {
                    self.delete(&referrer, &follower, now_ms, followers)?;
                } else if let Some(kept) = self.shelf_mut(&referrer)?.documents.get_mut(&follower) {
                    let kept = Arc::make_mut(kept);
                    kept.data.shift_remove(&field);
                    kept.version += 1;
                    kept.updated_ms = now_ms;
                }
            }
        }
        Ok(())
    }

    fn links_to(&self, collection: &str) -> Vec<(String, String, OnDelete)> {
        let links = self.shelves.iter().flat_map(|(name, shelf)| {
            let links = shelf.shape.definition.references.iter().filter(|(_, link)| link.to == collection);
            links.map(|(field, link)| (name.clone(), field.clone(), link.on_delete))
        });
        links.collect()
    }
}

impl Shelf {
    fn referrers(&self, space: &str, field: &str, id: &str) -> Vec<String> {
        let refers = |kept: &&Arc<Kept>| {
            let is_live = kept.space == space && kept.deleted_ms.is_none();
            is_live && kept.data.get(field).and_then(Value::as_str) == Some(id)
        };
        self.documents.values().filter(refers).map(|kept| kept.id.clone()).collect()
    }

    fn refuse_duplicate(&self, kept: &Kept) -> Result<(), Refusal> {
        let definition = &self.shape.definition;
        for group in &definition.unique {
            let key = |kept: &Kept| -> Option<Vec<crate::Scalar>> {
                let values = group.iter().map(|field| {
                    let kind = definition.fields.get(field).copied()?;
                    kept.data.get(field).and_then(|value| value::of(value, kind))
                });
                values.collect()
            };
            let Some(mine) = key(kept) else { continue };
            let is_taken = self.documents.values().any(|other| {
                let is_other = other.id != kept.id && other.space == kept.space && other.deleted_ms.is_none();
                is_other && key(other).as_ref() == Some(&mine)
            });
            if is_taken {
                return Err(Refusal::Duplicate(group.join(", ")));
            }
        }
        Ok(())
    }
}

/// Returns what is said of a document that is too large.
#[must_use]
pub fn too_large(bytes: usize) -> String {
    format!("the document has {bytes} bytes; {MOST_BYTES} is the most")
}

/// Returns what is said of a reference that leads nowhere.
#[must_use]
pub fn dangling(to: &str) -> String {
    format!("refers to no document of `{to}` in this space")
}

/// Returns what is said of a deletion that others stand against.
#[must_use]
pub fn still_needed(referrer: &str, field: &str) -> String {
    format!("documents of `{referrer}` refer to it by `{field}`: delete or change those first")
}

/// Returns what is said of a deletion that would take too many with it.
#[must_use]
pub fn too_many_followers() -> String {
    format!("more than {MOST_FOLLOWERS} documents refer to it: delete or change those first, in parts")
}
