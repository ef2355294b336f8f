//! Documents that the host keeps for the plugin.
//!
//! Rule: a document is read and written as one Rust type, and changed only with the version that was read; whoever wants
//! to change something without looking at it first has to say so.
//!
//! ```
//! use loadin_guest::{Collection, Error, Stored, collections::{Query, commit}};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Venue { name: String, city: String }
//!
//! const VENUES: Collection<Venue> = Collection::new("venues");
//!
//! fn rename(id: &str, name: &str) -> Result<Stored<Venue>, Error> {
//!     let mut venue = VENUES.fetch(id)?;
//!     venue.data.name = name.to_owned();
//!     VENUES.save(&venue)
//! }
//!
//! fn forget_all_of(city: &str) -> Result<(), Error> {
//!     let venues = VENUES.all(Query::new().whose("city", city))?;
//!     commit(venues.iter().map(|venue| VENUES.removal(&venue.id, Some(venue.version))).collect()).map(drop)
//! }
//! ```

pub mod filter;
pub mod groups;
pub mod raw;

use std::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use filter::Filter;
pub use groups::{Group, Groups};
pub use raw::{Reach, Visibility, Write, Written};

use crate::{Error, host, reply::write_json};

/// The most documents of one page, and of one call of [`Collection::get_many`].
pub const MOST: u32 = 200;

/// A collection that the manifest declares, of documents that are each a `T`.
#[derive(Debug)]
pub struct Collection<T> {
    name: &'static str,
    documents: PhantomData<fn() -> T>,
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// The document's id.
    pub id: String,
    /// The space that owns it.
    pub space: String,
    /// Other spaces that may read it; told to the owner and to them.
    pub parties: Vec<String>,
    /// Who else may see it.
    pub visibility: Visibility,
    /// Goes up by one with each change; an edit carries the one it saw.
    pub version: u64,
    /// The document.
    pub data: T,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
    /// When it was last changed.
    pub updated_ms: u64,
    /// When it was deleted, if so.
    pub deleted_ms: Option<u64>,
}

/// A page of documents.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The documents, in the order asked for.
    pub documents: Vec<Stored<T>>,
    /// Cursor of the page before, if there is one.
    pub prev: Option<String>,
    /// Cursor of the page after, if there is one.
    pub next: Option<String>,
}

/// A question to a collection; by default all documents of the caller's space, the oldest first, 50 at a time.
#[derive(Debug, Clone)]
pub struct Query {
    conditions: Vec<Filter>,
    raw: raw::Query,
}

impl Default for Query {
    fn default() -> Self {
        Self::new()
    }
}

impl Query {
    /// Returns the question for everything.
    #[must_use]
    pub const fn new() -> Self {
        let raw = raw::Query {
            reach: Reach::Mine,
            filter: None,
            order_by: Vec::new(),
            fields: Vec::new(),
            limit: 50,
            cursor: None,
        };
        Self { conditions: Vec::new(), raw }
    }

    /// Wants only documents whose declared `field` is `value`.
    #[must_use]
    pub fn whose(self, field: &str, value: impl Into<Value>) -> Self {
        self.only(Filter::is(field, value))
    }

    /// Wants only documents that a filter holds for; each further one narrows it down.
    #[must_use]
    pub fn only(mut self, filter: Filter) -> Self {
        self.conditions.push(filter);
        self
    }

    /// Wants only these top-level fields of the documents. The type of the collection must be able to do without others.
    #[must_use]
    pub fn with_fields(mut self, fields: &[&str]) -> Self {
        self.raw.fields = fields.iter().map(|field| (*field).to_owned()).collect();
        self
    }

    /// Sorts by an indexed field, `-field` for largest first, by `-id` for the newest first, or by `$rank` for those that
    /// fit the words best. Asked again, it decides between equals.
    #[must_use]
    pub fn by(mut self, field: &str) -> Self {
        self.raw.order_by.push(field.to_owned());
        self
    }

    /// Looks at other documents than those of the caller's space.
    #[must_use]
    pub const fn among(mut self, reach: Reach) -> Self {
        self.raw.reach = reach;
        self
    }

    /// Wants at most so many, 1 to [`MOST`].
    #[must_use]
    pub const fn limit(mut self, limit: u32) -> Self {
        self.raw.limit = limit;
        self
    }

