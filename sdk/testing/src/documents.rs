//! The collections of a test: the meaning of every question and every write, from `sdk/query`, kept in memory.
//!
//! Rule: this only translates. What the real host answers or refuses is decided by the same checks there, so a test that
//! passes here does not fail on a database.

use std::sync::Arc;

use loadin_guest::{
    Error, FieldError, Invalid,
    collections::raw::{Delete, Document, Found, Put, Query, Reach, Visibility},
};
use loadin_query::{
    Definition, Schema, Shape,
    memory::{self, Asked, Change, Kept, Memory, Refusal, Standing, Target, Viewer},
};
use loadin_wit::manifest::{self, Manifest};
use serde_json::Value;

/// All collections of one plugin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Documents(Memory);

fn viewer(space: &str) -> Viewer {
    Viewer { space: space.to_owned(), standing: Standing::Insider }
}

impl Documents {
    /// Declares the collections of a manifest.
    ///
    /// # Panics
    ///
    /// When a schema cannot be read: the real host would not start either.
    #[expect(clippy::panic, reason = "a test that cannot read its manifest must fail")]
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let shape = |declared: &manifest::Collection| {
            let schema = Schema::read(&manifest.folder.join(&declared.schema))?;
            Shape::new(declared.version, Definition::from(declared), schema)
        };
        let shapes = manifest.collections.iter().map(|(name, declared)| {
            let shape = shape(declared).unwrap_or_else(|reason| panic!("the schema of `{name}` {reason}"));
            (name.clone(), Arc::new(shape))
        });
        Self(Memory::new(shapes))
    }

    /// Returns documents in the order of `ids`.
    pub(crate) fn get(&self, space: &str, collection: &str, ids: &[String]) -> Result<Vec<Option<Document>>, Error> {
        let found = self.0.get(&viewer(space), collection, ids).map_err(refused)?;
        Ok(found.into_iter().map(|kept| kept.map(outward)).collect())
    }

    /// Finds documents.
    pub(crate) fn find(&self, space: &str, collection: &str, query: &Query) -> Result<Found, Error> {
        let asked = Asked {
            reach: reach(query.reach),
            filter: query.filter.clone(),
            order_by: query.order_by.clone(),
            fields: query.fields.clone(),
            limit: query.limit,
            cursor: query.cursor.clone(),
        };
        let page = self.0.find(&viewer(space), collection, &asked).map_err(refused)?;
        let documents = page.documents.into_iter().map(outward).collect();
        Ok(Found { documents, prev: page.prev, next: page.next })
    }

    /// Counts documents.
    pub(crate) fn count(&self, space: &str, collection: &str, of: Reach, filter: Option<&str>) -> Result<u64, Error> {
        self.0.count(&viewer(space), collection, reach(of), filter).map_err(refused)
    }

    /// Answers a question about groups.
    pub(crate) fn aggregate(&self, space: &str, collection: &str, question: &str) -> Result<String, Error> {
        let answer = self.0.aggregate(&viewer(space), collection, question).map_err(refused)?;
        Ok(answer.json().to_string())
    }

    /// Applies all changes or none.
    pub(crate) fn commit(
        &mut self,
        space: &str,
        changes: Vec<Change>,
        now_ms: u64,
    ) -> Result<Vec<Option<Document>>, Error> {
        let written = self.0.commit(&viewer(space), changes, now_ms, loadin_guest::host::new_id).map_err(refused)?;
        Ok(written.into_iter().map(|kept| kept.map(outward)).collect())
    }
}

pub(crate) fn put(put: Put) -> Change {
    Change::Put(memory::Put {
        collection: put.collection,
        id: put.id,
        data: put.data,
        parties: put.parties,
        visibility: put.visibility.map(|visibility| match visibility {
            Visibility::Space => manifest::Visibility::Space,
            Visibility::Parties => manifest::Visibility::Parties,
            Visibility::Instance => manifest::Visibility::Instance,
            Visibility::Public => manifest::Visibility::Public,
        }),
        expect_version: put.expect_version,
    })
}

pub(crate) fn target(target: Delete) -> Target {
    Target { collection: target.collection, id: target.id, expect_version: target.expect_version }
}

const fn reach(reach: Reach) -> memory::Reach {
    match reach {
        Reach::Mine => memory::Reach::Mine,
        Reach::Visible => memory::Reach::Visible,
        Reach::Deleted => memory::Reach::Deleted,
    }
}

fn outward(kept: Kept) -> Document {
    Document {
        id: kept.id,
        space: kept.space,
        parties: kept.parties.into_iter().collect(),
        visibility: match kept.visibility {
            manifest::Visibility::Space => Visibility::Space,
            manifest::Visibility::Parties => Visibility::Parties,
            manifest::Visibility::Instance => Visibility::Instance,
            manifest::Visibility::Public => Visibility::Public,
        },
        version: kept.version,
        data: Value::Object(kept.data).to_string(),
        created_ms: kept.created_ms,
        updated_ms: kept.updated_ms,
        deleted_ms: kept.deleted_ms,
    }
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotFound => Error::NotFound,
        Refusal::Denied(reason) => Error::Denied(reason),
        Refusal::Conflict(version) => Error::Conflict(version),
        Refusal::Duplicate(constraint) => Error::Duplicate(constraint),
        Refusal::Limit(which) => Error::Limit(which),
        Refusal::Invalid(mistakes) => {
            let told = |mistake: &loadin_query::Mistake| {
                if mistake.pointer.is_empty() {
                    mistake.detail.clone()
                } else {
                    format!("{}: {}", mistake.pointer, mistake.detail)
                }
            };
            let detail = match mistakes.as_slice() {
                [one] => told(one),
                many => format!("the document has {} mistakes", many.len()),
            };
            let errors = mistakes.into_iter().map(|it| FieldError { pointer: it.pointer, detail: it.detail });
            Error::Invalid(Invalid { detail, errors: errors.collect() })
        }
    }
}
