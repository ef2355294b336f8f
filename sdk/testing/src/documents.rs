//! The collections of a test: the rules of the real ones, kept in memory.
//!
//! Rule: what the host refuses is refused here with the same variant: an undeclared collection, a document that breaks
//! its schema, a second one of what must be unique, an old version, a question that no index answers.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashSet},
    rc::Rc,
};

use jsonschema::Validator;
use loadin_guest::{
    Error, FieldError, Invalid,
    collections::raw::{Delete, Document, Found, Put, Query, Reach, Visibility},
};
use loadin_wit::manifest::{self, Manifest};
use serde_json::Value;

/// The most documents of a page.
const MOST: u32 = 200;

/// All collections of one plugin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Documents {
    shelves: BTreeMap<String, Shelf>,
}

#[derive(Debug, Clone)]
struct Shelf {
    declared: manifest::Collection,
    schema: Rc<Validator>,
    documents: BTreeMap<String, Kept>,
}

/// A document and its JSON, read once: a test may keep thousands.
#[derive(Debug, Clone)]
struct Kept {
    document: Document,
    data: Rc<Value>,
}

impl Kept {
    fn of(document: Document) -> Self {
        let data = serde_json::from_str(&document.data).unwrap_or_default();
        Self { document, data: Rc::new(data) }
    }

    fn field(&self, field: &str) -> Value {
        if field == "id" { self.document.id.clone().into() } else { self.data.get(field).cloned().unwrap_or_default() }
    }
}

impl Documents {
    /// Declares the collections of a manifest.
    ///
    /// # Panics
    ///
    /// When a schema cannot be read: the real host would not start either.
    #[expect(clippy::panic, reason = "a test that cannot read its manifest must fail")]
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let shelf = |declared: &manifest::Collection| {
            let path = manifest.folder.join(&declared.schema);
            let schema = std::fs::read_to_string(&path).map_err(|error| error.to_string());
            let schema = schema.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()));
            let schema = schema.and_then(|schema: Value| {
                jsonschema::draft202012::options()
                    .should_validate_formats(true)
                    .build(&schema)
                    .map_err(|error| error.to_string())
            });
            let schema = schema.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Shelf { declared: declared.clone(), schema: schema.into(), documents: BTreeMap::new() }
        };
        Self { shelves: manifest.collections.iter().map(|(name, declared)| (name.clone(), shelf(declared))).collect() }
    }

    fn shelf(&mut self, collection: &str) -> Result<&mut Shelf, Error> {
        let undeclared = || Error::Denied(format!("plugin.toml declares no collection `{collection}`"));
        self.shelves.get_mut(collection).ok_or_else(undeclared)
    }

    /// Returns documents in the order of `ids`.
    pub(crate) fn get(
        &mut self,
        space: &str,
        collection: &str,
        ids: &[String],
    ) -> Result<Vec<Option<Document>>, Error> {
        if ids.len() > MOST as usize {
            return Err(invalid(format!("at most {MOST} documents can be fetched at once")));
        }
        let shelf = self.shelf(collection)?;
        let visible = |document: &&Document| document.deleted_ms.is_none() && is_visible(document, space);
        let found = |id| shelf.documents.get(id).map(|kept| &kept.document).filter(visible).cloned();
        Ok(ids.iter().map(found).collect())
    }

    /// Finds documents.
    pub(crate) fn find(&mut self, space: &str, collection: &str, query: &Query) -> Result<Found, Error> {
        if !(1..=MOST).contains(&query.limit) {
            return Err(invalid(format!("limit must be 1 to {MOST}")));
        }
        let shelf = self.shelf(collection)?;
        let filter = query.filter.as_deref().map(serde_json::from_str::<Value>).transpose();
        let filter = filter.map_err(|error| invalid(format!("a filter must be JSON: {error}")))?;
        let conditions = filter.as_ref().map(conditions).transpose()?.unwrap_or_default();
        let wanted = conditions.iter().map(|(field, _)| field.as_str());
        for field in wanted.chain(query.order_by.iter().map(|by| by.trim_start_matches('-'))) {
            shelf.needs_index(field)?;
        }
        let is_in_reach = |document: &Document| match query.reach {
            Reach::Mine => document.space == space && document.deleted_ms.is_none(),
            Reach::Visible => is_visible(document, space) && document.deleted_ms.is_none(),
            Reach::Deleted => document.space == space && document.deleted_ms.is_some(),
        };
        let fits = |kept: &Kept| conditions.iter().all(|(field, value)| kept.field(field) == *value);
        let all = shelf.documents.values();
        let mut documents: Vec<&Kept> = all.filter(|kept| is_in_reach(&kept.document) && fits(kept)).collect();
        documents.sort_by(|a, b| order(a, b, &query.order_by));
        page(&documents, query)
    }

    /// Makes or replaces a document.
    pub(crate) fn put(&mut self, space: &str, put: Put, id: String, now_ms: u64) -> Result<Document, Error> {
        let shelf = self.shelf(&put.collection)?;
        shelf.check(&put.data)?;
        let before = shelf.documents.get(&id).map(|kept| kept.document.clone());
        let before = before.filter(|document| document.deleted_ms.is_none());
        let visibility = put.visibility.or_else(|| before.as_ref().map(|document| document.visibility));
        let document = match (before, put.expect_version) {
            (Some(before), _) if before.space != space => return Err(Error::NotFound),
            (Some(before), Some(seen)) if before.version == seen => {
                Document { version: seen + 1, data: put.data, updated_ms: now_ms, parties: put.parties, ..before }
            }
            (Some(before), _) => return Err(Error::Conflict(before.version)),
            (None, Some(_)) => return Err(Error::NotFound),
            (None, None) => Document {
                id: id.clone(),
                space: space.to_owned(),
                parties: put.parties,
                visibility: Visibility::Space,
                version: 1,
                data: put.data,
                created_ms: now_ms,
                updated_ms: now_ms,
                deleted_ms: None,
            },
        };
        let first = shelf.declared.visibility.first().copied().map_or(Visibility::Space, outward);
        let document = Document { visibility: visibility.unwrap_or(first), ..document };
        let kept = Kept::of(document);
        shelf.refuse_duplicate(&kept)?;
        let document = kept.document.clone();
        shelf.documents.insert(id, kept);
        Ok(document)
    }

    /// Deletes a document.
    pub(crate) fn delete(&mut self, space: &str, delete: &Delete, now_ms: u64) -> Result<(), Error> {
        let shelf = self.shelf(&delete.collection)?;
        let document = &mut shelf.documents.get_mut(&delete.id).ok_or(Error::NotFound)?.document;
        if document.deleted_ms.is_some() || document.space != space {
            return Err(Error::NotFound);
        }
        if delete.expect_version.is_some_and(|seen| seen != document.version) {
            return Err(Error::Conflict(document.version));
        }
        document.version += 1;
        document.deleted_ms = Some(now_ms);
        Ok(())
    }
}