    /// Goes on where an earlier page of the same question said.
    #[must_use]
    pub fn at(mut self, cursor: Option<String>) -> Self {
        self.raw.cursor = cursor;
        self
    }

    fn raw(&self) -> raw::Query {
        let filter = filter::all(&self.conditions).map(|filter| filter.to_string());
        raw::Query { filter, ..self.raw.clone() }
    }
}

impl<T: Serialize + DeserializeOwned> Collection<T> {
    /// Names a collection of the manifest.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, documents: PhantomData }
    }

    /// Returns a document, or nothing when there is none that the caller may see.
    ///
    /// # Errors
    ///
    /// [`Error::Denied`] when the caller may not read the collection.
    pub fn get(&self, id: &str) -> Result<Option<Stored<T>>, Error> {
        Ok(self.get_many(&[id.to_owned()])?.into_iter().next().flatten())
    }

    /// Returns a document.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is none that the caller may see, else as [`Self::get`].
    pub fn fetch(&self, id: &str) -> Result<Stored<T>, Error> {
        self.get(id)?.ok_or(Error::NotFound)
    }

    /// Returns documents in the order of `ids`, at most [`MOST`].
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn get_many(&self, ids: &[String]) -> Result<Vec<Option<Stored<T>>>, Error> {
        let found = host::documents_get(self.name, ids)?;
        found.into_iter().map(|document| document.map(|document| self.read(document)).transpose()).collect()
    }

    /// Finds documents, a page at a time.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a question that the collection's indexes do not answer or a cursor of another question.
    pub fn find(&self, query: &Query) -> Result<Found<T>, Error> {
        let found = host::documents_find(self.name, &query.raw())?;
        let documents = found.documents.into_iter().map(|document| self.read(document)).collect::<Result<_, _>>()?;
        Ok(Found { documents, prev: found.prev, next: found.next })
    }

    /// Counts the documents that a question wants, whatever its page.
    ///
    /// # Errors
    ///
    /// As [`Self::find`].
    pub fn count(&self, query: &Query) -> Result<u64, Error> {
        let raw = query.raw();
        host::documents_count(self.name, raw.reach, raw.filter.as_deref())
    }

    /// Answers a question about groups of documents.
    ///
    /// # Errors
    ///
    /// As [`Self::find`]; [`Error::Limit`] for more than 1,000 groups.
    pub fn groups(&self, groups: &Groups) -> Result<Vec<Group>, Error> {
        groups::read(&host::documents_aggregate(self.name, &groups.question())?)
    }

    /// Finds all documents, however many pages that takes.
    ///
    /// # Errors
    ///
    /// As [`Self::find`].
    pub fn all(&self, query: Query) -> Result<Vec<Stored<T>>, Error> {
        let mut query = query.limit(MOST);
        let mut all = Vec::new();
        loop {
            let page = self.find(&query)?;
            all.extend(page.documents);
            match page.next {
                Some(next) => query = query.at(Some(next)),
                None => return Ok(all),
            }
        }
    }

    /// Makes a document now.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when it does not fit the schema, [`Error::Duplicate`] when another one has what must be unique.
    pub fn insert(&self, data: &T) -> Result<Stored<T>, Error> {
        self.commit_one(self.addition(data)?)
    }

    /// Writes a changed document now; its parties and its visibility stay.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when somebody else changed it since it was read, else as [`Self::insert`].
    pub fn save(&self, document: &Stored<T>) -> Result<Stored<T>, Error> {
        self.commit_one(self.change(document)?)
    }

    /// Deletes a document now; without a version whichever is there.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or [`Error::Conflict`] when it is at another version.
    pub fn delete(&self, id: &str, version: Option<u64>) -> Result<(), Error> {
        commit(vec![self.removal(id, version)]).map(drop)
    }

    /// Returns the write that makes a document.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when it has no JSON form.
    pub fn addition(&self, data: &T) -> Result<Write, Error> {
        Ok(Write::Put(raw::Put {
            collection: self.name.to_owned(),
            id: None,
            data: write_json(data)?,
            parties: Vec::new(),
            visibility: None,
            expect_version: None,
        }))
    }

    /// Returns the write that makes a document under an id of [`host::new_id`].
    ///
    /// # Errors
    ///
    /// As [`Self::addition`].
    pub fn addition_as(&self, id: &str, data: &T) -> Result<Write, Error> {
        let write = self.addition(data)?;
        Ok(match write {
            Write::Put(put) => Write::Put(raw::Put { id: Some(id.to_owned()), ..put }),
            other => other,
        })
    }

    /// Returns the write that changes a document; its parties and its visibility stay.
    ///
    /// # Errors
    ///
    /// As [`Self::addition`].
    pub fn change(&self, document: &Stored<T>) -> Result<Write, Error> {
        Ok(Write::Put(raw::Put {
            collection: self.name.to_owned(),
            id: Some(document.id.clone()),
            data: write_json(&document.data)?,
            parties: document.parties.clone(),
            visibility: Some(document.visibility),
            expect_version: Some(document.version),
        }))
    }

    /// Returns the write that deletes a document.
    #[must_use]
    pub fn removal(&self, id: &str, version: Option<u64>) -> Write {
        Write::Delete(self.target(id, version))
    }

    /// Takes the deletion of a document back.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is none, [`Error::Duplicate`] when another one has what must be unique by now.
    pub fn restore(&self, id: &str, version: Option<u64>) -> Result<Stored<T>, Error> {
        self.commit_one(Write::Restore(self.target(id, version)))
    }

    /// Removes a deleted document for good.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is none, [`Error::Invalid`] when it is not deleted.
    pub fn purge(&self, id: &str, version: Option<u64>) -> Result<(), Error> {
        commit(vec![Write::Purge(self.target(id, version))]).map(drop)
    }

    fn target(&self, id: &str, version: Option<u64>) -> raw::Delete {
        raw::Delete { collection: self.name.to_owned(), id: id.to_owned(), expect_version: version }
    }

    /// Reads what [`commit`] answered to a write of this collection.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when it is no document, or one of another type.
    pub fn written(&self, written: Written) -> Result<Stored<T>, Error> {
        match written {
            Written::Document(document) => self.read(document),
            Written::Job(_) | Written::Done => Err(Error::Internal("the write made no document".to_owned())),
        }
    }

    fn commit_one(&self, write: Write) -> Result<Stored<T>, Error> {
        let written = commit(vec![write])?.into_iter().next();
        self.written(written.ok_or_else(|| Error::Internal("the host answered no write".to_owned()))?)
    }

    fn read(&self, document: raw::Document) -> Result<Stored<T>, Error> {
        let data = serde_json::from_str(&document.data).map_err(|error| {
            Error::Internal(format!("a document of `{}` is not what its schema says: {error}", self.name))
        })?;
        Ok(Stored {
            id: document.id,
            space: document.space,
            parties: document.parties,
            visibility: document.visibility,
            version: document.version,
            data,
            created_ms: document.created_ms,
            updated_ms: document.updated_ms,
            deleted_ms: document.deleted_ms,
        })
    }
}

/// Returns the write that starts a job once everything else of the commit is written.
///
/// # Errors
///
/// [`Error::Internal`] when the input has no JSON form.
pub fn start_job<I: Serialize + ?Sized>(id: &str, kind: &str, input: &I) -> Result<Write, Error> {
    let (id, kind) = (Some(id.to_owned()), kind.to_owned());
    Ok(Write::Enqueue(raw::Enqueue { id, kind, input: write_json(input)?, dedupe: None }))
}

/// Returns the write that orders a job unless one of the same kind and key waits or runs in this space: then that one is
/// meant, and its id is the answer.
///
/// # Errors
///
/// When the input has no JSON form.
pub fn start_job_once<I: Serialize + ?Sized>(key: &str, kind: &str, input: &I) -> Result<Write, Error> {
    let (dedupe, kind) = (Some(key.to_owned()), kind.to_owned());
    Ok(Write::Enqueue(raw::Enqueue { id: None, kind, input: write_json(input)?, dedupe }))
}

/// Applies all writes (at most 5,000) in one transaction, or none of them, and answers each in order.
///
/// # Errors
///
/// What stopped the first write that cannot be.
pub fn commit(writes: Vec<Write>) -> Result<Vec<Written>, Error> {
    host::documents_commit(writes)
}
