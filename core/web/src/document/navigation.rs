//! Where one can go in a space: beside the page where there is room, in a sheet on a phone.

use maud::{Markup, html};

use crate::{
    shell::{Current, NavGroup, NavItem},
    words::Words,
};

/// Draws the navigation.
pub(super) fn draw(groups: &[NavGroup], words: Words) -> Markup {
    html! {
        @if !groups.is_empty() {
            nav class="side" id="menu" popover aria-label=(words.say("shell-nav")) {
                ul {
                    @for group in groups {
                        li {
                            (link(&group.head))
                            @if !group.items.is_empty() { ul { @for item in &group.items { li { (link(item)) } } } }
                        }
                    }
                }
            }
        }
    }
}

fn link(item: &NavItem) -> Markup {
    let current = match item.current {
        Current::Elsewhere => None,
        Current::Here => Some("page"),
        Current::Below => Some("true"),
    };
    html! { a href=(item.href) aria-current=[current] { (item.text) } }
}
