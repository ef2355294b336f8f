//! The venue list that the plugin ships, and the one of another city that has to read without a change.

use std::{fs, path::Path};

use loadin_tour_optimizer::intake::Severity;
use serde_json::{Value, json};

use crate::asking::{planned, request, with};

fn three_weeks() -> Value {
    let csv = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/venues.csv")).unwrap();
    let changes = json!({
        "to": "2027-03-28", "radius_days": 14, "work_units": 300_000, "lodging": "80", "per_diem": "15", "cost_per_km": "0.22", "show_cost": "40" });
    with(request(csv), changes)
}

#[test]
fn the_two_venues_with_coordinates_elsewhere_are_found() {
    let planned = planned(&three_weeks());
    let warnings: Vec<&str> = planned
        .intake
        .notes
        .iter()
        .filter(|note| note.severity == Severity::Warning)
        .map(|note| note.detail.as_str())
        .collect();
    assert_eq!(
        warnings,
        [
            "Sand Bar State Park: the coordinates 47.3715, -94.4792 are 1,673\u{a0}km from Milton, Vermont (US): check them",
            "The Dorset Inn: the coordinates 43.7033, -79.5251 lie near Toronto, Ontario (CA), not in VT: check them",
        ]
    );
}

#[test]
fn every_row_of_the_list_becomes_a_venue_with_assumed_figures() {
    let planned = planned(&three_weeks());
    assert_eq!((planned.intake.rows, planned.intake.used, planned.asked.venues), (561, 561, 561));
    assert!(planned.plan.stops.len() > 10, "{}", planned.plan.stops.len());
    assert_eq!(planned.assumed.iter().map(|fact| fact.venues).collect::<Vec<_>>(), [561, 561]);
}

#[test]
fn rooms_beyond_the_sea_read_without_a_change_and_are_dropped_for_want_of_a_road() {
    // The titles and the order of columns of the public list of London's grassroots rooms.
    let csv = "name,borough_name,address1,address2,latitude,longitude\n\
               Moth Club,HACKNEY,Hackney Trades Hall Valette Street,Hackney,51.545130588780204,-0.05283064783338017\n\
               Total Refreshment Centre,,2A Foulden Road,,51.555276312536535,-0.07225141239405451\n\
               Nectar's,,,,44.4759,-73.2121\n";
    let planned = planned(&with(request(csv), json!({ "lodging": "0", "per_diem": "0" })));
    let kinds: Vec<Value> = planned
        .plan
        .dropped
        .iter()
        .map(|dropped| serde_json::to_value(&dropped.reason).unwrap()["kind"].clone())
        .collect();
    assert_eq!(kinds, ["no_road", "no_road"]);
}
