//! Somebody's own page: their name, and the tokens by which programs act for them.
//!
//! Rule: a token's secret is shown once, on the page that answers its making; that page must not be stored.

use loadin_profile::page::Field;
use maud::{Markup, html};

use super::{CoreForm, Entry, FieldError, fields};
use crate::{document, document::Document, draw, paths, shell::Shell, shell::Space, words};

/// Somebody's own page.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The token for core's own forms.
    pub csrf: String,
    /// The name that they sign in with.
    pub login_name: String,
    /// What they are called.
    pub display_name: String,
    /// The spaces that they belong to.
    pub spaces: Vec<Space>,
    /// Their API tokens, newest first.
    pub tokens: Vec<Token>,
    /// The token that was just made, to be shown once.
    pub new_token: Option<String>,
    /// What was filled in for a new token: what it is for.
    pub token_name: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

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

/// Draws somebody's own page.
#[must_use]
pub fn account(view: &Account, shell: &Shell) -> String {
    let mut form = token_form(view);
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors))
        @if let Some(token) = &view.new_token { (shown_once(token)) }
        dl class="facts" {
            div { dt { "Name" } dd { (view.display_name) } }
            div { dt { "Sign-in name" } dd { (view.login_name) } }
        }
        div class="actions" { (document::sign_out(&view.csrf)) }
        section {
            h2 { "Your spaces" }
            ul class="cards" {
                @for space in &view.spaces {
                    li class="card" { p class="name" { a class="cover" href=(paths::space(&space.slug)) { (space.name) } } }
                }
            }
        }
        section {
            h2 { "API tokens" }
            p class="dim" { "With a token a program acts for you in one space, with no more rights than you have there." }
            (tokens(view))
        }
        section { h2 { "Make a token" } (form.draw()) }
    };
    let mut document = Document::new("Account", main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}

fn token_form(view: &Account) -> CoreForm<'_> {
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
    CoreForm {
        action: paths::TOKENS,
        csrf: &view.csrf,
        entries: [name, space, scope, days].map(|field| Entry::new(field, Some("off"))).into(),
        submit: "Make a token",
    }
}

fn shown_once(token: &str) -> Markup {
    html! {
        div class="notice success" role="status" {
            p { strong { "Your new token. " } "Copy it now: it is not shown again." }
            p { code class="secret" { (token) } }
        }
    }
}

fn tokens(view: &Account) -> Markup {
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
