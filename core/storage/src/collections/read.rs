//! Reading documents: by id, a page at a time, counted, in groups.
//!
//! Rule: a document that the caller may not see and one that does not exist give the same answer, at the same cost: the
//! condition is in the statement, and nothing is filtered afterwards.

use std::collections::HashMap;

use loadin_query::{
    By, Condition, Filter, MOST_DOCUMENTS, Order, Place, Scalar, Shape,
    aggregate::{Answer, Question},
    memory::{FOREIGN_CURSOR, MOST_WALKED, unindexed},
};
use loadin_types::{
    DocumentId, SpaceId, Timestamp,
    data::{DataContext, Document, Found, Query, Reach, Standing},
};
use loadin_wit::manifest::FieldType;
use sea_orm::{ConnectionTrait as _, DbErr, QueryResult};
use serde_json::Value;
use uuid::Uuid;

use super::{
    aggregate,
    cursor::{self, CursorKey},
    definition::{Shelf, visibility_of_column},
    query::{self, Asker, COLUMNS, PageAsked},
    sql::{Sql, id_column, padded},
};
use crate::{Db, StoreError, rows};

pub(super) async fn get(
    db: &Db,
    shelf: &Shelf,
    context: &DataContext,
    ids: &[DocumentId],
) -> Result<Vec<Option<Document>>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let columns = query::columns(db.dialect(), shelf);
    let mut sql = Sql::new(format!("SELECT {columns} FROM {} d WHERE ", shelf.table.documents), []);
    let (marks, values) = padded(ids.iter().map(|id| id_column(id.bytes())).collect());
    sql.append(&query::visible(shelf, context)).push(&format!(" AND d.id IN ({marks})"), values);
    let mut found = HashMap::new();
    for row in db.rows().query_all_raw(sql.statement(db.dialect())).await? {
        let document = document(&row, context)?;
        found.insert(document.id, document);
    }
    Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
}

/// Why a question is not answered.
pub(super) enum FindError {
    /// It cannot be asked so.
    Question(String),
    /// It leans on a part that is not ready yet.
    NotReady(String),
    /// The answer would be too large, or take too long.
    TooMuch(String),
    /// The store failed.
    Storage(StoreError),
}

impl<E: Into<StoreError>> From<E> for FindError {
    fn from(error: E) -> Self {
        Self::Storage(error.into())
    }
}

fn condition(shelf: &Shelf, filter: Option<&str>) -> Result<Option<Condition>, FindError> {
    let Some(text) = filter else { return Ok(None) };
    let filter = Filter::parse(text).map_err(FindError::Question)?;
    now_or_soon(shelf, |shape| filter.check(shape)).map(Some)
}

/// Refuses to walk through too many documents.
async fn refuse_long_walk(db: &Db, asker: Asker<'_>) -> Result<(), FindError> {
    let sql = asker.is_more_than(MOST_WALKED);
    let row = db.rows().query_one_raw(sql.statement(asker.dialect)).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    if u64::try_from(count).unwrap_or(0) <= MOST_WALKED {
        return Ok(());
    }
    Err(asker.shelf.not_ready().map_or_else(|| FindError::TooMuch(unindexed()), FindError::NotReady))
}

async fn refuse_unled(db: &Db, asker: Asker<'_>, condition: Option<&Condition>) -> Result<(), FindError> {
    match condition {
        Some(condition) if !condition.is_led_by_an_index(&asker.shelf.usable()) => refuse_long_walk(db, asker).await,
        _ => Ok(()),
    }
}

/// Tells apart what can never be asked and what can be once everything is ready.
fn now_or_soon<T>(shelf: &Shelf, check: impl Fn(&Shape) -> Result<T, String>) -> Result<T, FindError> {
    check(&shelf.usable()).map_err(|reason| match shelf.not_ready() {
        Some(told) if check(&shelf.shape).is_ok() => FindError::NotReady(told),
        _ => FindError::Question(reason),
    })
}

