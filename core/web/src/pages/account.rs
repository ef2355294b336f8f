//! Somebody's own page: their name, their password, the browsers they are signed in with, and the tokens by which programs
//! act for them.
//!
//! Rule: what makes somebody stronger is offered only after the password was confirmed; changing the password asks for it
//! in the form itself.

use loadin_profile::page::{Action, Fact, Field, Form, Page, page, section};

use super::{CorePage, Device, FieldError, Preferences, Token, below, devices::devices, fields, preferences, tokens};
use crate::{draw::Entry, paths, shell::Shell, shell::Space, words::Words};

/// The fields that password managers have to know.
const ENTRIES: &[Entry] = &[
    Entry { name: fields::CURRENT_PASSWORD, autocomplete: "current-password", is_password: true },
    Entry { name: fields::NEW_PASSWORD, autocomplete: "new-password", is_password: true },
];

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
    /// Whether they operate the instance.
    pub is_operator: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// Draws somebody's own page.
#[must_use]
pub fn account(view: &Account, shell: &Shell) -> String {
    CorePage::new(pieces(view, shell.words), &view.csrf).entries(ENTRIES).draw(&view.errors, shell)
}

fn pieces(view: &Account, words: Words) -> Page {
    let mut whole = page(words.say("account-title"));
    if let Some(token) = &view.new_token {
        whole = tokens::shown_once(whole, token, words);
    }
    let whole = whole
        .facts([
            Fact::new(words.say("account-name"), view.display_name.as_str()),
            Fact::new(words.say("account-login"), view.login_name.as_str()),
        ])
        .actions([Action::post(words.say("shell-sign-out"), below(paths::SIGN_OUT))])
        .section(section(words.say("account-spaces")).piece(super::space::cards(&view.spaces, words)))
        .section(section(words.say("preferences-title")).form(preferences::form(&view.preferences, words)))
        .section(devices(&view.devices, words))
        .section(
            section(words.say("account-password"))
                .text(words.say("account-password-note").into_owned())
                .form(password_form(words)),
        )
        .section(tokens::tokens(view, words));
    if !view.is_operator {
        return whole;
    }
    let storage = Action::go(words.say("storage-title"), below(paths::STORAGE));
    whole.section(section(words.say("account-instance")).actions([storage]))
}

fn password_form(words: Words) -> Form {
    Form::new("change", below(paths::PASSWORD), words.say("account-change-password"))
        .field(Field::text(fields::CURRENT_PASSWORD, words.say("account-current-password")).required())
        .field(
            Field::text(fields::NEW_PASSWORD, words.say("account-new-password"))
                .help(words.say("entry-password-help"))
                .required(),
        )
}
