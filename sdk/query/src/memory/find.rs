//! Questions to collections in memory.
//!
//! Rule: the same checks in the same order as storage makes them, so that a refusal here is the refusal there.

use std::{
    cmp::Ordering,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::{Kept, MOST_WALKED, Memory, Refusal, Shelf, Standing, Viewer};
use crate::{
    By, Condition, Filter, MOST_DOCUMENTS, Order, Place, Scalar, Shape,
    aggregate::{Answer, Fold, Measure, Question, Row},
    check::Looked,
    value, words,
};

/// Which documents are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Those of the viewer's space.
    Mine,
    /// All that the viewer may see.
    Visible,
    /// The deleted ones of the viewer's space.
    Deleted,
}

/// A question for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which documents.
    pub reach: Reach,
    /// Which of those, as JSON text.
    pub filter: Option<String>,
    /// In which order.
    pub order_by: Vec<String>,
    /// Which top-level fields; all when empty.
    pub fields: Vec<String>,
    /// How many at most.
    pub limit: u32,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The documents.
    pub documents: Vec<Kept>,
    /// Cursor of the page before.
    pub prev: Option<String>,
    /// Cursor of the page after.
    pub next: Option<String>,
}

impl Memory {
    /// Finds documents, a page at a time.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn find(&self, viewer: &Viewer, collection: &str, asked: &Asked) -> Result<Page, Refusal> {
        let shelf = self.shelf(collection)?;
        if !(1..=MOST_DOCUMENTS).contains(&asked.limit) {
            return Err(Refusal::invalid(format!("limit must be 1 to {MOST_DOCUMENTS}")));
        }
        let condition = condition(&shelf.shape, asked.filter.as_deref())?;
        let order = Order::check(&shelf.shape, &asked.order_by, condition.as_ref()).map_err(Refusal::invalid)?;
        let question = question(viewer, collection, asked);
        let place = asked.cursor.as_deref().map(|cursor| open(cursor, question)).transpose()?;
        let all = shelf.wanted(viewer, asked.reach, condition.as_ref())?;
        let mut placed: Vec<(Place, &Kept)> = all.map(|kept| (order.place(&shelf.shape, kept), kept)).collect();
        placed.sort_by(|a, b| order.compare(&a.0, &b.0));
        Ok(cut(&placed, &order, place.as_ref(), (viewer, asked), question))
    }

    /// Counts documents.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn count(&self, viewer: &Viewer, collection: &str, reach: Reach, filter: Option<&str>) -> Result<u64, Refusal> {
        let shelf = self.shelf(collection)?;
        let condition = condition(&shelf.shape, filter)?;
        Ok(shelf.wanted(viewer, reach, condition.as_ref())?.count() as u64)
    }

    /// Answers a question about groups.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn aggregate(&self, viewer: &Viewer, collection: &str, question: &str) -> Result<Answer, Refusal> {
        let shelf = self.shelf(collection)?;
        let question = Question::parse(&shelf.shape, question).map_err(Refusal::invalid)?;
        let condition = question.filter.as_ref().map(|filter| filter.check(&shelf.shape)).transpose();
        let condition = condition.map_err(Refusal::invalid)?;
        let reach = if question.is_of_all_visible { Reach::Visible } else { Reach::Mine };
        let is_led = condition.as_ref().is_some_and(|condition| condition.is_led_by_an_index(&shelf.shape));
        if !is_led && !question.is_declared(&shelf.shape) {
            refuse_long_walk(shelf.in_reach(viewer, reach).count() as u64)?;
        }
        let mut fold = Fold::new(&question);
        for kept in shelf.in_reach(viewer, reach).filter(|kept| kept.fits(&shelf.shape, condition.as_ref())) {
            fold.add(&kept.row(&question));
        }
        fold.finish().map_err(Refusal::Limit)
    }
}

fn condition(shape: &Shape, filter: Option<&str>) -> Result<Option<Condition>, Refusal> {
    let checked = |text| Filter::parse(text).and_then(|filter| filter.check(shape));
    filter.map(checked).transpose().map_err(Refusal::invalid)
}

/// Refuses to walk through too many documents.
fn refuse_long_walk(documents: u64) -> Result<(), Refusal> {
    if documents <= MOST_WALKED {
        return Ok(());
    }
    Err(Refusal::Limit(unindexed()))
}

/// Returns what is said of a question that no index leads.
#[must_use]
pub fn unindexed() -> String {
    format!(
        "no index leads to what is asked, and there are more than {MOST_WALKED} documents: declare an index (or, for \
         groups, an aggregate) in the manifest, or compare an indexed field as well"
    )
}

impl Shelf {
    fn in_reach(&self, viewer: &Viewer, reach: Reach) -> impl Iterator<Item = &Kept> {
        let is_own = move |kept: &&Kept| kept.space == viewer.space;
        self.documents.values().map(AsRef::as_ref).filter(move |kept| match reach {
            Reach::Mine => is_own(kept) && kept.is_live_and_seen_by(viewer),
            Reach::Visible => kept.is_live_and_seen_by(viewer),
            Reach::Deleted => is_own(kept) && kept.deleted_ms.is_some() && viewer.standing == Standing::Insider,
        })
    }