pub(super) async fn find(
    db: &Db,
    shelf: &Shelf,
    context: &DataContext,
    asked: &Query,
    key: &CursorKey,
) -> Result<Found, FindError> {
    if !(1..=MOST_DOCUMENTS).contains(&asked.limit) {
        return Err(FindError::Question(format!("limit must be 1 to {MOST_DOCUMENTS}")));
    }
    let condition = condition(shelf, asked.filter.as_deref())?;
    let order = now_or_soon(shelf, |shape| Order::check(shape, &asked.order_by, condition.as_ref()))?;
    let question = cursor::question(context, &shelf.name, asked);
    let foreign = || FindError::Question(FOREIGN_CURSOR.to_owned());
    let place = asked.cursor.as_ref().map(|cursor| key.open(cursor, &question).ok_or_else(foreign)).transpose()?;
    let asker = Asker { dialect: db.dialect(), shelf, context, reach: asked.reach };
    refuse_unled(db, asker, condition.as_ref()).await?;
    let page = PageAsked { condition: condition.as_ref(), order: &order, place: place.as_ref(), limit: asked.limit };
    let mut rows = db.rows().query_all_raw(asker.page(&page).statement(asker.dialect)).await?;
    let limit = usize::try_from(asked.limit).unwrap_or_default();
    let (has_more, is_back) = (rows.len() > limit, place.as_ref().is_some_and(|place| place.back));
    rows.truncate(limit);
    if is_back {
        rows.reverse();
    }
    let mut documents: Vec<Document> = rows.iter().map(|row| document(row, context)).collect::<Result<_, _>>()?;
    let seal = |at: Option<(&QueryResult, &Document)>, back| -> Result<Option<String>, FindError> {
        let Some((row, document)) = at else { return Ok(None) };
        Ok(Some(key.seal(&place_of(row, document, &order, back)?, &question)))
    };
    let ends = (rows.first().zip(documents.first()), rows.last().zip(documents.last()));
    let (has_prev, has_next) = if is_back { (has_more, true) } else { (place.is_some(), has_more) };
    let prev = if has_prev { seal(ends.0, true)? } else { None };
    let next = if has_next { seal(ends.1, false)? } else { None };
    if !asked.fields.is_empty() {
        documents.iter_mut().for_each(|document| project(document, &asked.fields));
    }
    Ok(Found { documents, prev, next })
}

fn place_of(row: &QueryResult, document: &Document, order: &Order, back: bool) -> Result<Place, DbErr> {
    let values = order.keys.iter().enumerate().map(|(at, key)| {
        let kind = match &key.by {
            By::Field(_, kind) => *kind,
            By::Rank(_) => FieldType::Integer,
        };
        if matches!(key.by, By::Rank(_)) {
            // A number written into the statement is an `integer` to PostgreSQL, not a `bigint`.
            let rank = row.try_get_by_index::<i32>(COLUMNS + at);
            return rank.map(|rank| Scalar::Whole(rank.into()));
        }
        scalar(row, COLUMNS + at, kind).map(|value| value.unwrap_or_else(|| Scalar::Text(String::new())))
    });
    Ok(Place { values: values.collect::<Result<_, _>>()?, id: document.id.to_string(), back })
}

/// Leaves only the wanted fields of a document.
fn project(document: &mut Document, fields: &[String]) {
    if let Ok(Value::Object(mut data)) = serde_json::from_str(&document.data) {
        data.retain(|name, _| fields.contains(name));
        document.data = Value::Object(data).to_string();
    }
}

