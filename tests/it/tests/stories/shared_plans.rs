//! Several hands on the same plans: programs, two editors, somebody who deletes, somebody from elsewhere.

use serde_json::json;

use super::{
    person::{PLANNER, Person, VENUES},
    server::{Instance, Server},
};

/// An instance with Ada, her venues and one finished plan.
fn with_a_plan() -> (Instance, Server, Person, String) {
    let instance = Instance::new();
    let server = instance.serve();
    let ada = Person::set_up(&server, &instance);
    assert_eq!(ada.upload(VENUES).status, 200);
    let plan = ada.plan(20_000);
    ada.planned(&plan);
    (instance, server, ada, plan)
}

#[test]
fn a_program_with_a_token_lists_plans_and_does_no_more_than_it_was_given() {
    let (_instance, server, ada, plan) = with_a_plan();
    let program = ada.program(&["org.loadin.tour-optimizer/plans:read"]);
    assert_eq!(program.get(&format!("{PLANNER}/plans")).json()["plans"][0]["id"], plan.as_str());
    program.post(&format!("{PLANNER}/plans"), &json!({})).problem(403, "forbidden");
    program.get("/api/v1/s/night-shift/members").problem(403, "forbidden");
    Person::at(&server).get(&format!("{PLANNER}/plans")).problem(401, "unauthenticated");
}

#[test]
fn a_cursor_from_elsewhere_is_refused() {
    let (_instance, _server, ada, _) = with_a_plan();
    let rooms: String = (0..60).map(|number| format!("Room {number},44.{number:02},-73.2,500\n")).collect();
    assert_eq!(ada.upload(format!("name,lat,lon,net\n{rooms}")).status, 200);
    let page = ada.get(&format!("{PLANNER}/venues")).json();
    let cursor = page["next"].as_str().unwrap();
    assert_eq!(ada.get(&format!("{PLANNER}/venues?cursor={cursor}")).status, 200);
    ada.get(&format!("{PLANNER}/plans?cursor={cursor}")).problem(422, "invalid");
    ada.get(&format!("{PLANNER}/venues?cursor={cursor}x")).problem(422, "invalid");
    ada.get(&format!("{PLANNER}/venues?cursor=1")).problem(422, "invalid");
}

#[test]
fn of_two_edits_the_second_learns_the_current_version() {
    let (_instance, _server, ada, plan) = with_a_plan();
    let path = format!("{PLANNER}/plans/{plan}");
    let version = ada.get(&path).json()["version"].as_u64().unwrap();
    assert_eq!(ada.put(&path, &json!({ "title": "Spring", "version": version })).status, 200);
    let problem = ada.put(&path, &json!({ "title": "Autumn", "version": version })).problem(409, "conflict");
    assert_eq!(problem["current_version"], version + 1, "{problem}");
    assert_eq!(ada.get(&path).json()["title"], "Spring");
}

#[test]
fn a_plan_whose_venues_are_deleted_meanwhile_ends_in_order() {
    let (_instance, _server, ada, first) = with_a_plan();
    let second = ada.plan(20_000);
    let cleared = ada.post(&format!("{PLANNER}/venues/clear"), &json!({}));
    assert!(cleared.status < 300, "{cleared:?}");
    let ended = ada.planned(&second);
    assert!(["planned", "failed", "infeasible"].contains(&ended["state"].as_str().unwrap()), "{ended}");
    assert_eq!(ada.get(&format!("{PLANNER}/plans/{first}")).status, 200, "what was planned before stays");
}

#[test]
fn somebody_from_another_space_is_told_of_no_plan() {
    let (instance, server, _ada, plan) = with_a_plan();
    let added = instance.run(&["person", "add", "--login", "eve", "--display-name", "Eve", "--new-space", "Day Shift"]);
    let password = added.out.lines().find_map(|line| line.strip_prefix("Password:")).unwrap().trim();
    let mut eve = Person::at(&server);
    assert_eq!(eve.sign_in("eve", password).status, 303);
    eve.get(&format!("{PLANNER}/plans/{plan}")).problem(404, "not-found");
    eve.get(&format!("/api/v1/s/day-shift/p/tour-optimizer/plans/{plan}")).problem(404, "not-found");
    assert_eq!(eve.get("/api/v1/s/day-shift/p/tour-optimizer/plans").json()["plans"], json!([]));
}