    fn wanted<'s>(
        &'s self,
        viewer: &'s Viewer,
        reach: Reach,
        condition: Option<&'s Condition>,
    ) -> Result<impl Iterator<Item = &'s Kept>, Refusal> {
        if condition.is_some_and(|condition| !condition.is_led_by_an_index(&self.shape)) {
            refuse_long_walk(self.in_reach(viewer, reach).count() as u64)?;
        }
        Ok(self.in_reach(viewer, reach).filter(move |kept| kept.fits(&self.shape, condition)))
    }
}

impl Kept {
    fn fits(&self, shape: &Shape, condition: Option<&Condition>) -> bool {
        condition.is_none_or(|condition| condition.holds(shape, Looked { id: &self.id, data: &self.data }))
    }

    fn row(&self, question: &Question) -> Row {
        let value = |field: &String, kind| self.data.get(field).and_then(|value| value::of(value, kind));
        Row {
            keys: question.by.iter().map(|by| value(&by.field, by.kind)).collect(),
            values: question
                .measures
                .iter()
                .map(|measure| match measure {
                    Measure::Count => None,
                    Measure::Of { field, kind, .. } => value(field, *kind),
                })
                .collect(),
        }
    }
}

impl Order {
    fn place(&self, shape: &Shape, kept: &Kept) -> Place {
        let values = self.keys.iter().map(|key| match &key.by {
            By::Field(field, kind) => {
                let value = kept.data.get(field).and_then(|value| value::of(value, *kind));
                value.unwrap_or_else(|| Scalar::Text(String::new()))
            }
            By::Rank(search) => Scalar::Whole(search.rank(&words::of_document(&kept.data, &shape.definition.text))),
        });
        Place { values: values.collect(), id: kept.id.clone(), back: false }
    }

    fn compare(&self, a: &Place, b: &Place) -> Ordering {
        let turned =
            |ordering: Ordering, is_descending: bool| if is_descending { ordering.reverse() } else { ordering };
        let keys = self.keys.iter().zip(a.values.iter().zip(&b.values));
        let by_keys = keys.map(|(key, (a, b))| turned(a.cmp(b), key.is_descending)).find(|ordering| ordering.is_ne());
        by_keys.unwrap_or_else(|| turned(a.id.cmp(&b.id), self.is_id_descending))
    }
}

fn cut(
    placed: &[(Place, &Kept)],
    order: &Order,
    place: Option<&Place>,
    (viewer, asked): (&Viewer, &Asked),
    question: u64,
) -> Page {
    let limit = asked.limit as usize;
    let (start, end) = match place {
        None => (0, limit),
        Some(place) if place.back => {
            let end = placed.iter().take_while(|(at, _)| order.compare(at, place).is_lt()).count();
            (end.saturating_sub(limit), end)
        }
        Some(place) => {
            let start = placed.iter().take_while(|(at, _)| order.compare(at, place).is_le()).count();
            (start, start + limit)
        }
    };
    let end = end.min(placed.len());
    let shown = &placed[start..end];
    let is_back = place.is_some_and(|place| place.back);
    let (has_prev, has_next) = if is_back { (start > 0, true) } else { (place.is_some(), end < placed.len()) };
    let seal_at = |at: Option<&(Place, &Kept)>, back| at.map(|(at, _)| seal(&Place { back, ..at.clone() }, question));
    Page {
        prev: if has_prev { seal_at(shown.first(), true) } else { None },
        next: if has_next { seal_at(shown.last(), false) } else { None },
        documents: shown.iter().map(|(_, kept)| kept.projected(&asked.fields).shown_to(viewer)).collect(),
    }
}

impl Kept {
    fn projected(&self, fields: &[String]) -> Self {
        let mut kept = self.clone();
        if !fields.is_empty() {
            kept.data.retain(|key, _| fields.contains(key));
        }
        kept
    }
}

/// Returns what a cursor is bound to: everything about a question but the page.
fn question(viewer: &Viewer, collection: &str, asked: &Asked) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&viewer.space, format!("{:?}", viewer.standing), collection).hash(&mut hasher);
    (asked.reach, &asked.filter, &asked.order_by).hash(&mut hasher);
    hasher.finish()
}

fn digest(text: &str, question: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (text, question).hash(&mut hasher);
    hasher.finish()
}

fn seal(place: &Place, question: u64) -> String {
    let text = serde_json::to_string(place).unwrap_or_default();
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{:016x}{bytes}", digest(&text, question))
}

/// Returns what is said of a cursor that belongs to something else.
pub const FOREIGN_CURSOR: &str = "the cursor does not belong to this question: ask again without it";

fn open(cursor: &str, question: u64) -> Result<Place, Refusal> {
    let read = || {
        let (seal, hex) = cursor.split_at_checked(16)?;
        let byte = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect::<Option<_>>()?;
        let text = String::from_utf8(bytes).ok()?;
        let is_ours = u64::from_str_radix(seal, 16).ok()? == digest(&text, question);
        if is_ours { serde_json::from_str(&text).ok() } else { None }
    };
    read().ok_or_else(|| Refusal::invalid(FOREIGN_CURSOR))
}