impl Shelf {
    fn check(&self, data: &str) -> Result<(), Error> {
        let data: Value =
            serde_json::from_str(data).map_err(|error| invalid(format!("a document must be JSON: {error}")))?;
        let errors: Vec<FieldError> = self
            .schema
            .iter_errors(&data)
            .map(|error| FieldError { pointer: error.instance_path().to_string(), detail: error.to_string() })
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid::of(errors))) }
    }

    fn refuse_duplicate(&self, kept: &Kept) -> Result<(), Error> {
        fn key<'a>(kept: &'a Kept, group: &[String]) -> Vec<Option<&'a Value>> {
            group.iter().map(|field| kept.data.get(field).filter(|value| !value.is_null())).collect()
        }
        let is_other = |other: &&Kept| {
            let (mine, theirs) = (&kept.document, &other.document);
            theirs.id != mine.id && theirs.space == mine.space && theirs.deleted_ms.is_none()
        };
        for group in &self.declared.unique {
            let mine = key(kept, group);
            let is_taken = self.documents.values().filter(is_other).any(|other| key(other, group) == mine);
            if is_taken && !mine.contains(&None) {
                return Err(Error::Duplicate(group.join(", ")));
            }
        }
        Ok(())
    }

    fn needs_index(&self, field: &str) -> Result<(), Error> {
        let groups = self.declared.indexes.iter().chain(&self.declared.unique);
        let indexed: HashSet<&str> = groups.filter_map(|group| group.first()).map(String::as_str).collect();
        if field == "id" || indexed.contains(field) {
            return Ok(());
        }
        Err(invalid(format!("`{field}` has no index: declare it in plugin.toml")))
    }
}

/// Reads the filters that a first index can answer: one equality, or several with `and`.
fn conditions(filter: &Value) -> Result<Vec<(String, Value)>, Error> {
    if let Some(all) = filter.get("and").and_then(Value::as_array) {
        return Ok(all.iter().map(conditions).collect::<Result<Vec<_>, _>>()?.concat());
    }
    match (filter.get("field").and_then(Value::as_str), filter.get("op").and_then(Value::as_str)) {
        (Some(field), Some("eq")) => Ok(vec![(field.to_owned(), filter.get("value").cloned().unwrap_or_default())]),
        _ => Err(invalid("only equality of indexed fields can be asked for yet".to_owned())),
    }
}

fn order(a: &Kept, b: &Kept, by: &[String]) -> Ordering {
    let compared = by.iter().map(|by| {
        let (field, is_descending) = by.strip_prefix('-').map_or((by.as_str(), false), |field| (field, true));
        let ordering = compare(&a.field(field), &b.field(field));
        if is_descending { ordering.reverse() } else { ordering }
    });
    compared.fold(Ordering::Equal, Ordering::then).then_with(|| a.document.id.cmp(&b.document.id))
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.as_str().cmp(&b.as_str()),
    }
}

/// Cuts a page out; the cursor is the place of its first document.
fn page(documents: &[&Kept], query: &Query) -> Result<Found, Error> {
    let limit = query.limit as usize;
    let start = match &query.cursor {
        None => 0,
        Some(cursor) => cursor
            .strip_prefix("test-")
            .and_then(|place| place.parse().ok())
            .ok_or_else(|| invalid("that cursor does not come from this list: start again without one".to_owned()))?,
    };
    let next = (start + limit < documents.len()).then(|| format!("test-{}", start + limit));
    let prev = (start > 0).then(|| format!("test-{}", start.saturating_sub(limit)));
    let shown = documents.iter().skip(start).take(limit).map(|kept| kept.document.clone());
    Ok(Found { documents: shown.collect(), prev, next })
}

fn is_visible(document: &Document, space: &str) -> bool {
    document.space == space
        || match document.visibility {
            Visibility::Space => false,
            Visibility::Parties => document.parties.iter().any(|party| party == space),
            Visibility::Instance | Visibility::Public => true,
        }
}

const fn outward(visibility: manifest::Visibility) -> Visibility {
    match visibility {
        manifest::Visibility::Space => Visibility::Space,
        manifest::Visibility::Parties => Visibility::Parties,
        manifest::Visibility::Instance => Visibility::Instance,
        manifest::Visibility::Public => Visibility::Public,
    }
}

fn invalid(detail: String) -> Error {
    Error::Invalid(Invalid { detail, errors: Vec::new() })
}
