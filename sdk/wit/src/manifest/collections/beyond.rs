//! What a collection declares beyond fields and indexes: sums over groups, full text, a place, references.
//!
//! Rule: as for fields, whatever passes here is a plain word, and names only what the collection has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Collection, FieldType, WORD, first_twice, is_word};

const MAX_AGGREGATES: usize = 2;
const MAX_GROUPED_BY: usize = 4;
const MAX_MEASURES: usize = 8;
const MAX_TEXTS: usize = 4;

/// A question about groups of documents that an index answers by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// The fields that documents are grouped by.
    pub by: Vec<String>,
    /// The fields that are counted up, averaged and compared.
    #[serde(default)]
    pub measures: Vec<String>,
}

/// A field of the type `ref` whose document the host looks after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The collection of the same plugin that the document is in.
    pub to: String,
    /// What happens to this document when that one is deleted.
    pub on_delete: OnDelete,
}

/// What happens to a document when the one that it refers to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnDelete {
    /// The other one cannot be deleted while this one is there.
    Restrict,
    /// This one is deleted with it.
    Cascade,
    /// The field is taken out of this one.
    SetNull,
}

impl Collection {
    pub(super) fn beyond_inconsistency(&self, all: &BTreeMap<String, Self>) -> Option<String> {
        self.aggregates_inconsistency()
            .or_else(|| self.search_inconsistency())
            .or_else(|| self.references.iter().find_map(|(field, link)| self.reference_inconsistency(field, link, all)))
    }

    fn aggregates_inconsistency(&self) -> Option<String> {
        if self.aggregates.len() > MAX_AGGREGATES {
            return Some(format!("has {} aggregates; {MAX_AGGREGATES} is the most", self.aggregates.len()));
        }
        self.aggregates.iter().find_map(|aggregate| {
            let (by, measures) = (&aggregate.by, &aggregate.measures);
            if by.is_empty() || by.len() > MAX_GROUPED_BY || measures.len() > MAX_MEASURES {
                return Some(format!(
                    "has an aggregate by {} fields with {} measures: 1 to {MAX_GROUPED_BY} fields and at most \
                     {MAX_MEASURES} measures",
                    by.len(),
                    measures.len()
                ));
            }
            let named: Vec<&String> = by.iter().chain(measures).collect();
            if let Some(twice) = first_twice(&named) {
                return Some(format!("has `{twice}` twice in one aggregate"));
            }
            named.into_iter().find_map(|field| match self.fields.get(field) {
                None => Some(format!("names `{field}` in aggregates, which its fields do not declare")),
                Some(FieldType::TextList) => {
                    Some(format!("names the list `{field}` in aggregates: a list is no value"))
                }
                Some(_) => None,
            })
        })
    }

    fn search_inconsistency(&self) -> Option<String> {
        if self.text.len() > MAX_TEXTS || first_twice(&self.text).is_some() {
            return Some(format!("has {} fields in text: at most {MAX_TEXTS} different ones", self.text.len()));
        }
        let wrong = self.text.iter().chain(&self.point).find(|name| !is_word(name))?;
        Some(format!("names `{wrong}` in text or point: {WORD}"))
    }

    fn reference_inconsistency(&self, field: &str, link: &Reference, all: &BTreeMap<String, Self>) -> Option<String> {
        if self.fields.get(field) != Some(&FieldType::Ref) {
            return Some(format!(
                "says where `{field}` refers to, but does not declare {field} = \"ref\" in its fields"
            ));
        }
        if !all.contains_key(&link.to) {
            return Some(format!("has `{field}` refer to `{}`, which is no collection of this plugin", link.to));
        }
        None
    }
}
