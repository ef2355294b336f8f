//! The API tokens on somebody's own page.
//!
//! Rule: a token's secret is shown once, on the page that answers its making; that page must not be stored.

use loadin_profile::page::Field;
use maud::{Markup, html};

use super::{Account, CoreForm, Entry, chosen_from, devices::day, fields};
use crate::{
    draw, paths,
    words::{Words, around},
};

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
pub(super) fn token_form(view: &Account, words: Words) -> Option<CoreForm<'_>> {
    if view.must_confirm || view.spaces.is_empty() {
        return None;
    }
    let spaces = view.spaces.iter().map(|space| (space.slug.as_str(), space.name.as_str()));
    let name = Field::text(fields::TOKEN_NAME, words.say("account-token-name"))
        .help(words.say("account-token-name-help"))
        .value(&view.token_name)
        .required();
    let space = Field::select(fields::TOKEN_SPACE, words.say("account-token-space"), spaces).required();
    let rights = [("read", words.say("account-token-read")), ("write", words.say("account-token-write"))];
    let scope = Field::select(fields::TOKEN_SCOPE, words.say("account-token-may"), chosen_from(&rights))
        .value("read")
        .required();
    let lengths = [30_u32, 90, 365]
        .map(|days| (days.to_string(), words.say_with("account-token-days", &[("count", days.into())])));
    let days = Field::select(fields::TOKEN_DAYS, words.say("account-token-ends-after"), chosen_from(&lengths))
        .value("90")
        .required();
    Some(CoreForm {
        action: paths::TOKENS,
        csrf: &view.csrf,
        entries: [name, space, scope, days].map(|field| Entry::new(field, Some("off"))).into(),
        submit: words.say("account-token-submit"),
        words,
    })
}

pub(super) fn shown_once(token: &str, words: Words) -> Markup {
    html! {
        div class="notice success" role="status" {
            p { strong { (words.say("account-token-new")) } " " (words.say("account-token-copy")) }
            p { code class="secret" { (token) } }
        }
    }
}

pub(super) fn tokens(view: &Account, words: Words) -> Markup {
    html! {
        @if view.tokens.is_empty() {
            p class="empty" { (words.say("account-token-none")) }
        } @else {
            ul class="cards" {
                @for token in &view.tokens {
                    li class="card" {
                        p class="name" { (token.name) }
                        dl class="facts" {
                            div { dt { (words.say("account-token-space")) } dd { (token.space) } }
                            div { dt { (words.say("account-token-may")) } dd { (token.rights) } }
                            div { dt { (words.say("account-token-ends")) } dd { (day(&token.expires, words)) } }
                            div {
                                dt { (words.say("account-token-last-used")) }
                                dd {
                                    @match &token.last_used {
                                        Some(used) => { (day(used, words)) }
                                        None => { (words.say("account-token-never")) }
                                    }
                                }
                            }
                        }
                        details class="ask" {
                            summary class="button" {
                                (around(words, "account-token-take-back", &[], &[("name", unseen(&token.name))]))
                            }
                            div class="sheet" {
                                p { (words.say("account-token-take-back-note")) }
                                form method="post" action=(paths::revoke_token(&token.id)) {
                                    (draw::csrf(&view.csrf))
                                    button type="submit" class="button danger" { (words.say("account-token-take-it-back")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A name for whoever cannot see which button stands where.
fn unseen(name: &str) -> Markup {
    html! { span class="unseen" { (name) } }
}
