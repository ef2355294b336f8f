//! Questions, compiled to SQL.
//!
//! Rule: who may see a document stands in every statement, first, and no part of a question can take it away. What the
//! caller may see is cut into disjoint parts, each with an index of its own; as one condition with `OR` it would be a
//! walk through all documents of all spaces.

use loadin_query::{By, Condition, Key, Leaf, Order, Place};
use loadin_types::{
    DocumentId,
    data::{DataContext, Reach, Standing},
};
use sea_orm::Value as Bound;

use super::{
    condition::Within,
    definition::{Shelf, Table},
    sql::{Sql, id_column, scalar_column},
};
use crate::dialect::Dialect;

/// A question of this caller to this collection.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) dialect: Dialect,
    pub(super) shelf: &'a Shelf,
    pub(super) context: &'a DataContext,
    pub(super) reach: Reach,
}

/// A page that can be asked for.
#[derive(Clone, Copy)]
pub(super) struct PageAsked<'a> {
    pub(super) condition: Option<&'a Condition>,
    pub(super) order: &'a Order,
    pub(super) place: Option<&'a Place>,
    /// How many documents; the statement asks for one more.
    pub(super) limit: u32,
}

/// How many columns [`columns`] has; the values that are sorted by follow.
pub(super) const COLUMNS: usize = 9;

/// Returns the columns of a document, as `read::document` takes them.
pub(super) fn columns(dialect: Dialect, shelf: &Shelf) -> String {
    format!(
        "d.id, d.space, d.visibility, d.version, d.doc, d.created_at, d.updated_at, d.deleted_at, {}",
        dialect.parties(&shelf.table.parties)
    )
}

/// Writes the condition for what the caller may see at all, for documents that are looked up by id.
pub(super) fn visible(shelf: &Shelf, context: &DataContext) -> Sql {
    let space = space(context);
    let mut sql = Sql::new("d.deleted_at IS NULL AND ", []);
    match context.standing() {
        Standing::Stranger => sql.push("d.visibility = 3", []),
        Standing::SignedIn => sql.push("d.visibility >= 2", []),
        Standing::Insider => {
            let parties = format!(
                "(d.space = ? OR d.visibility >= 2 OR d.visibility = 1 AND d.id IN (SELECT p.id FROM {} p WHERE p.party = ?))",
                shelf.table.parties
            );
            sql.push(&parties, [space.clone(), space])
        }
    };
    sql
}

fn space(context: &DataContext) -> Bound {
    id_column(context.caller.space.bytes())
}

