//! The home of a space (what can be done here, and who belongs to it), and the list of spaces where one has several.

use maud::{Markup, html};

use crate::{
    document::Document,
    paths,
    shell::{Shell, Space},
    words,
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
    /// What they may, in a word: `owner`.
    pub role: String,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// Draws the home of a space.
#[must_use]
pub fn space_home(view: &SpaceHome, shell: &Shell) -> String {
    let title = shell.space.as_ref().map_or("Your space", |space| &space.name);
    let main = html! {
        section {
            h2 { "What you can do here" }
            @if view.tools.is_empty() {
                p class="empty" { "No plugin is switched on in this space yet. Whoever runs this instance can switch one on." }
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
        @if !view.members.is_empty() { (members(&view.members)) }
    };
    Document::new(title, main).render(shell)
}

fn members(members: &[Member]) -> Markup {
    html! {
        section {
            h2 { "Members" }
            p class="dim" { @if members.len() == 1 { "One person" } @else { (words::count(members.len())) " people" } }
            ul class="people" {
                @for member in members {
                    li {
                        span class="face" aria-hidden="true" { (words::initials(&member.name)) }
                        span { (member.name) @if member.is_you { " (you)" } }
                        span class="dim" { (member.role) }
                    }
                }
            }
        }
    }
}

/// Draws the spaces that somebody can go to.
#[must_use]
pub fn spaces(spaces: &[Space], shell: &Shell) -> String {
    Document::new("Your spaces", cards(spaces)).narrow().render(shell)
}

/// The spaces as cards that lead there.
pub(super) fn cards(spaces: &[Space]) -> Markup {
    html! {
        @if spaces.is_empty() {
            p class="empty" { "You belong to no space yet. Ask an owner of the one you need to take you in." }
        } @else {
            ul class="cards" {
                @for space in spaces {
                    li class="card" { p class="name" { a class="cover" href=(paths::space(&space.slug)) { (space.name) } } }
                }
            }
        }
    }
}
