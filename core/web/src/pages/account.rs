//! Somebody's own page: their name, their password, the browsers they are signed in with, and the tokens by which programs
//! act for them.
//!
//! Rule: what makes somebody stronger is offered only after the password was confirmed; changing the password asks for it
//! in the form itself.

use loadin_profile::page::Field;
use maud::{Markup, html};

use super::{
    CoreForm, Device, Entry, FieldError, Preferences, Token,
    devices::devices,
    fields, preferences,
    tokens::{shown_once, token_form, tokens},
};
use crate::{document, document::Document, draw, paths, shell::Shell, shell::Space, words::Words};

/// Somebody's own page.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The token for core's own forms.
    pub csrf: String,
    /// The name that they sign in with.
    pub login_name: String,
    /// What they are called.
    pub display_name: String,
    /// What they like to have.
    pub preferences: Preferences,
    /// The spaces that they belong to.
    pub spaces: Vec<Space>,
    /// The browsers that they are signed in with, the one used last first.
    pub devices: Vec<Device>,
    /// Their API tokens, newest first.
    pub tokens: Vec<Token>,
    /// The token that was just made, to be shown once.
    pub new_token: Option<String>,
    /// What was filled in for a new token: what it is for.
    pub token_name: String,
    /// Whether the password must be confirmed before a token can be made.
    pub must_confirm: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// Draws somebody's own page.
#[must_use]
pub fn account(view: &Account, shell: &Shell) -> String {
    let words = shell.words;
    let (mut new_token, mut password) = (token_form(view, words), password_form(view, words));
    let mut wishes = preferences::form(&view.preferences, &view.csrf, words);
    let (of_password, others): (Vec<_>, Vec<_>) =
        view.errors.iter().cloned().partition(|error| password.has(&error.field));
    let (of_wishes, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|error| wishes.has(&error.field));
    let mut errors = match &mut new_token {
        Some(form) => form.with_errors(&others),
        // Where there is no such form, what was wrong with it stands at the top alone.
        None => CoreForm { action: "", csrf: "", entries: Vec::new(), submit: "".into(), words }.with_errors(&others),
    };
    errors.extend(password.with_errors(&of_password));
    errors.extend(wishes.with_errors(&of_wishes));
    let main = html! {
        (draw::summary(&errors, words))
        @if let Some(token) = &view.new_token { (shown_once(token, words)) }
        dl class="facts" {
            div { dt { (words.say("account-name")) } dd { (view.display_name) } }
            div { dt { (words.say("account-login")) } dd { (view.login_name) } }
        }
        div class="actions" { (document::sign_out(&view.csrf, words)) }
        section { h2 { (words.say("account-spaces")) } (super::space::cards(&view.spaces, words)) }
        section { h2 { (words.say("preferences-title")) } (wishes.draw()) }
        section { h2 { (words.say("account-devices")) } (devices(view, words)) }
        section {
            h2 { (words.say("account-password")) }
            p class="dim" { (words.say("account-password-note")) }
            (password.draw())
        }
        section {
            h2 { (words.say("account-tokens")) }
            p class="dim" { (words.say("account-tokens-note")) }
            (tokens(view, words))
        }
        (make_token(view, new_token.as_ref(), words))
    };
    let title = words.say("account-title");
    let mut document = Document::new(&title, main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}

fn make_token(view: &Account, form: Option<&CoreForm<'_>>, words: Words) -> Markup {
    html! {
        @if let Some(form) = form {
            section { h2 { (words.say("account-make-token")) } (form.draw()) }
        } @else if view.must_confirm && !view.spaces.is_empty() {
            div class="actions" { a class="button" href=(confirm_first()) { (words.say("account-confirm-first")) } }
        }
    }
}

fn confirm_first() -> String {
    format!("{}?{}={}", paths::CONFIRM, fields::NEXT, paths::ACCOUNT)
}

fn password_form(view: &Account, words: Words) -> CoreForm<'_> {
    let current = Field::text(fields::CURRENT_PASSWORD, words.say("account-current-password")).required();
    let new = Field::text(fields::NEW_PASSWORD, words.say("account-new-password"))
        .help(words.say("entry-password-help"))
        .required();
    CoreForm {
        action: paths::PASSWORD,
        csrf: &view.csrf,
        entries: vec![Entry::secret(current, "current-password"), Entry::secret(new, "new-password")],
        submit: words.say("account-change-password"),
        words,
    }
}
