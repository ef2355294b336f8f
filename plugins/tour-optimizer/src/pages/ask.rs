//! The form that a plan is asked for with.
//!
//! Rule: its fields are called as those of [`PlanRequest`](crate::request::PlanRequest), but for `plan_title`; what was
//! typed stands in it again when something is wrong.

use loadin_guest::{
    FieldError,
    ui::{Action, Choice, Field, Form, Input, NoticeKind, Page, page},
};

use super::{counted, sentence, title};
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
        Some((id, name)) => page("Change and plan again").up(title(name), format!("plans/{id}")),
        None => page("Plan a tour").up("Plans", "plans"),
    };
    let is_first_look = asking.errors.is_empty();
    if asking.venues == 0 && is_first_look {
        return start
            .notice(NoticeKind::Info, "First the venues: upload your list, then plan the tour over it.")
            .actions([Action::go("Upload your venues", "venues").primary()]);
    }
    let start = match asking.venues {
        0 => start.actions([Action::go("Upload your venues", "venues").primary()]),
        venues => start.text(format!("The tour is chosen from your {}.", counted(venues, "venue"))),
    };
    start.form(form(asking))
}

fn form(asking: &Asking<'_>) -> Form {
    let fields = [
        ("", first()),
        ("Where and when", place()),
        ("On the road", road()),
        ("Shows you want, and shows you do not", shows()),
        ("Radius clause", radius()),
        ("Money", costs(asking.typed)),
        ("Shows whose money your list does not say", estimates()),
        ("Search", search(asking.typed)),
    ];
    let mut form = Form::new("ask", "plans", "Plan the tour");
    for (group, fields) in fields {
        let filled = fields.into_iter().map(|field| fill(field, asking));
        form = if group.is_empty() { filled.fold(form, Form::field) } else { form.group(group, filled) };
    }
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

fn first() -> Vec<Field> {
    let help = "Such as “Spring, with Toygirl”. Left empty, it is called after the place and the days.";
    vec![Field::text("plan_title", "What to call it").help(help)]
}

fn place() -> Vec<Field> {
    vec![
        Field::text("home", "Where you start")
            .help("A town, such as Burlington, VT, or a point: 44.476,-73.212.")
            .required(),
        Field::text("end", "Where you end").help("Left empty: back home. Write “open” for wherever the last show is."),
        Field::text("country", "Country of the towns")
            .help("Two letters, such as US, if a town’s name exists in several."),
        Field::date("from", "First day on the road or on stage").required(),
        Field::date("to", "Last day on stage").required(),
    ]
}

fn hours(name: &str, label: &str, help: &str) -> Field {
    Field::new(name, format!("{label} (hours)"), Input::Text { max_chars: Some(8) }).help(help)
}

fn whole(name: &str, label: &str, (min, max): (i64, i64), unit: &str) -> Field {
    Field::new(name, label, Input::Number { min: Some(min), max: Some(max), unit: Some(unit.to_owned()) })
}

fn road() -> Vec<Field> {
    vec![
        whole("people", "People on the road", (1, 100), "people"),
        hours("max_drive_hours_per_day", "Most driving in a day", "Half hours are fine: 6.5."),
        hours("max_drive_hours_per_leg", "Most driving from one show to the next", "Over however many days."),
        hours("max_drive_hours_home_at_night", "Most driving home after the last show", "0 to sleep first."),
        whole("longest_gap_days", "Most days from one show to the next", (1, 365), "days")
            .help("1 is a show every day."),
    ]
}

fn shows() -> Vec<Field> {
    vec![
        Field::textarea("anchors", "Shows that stand already", 3)
            .help("One a line, date and venue: 2027-03-12 = Higher Ground."),
        Field::textarea("must_play", "Venues that must be played", 3).help("One a line, on whichever day."),
        Field::textarea("must_not", "Venues that must not be played", 3).help("One a line."),
    ]
}

fn radius() -> Vec<Field> {
    vec![
        whole("radius_km", "No other show within", (0, 2_000), "km").help("As the crow flies. 0 for no clause."),
        whole("radius_days", "For so many days before and after a show", (0, 365), "days").help("Left empty: 30 days."),
        whole("radius_days_before", "Days before, where they differ", (0, 365), "days"),
        whole("radius_days_after", "Days after, where they differ", (0, 365), "days"),
    ]
}

fn amount(name: &str, label: &str, help: &str) -> Field {
    Field::new(name, label, Input::Text { max_chars: Some(20) }).help(help)
}

fn costs(typed: &Typed) -> Vec<Field> {
    vec![
        currency("currency", "Currency", "That of the country where you start", typed.get("currency")),
        amount("cost_per_km", "Fuel and wear for one kilometre", "Left empty: 0.22 in euros, dollars and the like."),
        amount("lodging", "Beds for everybody, one night", "Left empty: 80.00."),
        amount("per_diem", "Food for one person, one day", "Left empty: 20.00."),
        amount("vehicle_per_day", "Rent of the van, one day", "Left empty: nothing, it is yours."),
    ]
}

fn estimates() -> Vec<Field> {
    vec![
        whole("draw", "People who come for you on a usual night", (0, 100_000), "people")
            .help("Paying, in a town of 10,000. Everything that rests on it is marked as estimated."),
        amount("ticket_price", "Price of a ticket", "Left empty: 10.00."),
        whole("door_share", "Your share of the door", (0, 100), "%"),
        amount("show_cost", "What a show costs you by itself", "Strings, sound, support. Left empty: 40.00."),
    ]
}

fn search(typed: &Typed) -> Vec<Field> {
    let usual = [("5", "5 seconds"), ("20", "20 seconds"), ("60", "A minute"), ("300", "5 minutes")];
    let mut choices: Vec<Choice> =
        usual.map(|(value, label)| Choice { value: value.to_owned(), label: label.to_owned() }).into();
    if let Some(other) = typed.get("seconds").filter(|text| !usual.iter().any(|(value, _)| value == text)) {
        choices.push(Choice { value: other.clone(), label: format!("{} seconds", title(other)) });
    }
    let help = "Longer gives a better tour, and says more exactly how much better another one could be.";
    vec![Field::new("seconds", "How long to search", Input::Select { choices }).help(help).required()]
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
