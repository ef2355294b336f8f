//! Something to fill in and send, for plugins and for core's own pages alike.
//!
//! Rules: a label, a help and an error are tied to their field by id; what is wrong is listed at the top, each line a link
//! to its field; a form with a file is multipart; the token is in every form that changes something.

mod control;
mod field;
mod parts;

use loadin_profile::page::{Field, Form, Piece};
use maud::{Markup, html};

pub(super) use self::field::said_error;
use self::field::{FieldView, field};

use super::{Pen, csrf, inner, place};
use crate::words::Words;

/// Something wrong, and the id of the field it is about.
pub(crate) struct ErrorLink {
    /// The field's id; a form's where it is about the whole.
    pub id: String,
    /// What is wrong.
    pub text: String,
}

/// Returns everything that is wrong with the forms of a page.
pub(super) fn errors<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> Vec<ErrorLink> {
    pieces
        .into_iter()
        .flat_map(|piece| match piece {
            Piece::Form(form) => form_errors(form),
            Piece::Upload(upload) => {
                upload.error.iter().map(|text| ErrorLink { id: place(&upload.id), text: text.clone() }).collect()
            }
            Piece::Table(table) => {
                table.filter.iter().flat_map(|filter| field_errors(&filter.id, &filter.fields)).collect()
            }
            other => inner(other).into_iter().flat_map(errors).collect(),
        })
        .collect()
}

fn form_errors(form: &Form) -> Vec<ErrorLink> {
    let whole = form.error.iter().map(|text| ErrorLink { id: place(&form.id), text: text.clone() });
    whole.chain(field_errors(&form.id, &form.fields)).collect()
}

fn field_errors(form: &str, fields: &[Field]) -> Vec<ErrorLink> {
    let wrong =
        fields.iter().filter_map(|field| Some(ErrorLink { id: field_id(form, field), text: field.error.clone()? }));
    wrong.collect()
}

/// What is wrong, at the top of the page.
pub(crate) fn summary(errors: &[ErrorLink], words: Words) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="notice problem" role="alert" tabindex="-1" data-focus {
                p {
                    strong { (words.say_with("draw-errors", &[("count", errors.len().into())])) }
                }
                ul { @for error in errors { li { a href={ "#" (error.id) } { (error.text) } } } }
            }
        }
    }
}

/// The id of a field; of one with parts, that of its first one.
fn field_id(form: &str, field: &Field) -> String {
    format!("{}-{}", place(form), field.name)
}

impl Pen<'_> {
    pub(super) fn form(self, form: &Form) -> Markup {
        let Some(address) = self.action(&form.action) else {
            return html! { p class="empty" { (self.words.say("draw-form-stray")) } };
        };
        let enctype = form.has_file().then_some("multipart/form-data");
        html! {
            form class="form" id=(place(&form.id)) method="post" action=(address) enctype=[enctype] {
                (csrf(&self.plugin.csrf))
                @for fields in form.fields.chunk_by(|one, next| one.group == next.group) {
                    @match fields.first().and_then(|field| field.group.as_deref()) {
                        Some(title) if form.folded.iter().any(|folded| folded == title) => {
                            details class="fold" open[fields.iter().any(|field| field.error.is_some())] {
                                summary { (title) }
                                div class="pair" role="group" aria-label=(title) { (self.drawn(&form.id, fields)) }
                            }
                        }
                        Some(title) => {
                            fieldset { legend { (title) } div class="pair" { (self.drawn(&form.id, fields)) } }
                        }
                        None => { (self.drawn(&form.id, fields)) }
                    }
                }
                div class="actions" { button type="submit" class="button primary" { (form.submit) } }
            }
        }
    }

    /// Fields one under another.
    pub(super) fn drawn(self, form: &str, fields: &[Field]) -> Markup {
        html! {
            @for each in fields {
                @let entry = self.entries.iter().find(|entry| entry.name == each.name);
                (field(&FieldView {
                    id: &field_id(form, each),
                    field: each,
                    autocomplete: entry.map(|entry| entry.autocomplete),
                    is_password: entry.is_some_and(|entry| entry.is_password),
                    words: self.words,
                }))
            }
        }
    }
}
