//! Collections that a plugin keeps, and the permissions it defines.
//!
//! Rule: names from here become parts of table and column names in the host's database, so they are checked here to be
//! plain words; whatever passes needs no quoting anywhere.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    path::{Component, PathBuf},
};

use serde::{Deserialize, Serialize};

mod beyond;

pub use beyond::{Aggregate, OnDelete, Reference};

/// What a collection may ask of the database.
const MAX_FIELDS: usize = 24;
const MAX_INDEXES: usize = 12;
const MAX_UNIQUE: usize = 4;
const USUAL_HISTORY: u32 = 20;
const MAX_HISTORY: u32 = 100;
const MAX_FIELDS_OF_AN_INDEX: usize = 4;

/// Roles that a permission cannot be given to by default: an owner decides that herself, and the instance is no space.
const NEVER_BY_DEFAULT: [&str; 3] = ["owner", "operator", "moderator"];

/// A kind of document that the plugin keeps.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// JSON Schema of a document, beside the manifest. It refers to nothing outside itself.
    pub schema: PathBuf,
    /// Goes up with every change to the schema or to what is declared here.
    pub version: u32,
    /// Who may see a document; the first is the default.
    #[serde(default = "space_only")]
    pub visibility: Vec<Visibility>,
    /// Permission that reading needs; `public` for none.
    pub read: String,
    /// Permission that writing needs; `public` for none.
    pub write: String,
    /// Top-level fields of the document that are indexed, unique or sorted by.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldType>,
    /// Fields, or groups of them, that documents are looked up by.
    #[serde(default)]
    pub indexes: Vec<Vec<String>>,
    /// Fields, or groups of them, that no two documents of a space share.
    #[serde(default)]
    pub unique: Vec<Vec<String>>,
    /// Questions about groups of documents that are asked often.
    #[serde(default)]
    pub aggregates: Vec<Aggregate>,
    /// Top-level fields that are searched for words; a word found in an earlier one counts for more.
    #[serde(default)]
    pub text: Vec<String>,
    /// The top-level field that holds a place, `{"lat": …, "lon": …}`.
    pub point: Option<String>,
    /// Where fields of the type `ref` lead.
    #[serde(default)]
    pub references: BTreeMap<String, Reference>,
    /// How many earlier versions of a document are kept; 0 for none.
    #[serde(default = "usual_history")]
    pub history: u32,
}

const fn usual_history() -> u32 {
    USUAL_HISTORY
}

fn space_only() -> Vec<Visibility> {
    vec![Visibility::Space]
}

/// Who may see a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// The space that owns it.
    Space,
    /// And the spaces that it names.
    Parties,
    /// And every signed-in person of the instance.
    Instance,
    /// And everybody.
    Public,
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Space => "space",
            Self::Parties => "parties",
            Self::Instance => "instance",
            Self::Public => "public",
        })
    }
}

/// What a declared field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// Text, compared byte by byte.
    Text,
    /// A whole number within ±(2⁵³−1); money is a whole number of minor units.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A local date, `2026-05-01`.
    Date,
    /// An instant, RFC 3339; the host keeps it as UTC with six decimals.
    DateTime,
    /// The id of a document.
    Ref,
    /// A list of texts, asked for with `contains`.
    TextList,
}

/// A permission that the plugin defines; the host puts the plugin's id before its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionDefault {
    /// Roles that have it unless a space decides otherwise.
    #[serde(default)]
    pub default: Vec<String>,
    /// What it allows, in a few words for people.
    pub label: String,
}

/// Returns the first way in which collections or permissions do not fit together.
pub(super) fn inconsistency(
    collections: &BTreeMap<String, Collection>,
    permissions: &BTreeMap<String, PermissionDefault>,
) -> Option<String> {
    let bad_permission = permissions.iter().find_map(|(name, permission)| permission.inconsistency(name));
    bad_permission.or_else(|| {
        collections.iter().find_map(|(name, collection)| {
            collection
                .inconsistency(permissions)
                .map(|reason| format!("collection `{name}` {reason}"))
                .or_else(|| (!is_word(name)).then(|| format!("collection `{name}`: {WORD}")))
                .or_else(|| {
                    let reason = collection.beyond_inconsistency(collections)?;
                    Some(format!("collection `{name}` {reason}"))
                })
        })
    })
}

