//! The API tokens on somebody's own page.
//!
//! Rule: a token's secret is shown once, on the page that answers its making; that page must not be stored.

use loadin_profile::page::Field;
use maud::{Markup, html};

use super::{Account, CoreForm, Entry, fields};
use crate::{draw, paths, words};

/// An API token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The space that it is for.
    pub space: String,
    /// What it may, in words.
    pub rights: String,
    /// Its last day, `2027-03-05`.
    pub expires: String,
    /// The day it was used last.
    pub last_used: Option<String>,
}

/// Returns the form for a new token, unless the password has to be confirmed first.
pub(super) fn token_form(view: &Account) -> Option<CoreForm<'_>> {
    if view.must_confirm || view.spaces.is_empty() {
        return None;
    }
    let spaces = view.spaces.iter().map(|space| (space.slug.as_str(), space.name.as_str()));
    let name = Field::text(fields::TOKEN_NAME, "What it is for")
        .help("So that you know later which one to take back.")
        .value(&view.token_name)
        .required();
    let space = Field::select(fields::TOKEN_SPACE, "Space", spaces).required();
    let scope = Field::select(fields::TOKEN_SCOPE, "It may", [("read", "read"), ("write", "read and change")])
        .value("read")
        .required();
    let days =
        Field::select(fields::TOKEN_DAYS, "It ends after", [("30", "30 days"), ("90", "90 days"), ("365", "a year")])
            .value("90")
            .required();
    Some(CoreForm {
        action: paths::TOKENS,
        csrf: &view.csrf,
        entries: [name, space, scope, days].map(|field| Entry::new(field, Some("off"))).into(),
        submit: "Make a token",
    })
}

pub(super) fn shown_once(token: &str) -> Markup {
    html! {
        div class="notice success" role="status" {
            p { strong { "Your new token. " } "Copy it now: it is not shown again." }
            p { code class="secret" { (token) } }
        }
    }
}

pub(super) fn tokens(view: &Account) -> Markup {
    html! {
        @if view.tokens.is_empty() {
            p class="empty" { "You have no tokens." }
        } @else {
            ul class="cards" {
                @for token in &view.tokens {
                    li class="card" {
                        p class="name" { (token.name) }
                        dl class="facts" {
                            div { dt { "Space" } dd { (token.space) } }
                            div { dt { "It may" } dd { (token.rights) } }
                            div { dt { "Ends" } dd { time datetime=(token.expires) { (words::date(&token.expires)) } } }
                            div {
                                dt { "Last used" }
                                dd {
                                    @match &token.last_used {
                                        Some(day) => { time datetime=(day) { (words::date(day)) } }
                                        None => { "never" }
                                    }
                                }
                            }
                        }
                        details class="ask" {
                            summary class="button" { "Take back" span class="unseen" { " " (token.name) } }
                            div class="sheet" {
                                p { "Whatever uses this token stops working at once." }
                                form method="post" action=(paths::revoke_token(&token.id)) {
                                    (draw::csrf(&view.csrf))
                                    button type="submit" class="button danger" { "Take it back" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
