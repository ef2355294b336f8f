//! How a space is run: who belongs to it as what, and what its plugins may do and let whom do.
//!
//! Rule: it shows and changes nothing; roles are told by name, for the name is what somebody is asked to give.

use std::borrow::Cow;

use loadin_profile::page::{Action, Cell, ColumnKind, Fact, NoticeKind, Page, Section, Table, page, section};
use loadin_words::key;

use super::{CorePage, below};
use crate::{
    paths,
    shell::Shell,
    words::{Words, called},
};

/// How a space is run.
#[derive(Clone, Debug, Default)]
pub struct Administration {
    /// Who belongs to it, in the order in which they came.
    pub members: Vec<AdministeredMember>,
    /// Whether these are the first of them.
    pub is_first: bool,
    /// Where the next page of members begins, if there is one.
    pub next: Option<String>,
    /// Its plugins.
    pub plugins: Vec<AdministeredPlugin>,
    /// Plugins that are there and cannot be used.
    pub left_out: Vec<String>,
    /// Plugins of which an earlier version goes on.
    pub held_back: Vec<HeldBackPlugin>,
}

/// A plugin of which an earlier version goes on, because the upgrade failed.
#[derive(Clone, Debug)]
pub struct HeldBackPlugin {
    /// What it is called.
    pub name: String,
    /// The version that runs.
    pub runs: String,
    /// The version that should; none when that cannot even be read.
    pub upgrade: Option<String>,
}

/// Somebody who belongs to the space.
#[derive(Clone, Debug)]
pub struct AdministeredMember {
    /// What they are called.
    pub name: String,
    /// Their role.
    pub role: String,
    /// The day on which they came, `2027-03-05`.
    pub since: String,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// A plugin of the space.
#[derive(Clone, Debug)]
pub struct AdministeredPlugin {
    /// What it is called.
    pub name: String,
    /// What it does.
    pub summary: String,
    /// Its version.
    pub version: String,
    /// What it may do of the host's, by the names of the contract: `jobs`.
    pub capabilities: Vec<String>,
    /// What its members may do with it.
    pub permissions: Vec<PermissionOf>,
}

/// A permission that a plugin defines.
#[derive(Clone, Debug)]
pub struct PermissionOf {
    /// Its name, such as `plans:read`.
    pub name: String,
    /// What it lets somebody do.
    pub label: String,
    /// Who has it: the names of roles.
    pub roles: Vec<String>,
}

/// Draws how a space is run.
#[must_use]
pub fn administration(view: &Administration, shell: &Shell) -> String {
    let page = pieces(view, shell.space.as_ref().map_or("", |space| &space.slug), shell.words);
    CorePage::new(page, "").wide().draw(&[], shell)
}

fn pieces(view: &Administration, slug: &str, words: Words) -> Page {
    let address = below(&paths::administration(slug)).to_owned();
    let first = (!view.is_first).then(|| Action::go(words.say("administration-first"), &address));
    let next =
        view.next.as_ref().map(|next| Action::go(words.say("administration-more"), format!("{address}?after={next}")));
    let around: Vec<Action> = first.into_iter().chain(next).collect();
    let mut people = section(words.say("administration-members")).id("members").table(members(view, words));
    if !around.is_empty() {
        people = people.actions(around);
    }
    let mut plugins = section(words.say("administration-plugins")).id("plugins");
    if !view.left_out.is_empty() {
        let names = words.list(view.left_out.iter().map(String::as_str));
        let text = words.say_with("administration-left-out", &[("names", names.into())]);
        plugins = plugins.notice(NoticeKind::Warning, text);
    }
    for held in &view.held_back {
        plugins = plugins.notice(NoticeKind::Warning, held_back(held, words));
    }
    if view.plugins.is_empty() {
        plugins = plugins.text(words.say("administration-none").into_owned());
    }
    for each in &view.plugins {
        plugins = plugins.section(plugin(each, words));
    }
    page(words.say("administration-title")).section(people).section(plugins)
}

fn held_back(held: &HeldBackPlugin, words: Words) -> String {
    let (name, runs) = (held.name.as_str().into(), held.runs.as_str().into());
    match &held.upgrade {
        Some(next) => words
            .say_with("administration-held-back", &[("name", name), ("runs", runs), ("upgrade", next.as_str().into())]),
        None => words.say_with("administration-held-back-unread", &[("name", name), ("runs", runs)]),
    }
}

fn members(view: &Administration, words: Words) -> Table {
    let (name, role, since) =
        (words.say("administration-name"), words.say("administration-role"), words.say("administration-since"));
    let columns = [(&*name, ColumnKind::Text), (&*role, ColumnKind::Text), (&*since, ColumnKind::Date)];
    let rows = view.members.iter().map(|member| {
        let name = called(&member.name, member.is_you, words).into_owned();
        vec![Cell::from(name), Cell::from(member.role.as_str()), Cell::date(&member.since)]
    });
    Table::new(words.say("administration-members-caption"), columns).rows(rows).as_cards()
}

/// Returns what a capability lets a plugin do; one that has no words yet is called as the contract calls it.
fn may(capability: &str, words: Words) -> Cow<'_, str> {
    words.say_known(&format!("administration-may-{capability}")).unwrap_or(Cow::Borrowed(capability))
}

fn plugin(view: &AdministeredPlugin, words: Words) -> Section {
    let (what, who) = (words.say("administration-what"), words.say("administration-who"));
    let columns = [(&*what, ColumnKind::Text), (&*who, ColumnKind::Text)];
    let rows =
        view.permissions.iter().map(|each| vec![Cell::from(each.label.as_str()), Cell::from(each.roles.join(", "))]);
    let may: Vec<_> = view.capabilities.iter().map(|name| may(name, words)).collect();
    let may = match may.is_empty() {
        true => words.say("administration-may-nothing").into_owned(),
        false => words.list(may.iter().map(|each| &**each)),
    };
    let facts = [(key("administration-version"), view.version.clone()), (key("administration-may"), may)];
    section(&view.name)
        .text(view.summary.as_str())
        .facts(facts.map(|(label, value)| Fact::new(words.say(label), value)))
        .table(
            Table::new(words.say("administration-permissions"), columns)
                .rows(rows)
                .empty(words.say("administration-no-permissions"))
                .as_cards(),
        )
}
