//! Rows and columns.

use serde::{Deserialize, Serialize};

use super::{Action, Cell, ColumnChoice, Filter, Order, Paging, Sort};

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
    /// What can be done with each row: a list for every row, or none at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub row_actions: Vec<Vec<Action>>,
    /// How it fits a phone.
    #[serde(default)]
    pub narrow: Narrow,
    /// A form that chooses some of the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Which of all rows these are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// A form that chooses which columns are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column_choice: Option<ColumnChoice>,
    /// Where all rows are as a CSV file: a path below the plugin's mount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
}

/// How a table fits a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Narrow {
    /// It scrolls sideways while its first column stays: for rows that are compared.
    #[default]
    Scroll,
    /// Each row becomes a card: for rows that are read one by one.
    Cards,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// How the rows are put into its order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
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
    /// Parts of a hundred.
    Percent,
    /// Times of the day.
    Time,
    /// Words with a colour.
    Badge,
    /// Small lines.
    Spark,
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
            Cell::Percent(_) => self == Self::Percent,
            Cell::Time(_) => self == Self::Time,
            Cell::Badge(_) => self == Self::Badge,
            Cell::Spark(_) => self == Self::Spark,
        }
    }
}

impl Table {
    /// Returns a table without rows.
    #[must_use]
    pub fn new<const N: usize>(caption: impl Into<String>, columns: [(&str, ColumnKind); N]) -> Self {
        let columns = columns.map(|(title, kind)| Column { title: title.to_owned(), kind, sort: None }).into();
        Self { caption: caption.into(), columns, ..Self::default() }
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

    /// Adds a row with what can be done with it.
    #[must_use]
    pub fn row_with<const N: usize>(mut self, cells: [Cell; N], actions: impl IntoIterator<Item = Action>) -> Self {
        self.row_actions.resize(self.rows.len(), Vec::new());
        self.row_actions.push(actions.into_iter().collect());
        self.rows.push(cells.into());
        self
    }

    /// Lets the rows be put into the order of a column, counted from zero; without such a column nothing changes.
    #[must_use]
    pub fn sort(mut self, column: usize, href: impl Into<String>, now: Option<Order>) -> Self {
        if let Some(column) = self.columns.get_mut(column) {
            column.sort = Some(Sort { href: href.into(), now });
        }
        self
    }

    /// Makes each row a card on a phone: for rows that are read one by one.
    #[must_use]
    pub fn as_cards(mut self) -> Self {
        self.narrow = Narrow::Cards;
        self
    }

    /// Puts a form into its head that chooses some of the rows.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Says which of all rows these are.
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Lets the reader choose which columns are shown.
    #[must_use]
    pub fn column_choice(mut self, choice: ColumnChoice) -> Self {
        self.column_choice = Some(choice);
        self
    }

    /// Says where all rows are as a CSV file.
    #[must_use]
    pub fn csv(mut self, href: impl Into<String>) -> Self {
        self.csv = Some(href.into());
        self
    }
}
