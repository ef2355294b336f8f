//! What waits behind a button, and what stands where there is nothing yet.
//!
//! Rule: a sheet is a fold, because that works without a script and under every assistive technology alike; one that holds
//! something to put right is open.

use loadin_profile::page::{Dialog, Empty, Menu, Tone, Upload};
use maud::{Markup, html};

use super::{Pen, actions::button, csrf, form, icons, place};
use crate::words::file_kinds;

impl Pen<'_> {
    pub(super) fn dialog(self, dialog: &Dialog) -> Markup {
        let is_open = !form::errors(&dialog.pieces).is_empty();
        let inside = self.deeper();
        html! {
            details class="ask sheeted" id=(place(&dialog.id)) open[is_open] {
                summary class=(button(dialog.tone)) { (dialog.button) }
                div class="sheet" {
                    (self.titled(&dialog.title, None))
                    (inside.pieces(&dialog.pieces))
                }
            }
        }
    }

    pub(super) fn menu(self, menu: &Menu) -> Markup {
        html! {
            details class="ask menu-of" {
                summary class=(button(Tone::Plain)) { (menu.label) }
                div class="sheet" { (self.each_action(&menu.actions)) }
            }
        }
    }

    pub(super) fn empty(self, empty: &Empty) -> Markup {
        html! {
            div class="empty" {
                (icons::maybe(empty.icon))
                p class="name" { (empty.title) }
                @if !empty.text.is_empty() { p { (empty.text) } }
                @if let Some(action) = &empty.action { (self.each_action(std::slice::from_ref(action))) }
            }
        }
    }

    pub(super) fn upload(self, upload: &Upload) -> Markup {
        let Some(address) = self.action(&upload.action) else {
            return html! { p class="empty" { (self.words.say("draw-form-stray")) } };
        };
        let id = place(&upload.id);
        let (help, error) = (format!("{id}-help"), format!("{id}-error"));
        let described = if upload.error.is_some() { format!("{error} {help}") } else { help.clone() };
        html! {
            form class="form upload" method="post" action=(address) enctype="multipart/form-data" {
                (csrf(&self.plugin.csrf))
                @for hidden in &upload.values { input type="hidden" name=(hidden.name) value=(hidden.value); }
                div class=(if upload.error.is_some() { "field wrong" } else { "field" }) {
                    label for=(id) { (upload.label) }
                    p class="help" id=(help) { (file_kinds(&upload.accept, upload.max_bytes, self.words)) " " (upload.next) }
                    @if let Some(text) = &upload.error { p class="error" id=(error) { (form::said_error(text, self.words)) } }
                    input type="file" id=(id) name=(upload.name) accept=(upload.accept.join(",")) required
                        aria-describedby=(described) aria-invalid=[upload.error.as_ref().map(|_| "true")];
                }
                button type="submit" class="button primary" { (upload.submit) }
            }
        }
    }
}
