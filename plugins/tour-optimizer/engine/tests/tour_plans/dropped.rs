//! One hand-made case for each reason for which a venue is not played.

use loadin_domain::LatLon;
use loadin_tour_engine::{
    roads::Estimate,
    tour::{Endpoint, Plan, RadiusClause, Reason, TourProblem, VenueIx, build, plan},
};

use crate::{
    checker::check,
    said,
    world::{Line, anchor, built, march, problem, solved, tour, venue},
};

/// The reason and sentence for one venue when the shows are played.
fn reason(problem: &TourProblem, shows: &[(usize, i8)], of: usize) -> (Reason, String) {
    let built = built(problem);
    let plan = plan(&built, &tour(&built, shows), None).unwrap();
    check(problem, &Line, &plan);
    of_plan(&plan, of)
}

fn of_plan(plan: &Plan, of: usize) -> (Reason, String) {
    let dropped = plan.dropped.iter().find(|dropped| dropped.venue == VenueIx(of)).unwrap();
    (dropped.reason.clone(), said::reason(&dropped.reason))
}

#[test]
fn ruled_out() {
    let mut problem = problem(5, vec![venue("A", 10.0, 100), venue("B", 20.0, 100)]);
    problem.must_not = vec![VenueIx(1)];
    assert_eq!(reason(&problem, &[(0, 1)], 1), (Reason::MustNot, "ruled out".to_owned()));
}

#[test]
fn no_date_in_the_range() {
    let mut late = venue("Late", 20.0, 100);
    late.dates = Some(vec![march(20), march(9)]);
    let mut never = venue("Never", 20.0, 100);
    never.dates = Some(Vec::new());
    let problem = problem(5, vec![venue("A", 10.0, 100), late, never]);
    let (_, sentence) = reason(&problem, &[(0, 1)], 1);
    assert_eq!(sentence, "no open date in the range; the nearest is 2027-03-09");
    assert_eq!(reason(&problem, &[(0, 1)], 2).1, "no open date");
}

#[test]
fn no_road() {
    let problem = problem(5, vec![venue("A", 10.0, 100), venue("Island", 10_000.0, 900)]);
    assert_eq!(reason(&problem, &[(0, 1)], 1), (Reason::NoRoad, "no road from the tour".to_owned()));
}

#[test]
fn beyond_the_longest_leg() {
    let problem = problem(20, vec![venue("A", 100.0, 100), venue("Far", 1_200.0, 900)]);
    let (reason, sentence) = reason(&problem, &[(0, 1)], 1);
    assert!(matches!(reason, Reason::BeyondLongestLeg { minutes: 1_100, limit_minutes: 900, .. }));
    assert_eq!(sentence, "no road from the tour is short enough: 18 h 20 from A, the longest leg is 15 h");
}

#[test]
fn not_enough_days() {
    let problem = problem(5, vec![venue("A", 100.0, 100), venue("Far", 890.0, 900)]);
    let (reason, sentence) = reason(&problem, &[(0, 1)], 1);
    // 890 minutes are three days of 300, there and back: the show is on the third.
    assert_eq!(reason, Reason::NotEnoughDays { needed_days: 6, days: 5 });
    assert_eq!(sentence, "there and back again takes 6 days, the tour has 5");
}

#[test]
fn a_radius_clause_names_the_stop_the_clause_and_the_price() {
    let mut problem = problem(9, vec![venue("A", 100.0, 900), venue("Near", 110.0, 700)]);
    problem.default_radius = RadiusClause { km: 25, days_before: 14, days_after: 14 };
    let (reason, sentence) = reason(&problem, &[(0, 5)], 1);
    assert!(matches!(reason, Reason::RadiusClause { stop: VenueIx(0), of: VenueIx(1), km: 11, .. }), "{reason:?}");
    assert_eq!(
        sentence,
        "11 km from A, inside its own radius clause (25 km, 14 days before and after); in place of A the tour would \
         earn 2.00 EUR less"
    );
}

#[test]
fn a_stops_own_clause_with_unequal_days_is_named_as_such() {
    let mut a = venue("A", 100.0, 900);
    a.radius = Some(RadiusClause { km: 25, days_before: 0, days_after: 9 });
    let mut near = venue("Near", 110.0, 700);
    near.dates = Some(vec![march(5), march(7)]);
    let problem = problem(9, vec![a, near]);
    let (_, sentence) = reason(&problem, &[(0, 3)], 1);
    assert_eq!(
        sentence,
        "11 km from A, inside that show's radius clause (25 km, 0 days before and 9 days after); in place of A the tour \
         would earn 2.00 EUR less"
    );
}

