//! What a slow question has in common with others, how the database goes about it, and what would help.
//!
//! Rule: nothing here writes a value of a filter down; the plan is asked for once for each shape, and only its kind is kept.

use std::time::Duration;

use loadin_query::{
    By, Compare, Condition, Definition, Filter, Leaf, Order, Test,
    aggregate::{self, Measure, What},
};
use loadin_types::{
    Timestamp,
    data::{DataContext, Query, Reach},
};
use sea_orm::ConnectionTrait as _;

use super::{Asked, Remedy, Served, SlowShape};
use crate::{
    Storage,
    collections::{
        aggregate::looked_for,
        definition::Shelf,
        query::{Asker, PageAsked},
        sql::Sql,
    },
    dialect::Dialect,
};

/// A question that was asked.
#[derive(Clone, Copy)]
pub(in crate::collections) enum Question<'a> {
    Find(&'a Query),
    Count(Reach, Option<&'a str>),
    Aggregate(&'a str),
}

/// A question, read again.
struct Read {
    reach: Reach,
    condition: Option<Condition>,
    order: Order,
    aggregate: Option<aggregate::Question>,
}

/// Takes note of a slow question. One that is no question has no shape.
pub(in crate::collections) async fn note(
    storage: &Storage,
    (shelf, context): (&Shelf, &DataContext),
    asked: Question<'_>,
    took: Duration,
    now: Timestamp,
) {
    let Some(read) = Read::of(shelf, asked) else { return };
    let shape = read.shape(shelf, context, asked);
    if storage.slow().again(&shape, took, now) {
        return;
    }
    let asker = Asker { dialect: storage.reader().dialect(), shelf, context, reach: read.reach };
    let served = plan(storage, asker, &read).await;
    let remedy = read.remedy(shelf, served);
    storage.slow().first(shape, took, now, (served, remedy));
}

impl Read {
    fn of(shelf: &Shelf, asked: Question<'_>) -> Option<Self> {
        let shape = &shelf.shape;
        let condition = |text: Option<&str>| {
            text.map(|text| Filter::parse(text).and_then(|filter| filter.check(shape))).transpose().ok()
        };
        let unsorted = Order { keys: Vec::new(), is_id_descending: false };
        Some(match asked {
            Question::Find(query) => {
                let condition = condition(query.filter.as_deref())?;
                let order = Order::check(shape, &query.order_by, condition.as_ref()).ok()?;
                Self { reach: query.reach, condition, order, aggregate: None }
            }
            Question::Count(reach, filter) => {
                Self { reach, condition: condition(filter)?, order: unsorted, aggregate: None }
            }
            Question::Aggregate(text) => {
                let question = aggregate::Question::parse(shape, text).ok()?;
                let condition = question.filter.as_ref().map(|filter| filter.check(shape)).transpose().ok()?;
                let reach = if question.is_of_all_visible { Reach::Visible } else { Reach::Mine };
                Self { reach, condition, order: unsorted, aggregate: Some(question) }
            }
        })
    }

    fn shape(&self, shelf: &Shelf, context: &DataContext, asked: Question<'_>) -> SlowShape {
        let (by, measures) = self.aggregate.as_ref().map_or_else(Default::default, |question| {
            let by = question.by.iter().map(|by| match by.bucket {
                Some(_) => format!("{} in buckets", by.field),
                None => by.field.clone(),
            });
            (by.collect(), question.measures.iter().map(measure).collect())
        });
        SlowShape {
            plugin: context.plugin.clone(),
            collection: shelf.name.clone(),
            asked: match asked {
                Question::Find(_) => Asked::Find,
                Question::Count(..) => Asked::Count,
                Question::Aggregate(_) => Asked::Aggregate,
            },
            reach: match self.reach {
                Reach::Mine => "mine",
                Reach::Visible => "visible",
                Reach::Deleted => "deleted",
            },
            filter: self.condition.as_ref().map_or_else(String::new, told),
            order: self.order.keys.iter().map(sorted_by).collect(),
            by,
            measures,
        }
    }

    /// Returns what would help.
    fn remedy(&self, shelf: &Shelf, served: Served) -> Remedy {
        let whole = &shelf.shape.definition;
        if let Some(question) = self.aggregate.as_ref().filter(|_| self.condition.is_none()) {
            return match (question.is_declared(&shelf.usable()), question.is_declared(&shelf.shape)) {
                (true, _) => Remedy::Less,
                (false, true) => Remedy::Wait,
                (false, false) => aggregate_for(question),
            };
        }
        if matches!(served, Served::Index) {
            return Remedy::Less;
        }
        let mut fields = Vec::new();
        if let Some(condition) = &self.condition {
            let (mut equal, mut ranged) = (Vec::new(), Vec::new());
            leading(condition, &mut equal, &mut ranged);
            fields.extend(equal);
            // Behind a range an index is not sorted any more.
            fields.extend(ranged.into_iter().take(1));
        }
        for key in &self.order.keys {
            if let By::Field(field, _) = &key.by {
                fields.push(field.clone());
            }
        }
        let mut seen = Vec::new();
        fields.retain(|field| {
            !seen.contains(field) && {
                seen.push(field.clone());
                true
            }
        });
        match fields.is_empty() {
            true if self.condition.is_some() => Remedy::Narrow,
            true => Remedy::Less,
            false if has_index(&shelf.usable().definition, &fields) => Remedy::Less,
            false if has_index(whole, &fields) => Remedy::Wait,
            false => Remedy::Index(fields),
        }
    }
}

fn aggregate_for(question: &aggregate::Question) -> Remedy {
    let by = question.by.iter().map(|by| by.field.clone()).collect();
    let mut measures: Vec<String> = Vec::new();
    for measure in &question.measures {
        if let Measure::Of { field, .. } = measure
            && !measures.contains(field)
        {
            measures.push(field.clone());
        }
    }
    Remedy::Aggregate { by, measures }
}

fn has_index(definition: &Definition, fields: &[String]) -> bool {
    let declared = definition.indexes.iter().chain(&definition.unique);
    let referring = definition.references.keys().map(std::slice::from_ref);
    declared.map(Vec::as_slice).chain(referring).any(|group| group.starts_with(fields))
}

/// Finds the fields that an index could lead by: those that every document must equal, and those that must lie somewhere.
fn leading(condition: &Condition, equal: &mut Vec<String>, ranged: &mut Vec<String>) {
    match condition {
        Condition::All(parts) => parts.iter().for_each(|part| leading(part, equal, ranged)),
        Condition::Leaf(Leaf::Field { field, test, .. }) => match test {
            Test::Is(Some(_)) | Test::In(_) => equal.push(field.clone()),
            Test::Compare(..) | Test::Range(..) | Test::Between(..) | Test::Prefix(_) => ranged.push(field.clone()),
            Test::Is(None) | Test::IsNot(_) | Test::Exists(_) => {}
        },
        Condition::Leaf(_) | Condition::Any(_) | Condition::Not(_) => {}
    }
}

fn sorted_by(key: &loadin_query::Key) -> String {
    let name = match &key.by {
        By::Field(field, _) => field.as_str(),
        By::Rank(_) => "$rank",
    };
    if key.is_descending { format!("-{name}") } else { name.to_owned() }
}

fn measure(measure: &Measure) -> String {
    let Measure::Of { what, field, .. } = measure else { return "count".to_owned() };
    let what = match what {
        What::Count => "count",
        What::Sum => "sum",
        What::Avg => "avg",
        What::Min => "min",
        What::Max => "max",
        What::Percentile(_) => "percentile",
    };
    format!("{what}({field})")
}

/// Tells a filter without its values.
fn told(condition: &Condition) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(inner).collect();
        if parts.is_empty() { "true".to_owned() } else { parts.join(word) }
    };
    match condition {
        Condition::All(parts) => joined(parts, " and "),
        Condition::Any(parts) => joined(parts, " or "),
        Condition::Not(part) => format!("not {}", inner(part)),
        Condition::Leaf(leaf) => leaf_told(leaf),
    }
}

