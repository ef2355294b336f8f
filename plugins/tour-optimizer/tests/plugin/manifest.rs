//! The manifest and the code agree.

use std::{collections::BTreeSet, fs, path::Path};

use loadin_guest::Request;
use loadin_tour_optimizer::routes::routes;
use loadin_wit::manifest::Manifest;
use serde_json::Value;

use crate::asking::{ROOMS, host, planned, request};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_manifest_declares_what_the_code_has() {
    let manifest = Manifest::read(folder()).unwrap();
    let kinds: BTreeSet<&str> = manifest.jobs.kind.iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["plan", "plan-tour", "solve"]));
    for route in &manifest.http.route {
        for method in &route.methods {
            let answered = host().run(|| routes().handle(&Request::new(method.clone(), route.path.clone()))).1;
            assert!(!matches!(answered, Err(loadin_guest::Error::NotFound)), "{method} {}", route.path);
        }
    }
    for command in &manifest.command {
        assert!(folder().join(&command.arguments).is_file(), "{}", command.name);
        assert!(folder().join(command.reply.as_ref().unwrap()).is_file(), "{}", command.name);
    }
}

#[test]
fn a_plan_and_its_request_follow_their_schemas() {
    let read = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(folder().join("schemas").join(name)).unwrap()).unwrap()
    };
    let request = request(ROOMS);
    let validator = jsonschema::validator_for(&read("plan-request.json")).unwrap();
    assert!(validator.is_valid(&request));
    let plan =
        serde_json::to_value(loadin_tour_optimizer::reply::PlanReply::Planned(Box::new(planned(&request)))).unwrap();
    let validator = jsonschema::validator_for(&read("plan.json")).unwrap();
    let errors: Vec<String> = validator.iter_errors(&plan).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}
