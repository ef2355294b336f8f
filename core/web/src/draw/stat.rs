//! Numbers that matter, and words with a colour.

use loadin_profile::page::{Badge, BadgeTone, Badges, Change, Direction, Stat, Stats};
use maud::{Markup, html};

use super::{Pen, cell, icons};
use crate::{chart, words::Words};

/// The class of a colour.
pub(super) fn tone(tone: BadgeTone) -> Option<&'static str> {
    match tone {
        BadgeTone::Plain => None,
        BadgeTone::Accent => Some("accent"),
        BadgeTone::Good => Some("good"),
        BadgeTone::Warning => Some("warn"),
        BadgeTone::Bad => Some("bad"),
    }
}

/// A word with a colour.
pub(super) fn badge(badge: &Badge) -> Markup {
    let class = tone(badge.tone).map_or_else(|| "badge".to_owned(), |tone| format!("badge {tone}"));
    html! { span class=(class) { (badge.text) } }
}

/// Words with a colour, side by side.
pub(super) fn badges(badges: &Badges) -> Markup {
    html! { @if !badges.badges.is_empty() { p class="badges" { (row(&badges.badges)) } } }
}

pub(super) fn row(badges: &[Badge]) -> Markup {
    html! { @for (index, each) in badges.iter().enumerate() { @if index > 0 { " " } (badge(each)) } }
}

impl Pen<'_> {
    pub(super) fn stats(self, stats: &Stats) -> Markup {
        html! { @if !stats.stats.is_empty() { dl class="figures" { @for each in &stats.stats { (self.stat(each)) } } } }
    }

    fn stat(self, stat: &Stat) -> Markup {
        let label = html! { (icons::maybe(stat.icon)) (stat.label) };
        html! {
            div {
                dt {
                    @match &stat.href {
                        Some(href) => { (self.linked(label, href, None)) }
                        None => { (label) }
                    }
                }
                dd {
                    (cell(&stat.value, self))
                    @if let Some(spark) = &stat.spark { " " (chart::spark(spark, self)) }
                    @if let Some(moved) = &stat.change { (change(moved, self.words)) }
                    @if let Some(note) = &stat.note { " " small { (note) } }
                }
            }
        }
    }
}

/// How a number moved: the arrow is said in words too.
fn change(change: &Change, words: Words) -> Markup {
    let (arrow, word) = match change.direction {
        Direction::Up => ("↑", words.say("draw-change-up")),
        Direction::Down => ("↓", words.say("draw-change-down")),
        Direction::Level => ("→", words.say("draw-change-level")),
    };
    let class = tone(change.tone).map_or_else(|| "change".to_owned(), |tone| format!("change {tone}"));
    html! {
        span class=(class) {
            span aria-hidden="true" { (arrow) } span class="unseen" { (word) }
            " " (change.text)
        }
    }
}
