//! Rows and columns, and what stands round them.

use std::collections::BTreeSet;

use super::{Walk, limits};
use crate::page::{ColumnChoice, Filter, Paging, Table};

impl Walk {
    pub(super) fn table(&mut self, at: &str, table: &Table) {
        self.title(&format!("{at}.caption"), &table.caption);
        self.text(&format!("{at}.empty"), &table.empty);
        if table.columns.is_empty() {
            self.flaw(&format!("{at}.columns"), "has no columns");
        }
        let fits = self.at_most(&format!("{at}.columns"), "columns", table.columns.len(), limits::TABLE_COLUMNS);
        if !self.at_most(&format!("{at}.rows"), "rows; show them by pages", table.rows.len(), limits::ROWS) || !fits {
            return;
        }
        for (index, column) in table.columns.iter().enumerate() {
            self.title(&format!("{at}.columns[{index}].title"), &column.title);
            column.sort.iter().for_each(|sort| self.href(&format!("{at}.columns[{index}].sort.href"), &sort.href));
        }
        self.rows(at, table);
        self.row_actions(at, table);
        self.around(at, table);
    }

    fn rows(&mut self, at: &str, table: &Table) {
        for (row_index, row) in table.rows.iter().enumerate() {
            let at = format!("{at}.rows[{row_index}]");
            if row.len() != table.columns.len() {
                self.flaw(&at, format!("has {} values for {} columns", row.len(), table.columns.len()));
            }
            for (index, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
                let at = format!("{at}[{index}]");
                if !column.kind.takes(cell) {
                    self.flaw(
                        &at,
                        format!("does not fit the column `{}`: its kind is {:?}", column.title, column.kind),
                    );
                }
                self.cell(&at, cell);
            }
        }
    }

    fn row_actions(&mut self, at: &str, table: &Table) {
        if table.row_actions.is_empty() {
            return;
        }
        let at = format!("{at}.row_actions");
        if table.row_actions.len() != table.rows.len() {
            self.flaw(&at, format!("{} lists for {} rows", table.row_actions.len(), table.rows.len()));
        }
        self.each(&at, "lists", &table.row_actions, limits::ROWS, |walk, at, actions| {
            walk.buttons(at, actions, limits::MENU);
        });
    }

    /// What stands round the rows.
    fn around(&mut self, at: &str, table: &Table) {
        if table.columns.iter().filter(|column| column.sort.as_ref().is_some_and(|sort| sort.now.is_some())).count() > 1
        {
            self.flaw(&format!("{at}.columns"), "the rows are in the order of more than one column");
        }
        table.filter.iter().for_each(|filter| self.filter(&format!("{at}.filter"), filter));
        table.paging.iter().for_each(|paging| self.paging(&format!("{at}.paging"), paging));
        table.column_choice.iter().for_each(|choice| self.column_choice(&format!("{at}.column_choice"), choice));
        table.csv.iter().for_each(|href| self.action(&format!("{at}.csv"), href));
    }

    fn filter(&mut self, at: &str, filter: &Filter) {
        self.question(&format!("{at}.href"), &filter.href);
        self.each(&format!("{at}.values"), "values", &filter.values, limits::ITEMS, Self::hidden);
        filter.clear.iter().for_each(|href| self.href(&format!("{at}.clear"), href));
        self.id(&format!("{at}.id"), &filter.id);
        self.fields(at, &filter.id, &filter.fields);
        if filter.fields.iter().any(|field| matches!(field.input, crate::page::Input::File { .. })) {
            self.flaw(&format!("{at}.fields"), "has a file, which an address cannot carry");
        }
    }

    fn paging(&mut self, at: &str, paging: &Paging) {
        if paging.first > paging.last || paging.total.is_some_and(|total| paging.last > total) {
            let what = format!("rows {} to {} are none of {:?}", paging.first, paging.last, paging.total);
            self.flaw(at, what);
        }
        paging.previous.iter().for_each(|href| self.href(&format!("{at}.previous"), href));
        paging.next.iter().for_each(|href| self.href(&format!("{at}.next"), href));
    }

    fn column_choice(&mut self, at: &str, choice: &ColumnChoice) {
        self.id(&format!("{at}.id"), &choice.id);
        self.question(&format!("{at}.href"), &choice.href);
        self.name(&format!("{at}.name"), &choice.name);
        self.each(&format!("{at}.values"), "values", &choice.values, limits::ITEMS, Self::hidden);
        let mut values = BTreeSet::new();
        self.each(&format!("{at}.options"), "columns", &choice.options, limits::ITEMS, |walk, at, option| {
            walk.title(&format!("{at}.label"), &option.label);
            walk.title(&format!("{at}.value"), &option.value);
            if !values.insert(option.value.clone()) {
                walk.flaw(&format!("{at}.value"), "is there twice");
            }
        });
    }
}
