//! Impossible tours: the cause, and the smallest change that helps.

use loadin_tour_engine::{
    explain::{CauseKind, Infeasible, Outcome, RelaxationKind, conclude},
    tour::{RadiusClause, TourProblem, VenueIx},
};

use crate::{
    said,
    world::{anchor, built, march, problem, solved, venue},
};

/// The answer to a problem that has none.
fn answer(problem: &TourProblem) -> Infeasible {
    let built = built(problem);
    let solver = solved(&built, 20_000);
    let progress = solver.progress();
    match conclude(&built, solver.best(), progress.bound, progress.status, 200_000).unwrap() {
        Outcome::Infeasible(answer) => answer,
        Outcome::Plan(plan) => panic!("there is a plan: {plan:?}"),
    }
}

fn helps(answer: &Infeasible) -> Vec<String> {
    answer.relaxations.iter().map(|relaxation| said::relaxation(&relaxation.change)).collect()
}

#[test]
fn anchors_too_far_apart_ask_for_more_driving_or_fewer_anchors() {
    let mut problem = problem(12, vec![venue("A", 10.0, 900), venue("B", 385.0, 900)]);
    problem.anchors = vec![anchor(0, 5), anchor(1, 6)];
    let answer = answer(&problem);
    assert!(answer.is_proven);
    assert_eq!(
        said::infeasible(&answer),
        "no tour is possible: A on 2027-03-05 and B on 2027-03-06 are 1 day apart: the drive from A to B takes 6 h 15, \
         with at most 5 h a day and 15 h from show to show"
    );
    assert_eq!(
        helps(&answer),
        [
            "raise driving per day from 5 h to 6 h 20",
            "drop the anchor A on 2027-03-05",
            "drop the anchor B on 2027-03-06",
        ]
    );
}

#[test]
fn a_leg_beyond_the_limit_asks_for_a_longer_leg() {
    let mut problem = problem(20, vec![venue("A", 500.0, 900), venue("B", -500.0, 900)]);
    problem.anchors = vec![anchor(0, 5), anchor(1, 15)];
    let answer = answer(&problem);
    assert!(matches!(answer.causes[0].cause, CauseKind::AnchorsTooFar { .. }));
    assert!(helps(&answer).contains(&"raise driving from show to show from 15 h to 16 h 40".to_owned()), "{answer:?}");
}

#[test]
fn anchors_too_many_days_apart_ask_for_a_longer_gap() {
    let mut problem = problem(12, vec![venue("A", 10.0, 900), venue("B", 20.0, 900)]);
    problem.limits.longest_gap_days = 4;
    problem.anchors = vec![anchor(0, 2), anchor(1, 8)];
    let answer = answer(&problem);
    assert!(matches!(answer.causes[0].cause, CauseKind::AnchorsGap { first: VenueIx(0), second: VenueIx(1), .. }));
    assert_eq!(helps(&answer)[0], "allow a longest gap of 6 days instead of 4");
}

#[test]
fn anchors_inside_a_radius_clause_ask_for_shorter_clauses() {
    let mut problem = problem(12, vec![venue("A", 10.0, 900), venue("B", 20.0, 900)]);
    problem.default_radius = RadiusClause { km: 50, days_before: 30, days_after: 30 };
    problem.anchors = vec![anchor(0, 2), anchor(1, 8)];
    let answer = answer(&problem);
    assert!(matches!(answer.causes[0].cause, CauseKind::AnchorsInRadius { first: VenueIx(0), second: VenueIx(1), .. }));
    assert_eq!(helps(&answer)[0], "agree on radius clauses of at most 5 days before and after");
}

#[test]
fn an_anchor_too_early_or_too_late_asks_for_more_days() {
    let mut early = problem(12, vec![venue("A", 700.0, 900)]);
    early.anchors = vec![anchor(0, 2)];
    let early = answer(&early);
    assert!(matches!(early.causes[0].cause, CauseKind::AnchorBeyondStart { venue: VenueIx(0), .. }));
    assert!(helps(&early).contains(&"start on 2027-02-28, 1 day earlier".to_owned()), "{early:?}");

    let mut late = problem(12, vec![venue("A", 700.0, 900)]);
    late.anchors = vec![anchor(0, 11)];
    let late = answer(&late);
    assert!(matches!(late.causes[0].cause, CauseKind::AnchorBeyondEnd { venue: VenueIx(0), .. }));
    assert!(helps(&late).contains(&"end on 2027-03-14, 2 days later".to_owned()), "{late:?}");
}

