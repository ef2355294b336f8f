//! What stands round the rows of a long table: choice, columns, file, pages.
//!
//! Rule: forms here ask (GET) and carry no token, because an address can be kept and shared.

use std::borrow::Cow;

use loadin_profile::page::{ColumnChoice, Filter, Hidden, Icon, Paging, Table};
use maud::{Markup, html};

use super::super::{Pen, icons, place};
use crate::words::Words;

impl Pen<'_> {
    pub(super) fn above_rows(self, table: &Table) -> Markup {
        html! {
            @if let Some(filter) = &table.filter { (self.filter(filter, &table.caption)) }
            @if table.column_choice.is_some() || table.csv.is_some() {
                div class="tools" {
                    @if let Some(choice) = &table.column_choice { (self.column_choice(choice)) }
                    @if let Some(address) = table.csv.as_deref().and_then(|href| self.action(href)) {
                        a class="button" href=(address) download { (icons::icon(Icon::Download)) (self.words.say("draw-table-csv")) }
                    }
                }
            }
        }
    }

    pub(super) fn below_rows(self, table: &Table) -> Markup {
        html! { @if let Some(paging) = &table.paging { (self.paging(paging, &table.caption)) } }
    }

    fn filter(self, filter: &Filter, caption: &str) -> Markup {
        let Some(address) = self.action(&filter.href) else { return html! {} };
        html! {
            form class="filter" id=(place(&filter.id)) method="get" action=(address) role="search"
                aria-label=(self.words.say_with("draw-table-filter", &[("name", caption.into())])) {
                (hidden(&filter.values))
                (self.drawn(&filter.id, &filter.fields))
                div class="actions" {
                    button type="submit" class="button" { (icons::icon(Icon::Search)) (self.words.say("draw-table-show")) }
                    @if let Some(href) = &filter.clear { (self.linked(html! { (self.words.say("draw-table-show-all")) }, href, None)) }
                }
            }
        }
    }

    fn column_choice(self, choice: &ColumnChoice) -> Markup {
        let Some(address) = self.action(&choice.href) else { return html! {} };
        let id = place(&choice.id);
        html! {
            details class="ask" {
                summary class="button" { (icons::icon(Icon::Settings)) (self.words.say("draw-table-columns")) }
                form class="sheet" id=(id) method="get" action=(address) {
                    (hidden(&choice.values))
                    @for (index, option) in choice.options.iter().enumerate() {
                        @let id = format!("{id}.{index}");
                        div class="check" {
                            input type="checkbox" id=(id) name=(choice.name) value=(option.value) checked[option.is_shown];
                            label for=(id) { (option.label) }
                        }
                    }
                    button type="submit" class="button" { (self.words.say("draw-table-show-these")) }
                }
            }
        }
    }

    fn paging(self, paging: &Paging, caption: &str) -> Markup {
        let words = self.words;
        let link = |href: &Option<String>, text: Cow<'_, str>| {
            html! { @if let Some(href) = href { (self.linked(html! { (text) }, href, Some("button"))) } }
        };
        html! {
            nav class="paging" aria-label=(words.say_with("draw-table-pages", &[("name", caption.into())])) {
                (link(&paging.previous, words.say("draw-table-previous")))
                span class="dim" { (which(paging, words)) }
                (link(&paging.next, words.say("draw-table-next")))
            }
        }
    }
}

/// Which of how many rows these are.
pub(super) fn which(paging: &Paging, words: Words) -> String {
    let (first, last) = (paging.first.into(), paging.last.into());
    match paging.total {
        Some(total) => {
            words.say_with("draw-table-some-of", &[("first", first), ("last", last), ("total", total.into())])
        }
        None => words.say_with("draw-table-some", &[("first", first), ("last", last)]),
    }
}

fn hidden(values: &[Hidden]) -> Markup {
    html! { @for each in values { input type="hidden" name=(each.name) value=(each.value); } }
}
