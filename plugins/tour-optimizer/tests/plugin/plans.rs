//! The plans of a space: asked for, planned, looked at, renamed, stopped, deleted.

use std::fs;

use loadin_guest::{
    Error, Failure, JobState, JobStatus, Reply,
    ui::{Page, Piece},
};
use serde_json::{Value, json};

use crate::{
    asking::ROOMS,
    band::{Band, actions, faults, invalid_page, pieces, text, wish},
};

#[test]
fn a_plan_is_asked_for_planned_and_kept() {
    let band = Band::with_rooms();
    let accepted = band.api("POST", "/plans", &wish(&json!({ "title": " Spring \n tour " }))).unwrap();
    let id = accepted["id"].as_str().unwrap();
    let jobs = band.host.started_jobs();
    assert_eq!((jobs.len(), jobs[0].kind.as_str()), (1, "plan-tour"));
    assert_eq!(jobs[0].input, json!({ "plan": id }).to_string());
    let waiting = band.get(&format!("/plans/{id}"));
    assert_eq!(
        (&waiting["state"], &waiting["title"], &waiting["version"]),
        (&json!("planning"), &json!("Spring tour"), &json!(1))
    );
    assert_eq!((&waiting["progress"]["done"], &waiting["job"]), (&json!(0), &accepted["job"]));
    assert_eq!(band.run_last_job().unwrap(), json!({ "plan": id, "state": "planned" }));
    let done = band.get(&format!("/plans/{id}"));
    assert_eq!((&done["state"], &done["version"], &done["progress"]), (&json!("planned"), &json!(2), &Value::Null));
    assert_eq!(done["outcome"]["outcome"], "planned");
    assert_eq!(
        done["summary"]["shows"].as_u64().unwrap() as usize,
        done["outcome"]["plan"]["stops"].as_array().unwrap().len()
    );
    assert_eq!(done["inputs"]["venues_planned"], 5);
    assert!(done["request"].get("venues").is_none());
    let list = band.get("/plans");
    assert_eq!((&list["plans"][0]["id"], &list["plans"][0]["state"]), (&json!(id), &json!("planned")));
}

