//! Reading documents: by id, and a page at a time.
//!
//! Rule: a document that the caller may not see and one that does not exist give the same answer, at the same cost: the
//! condition is in the statement, and nothing is filtered afterwards.

use std::collections::HashMap;

use loadin_types::{
    DocumentId, SpaceId, Timestamp,
    data::{DataContext, Document, Found, Query, Standing},
};
use sea_orm::{ConnectionTrait as _, QueryResult, Value as Bound};

use super::{
    cursor::{self, CursorKey, Place},
    definition::{Shelf, visibility_of_column},
    query::{self, Sql},
};
use crate::{Db, StoreError, rows, sqlite::statement};

/// How many documents may be asked for by id at once.
pub(super) const MOST_IDS: usize = 200;

pub(super) async fn get(
    db: &Db,
    shelf: &Shelf,
    context: &DataContext,
    ids: &[DocumentId],
) -> Result<Vec<Option<Document>>, StoreError> {
    let text = format!("SELECT {} FROM {} d WHERE ", query::columns(shelf, "NULL"), shelf.table.documents);
    let mut sql = Sql { text, values: Vec::new() };
    query::visible(&mut sql, shelf, context);
    sql.text.push_str(" AND d.id IN (SELECT unhex(value) FROM json_each(?))");
    let wanted: Vec<String> = ids.iter().map(|id| hex(&id.bytes())).collect();
    sql.values.push(serde_json::Value::from(wanted).to_string().into());
    let mut found = HashMap::new();
    for row in db.rows().query_all_raw(statement(sql.text, sql.values)).await? {
        let document = document(&row, context)?;
        found.insert(document.id, document);
    }
    Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
}

/// Why a page cannot be had.
pub(super) enum FindError {
    /// The question cannot be asked so.
    Question(String),
    /// The store failed.
    Storage(StoreError),
}

impl<E: Into<StoreError>> From<E> for FindError {
    fn from(error: E) -> Self {
        Self::Storage(error.into())
    }
}

pub(super) async fn find(
    db: &Db,
    shelf: &Shelf,
    context: &DataContext,
    (collection, asked): (&str, &Query),
    key: &CursorKey,
) -> Result<Found, FindError> {
    let question = cursor::question(context, collection, asked);
    let place = match &asked.cursor {
        Some(cursor) => Some(key.open(cursor, &question).ok_or_else(|| {
            FindError::Question("the cursor does not belong to this question: ask again without it".to_owned())
        })?),
        None => None,
    };
    let compiled = query::compile(shelf, context, asked, place.as_ref()).map_err(FindError::Question)?;
    let mut rows = db.rows().query_all_raw(statement(compiled.sql.text, compiled.sql.values)).await?;
    let has_more = rows.len() > compiled.limit;
    rows.truncate(compiled.limit);
    if compiled.is_reversed {
        rows.reverse();
    }
    let documents: Vec<Document> = rows.iter().map(|row| document(row, context)).collect::<Result<_, _>>()?;
    let seal = |at: Option<(&QueryResult, &Document)>, back| -> Result<Option<String>, FindError> {
        let Some((row, document)) = at else { return Ok(None) };
        let value = compiled.sorted.map(|kind| query::sorted_value(row, kind)).transpose()?;
        Ok(Some(key.seal(&Place { value, id: document.id, back }, &question)))
    };
    let ends = (rows.first().zip(documents.first()), rows.last().zip(documents.last()));
    let (has_prev, has_next) = if compiled.is_reversed { (has_more, true) } else { (place.is_some(), has_more) };
    let prev = if has_prev { seal(ends.0, true)? } else { None };
    let next = if has_next { seal(ends.1, false)? } else { None };
    Ok(Found { documents, prev, next })
}

/// Reads the columns of [`query::columns`].
pub(super) fn document(row: &QueryResult, context: &DataContext) -> Result<Document, StoreError> {
    let unreadable = |what| StoreError::Unreadable { what };
    let space = SpaceId::from_bytes(bytes(row.try_get_by_index(1)?).ok_or(unreadable("space of a document"))?);
    let parties: Option<String> = row.try_get_by_index(9)?;
    let parties = parties.as_deref().map_or(Some(Vec::new()), unhex).ok_or(unreadable("list of parties"))?;
    let deleted: Option<i64> = row.try_get_by_index(7)?;
    Ok(Document {
        id: DocumentId::from_bytes(bytes(row.try_get_by_index(0)?).ok_or(unreadable("id of a document"))?),
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
fn parties_shown_to(context: &DataContext, owner: SpaceId, parties: Vec<SpaceId>) -> Vec<SpaceId> {
    let own = context.caller.space;
    let is_concerned = context.standing() == Standing::Insider && (own == owner || parties.contains(&own));
    if is_concerned { parties } else { Vec::new() }
}

fn bytes(stored: Vec<u8>) -> Option<[u8; 16]> {
    stored.try_into().ok()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
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

/// Returns an id as it is bound.
pub(super) fn id_column(bytes: [u8; 16]) -> Bound {
    bytes.to_vec().into()
}