fn inner(condition: &Condition) -> String {
    match condition {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => format!("({})", told(condition)),
        _ => told(condition),
    }
}

fn leaf_told(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Id(test) => format!("id {}", test_told(test)),
        Leaf::Field { field, test, .. } => format!("{field} {}", test_told(test)),
        Leaf::Contains { field, .. } => format!("{field} contains ?"),
        Leaf::List { field, exists: true } => format!("{field} exists"),
        Leaf::List { field, exists: false } => format!("{field} is missing"),
        Leaf::Text(_) => "text ?".to_owned(),
        Leaf::Within(_) => "within ?".to_owned(),
        Leaf::Box(_) => "box ?".to_owned(),
    }
}

const fn test_told(test: &Test) -> &'static str {
    match test {
        Test::Is(Some(_)) => "= ?",
        Test::IsNot(Some(_)) => "≠ ?",
        Test::Compare(Compare::Lt, _) => "< ?",
        Test::Compare(Compare::Le, _) => "≤ ?",
        Test::Compare(Compare::Gt, _) => "> ?",
        Test::Compare(Compare::Ge, _) => "≥ ?",
        Test::Range(..) => "during ?",
        Test::Between(..) => "between ?",
        Test::In(_) => "in ?",
        Test::Prefix(_) => "begins with ?",
        Test::Exists(true) | Test::IsNot(None) => "exists",
        Test::Exists(false) | Test::Is(None) => "is missing",
    }
}

