//! Something to fill in and send, for plugins and for core's own pages alike.
//!
//! Rules: a label, a help and an error are tied to their field by id; what is wrong is listed at the top, each line a link
//! to its field; a form with a file is multipart; the token is in every form.

use loadin_profile::page::{Field, Form, Input, Piece};
use maud::{Markup, html};

use super::{Pen, csrf, inner, place};
use crate::words;

/// Something wrong, and the id of the field it is about.
pub(crate) struct ErrorLink {
    /// The field's id; a form's where it is about the whole.
    pub id: String,
    /// What is wrong.
    pub text: String,
}

/// Returns everything that is wrong with the forms of a page.
pub(super) fn errors(pieces: &[Piece]) -> Vec<ErrorLink> {
    pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Form(form) => form_errors(form),
            other => inner(other).into_iter().flat_map(errors).collect(),
        })
        .collect()
}

fn form_errors(form: &Form) -> Vec<ErrorLink> {
    let whole = form.error.iter().map(|text| ErrorLink { id: place(&form.id), text: text.clone() });
    let of_fields = form.fields.iter().filter_map(|field| {
        let text = field.error.clone()?;
        Some(ErrorLink { id: field_id(form, field), text })
    });
    whole.chain(of_fields).collect()
}

/// What is wrong, at the top of the page.
pub(crate) fn summary(errors: &[ErrorLink]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="notice problem" role="alert" tabindex="-1" data-focus {
                p {
                    strong {
                        @if errors.len() == 1 { "One thing to put right" }
                        @else { (words::count(errors.len())) " things to put right" }
                    }
                }
                ul { @for error in errors { li { a href={ "#" (error.id) } { (error.text) } } } }
            }
        }
    }
}

fn field_id(form: &Form, field: &Field) -> String {
    format!("{}-{}", place(&form.id), field.name)
}

impl Pen<'_> {
    pub(super) fn form(self, form: &Form) -> Markup {
        let Some(address) = self.action(&form.action) else {
            return html! { p class="empty" { "This form cannot be sent: it does not belong to its plugin." } };
        };
        let enctype = form.has_file().then_some("multipart/form-data");
        html! {
            form class="form" id=(place(&form.id)) method="post" action=(address) enctype=[enctype] {
                (csrf(&self.plugin.csrf))
                @for fields in form.fields.chunk_by(|one, next| one.group == next.group) {
                    @match fields.first().and_then(|field| field.group.as_deref()) {
                        Some(title) => {
                            fieldset { legend { (title) } div class="pair" { (drawn(form, fields)) } }
                        }
                        None => { (drawn(form, fields)) }
                    }
                }
                div class="actions" { button type="submit" class="button primary" { (form.submit) } }
            }
        }
    }
}

fn drawn(form: &Form, fields: &[Field]) -> Markup {
    html! {
        @for each in fields {
            (field(&FieldView { id: &field_id(form, each), field: each, autocomplete: None, is_password: false }))
        }
    }
}

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
}

impl FieldView<'_> {
    fn help_id(&self) -> Option<String> {
        (self.field.help.is_some() || self.limit().is_some()).then(|| format!("{}-help", self.id))
    }

    fn error_id(&self) -> Option<String> {
        self.field.error.is_some().then(|| format!("{}-error", self.id))
    }

    fn described_by(&self) -> Option<String> {
        let ids: Vec<String> = self.error_id().into_iter().chain(self.help_id()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// What a file may be, in words.
    fn limit(&self) -> Option<String> {
        let Input::File { accept, max_bytes } = &self.field.input else { return None };
        let endings: Vec<&str> = accept.iter().map(String::as_str).filter(|kind| kind.starts_with('.')).collect();
        let kinds = if endings.is_empty() { String::new() } else { format!("{}, ", endings.join(", ")) };
        Some(format!("{kinds}up to {}.", words::size(*max_bytes)))
    }
}

/// A field with its label, help and error.
pub(crate) fn field(view: &FieldView<'_>) -> Markup {
    let field = view.field;
    if let Input::Hidden {} = field.input {
        return html! { input type="hidden" name=(field.name) value=(field.value.as_deref().unwrap_or_default()); };
    }
    let is_checkbox = matches!(field.input, Input::Checkbox {});
    html! {
        div class=(class(field, is_checkbox)) {
            @if is_checkbox { (control(view)) }
            label for=(view.id) {
                (field.label)
                @if !field.is_required && !is_checkbox { " " small { "optional" } }
            }
            @if let Some(id) = view.help_id() {
                p class="help" id=(id) {
                    @if let Some(help) = &field.help { (help) " " }
                    @if let Some(limit) = view.limit() { (limit) }
                }
            }
            @if let Some(error) = &field.error { p class="error" id=[view.error_id()] { "Error: " (error) } }
            @if !is_checkbox { (control(view)) }
        }
    }
}

fn class(field: &Field, is_checkbox: bool) -> &'static str {
    match (is_checkbox, field.error.is_some()) {
        (true, false) => "field check",
        (true, true) => "field check wrong",
        (false, false) => "field",
        (false, true) => "field wrong",
    }
}

