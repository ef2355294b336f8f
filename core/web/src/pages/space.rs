//! The home of a space (what can be done here, and who belongs to it), and the list of spaces where one has several.

use std::borrow::Cow;

use loadin_profile::page::{Action, Card, Empty, List, Someone, page, section};

use super::{CorePage, below};
use crate::{
    document, paths,
    shell::{Shell, Space},
    words::Words,
};

/// The home of a space.
#[derive(Clone, Debug, Default)]
pub struct SpaceHome {
    /// What the plugins of the space do.
    pub tools: Vec<ToolCard>,
    /// Who belongs to it; empty for whoever may not know.
    pub members: Vec<Member>,
}

/// A plugin's first page.
#[derive(Clone, Debug)]
pub struct ToolCard {
    /// What it is called.
    pub title: String,
    /// What question it answers.
    pub text: String,
    /// Where it is.
    pub href: String,
}

/// Somebody who belongs to a space.
#[derive(Clone, Debug)]
pub struct Member {
    /// What they are called.
    pub name: String,
    /// What they may, in a word of the access policy: `owner`.
    pub role: String,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// Draws the home of a space.
#[must_use]
pub fn space_home(view: &SpaceHome, shell: &Shell) -> String {
    let words = shell.words;
    let title = shell.space.as_ref().map_or_else(|| words.say("space-title").into_owned(), |space| space.name.clone());
    let tools = view.tools.iter().map(|tool| Card::new(&tool.title, below(&tool.href)).note(&tool.text));
    let mut whole = page(title).section(section(words.say("space-tools")).list(tools, words.say("space-no-tools")));
    if !view.members.is_empty() {
        let people = view.members.iter().map(|member| Someone {
            name: member.name.clone(),
            role: Some(role(member, words).into_owned()),
            is_you: member.is_you,
        });
        let count = words.say_with("space-people", &[("count", view.members.len().into())]);
        whole =
            whole.section(section(words.say("space-members")).text(count).people(words.say("space-members"), people));
    }
    CorePage::new(whole, "").wide().draw(&[], shell)
}

/// What somebody may, in a word; a role that only this instance has is called as its policy calls it.
fn role(member: &Member, words: Words) -> Cow<'_, str> {
    words.say_known(&format!("space-role-{}", member.role)).unwrap_or(Cow::Borrowed(&member.role))
}

/// The spaces that somebody can go to.
#[derive(Clone, Debug, Default)]
pub struct Spaces {
    /// Those that are shown.
    pub shown: Vec<Space>,
    /// The part of a name that was asked for; empty for all of them.
    pub asked: String,
}

/// Draws the spaces that somebody can go to.
#[must_use]
pub fn spaces(view: &Spaces, shell: &Shell) -> String {
    let words = shell.words;
    let mut whole = page(words.say("account-spaces"));
    if view.shown.is_empty() && !view.asked.is_empty() {
        let none = words.say_with("space-none-found", &[("asked", (&view.asked).into())]);
        let all = Action::go(words.say("space-show-all"), below(paths::ALL_SPACES));
        whole = whole.empty(Empty::new(none, "").action(all));
    } else {
        whole = whole.piece(cards(&view.shown, words));
    }
    let mut page = CorePage::new(whole, "");
    // Asking for a space is the shell's: the menu at the top has the same form.
    if shell.spaces.len() > document::LISTED || !view.asked.is_empty() {
        page.lead = document::find("find-among-all", &words.say("space-find-all"), &view.asked, words);
    }
    page.draw(&[], shell)
}

/// The spaces as cards that lead there.
pub(super) fn cards(spaces: &[Space], words: Words) -> List {
    let cards = spaces.iter().map(|space| Card::new(&space.name, below(&paths::space(&space.slug)))).collect();
    List { cards, empty: words.say("account-no-spaces").into_owned() }
}
