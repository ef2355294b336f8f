//! What stands beside a document, kept by the same write: entries of lists, words, its point.
//!
//! Rule: all of it follows from the document alone, so it can be made again at any time ([`fill_slice`]).

use loadin_query::{Definition, earth, words};
use sea_orm::{ConnectionTrait as _, DbErr, Value as Bound};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    condition::{space_word, ts_vector},
    definition::Table,
    sql::Sql,
};
use crate::{StoreError, Tx, dialect::Dialect};

/// How many documents are filled in at a time.
pub(super) const SLICE: i64 = 1_000;

/// Returns the columns of the document's own row that the host fills, with their values.
pub(super) fn columns(
    dialect: Dialect,
    definition: &Definition,
    document: &Map<String, Value>,
    space: [u8; 16],
) -> Vec<(&'static str, &'static str, Bound)> {
    let mut columns = Vec::new();
    if let Some(field) = &definition.point {
        let point = earth::of_document(document, field);
        let [x, y, z] = point.map(earth::Point::on_sphere).map_or([None; 3], |sphere| sphere.map(Some));
        let (lat, lon) = (point.map(|point| point.lat), point.map(|point| point.lon));
        let values = [("p_lat", lat), ("p_lon", lon), ("p_x", x), ("p_y", y), ("p_z", z)];
        columns.extend(values.map(|(name, value)| (name, "?", value.into())));
    }
    if dialect == Dialect::Postgres && !definition.text.is_empty() {
        let words = words::of_document(document, &definition.text);
        columns.push(("words", "?::tsvector", ts_vector(&words, space).into()));
    }
    columns
}

/// Writes the rows beside a document; `is_new` when there are none of it yet.
pub(super) async fn write(
    tx: &Tx,
    table: &Table,
    definition: &Definition,
    (id, space): (Uuid, [u8; 16]),
    (document, is_new): (&Map<String, Value>, bool),
) -> Result<(), DbErr> {
    let run = async |sql: Sql| tx.rows().execute_raw(sql.statement(tx.dialect())).await.map(drop);
    let Table { documents, lists, words, .. } = table;
    if definition.lists().next().is_some() {
        if !is_new {
            run(Sql::new(format!("DELETE FROM {lists} WHERE id = ?"), [id.into()])).await?;
        }
        let mut entries: Vec<(&str, &str)> = definition
            .lists()
            .flat_map(|field| {
                let entries = document.get(field).and_then(Value::as_array).into_iter().flatten();
                entries.filter_map(move |entry| Some((field, entry.as_str()?)))
            })
            .collect();
        entries.sort_unstable();
        entries.dedup();
        let rows =
            entries.iter().map(|(field, entry)| Sql::new("(?, ?, ?)", [(*field).into(), (*entry).into(), id.into()]));
        if !entries.is_empty() {
            let mut insert = Sql::new(format!("INSERT INTO {lists} (field, value, id) VALUES "), []);
            insert.append(&Sql::join(rows, ", "));
            run(insert).await?;
        }
    }
    if tx.dialect() == Dialect::Sqlite && !definition.text.is_empty() {
        if !is_new {
            let of = format!("DELETE FROM {words} WHERE rowid = (SELECT rid FROM {documents} WHERE id = ?)");
            run(Sql::new(of, [id.into()])).await?;
        }
        let columns: String = definition.text.iter().map(|field| format!(", t_{field}")).collect();
        let marks = ", ?".repeat(definition.text.len() + 1);
        let insert =
            format!("INSERT INTO {words} (rowid, sp{columns}) SELECT rid{marks} FROM {documents} WHERE id = ?");
        let texts =
            words::of_document(document, &definition.text).into_iter().map(|words| Bound::from(words.join(" ")));
        let values = [space_word(space).into()].into_iter().chain(texts).chain([id.into()]);
        run(Sql::new(insert, values)).await?;
    }
    Ok(())
}

/// Removes the rows beside a document that the database does not remove with it.
pub(super) async fn forget(tx: &Tx, table: &Table, definition: &Definition, id: Uuid) -> Result<(), DbErr> {
    let Table { documents, words, .. } = table;
    if tx.dialect() == Dialect::Sqlite && !definition.text.is_empty() {
        let sql = format!("DELETE FROM {words} WHERE rowid = (SELECT rid FROM {documents} WHERE id = ?)");
        tx.rows().execute_raw(tx.dialect().statement(&sql, [id.into()])).await?;
    }
    Ok(())
}

/// Makes what stands beside the next documents after `last`; returns the last of them, or `None` when there are none
/// left. `with_fields` when the columns of fields have to be filled, too.
pub(super) async fn fill_slice(
    tx: &Tx,
    table: &Table,
    definition: &Definition,
    (last, with_fields): (Uuid, bool),
) -> Result<Option<Uuid>, StoreError> {
    let dialect = tx.dialect();
    let read = format!(
        "SELECT id, space, doc FROM {} WHERE id > ? ORDER BY id LIMIT {SLICE}{}",
        table.documents,
        dialect.hold()
    );
    let rows = tx.rows().query_all_raw(tx.statement(&read, [last.into()])).await?;
    let mut reached = None;
    for row in rows {
        let (id, space, doc): (Uuid, Uuid, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let Ok(Value::Object(document)) = serde_json::from_str(&doc) else {
            return Err(StoreError::Unreadable { what: "document" });
        };
        let columns = columns(dialect, definition, &document, space.into_bytes());
        if !columns.is_empty() {
            let set = columns.iter().map(|(name, mark, value)| Sql::new(format!("{name} = {mark}"), [value.clone()]));
            let mut update = Sql::new(format!("UPDATE {} SET ", table.documents), []);
            update.append(&Sql::join(set, ", ")).push(" WHERE id = ?", [id.into()]);
            tx.rows().execute_raw(update.statement(dialect)).await?;
        }
        write(tx, table, definition, (id, space.into_bytes()), (&document, false)).await?;
        reached = Some(id);
    }
    if let Some(reached) = reached.filter(|_| with_fields) {
        // The trigger fills them.
        let again = format!("UPDATE {} SET doc = doc WHERE id > ? AND id <= ?", table.documents);
        tx.rows().execute_raw(tx.statement(&again, [last.into(), reached.into()])).await?;
    }
    Ok(reached)
}
