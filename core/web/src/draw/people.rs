//! Who belongs to something.

use loadin_profile::page::People;
use maud::{Markup, html};

use super::Pen;
use crate::words::{called, initials};

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
                        span { (called(&someone.name, someone.is_you, self.words)) }
                        @if let Some(role) = &someone.role { span class="dim" { (role) } }
                    }
                }
            }
        }
    }
}