#[test]
fn a_taken_date_names_the_better_show_and_the_difference() {
    let mut other = venue("Other", 110.0, 850);
    other.dates = Some(vec![march(5)]);
    let problem = problem(9, vec![venue("A", 100.0, 900), other]);
    let (reason, sentence) = reason(&problem, &[(0, 5)], 1);
    assert!(matches!(reason, Reason::DateTaken { by: VenueIx(0), .. }));
    assert_eq!(sentence, "2027-03-05 belongs to A; in place of A the tour would earn 0.50 EUR less");
}

#[test]
fn a_date_of_an_anchor_is_not_for_sale() {
    let mut other = venue("Other", 110.0, 5_000);
    other.dates = Some(vec![march(5)]);
    let mut problem = problem(9, vec![venue("A", 100.0, 900), other]);
    problem.anchors = vec![anchor(0, 5)];
    let (reason, sentence) = reason(&problem, &[(0, 5)], 1);
    assert!(matches!(reason, Reason::DateTaken { in_its_place: None, .. }));
    assert_eq!(sentence, "2027-03-05 belongs to A, which stands");
}

#[test]
fn a_drive_too_long_names_the_neighbour_and_the_days() {
    let mut other = venue("Other", 600.0, 900);
    other.dates = Some(vec![march(6)]);
    let mut problem = problem(12, vec![venue("A", 10.0, 900), other]);
    problem.anchors = vec![anchor(0, 5)];
    let (reason, sentence) = reason(&problem, &[(0, 5)], 1);
    assert!(matches!(reason, Reason::DriveTooLong { minutes: 590, needed_days: 2, days: 1, .. }), "{reason:?}");
    assert_eq!(sentence, "on 2027-03-06 the drive between it and A (9 h 50) takes 2 days, there is 1");
}

#[test]
fn a_gap_too_long_says_how_long() {
    let mut other = venue("Other", 20.0, 900);
    other.dates = Some(vec![march(9)]);
    let mut problem = problem(12, vec![venue("A", 10.0, 900), other]);
    problem.limits.longest_gap_days = 3;
    problem.anchors = vec![anchor(0, 2)];
    let (_, sentence) = reason(&problem, &[(0, 2)], 1);
    assert_eq!(sentence, "on 2027-03-09 it would leave 7 days from show to show, the longest gap is 3");
}

#[test]
fn what_does_not_pay_shows_its_numbers() {
    let mut problem = problem(9, vec![venue("A", 100.0, 90_000), venue("Detour", 200.0, 1_000)]);
    problem.costs.drive_per_1000_km = 20_000;
    let (reason, sentence) = reason(&problem, &[(0, 5)], 1);
    assert!(matches!(reason, Reason::DoesNotPay { extra_km: 200, .. }));
    assert_eq!(
        sentence,
        "does not pay: on 2027-03-01 it earns 10.00 EUR and costs 40.00 EUR more (+200 km), a loss of 30.00 EUR"
    );
}

#[test]
fn what_would_pay_is_admitted() {
    let problem = problem(9, vec![venue("A", 100.0, 900), venue("Missed", 110.0, 700)]);
    let (reason, _) = reason(&problem, &[(0, 5)], 1);
    assert!(matches!(reason, Reason::SearchEnded { gain, .. } if gain.minor() == 700));
}

#[test]
fn london_is_not_on_a_tour_of_vermont() {
    let (mut venues, mut seed) = (Vec::new(), 1_u32);
    let mut random = |low: f64, high: f64| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        low + (high - low) * f64::from(seed >> 8) / f64::from(1 << 24)
    };
    for index in 0..60 {
        let position = LatLon::new(random(42.8, 44.9), random(-73.3, -71.9)).unwrap();
        venues.push(loadin_tour_engine::tour::Venue { position, ..venue(&format!("Vermont {index}"), 0.0, 20_000) });
    }
    for index in 0..20 {
        let position = LatLon::new(random(51.4, 51.6), random(-0.3, 0.1)).unwrap();
        venues.push(loadin_tour_engine::tour::Venue { position, ..venue(&format!("London {index}"), 0.0, 90_000) });
    }
    let mut problem = problem(10, venues);
    let burlington = LatLon::new(44.4759, -73.2121).unwrap();
    problem.home = Endpoint::Place { name: "Burlington, VT".to_owned(), position: burlington };
    problem.default_radius = RadiusClause { km: 25, days_before: 14, days_after: 14 };
    let roads = Estimate::new();
    let built = build(&problem, &roads).unwrap();
    assert_eq!(built.candidates(), 60);
    let solver = solved(&built, 5_000);
    let plan = plan(&built, solver.best().unwrap(), None).unwrap();
    check(&problem, &roads, &plan);
    for index in 60..80 {
        assert_eq!(of_plan(&plan, index).1, "no road from the tour");
    }
}
