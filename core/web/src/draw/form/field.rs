//! A field round its control: label, help, error.
//!
//! Rule: an answer with parts, and a choice among several, is a group with a name; anything else has a label.

use loadin_profile::page::{Field, Input};
use maud::{Markup, html};

use super::{control, parts};
use crate::words::{Words, file_kinds};

/// A field and what only core's own pages say about one.
pub(crate) struct FieldView<'a> {
    /// Its id on the page.
    pub id: &'a str,
    /// The field.
    pub field: &'a Field,
    /// What browsers and password managers may fill in.
    pub autocomplete: Option<&'a str>,
    /// Whether it is not shown while it is typed.
    pub is_password: bool,
    /// The words of whoever fills it in.
    pub words: Words,
}

impl FieldView<'_> {
    fn help_id(&self) -> Option<String> {
        (self.field.help.is_some() || self.limit().is_some()).then(|| format!("{}-help", self.id))
    }

    fn error_id(&self) -> Option<String> {
        self.field.error.is_some().then(|| format!("{}-error", self.id))
    }

    /// The ids of what is said about the field.
    pub(super) fn described_by(&self) -> Option<String> {
        let ids: Vec<String> = self.error_id().into_iter().chain(self.help_id()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Whether what stands in it is wrong.
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.field.error.is_some().then_some("true")
    }

    /// What is said about the answer beside the author's own words.
    fn limit(&self) -> Option<String> {
        match &self.field.input {
            Input::File { accept, max_bytes } => Some(file_kinds(accept, *max_bytes, self.words)),
            Input::Geo {} => Some(self.words.say("draw-geo-help").into_owned()),
            _ => None,
        }
    }
}

/// A field with its label, help and error.
pub(crate) fn field(view: &FieldView<'_>) -> Markup {
    let field = view.field;
    match &field.input {
        Input::Hidden {} => {
            html! { input type="hidden" name=(field.name) value=(field.value.as_deref().unwrap_or_default()); }
        }
        Input::Checkbox {} => html! {
            div class=(class(field, "field check")) {
                (control::input(view))
                label for=(view.id) { (field.label) }
                (about(view))
            }
        },
        Input::Checkboxes { choices } => group(view, &parts::choices(view, choices, "checkbox")),
        Input::Radio { choices } => group(view, &parts::choices(view, choices, "radio")),
        input if input.parts().len() > 1 => group(view, &parts::parts(view)),
        _ => html! {
            div class=(class(field, "field")) {
                label for=(view.id) { (field.label) (optional(view)) }
                (about(view))
                (control::control(view))
            }
        },
    }
}

/// A field of several controls.
fn group(view: &FieldView<'_>, inside: &Markup) -> Markup {
    html! {
        fieldset class=(class(view.field, "field set")) aria-describedby=[view.described_by()] {
            legend { (view.field.label) (optional(view)) }
            (about(view))
            (inside)
        }
    }
}

fn optional(view: &FieldView<'_>) -> Markup {
    html! { @if !view.field.is_required { " " small { (view.words.say("draw-optional")) } } }
}

/// How to fill it in, and what was wrong.
fn about(view: &FieldView<'_>) -> Markup {
    html! {
        @if let Some(id) = view.help_id() {
            p class="help" id=(id) {
                @if let Some(help) = &view.field.help { (help) " " }
                @if let Some(limit) = view.limit() { (limit) }
            }
        }
        @if let Some(error) = &view.field.error { p class="error" id=[view.error_id()] { (said_error(error, view.words)) } }
    }
}

/// What was wrong, named as an error for whoever cannot see its colour.
pub(crate) fn said_error(error: &str, words: Words) -> String {
    words.say_with("draw-error", &[("text", error.into())])
}

fn class(field: &Field, class: &str) -> String {
    if field.error.is_some() { format!("{class} wrong") } else { class.to_owned() }
}
