//! How a plan is shown. The golden files are whole answers; `WRITE_GOLDEN=1` writes them anew.

use std::{fs, path::Path};

use icalendar::{Calendar, CalendarComponent, Component as _};
use loadin_guest::{Body, Error, File, Reply, Request};
use loadin_tour_optimizer::{
    reply::{PlanReply, Planned},
    routes::routes,
    views,
};
use serde_json::{Value, json};

use crate::asking::{ROOMS, host, infeasible, planned, request, with};

/// 2027-01-01T00:00:00Z.
const NOW_MS: u64 = 1_798_761_600_000;

fn week() -> Planned {
    planned(&with(request(ROOMS), json!({ "anchors": ["2027-03-06 = Café Lena"] })))
}

/// A plan whose names try to break out of every form.
fn hostile() -> Planned {
    let csv = "name,lat,lon,city,net\n\"=cmd|'/c calc'!A1 <b>\"\"&;,\\\\n</b>\",44.26,-72.57,\"+Town]]>\",900\n";
    planned(&request(csv))
}

fn calendar(planned: &Planned, now_ms: u64) -> String {
    host().run(|| views::calendar(planned, now_ms)).1
}

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "tests/golden/{name} differs; WRITE_GOLDEN=1 writes it anew. Now it is:\n{text}");
}

fn show(reply: &PlanReply, accept: &str) -> Result<Reply, Error> {
    let body = Body::Text(serde_json::to_string(reply).unwrap());
    let request = Request::new("POST", "/views/plan").with_header("Accept", accept).with_body(body);
    host().run(|| routes().handle(&request)).1
}

#[test]
fn a_plan_as_text_is_whole_and_fits_the_terminal() {
    let text = host().run(|| views::plan_text(&week())).1;
    golden("week.txt", &text);
    assert!(text.lines().all(|line| line.chars().count() <= 98));
}

#[test]
fn a_plan_as_a_calendar_is_whole_and_reads_back() {
    let planned = week();
    let text = calendar(&planned, NOW_MS);
    golden("week.ics", &text.replace("\r\n", "\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let calendar: Calendar = text.parse().unwrap();
    let events: Vec<_> = calendar
        .components
        .iter()
        .filter_map(|component| match component {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        })
        .collect();
    assert_eq!(events.len(), planned.plan.stops.len());
    let summaries: Vec<&str> = events.iter().filter_map(|event| event.get_summary()).collect();
    assert!(summaries.contains(&"Café Lena, Saratoga Springs"), "{summaries:?}");
    assert!(events.iter().all(|event| event.get_uid().is_some() && event.get_start().is_some()));
}

#[test]
fn events_keep_their_uid_when_the_tour_is_planned_again() {
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    let first = uids(&calendar(&week(), NOW_MS));
    let again = uids(&calendar(&week(), NOW_MS + 86_400_000));
    assert_eq!(first, again);
    let unique: std::collections::BTreeSet<&String> = first.iter().collect();
    assert_eq!(unique.len(), first.len());
}

#[test]
fn a_plan_as_map_data_is_whole_with_longitude_first() {
    let planned = week();
    let map = host().run(|| views::feature_collection(&planned)).1;
    golden("week.geojson", &(serde_json::to_string_pretty(&map).unwrap() + "\n"));
    let features = map["features"].as_array().unwrap();
    assert_eq!(features[0]["geometry"]["coordinates"], json!([-73.2121, 44.4759]));
    assert_eq!(features.len(), planned.plan.stops.len() + 2);
}

#[test]
fn a_plan_as_a_picture_is_whole_and_well_formed() {
    let planned = week();
    let svg = host().run(|| views::picture(&planned)).1;
    golden("week.svg", &svg);
    let document = roxmltree::Document::parse(&svg).unwrap();
    let of = |name: &str| {
        document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name))).count()
    };
    assert_eq!(of("circle"), planned.plan.stops.len() + svg.matches("class=\"dot\"").count());
    let title = document.root_element().children().find(|node| node.tag_name().name() == "title").unwrap();
    assert_eq!(title.text(), Some("Tour from Burlington, VT, Fri 5\u{a0}Mar 2027 to Fri 12\u{a0}Mar 2027"));
}

#[test]
fn a_plan_as_a_table_has_a_line_for_each_day() {
    let planned = week();
    let bytes = host().run(|| views::csv(&planned)).1.unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    golden("week.csv", &text.replace("\r\n", "\n"));
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), planned.plan.days.len());
}

#[test]
fn hostile_names_stay_text_in_every_form() {
    let planned = hostile();
    let name = planned.plan.stops[0].name.clone();
    roxmltree::Document::parse(&host().run(|| views::picture(&planned)).1).unwrap();
    let calendar: Calendar = calendar(&planned, NOW_MS).parse().unwrap();
    assert_eq!(calendar.components.len(), 1);
    let bytes = host().run(|| views::csv(&planned)).1.unwrap();
    let row = csv::Reader::from_reader(bytes.as_slice()).records().next().unwrap().unwrap();
    assert_eq!((row.get(3), row.get(4)), (Some(format!("'{name}").as_str()), Some("'+Town]]>")));
    let map = host().run(|| views::feature_collection(&planned)).1;
    assert!(map["features"].as_array().unwrap().iter().any(|feature| feature["properties"]["name"] == name.as_str()));
}

#[test]
fn the_route_answers_in_the_form_that_is_accepted() {
    let reply = PlanReply::Planned(Box::new(week()));
    for (accept, name) in [
        ("text/calendar", "tour.ics"),
        ("application/geo+json", "tour.geojson"),
        ("image/svg+xml", "tour.svg"),
        ("text/csv", "tour.csv"),
    ] {
        let Reply::File(File { name: file, mime, .. }) = show(&reply, accept).unwrap() else { panic!("no file") };
        assert_eq!(file, name);
        assert!(mime.starts_with(accept));
    }
    assert!(
        matches!(show(&reply, "text/plain"), Ok(Reply::Text(text)) if text.starts_with("Tour from Burlington, VT"))
    );
    let Ok(Reply::Json(again)) = show(&reply, "application/json") else { panic!("no JSON") };
    assert_eq!(serde_json::from_str::<PlanReply>(&again).unwrap(), reply);
}

#[test]
fn what_is_no_plan_is_refused() {
    for body in ["", "{}", "{\"outcome\":\"planned\"}", "[1]"] {
        let request = Request::new("POST", "/views/plan").with_body(Body::Text(body.into()));
        let answer = host().run(|| routes().handle(&request)).1;
        assert!(matches!(answer, Err(Error::Invalid(_))), "{body}");
    }
}

#[test]
fn no_plan_says_why_in_words_and_in_json() {
    let changes = json!({
        "anchors": ["2027-03-06 = Nectar's", "2027-03-07 = The Stone Church"], "max_drive_hours_per_day": 1,
    });
    let infeasible = infeasible(&with(request(ROOMS), changes));
    golden("infeasible.txt", &host().run(|| views::infeasible_text(&infeasible)).1);
    let reply = PlanReply::Infeasible(Box::new(infeasible));
    let json: Value = serde_json::to_value(&reply).unwrap();
    assert_eq!(json["outcome"], "infeasible");
    assert!(
        matches!(show(&reply, "image/svg+xml"), Ok(Reply::Text(text)) if text.starts_with("No tour from Burlington"))
    );
}