#[test]
fn the_space_and_a_sent_list_give_the_same_tour() {
    let band = Band::with_rooms();
    let kept = band.planned();
    let sent = crate::asking::request(ROOMS);
    let sent = band.api("POST", "/plans", &sent).unwrap()["id"].as_str().unwrap().to_owned();
    band.run_last_job().unwrap();
    let tour = |id: &str| {
        band.get(&format!("/plans/{id}"))["outcome"]["plan"]["stops"]
            .as_array()
            .unwrap()
            .iter()
            .map(|stop| (stop["name"].clone(), stop["date"].clone(), stop["net"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(tour(&kept), tour(&sent));
    assert_eq!(band.get(&format!("/plans/{sent}"))["inputs"]["is_sent_list"], true);
    assert_eq!(faults(band.api("POST", &format!("/plans/{sent}/again"), &Value::Null))[0].0, "/venues");
}

#[test]
fn the_page_of_a_tour_has_everything_a_drummer_needs() {
    let band = Band::with_rooms();
    let id = band.planned();
    let page = band.page(&format!("/plans/{id}"));
    assert_eq!(page.title, "Burlington, VT, 5 Mar to 12 Mar 2027");
    let all = pieces(&page);
    let has = |wanted: fn(&Piece) -> bool| all.iter().any(|piece| wanted(piece));
    assert!(has(|piece| matches!(piece, Piece::Stats(stats) if stats.stats.len() == 4)));
    let ledger = band.page(&format!("/plans/{id}?tab=money"));
    let ledger = pieces(&ledger);
    assert!(ledger.iter().any(|piece| matches!(piece, Piece::Waterfall(money) if money.lines.len() >= 3)));
    assert!(ledger.iter().any(|piece| matches!(piece, Piece::Chart(chart) if chart.axis.steps().len() >= 2)));
    let Some(Piece::Map(map)) = all.iter().find(|piece| matches!(piece, Piece::Map(_))) else { panic!("no map") };
    let stops = map.points.len();
    let Some(Piece::Itinerary(days)) = all.iter().find(|piece| matches!(piece, Piece::Itinerary(_))) else {
        panic!("no days")
    };
    assert_eq!(days.days.iter().filter(|day| day.number.is_some()).count(), stops);
    assert!(days.days.iter().filter(|day| day.number.is_some()).all(|day| !day.reasons.is_empty()));
    let said = text(&page);
    for wanted in ["that is proven.", "Distances and driving times are estimates", "Left for the band"] {
        assert!(said.contains(wanted), "{wanted} is missing: {said}");
    }
    let Some(Piece::Downloads(files)) = all.iter().find(|piece| matches!(piece, Piece::Downloads(_))) else {
        panic!("no downloads")
    };
    for file in &files.files {
        let Ok(Reply::File(_)) = band.send(&loadin_guest::Request::new("GET", format!("/{}", file.href))) else {
            panic!("{} is no file", file.href)
        };
    }
    let change = format!("go plans/new?from={id}");
    assert_eq!(actions(&page), std::slice::from_ref(&change));
    let wish = band.page(&format!("/plans/{id}?tab=wish"));
    assert_eq!(actions(&wish), [change, format!("post plans/{id}/delete")]);
    assert!(text(&wish).contains("Most driving in a day"));
    let home = text(&band.page("/"));
    assert!(home.contains("5 venues") && home.contains(&id), "{home}");
}

#[test]
fn what_is_estimated_says_so() {
    let band = Band::new();
    band.import("name,lat,lon\nOld Bar,44.47,-73.21\nNew Hall,44.26,-72.57\n", "").unwrap();
    let id = band.ask(&json!({ "lodging": "0", "per_diem": "0" }));
    band.run_last_job().unwrap();
    let [tour, money] = ["", "?tab=money"].map(|tab| text(&band.page(&format!("/plans/{id}{tab}"))));
    let said = tour + &money;
    for wanted in [
        "Your list does not say what a show earns: every amount is estimated.",
        "(estimated)",
        "What was assumed",
        "money estimated",
    ] {
        assert!(said.contains(wanted), "{wanted} is missing: {said}");
    }
}

#[test]
fn while_it_is_planned_the_page_says_how_far_it_is() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    let job = band.host.started_jobs().pop().unwrap();
    let status = JobStatus { done: 420, total: 1_000, message: "Searching: 900.00 USD so far".into(), ..job.status };
    band.host.set_job_status(&job.id, status);
    let page = band.page(&format!("/plans/{id}"));
    let Some(Piece::Progress(progress)) = page.pieces.iter().find(|piece| matches!(piece, Piece::Progress(_))) else {
        panic!("no progress")
    };
    assert_eq!((progress.job.as_str(), progress.done, progress.total), (job.id.as_str(), 420, 1_000));
    assert_eq!(actions(&page), [format!("post plans/{id}/cancel")]);
    assert!(text(&band.page("/plans")).contains("Being planned"));
    let file = band.api("GET", &format!("/plans/{id}/tour.ics"), &Value::Null);
    assert!(matches!(file, Err(Error::Unavailable(ref what)) if what.contains("still being planned")), "{file:?}");
}

#[test]
fn a_plan_whose_job_is_gone_was_interrupted_and_can_be_planned_again() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    band.host.forget_jobs();
    assert_eq!(band.get(&format!("/plans/{id}"))["state"], "interrupted");
    let page = band.page(&format!("/plans/{id}"));
    assert!(text(&page).contains("Planning was interrupted"));
    assert_eq!(actions(&page)[0], format!("post plans/{id}/again"));
    assert!(text(&band.page("/plans")).contains("Interrupted"));
    let again = band.post(&format!("/plans/{id}/again"), &[]).unwrap();
    assert!(matches!(again, Reply::Accepted { ref path, .. } if *path == format!("/plans/{id}")));
    band.run_last_job().unwrap();
    assert_eq!(band.get(&format!("/plans/{id}"))["state"], "planned");
}

#[test]
fn a_job_that_failed_without_a_word_is_told_by_the_host() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    let job = band.host.started_jobs().pop().unwrap();
    let problem = json!({ "kind": "timeout", "title": "Timeout", "detail": "the job took longer than 10 minutes" });
    band.host.set_job_status(&job.id, JobStatus { state: JobState::Failed, problem: Some(problem), ..job.status });
    assert_eq!(band.get(&format!("/plans/{id}"))["failure"]["detail"], "the job took longer than 10 minutes");
    let page = band.page(&format!("/plans/{id}"));
    assert!(text(&page).contains("The job took longer than 10 minutes."));
    assert_eq!(actions(&page)[..2], [format!("go plans/new?from={id}"), format!("post plans/{id}/again")]);
}

#[test]
fn venues_that_were_deleted_before_it_was_planned_are_told() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    let gone = band.get("/venues")["venues"][0]["id"].as_str().unwrap().to_owned();
    band.api("DELETE", &format!("/venues/{gone}"), &Value::Null).unwrap();
    band.run_last_job().unwrap();
    assert_eq!(band.get(&format!("/plans/{id}"))["outcome"]["asked"]["venues"], 4);
    let said = text(&band.page(&format!("/plans/{id}")));
    assert!(said.contains("1 venue was deleted before the tour was planned"), "{said}");
}