impl Asker<'_> {
    /// Returns the parts that make up what the caller may see. `is_own` is how the own space is written.
    fn parts(&self, is_own: &str) -> Vec<Sql> {
        let (Table { documents, parties, .. }, own) = (&self.shelf.table, space(self.context));
        let part = |text: String, values: &[&Bound]| Sql::new(text, values.iter().copied().cloned());
        let live = "d.deleted_at IS NULL";
        match (self.reach, self.context.standing()) {
            (Reach::Mine, Standing::Insider) => {
                vec![part(format!("{documents} d WHERE {live} AND {is_own}"), &[&own])]
            }
            (Reach::Mine, Standing::SignedIn) => {
                vec![part(format!("{documents} d WHERE {live} AND {is_own} AND d.visibility >= 2"), &[&own])]
            }
            (Reach::Mine, Standing::Stranger) => {
                vec![part(format!("{documents} d WHERE {live} AND {is_own} AND d.visibility = 3"), &[&own])]
            }
            (Reach::Deleted, Standing::Insider) => {
                vec![part(format!("{documents} d WHERE d.deleted_at IS NOT NULL AND {is_own}"), &[&own])]
            }
            // What is deleted is the owner's own business, whoever could see it before.
            (Reach::Deleted, Standing::SignedIn | Standing::Stranger) => {
                vec![part(format!("{documents} d WHERE FALSE"), &[])]
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
                        "{parties} p {} {documents} d ON d.id = p.id \
                         WHERE p.party = ? AND {live} AND d.visibility = 1 AND d.space <> ?",
                        self.dialect.join()
                    ),
                    &[&own, &own],
                ),
            ],
        }
    }

    fn within(&self) -> Within<'_> {
        let is_own = self.reach != Reach::Visible;
        let space = is_own.then(|| self.context.caller.space.bytes());
        Within { dialect: self.dialect, shelf: self.shelf, space }
    }

    /// Returns the parts, narrowed to the documents that fit.
    fn fitting(&self, condition: Option<&Condition>) -> Vec<Sql> {
        // An index of words names the space itself; PostgreSQL would read an index of the whole space beside it.
        let is_found_by_words = self.dialect == Dialect::Postgres && condition.is_some_and(is_led_by_words);
        let mut parts = self.parts(if is_found_by_words { "(d.space = ?) IS TRUE" } else { "d.space = ?" });
        let condition = condition.map(|condition| self.within().compile(condition));
        for (part, condition) in parts.iter_mut().flat_map(|part| condition.as_ref().map(|condition| (part, condition)))
        {
            part.push(" AND ", []).append(condition);
        }
        parts
    }

    /// Compiles the question for all that fits, of which only some columns of `d` are wanted.
    pub(super) fn all(&self, columns: &str, condition: Option<&Condition>) -> Sql {
        let part = |part: Sql| {
            let mut sql = Sql::new(format!("SELECT {columns} FROM "), []);
            sql.append(&part);
            sql
        };
        Sql::join(self.fitting(condition).into_iter().map(part), " UNION ALL ")
    }

    /// Compiles the question whether there are more than so many documents to walk through.
    pub(super) fn is_more_than(&self, most: u64) -> Sql {
        let mut sql = Sql::new("SELECT count(*) FROM (", []);
        let most = i64::try_from(most + 1).unwrap_or(i64::MAX);
        sql.append(&self.all("1 AS one", None)).push(" LIMIT ?) v", [most.into()]);
        sql
    }

    /// Compiles the question for a page.
    pub(super) fn page(&self, asked: &PageAsked<'_>) -> Sql {
        let is_back = asked.place.is_some_and(|place| place.back);
        let keys: Vec<(Sql, bool)> = asked
            .order
            .keys
            .iter()
            .map(|key| (self.key(key), key.is_descending != is_back))
            .chain([(Sql::new("d.id", []), asked.order.is_id_descending != is_back)])
            .collect();
        let mut tail = Sql::new(" ORDER BY ", []);
        let by = keys.iter().map(|(key, is_descending)| {
            let mut sql = key.clone();
            sql.push(if *is_descending { " DESC" } else { " ASC" }, []);
            sql
        });
        tail.append(&Sql::join(by, ", ")).push(" LIMIT ?", [(i64::from(asked.limit) + 1).into()]);
        let mut columns = Sql::new(columns(self.dialect, self.shelf), []);
        for (key, _) in keys.iter().take(asked.order.keys.len()) {
            columns.push(", ", []).append(key);
        }
        let mut parts = self.fitting(asked.condition);
        if let Some(place) = asked.place {
            let beyond = beyond(&keys, place);
            for part in &mut parts {
                part.push(" AND ", []).append(&beyond);
            }
        }
        self.assemble(&columns, &parts, &tail)
    }

    fn key(&self, key: &Key) -> Sql {
        match &key.by {
            By::Field(field, _) => Sql::new(format!("d.f_{field}"), []),
            By::Rank(search) => self.within().rank(search),
        }
    }

    /// Puts the parts together: each sorted and cut by itself, and then all of them.
    fn assemble(&self, columns: &Sql, parts: &[Sql], tail: &Sql) -> Sql {
        let mut sql = Sql::new("SELECT ", []);
        sql.append(columns).push(" FROM ", []);
        if let [part] = parts {
            sql.append(part).append(tail);
            return sql;
        }
        let key = self.dialect.key();
        sql.push("(", []);
        for (number, part) in parts.iter().enumerate() {
            let union = if number == 0 { "" } else { " UNION ALL " };
            sql.push(&format!("{union}SELECT {key} FROM (SELECT d.{key} AS {key} FROM "), []);
            sql.append(part).append(tail).push(&format!(") w{number}"), []);
        }
        let join = self.dialect.join();
        sql.push(&format!(") v {join} {} d ON d.{key} = v.{key}", self.shelf.table.documents), []);
        sql.append(tail);
        sql
    }
}

/// Returns true when every document that fits has words that are searched for.
fn is_led_by_words(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().any(is_led_by_words),
        Condition::Leaf(leaf) => matches!(leaf, Leaf::Text(_)),
        Condition::Any(_) | Condition::Not(_) => false,
    }
}

/// Writes the condition for what comes after a place.
fn beyond(keys: &[(Sql, bool)], place: &Place) -> Sql {
    let id = place.id.parse::<DocumentId>().map(|id| id.bytes()).unwrap_or_default();
    let values: Vec<Bound> = place.values.iter().map(scalar_column).chain([id_column(id)]).collect();
    let sign = |is_descending: bool| if is_descending { "<" } else { ">" };
    let first = keys.first().is_some_and(|(_, is_descending)| *is_descending);
    if keys.iter().all(|(_, is_descending)| *is_descending == first) {
        // One comparison of rows is one step in an index.
        let mut sql = Sql::new("(", []);
        sql.append(&Sql::join(keys.iter().map(|(key, _)| key.clone()), ", "));
        let marks = vec!["?"; values.len()].join(", ");
        sql.push(&format!(") {} ({marks})", sign(first)), values);
        return sql;
    }
    let step = |at: usize| {
        let mut sql = Sql::new("(", []);
        for (number, ((key, is_descending), value)) in keys.iter().zip(&values).take(at + 1).enumerate() {
            let sign = if number == at { sign(*is_descending) } else { "=" };
            let and = if number == 0 { "" } else { " AND " };
            sql.push(and, []).append(key).push(&format!(" {sign} ?"), [value.clone()]);
        }
        sql.push(")", []);
        sql
    };
    let mut sql = Sql::new("(", []);
    sql.append(&Sql::join((0..keys.len()).map(step), " OR ")).push(")", []);
    sql
}
