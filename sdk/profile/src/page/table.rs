//! Rows and columns.

use serde::{Deserialize, Serialize};

use super::Cell;

/// Rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The columns; the first names the row.
    pub columns: Vec<Column>,
    /// The rows, each with a value for every column.
    pub rows: Vec<Vec<Cell>>,
    /// What to say where there are no rows.
    #[serde(default)]
    pub empty: String,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What its values are.
    pub kind: ColumnKind,
}

/// What a column's values are; each may also be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Words or links.
    Text,
    /// Numbers.
    Number,
    /// Sums.
    Money,
    /// Days.
    Date,
    /// How long things take.
    Duration,
    /// How far things are.
    Distance,
}

impl ColumnKind {
    /// Returns whether a column of this kind takes the value.
    #[must_use]
    pub fn takes(self, cell: &Cell) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(_) | Cell::Link(_) => self == Self::Text,
            Cell::Number(_) => self == Self::Number,
            Cell::Money(_) => self == Self::Money,
            Cell::Date(_) => self == Self::Date,
            Cell::Minutes(_) => self == Self::Duration,
            Cell::Km(_) => self == Self::Distance,
        }
    }
}

impl Table {
    /// Returns a table without rows.
    #[must_use]
    pub fn new<const N: usize>(caption: impl Into<String>, columns: [(&str, ColumnKind); N]) -> Self {
        let columns = columns.map(|(title, kind)| Column { title: title.to_owned(), kind }).into();
        Self { caption: caption.into(), columns, rows: Vec::new(), empty: String::new() }
    }

    /// Adds a row.
    #[must_use]
    pub fn row<const N: usize>(mut self, cells: [Cell; N]) -> Self {
        self.rows.push(cells.into());
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Sets what to say where there are no rows.
    #[must_use]
    pub fn empty(mut self, text: impl Into<String>) -> Self {
        self.empty = text.into();
        self
    }
}
