//! The permission matrix, walked over HTTP: who is let in, who is refused, and who is told that nothing is there.

use std::collections::BTreeSet;

use loadin_auth::{Asked, Audience, MATRIX, Matrix, Mount, Operation};
use loadin_types::{JobId, JobState, JobStatus, Progress};
use utoipa::openapi::path::PathItem;

use crate::{
    router::all,
    testing::{House, Visit, manifest},
};

const ROLES: [&str; 7] = ["guest", "volunteer", "member", "booker", "treasurer", "admin", "owner"];

/// The operations that a test is about, with how to call each.
fn operations(is_wanted: impl Fn(&Operation) -> bool) -> Vec<(Operation, &'static str, String)> {
    let (matrix, routes) = (Matrix::read(MATRIX).unwrap(), all());
    let mut found = Vec::new();
    for (path, item) in &routes.documented().paths.paths {
        let PathItem { get, post, put, delete, .. } = item;
        for (method, operation) in [("GET", get), ("POST", post), ("PUT", put), ("DELETE", delete)] {
            let Some(id) = operation.as_ref().and_then(|operation| operation.operation_id.as_deref()) else { continue };
            let row = matrix.get(id).unwrap_or_else(|| panic!("{id} is not in the matrix")).clone();
            if is_wanted(&row) {
                found.push((row, method, path.clone()));
            }
        }
    }
    found
}

/// The job that operations about one are asked for.
fn job() -> JobId {
    JobId::from_parts(1, &[1; 10])
}

async fn answer(house: &House, visit: Option<&Visit>, method: &str, path: &str) -> u16 {
    let path = path.replace("{space}", "foundry").replace("{id}", &job().to_string());
    let mut ask = house.ask(method, &path);
    if let Some(visit) = visit.filter(|_| method == "POST" && !path.starts_with("/api/")) {
        let token = house.form_token(visit, Mount::Core);
        ask = ask.form(&[("_csrf", &token)]);
    }
    let ask = if let Some(visit) = visit { ask.by(visit) } else { ask.header("sec-fetch-site", "same-origin") };
    let answer = ask.send().await;
    // A page sends whoever has to sign in to the door.
    if answer.header("location").starts_with("/sign-in") { 401 } else { answer.status() }
}

#[test]
fn matrix_and_routes_name_the_same_operations() {
    let (matrix, routes) = (Matrix::read(MATRIX).unwrap(), all());
    let named: BTreeSet<&str> = routes.operations().iter().map(String::as_str).collect();
    assert_eq!(matrix.ids(), named, "on the left the matrix, on the right the routes");
    assert_eq!(routes.operations().len(), named.len(), "an id names one operation");
}

#[tokio::test]
async fn what_needs_somebody_sends_nobody_away() {
    let house = House::new().await;
    for (row, method, path) in operations(|row| row.anonymous.is_some() && row.asked != Asked::PluginsOwn) {
        assert_eq!(Some(answer(&house, None, method, &path).await), row.anonymous, "{method} {path}");
    }
}

#[tokio::test]
async fn every_form_of_a_page_needs_its_token() {
    let house = House::new().await;
    let is_page = |path: &str| !path.starts_with("/api/");
    let forms: Vec<_> =
        operations(|_| true).into_iter().filter(|(_, method, path)| *method != "GET" && is_page(path)).collect();
    assert!(forms.len() >= 8, "{forms:?}");
    for (row, method, path) in forms {
        let path = path
            .replace("{space}", "foundry")
            .replace("{mount}", "notes")
            .replace("{*path}", "notes")
            .replace("{id}", &job().to_string());
        // Set-up is over in this house, so its form is not there any more; and no form leads to the plugin's first page.
        if matches!(row.id.as_str(), "set_up" | "show_plugin") {
            continue;
        }
        let form = || house.ask(method, &path).by(&house.anna).form(&[("x", "y")]);
        let answer = form().send().await;
        assert_eq!((answer.status(), answer.text().contains("Nothing was changed")), (403, true), "{method} {path}");
        let foreign = form().header("sec-fetch-site", "cross-site").send().await;
        assert_eq!(foreign.status(), 403, "{method} {path}");
    }
}

#[tokio::test]
async fn every_operation_lets_in_whom_the_matrix_names_and_nobody_else() {
    let house = House::new().await;
    let stranger = house.neighbour("nora", "attic").await;
    let mut members = Vec::new();
    for role in ROLES {
        members.push((role, house.member(&format!("the-{role}"), role).await));
    }
    let ended = JobStatus { state: JobState::Done, progress: Progress::default(), error: None, revision: 1 };
    house.desk.put(manifest().plugin.id, house.foundry, job(), ended);
    let operations = operations(|row| row.audience == Audience::Space && matches!(row.asked, Asked::Core(_)));
    assert!(operations.len() >= 4, "{operations:?}");
    for (row, method, path) in operations {
        assert_eq!(Some(answer(&house, None, method, &path).await), row.anonymous, "{method} {path} by nobody");
        assert_eq!(
            Some(answer(&house, Some(&stranger), method, &path).await),
            row.stranger,
            "{method} {path} by a stranger"
        );
        for (role, visit) in &members {
            let status = answer(&house, Some(visit), method, &path).await;
            // Whoever is let in is told that the job is none of theirs, or that there is no such document.
            let is_let_in = if row.id.ends_with("_own_job") || row.id.contains("document") {
                status == 404
            } else {
                !matches!(status, 401 | 403 | 404)
            };
            assert_eq!(is_let_in, row.allow.contains(*role), "{method} {path} by {role}: {status}");
        }
    }
}
