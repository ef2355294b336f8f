//! The two databases, and what they say differently.
//!
//! Rule: everybody else writes one SQL, with `?` for each value, and asks here for the words that differ. A `?` in our text
//! is always a value.

use sea_orm::{DbBackend, Statement, Value as Bound};

/// Which database is talked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub(crate) fn of(backend: DbBackend) -> Self {
        if backend == DbBackend::Postgres { Self::Postgres } else { Self::Sqlite }
    }

    /// Returns the column that documents are joined by: the shorter of those that name one.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Sqlite => "rid",
            Self::Postgres => "id",
        }
    }

    /// Joins in the order that is written: SQLite would otherwise begin with the larger table.
    pub(crate) const fn join(self) -> &'static str {
        match self {
            Self::Sqlite => "CROSS JOIN",
            Self::Postgres => "JOIN",
        }
    }

    /// Returns the parties of the document `d` as one text.
    pub(crate) fn parties(self, table: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT group_concat(hex(p.party), ',') FROM {table} p WHERE p.id = d.id)"),
            Self::Postgres => {
                format!("(SELECT string_agg(replace(p.party::text, '-', ''), ',') FROM {table} p WHERE p.id = d.id)")
            }
        }
    }

    /// Holds a row until the transaction ends. SQLite has one writer and needs none.
    pub(crate) const fn hold(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// As [`Self::hold`], when the row is only relied upon.
    pub(crate) const fn rely_on(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR SHARE",
        }
    }

    /// Returns the statement as its database reads it.
    pub(crate) fn statement(self, sql: &str, values: impl IntoIterator<Item = Bound>) -> Statement {
        match self {
            Self::Sqlite => Statement::from_sql_and_values(DbBackend::Sqlite, sql, values),
            Self::Postgres => Statement::from_sql_and_values(DbBackend::Postgres, numbered(sql), values),
        }
    }
}

/// Writes `$1`, `$2` … for each `?`.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 16);
    for (number, piece) in sql.split('?').enumerate() {
        if number > 0 {
            text.push('$');
            text.push_str(&number.to_string());
        }
        text.push_str(piece);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn values_are_numbered_where_the_database_wants_that() {
        assert_eq!(numbered("a = ? AND b IN (?, ?)"), "a = $1 AND b IN ($2, $3)");
    }
}
