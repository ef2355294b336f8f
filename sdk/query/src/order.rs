//! In which order documents come.
//!
//! Rule: the id always decides between equals, so every order is total and a place in it can be found again.

use crate::{Condition, Leaf, Scalar, Shape, check::Test, words::Search};
use loadin_wit::manifest::FieldType;

/// How many fields an order may name.
const MOST: usize = 4;
/// The name of the order by how well a search fits.
const RANK: &str = "$rank";

/// A total order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What comes first, second …; never the id.
    pub keys: Vec<Key>,
    /// The id is sorted largest first.
    pub is_id_descending: bool,
}

/// One part of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// What is compared.
    pub by: By,
    /// Largest first.
    pub is_descending: bool,
}

/// What an order compares.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// A declared field.
    Field(String, FieldType),
    /// How well the search fits, best first.
    Rank(Search),
}

impl Order {
    /// Checks an order, each part `field` or `-field`, against a collection and the filter it comes with.
    ///
    /// # Errors
    /// Says what cannot be sorted by, and why.
    pub fn check(shape: &Shape, order_by: &[String], condition: Option<&Condition>) -> Result<Self, String> {
        if order_by.len() > MOST {
            return Err(format!("order_by names {} fields; {MOST} is the most", order_by.len()));
        }
        let mut order = Self { keys: Vec::new(), is_id_descending: false };
        for (position, text) in order_by.iter().enumerate() {
            let (field, is_descending) = text.strip_prefix('-').map_or((text.as_str(), false), |field| (field, true));
            order.is_id_descending = is_descending;
            if field == "id" {
                if position + 1 < order_by.len() {
                    return Err("nothing can be sorted by after `id`: no two documents share one".to_owned());
                }
                break;
            }
            if order_by[..position].iter().any(|before| before.trim_start_matches('-') == field) {
                return Err(format!("order_by names `{field}` twice"));
            }
            let by = if field == RANK { rank(condition)? } else { sortable(shape, field, position == 0)? };
            order.keys.push(Key { by, is_descending });
        }
        Ok(order)
    }
}

fn rank(condition: Option<&Condition>) -> Result<By, String> {
    let whole = condition.into_iter().flat_map(|condition| match condition {
        Condition::All(parts) => parts.iter().collect(),
        other => vec![other],
    });
    let mut searches = whole.filter_map(|part| match part {
        Condition::Leaf(Leaf::Text(search)) => Some(search.clone()),
        _ => None,
    });
    searches.next().map(By::Rank).ok_or_else(|| "`$rank` needs a `text` that every document must fit".to_owned())
}

fn sortable(shape: &Shape, field: &str, is_first: bool) -> Result<By, String> {
    let Some(kind) = shape.definition.fields.get(field) else {
        return Err(format!("cannot sort by `{}`: the collection does not declare it", field.escape_debug()));
    };
    if *kind == FieldType::TextList {
        return Err(format!("cannot sort by `{field}`: it is a list"));
    }
    if is_first && !shape.definition.is_indexed(field) {
        return Err(format!("cannot sort by `{field}`: no index of the collection begins with it"));
    }
    if !shape.schema.requires(field) {
        return Err(format!(
            "cannot sort by `{field}`: the schema does not require it, and documents without it would be lost"
        ));
    }
    Ok(By::Field(field.to_owned(), *kind))
}

impl Condition {
    /// Returns true when an index leads to the documents: every way through the tree meets a comparison that has one.
    #[must_use]
    pub fn is_led_by_an_index(&self, shape: &Shape) -> bool {
        match self {
            Self::All(parts) => parts.iter().any(|part| part.is_led_by_an_index(shape)),
            Self::Any(parts) => parts.iter().all(|part| part.is_led_by_an_index(shape)),
            Self::Not(_) => false,
            Self::Leaf(Leaf::Id(test)) => matches!(test, Test::Is(Some(_)) | Test::In(_)),
            Self::Leaf(Leaf::Field { field, test, .. }) => {
                let selects = !matches!(test, Test::IsNot(_) | Test::Is(None) | Test::Exists(_));
                selects && shape.definition.is_indexed(field)
            }
            Self::Leaf(Leaf::Contains { .. } | Leaf::Text(_) | Leaf::Within(_) | Leaf::Box(_)) => true,
            Self::Leaf(Leaf::List { .. }) => false,
        }
    }
}

/// A place in an order: the compared values of a document, and its id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// What [`Order::keys`] compare, in their order.
    pub values: Vec<Scalar>,
    /// The document.
    pub id: String,
    /// The page before this place is meant, not the one after.
    pub back: bool,
}