const WORD: &str = "write a lower-case letter, then up to 39 lower-case letters, digits and underscores";

fn is_word(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl PermissionDefault {
    fn inconsistency(&self, name: &str) -> Option<String> {
        let parts_fit = name.split_once(':').is_some_and(|(noun, verb)| [noun, verb].into_iter().all(is_word));
        if !parts_fit {
            return Some(format!("permission `{name}` must be of the form `noun:verb`, such as `venues:read`"));
        }
        if self.label.trim().is_empty() {
            return Some(format!("permission `{name}` needs a label: the person who grants it reads only that"));
        }
        let role = self.default.iter().find(|role| NEVER_BY_DEFAULT.contains(&role.as_str()))?;
        Some(format!("permission `{name}` cannot go to `{role}` by default: the highest default is `admin`"))
    }
}

impl Collection {
    fn inconsistency(&self, permissions: &BTreeMap<String, PermissionDefault>) -> Option<String> {
        if self.version == 0 {
            return Some("has version 0: start at 1".to_owned());
        }
        if self.visibility.is_empty() || first_twice(&self.visibility).is_some() {
            return Some("must name each visibility once, the default first: visibility = [\"space\"]".to_owned());
        }
        for (key, permission) in [("read", &self.read), ("write", &self.write)] {
            if permission != "public" && !permissions.contains_key(permission) {
                return Some(format!("has {key} = `{permission}`, which [permissions] does not define"));
            }
        }
        let is_inside = self.schema.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside || self.schema.as_os_str().is_empty() {
            return Some(format!("has its schema at `{}`: name a file below the manifest", self.schema.display()));
        }
        self.fields_inconsistency().or_else(|| self.indexes_inconsistency())
    }

    fn fields_inconsistency(&self) -> Option<String> {
        if self.fields.len() > MAX_FIELDS {
            return Some(format!("declares {} fields; {MAX_FIELDS} is the most", self.fields.len()));
        }
        let wrong = self.fields.keys().find(|name| !is_word(name) || name.as_str() == "id")?;
        Some(if wrong == "id" {
            "declares the field `id`: every document has its id beside it, indexed already".to_owned()
        } else {
            format!("declares the field `{wrong}`: {WORD}")
        })
    }

    fn indexes_inconsistency(&self) -> Option<String> {
        if self.history > MAX_HISTORY {
            return Some(format!("keeps {} earlier versions (history); {MAX_HISTORY} is the most", self.history));
        }
        let lists = [("indexes", &self.indexes, MAX_INDEXES), ("unique", &self.unique, MAX_UNIQUE)];
        lists.into_iter().find_map(|(key, groups, most)| {
            if groups.len() > most {
                return Some(format!("has {} entries in {key}; {most} is the most", groups.len()));
            }
            if let Some(group) = first_twice(groups) {
                return Some(format!("has [{}] twice in {key}", group.join(", ")));
            }
            groups.iter().find_map(|group| self.group_inconsistency(key, group))
        })
    }

    fn group_inconsistency(&self, key: &str, group: &[String]) -> Option<String> {
        if group.is_empty() || group.len() > MAX_FIELDS_OF_AN_INDEX || first_twice(group).is_some() {
            return Some(format!(
                "has [{}] in {key}: an entry names 1 to {MAX_FIELDS_OF_AN_INDEX} different fields",
                group.join(", ")
            ));
        }
        group.iter().find_map(|field| match self.fields.get(field) {
            None => Some(format!("names `{field}` in {key}, which its fields do not declare")),
            Some(FieldType::TextList) => Some(format!(
                "names the list `{field}` in {key}: a list is asked with `contains`, which needs no index"
            )),
            Some(_) => None,
        })
    }
}

fn first_twice<T: Eq + std::hash::Hash>(items: &[T]) -> Option<&T> {
    let mut seen = HashSet::new();
    items.iter().find(|item| !seen.insert(*item))
}
