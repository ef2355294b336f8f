//! Rows and columns.
//!
//! Rule: on a narrow screen the table scrolls by itself, its first column stays, and the keyboard reaches it; or each row is a
//! card, with the roles of a table kept. The page never scrolls sideways.

mod around;

use loadin_profile::page::{Action, Cell, Column, ColumnKind, Narrow, Order, Table};
use loadin_words::key;
use maud::{Markup, html};

use super::{Pen, cell};
use crate::words::Words;

impl Pen<'_> {
    pub(super) fn table(self, table: &Table) -> Markup {
        html! {
            (self.above_rows(table))
            @if table.rows.is_empty() {
                p class="empty" { @if table.empty.is_empty() { (self.nothing_yet(&table.caption)) } @else { (table.empty) } }
            } @else {
                (self.rows(table))
            }
            (self.below_rows(table))
        }
    }

    fn rows(self, table: &Table) -> Markup {
        let are_cards = table.narrow == Narrow::Cards;
        let role = |role: &'static str| are_cards.then_some(role);
        let has_actions = table.row_actions.iter().any(|actions| !actions.is_empty());
        html! {
            div class=(if are_cards { "scroll cards-of" } else { "scroll" }) tabindex="0" role="region" aria-label=(table.caption) {
                // A browser forgets that it is a table once its rows are drawn as blocks, so the roles say it.
                table role=[role("table")] {
                    caption { (table.caption) " " span class="dim" { (how_many(table, self.words)) } }
                    thead role=[role("rowgroup")] {
                        tr role=[role("row")] {
                            @for column in &table.columns { (self.head(column, role("columnheader"))) }
                            @if has_actions { th scope="col" role=[role("columnheader")] { span class="unseen" { (self.words.say("draw-table-actions")) } } }
                        }
                    }
                    tbody role=[role("rowgroup")] {
                        @for (index, row) in table.rows.iter().enumerate() {
                            tr role=[role("row")] {
                                @for (at, (value, column)) in row.iter().zip(&table.columns).enumerate() {
                                    (self.cell_of(column, value, at == 0, are_cards))
                                }
                                @if has_actions { (self.row_actions(table, index, role("cell"))) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn head(self, column: &Column, role: Option<&str>) -> Markup {
        let class = class(column.kind);
        let Some(sort) = &column.sort else {
            return html! { th scope="col" class=[class] role=[role] { (column.title) } };
        };
        let (order, arrow, hint) = match sort.now {
            Some(Order::Rising) => (Some("ascending"), "↑", key("draw-table-turn")),
            Some(Order::Falling) => (Some("descending"), "↓", key("draw-table-turn")),
            None => (None, "↕", key("draw-table-order")),
        };
        let shown = html! {
            (column.title) " " span aria-hidden="true" { (arrow) } span class="unseen" { ", " (self.words.say(hint)) }
        };
        html! { th scope="col" class=[class] role=[role] aria-sort=[order] { (self.linked(shown, &sort.href, Some("sort"))) } }
    }

    fn cell_of(self, column: &Column, value: &Cell, is_first: bool, is_card: bool) -> Markup {
        let (class, shown) = (class(column.kind), cell(value, self));
        let label = is_card.then_some(&column.title);
        html! {
            @if is_first {
                th scope="row" class=[class] role=[is_card.then_some("rowheader")] { (shown) }
            } @else {
                td class=[class] role=[is_card.then_some("cell")] data-label=[label] { (shown) }
            }
        }
    }

    fn row_actions(self, table: &Table, index: usize, role: Option<&str>) -> Markup {
        let actions = table.row_actions.get(index).map_or(&[][..], Vec::as_slice);
        let name = table.rows.get(index).and_then(|row| row.first()).map(|cell| self.name_of(cell)).unwrap_or_default();
        html! {
            td class="row-actions" role=[role] {
                @match actions {
                    [] => {}
                    [only @ Action::Go { .. }] => { (self.each_action(std::slice::from_ref(only))) }
                    all => {
                        details class="ask menu-of" {
                            summary class="button" {
                                span aria-hidden="true" { "⋯" } span class="unseen" { (self.words.say_with("draw-table-menu", &[("name", name.into())])) }
                            }
                            div class="sheet" { (self.each_action(all)) }
                        }
                    }
                }
            }
        }
    }
}

impl Pen<'_> {
    /// What is said in place of something that is empty.
    pub(super) fn nothing_yet(self, name: &str) -> String {
        self.words.say_with("draw-nothing-yet", &[("name", name.into())])
    }

    /// What a row is called.
    fn name_of(self, cell: &Cell) -> String {
        match cell {
            Cell::Text(text) => text.clone(),
            Cell::Date(date) => self.words.date(date),
            Cell::Time(time) => self.words.time(time),
            Cell::Link(link) => link.text.clone(),
            Cell::Badge(badge) => badge.text.clone(),
            Cell::Number(number) => self.words.number(*number),
            _ => self.words.say("draw-table-this-row").into_owned(),
        }
    }
}

/// How many rows there are; of one page of many, which.
fn how_many(table: &Table, words: Words) -> String {
    match &table.paging {
        Some(paging) => around::which(paging, words),
        None => words.count(table.rows.len()),
    }
}

fn class(kind: ColumnKind) -> Option<&'static str> {
    match kind {
        ColumnKind::Text | ColumnKind::Badge => None,
        ColumnKind::Date | ColumnKind::Time | ColumnKind::Spark => Some("date"),
        ColumnKind::Number | ColumnKind::Money | ColumnKind::Duration | ColumnKind::Distance | ColumnKind::Percent => {
            Some("number")
        }
    }
}
