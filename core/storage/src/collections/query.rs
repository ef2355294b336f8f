//! Questions, compiled to SQL.
//!
//! Rule: who may see a document stands in every statement, first, and no part of a question can take it away. Values are
//! bound; names come from the declaration. What cannot run on an index is refused: today that is all but equality on one
//! field, and the refusal says so.

use loadin_types::data::{Comparison, DataContext, FieldIs, Filter, Order, Query, Reach, Standing};
use loadin_wit::manifest::FieldType;
use sea_orm::Value as Bound;
use serde_json::Value;

use super::{
    cursor::{Place, Sorted},
    definition::{Shelf, Table},
    fields,
};

/// How many documents a page may have.
const MOST: u32 = 200;

/// A statement in the making: text and the values it binds.
#[derive(Debug, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Bound>,
}

impl Sql {
    fn push(&mut self, text: &str, values: impl IntoIterator<Item = Bound>) {
        self.text.push_str(text);
        self.values.extend(values);
    }

    fn append(&mut self, others: &[&Self]) {
        for other in others {
            self.push(&other.text, other.values.iter().cloned());
        }
    }
}

/// A question that can be asked.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) sql: Sql,
    /// The field that is sorted by, besides the id.
    pub(super) sorted: Option<FieldType>,
    /// How many documents the page has at most; the statement asks for one more.
    pub(super) limit: usize,
    /// The rows come in reverse: the page before was asked for.
    pub(super) is_reversed: bool,
}

/// Returns the columns of a document, as `read::document` takes them. The ninth is the value that is sorted by.
pub(super) fn columns(shelf: &Shelf, sorted: &str) -> String {
    format!(
        "d.id, d.space, d.visibility, d.version, d.doc, d.created_at, d.updated_at, d.deleted_at, {sorted}, \
         (SELECT group_concat(hex(p.party), ',') FROM {} p WHERE p.id = d.id)",
        shelf.table.parties
    )
}

/// Writes the condition for what the caller may see at all, for documents that are looked up by id.
pub(super) fn visible(sql: &mut Sql, shelf: &Shelf, context: &DataContext) {
    let space = space(context);
    sql.push("d.deleted_at IS NULL AND ", []);
    match context.standing() {
        Standing::Stranger => sql.push("d.visibility = 3", []),
        Standing::SignedIn => sql.push("d.visibility >= 2", []),
        Standing::Insider => {
            let parties = format!(
                "(d.space = ? OR d.visibility >= 2 OR d.visibility = 1 AND d.id IN (SELECT p.id FROM {} p WHERE p.party = ?))",
                shelf.table.parties
            );
            sql.push(&parties, [space.clone(), space]);
        }
    }
}

fn space(context: &DataContext) -> Bound {
    context.caller.space.bytes().to_vec().into()
}

/// Returns the parts that make up what the caller may see: disjoint, each with an index of its own. As one condition
/// with `OR` they would be a walk through all documents of all spaces.
fn parts(shelf: &Shelf, context: &DataContext, reach: Reach) -> Vec<Sql> {
    let (Table { documents, parties, .. }, own) = (&shelf.table, space(context));
    let part = |text: String, values: &[&Bound]| Sql { text, values: values.iter().copied().cloned().collect() };
    let live = "d.deleted_at IS NULL";
    match (reach, context.standing()) {
        (Reach::Mine, Standing::Insider) => {
            vec![part(format!("{documents} d WHERE {live} AND d.space = ?"), &[&own])]
        }
        (Reach::Mine, Standing::SignedIn) => {
            vec![part(format!("{documents} d WHERE {live} AND d.space = ? AND d.visibility >= 2"), &[&own])]
        }
        (Reach::Mine, Standing::Stranger) => {
            vec![part(format!("{documents} d WHERE {live} AND d.space = ? AND d.visibility = 3"), &[&own])]
        }
        (Reach::Deleted, Standing::Insider) => {
            vec![part(format!("{documents} d WHERE d.deleted_at IS NOT NULL AND d.space = ?"), &[&own])]
        }
        // What is deleted is the owner's own business, whoever could see it before.
        (Reach::Deleted, Standing::SignedIn | Standing::Stranger) => {
            vec![part(format!("{documents} d WHERE 0"), &[])]
        }
        (Reach::Visible, Standing::SignedIn) => {
            vec![part(format!("{documents} d WHERE {live} AND d.visibility >= 2"), &[])]
        }
        // The lower bound lets the planner use the index of shared documents.
        (Reach::Visible, Standing::Stranger) => {
            vec![part(format!("{documents} d WHERE {live} AND d.visibility >= 2 AND d.visibility = 3"), &[])]
        }
        (Reach::Visible, Standing::Insider) => vec![
            part(format!("{documents} d WHERE {live} AND d.space = ?"), &[&own]),
            part(format!("{documents} d WHERE {live} AND d.visibility >= 2 AND d.space <> ?"), &[&own]),
            part(
                format!(
                    "{parties} p CROSS JOIN {documents} d ON d.id = p.id \
                     WHERE p.party = ? AND {live} AND d.visibility = 1 AND d.space <> ?"
                ),
                &[&own, &own],
            ),
        ],
    }
}

