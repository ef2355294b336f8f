//! How a plugin brings its documents to the form that its present version declares.
//!
//! Rule: a step sees one document and nothing else, and answers the same whenever it is asked: the host may ask twice. A
//! document runs through every step above the version that it was written under, lowest first.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Error, Invalid, request::pointer};

/// A document without a type: its fields by name.
pub type Document = serde_json::Map<String, Value>;

/// A document as the host keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The document's id.
    pub id: String,
    /// The `version` of its collection that it was written under.
    pub since: u32,
    /// The document, JSON text.
    pub data: String,
}

type Work = Box<dyn Fn(Document) -> Result<Document, Error>>;

struct Step {
    collection: String,
    to: u32,
    work: Work,
}

/// The steps from one version of a collection to the next, for `plugin!`.
///
/// ```
/// use loadin_guest::{Error, Migrations};
/// use serde_json::json;
///
/// pub fn migrations() -> Migrations {
///     // Version 2 calls the name a title; version 3 counts copies.
///     Migrations::new()
///         .step("books", 2, |book| {
///             if let Some(name) = book.remove("name") {
///                 book.insert("title".to_owned(), name);
///             }
///             Ok(())
///         })
///         .step("books", 3, |book| {
///             book.entry("copies").or_insert(json!(1));
///             Ok(())
///         })
/// }
///
/// loadin_guest::plugin! { migrations: migrations }
/// # let migrated = migrations().one("books", 1, r#"{"name":"Dune"}"#).unwrap();
/// # let migrated: serde_json::Value = serde_json::from_str(&migrated.unwrap()).unwrap();
/// # assert_eq!(migrated, json!({ "title": "Dune", "copies": 1 }));
/// ```
#[derive(Default)]
pub struct Migrations {
    steps: Vec<Step>,
}

impl Migrations {
    /// Returns no steps.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the step that brings the documents of a collection to version `to`, by changing them.
    ///
    /// What it answers as an error ends the upgrade and is told to the operator, with the collection and the document's id;
    /// [`Error::invalid`] also names the field.
    #[must_use]
    pub fn step(
        self,
        collection: &str,
        to: u32,
        change: impl Fn(&mut Document) -> Result<(), Error> + 'static,
    ) -> Self {
        self.with(
            collection,
            to,
            Box::new(move |mut document| {
                change(&mut document)?;
                Ok(document)
            }),
        )
    }

    /// Adds the step that brings the documents of a collection to version `to`, from the type that stood for them before to
    /// the type that stands for them there.
    #[must_use]
    pub fn convert<Old, New>(
        self,
        collection: &str,
        to: u32,
        convert: impl Fn(Old) -> Result<New, Error> + 'static,
    ) -> Self
    where
        Old: DeserializeOwned + 'static,
        New: Serialize + 'static,
    {
        self.with(
            collection,
            to,
            Box::new(move |document| {
                let old: Old = serde_path_to_error::deserialize(Value::Object(document))
                    .map_err(|error| Error::invalid(pointer(error.path()), error.inner().to_string()))?;
                match serde_json::to_value(convert(old)?) {
                    Ok(Value::Object(document)) => Ok(document),
                    Ok(_) => Err(Error::Internal("what it became is no JSON object".to_owned())),
                    Err(error) => Err(Error::Internal(format!("what it became has no JSON form: {error}"))),
                }
            }),
        )
    }

    fn with(mut self, collection: &str, to: u32, work: Work) -> Self {
        // Behind those of the same version: they run in the order in which they are written.
        let place = self.steps.partition_point(|step| step.to <= to);
        self.steps.insert(place, Step { collection: collection.to_owned(), to, work });
        self
    }

    /// Returns what a document is to say, JSON text; nothing for one that stays as it is.
    ///
    /// # Errors
    ///
    /// What the step says, with its version in front.
    pub fn one(&self, collection: &str, since: u32, data: &str) -> Result<Option<String>, Error> {
        let mut steps = self.steps.iter().filter(|step| step.collection == collection && step.to > since).peekable();
        if steps.peek().is_none() {
            return Ok(None);
        }
        let unreadable = |error| Error::Internal(format!("the host's document cannot be read: {error}"));
        let before: Document = serde_json::from_str(data).map_err(unreadable)?;
        let mut document = before.clone();
        for step in steps {
            let versioned = |error| at(&format!("to version {}", step.to), with_fields(error));
            document = (step.work)(document).map_err(versioned)?;
        }
        if document == before {
            return Ok(None);
        }
        let written = serde_json::to_string(&document);
        written.map(Some).map_err(|error| Error::Internal(format!("the document has no JSON form: {error}")))
    }

