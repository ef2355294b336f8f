//! What is planned.

use loadin_tour_engine::tour::DayKind;
use loadin_tour_optimizer::{jobs, reply::SearchStatus};
use serde_json::json;

use crate::asking::{ROOMS, ask, host, infeasible, job, planned, request, with};

#[test]
fn a_week_over_five_rooms_is_planned_and_proven_best() {
    let planned = planned(&request(ROOMS));
    let plan = &planned.plan;
    assert!(plan.stops.len() >= 3, "{:?}", plan.stops);
    assert!(plan.gap.is_proven_best && planned.search.status == SearchStatus::ProvenBest);
    assert_eq!(plan.budget.total, plan.value);
    assert_eq!((planned.asked.venues, planned.asked.currency.code()), (5, "USD"));
    assert!(plan.days.iter().any(|day| matches!(day.kind, DayKind::Show { .. })));
    assert_eq!(plan.stops.len() + plan.dropped.len(), 5);
    assert!(planned.assumed.is_empty(), "{:?}", planned.assumed);
}

#[test]
fn the_same_input_seed_and_work_give_the_same_bytes() {
    let bytes = || serde_json::to_string(&ask(&request(ROOMS)).unwrap()).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn searching_by_time_ends_with_the_time() {
    let (host, reply) =
        host().run(|| jobs::plan(&job("plan", &with(request(ROOMS), json!({ "work_units": null, "seconds": 0.5 })))));
    assert!(reply.is_ok());
    let reports = host.reports();
    assert!(reports.is_sorted_by_key(|(done, ..)| *done), "{reports:?}");
    let said: Vec<&str> = reports.iter().map(|(_, _, message)| message.as_str()).collect();
    for step in ["Reading the venue list", "Placing the venues", "Estimating the roads", "Explaining"] {
        assert!(said.contains(&step), "{said:?}");
    }
    assert!(
        said.iter().any(|message| message.starts_with("Searching: ") && message.contains("USD so far")),
        "{said:?}"
    );
}

#[test]
fn fixed_shows_and_wishes_are_kept() {
    let changes = json!({
        "anchors": ["2027-03-11 = nectar's"], "must_play": ["cafe lena"], "must_not": ["The Stone Church"],
        "end": "open",
    });
    let planned = planned(&with(request(ROOMS), changes));
    let stops = &planned.plan.stops;
    assert!(stops.iter().any(|stop| stop.is_anchor && stop.date.to_string() == "2027-03-11"));
    assert!(stops.iter().any(|stop| stop.is_must_play && stop.name == "Café Lena"));
    assert!(stops.iter().all(|stop| stop.name != "The Stone Church"));
    assert!(planned.asked.open_end);
}

#[test]
fn a_point_is_a_home_and_is_called_after_its_town() {
    let planned = planned(&with(request(ROOMS), json!({ "home": "44.48,-73.21" })));
    assert_eq!(planned.asked.home.name, "44.4800, -73.2100 (near Burlington, VT)");
}

#[test]
fn what_the_list_does_not_say_is_assumed_and_marked() {
    let csv = "name,lat,lon\nOld Bar,44.47,-73.21\nNew Hall,44.26,-72.57\n";
    let planned = planned(&with(request(csv), json!({ "lodging": "0", "per_diem": "0" })));
    let fields: Vec<(&str, usize, usize)> =
        planned.assumed.iter().map(|fact| (fact.field.as_str(), fact.venues, fact.stops.len())).collect();
    let stops = planned.plan.stops.len();
    assert_eq!(fields, [("capacity", 2, stops), ("net", 2, stops)]);
    let bar = planned.plan.stops.iter().position(|stop| stop.name == "Old Bar").unwrap();
    assert_eq!(planned.plan.stops[bar].town.as_deref(), Some("Burlington"));
    let text = &planned.assumed[0].stops.iter().find(|stop| stop.stop == bar).unwrap().text;
    assert!(text.contains("population 44,743"), "{text}");
}

#[test]
fn a_clash_of_fixed_shows_is_explained_with_what_would_help() {
    let changes = json!({
        "anchors": ["2027-03-06 = Nectar's", "2027-03-07 = The Stone Church"], "max_drive_hours_per_day": 1,
    });
    let infeasible = infeasible(&with(request(ROOMS), changes));
    assert!(infeasible.answer.is_proven);
    assert!(infeasible.answer.sentence.contains("Nectar's"), "{}", infeasible.answer.sentence);
    assert!(!infeasible.answer.relaxations.is_empty());
}

#[test]
fn a_list_where_no_show_pays_is_no_plan() {
    let csv = "name,lat,lon,net\nFar Room,43.6,-79.4,1.00\n";
    let infeasible = infeasible(&request(csv));
    assert!(!infeasible.answer.causes.is_empty(), "{:?}", infeasible.answer);
}
