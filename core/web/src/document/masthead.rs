//! The head of every page: whose page it is, the way to other spaces, whoever has signed in.
//!
//! Rule: what opens does so by the browser alone (`popover`), so it works without a script, closes with Escape or a touch
//! beside it, and gives the focus back. On a phone the buttons are a bar at the foot of the screen and what they open is a
//! sheet above it. The slots keep the room of what is filled in later, so that nothing moves then.

use maud::{Markup, html};

use crate::{
    assets,
    draw::{self, Sign},
    paths,
    shell::{Person, Shell, Space},
    words::{Words, initials},
};

/// Spaces that the menu lists; whoever has more finds the others by name.
pub(crate) const LISTED: usize = 8;

/// Draws the head.
pub(super) fn draw(shell: &Shell) -> Markup {
    let (home, name) = match &shell.space {
        Some(space) => (paths::space(&space.slug), space.name.as_str()),
        None => (paths::START.to_owned(), "Loadin"),
    };
    html! {
        header class="top" {
            a class="brand" href=(home) {
                img src=(assets::icon()) alt="" width="32" height="32";
                span { (name) }
            }
            // Filled by search and by what is new for the reader.
            div class="slot" data-slot="search" {}
            div class="slot" data-slot="news" {}
            @if let Some(person) = &shell.person { (tools(shell, person)) }
        }
    }
}

fn tools(shell: &Shell, person: &Person) -> Markup {
    let (here, words) = (shell.space.as_ref(), shell.words);
    // Whoever stands in their only space has nowhere to switch to.
    let switches = shell.spaces.iter().any(|space| here.is_none_or(|here| here.slug != space.slug));
    html! {
        div class="dock" {
            @if !shell.nav.is_empty() {
                button type="button" class="tool folds" popovertarget="menu" { (draw::sign(Sign::Menu)) (words.say("shell-menu")) }
            }
            @if switches {
                button type="button" class="tool" popovertarget="spaces" { (draw::sign(Sign::Spaces)) (words.say("shell-spaces")) }
            }
            button type="button" class="tool you" popovertarget="you" {
                span class="face" aria-hidden="true" { (initials(&person.name)) }
                span class="called" { (person.name) }
            }
        }
        @if switches { (spaces(&shell.spaces, here, words)) }
        div class="sheet ends" id="you" popover {
            p class="name" { (person.name) }
            ul { li { a href=(paths::ACCOUNT) { (words.say("shell-account")) } } }
            (sign_out(&person.csrf, words))
        }
    }
}

fn spaces(all: &[Space], here: Option<&Space>, words: Words) -> Markup {
    html! {
        nav class="sheet" id="spaces" popover aria-label=(words.say("account-spaces")) {
            @if all.len() > LISTED { (find("find-space", &words.say("space-find-yours"), "", words)) }
            ul {
                @for space in all.iter().take(LISTED) {
                    @let is_here = here.is_some_and(|here| here.slug == space.slug);
                    li { a href=(paths::space(&space.slug)) aria-current=[is_here.then_some("true")] { (space.name) } }
                }
                li {
                    a href=(paths::ALL_SPACES) {
                        (words.say("shell-all-spaces"))
                        @if all.len() > LISTED { " " span class="badge" { (words.count(all.len())) } }
                    }
                }
            }
        }
    }
}

/// Asks for the name of a space; `id` is the field's, `label` tells one such form of a page from another.
pub(crate) fn find(id: &str, label: &str, asked: &str, words: Words) -> Markup {
    html! {
        form class="find" method="get" action=(paths::START) role="search" aria-label=(label) {
            label for=(id) { (words.say("space-find")) }
            input id=(id) type="search" name=(paths::FIND) value=(asked) autocomplete="off";
            button type="submit" class="button" { (draw::sign(Sign::Search)) span class="unseen" { (words.say("space-find-now")) } }
        }
    }
}

/// Returns the button that signs somebody out.
fn sign_out(csrf: &str, words: Words) -> Markup {
    html! {
        form method="post" action=(paths::SIGN_OUT) {
            (draw::csrf(csrf))
            button type="submit" class="button" { (words.say("shell-sign-out")) }
        }
    }
}
