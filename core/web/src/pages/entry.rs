//! The ways in: the set-up of a new instance, signing in, and confirming that it still is you.

use loadin_profile::page::Field;
use maud::html;

use super::{CoreForm, Entry, FieldError, chosen_from, fields};
use crate::{document::Document, draw, paths, shell::Shell};

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
    let mut form = CoreForm {
        action: paths::SET_UP,
        csrf: &view.csrf,
        entries: vec![
            Entry::new(token, Some("off")),
            Entry::new(space, Some("organization")),
            Entry::new(kind, Some("off")),
            Entry::new(name, Some("name")),
            Entry::new(login, Some("username")),
            Entry::secret(password, "new-password"),
        ],
        submit: words.say("entry-set-up-submit"),
        words,
    };
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors, words))
        p class="lead" { (words.say("entry-set-up-lead")) }
        (form.draw())
    };
    let title = words.say("entry-set-up-title");
    let mut document = Document::new(&title, main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}

/// Draws signing in.
#[must_use]
pub fn sign_in(view: &SignIn, shell: &Shell) -> String {
    let words = shell.words;
    let login = Field::text(fields::LOGIN_NAME, words.say("entry-login")).value(&view.login_name).required();
    let password = Field::text(fields::PASSWORD, words.say("entry-password")).required();
    let mut entries = vec![Entry::new(login, Some("username")), Entry::secret(password, "current-password")];
    entries.extend(view.next.iter().map(|next| Entry::new(Field::hidden(fields::NEXT, next), None)));
    let mut form = CoreForm {
        action: paths::SIGN_IN,
        csrf: &view.csrf,
        entries,
        submit: words.say("entry-sign-in-submit"),
        words,
    };
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors, words))
        (form.draw())
        p class="dim" { (words.say("entry-sign-in-help")) }
    };
    let title = words.say("entry-sign-in-title");
    let mut document = Document::new(&title, main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}

/// Draws confirming the password.
#[must_use]
pub fn confirm(view: &Confirm, shell: &Shell) -> String {
    let words = shell.words;
    let login = Field::hidden(fields::LOGIN_NAME, &view.login_name);
    let password = Field::text(fields::PASSWORD, words.say("entry-password")).required();
    let mut form = CoreForm {
        action: paths::CONFIRM,
        csrf: &view.csrf,
        entries: vec![
            Entry::new(login, Some("username")),
            Entry::secret(password, "current-password"),
            Entry::new(Field::hidden(fields::NEXT, &view.next), None),
        ],
        submit: words.say("entry-confirm-submit"),
        words,
    };
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors, words))
        p class="lead" { (words.say("entry-confirm-lead")) }
        (form.draw())
    };
    let title = words.say("entry-confirm-title");
    let mut document = Document::new(&title, main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}
