//! Nothing that the pages say is English of the source's own: every sentence comes out of the plugin's words.
//!
//! Rule: every page of the plugin is looked at in each of its states; a new page or state is added here.

use loadin_guest::{JobState, JobStatus, ui::Page};
use loadin_testing::untranslated;
use serde_json::json;

use crate::{
    asking::ROOMS,
    band::{Band, invalid_page, shown},
};

/// Names and codes that are the same in every language.
const DATA: &[&str] = &[
    "Nectar's",
    "Charlie-O's",
    "The Stone Church",
    "Merchants Hall",
    "Café Lena",
    "Burlington",
    "Montpelier",
    "Brattleboro",
    "Rutland",
    "Saratoga Springs",
    "Old Bar",
    "New Hall",
    "Nowhere",
    "VT",
    "NY",
    "US",
    "USD",
    "EUR",
    "rooms.csv",
];

fn all_words(page: &Page, what: &str) {
    assert_eq!(untranslated(page, DATA), [] as [&str; 0], "{what} says what is not in the plugin's words");
}

fn looked_at(band: &Band, paths: &[&str]) {
    for path in paths {
        all_words(&band.page(path), path);
    }
}

#[test]
fn pages_without_anything_in_them() {
    let band = Band::with_marked_words();
    looked_at(&band, &["/", "/plans", "/plans/new", "/venues", "/venues?view=map"]);
}

#[test]
fn the_venues_and_what_an_upload_did() {
    let band = Band::with_marked_words();
    // Each line is noted for a reason of its own.
    let bad = format!(
        "{ROOMS}Nectar's,44.4759,-73.2121,Burlington,VT,US,,,,\nNowhere,,-73,,,,,,,\nNowhere,44,x,,,,,,,\n\
         Nowhere,-118.2,34.1,,,,,,,\nNowhere,99,190,,,,,,,\nNowhere,0,0,,,,,,,\nNowhere,44,-73,,,,0,,,\n\
         Nowhere,44,-73,,,,many,,,\nNowhere,44,-73,,,,,-5,,\nNowhere,44,-73,,,,,1.555,,\nNowhere,44,-73,,,,,$3,,\n\
         Nowhere,44,-73,,,,,,05/03/2027,\nNowhere,44,-73,,,,,,,far\n,44,-73,,,,,,,\nNowhere,10,10,Burlington,VT,US,,,,\n\
         Nowhere,-73.2,44.47,Burlington,VT,US,,,,\nNowhere,44,-73,,,,,,,,,,x\n"
    );
    let fields = [("currency", "USD"), ("mode", "replace")];
    let done = shown(band.post_with("/venues/import", &fields, Some(("rooms.csv", bad.as_bytes()))));
    all_words(&done, "what an upload did");
    looked_at(&band, &["/", "/venues", "/venues?view=map", "/venues?words=zzz", "/venues?lacking=money", "/plans/new"]);
    let venues = band.get("/venues");
    let id = venues["venues"][0]["id"].as_str().unwrap();
    looked_at(&band, &[&format!("/venues/{id}")]);
    for file in [
        "",
        "PK\u{3}\u{4}",
        "%PDF",
        "{}",
        "<html>",
        "44,1\n",
        "name,lat\nA,1\n",
        "name,lat,lon\n",
        "name,lat,lon\nA,,\n",
    ] {
        let refused = invalid_page(band.post_with("/venues/import", &[], Some(("rooms.csv", file.as_bytes()))));
        all_words(&refused, file);
    }
}

