//! The raw engine, for people with a matrix of their own.

use loadin_guest::{Error, Failure};
use loadin_tour_engine::solver::Status;
use loadin_tour_optimizer::jobs::{self, SolveReply};
use serde_json::{Value, json};

use crate::asking::{host, job};

fn two_venues() -> Value {
    let leg = json!({ "min_days": 1, "cost": 10 });
    json!({ "instance": {
        "days": 2, "venues": 2, "value": [100, null, null, 50],
        "leg": [leg, leg, leg, leg], "out": [leg, leg], "back": [leg, leg],
        "off_day_cost": 5, "max_gap_days": 2, "window": [0, 0, 0, 0], "fixed": [], "must": [],
    }, "work_units": 1_000 })
}

fn solve(input: &Value) -> Result<SolveReply, Failure> {
    host().run(|| jobs::solve(&job("solve", input))).1
}

#[test]
fn two_venues_on_two_days_are_both_played() {
    let reply = solve(&two_venues()).unwrap();
    assert_eq!((reply.status, reply.value, reply.bound, reply.gap), (Status::Optimal, Some(120), Some(120), Some(0.0)));
    assert_eq!(reply.shows.len(), 2);
    assert!(reply.first_tour_ms.is_some());
}

#[test]
fn an_instance_that_does_not_fit_together_is_refused() {
    let mut input = two_venues();
    input["instance"]["out"] = json!([]);
    let Err(Failure::GiveUp(Error::Invalid(invalid))) = solve(&input) else { panic!("taken") };
    assert_eq!(invalid.errors[0].pointer, "/instance");
    assert_eq!(invalid.detail, "table `out` has 0 entries, 2 are needed");
    let mut input = two_venues();
    input["seconds"] = json!(-1);
    assert!(solve(&input).is_err());
}
