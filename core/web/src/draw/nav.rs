//! Where one can go within a plugin, and where one is.

use loadin_profile::page::{Link, Nav, NavLink, Tabs};
use maud::{Markup, html};

use super::{Pen, icons};

impl Pen<'_> {
    pub(super) fn tabs(self, tabs: &Tabs) -> Markup {
        html! {
            nav class="tabs" aria-label=(tabs.label) {
                ul { @for link in &tabs.links { li { (self.nav_link(link)) } } }
            }
        }
    }

    pub(super) fn nav(self, nav: &Nav) -> Markup {
        html! {
            nav class="places" aria-label=(nav.label) {
                ul {
                    @for link in &nav.links {
                        li {
                            (self.nav_link(link))
                            @if let Some(note) = &link.note { p class="dim" { (note) } }
                        }
                    }
                }
            }
        }
    }

    fn nav_link(self, link: &NavLink) -> Markup {
        let shown = html! {
            (icons::maybe(link.icon))
            (link.text)
            @if let Some(count) = link.count { " " span class="badge" { (self.words.decimal(&count.to_string())) } }
        };
        let current = link.is_current.then_some("page");
        match self.address(&link.href) {
            Some(address) => html! { a href=(address) aria-current=[current] { (shown) } },
            // An outside place is never where the reader is.
            None => self.linked(shown, &link.href, None),
        }
    }

    /// The pages above this one.
    pub(super) fn trail(self, links: &[Link], title: &str) -> Markup {
        html! {
            nav class="trail" aria-label=(self.words.say("draw-trail")) {
                ol {
                    @for link in links { li { (self.link(link)) } }
                    li class="unseen" aria-current="page" { (title) }
                }
            }
        }
    }
}
