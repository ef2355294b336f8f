//! Conditions, compiled to SQL.
//!
//! Rule: a comparison with a missing value is NULL in SQL, and false to us; it is turned into that where it matters, under
//! `NOT`. Names come from a checked declaration, values are bound.

use loadin_query::{
    Compare, Condition, Leaf, Scalar, Test,
    earth::{Bounds, Circle},
    prefix_end,
    words::{Search, Term},
};
use loadin_types::DocumentId;
use sea_orm::Value as Bound;

use super::{
    definition::Shelf,
    sql::{Sql, id_column, padded, scalar_column},
};
use crate::dialect::Dialect;

/// What a compiled condition stands in.
#[derive(Clone, Copy)]
pub(super) struct Within<'s> {
    pub(super) dialect: Dialect,
    pub(super) shelf: &'s Shelf,
    /// Documents of this space only, as it stands in full-text indexes.
    pub(super) space: Option<[u8; 16]>,
}

impl Within<'_> {
    pub(super) fn compile(self, condition: &Condition) -> Sql {
        let all = |parts: &[Condition], between: &str| {
            let parts = parts.iter().map(|part| self.compile(part));
            let mut sql = Sql::new("(", []);
            sql.append(&Sql::join(parts, between)).push(")", []);
            sql
        };
        match condition {
            Condition::All(parts) => all(parts, " AND "),
            Condition::Any(parts) => all(parts, " OR "),
            Condition::Not(part) => {
                let mut sql = Sql::new("NOT coalesce(", []);
                sql.append(&self.compile(part)).push(", FALSE)", []);
                sql
            }
            Condition::Leaf(leaf) => self.leaf(leaf),
        }
    }

    fn leaf(self, leaf: &Leaf) -> Sql {
        match leaf {
            Leaf::Id(asked) => test("d.id", asked, &id_bound),
            Leaf::Field { field, test: asked, .. } => test(&format!("d.f_{field}"), asked, &scalar_column),
            Leaf::Contains { field, entry } => {
                let lists = &self.shelf.table.lists;
                let text = format!("d.id IN (SELECT m.id FROM {lists} m WHERE m.field = ? AND m.value = ?)");
                Sql::new(text, [field.as_str().into(), entry.as_str().into()])
            }
            Leaf::List { field, exists } => {
                let is = if *exists { "IS NOT NULL" } else { "IS NULL" };
                Sql::new(format!("d.f_{field} {is}"), [])
            }
            Leaf::Text(search) => self.text(search, self.shelf.shape.definition.text.len()),
            Leaf::Within(circle) => within(*circle),
            Leaf::Box(bounds) => inside(*bounds),
        }
    }

    /// Writes the condition that the first `count` searched fields have every term.
    pub(super) fn text(self, search: &Search, count: usize) -> Sql {
        let fields = self.shelf.shape.definition.text.get(..count).unwrap_or_default();
        match self.dialect {
            Dialect::Sqlite => {
                let words = &self.shelf.table.words;
                let text = format!("d.rid IN (SELECT rowid FROM {words} WHERE {words} MATCH ?)");
                Sql::new(text, [fts_query(search, fields, self.space).into()])
            }
            Dialect::Postgres => {
                let is_all = count == self.shelf.shape.definition.text.len();
                let weights = "ABCD".get(..count).filter(|_| !is_all).unwrap_or_default();
                // The value itself, for the planner: it knows how many documents have these words.
                Sql::new("d.words @@ ?::tsquery", [ts_query(search, weights, self.space).into()])
            }
        }
    }

    /// Writes how well a search fits, 0 for best, as `Search::rank` counts it.
    pub(super) fn rank(self, search: &Search) -> Sql {
        let fields = self.shelf.shape.definition.text.len();
        let mut sql = Sql::new("CASE", []);
        for count in 1..fields {
            let mut test = self.text(search, count);
            // Read once: PostgreSQL would read the text of a bound value again for every document.
            test.text = test.text.replace("?::tsquery", "(SELECT ?::tsquery)");
            sql.push(" WHEN ", []).append(&test).push(&format!(" THEN {}", count - 1), []);
        }
        sql.push(&format!(" ELSE {} END", fields.saturating_sub(1)), []);
        // A bare number after ORDER BY would be the number of a column.
        if fields == 1 { Sql::new("CASE WHEN TRUE THEN 0 END", []) } else { sql }
    }
}

