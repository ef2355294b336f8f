//! The form that a plan is asked for with.

use loadin_guest::{
    Reply,
    ui::{Field, Form, Input, Page, Piece},
};
use serde_json::{Value, json};

use crate::band::{Band, faults, invalid_page, text, wish};

const WEEK: [(&str, &str); 5] = [
    ("home", "Burlington, VT"),
    ("from", "2027-03-05"),
    ("to", "2027-03-12"),
    ("radius_km", "25"),
    ("work_units", "20000"),
];

fn form(page: &Page) -> &Form {
    let form = page.pieces.iter().find_map(|piece| if let Piece::Form(form) = piece { Some(form) } else { None });
    form.unwrap()
}

fn field<'a>(page: &'a Page, name: &str) -> &'a Field {
    form(page).fields.iter().find(|field| field.name == name).unwrap_or_else(|| panic!("no field {name}"))
}

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let is_kept = |name: &str| changes.iter().all(|(changed, _)| *changed != name);
    WEEK.into_iter().filter(|(name, _)| is_kept(name)).chain(changes.iter().copied()).collect()
}

#[test]
fn a_form_asks_for_the_same_plan_as_json() {
    let band = Band::with_rooms();
    let fields = with(&[
        ("plan_title", "Week"),
        ("must_play", "cafe lena\n"),
        ("anchors", "2027-03-11 = nectar's\n\n"),
        ("people", "3"),
    ]);
    let Ok(Reply::Accepted { path, .. }) = band.post("/plans", &fields) else { panic!("not accepted") };
    band.run_last_job().unwrap();
    let by_form = band.get(&path);
    let wishes = json!({ "must_play": ["cafe lena"], "anchors": ["2027-03-11 = nectar's"], "people": 3 });
    let id = band.ask(&wishes);
    band.run_last_job().unwrap();
    let by_json = band.get(&format!("/plans/{id}"));
    assert_eq!(by_form["title"], "Week");
    assert_eq!(by_form["request"], by_json["request"]);
    assert_eq!(by_form["outcome"], by_json["outcome"]);
}

#[test]
fn the_form_starts_with_what_was_asked_last() {
    let band = Band::with_rooms();
    let first = band.page("/plans/new");
    assert_eq!(
        (field(&first, "people").value.as_deref(), field(&first, "currency").value.as_deref()),
        (Some("4"), Some("USD"))
    );
    assert!(field(&first, "home").is_required && field(&first, "home").value.is_none());
    let id =
        band.ask(&json!({ "title": "Mud season", "people": 5, "must_not": ["Nectar's", "Café Lena"], "seconds": 7.5 }));
    let next = band.page("/plans/new");
    assert_eq!(field(&next, "people").value.as_deref(), Some("5"));
    assert_eq!(field(&next, "must_not").value.as_deref(), Some("Nectar's\nCafé Lena"));
    assert_eq!(field(&next, "seconds").value.as_deref(), Some("7.5"));
    assert!(field(&next, "plan_title").value.is_none());
    let again = band.page(&format!("/plans/new?from={id}"));
    assert_eq!(field(&again, "plan_title").value.as_deref(), Some("Mud season"));
    assert_eq!(band.get(&format!("/plans/new?from={id}"))["fields"]["work_units"], "20000");
}

#[test]
fn every_fault_stands_at_its_field_and_what_was_typed_stays() {
    let band = Band::with_rooms();
    let fields = with(&[
        ("home", "Burlington"),
        ("to", "2027-03-01"),
        ("people", "four"),
        ("max_drive_hours_per_day", "30"),
        ("must_play", "Nectar's\nThe Moon"),
        ("lodging", "much"),
        ("plan_title", "My tour"),
        ("currency", "EUR"),
    ]);
    let page = invalid_page(band.post("/plans", &fields));
    for (name, typed, said) in [
        ("home", "Burlington", "means 2 towns"),
        ("to", "2027-03-01", "The tour ends on Mon 1\u{a0}Mar 2027, before it begins"),
        ("people", "four", "`four` is not a whole number"),
        ("max_drive_hours_per_day", "30", "out of range"),
        ("lodging", "much", "is not an amount"),
    ] {
        let field = field(&page, name);
        assert_eq!(field.value.as_deref(), Some(typed));
        let shows_only_numbers = matches!(field.input, Input::Number { .. });
        assert!(!shows_only_numbers || typed.parse::<i64>().is_ok(), "{name} would lose `{typed}`");
        assert!(field.error.as_deref().is_some_and(|error| error.contains(said)), "{name}: {:?}", field.error);
    }
    assert_eq!(field(&page, "plan_title").value.as_deref(), Some("My tour"));
    assert_eq!(field(&page, "must_play").value.as_deref(), Some("Nectar's\nThe Moon"));
    assert!(band.host.started_jobs().is_empty() && band.get("/plans")["plans"] == json!([]));
}

#[test]
fn a_currency_that_no_venue_counts_in_is_told_with_the_one_that_they_do() {
    let band = Band::with_rooms();
    let page = invalid_page(band.post("/plans", &with(&[("currency", "EUR")])));
    let said = "The money of all 5 venues is in USD, not in EUR: plan in USD.";
    assert_eq!(field(&page, "currency").error.as_deref(), Some(said));
}

#[test]
fn names_that_no_venue_has_are_told_before_anything_is_planned() {
    let band = Band::with_rooms();
    let page = invalid_page(
        band.post("/plans", &with(&[("must_play", "Nectars\nStone Chruch"), ("anchors", "Friday: Nectar's")])),
    );
    assert!(field(&page, "must_play").error.as_deref().unwrap().contains("`Stone Chruch`"));
    assert!(field(&page, "anchors").error.as_deref().unwrap().contains("write its date and venue"));
    let named = faults(band.api("POST", "/plans", &wish(&json!({ "must_not": ["Nowhere"] }))));
    assert_eq!(named[0].0, "/must_not/0");
}

#[test]
fn an_empty_form_names_what_is_missing() {
    let band = Band::with_rooms();
    let page = invalid_page(band.post("/plans", &[]));
    assert_eq!(field(&page, "from").error.as_deref(), Some("Choose the first day."));
    assert_eq!(field(&page, "to").error.as_deref(), Some("Choose the last day."));
    assert!(field(&page, "home").error.as_deref().unwrap().starts_with("Say where the tour starts"));
}

#[test]
fn without_venues_nothing_is_planned() {
    let band = Band::new();
    let named = faults(band.api("POST", "/plans", &wish(&json!({}))));
    assert_eq!(
        named[0],
        ("/venues".to_owned(), "there are no venues here yet: upload your venue list first".to_owned())
    );
    let page = invalid_page(band.post("/plans", &WEEK));
    assert!(form(&page).error.as_deref().unwrap().contains("There are no venues here yet"));
    assert!(text(&page).contains("Upload your venues"));
    assert!(band.host.started_jobs().is_empty());
}

#[test]
fn unknown_fields_and_wrong_kinds_are_refused_with_their_name() {
    let band = Band::with_rooms();
    for (changes, pointer) in [
        (json!({ "moon": 1 }), "/moon"),
        (json!({ "title": 5 }), "/title"),
        (json!({ "people": -1 }), "/people"),
        (json!({ "anchors": "x" }), "/anchors"),
        (json!({ "venues": "%" }), "/venues"),
    ] {
        let named = faults(band.api("POST", "/plans", &wish(&changes)));
        assert!(named[0].0 == pointer || named[0].1.contains("moon"), "{changes}: {named:?}");
    }
    faults(band.api("POST", "/plans", &Value::String("x".into())));
}
