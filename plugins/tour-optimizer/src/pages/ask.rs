//! The form that a plan is asked for with.
//!
//! Rule: its fields are called as those of [`PlanRequest`](crate::request::PlanRequest), but for `plan_title`; what was
//! typed stands in it again when something is wrong. What nobody has to touch is folded, and opens where it is at fault.

use loadin_guest::{
    FieldError, text,
    ui::{Choice, Empty, Field, Form, Icon, Input, Page, page},
};

use super::{home::upload_venues, sentence, title};
use crate::wishes::{Typed, field_of};

/// Codes that are offered first; any other can stand in a request.
const CURRENCIES: [&str; 14] =
    ["EUR", "USD", "GBP", "CAD", "AUD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "MXN"];

/// What the form is made of.
pub(crate) struct Asking<'a> {
    /// What stands in the fields.
    pub(crate) typed: &'a Typed,
    /// What was wrong, by JSON pointer.
    pub(crate) errors: &'a [FieldError],
    /// Venues to choose from.
    pub(crate) venues: usize,
    /// The plan that it starts from: its id and its title.
    pub(crate) source: Option<(String, String)>,
}

/// Returns the page with the form.
pub(crate) fn ask(asking: &Asking<'_>) -> Page {
    let start = match &asking.source {
        Some((id, name)) => page(text("change-and-plan-again")).up(title(name), format!("plans/{id}")),
        None => page(text("plan-a-tour")).up(text("plans-title"), "plans"),
    };
    if asking.venues == 0 && asking.errors.is_empty() {
        return start
            .empty(Empty::new(text("ask-empty-title"), text("ask-empty")).icon(Icon::Pin).action(upload_venues()));
    }
    let start = match asking.venues {
        0 => start.actions([upload_venues()]),
        venues => start.text(text!("ask-choice", venues = venues)),
    };
    start.form(form(asking))
}

fn form(asking: &Asking<'_>) -> Form {
    let filled = |fields: Vec<Field>| fields.into_iter().map(|field| fill(field, asking)).collect::<Vec<_>>();
    let mut form = Form::new("ask", "plans", text("ask-send"))
        .group(&text("ask-where"), filled(place()))
        .folded(&text("ask-more-where"), filled(more_places()))
        .folded(&text("ask-people"), filled(people()))
        .folded(&text("ask-money"), filled(costs(asking.typed)))
        .folded(&text("ask-venues"), filled(shows()))
        .folded(&text("ask-estimates"), filled(estimates()))
        .folded(&text("ask-search"), filled(search(asking.typed)));
    for name in ["work_units", "seed"] {
        if let Some(value) = asking.typed.get(name) {
            form = form.field(Field::hidden(name, value));
        }
    }
    let is_shown = |fault: &&FieldError| form.fields.iter().any(|field| field.name == field_of(&fault.pointer));
    let whole: Vec<String> =
        asking.errors.iter().filter(|fault| !is_shown(fault)).map(|fault| sentence(&fault.detail)).collect();
    if whole.is_empty() { form } else { form.error(whole.join(" ")) }
}

/// Puts in what was typed, and what was wrong with it.
fn fill(mut field: Field, asking: &Asking<'_>) -> Field {
    field.value = asking.typed.get(&field.name).cloned();
    let typed = field.value.as_deref().unwrap_or_default();
    let is_taken = match &field.input {
        Input::Number { .. } => typed.is_empty() || typed.parse::<i64>().is_ok(),
        Input::Decimal { .. } => typed.is_empty() || typed.parse::<f64>().is_ok(),
        Input::Date { .. } => typed.is_empty() || typed.parse::<jiff::civil::Date>().is_ok(),
        _ => true,
    };
    if !is_taken {
        // A browser shows nothing where a number or a day is none, and the typing would be lost.
        field.input = Input::Text { max_chars: None };
    }
    let faults = asking.errors.iter().filter(|fault| field_of(&fault.pointer) == field.name);
    let said: Vec<String> = faults.map(|fault| sentence(&fault.detail)).collect();
    if said.is_empty() { field } else { field.error(said.join(" ")) }
}

fn place() -> Vec<Field> {
    vec![
        Field::text("home", text("field-home")).help(text("field-home-help")).required(),
        Field::date("from", text("field-from")).required(),
        Field::date("to", text("field-to")).required(),
    ]
}

fn more_places() -> Vec<Field> {
    vec![
        Field::text("plan_title", text("field-title")).help(text("field-title-help")),
        Field::text("end", text("field-end")).help(text("field-end-help")),
        Field::text("country", text("field-country")).help(text("field-country-help")),
    ]
}