#[test]
fn a_plan_over_venues_that_are_all_gone_says_what_to_do() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({ "must_play": ["Nectar's"] }));
    band.api("POST", "/venues/clear", &Value::Null).unwrap();
    assert!(matches!(band.run_last_job(), Err(Failure::GiveUp(Error::Invalid(_)))));
    let plan = band.get(&format!("/plans/{id}"));
    assert_eq!((&plan["state"], &plan["failure"]["errors"][0]["pointer"]), (&json!("failed"), &json!("/venues")));
    let page = band.page(&format!("/plans/{id}"));
    assert!(text(&page).contains("Venues: There are no venues here yet: upload your venue list first."));
    assert!(actions(&page).contains(&"go venues".to_owned()));
    let file = band.api("GET", &format!("/plans/{id}/tour.csv"), &Value::Null);
    assert!(faults(file)[0].1.contains("could not be planned"));
}

#[test]
fn stops_that_were_deleted_or_changed_since_are_named() {
    let band = Band::with_rooms();
    let id = band.planned();
    let stops = band.get(&format!("/plans/{id}"))["outcome"]["plan"]["stops"].clone();
    let name = |at: usize| stops[at]["name"].as_str().unwrap();
    let venues = band.get("/venues")["venues"].clone();
    let deleted = venues.as_array().unwrap().iter().find(|venue| venue["name"] == stops[0]["name"]).unwrap();
    let changed = ROOMS
        .lines()
        .map(|line| if line.starts_with(name(1)) { line.replace(".00,", ".50,") } else { line.to_owned() });
    band.import(changed.collect::<Vec<_>>().join("\n"), "").unwrap();
    band.api("DELETE", &format!("/venues/{}", deleted["id"].as_str().unwrap()), &Value::Null).unwrap();
    let said = text(&band.page(&format!("/plans/{id}")));
    assert!(said.contains(&format!("No longer in your list: {}.", name(0))), "{said}");
    assert!(said.contains(&format!("Changed in your list: {}.", name(1))), "{said}");
}

#[test]
fn no_tour_is_told_with_what_would_help() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({
        "anchors": ["2027-03-06 = Nectar's", "2027-03-07 = The Stone Church"], "max_drive_hours_per_day": 1,
    }));
    band.run_last_job().unwrap();
    assert_eq!(band.get(&format!("/plans/{id}"))["state"], "infeasible");
    let page = band.page(&format!("/plans/{id}"));
    let said = text(&page);
    assert!(
        said.contains("Nectar's") && said.contains("Any one of these changes would make a tour possible"),
        "{said}"
    );
    assert_eq!(actions(&page)[0], format!("go plans/new?from={id}"));
    assert!(faults(band.api("GET", &format!("/plans/{id}/tour.geojson"), &Value::Null))[0].1.contains("no tour holds"));
}

