//! A control: what is filled in.
//!
//! Rule: the keyboard that a phone shows, and what a browser may fill in, follow from the kind of answer.

use loadin_profile::page::{Autofill, Choice, Field, Input};
use maud::{Markup, html};

use super::FieldView;

/// How wide an answer is expected to be.
fn width(input: &Input) -> Option<&'static str> {
    match input {
        Input::Date { .. } | Input::Number { .. } | Input::Money { .. } | Input::Decimal { .. } | Input::Time {} => {
            Some("short")
        }
        _ => None,
    }
}

/// Draws the one control of a field.
pub(super) fn control(view: &FieldView<'_>) -> Markup {
    let field = view.field;
    let value = field.value.as_deref();
    match &field.input {
        Input::Textarea { rows, max_chars } => html! {
            // A browser drops the first line end of a text area, so one of ours stands before the value.
            textarea id=(view.id) name=(field.name) rows=((*rows).clamp(2, 40)) maxlength=[*max_chars]
                required[field.is_required] aria-describedby=[view.described_by()] aria-invalid=[view.invalid()]
                { "\n" (value.unwrap_or_default()) }
        },
        Input::Select { choices } => html! {
            select id=(view.id) name=(field.name) required[field.is_required]
                aria-describedby=[view.described_by()] aria-invalid=[view.invalid()] {
                @if value.is_none() && field.is_required { option value="" { (view.words.say("draw-choose")) } }
                (options(choices, value))
            }
        },
        Input::Number { unit: Some(unit), .. } | Input::Decimal { unit: Some(unit), .. } => {
            html! { span class="unit" { (input(view)) span { (unit) } } }
        }
        Input::Money { currency } => html! { span class="unit" { (input(view)) span { (currency) } } },
        Input::Search { suggestions } => html! {
            (input(view))
            datalist id={ (view.id) "-list" } { @for text in suggestions { option value=(text) {} } }
        },
        _ => input(view),
    }
}

/// The choices of a list.
pub(super) fn options(choices: &[Choice], chosen: Option<&str>) -> Markup {
    html! {
        @for choice in choices {
            option value=(choice.value) selected[chosen == Some(choice.value.as_str())] { (choice.label) }
        }
    }
}

/// Draws a control of one line.
pub(super) fn input(view: &FieldView<'_>) -> Markup {
    let field = view.field;
    let mut kind = Kind::of(&field.input);
    if view.is_password {
        kind.name = "password";
    }
    let is_checked = kind.name == "checkbox" && field.value.is_some();
    let shown = match kind.name {
        "checkbox" | "file" | "password" => None,
        _ => field.value.as_deref(),
    };
    let list = matches!(field.input, Input::Search { .. }).then(|| format!("{}-list", view.id));
    html! {
        input class=[width(&field.input)] type=(kind.name) id=(view.id) name=(field.name) value=[shown] checked[is_checked]
            min=[kind.min] max=[kind.max] step=[kind.step] maxlength=[kind.maxlength] accept=[kind.accept]
            inputmode=[kind.mode] list=[list] autocomplete=[view.autocomplete.or(autocomplete(field))]
            required[field.is_required] aria-describedby=[view.described_by()] aria-invalid=[view.invalid()];
    }
}

/// What a browser may fill in, by the names that HTML has for it.
fn autocomplete(field: &Field) -> Option<&'static str> {
    let by_kind = match field.input {
        Input::Email {} => Some("email"),
        Input::Phone {} => Some("tel"),
        Input::Web {} => Some("url"),
        _ => None,
    };
    field.autofill.map_or(by_kind, |autofill| {
        Some(match autofill {
            Autofill::Off => "off",
            Autofill::Name => "name",
            Autofill::Organization => "organization",
            Autofill::Email => "email",
            Autofill::Phone => "tel",
            Autofill::Web => "url",
            Autofill::Street => "street-address",
            Autofill::Town => "address-level2",
            Autofill::PostalCode => "postal-code",
            Autofill::Country => "country-name",
        })
    })
}

/// What tells one kind of input from another.
struct Kind {
    name: &'static str,
    min: Option<String>,
    max: Option<String>,
    step: Option<String>,
    maxlength: Option<u32>,
    accept: Option<String>,
    mode: Option<&'static str>,
}

impl Default for Kind {
    fn default() -> Self {
        Self { name: "text", min: None, max: None, step: None, maxlength: None, accept: None, mode: None }
    }
}

impl Kind {
    fn of(input: &Input) -> Self {
        let plain = Self::default();
        let bound = |bound: &Option<i64>| bound.map(|bound| bound.to_string());
        match input {
            Input::Text { max_chars } => Self { maxlength: *max_chars, ..plain },
            Input::Date { min, max } => Self { name: "date", min: min.clone(), max: max.clone(), ..plain },
            Input::Time {} => Self { name: "time", ..plain },
            Input::Number { min, max, .. } => {
                Self { name: "number", min: bound(min), max: bound(max), mode: Some("numeric"), ..plain }
            }
            Input::Decimal { min, max, decimals, .. } => {
                let step = format!("0.{}1", "0".repeat(usize::from(decimals.saturating_sub(1).min(5))));
                let mode = Some("decimal");
                Self { name: "number", min: bound(min), max: bound(max), step: Some(step), mode, ..plain }
            }
            Input::Money { .. } => Self { mode: Some("decimal"), ..plain },
            Input::Email {} => Self { name: "email", mode: Some("email"), ..plain },
            Input::Phone {} => Self { name: "tel", mode: Some("tel"), ..plain },
            Input::Web {} => Self { name: "url", mode: Some("url"), ..plain },
            Input::Checkbox {} => Self { name: "checkbox", ..plain },
            Input::File { accept, .. } => Self { name: "file", accept: Some(accept.join(",")), ..plain },
            Input::Search { .. }
            | Input::Textarea { .. }
            | Input::Select { .. }
            | Input::Hidden {}
            | Input::MoneyIn { .. }
            | Input::Zoned { .. }
            | Input::Duration {}
            | Input::Checkboxes { .. }
            | Input::Radio { .. }
            | Input::Geo {} => plain,
        }
    }
}
