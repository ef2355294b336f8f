//! The ways in: the set-up of a new instance, signing in, and confirming that it still is you.

use loadin_profile::page::{Autofill, Field, Form, page};

use super::{CorePage, FieldError, below, chosen_from, fields};
use crate::{draw::Entry, paths, shell::Shell};

/// The name and the password of somebody who has them.
const KNOWN: &[Entry] = &[
    Entry { name: fields::LOGIN_NAME, autocomplete: "username", is_password: false },
    Entry { name: fields::PASSWORD, autocomplete: "current-password", is_password: true },
];

/// The name and the password that somebody chooses.
const NEW: &[Entry] = &[
    Entry { name: fields::LOGIN_NAME, autocomplete: "username", is_password: false },
    Entry { name: fields::PASSWORD, autocomplete: "new-password", is_password: true },
];

/// The set-up of a new instance.
#[derive(Clone, Debug, Default)]
pub struct SetUp {
    /// The token of the anonymous session.
    pub csrf: String,
    /// The one-time token, where the link in the terminal carried it.
    pub setup_token: String,
    /// What was filled in.
    pub login_name: String,
    /// What was filled in.
    pub display_name: String,
    /// What was filled in.
    pub space_name: String,
    /// What was chosen: a name of a kind of space.
    pub space_kind: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// Signing in.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// The token of the anonymous session.
    pub csrf: String,
    /// What was filled in.
    pub login_name: String,
    /// Where to go afterwards, checked by `api`.
    pub next: Option<String>,
    /// What was wrong; it never tells whether there is such a person.
    pub errors: Vec<FieldError>,
}

/// Confirming the password, before something that only its owner may do.
#[derive(Clone, Debug, Default)]
pub struct Confirm {
    /// The token for core's own forms.
    pub csrf: String,
    /// The name that they sign in with, for password managers.
    pub login_name: String,
    /// Where to go afterwards, checked by `api`.
    pub next: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// Draws the set-up.
#[must_use]
pub fn set_up(view: &SetUp, shell: &Shell) -> String {
    let words = shell.words;
    let token = Field::text(fields::SET_UP_TOKEN, words.say("entry-set-up-token"))
        .help(words.say("entry-set-up-token-help"))
        .value(&view.setup_token)
        .required();
    let login = Field::text(fields::LOGIN_NAME, words.say("entry-login"))
        .help(words.say("entry-login-help"))
        .value(&view.login_name)
        .required();
    let name = Field::text(fields::DISPLAY_NAME, words.say("entry-name"))
        .help(words.say("entry-name-help"))
        .value(&view.display_name)
        .required();
    let password =
        Field::text(fields::PASSWORD, words.say("entry-password")).help(words.say("entry-password-help")).required();
    let space = Field::text(fields::SPACE_NAME, words.say("entry-space"))
        .help(words.say("entry-space-help"))
        .value(&view.space_name)
        .required();
    let kinds = [
        ("band", words.say("entry-kind-band")),
        ("venue", words.say("entry-kind-venue")),
        ("collective", words.say("entry-kind-collective")),
        ("crew", words.say("entry-kind-crew")),
    ];
    let kind = Field::select(fields::SPACE_KIND, words.say("entry-kind"), chosen_from(&kinds)).required();
    let kind = if view.space_kind.is_empty() { kind } else { kind.value(&view.space_kind) };
    let form = Form::new("set-up", below(paths::SET_UP), words.say("entry-set-up-submit"))
        .field(token.autofill(Autofill::Off))
        .field(space.autofill(Autofill::Organization))
        .field(kind.autofill(Autofill::Off))
        .field(name.autofill(Autofill::Name))
        .field(login)
        .field(password);
    let whole = page(words.say("entry-set-up-title")).text(words.say("entry-set-up-lead").into_owned()).form(form);
    CorePage::new(whole, &view.csrf).entries(NEW).draw(&view.errors, shell)
}

/// Draws signing in.
#[must_use]
pub fn sign_in(view: &SignIn, shell: &Shell) -> String {
    let words = shell.words;
    let login = Field::text(fields::LOGIN_NAME, words.say("entry-login")).value(&view.login_name).required();
    let password = Field::text(fields::PASSWORD, words.say("entry-password")).required();
    let mut form = Form::new("sign-in", below(paths::SIGN_IN), words.say("entry-sign-in-submit"));
    form = form.field(login).field(password);
    if let Some(next) = &view.next {
        form = form.field(Field::hidden(fields::NEXT, next));
    }
    let whole = page(words.say("entry-sign-in-title")).form(form).text(words.say("entry-sign-in-help").into_owned());
    CorePage::new(whole, &view.csrf).entries(KNOWN).draw(&view.errors, shell)
}

/// Draws confirming the password.
#[must_use]
pub fn confirm(view: &Confirm, shell: &Shell) -> String {
    let words = shell.words;
    let login = Field::hidden(fields::LOGIN_NAME, &view.login_name);
    let password = Field::text(fields::PASSWORD, words.say("entry-password")).required();
    let form = Form::new("confirm", below(paths::CONFIRM), words.say("entry-confirm-submit"))
        .field(login)
        .field(password)
        .field(Field::hidden(fields::NEXT, &view.next));
    let whole = page(words.say("entry-confirm-title")).text(words.say("entry-confirm-lead").into_owned()).form(form);
    CorePage::new(whole, &view.csrf).entries(KNOWN).draw(&view.errors, shell)
}
