//! Rows and columns.
//!
//! Rule: on a narrow screen the table scrolls by itself and can be reached by the keyboard; the page never scrolls sideways.

use loadin_profile::page::{ColumnKind, Table};
use maud::{Markup, html};

use super::{Pen, cell};
use crate::words;

impl Pen<'_> {
    pub(super) fn table(self, table: &Table) -> Markup {
        if table.rows.is_empty() {
            return html! {
                p class="empty" { @if table.empty.is_empty() { (table.caption) ": nothing yet." } @else { (table.empty) } }
            };
        }
        html! {
            div class="scroll" tabindex="0" role="region" aria-label=(table.caption) {
                table {
                    caption { (table.caption) " " span class="dim" { (words::count(table.rows.len())) } }
                    thead {
                        tr {
                            @for column in &table.columns {
                                th scope="col" class=[class(column.kind)] { (column.title) }
                            }
                        }
                    }
                    tbody {
                        @for row in &table.rows {
                            tr {
                                @for (index, (value, column)) in row.iter().zip(&table.columns).enumerate() {
                                    @if index == 0 {
                                        th scope="row" class=[class(column.kind)] { (cell(value, self)) }
                                    } @else {
                                        td class=[class(column.kind)] { (cell(value, self)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn class(kind: ColumnKind) -> Option<&'static str> {
    match kind {
        ColumnKind::Text => None,
        ColumnKind::Date => Some("date"),
        ColumnKind::Number | ColumnKind::Money | ColumnKind::Duration | ColumnKind::Distance => Some("number"),
    }
}