/// Compiles a question, from where `place` says.
pub(super) fn compile(
    shelf: &Shelf,
    context: &DataContext,
    query: &Query,
    place: Option<&Place>,
) -> Result<Compiled, String> {
    if !(1..=MOST).contains(&query.limit) {
        return Err(format!("limit must be 1 to {MOST}"));
    }
    let order = order(shelf, &query.order_by)?;
    let is_reversed = place.is_some_and(|place| place.back);
    let (compare, direction) = if order.is_descending == is_reversed { (">", "ASC") } else { ("<", "DESC") };

    let sorted = order.column.as_deref();
    let mut condition = Sql::default();
    if let Some(asked) = &query.filter {
        filter(&mut condition, shelf, asked)?;
    }
    if let Some(place) = place {
        let id: Bound = place.id.bytes().to_vec().into();
        match (sorted, &place.value) {
            (Some(column), Some(value)) => {
                condition.push(&format!(" AND ({column}, d.id) {compare} (?, ?)"), [value.clone().into(), id]);
            }
            _ => condition.push(&format!(" AND d.id {compare} ?"), [id]),
        }
    }
    let by_field = sorted.map(|column| format!("{column} {direction}, ")).unwrap_or_default();
    let mut tail = Sql::default();
    tail.push(&format!(" ORDER BY {by_field}d.id {direction} LIMIT ?"), [i64::from(query.limit + 1).into()]);
    let columns = columns(shelf, sorted.unwrap_or("NULL"));
    let sql = assemble(shelf, &columns, &parts(shelf, context, query.reach), &condition, &tail);
    let limit = usize::try_from(query.limit).unwrap_or_default();
    Ok(Compiled { sql, sorted: order.kind, limit, is_reversed })
}

/// Puts the parts together: each sorted and cut by itself, and then all of them.
fn assemble(shelf: &Shelf, columns: &str, parts: &[Sql], condition: &Sql, tail: &Sql) -> Sql {
    let mut sql = Sql::default();
    if let [part] = parts {
        sql.push(&format!("SELECT {columns} FROM "), []);
        sql.append(&[part, condition, tail]);
        return sql;
    }
    sql.push(&format!("SELECT {columns} FROM ("), []);
    for (number, part) in parts.iter().enumerate() {
        let union = if number == 0 { "" } else { " UNION ALL " };
        sql.push(&format!("{union}SELECT rid FROM (SELECT d.rid AS rid FROM "), []);
        sql.append(&[part, condition, tail]);
        sql.push(")", []);
    }
    sql.push(&format!(") v CROSS JOIN {} d ON d.rid = v.rid", shelf.table.documents), []);
    sql.append(&[tail]);
    sql
}

#[derive(Debug, Default)]
struct Sorting {
    column: Option<String>,
    kind: Option<FieldType>,
    is_descending: bool,
}

fn order(shelf: &Shelf, order_by: &[Order]) -> Result<Sorting, String> {
    let [order] = order_by else {
        let is_none = order_by.is_empty();
        return if is_none { Ok(Sorting::default()) } else { Err("order_by takes one field".to_owned()) };
    };
    let (field, is_descending) = (&order.field, order.descending);
    if field == "id" {
        return Ok(Sorting { is_descending, ..Sorting::default() });
    }
    let Some(kind) = shelf.definition.fields.get(field) else {
        return Err(format!("cannot sort by `{field}`: the collection does not declare it"));
    };
    if !shelf.definition.is_indexed(field) {
        return Err(format!("cannot sort by `{field}`: no index of the collection begins with it"));
    }
    if !shelf.schema.requires(field) {
        return Err(format!(
            "cannot sort by `{field}`: the schema does not require it, and documents without it would be lost"
        ));
    }
    Ok(Sorting { column: Some(format!("d.f_{field}")), kind: Some(*kind), is_descending })
}

fn filter(sql: &mut Sql, shelf: &Shelf, filter: &Filter) -> Result<(), String> {
    let Filter::Field(FieldIs { field, op: Comparison::Eq, value }) = filter else {
        return Err(
            "a filter compares one field with eq in this release; and, or, not and other operators follow".to_owned()
        );
    };
    if field == "id" {
        let id = value.as_str().and_then(|text| text.parse::<loadin_types::DocumentId>().ok());
        let id = id.ok_or("`id` must be the id of a document")?;
        sql.push(" AND d.id = ?", [id.bytes().to_vec().into()]);
        return Ok(());
    }
    let Some(kind) = shelf.definition.fields.get(field) else {
        return Err(format!("cannot filter by `{field}`: the collection does not declare it"));
    };
    if !shelf.definition.is_indexed(field) {
        return Err(format!("cannot filter by `{field}`: no index of the collection begins with it"));
    }
    match bound(field, value, *kind)? {
        Some(value) => sql.push(&format!(" AND d.f_{field} = ?"), [value]),
        None => sql.push(&format!(" AND d.f_{field} IS NULL"), []),
    }
    Ok(())
}

fn bound(field: &str, value: &Value, kind: FieldType) -> Result<Option<Bound>, String> {
    fields::bound(value, kind).map_err(|wanted| format!("`{field}` {wanted}"))
}

/// Reads the value that is sorted by from the ninth column.
pub(super) fn sorted_value(row: &sea_orm::QueryResult, kind: FieldType) -> Result<Sorted, sea_orm::DbErr> {
    const NINTH: usize = 8;
    Ok(match kind {
        FieldType::Text | FieldType::Date | FieldType::DateTime | FieldType::Ref => {
            Sorted::Text(row.try_get_by_index(NINTH)?)
        }
        FieldType::Integer | FieldType::Boolean => Sorted::Whole(row.try_get_by_index(NINTH)?),
        FieldType::Number => Sorted::Bits(row.try_get_by_index::<f64>(NINTH)?.to_bits()),
    })
}
