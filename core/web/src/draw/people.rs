//! Who belongs to something.

use std::borrow::Cow;

use loadin_profile::page::{People, Someone};
use maud::{Markup, html};

use super::Pen;
use crate::words::{Words, initials};

impl Pen<'_> {
    pub(super) fn people(self, people: &People) -> Markup {
        if people.people.is_empty() {
            return html! { p class="empty" { (self.nothing_yet(&people.label)) } };
        }
        html! {
            ul class="people" aria-label=(people.label) {
                @for someone in &people.people {
                    li {
                        span class="face" aria-hidden="true" { (initials(&someone.name)) }
                        span { (called(someone, self.words)) }
                        @if let Some(role) = &someone.role { span class="dim" { (role) } }
                    }
                }
            }
        }
    }
}

fn called(someone: &Someone, words: Words) -> Cow<'_, str> {
    if someone.is_you {
        words.say_with("draw-you", &[("name", (&someone.name).into())]).into()
    } else {
        (&someone.name).into()
    }
}