fn id_bound(value: &Scalar) -> Bound {
    let id = if let Scalar::Text(text) = value { text.parse::<DocumentId>().ok() } else { None };
    id.map_or_else(|| scalar_column(value), |id| id_column(id.bytes()))
}

fn test(column: &str, test: &Test, bound: &dyn Fn(&Scalar) -> Bound) -> Sql {
    let with = |text: &str, value: &Scalar| Sql::new(format!("{column} {text}"), [bound(value)]);
    match test {
        Test::Is(None) | Test::Exists(false) => Sql::new(format!("{column} IS NULL"), []),
        Test::IsNot(None) | Test::Exists(true) => Sql::new(format!("{column} IS NOT NULL"), []),
        Test::Is(Some(value)) => with("= ?", value),
        Test::IsNot(Some(value)) => with("IS DISTINCT FROM ?", value),
        Test::Compare(Compare::Lt, value) => with("< ?", value),
        Test::Compare(Compare::Le, value) => with("<= ?", value),
        Test::Compare(Compare::Gt, value) => with("> ?", value),
        Test::Compare(Compare::Ge, value) => with(">= ?", value),
        Test::Range(from, before) => {
            Sql::new(format!("({column} >= ? AND {column} < ?)"), [bound(from), bound(before)])
        }
        Test::Between(from, to) => Sql::new(format!("({column} >= ? AND {column} <= ?)"), [bound(from), bound(to)]),
        Test::In(values) => {
            let (marks, values) = padded(values.iter().map(bound).collect());
            Sql::new(format!("{column} IN ({marks})"), values)
        }
        Test::Prefix(prefix) => match prefix_end(prefix) {
            Some(end) => Sql::new(format!("({column} >= ? AND {column} < ?)"), [prefix.as_str().into(), end.into()]),
            None => Sql::new(format!("{column} >= ?"), [prefix.as_str().into()]),
        },
    }
}

fn inside(bounds: Bounds) -> Sql {
    let sides = if bounds.crosses() { "(d.p_lon >= ? OR d.p_lon <= ?)" } else { "d.p_lon >= ? AND d.p_lon <= ?" };
    let text = format!("(d.p_lat >= ? AND d.p_lat <= ? AND {sides})");
    Sql::new(text, [bounds.south, bounds.north, bounds.west, bounds.east].map(Bound::from))
}

fn within(circle: Circle) -> Sql {
    let [x, y, z] = circle.centre.on_sphere();
    let mut sql = Sql::new("(", []);
    sql.append(&inside(circle.bounds()));
    let chord = " AND (d.p_x - ?) * (d.p_x - ?) + (d.p_y - ?) * (d.p_y - ?) + (d.p_z - ?) * (d.p_z - ?) <= ?)";
    sql.push(chord, [x, x, y, y, z, z, circle.most()].map(Bound::from));
    sql
}

/// Returns the word that marks a space's documents; no word of a text has an underscore.
pub(super) fn space_word(space: [u8; 16]) -> String {
    let hex: String = space.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("s{hex}")
}

/// Writes a search as FTS5 reads it. Words are letters and digits, so nothing in them can end the quotes.
fn fts_query(search: &Search, fields: &[String], space: Option<[u8; 16]>) -> String {
    let columns: Vec<String> = fields.iter().map(|field| format!("t_{field}")).collect();
    let columns = columns.join(" ");
    let term = |Term { words, is_prefix }: &Term| {
        let star = if *is_prefix { " *" } else { "" };
        format!("{{{columns}}} : \"{}\"{star}", words.join(" "))
    };
    let terms: Vec<String> = search.terms.iter().map(term).collect();
    let terms = terms.join(" AND ");
    space.map_or_else(|| terms.clone(), |space| format!("sp : \"{}\" AND {terms}", space_word(space)))
}