/// Asks the database how it goes about the question.
async fn plan(storage: &Storage, asker: Asker<'_>, read: &Read) -> Served {
    let mut sql = match asker.dialect {
        Dialect::Sqlite => Sql::new("EXPLAIN QUERY PLAN ", []),
        Dialect::Postgres => Sql::new("EXPLAIN ", []),
    };
    if let Some(question) = &read.aggregate {
        sql.append(&looked_for(asker, question, read.condition.as_ref()));
    } else if read.order.keys.is_empty() && read.condition.is_none() {
        sql.append(&asker.all("1 AS one", None));
    } else {
        let page = PageAsked { condition: read.condition.as_ref(), order: &read.order, place: None, limit: 50 };
        sql.append(&asker.page(&page));
    }
    let rows = storage.reader().rows().query_all_raw(sql.statement(asker.dialect)).await;
    let column = if asker.dialect == Dialect::Sqlite { 3 } else { 0 };
    let Ok(rows) = rows else { return Served::Unknown };
    let lines: Vec<String> = rows.iter().filter_map(|row| row.try_get_by_index(column).ok()).collect();
    let (prefix, is_narrowed) = (&asker.shelf.table.prefix, read.condition.is_some());
    match asker.dialect {
        Dialect::Sqlite => of_sqlite(&lines, prefix, is_narrowed),
        Dialect::Postgres => of_postgres(&lines, prefix, is_narrowed),
    }
}

/// Returns true for an index that only says whose a document is.
fn is_whole(index: &str, prefix: &str) -> bool {
    ["live", "deleted", "shared"].iter().any(|name| index == format!("{prefix}__{name}"))
}

fn of_sqlite(lines: &[String], prefix: &str, is_narrowed: bool) -> Served {
    let is_sorted = lines.iter().any(|line| line.contains("TEMP B-TREE FOR") && line.contains("ORDER BY"));
    let (mut walks, mut orders, mut leads) = (false, false, false);
    for line in lines {
        let is_virtual = line.contains("VIRTUAL TABLE");
        // Of the other tables only whose a document is comes out, or the entries that lead to it by its id.
        let is_of_documents = line.starts_with("SCAN d") || line.starts_with("SEARCH d ");
        if !is_virtual && (!is_of_documents || line.contains("PRIMARY KEY")) {
            continue;
        }
        let Some((_, rest)) = line.split_once("INDEX ").filter(|_| !is_virtual) else {
            leads |= is_virtual;
            walks |= !is_virtual;
            continue;
        };
        let name = rest.split_whitespace().next().unwrap_or_default();
        if is_whole(name, prefix) {
            walks = true;
        } else if !is_narrowed || rest.contains(" AND ") || !rest.contains("(space=?)") {
            leads = true;
        } else {
            orders = true;
        }
    }
    judged((leads, orders, walks), is_sorted)
}

