//! The home of a space: what can be done here, and who belongs to it.

use maud::html;

use crate::{document::Document, shell::Shell, words};

/// The home of a space.
#[derive(Clone, Debug, Default)]
pub struct SpaceHome {
    /// What the plugins of the space do.
    pub tools: Vec<ToolCard>,
    /// Who belongs to it.
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
        section {
            h2 { "Members" }
            p class="dim" { @if view.members.len() == 1 { "One person" } @else { (words::count(view.members.len())) " people" } }
            ul class="people" {
                @for member in &view.members {
                    li {
                        span class="face" aria-hidden="true" { (words::initials(&member.name)) }
                        span { (member.name) @if member.is_you { " (you)" } }
                        span class="dim" { (member.role) }
                    }
                }
            }
        }
    };
    Document::new(title, main).render(shell)
}
