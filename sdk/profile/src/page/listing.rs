//! What a long table needs round its rows: order, choice, pages, columns, a file.
//!
//! Rule: every one of these is a link or a form that asks (GET), so that a view of a table has an address of its own.

use serde::{Deserialize, Serialize};

use super::{Field, Hidden};

/// How the rows can be put into another order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// Where the table is in the order of this column.
    pub href: String,
    /// Which order it has now, if it is in that of this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Order>,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The least first.
    Rising,
    /// The most first.
    Falling,
}

/// A form in the head of a table that chooses some of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Its name on the page.
    pub id: String,
    /// Where the table is: a path below the plugin's mount, without a query.
    pub href: String,
    /// What is asked for.
    pub fields: Vec<Field>,
    /// What else the address says, such as the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Hidden>,
    /// Where all rows are; nothing while no row is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear: Option<String>,
}

/// Which of all rows these are, and where the others are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The number of the first row, counted from one.
    pub first: u64,
    /// The number of the last row.
    pub last: u64,
    /// How many there are, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Where those before are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Where those after are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A form that chooses which columns are shown; the ticked ones are sent, each as `name=value`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnChoice {
    /// Its name on the page.
    pub id: String,
    /// Where the table is: a path below the plugin's mount, without a query.
    pub href: String,
    /// The name that is sent for each ticked column.
    pub name: String,
    /// The columns.
    pub options: Vec<ColumnOption>,
    /// What else the address says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Hidden>,
}

/// A column that can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnOption {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it is shown now.
    #[serde(default)]
    pub is_shown: bool,
}

impl Filter {
    /// Returns a form without fields.
    #[must_use]
    pub fn new(id: impl Into<String>, href: impl Into<String>) -> Self {
        Self { id: id.into(), href: href.into(), ..Self::default() }
    }

    /// Adds something to ask for.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Keeps something else that the address says.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push(Hidden { name: name.into(), value: value.into() });
        self
    }

    /// Says where all rows are.
    #[must_use]
    pub fn clear(mut self, href: impl Into<String>) -> Self {
        self.clear = Some(href.into());
        self
    }
}

impl Paging {
    /// Returns which of how many rows these are.
    #[must_use]
    pub fn new(first: u64, last: u64, total: Option<u64>) -> Self {
        Self { first, last, total, previous: None, next: None }
    }

    /// Says where those before are, if there are any.
    #[must_use]
    pub fn previous(mut self, href: impl Into<Option<String>>) -> Self {
        self.previous = href.into();
        self
    }

    /// Says where those after are, if there are any.
    #[must_use]
    pub fn next(mut self, href: impl Into<Option<String>>) -> Self {
        self.next = href.into();
        self
    }
}

impl ColumnChoice {
    /// Returns a form without columns.
    #[must_use]
    pub fn new(id: impl Into<String>, href: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), href: href.into(), name: name.into(), ..Self::default() }
    }

    /// Adds a column.
    #[must_use]
    pub fn option(mut self, value: impl Into<String>, label: impl Into<String>, is_shown: bool) -> Self {
        self.options.push(ColumnOption { value: value.into(), label: label.into(), is_shown });
        self
    }

    /// Keeps something else that the address says.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push(Hidden { name: name.into(), value: value.into() });
        self
    }
}