#[test]
fn a_must_play_without_a_date_is_named() {
    let mut closed = venue("Closed", 10.0, 900);
    closed.dates = Some(vec![march(20)]);
    let mut problem = problem(12, vec![closed]);
    problem.must_play = vec![VenueIx(0)];
    let answer = answer(&problem);
    assert!(matches!(answer.causes[0].cause, CauseKind::MustWithoutDate { venue: VenueIx(0), .. }));
    assert_eq!(helps(&answer), ["end on 2027-03-21, 9 days later", "do not insist on Closed"]);
}

#[test]
fn a_must_play_across_the_water_can_only_be_given_up() {
    let mut problem = problem(12, vec![venue("A", 10.0, 900), venue("Island", 10_000.0, 900)]);
    problem.must_play = vec![VenueIx(1)];
    let answer = answer(&problem);
    assert!(matches!(answer.causes[0].cause, CauseKind::MustOutOfReach { venue: VenueIx(1), .. }));
    let why = said::infeasible(&answer);
    assert!(why.contains("there is no road from Home to Island"), "{why}");
    assert_eq!(helps(&answer), ["do not insist on Island"]);
}

#[test]
fn must_plays_that_exclude_anchors_or_each_other_are_named() {
    let mut problem = problem(12, vec![venue("A", 10.0, 900), venue("B", 20.0, 900)]);
    problem.default_radius = RadiusClause { km: 50, days_before: 30, days_after: 30 };
    problem.anchors = vec![anchor(0, 2)];
    problem.must_play = vec![VenueIx(1)];
    assert!(matches!(answer(&problem).causes[0].cause, CauseKind::MustAgainstAnchors { venue: VenueIx(1), .. }));

    problem.anchors.clear();
    problem.must_play = vec![VenueIx(0), VenueIx(1)];
    let both = answer(&problem);
    assert!(matches!(both.causes[0].cause, CauseKind::MustsInRadius { first: VenueIx(0), second: VenueIx(1), .. }));
    assert!(
        both.relaxations.iter().any(|r| matches!(r.change, RelaxationKind::DropMustPlay { venue: VenueIx(1), .. }))
    );
}

#[test]
fn a_tour_that_cannot_pay_says_what_the_best_show_loses() {
    let mut problem = problem(9, vec![venue("Poor", 300.0, 1_000), venue("Poorer", 200.0, -9_000)]);
    problem.costs.drive_per_1000_km = 20_000;
    let answer = answer(&problem);
    assert!(answer.is_proven);
    assert_eq!(
        said::infeasible(&answer),
        "no show pays for its drive: the best single one, Poor on 2027-03-01, would lose 110.00 EUR"
    );
}

#[test]
fn a_tour_with_nothing_in_reach_says_why() {
    let problem = problem(9, vec![venue("Island", 10_000.0, 1_000)]);
    let answer = answer(&problem);
    assert_eq!(said::infeasible(&answer), "none of the 1 venues can be played; Island: no road from the tour");
    assert_eq!(answer.dropped.len(), 1);
}

#[test]
fn three_must_plays_that_only_clash_together_are_answered_with_what_helps() {
    // Any two of them fit into two days, three do not.
    let rooms = (0..3).map(|index| venue(&format!("Room {index}"), 10.0 * f64::from(index), 900));
    let mut problem = problem(2, rooms.collect());
    problem.end = Some(loadin_tour_engine::tour::Endpoint::Open);
    problem.must_play = vec![VenueIx(0), VenueIx(1), VenueIx(2)];
    let answer = answer(&problem);
    assert!(answer.is_proven && answer.causes.is_empty());
    assert_eq!(
        said::infeasible(&answer),
        "no tour keeps all anchors and must-plays within the limits; it would help to start on 2027-02-28, 1 day earlier"
    );
    assert_eq!(
        helps(&answer),
        [
            "start on 2027-02-28, 1 day earlier",
            "end on 2027-03-03, 1 day later",
            "do not insist on Room 0",
            "do not insist on Room 1",
            "do not insist on Room 2",
        ]
    );
}