#[test]
fn two_names_at_once_are_a_conflict_with_the_version_that_stands() {
    let band = Band::with_rooms();
    let id = band.planned();
    let target = format!("/plans/{id}");
    let renamed = band.api("PUT", &target, &json!({ "title": "First", "version": 2 })).unwrap();
    assert_eq!((&renamed["title"], &renamed["version"]), (&json!("First"), &json!(3)));
    assert_eq!(band.api("PUT", &target, &json!({ "title": "Second", "version": 2 })), Err(Error::Conflict(3)));
    let title = format!("{target}/title");
    assert_eq!(band.post(&title, &[("plan_title", "Third"), ("version", "2")]), Err(Error::Conflict(3)));
    assert_eq!(band.post(&title, &[("plan_title", "Fourth"), ("version", "3")]), Ok(Reply::redirect(target.clone())));
    assert_eq!(band.get(&target)["title"], "Fourth");
    let page = invalid_page(band.post(&title, &[("plan_title", &"x".repeat(200)), ("version", "4")]));
    assert!(text(&page).contains("A name has at most 120 characters, this has 200."));
    assert_eq!(faults(band.api("PUT", &target, &json!({ "title": " ", "version": 4 })))[0].0, "/title");
    faults(band.api("PUT", &target, &json!({ "title": "x", "version": 4, "owner": "me" })));
}

#[test]
fn a_plan_that_was_renamed_while_it_was_planned_keeps_its_name() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    band.api("PUT", &format!("/plans/{id}"), &json!({ "title": "Spring", "version": 1 })).unwrap();
    band.run_last_job().unwrap();
    let plan = band.get(&format!("/plans/{id}"));
    assert_eq!((&plan["title"], &plan["state"], &plan["version"]), (&json!("Spring"), &json!("planned"), &json!(3)));
}

#[test]
fn deleting_stops_the_job_and_its_last_words_are_not_kept() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    assert_eq!(band.post(&format!("/plans/{id}/delete"), &[]), Ok(Reply::redirect("/plans")));
    assert_eq!(band.host.started_jobs()[0].status.state, JobState::Cancelled);
    assert_eq!(band.run_last_job().unwrap(), json!({ "plan": id, "state": null }));
    assert_eq!(band.api("GET", &format!("/plans/{id}"), &Value::Null), Err(Error::NotFound));
    let done = band.planned();
    assert_eq!(band.api("DELETE", &format!("/plans/{done}"), &Value::Null), Ok(Value::Null));
    assert_eq!(band.get("/plans")["plans"], json!([]));
}

#[test]
fn stopping_keeps_what_was_asked() {
    let band = Band::with_rooms();
    let id = band.ask(&json!({}));
    assert_eq!(band.post(&format!("/plans/{id}/cancel"), &[]), Ok(Reply::redirect(format!("/plans/{id}"))));
    assert_eq!(band.run_last_job().unwrap()["state"], Value::Null, "a stopped plan stays stopped");
    assert_eq!(band.get(&format!("/plans/{id}"))["state"], "cancelled");
    assert_eq!(actions(&band.page(&format!("/plans/{id}")))[0], format!("post plans/{id}/again"));
    // What is done stays done.
    let done = band.planned();
    assert_eq!(band.api("POST", &format!("/plans/{done}/cancel"), &Value::Null).unwrap()["state"], "planned");
}

#[test]
fn the_list_shows_the_newest_first_and_turns_its_pages() {
    let band = Band::with_rooms();
    let ids: Vec<String> = (0..25).map(|_| band.ask(&json!({}))).collect();
    let first = band.get("/plans");
    assert_eq!(first["plans"].as_array().unwrap().len(), 20);
    let second = band.get(&format!("/plans?cursor={}", first["next"].as_str().unwrap()));
    let all = first["plans"].as_array().unwrap().iter().chain(second["plans"].as_array().unwrap());
    let mut seen: Vec<&str> = all.map(|plan| plan["id"].as_str().unwrap()).collect();
    assert!(seen.iter().rev().is_sorted(), "{seen:?}");
    seen.sort_unstable();
    let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    ids.sort_unstable();
    assert_eq!(seen, ids);
    let page = band.page("/plans");
    let Some(Piece::Table(table)) = page.pieces.iter().find(|piece| matches!(piece, Piece::Table(_))) else {
        panic!("no table")
    };
    let paging = table.paging.as_ref().unwrap();
    assert_eq!((paging.first, paging.last, &paging.previous), (1, 20, &None));
    let next = paging.next.as_ref().unwrap();
    assert!(next.starts_with("plans?cursor=") && next.ends_with("&first=21"), "{next}");
    let older = text(&band.page(&format!("/{next}")));
    assert!(older.contains("\"first\":21,\"last\":25"), "{older}");
    faults(band.api("GET", "/plans?cursor=nowhere", &Value::Null));
}