/// How many letters of the beginnings of words that PostgreSQL's index has as entries of their own, as FTS5 has with
/// `prefix='2 3'`. It would otherwise put together all entries that begin so, of all spaces.
const BEGINNINGS: [usize; 2] = [2, 3];

/// Writes a search as `tsquery` reads it.
fn ts_query(search: &Search, weights: &str, space: Option<[u8; 16]>) -> String {
    let colon = if weights.is_empty() { "" } else { ":" };
    let term = |Term { words, is_prefix }: &Term| {
        if let ([word], true) = (words.as_slice(), is_prefix)
            && BEGINNINGS.contains(&word.chars().count())
        {
            return format!("('{word}'{colon}{weights} | '_{word}'{colon}{weights})");
        }
        let last = words.len().saturating_sub(1);
        let words = words.iter().enumerate().map(|(at, word)| {
            if *is_prefix && at == last { format!("'{word}':*{weights}") } else { format!("'{word}'{colon}{weights}") }
        });
        format!("({})", words.collect::<Vec<_>>().join(" <-> "))
    };
    let terms: Vec<String> = search.terms.iter().map(term).collect();
    let terms = terms.join(" & ");
    space.map_or_else(|| terms.clone(), |space| format!("'_{}' & {terms}", space_word(space)))
}

/// Writes the words of a document as `tsvector` reads them: positions keep fields apart, and each field has its weight.
/// Beginnings are those of longer words only, which keeps the largest document below the megabyte that a vector may have.
pub(super) fn ts_vector(fields: &[Vec<String>], space: [u8; 16]) -> String {
    const LAST_POSITION: usize = 16_383;
    let mut text = format!("'_{}'", space_word(space));
    let mut start = 1;
    for (words, weight) in fields.iter().zip(["A", "B", "C", "D"]) {
        for (at, word) in words.iter().enumerate() {
            let position = (start + at).min(LAST_POSITION);
            text.push_str(&format!(" '{word}':{position}{weight}"));
            for beginning in BEGINNINGS.iter().filter_map(|letters| beginning(word, *letters)) {
                text.push_str(&format!(" '_{beginning}':{position}{weight}"));
            }
        }
        start += words.len() + 1;
    }
    text
}

/// Returns so many letters of a word that has more.
fn beginning(word: &str, letters: usize) -> Option<&str> {
    word.char_indices().nth(letters).and_then(|(end, _)| word.get(..end))
}

#[cfg(test)]
mod tests {
    use loadin_query::words::{Search, cut};

    use super::{fts_query, ts_query, ts_vector};

    #[test]
    fn a_search_reaches_each_database_in_its_own_words() {
        let search = Search::parse("dark ro* \"small bar\" o'neil'; --").unwrap();
        let fields = ["name".to_owned(), "note".to_owned()];
        assert_eq!(
            fts_query(&search, &fields, None),
            "{t_name t_note} : \"dark\" AND {t_name t_note} : \"ro\" * AND {t_name t_note} : \"small bar\" AND \
             {t_name t_note} : \"o neil\""
        );
        assert!(fts_query(&search, &fields, Some([7; 16])).starts_with("sp : \"s0707"));
        assert_eq!(
            ts_query(&search, "AB", None),
            "('dark':AB) & ('ro':AB | '_ro':AB) & ('small':AB <-> 'bar':AB) & ('o':AB <-> 'neil':AB)"
        );
        assert_eq!(
            ts_vector(&[cut("Dark room"), cut("no bär")], [0; 16]),
            "'_s00000000000000000000000000000000' 'dark':1A '_da':1A '_dar':1A 'room':2A '_ro':2A '_roo':2A 'no':4B \
             'bar':5B '_ba':5B"
        );
    }
}