fn hours(name: &str, label: &str) -> Field {
    let input = Input::Decimal { min: Some(0), max: Some(240), unit: Some(text("unit-hours")), decimals: 2 };
    Field::new(name, text(label), input)
}

fn whole(name: &str, label: &str, (min, max): (i64, i64), unit: &str) -> Field {
    Field::new(name, text(label), Input::Number { min: Some(min), max: Some(max), unit: Some(text(unit)) })
}

fn people() -> Vec<Field> {
    vec![
        whole("people", "asked-people", (1, 100), "unit-people"),
        whole("longest_gap_days", "field-gap", (1, 365), "unit-days").help(text("field-gap-help")),
        hours("max_drive_hours_per_day", "asked-drive-a-day").help(text("field-drive-help")),
        hours("max_drive_hours_per_leg", "asked-drive-a-leg").help(text("field-drive-leg-help")),
        hours("max_drive_hours_home_at_night", "field-drive-home").help(text("field-drive-home-help")),
    ]
}

fn shows() -> Vec<Field> {
    vec![
        Field::textarea("anchors", text("field-anchors"), 3).help(text("field-anchors-help")),
        Field::textarea("must_play", text("field-must-play"), 3).help(text("field-must-play-help")),
        Field::textarea("must_not", text("field-must-not"), 3).help(text("field-must-not-help")),
        whole("radius_km", "field-radius", (0, 2_000), "unit-km").help(text("field-radius-help")),
        whole("radius_days", "field-radius-days", (0, 365), "unit-days").help(text("field-radius-days-help")),
        whole("radius_days_before", "field-radius-before", (0, 365), "unit-days"),
        whole("radius_days_after", "field-radius-after", (0, 365), "unit-days"),
    ]
}

/// Returns a field for an amount: the currency is chosen in the form, so none stands beside it.
fn amount(name: &str, label: &str, help: &str) -> Field {
    Field::new(name, text(label), Input::Decimal { min: Some(0), max: None, unit: None, decimals: 5 }).help(text(help))
}

fn costs(typed: &Typed) -> Vec<Field> {
    vec![
        currency("currency", &text("field-currency"), &text("field-currency-none"), typed.get("currency")),
        amount("cost_per_km", "field-cost-per-km", "field-cost-per-km-help"),
        amount("lodging", "field-lodging", "field-lodging-help"),
        amount("per_diem", "field-per-diem", "field-per-diem-help"),
        amount("vehicle_per_day", "field-vehicle", "field-vehicle-help"),
    ]
}

fn estimates() -> Vec<Field> {
    vec![
        whole("draw", "field-draw", (0, 100_000), "unit-people").help(text("field-draw-help")),
        amount("ticket_price", "field-ticket", "field-ticket-help"),
        whole("door_share", "field-door-share", (0, 100), "unit-percent"),
        amount("show_cost", "field-show-cost", "field-show-cost-help"),
    ]
}

fn search(typed: &Typed) -> Vec<Field> {
    let usual = [("5", 5_u32), ("20", 20), ("60", 60), ("300", 300)];
    let choice = |value: &str, label: String| Choice { value: value.to_owned(), label };
    let mut choices: Vec<Choice> = usual
        .map(|(value, seconds)| {
            let (key, count) = if seconds < 60 { ("seconds", seconds) } else { ("search-minutes", seconds / 60) };
            choice(value, text!(key, count = count))
        })
        .into();
    if let Some(other) = typed.get("seconds").filter(|typed| !usual.iter().any(|(value, _)| value == typed)) {
        choices.push(choice(other, text!("seconds-typed", typed = title(other))));
    }
    vec![Field::new("seconds", text("field-seconds"), Input::Select { choices }).help(text("field-seconds-help"))]
}

/// Returns a field to choose a currency; `nothing` is what it means when none is chosen.
pub(super) fn currency(name: &str, label: &str, nothing: &str, chosen: Option<&String>) -> Field {
    let mut choices = vec![Choice { value: String::new(), label: nothing.to_owned() }];
    choices.extend(CURRENCIES.map(|code| Choice { value: code.to_owned(), label: code.to_owned() }));
    if let Some(other) = chosen.filter(|code| !code.is_empty() && !CURRENCIES.contains(&code.as_str())) {
        choices.push(Choice { value: other.clone(), label: title(other) });
    }
    Field::new(name, label, Input::Select { choices })
}
