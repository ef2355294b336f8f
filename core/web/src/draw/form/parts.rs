//! Answers of several controls: an amount with its currency, a moment with its zone, hours and minutes, a place; and
//! choices that are all in sight.
//!
//! Rule: the first control has the field's id, so that the list of errors leads to it; what came with a mistake is shown as
//! it was.

use std::borrow::Cow;

use loadin_profile::page::{Choice, Input};
use loadin_words::key;
use maud::{Markup, html};

use super::FieldView;

/// Time zones that are offered where an author named none: one of every hour where shows are played.
const ZONES: [&str; 36] = [
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Amsterdam",
    "Europe/Brussels",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Prague",
    "Europe/Warsaw",
    "Europe/Stockholm",
    "Europe/Oslo",
    "Europe/Copenhagen",
    "Europe/Helsinki",
    "Europe/Athens",
    "Europe/Kyiv",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Vancouver",
    "America/Mexico_City",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];

/// A part: what it adds to the name, what it is called, and how it is typed.
struct Part<'a> {
    suffix: &'a str,
    label: Cow<'static, str>,
    kind: &'static str,
    mode: Option<&'static str>,
    value: &'a str,
}

/// Draws the controls of an answer with parts.
pub(super) fn parts(view: &FieldView<'_>) -> Markup {
    let words = view.words;
    let values = view.field.input.split(view.field.value.as_deref().unwrap_or_default());
    let part = |at: usize, label: &str, kind, mode| {
        let label = words.say(label);
        let suffix = view.field.input.parts().get(at).copied().unwrap_or_default();
        line(view, &Part { suffix, label, kind, mode, value: values.get(at).copied().unwrap_or_default() }, at == 0)
    };
    let list = |at: usize, label: &str, offered: &[&str]| {
        let label = words.say(label);
        let suffix = view.field.input.parts().get(at).copied().unwrap_or_default();
        choice(view, suffix, &label, offered, values.get(at).copied().unwrap_or_default())
    };
    let inside = match &view.field.input {
        Input::MoneyIn { currencies } => {
            let offered: Vec<&str> = currencies.iter().map(String::as_str).collect();
            html! { (part(0, key("draw-part-amount"), "text", Some("decimal"))) (list(1, key("draw-part-currency"), &offered)) }
        }
        Input::Zoned { zones } => {
            let named: Vec<&str> = zones.iter().map(String::as_str).collect();
            let offered: &[&str] = if named.is_empty() { &ZONES } else { &named };
            html! {
                (part(0, key("draw-part-day"), "date", None)) (part(1, key("draw-part-time"), "time", None)) (list(2, key("draw-part-zone"), offered))
            }
        }
        Input::Duration {} => html! {
            (part(0, key("draw-part-hours"), "text", Some("numeric"))) (part(1, key("draw-part-minutes"), "text", Some("numeric")))
        },
        _ => html! {
            // A phone's keyboard for decimals has no minus, so this is the whole one.
            (part(0, key("draw-part-latitude"), "text", None)) (part(1, key("draw-part-longitude"), "text", None))
        },
    };
    html! { div class="parts" { (inside) } }
}

/// The ids of the parts; the first one has that of the field.
fn id(view: &FieldView<'_>, suffix: &str, is_first: bool) -> String {
    if is_first { view.id.to_owned() } else { format!("{}_{suffix}", view.id) }
}

fn name(view: &FieldView<'_>, suffix: &str) -> String {
    if suffix.is_empty() { view.field.name.clone() } else { format!("{}_{suffix}", view.field.name) }
}

fn line(view: &FieldView<'_>, part: &Part<'_>, is_first: bool) -> Markup {
    let id = id(view, part.suffix, is_first);
    html! {
        div {
            label for=(id) { (part.label) }
            input type=(part.kind) id=(id) name=(name(view, part.suffix)) value=(part.value) inputmode=[part.mode]
                autocomplete="off" required[view.field.is_required] aria-invalid=[view.invalid()];
        }
    }
}

fn choice(view: &FieldView<'_>, suffix: &str, label: &str, offered: &[&str], chosen: &str) -> Markup {
    let id = id(view, suffix, false);
    html! {
        div {
            label for=(id) { (label) }
            select id=(id) name=(name(view, suffix)) {
                @if !chosen.is_empty() && !offered.contains(&chosen) { option value=(chosen) selected { (chosen) } }
                @for each in offered { option value=(each) selected[*each == chosen] { (each.replace('_', " ")) } }
            }
        }
    }
}

/// Draws choices that are all in sight.
pub(super) fn choices(view: &FieldView<'_>, choices: &[Choice], kind: &str) -> Markup {
    let chosen: Vec<&str> = view.field.value.iter().flat_map(|value| value.split('\n')).collect();
    html! {
        @for (index, choice) in choices.iter().enumerate() {
            @let id = if index == 0 { view.id.to_owned() } else { format!("{}.{index}", view.id) };
            div class="check" {
                input type=(kind) id=(id) name=(view.field.name) value=(choice.value)
                    checked[chosen.contains(&choice.value.as_str())]
                    required[kind == "radio" && view.field.is_required] aria-invalid=[view.invalid()];
                label for=(id) { (choice.label) }
            }
        }
    }
}