fn of_postgres(lines: &[String], prefix: &str, is_narrowed: bool) -> Served {
    let is_sorted = lines.iter().any(|line| {
        let line = line.trim_start().trim_start_matches("->").trim_start();
        line == "Sort" || line.starts_with("Sort ")
    });
    let (mut walks, mut orders, mut leads) = (false, false, false);
    for (number, line) in lines.iter().enumerate() {
        if line.contains("Seq Scan on") {
            walks = true;
        }
        let named = line.split_once("Index Scan using ").or_else(|| line.split_once("Index Only Scan using "));
        let named = named.or_else(|| line.split_once("Bitmap Index Scan on "));
        let Some((_, rest)) = named else { continue };
        let name = rest.split_whitespace().next().unwrap_or_default();
        if name.contains("_p_") && !name.contains("__") {
            // Who else may read a document is looked up by its id.
            continue;
        }
        let condition = lines.get(number + 1).filter(|line| line.contains("Index Cond:")).map_or("", String::as_str);
        let by_more = ["f_", "p_lat", "words", "(id ", "field"].iter().any(|column| condition.contains(column));
        if is_whole(name, prefix) {
            walks = true;
        } else if by_more || !is_narrowed {
            leads = true;
        } else {
            orders = true;
        }
    }
    judged((leads, orders, walks), is_sorted)
}

fn judged((leads, orders, walks): (bool, bool, bool), is_sorted: bool) -> Served {
    match (leads, orders, walks) {
        (_, _, true) if !leads => Served::Walk,
        (true, _, _) if is_sorted => Served::Sorted,
        (true, false, _) => Served::Index,
        (_, true, _) => Served::Order,
        _ => Served::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Served, of_postgres, of_sqlite};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn sqlite_tells_an_index_from_a_walk() {
        let parties = "SEARCH p USING COVERING INDEX c1_holds_p_of (id=?)";
        for (plan, expected) in [
            ("SEARCH d USING INDEX c1__i_city (space=? AND f_city=?)", Served::Index),
            ("SEARCH d USING INDEX c1__i_fee (space=? AND f_fee>?)\nUSE TEMP B-TREE FOR ORDER BY", Served::Sorted),
            ("SEARCH d USING INDEX c1__i_rank (space=?)", Served::Order),
            ("SEARCH d USING INDEX c1__live (space=?)", Served::Walk),
            ("SCAN d", Served::Walk),
            ("SCAN t VIRTUAL TABLE INDEX 0:M4\nSEARCH d USING INTEGER PRIMARY KEY (rowid=?)", Served::Index),
        ] {
            assert_eq!(of_sqlite(&lines(&format!("{plan}\n{parties}")), "c1", true), expected, "{plan}");
        }
    }

    #[test]
    fn postgresql_tells_an_index_from_a_walk() {
        for (plan, expected) in [
            (
                "Limit  (cost=1)\n  ->  Index Scan using c1__i_city on c1_holds d  (cost=1)\n        Index Cond: ((space = '0'::uuid) AND (f_city = 'x'::text))",
                Served::Index,
            ),
            (
                "Limit\n  ->  Sort  (cost=1)\n    ->  Bitmap Heap Scan on c1_holds d\n      ->  Bitmap Index Scan on c1__i_city\n            Index Cond: (f_city = 'x'::text)",
                Served::Sorted,
            ),
            ("Limit\n  ->  Seq Scan on c1_holds d\n        Filter: (f_city = 'x'::text)", Served::Walk),
            (
                "Limit\n  ->  Index Scan using c1__live on c1_holds d\n        Index Cond: (space = '0'::uuid)",
                Served::Walk,
            ),
            (
                "Limit\n  ->  Index Scan using c1__i_rank on c1_holds d\n        Index Cond: (space = '0'::uuid)",
                Served::Order,
            ),
        ] {
            assert_eq!(of_postgres(&lines(plan), "c1", true), expected, "{plan}");
        }
    }
}
