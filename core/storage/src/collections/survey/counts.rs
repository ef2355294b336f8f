//! How many documents there are.
//!
//! Rule: an index that has nothing but whose a document is answers it; no document is read. What is too large for that is
//! estimated by PostgreSQL and said to be.

use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::{
    Db, StoreError,
    collections::{definition::Table, parts::Parts},
    dialect::Dialect,
};

/// How many documents are counted; PostgreSQL estimates more.
const MOST_COUNTED: f32 = 200_000.0;

pub(super) struct Counts {
    pub(super) live: u64,
    pub(super) deleted: u64,
    pub(super) spaces: u64,
    pub(super) is_estimate: bool,
}

pub(super) async fn of(db: &Db, table: &Table) -> Result<Counts, StoreError> {
    if db.dialect() == Dialect::Postgres
        && let Some(estimate) = estimated(db, table).await?
    {
        return Ok(estimate);
    }
    let documents = &table.documents;
    let read = format!(
        "SELECT (SELECT count(*) FROM {documents} WHERE deleted_at IS NULL), \
         (SELECT count(*) FROM {documents} WHERE deleted_at IS NOT NULL), \
         (SELECT count(*) FROM (SELECT space FROM {documents} WHERE deleted_at IS NULL GROUP BY space) s)"
    );
    let row = db.rows().query_one_raw(db.statement(&read, [])).await?;
    let row = row.ok_or(StoreError::Unreadable { what: "count of documents" })?;
    let count = |at| row.try_get_by_index::<i64>(at).map(|count| u64::try_from(count).unwrap_or(0));
    Ok(Counts { live: count(0)?, deleted: count(1)?, spaces: count(2)?, is_estimate: false })
}

/// Returns what PostgreSQL makes of a large collection; `None` for one that is quickly counted.
async fn estimated(db: &Db, table: &Table) -> Result<Option<Counts>, StoreError> {
    let read = "SELECT \
        (SELECT reltuples FROM pg_class WHERE relname = ? AND relnamespace = current_schema()::regnamespace), \
        (SELECT reltuples FROM pg_class WHERE relname = ? AND relnamespace = current_schema()::regnamespace), \
        (SELECT n_distinct FROM pg_stats WHERE schemaname = current_schema() AND tablename = ? AND attname = 'space')";
    let [live, deleted] = ["live", "deleted"].map(|name| format!("{}__{name}", table.prefix));
    let values = [live.into(), deleted.into(), table.documents.as_str().into()];
    let Some(row) = db.rows().query_one_raw(db.statement(read, values)).await? else { return Ok(None) };
    let number = |at| row.try_get_by_index::<Option<f32>>(at).map(Option::unwrap_or_default);
    let (live, deleted, distinct) = (number(0)?, number(1)?, number(2)?);
    if live.max(0.0) + deleted.max(0.0) <= MOST_COUNTED {
        return Ok(None);
    }
    // Below zero it is a share of the rows.
    let spaces = if distinct < 0.0 { -distinct * live } else { distinct };
    let whole = |number: f32| format!("{:.0}", number.max(0.0)).parse().unwrap_or_default();
    Ok(Some(Counts { live: whole(live), deleted: whole(deleted), spaces: whole(spaces), is_estimate: true }))
}

/// Returns what is done of the going through the documents, from 0 to 1; `None` when nobody does.
pub(super) async fn done(db: &Db, table: &Table, parts: &Parts, all: u64) -> Result<Option<f64>, StoreError> {
    let (waiting, place) = parts.to_fill();
    if waiting.is_empty() || all == 0 {
        return Ok(None);
    }
    if place == Uuid::nil() {
        return Ok(Some(0.0));
    }
    let read = format!("SELECT count(*) FROM {} WHERE id <= ?", table.documents);
    let row = db.rows().query_one_raw(db.statement(&read, [place.into()])).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    let count = u64::try_from(count).unwrap_or(0);
    Ok(Some(share(count, all)))
}

/// Returns a share in hundredths, from 0 to 1.
fn share(part: u64, all: u64) -> f64 {
    let hundredths = u8::try_from(part.saturating_mul(100).checked_div(all).unwrap_or(100).min(100)).unwrap_or(100);
    f64::from(hundredths) / 100.0
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_is_never_more_than_the_whole() {
        assert!((share(1, 4) - 0.25).abs() < 1e-9 && (share(9, 4) - 1.0).abs() < 1e-9);
    }
}