/// How wide an answer is expected to be.
fn width(input: &Input) -> Option<&'static str> {
    match input {
        Input::Date { .. } | Input::Number { .. } | Input::Money { .. } => Some("short"),
        _ => None,
    }
}

fn control(view: &FieldView<'_>) -> Markup {
    let field = view.field;
    let value = field.value.as_deref();
    match &field.input {
        Input::Textarea { rows, max_chars } => html! {
            // A browser drops the first line end of a text area, so one of ours stands before the value.
            textarea id=(view.id) name=(field.name) rows=((*rows).clamp(2, 40)) maxlength=[*max_chars]
                required[field.is_required] aria-describedby=[view.described_by()] aria-invalid=[invalid(field)]
                { "\n" (value.unwrap_or_default()) }
        },
        Input::Select { choices } => html! {
            select id=(view.id) name=(field.name) required[field.is_required]
                aria-describedby=[view.described_by()] aria-invalid=[invalid(field)] {
                @if value.is_none() && field.is_required { option value="" { "Choose one" } }
                @for choice in choices {
                    option value=(choice.value) selected[value == Some(choice.value.as_str())] { (choice.label) }
                }
            }
        },
        Input::Number { unit: Some(unit), .. } => html! { span class="unit" { (input(view)) span { (unit) } } },
        Input::Money { currency } => html! { span class="unit" { (input(view)) span { (currency) } } },
        _ => input(view),
    }
}

fn input(view: &FieldView<'_>) -> Markup {
    let field = view.field;
    let mut kind = Kind::default();
    match &field.input {
        Input::Text { max_chars } => kind.maxlength = *max_chars,
        Input::Date { min, max } => {
            kind = Kind { name: "date", min: min.clone(), max: max.clone(), ..kind };
        }
        Input::Number { min, max, .. } => {
            let bound = |bound: &Option<i64>| bound.map(|bound| bound.to_string());
            kind = Kind { name: "number", min: bound(min), max: bound(max), mode: Some("numeric"), ..kind };
        }
        Input::Money { .. } => kind.mode = Some("decimal"),
        Input::Checkbox {} => kind.name = "checkbox",
        Input::File { accept, .. } => kind = Kind { name: "file", accept: Some(accept.join(",")), ..kind },
        Input::Textarea { .. } | Input::Select { .. } | Input::Hidden {} => {}
    }
    if view.is_password {
        kind.name = "password";
    }
    let is_checked = kind.name == "checkbox" && field.value.is_some();
    let shown = match kind.name {
        "checkbox" | "file" | "password" => None,
        _ => field.value.as_deref(),
    };
    html! {
        input class=[width(&field.input)] type=(kind.name) id=(view.id) name=(field.name) value=[shown] checked[is_checked]
            min=[kind.min] max=[kind.max] maxlength=[kind.maxlength] accept=[kind.accept] inputmode=[kind.mode]
            autocomplete=[view.autocomplete] required[field.is_required]
            aria-describedby=[view.described_by()] aria-invalid=[invalid(field)];
    }
}

fn invalid(field: &Field) -> Option<&'static str> {
    field.error.is_some().then_some("true")
}

/// What tells one kind of input from another.
struct Kind {
    name: &'static str,
    min: Option<String>,
    max: Option<String>,
    maxlength: Option<u32>,
    accept: Option<String>,
    mode: Option<&'static str>,
}

impl Default for Kind {
    fn default() -> Self {
        Self { name: "text", min: None, max: None, maxlength: None, accept: None, mode: None }
    }
}
