//! The ways in: the set-up of a new instance, signing in, and confirming that it still is you.

use loadin_profile::page::Field;
use maud::html;

use super::{CoreForm, Entry, FieldError, fields};
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
    let token = Field::text(fields::SET_UP_TOKEN, "Set-up token")
        .help("It stands in the terminal where this instance was started, and works once.")
        .value(&view.setup_token)
        .required();
    let login = Field::text(fields::LOGIN_NAME, "Sign-in name")
        .help("3 to 32 letters or digits. You sign in with it; others do not see it.")
        .value(&view.login_name)
        .required();
    let name = Field::text(fields::DISPLAY_NAME, "Your name")
        .help("As bandmates and venues should read it.")
        .value(&view.display_name)
        .required();
    let password = Field::text(fields::PASSWORD, "Password")
        .help("At least 15 characters. Four or five unrelated words are strong and easy to keep.")
        .required();
    let space = Field::text(fields::SPACE_NAME, "Name of your band, venue or collective")
        .help("The first space of this instance; you can add others later.")
        .value(&view.space_name)
        .required();
    let kinds = [("band", "a band"), ("venue", "a venue"), ("collective", "a collective"), ("crew", "a crew")];
    let kind = Field::select(fields::SPACE_KIND, "It is", kinds).required();
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
        submit: "Set up Loadin",
    };
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors))
        p class="lead" { "This instance is new. Whoever fills in this form runs it and owns its first space." }
        (form.draw())
    };
    let mut document = Document::new("Welcome to Loadin", main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}

/// Draws signing in.
#[must_use]
pub fn sign_in(view: &SignIn, shell: &Shell) -> String {
    let login = Field::text(fields::LOGIN_NAME, "Sign-in name").value(&view.login_name).required();
    let password = Field::text(fields::PASSWORD, "Password").required();
    let mut entries = vec![Entry::new(login, Some("username")), Entry::secret(password, "current-password")];
    entries.extend(view.next.iter().map(|next| Entry::new(Field::hidden(fields::NEXT, next), None)));
    let mut form = CoreForm { action: paths::SIGN_IN, csrf: &view.csrf, entries, submit: "Sign in" };
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors))
        (form.draw())
        p class="dim" { "No account, or the password is gone? Ask whoever runs this instance." }
    };
    let mut document = Document::new("Sign in", main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}

/// Draws confirming the password.
#[must_use]
pub fn confirm(view: &Confirm, shell: &Shell) -> String {
    let login = Field::hidden(fields::LOGIN_NAME, &view.login_name);
    let password = Field::text(fields::PASSWORD, "Password").required();
    let mut form = CoreForm {
        action: paths::CONFIRM,
        csrf: &view.csrf,
        entries: vec![
            Entry::new(login, Some("username")),
            Entry::secret(password, "current-password"),
            Entry::new(Field::hidden(fields::NEXT, &view.next), None),
        ],
        submit: "Confirm",
    };
    let errors = form.with_errors(&view.errors);
    let main = html! {
        (draw::summary(&errors))
        p class="lead" { "What comes next is something that only you should be able to do." }
        (form.draw())
    };
    let mut document = Document::new("Confirm your password", main).narrow();
    document.has_errors = !errors.is_empty();
    document.render(shell)
}