    /// Returns what the documents are to say, in their order.
    ///
    /// # Errors
    ///
    /// Those of [`Migrations::one`], with the collection and the document's id in front.
    pub fn migrate(&self, collection: &str, documents: &[Kept]) -> Result<Vec<Option<String>>, Error> {
        let migrated = documents.iter().map(|kept| {
            let one = self.one(collection, kept.since, &kept.data);
            one.map_err(|error| at(&format!("{collection}/{}", kept.id), error))
        });
        migrated.collect()
    }
}

impl std::fmt::Debug for Migrations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.steps.iter().map(|step| format!("{} {}", step.collection, step.to))).finish()
    }
}

/// Says which fields are at fault in front of what is wrong with them: the operator reads the sentence alone.
fn with_fields(error: Error) -> Error {
    let Error::Invalid(Invalid { detail, errors }) = error else { return error };
    let fields: Vec<&str> = errors.iter().map(|at| at.pointer.as_str()).filter(|at| !at.is_empty()).collect();
    let detail = if fields.is_empty() { detail } else { format!("{}: {detail}", fields.join(", ")) };
    Error::Invalid(Invalid { detail, errors })
}

/// Says where it happened in front of what an error says; errors that say nothing stay as they are.
fn at(place: &str, error: Error) -> Error {
    let with = |said: String| format!("{place}: {said}");
    match error {
        Error::Denied(reason) => Error::Denied(with(reason)),
        Error::Duplicate(constraint) => Error::Duplicate(with(constraint)),
        Error::Limit(which) => Error::Limit(with(which)),
        Error::Unavailable(what) => Error::Unavailable(with(what)),
        Error::Internal(what) => Error::Internal(with(what)),
        Error::Invalid(Invalid { detail, errors }) => Error::Invalid(Invalid { detail: with(detail), errors }),
        Error::NotFound | Error::Conflict(_) | Error::Timeout | Error::Cancelled => error,
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    use super::{Kept, Migrations};
    use crate::Error;

    #[derive(Deserialize)]
    struct Before {
        name: String,
        year: i32,
    }

    #[derive(Serialize)]
    struct After {
        title: String,
        decade: i32,
    }

    fn read(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    fn migrations() -> Migrations {
        Migrations::new()
            .step("books", 3, |book| {
                book.insert("seen".to_owned(), json!("three"));
                Ok(())
            })
            .convert("books", 2, |Before { name, year }| {
                if name.is_empty() {
                    return Err(Error::invalid("/name", "a book without a name"));
                }
                Ok(After { title: name, decade: year - year % 10 })
            })
            .step("notes", 2, |_| Ok(()))
    }

    #[test]
    fn a_document_runs_through_every_step_above_its_version_lowest_first() {
        let migrated = |since, data: &str| migrations().one("books", since, data).unwrap().map(|json| read(&json));
        let whole = migrated(1, r#"{"name":"Dune","year":1965}"#);
        assert_eq!(whole, Some(json!({ "title": "Dune", "decade": 1960, "seen": "three" })));
        assert_eq!(migrated(2, r#"{"title":"Dune"}"#), Some(json!({ "title": "Dune", "seen": "three" })));
        assert_eq!(migrated(3, r#"{"title":"Dune"}"#), None, "no step is above it");
    }

    #[test]
    fn what_no_step_is_for_or_changes_stays_as_it_is() {
        assert_eq!(migrations().one("shelves", 1, "not looked at").unwrap(), None);
        assert_eq!(migrations().one("notes", 1, r#"{"a": 1.0}"#).unwrap(), None);
    }

    #[test]
    fn an_error_names_collection_document_version_and_field() {
        let kept = |id: &str, data: &str| Kept { id: id.to_owned(), since: 1, data: data.to_owned() };
        let refused =
            |data: &str| migrations().migrate("books", &[kept("a", "{\"name\":\"x\",\"year\":1}"), kept("b", data)]);
        let said = |data: &str| refused(data).unwrap_err().to_string();
        assert_eq!(said(r#"{"name":"","year":1965}"#), "books/b: to version 2: /name: a book without a name");
        assert_eq!(
            said(r#"{"name":"Dune","year":"old"}"#),
            "books/b: to version 2: /year: invalid type: string \"old\", expected i32"
        );
        assert_eq!(said(r#"{"name":"Dune"}"#), "books/b: to version 2: missing field `year`");
        assert!(said("[]").starts_with("internal: books/b: the host's document cannot be read"));
    }

    #[test]
    fn as_many_come_back_as_went_in_and_in_their_order() {
        let kept = |since, data: &str| Kept { id: String::new(), since, data: data.to_owned() };
        let documents = [kept(3, "{}"), kept(2, "{}"), kept(1, r#"{"name":"x","year":2001}"#)];
        let migrated = migrations().migrate("books", &documents).unwrap();
        assert_eq!(migrated[0], None);
        assert_eq!(migrated[1].as_deref(), Some(r#"{"seen":"three"}"#));
        let last = migrated[2].as_deref().map(read);
        assert_eq!(last, Some(json!({ "title": "x", "decade": 2000, "seen": "three" })));
    }
}