pub(super) async fn count(
    db: &Db,
    shelf: &Shelf,
    context: &DataContext,
    (reach, filter): (Reach, Option<&str>),
) -> Result<u64, FindError> {
    let condition = condition(shelf, filter)?;
    let asker = Asker { dialect: db.dialect(), shelf, context, reach };
    refuse_unled(db, asker, condition.as_ref()).await?;
    let mut sql = Sql::new("SELECT count(*) FROM (", []);
    sql.append(&asker.all("1 AS one", condition.as_ref())).push(") v", []);
    let row = db.rows().query_one_raw(sql.statement(asker.dialect)).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) async fn groups(db: &Db, shelf: &Shelf, context: &DataContext, text: &str) -> Result<Answer, FindError> {
    let question = now_or_soon(shelf, |shape| Question::parse(shape, text))?;
    let filter = question.filter.as_ref();
    let condition = filter.map(|filter| now_or_soon(shelf, |shape| filter.check(shape))).transpose()?;
    let reach = if question.is_of_all_visible { Reach::Visible } else { Reach::Mine };
    let asker = Asker { dialect: db.dialect(), shelf, context, reach };
    let is_led = condition.as_ref().is_some_and(|condition| condition.is_led_by_an_index(&shelf.usable()));
    if !is_led && !question.is_declared(&shelf.usable()) {
        refuse_long_walk(db, asker).await?;
    }
    aggregate::aggregate(db, asker, &question, condition.as_ref()).await
}

/// Reads a value of a declared field.
pub(super) fn scalar(row: &QueryResult, at: usize, kind: FieldType) -> Result<Option<Scalar>, DbErr> {
    Ok(match kind {
        FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Ref | FieldType::TextList => {
            row.try_get_by_index::<Option<String>>(at)?.map(Scalar::Text)
        }
        FieldType::Integer => row.try_get_by_index::<Option<i64>>(at)?.map(Scalar::Whole),
        FieldType::Number => real(row, at)?.map(Scalar::Real),
        FieldType::Boolean => row.try_get_by_index::<Option<bool>>(at)?.map(Scalar::Bool),
    })
}

/// Reads a double. A whole number in a document may still be one to SQLite, in a column of doubles too.
#[expect(clippy::cast_precision_loss, reason = "a double is what is asked for")]
pub(super) fn real(row: &QueryResult, at: usize) -> Result<Option<f64>, DbErr> {
    row.try_get_by_index::<Option<f64>>(at).or_else(|error| {
        let whole = row.try_get_by_index::<Option<i64>>(at).map_err(|_| error)?;
        Ok(whole.map(|whole| whole as f64))
    })
}

/// Reads the columns of [`query::columns`].
pub(super) fn document(row: &QueryResult, context: &DataContext) -> Result<Document, StoreError> {
    let unreadable = |what| StoreError::Unreadable { what };
    let space = SpaceId::from_bytes(row.try_get_by_index::<Uuid>(1)?.into_bytes());
    let parties: Option<String> = row.try_get_by_index(8)?;
    let parties = parties.as_deref().map_or(Some(Vec::new()), unhex).ok_or(unreadable("list of parties"))?;
    let deleted: Option<i64> = row.try_get_by_index(7)?;
    Ok(Document {
        id: DocumentId::from_bytes(row.try_get_by_index::<Uuid>(0)?.into_bytes()),
        parties: parties_shown_to(context, space, parties),
        space,
        visibility: visibility_of_column(row.try_get_by_index(2)?).ok_or(unreadable("visibility"))?,
        version: rows::version(row.try_get_by_index(3)?)?,
        data: row.try_get_by_index(4)?,
        created: Timestamp::from_micros(row.try_get_by_index(5)?),
        updated: Timestamp::from_micros(row.try_get_by_index(6)?),
        deleted: deleted.map(Timestamp::from_micros),
    })
}

/// Who deals with whom is told to those who deal.
pub(super) fn parties_shown_to(context: &DataContext, owner: SpaceId, parties: Vec<SpaceId>) -> Vec<SpaceId> {
    let own = context.caller.space;
    let is_concerned = context.standing() == Standing::Insider && (own == owner || parties.contains(&own));
    if is_concerned { parties } else { Vec::new() }
}

/// Reads `0190…,0191…`, in the order of the ids.
fn unhex(list: &str) -> Option<Vec<SpaceId>> {
    let mut spaces = list.split(',').map(|text| {
        let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32)?;
        Some(SpaceId::from_bytes(number.to_be_bytes()))
    });
    let mut spaces: Vec<SpaceId> = spaces.by_ref().collect::<Option<_>>()?;
    spaces.sort_unstable();
    Some(spaces)
}
