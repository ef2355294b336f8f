//! Values, labels with values, cards, files.

use loadin_profile::page::{Card, Cell, Downloads, Fact, Facts, List, Money};
use maud::{Markup, html};

use super::{Pen, icons, stat};
use crate::{
    chart,
    words::{Words, amount},
};

/// A value in its words; times and days carry their machine form.
pub(crate) fn cell(cell: &Cell, pen: Pen<'_>) -> Markup {
    let words = pen.words;
    html! {
        @match cell {
            Cell::Empty => {}
            Cell::Text(text) => { (text) }
            Cell::Number(number) => { (words.number(*number)) }
            Cell::Money(each) => { (money(each, words)) }
            Cell::Date(date) => { time datetime=(date) { (words.date(date)) } }
            Cell::Minutes(minutes) => { (words.minutes(*minutes)) }
            Cell::Km(km) => { (words.distance(*km)) }
            Cell::Link(link) => { (pen.link(link)) }
            Cell::Percent(percent) => { (words.percent(*percent)) }
            Cell::Time(time) => { time datetime=(time) { (words.time(time)) } }
            Cell::Badge(badge) => { (stat::badge(badge)) }
            Cell::Spark(spark) => { (chart::spark(spark, pen)) }
        }
    }
}

/// A sum; below zero it also looks so.
pub(super) fn money(money: &Money, words: Words) -> Markup {
    let currency = html! { span class="unit-of" { (money.currency) } };
    html! {
        span class=[money.is_negative().then_some("minus")] {
            @if words.has_currency_first() { (currency) "\u{a0}" (amount(money, words)) }
            @else { (amount(money, words)) "\u{a0}" (currency) }
        }
    }
}

impl Pen<'_> {
    pub(super) fn facts(self, facts: &Facts) -> Markup {
        html! { dl class=(if facts.is_headline { "figures" } else { "facts" }) { (self.each_fact(&facts.facts)) } }
    }

    fn each_fact(self, facts: &[Fact]) -> Markup {
        html! {
            @for fact in facts {
                div {
                    dt { (fact.label) }
                    dd {
                        (cell(&fact.value, self))
                        @if let Some(note) = &fact.note { " " small { (note) } }
                    }
                }
            }
        }
    }

    pub(super) fn list(self, list: &List) -> Markup {
        html! {
            @if list.cards.is_empty() {
                p class="empty" { (list.empty) }
            } @else {
                ul class="cards" { @for card in &list.cards { (self.card(card)) } }
            }
        }
    }

    /// A card that stands alone.
    pub(super) fn lone_card(self, card: &Card) -> Markup {
        html! { div class="card" { (self.in_card(card)) } }
    }

    fn card(self, card: &Card) -> Markup {
        html! { li class="card" { (self.in_card(card)) } }
    }

    fn in_card(self, card: &Card) -> Markup {
        let title = html! { (card.title) };
        html! {
            p class="name" {
                (icons::maybe(card.icon))
                @match &card.href {
                    Some(href) => { (self.linked(title, href, Some("cover"))) }
                    None => { (title) }
                }
            }
            @if !card.badges.is_empty() { p class="badges" { (stat::row(&card.badges)) } }
            @if let Some(note) = &card.note { p class="dim" { (note) } }
            @if !card.facts.is_empty() { dl class="facts" { (self.each_fact(&card.facts)) } }
            @if !card.actions.is_empty() { div class="actions" { (self.each_action_of(&card.title, &card.actions)) } }
        }
    }

    pub(super) fn downloads(self, downloads: &Downloads) -> Markup {
        html! {
            ul class="files" {
                @for file in &downloads.files {
                    li {
                        @match self.action(&file.href) {
                            Some(address) => { a href=(address) download { (file.name) } }
                            None => { (file.name) }
                        }
                        @if !file.note.is_empty() { span class="dim" { (file.note) } }
                    }
                }
            }
        }
    }
}