#[test]
fn a_plan_in_each_of_its_states() {
    let band = Band::with_marked_words();
    band.import(ROOMS, "?currency=USD").unwrap();
    let id = band
        .ask(&json!({ "anchors": ["2027-03-06 = Café Lena"], "must_play": ["Nectar's"], "must_not": ["Charlie-O's"] }));
    let path = format!("/plans/{id}");
    let job = band.host.started_jobs().pop().unwrap();
    looked_at(&band, &[&path, "/plans"]);
    band.run_last_job().unwrap();
    let tabs = ["", "?tab=money", "?tab=rest", "?tab=wish"].map(|tab| format!("{path}{tab}"));
    looked_at(&band, &tabs.each_ref().map(String::as_str));
    looked_at(&band, &["/", "/plans", &format!("/plans/new?from={id}")]);
    band.host.set_job_status(&job.id, JobStatus { state: JobState::Done, ..job.status });

    let stopped = band.ask(&json!({}));
    band.post(&format!("/plans/{stopped}/cancel"), &[]).unwrap();
    looked_at(&band, &[&format!("/plans/{stopped}"), "/plans"]);
}

#[test]
fn a_tour_over_venues_of_which_little_is_known() {
    let band = Band::with_marked_words();
    band.import("name,lat,lon\nOld Bar,44.47,-73.21\nNew Hall,44.26,-72.57\n", "").unwrap();
    let id = band.ask(&json!({ "lodging": "0", "per_diem": "0" }));
    band.run_last_job().unwrap();
    looked_at(&band, &[&format!("/plans/{id}"), &format!("/plans/{id}?tab=money"), &format!("/plans/{id}?tab=rest")]);
}

#[test]
fn wishes_that_no_tour_keeps() {
    let wishes = [
        json!({ "anchors": ["2027-03-06 = Nectar's", "2027-03-07 = The Stone Church"], "max_drive_hours_per_day": 1 }),
        json!({ "anchors": ["2027-03-05 = Café Lena"], "max_drive_hours_per_day": 0.5 }),
        json!({ "anchors": ["2027-03-06 = Nectar's", "2027-03-12 = Café Lena"], "longest_gap_days": 1, "must_not": ["Merchants Hall"] }),
        json!({ "anchors": ["2027-03-06 = Nectar's", "2027-03-08 = Charlie-O's"], "radius_km": 200 }),
        json!({ "from": "2027-03-01", "to": "2027-03-03", "must_play": ["Merchants Hall"] }),
        json!({ "must_play": ["Nectar's", "Charlie-O's"], "radius_km": 500 }),
        json!({ "lodging": "90000", "per_diem": "9000" }),
        json!({ "must_play": ["Nectar's", "Charlie-O's", "Café Lena"], "from": "2027-03-05", "to": "2027-03-06" }),
    ];
    for wish in &wishes {
        let band = Band::with_marked_words();
        band.import(ROOMS, "?currency=USD").unwrap();
        let id = band.ask(wish);
        band.run_last_job().unwrap();
        assert_eq!(band.get(&format!("/plans/{id}"))["state"], "infeasible", "{wish}");
        all_words(&band.page(&format!("/plans/{id}")), &wish.to_string());
    }
}

#[test]
fn a_form_that_is_filled_in_wrongly() {
    let band = Band::with_marked_words();
    band.import(ROOMS, "?currency=USD").unwrap();
    let wrong = [
        ("home", "Nowhere"),
        ("from", "soon"),
        ("to", "2027-03-12"),
        ("people", "none"),
        ("max_drive_hours_per_day", "99"),
        ("anchors", "2027-03-06 = Nowhere"),
        ("lodging", "much"),
    ];
    all_words(&invalid_page(band.post("/plans", &wrong)), "a form that is wrong");
    let clash = [
        ("home", "Burlington, VT"),
        ("from", "2027-03-05"),
        ("to", "2027-03-12"),
        ("anchors", "2027-03-06 = Nectar's\n2027-03-06 = Café Lena"),
    ];
    let id = match band.post("/plans", &clash) {
        Ok(loadin_guest::Reply::Accepted { path, .. }) => path,
        other => panic!("not accepted: {other:?}"),
    };
    assert!(band.run_last_job().is_err());
    all_words(&band.page(&id), "a plan that failed");
}
