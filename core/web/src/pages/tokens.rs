//! The API tokens on somebody's own page.
//!
//! Rule: a token's secret is shown once, on the page that answers its making; that page must not be stored.

use loadin_profile::page::{Action, Autofill, Card, Cell, Field, Form, NoticeKind, Page, Section, section};

use super::{Account, below, chosen_from, devices::moment, fields};
use crate::{paths, words::Words};

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
    /// When it was used last by the reader's clock, `2027-03-05T19:30`.
    pub last_used: Option<String>,
}

/// Returns the form for a new token.
fn token_form(view: &Account, words: Words) -> Form {
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
    [name, space, scope, days]
        .into_iter()
        .map(|field| field.autofill(Autofill::Off))
        .fold(Form::new("token", below(paths::TOKENS), words.say("account-token-submit")), Form::field)
}

/// Adds the token that was just made.
pub(super) fn shown_once(page: Page, token: &str, words: Words) -> Page {
    page.notice(NoticeKind::Success, words.say("account-token-copy")).verbatim(words.say("account-token-new"), token)
}

/// The tokens as cards, and the way to another one: the form, or the password first.
pub(super) fn tokens(view: &Account, words: Words) -> Section {
    let all = section(words.say("account-tokens"))
        .text(words.say("account-tokens-note").into_owned())
        .list(view.tokens.iter().map(|token| card(token, words)), words.say("account-token-none"));
    if view.spaces.is_empty() {
        return all;
    }
    if view.must_confirm {
        let confirm = format!("{}?{}={}", below(paths::CONFIRM), fields::NEXT, paths::ACCOUNT);
        return all.actions([Action::go(words.say("account-confirm-first"), confirm)]);
    }
    all.section(section(words.say("account-make-token")).form(token_form(view, words)))
}

fn card(token: &Token, words: Words) -> Card {
    let used = match &token.last_used {
        Some(at) => moment(at, words),
        None => Cell::from(&*words.say("account-token-never")),
    };
    let take_back = Action::post(words.say("account-token-take-back"), below(&paths::revoke_token(&token.id)))
        .danger(words.say("account-token-take-back-note"));
    Card { title: token.name.clone(), ..Card::default() }
        .fact(words.say("account-token-space"), token.space.as_str())
        .fact(words.say("account-token-may"), token.rights.as_str())
        .fact(words.say("account-token-ends"), Cell::date(&token.expires))
        .fact(words.say("account-token-last-used"), used)
        .action(take_back)
}