/// Returns an answer without its sentences, which are not kept.
fn as_kept(answer: Value) -> Value {
    match answer {
        Value::Object(fields) => {
            let is_said = |name: &str| matches!(name, "sentence" | "reasons" | "detail" | "text");
            Value::Object(fields.into_iter().filter(|(name, _)| !is_said(name)).map(|(k, v)| (k, as_kept(v))).collect())
        }
        Value::Array(all) => all.into_iter().map(as_kept).collect(),
        other => other,
    }
}

#[test]
fn a_large_plan_is_kept_with_an_honest_count_of_what_was_cut() {
    let csv = fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/venues.csv")).unwrap();
    let band = Band::new();
    let report = band.import(&csv, "").unwrap();
    assert_eq!((&report["rows"], &report["added"], &report["total"]), (&json!(561), &json!(561), &json!(561)));
    let warnings: Vec<&str> = report["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|note| note["severity"] == "warning")
        .map(|note| note["detail"].as_str().unwrap())
        .collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    let three_weeks = json!({ "to": "2027-03-28", "radius_days": 14, "work_units": 300_000, "per_diem": "15" });
    let id = band.ask(&three_weeks);
    band.run_last_job().unwrap();
    let plan = band.get(&format!("/plans/{id}"));
    let bytes = as_kept(plan.clone()).to_string().len();
    assert!(bytes < 240 * 1024, "{bytes} bytes");
    let count =
        |json: &Value| json.as_object().map_or(0, |kinds| kinds.values().map(|n| n.as_u64().unwrap()).sum::<u64>());
    let listed = plan["outcome"]["plan"]["dropped"].as_array().unwrap().len() as u64;
    let stops = plan["outcome"]["plan"]["stops"].as_array().unwrap().len() as u64;
    assert_eq!(stops + listed + count(&plan["left_out"]["dropped"]), 561, "{}", plan["left_out"]);
    let page = band.page(&format!("/plans/{id}"));
    let Some(Piece::Tabs(tabs)) = page.pieces.iter().find(|piece| matches!(piece, Piece::Tabs(_))) else {
        panic!("no tabs")
    };
    assert_eq!(tabs.links[2].count, Some(561 - stops));
    let rest = band.page(&format!("/plans/{id}?tab=rest"));
    let Some(Piece::Table(table)) = rest.pieces.iter().find(|piece| matches!(piece, Piece::Table(_))) else {
        panic!("no table")
    };
    let paging = table.paging.as_ref().unwrap();
    assert_eq!((table.rows.len(), paging.first, paging.last), (25, 1, 25));
    let next = text(&band.page(&format!("/{}", paging.next.as_ref().unwrap())));
    assert!(next.contains("\"first\":26,\"last\":50") && next.contains("page=1"), "{next}");
}

#[test]
fn somebody_who_only_reads_sees_the_plan_and_no_button_that_would_be_refused() {
    let band = Band::with_rooms();
    let id = band.planned();
    let changes = |page: &Page| {
        let json = serde_json::to_value(page).unwrap().to_string();
        json.contains("/delete\"")
            || json.contains("/again\"")
            || json.contains("plans/new")
            || json.contains("venues/import")
    };
    for path in ["/", "/plans", &format!("/plans/{id}"), "/venues"] {
        assert!(changes(&band.page(path)), "{path} has nothing to press for those who may");
        let page = band.page_of_a_reader(path);
        assert!(!changes(&page), "{path} shows a button that would be refused");
        assert!(!page.pieces.is_empty());
    }
}
