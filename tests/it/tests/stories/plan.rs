//! A band plans three weeks over the Vermont venues, and looks at the plan in every form.

use serde_json::Value;

use super::binary::{Loadin, Said, checkout};

/// The demo's tour, by work instead of time, so that it is the same in every run.
fn plan(loadin: &Loadin, more: &[&str]) -> Said {
    let venues = checkout().join("plugins/tour-optimizer/demo/venues.csv");
    let base = [
        "plan",
        "--venues",
        venues.to_str().unwrap(),
        "--home",
        "Burlington, VT",
        "--from",
        "2027-03-05",
        "--to",
        "2027-03-28",
        "--radius-km",
        "25",
        "--radius-days",
        "14",
        "--lodging",
        "80",
        "--per-diem",
        "15",
        "--work-units",
        "300000",
        "--quiet",
    ];
    loadin.run(&[&base, more].concat())
}

/// A tour from a point in Burlington over a list of the story's own.
fn short_plan(loadin: &Loadin, venues: &str, to: &str, more: &[&str]) -> Said {
    let base = ["plan", "--venues", venues, "--home", "44.4759,-73.2121", "--from", "2027-03-05", "--to", to];
    loadin.run(&[&base, more].concat())
}

fn json(said: &Said) -> Value {
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
}

#[test]
fn three_weeks_over_vermont_come_with_money_reasons_and_a_bound() {
    let loadin = Loadin::new();
    let said = plan(&loadin, &[]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    for part in [
        "Tour from Burlington, VT, Fri 5 Mar 2027",
        "No plan can earn more than",
        "estimates, ±15 %",
        "Budget in USD",
        "left at the end",
        "Why these stops",
        "Not played",
        "inside a radius clause of a stop",
        "Assumed",
    ] {
        assert!(said.out.contains(part), "no `{part}` in\n{}", said.out);
    }
    // The two venues of the file whose coordinates are far from their town.
    assert!(
        said.out.contains("Sand Bar State Park: the coordinates")
            && said.out.contains("The Dorset Inn: the coordinates")
    );
    assert!(said.out.lines().all(|line| line.chars().count() <= 100), "a line is wider than 100 columns");
}

#[test]
fn the_same_input_gives_the_same_bytes_in_every_run() {
    let (first, second) = (plan(&Loadin::new(), &["--json"]), plan(&Loadin::new(), &["--json"]));
    assert_eq!(json(&first)["outcome"], "planned");
    assert_eq!(first.out, second.out);
}

#[test]
fn every_format_says_what_it_is() {
    let loadin = Loadin::new();
    let planned = plan(&loadin, &["--json", "--output", "plan.json"]);
    assert_eq!((planned.code, planned.out.as_str()), (0, ""), "{planned:?}");
    let show = |format: &str| {
        let said = loadin.run(&["plan-view", "--plan", "plan.json", format]);
        assert_eq!(said.code, 0, "{format}: {}", said.err);
        said.out
    };
    assert!(show("--ics").starts_with("BEGIN:VCALENDAR\r\n"));
    assert!(show("--svg").contains("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(show("--csv").lines().count() > 10);
    let map: Value = serde_json::from_str(&show("--geojson")).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    let lon = map["features"][0]["geometry"]["coordinates"][0].as_f64();
    assert!(lon.is_none_or(|lon| (-76.0..-70.0).contains(&lon)), "longitude comes first: {lon:?}");
    assert!(show("--text").contains("Budget in USD"));
}

#[test]
fn rooms_across_the_sea_are_dropped_for_want_of_a_road() {
    let loadin = Loadin::new();
    let mut list = std::fs::read_to_string(checkout().join("plugins/tour-optimizer/demo/venues.csv")).unwrap();
    let columns = list.lines().next().unwrap().split(',').count();
    for n in 0..20 {
        let row = match columns {
            7 => format!("{},London room {n},London,,,51.5{n:02},-0.1{n:02}\n", 900 + n),
            other => panic!("the demo's list has {other} columns now: adapt this story"),
        };
        list.push_str(&row);
    }
    loadin.file("both.csv", list);
    let said = loadin.run(&[
        "plan",
        "--venues",
        "both.csv",
        "--home",
        "Burlington, VT",
        "--from",
        "2027-03-05",
        "--to",
        "2027-03-20",
        "--radius-km",
        "25",
        "--radius-days",
        "14",
        "--work-units",
        "300000",
        "--quiet",
        "--json",
    ]);
    let dropped = json(&said)["plan"]["dropped"].as_array().unwrap().clone();
    let rooms: Vec<_> = dropped.iter().filter(|drop| drop.to_string().contains("London room")).collect();
    assert_eq!(rooms.len(), 20);
    assert!(rooms.iter().all(|drop| drop.to_string().contains("No road leads there from the tour")), "{}", rooms[0]);
}

#[test]
fn a_plan_that_cannot_be_says_why_and_exits_with_three() {
    let loadin = Loadin::new();
    loadin.file("two.csv", "name,lat,lon,net\nNear,44.48,-73.21,500\nFar,42.36,-71.06,500\n");
    let musts = [
        "--must-play",
        "Near",
        "--must-play",
        "Far",
        "--max-drive-hours-per-day",
        "1",
        "--max-drive-hours-per-leg",
        "2",
        "--quiet",
    ];
    let said = short_plan(&loadin, "two.csv", "2027-03-07", &musts);
    assert_eq!((said.code, said.err.as_str()), (3, ""), "{said:?}");
    assert!(said.out.contains("Far"), "{}", said.out);

    loadin.file("poor.csv", "name,lat,lon,net\nPoor,44.48,-73.21,1\n");
    let poor = short_plan(&loadin, "poor.csv", "2027-03-07", &["--quiet"]);
    assert_eq!(poor.code, 3);
    assert!(
        poor.out.contains("No show pays for its drive: the best single one, Poor on Fri 5 Mar 2027, would lose"),
        "{}",
        poor.out
    );
}

#[test]
fn an_anchor_stands_where_it_was_put() {
    let loadin = Loadin::new();
    loadin.file("venues.csv", "name,lat,lon,net\nHigher Ground,44.46,-73.18,600\nThe Met,43.61,-72.97,700\n");
    let said = short_plan(
        &loadin,
        "venues.csv",
        "2027-03-14",
        &["--anchor", "2027-03-12 = higher ground", "--json", "--quiet", "--seconds", "1"],
    );
    let stops = json(&said)["plan"]["stops"].as_array().unwrap().clone();
    let anchored = stops.iter().find(|stop| stop.to_string().contains("Higher Ground")).unwrap();
    assert_eq!(anchored["date"], "2027-03-12", "{anchored}");
}

#[test]
fn progress_goes_to_standard_error_and_the_plan_to_standard_output() {
    let loadin = Loadin::new();
    loadin.file("venues.csv", "name,lat,lon,net\nA,44.46,-73.18,600\n");
    let said = short_plan(&loadin, "venues.csv", "2027-03-06", &[]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.starts_with("loadin plan:") && said.out.starts_with("Tour from"), "{said:?}");
}
