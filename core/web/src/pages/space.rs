//! The home of a space (what can be done here, and who belongs to it), and the list of spaces where one has several.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::{
    document::{self, Document},
    paths,
    shell::{Shell, Space},
    words::{Words, initials},
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
    let title = shell.space.as_ref().map_or_else(|| words.say("space-title"), |space| space.name.as_str().into());
    let main = html! {
        section {
            h2 { (words.say("space-tools")) }
            @if view.tools.is_empty() {
                p class="empty" { (words.say("space-no-tools")) }
            } @else {
                ul class="cards" {
                    @for tool in &view.tools {
                        li class="card" {
                            p class="name" { a class="cover" href=(tool.href) { (tool.title) } }
                            p class="dim" { (tool.text) }
                        }
                    }
                }
            }
        }
        @if !view.members.is_empty() { (members(&view.members, words)) }
    };
    Document::new(&title, main).render(shell)
}

fn members(members: &[Member], words: Words) -> Markup {
    html! {
        section {
            h2 { (words.say("space-members")) }
            p class="dim" { (words.say_with("space-people", &[("count", members.len().into())])) }
            ul class="people" {
                @for member in members {
                    li {
                        span class="face" aria-hidden="true" { (initials(&member.name)) }
                        span { (called(&member.name, member.is_you, words)) }
                        span class="dim" { (role(member, words)) }
                    }
                }
            }
        }
    }
}

/// What somebody is called: the reader with a word that it is them.
pub(super) fn called(name: &str, is_you: bool, words: Words) -> Cow<'_, str> {
    if is_you { words.say_with("space-you", &[("name", name.into())]).into() } else { name.into() }
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
    let main = html! {
        @if shell.spaces.len() > document::LISTED || !view.asked.is_empty() {
            (document::find("find-among-all", &words.say("space-find-all"), &view.asked, words))
        }
        @if view.shown.is_empty() && !view.asked.is_empty() {
            p class="empty" {
                (words.say_with("space-none-found", &[("asked", (&view.asked).into())])) " "
                a href=(paths::ALL_SPACES) { (words.say("space-show-all")) }
            }
        } @else {
            (cards(&view.shown, words))
        }
    };
    Document::new(&words.say("account-spaces"), main).narrow().render(shell)
}

/// The spaces as cards that lead there.
pub(super) fn cards(spaces: &[Space], words: Words) -> Markup {
    html! {
        @if spaces.is_empty() {
            p class="empty" { (words.say("account-no-spaces")) }
        } @else {
            ul class="cards" {
                @for space in spaces {
                    li class="card" { p class="name" { a class="cover" href=(paths::space(&space.slug)) { (space.name) } } }
                }
            }
        }
    }
}
