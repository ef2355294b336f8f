//! Requests that cannot be planned, each with the field at fault and its exact sentence.

use loadin_guest::{Error, Failure, Invalid};
use loadin_tour_optimizer::jobs;
use serde_json::{Value, json};

use crate::asking::{ROOMS, ask, host, job, refusal, refused, request, with};

fn asked(changes: Value) -> Value {
    with(request(ROOMS), changes)
}

#[test]
fn each_bad_field_has_its_own_sentence() {
    for (changes, pointer, sentence) in [
        (
            json!({ "from": "2027-03-28", "to": "2027-03-05" }),
            "/to",
            "the tour ends on Fri 5 Mar 2027, before it begins on Sun 28 Mar 2027: exchange the dates",
        ),
        (
            json!({ "to": "2028-03-05" }),
            "/to",
            "Fri 5 Mar 2027 to Sun 5 Mar 2028 are 367 days; at most 92 are planned at once",
        ),
        (json!({ "from": "5.3.2027" }), "/from", "`5.3.2027` is not a date: write year-month-day, such as 2027-03-05"),
        (json!({ "to": "2027-02-30" }), "/to", "`2027-02-30` is not a date: write year-month-day, such as 2027-03-05"),
        (json!({ "lodging": "-80" }), "/lodging", "`-80` is negative: costs and prices are at least 0"),
        (json!({ "cost_per_km": "-0.3" }), "/cost_per_km", "`-0.3` is negative: costs and prices are at least 0"),
        (
            json!({ "cost_per_km": "a lot" }),
            "/cost_per_km",
            "`a lot` is not an amount for one kilometre: write digits with at most 5 decimals, such as 0.30",
        ),
        (
            json!({ "per_diem": "12,50" }),
            "/per_diem",
            "`12,50` is not an amount: write digits with a decimal point, such as 12.50",
        ),
        (json!({ "ticket_price": "9.999" }), "/ticket_price", "`9.999` has 3 decimals, USD has 2"),
        (json!({ "show_cost": "99999999999" }), "/show_cost", "`99999999999` is more than any tour pays"),
        (
            json!({ "currency": "dollars" }),
            "/currency",
            "`DOLLARS` is not a currency in use: write its ISO code in capitals, such as EUR, USD or GBP",
        ),
        (json!({ "people": 0 }), "/people", "0 people are out of range: give 1 to 100 people"),
        (json!({ "door_share": 101 }), "/door_share", "101 % are out of range: give 0 to 100 %"),
        (json!({ "longest_gap_days": 0 }), "/longest_gap_days", "0 days are out of range: give 1 to 365 days"),
        (json!({ "radius_km": 2001 }), "/radius_km", "2,001 km are out of range: give 0 to 2,000 km"),
        (
            json!({ "max_drive_hours_per_day": 25 }),
            "/max_drive_hours_per_day",
            "25 hours are out of range: give 0.25 to 24 hours",
        ),
        (json!({ "seconds": 0 }), "/seconds", "0 seconds are out of range: give 0.1 to 540 seconds"),
        (json!({ "work_units": 0 }), "/work_units", "0 work units are out of range: give 1 to 100,000,000 work units"),
    ] {
        let (at, detail) = refusal(&asked(changes));
        // A day is not broken over two lines.
        assert_eq!((at.as_str(), detail.replace('\u{a0}', " ").as_str()), (pointer, sentence));
    }
}

#[test]
fn a_home_that_is_not_found_is_answered_with_what_would_work() {
    for (home, sentence) in [
        ("", "say a town, such as \"Burlington, VT\", or a point, such as 44.476,-73.212"),
        ("Xyzzy", "no town called `Xyzzy` is known; a point works too, such as 44.476,-73.212"),
        (
            "Montpel",
            "no town called `Montpel` is known; did you mean \"Montpelier, VT\"? a point works too, such as 44.476,-73.212",
        ),
        (
            "Burlington",
            "`Burlington` means 2 towns; write which: \"Burlington, NC\" (North Carolina, US, 57,303 people), \
             \"Burlington, VT\" (Vermont, US, 44,743 people)",
        ),
        ("44.4,190.5", "longitude 190.5 is outside -180 to 180"),
        ("NaN,3", "latitude NaN is outside -90 to 90"),
        ("-118.2,34.1", "latitude -118.2 is outside -90 to 90: latitude and longitude look swapped"),
    ] {
        let (pointer, detail) = refusal(&asked(json!({ "home": home })));
        assert_eq!((pointer.as_str(), detail.as_str()), ("/home", sentence));
        assert_eq!(refusal(&asked(json!({ "end": if home.is_empty() { "Xyzzy" } else { home } }))).0, "/end");
    }
}

