//! Core's own pages: set-up, sign-in, a space's home, the account, and what went wrong.
//!
//! Rule: each takes a view struct that `api` fills and gives back the whole page; what somebody filled in comes back, except
//! secrets. The names of the fields are constants here, so that the form and its reader agree.

mod account;
mod administration;
mod devices;
mod entry;
mod preferences;
mod problem;
mod space;
mod tokens;

use std::borrow::Cow;

use loadin_profile::page::Field;
use maud::{Markup, html};

pub use self::{
    account::{Account, account},
    administration::{AdministeredMember, AdministeredPlugin, Administration, PermissionOf, administration},
    devices::Device,
    entry::{Confirm, SetUp, SignIn, confirm, set_up, sign_in},
    preferences::Preferences,
    problem::{Trouble, trouble},
    space::{Member, SpaceHome, Spaces, ToolCard, space_home, spaces},
    tokens::Token,
};
use crate::{
    draw::{self, ErrorLink, FieldView},
    words::Words,
};

/// What was wrong with a field.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name, one of [`fields`]; empty for the form as a whole.
    pub field: String,
    /// What was wrong, and what would be right: a sentence of its own, for it stands in a list too.
    pub text: String,
}

impl FieldError {
    /// Returns what was wrong with a field.
    #[must_use]
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

/// The names of the fields of core's forms.
pub mod fields {
    /// The token that keeps strangers from posting a form; every form has it.
    pub const CSRF: &str = "_csrf";
    /// The one-time token of the set-up.
    pub const SET_UP_TOKEN: &str = "setup_token";
    /// The name that somebody signs in with.
    pub const LOGIN_NAME: &str = "login_name";
    /// What somebody is called.
    pub const DISPLAY_NAME: &str = "display_name";
    /// The password.
    pub const PASSWORD: &str = "password";
    /// What the first space is called.
    pub const SPACE_NAME: &str = "space_name";
    /// What kind of group the first space is for: `band`, `venue`, `collective` or `crew`.
    pub const SPACE_KIND: &str = "space_kind";
    /// The password that somebody has, where they choose a new one.
    pub const CURRENT_PASSWORD: &str = "current_password";
    /// The password that somebody chooses.
    pub const NEW_PASSWORD: &str = "new_password";
    /// Where to go after signing in.
    pub const NEXT: &str = "next";
    /// The language that somebody chose: a tag; empty where their browser is to say.
    pub const LANGUAGE: &str = "language";
    /// How they count distances: `km` or `mi`; empty where their language is to say.
    pub const DISTANCES: &str = "distances";
    /// The time zone where their clock stands.
    pub const ZONE: &str = "zone";
    /// What an API token is for.
    pub const TOKEN_NAME: &str = "token_name";
    /// The space that an API token is for: its slug.
    pub const TOKEN_SPACE: &str = "token_space";
    /// What an API token may: `read` or `write`.
    pub const TOKEN_SCOPE: &str = "token_scope";
    /// After how many days an API token ends.
    pub const TOKEN_DAYS: &str = "token_days";
}

/// A field of core's own forms.
struct Entry {
    field: Field,
    autocomplete: Option<&'static str>,
    is_password: bool,
}

impl Entry {
    fn new(field: Field, autocomplete: Option<&'static str>) -> Self {
        Self { field, autocomplete, is_password: false }
    }

    fn secret(field: Field, autocomplete: &'static str) -> Self {
        Self { field, autocomplete: Some(autocomplete), is_password: true }
    }
}

/// The choices of a list: the value, and what it is called.
fn chosen_from<V: AsRef<str>, L: AsRef<str>>(choices: &[(V, L)]) -> impl Iterator<Item = (&str, &str)> {
    choices.iter().map(|(value, label)| (value.as_ref(), label.as_ref()))
}

/// A form of core's own.
struct CoreForm<'a> {
    action: &'a str,
    csrf: &'a str,
    entries: Vec<Entry>,
    submit: Cow<'a, str>,
    words: Words,
}

impl CoreForm<'_> {
    /// Ties what was wrong to its fields and returns it as links.
    fn with_errors(&mut self, errors: &[FieldError]) -> Vec<ErrorLink> {
        for entry in &mut self.entries {
            entry.field.error =
                errors.iter().find(|error| error.field == entry.field.name).map(|error| error.text.clone());
        }
        let place = |name: &str| if self.has(name) { name.to_owned() } else { "main".to_owned() };
        errors.iter().map(|error| ErrorLink { id: place(&error.field), text: error.text.clone() }).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.field.name == name)
    }

    fn draw(&self) -> Markup {
        html! {
            form class="form" method="post" action=(self.action) {
                (draw::csrf(self.csrf))
                @for entry in &self.entries {
                    (draw::field(&FieldView {
                        id: &entry.field.name,
                        field: &entry.field,
                        autocomplete: entry.autocomplete,
                        is_password: entry.is_password,
                        words: self.words,
                    }))
                }
                div class="actions" { button type="submit" class="button primary" { (self.submit) } }
            }
        }
    }
}
