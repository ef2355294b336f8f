//! Core's own pages: set-up, sign-in, a space's home, the account, and what went wrong.
//!
//! Rules: each takes a view struct that `api` fills and gives back the whole page; what somebody filled in comes back, except
//! secrets. Each is made of the pieces that plugins have; only a password is core's alone. The names of the fields are
//! constants here, so that the form and its reader agree.

mod account;
mod administration;
mod devices;
mod entry;
mod history;
mod jobs;
mod preferences;
mod problem;
mod space;
mod storage;
mod tokens;

use loadin_profile::page::{Page, Piece};
use maud::{Markup, html};

pub use self::{
    account::{Account, account},
    administration::{
        AdministeredMember, AdministeredPlugin, Administration, HeldBackPlugin, PermissionOf, administration,
    },
    devices::Device,
    entry::{Confirm, SetUp, SignIn, confirm, set_up, sign_in},
    history::{DocumentHistory, Done, FieldChange, VersionOf, document_history},
    jobs::{OwnJob, OwnJobState, OwnJobs, own_jobs},
    preferences::Preferences,
    problem::{Trouble, trouble},
    space::{Member, SpaceHome, Spaces, ToolCard, space_home, spaces},
    storage::{
        CollectionOf, CopyOfAll, Counted, Helps, IndexFor, IndexOf, MigratingThing, PluginsThings, ServedBy, SlowThing,
        StoredThings, ThingState, stored_things,
    },
    tokens::Token,
};
use crate::{
    document::Document,
    draw::{self, Entry, ErrorLink, Own},
    shell::Shell,
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

/// The choices of a list: the value, and what it is called.
fn chosen_from<V: AsRef<str>, L: AsRef<str>>(choices: &[(V, L)]) -> impl Iterator<Item = (&str, &str)> {
    choices.iter().map(|(value, label)| (value.as_ref(), label.as_ref()))
}

/// One of core's own pages: what it shows, and what a plugin's page cannot have.
struct CorePage<'a> {
    page: Page,
    csrf: &'a str,
    entries: &'static [Entry],
    is_narrow: bool,
    /// What stands under the heading, before the pieces.
    lead: Markup,
    foot: Markup,
}

impl<'a> CorePage<'a> {
    fn new(page: Page, csrf: &'a str) -> Self {
        Self { page, csrf, entries: &[], is_narrow: true, lead: Markup::default(), foot: Markup::default() }
    }

    /// Gives it all the width, as a page that is no form.
    fn wide(mut self) -> Self {
        self.is_narrow = false;
        self
    }

    /// Names the fields that are more than the kit's.
    fn entries(mut self, entries: &'static [Entry]) -> Self {
        self.entries = entries;
        self
    }

    /// Draws it; each error stands at its field, or at the top where there is none.
    fn draw(mut self, errors: &[FieldError], shell: &Shell) -> String {
        let mut left: Vec<&FieldError> = errors.iter().collect();
        place(&mut self.page.pieces, &mut left);
        let errors = left.iter().map(|error| ErrorLink { id: "main".to_owned(), text: error.text.clone() }).collect();
        let own = Own { csrf: self.csrf, entries: self.entries, errors };
        let (main, has_errors) = draw::of_core(&self.page, own, shell);
        let mut document = Document::new(&self.page.title, html! { (self.lead) (main) });
        document.is_narrow = self.is_narrow;
        document.has_errors = has_errors;
        document.foot = self.foot;
        document.render(shell)
    }
}

/// Ties each error to its field; those that find none stay.
fn place(pieces: &mut [Piece], errors: &mut Vec<&FieldError>) {
    for piece in pieces {
        match piece {
            Piece::Form(form) => {
                for field in &mut form.fields {
                    let own = errors.iter().position(|error| error.field == field.name);
                    field.error = own.map(|at| errors.remove(at).text.clone());
                }
            }
            Piece::Section(section) => place(&mut section.pieces, errors),
            _ => {}
        }
    }
}

/// Returns where something of core's is, as a page's links and forms say it: below the root.
fn below(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}