#[test]
fn a_currency_far_from_par_wants_its_amounts_said() {
    let errors = refused(&asked(json!({ "home": "Tokyo" })));
    assert_eq!(errors[0].pointer, "/currency");
    let errors = refused(&asked(json!({ "home": "Tokyo", "currency": "JPY" })));
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).take(5).collect();
    assert_eq!(pointers, ["/cost_per_km", "/lodging", "/per_diem", "/ticket_price", "/show_cost"]);
    assert_eq!(errors[0].detail, "say this amount: there is no default for it in JPY");
}

#[test]
fn names_that_fit_no_venue_or_several_are_answered_with_near_ones() {
    let csv = format!("{ROOMS}Nectar's,43.6106,-72.9726,Rutland,VT,US,100,200,,\n");
    for (changes, pointer, sentence) in [
        (
            json!({ "must_play": ["Merchant Hall"] }),
            "/must_play/0",
            "no venue of the list is called `Merchant Hall`; did you mean \"Merchants Hall\" in Rutland?",
        ),
        (json!({ "must_not": ["CBGB"] }), "/must_not/0", "no venue of the list is called `CBGB`"),
        (json!({ "must_not": [" "] }), "/must_not/0", "say the name of a venue of the list"),
        (
            json!({ "anchors": ["2027-03-06 = Nectars"] }),
            "/anchors/0",
            "no venue of the list is called `Nectars`; did you mean \"Nectar's (Burlington)\" in Burlington or \"Nectar's \
             (Rutland)\" in Rutland?",
        ),
        (
            json!({ "anchors": ["next Friday at Nectar's"] }),
            "/anchors/0",
            "`next Friday at Nectar's` is not a fixed show: write its date and venue, such as 2027-03-12 = Higher Ground",
        ),
        (
            json!({ "anchors": ["12 March = Merchants Hall"] }),
            "/anchors/0",
            "`12 March` is not a date: write year-month-day, such as 2027-03-05",
        ),
        (
            json!({ "anchors": ["2027-04-01 = cafe lena"] }),
            "/anchors/0",
            "the show at Café Lena stands on Thu 1\u{a0}Apr 2027, outside Fri 5\u{a0}Mar 2027 to Fri 12\u{a0}Mar 2027",
        ),
        (
            json!({ "anchors": ["2027-03-06 = Café Lena", "2027-03-06 = Charlie-O's"] }),
            "/anchors/1",
            "Café Lena and Charlie-O's both stand on Sat 6\u{a0}Mar 2027: a band plays one show a day",
        ),
        (
            json!({ "must_play": ["CAFE LENA"], "must_not": ["Café Lena, Saratoga Springs"] }),
            "/must_play/0",
            "Café Lena must be played and must not be played: remove one of the two",
        ),
    ] {
        let (found, detail) = refusal(&with(request(&csv), changes));
        assert_eq!((found.as_str(), detail.as_str()), (pointer, sentence));
    }
}

#[test]
fn every_fault_is_said_at_once() {
    let changes = json!({ "home": "Xyzzy", "to": "never", "people": 0, "currency": "USD", "venues": "%%%" });
    let pointers: Vec<String> = refused(&asked(changes)).into_iter().map(|error| error.pointer).collect();
    assert_eq!(pointers, ["/venues", "/to", "/people", "/home"]);
}

#[test]
fn an_unknown_field_is_named() {
    let Err(Failure::GiveUp(Error::Invalid(Invalid { detail, .. }))) = ask(&asked(json!({ "radius_miles": 30 })))
    else {
        panic!("taken")
    };
    assert!(detail.contains("unknown field `radius_miles`"), "{detail}");
    let mut solve = json!({ "instance": {}, "second": 1 });
    let failed = host().run(|| jobs::solve(&job("solve", &solve))).1;
    assert!(matches!(failed, Err(Failure::GiveUp(Error::Invalid(_)))));
    solve["second"].take();
}

#[test]
fn a_cancelled_job_ends_at_its_next_report() {
    for reports in [0, 2, 4] {
        let ended = host().cancelled_after(reports).run(|| jobs::plan(&job("plan", &request(ROOMS)))).1;
        assert!(matches!(ended, Err(Failure::Cancelled)), "{reports}");
    }
}
