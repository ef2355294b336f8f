//! Plans: days, money, gap, reasons for each stop.

use loadin_tour_engine::{
    explain::{Outcome, conclude},
    tour::{DayKind, Endpoint, Plan, PlanError, RadiusClause, TourProblem, VenueIx, plan},
};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::{
    checker::check,
    said,
    world::{Line, anchor, at_km, built, march, problem, solved, tour, venue},
};

fn planned(problem: &TourProblem, shows: &[(usize, i8)], bound: Option<i64>) -> Plan {
    let built = built(problem);
    let plan = plan(&built, &tour(&built, shows), bound).unwrap();
    check(problem, &Line, &plan);
    plan
}

fn with_costs(mut problem: TourProblem) -> TourProblem {
    problem.costs.drive_per_1000_km = 20_000;
    problem.costs.lodging_per_night = 5_000;
    problem.costs.per_diem_per_person_day = 1_000;
    problem
}

#[test]
fn one_show_costs_its_drive_two_days_and_a_night() {
    let problem = with_costs(problem(10, vec![venue("A", 250.0, 50_000)]));
    let plan = planned(&problem, &[(0, 3)], None);
    let budget = &plan.budget;
    assert_eq!(budget.shows.to_string(), "500.00 EUR");
    assert_eq!(budget.driving.to_string(), "-100.00 EUR");
    assert_eq!(budget.lodging.to_string(), "-50.00 EUR");
    assert_eq!(budget.per_diem.to_string(), "-80.00 EUR");
    assert_eq!(plan.value.to_string(), "270.00 EUR");
    assert_eq!((budget.days, budget.nights, plan.drive_km), (2, 1, 500));
}

#[test]
fn a_short_drive_home_saves_the_night() {
    let mut problem = with_costs(problem(3, vec![venue("A", 100.0, 50_000)]));
    problem.limits.max_drive_minutes_home_at_night = 120;
    let plan = planned(&problem, &[(0, 3)], None);
    assert_eq!((plan.budget.days, plan.budget.nights), (1, 0));
    let drives: Vec<_> = plan.days[0].drives.iter().map(|drive| (drive.to.as_str(), drive.at_night)).collect();
    assert_eq!(drives, [("A", false), ("Home", true)]);
}

#[test]
fn a_long_drive_is_spread_over_days_within_the_limit() {
    let problem = with_costs(problem(10, vec![venue("A", 401.0, 90_000)]));
    let plan = planned(&problem, &[(0, 4)], None);
    let days: Vec<_> = plan
        .days
        .iter()
        .map(|day| (day.date, day.kind, day.drives.iter().map(|drive| drive.minutes).sum::<u32>(), day.paid_night))
        .collect();
    assert_eq!(
        days,
        [
            (march(3), DayKind::Drive, 200, true),
            (march(4), DayKind::Show { stop: 0 }, 201, true),
            (march(5), DayKind::Drive, 200, true),
            (march(6), DayKind::Drive, 201, false),
        ]
    );
}

#[test]
fn days_without_a_show_or_a_drive_are_off_and_cost_the_same() {
    let problem = with_costs(problem(10, vec![venue("A", 10.0, 50_000), venue("B", 20.0, 50_000)]));
    let plan = planned(&problem, &[(0, 2), (1, 5)], None);
    let kinds: Vec<_> = plan.days.iter().map(|day| day.kind).collect();
    let stop = |stop| DayKind::Show { stop };
    assert_eq!(kinds, [stop(0), DayKind::Off, DayKind::Off, stop(1), DayKind::Drive]);
    assert_eq!((plan.budget.days, plan.budget.nights), (5, 4));
}

#[test]
fn an_open_end_is_nobodys_drive() {
    let mut problem = with_costs(problem(5, vec![venue("A", 100.0, 50_000)]));
    problem.end = Some(Endpoint::Open);
    let plan = planned(&problem, &[(0, 5)], None);
    assert_eq!((plan.drive_km, plan.budget.days, plan.budget.nights), (100, 1, 1));
    problem.home = Endpoint::Open;
    let plan = planned(&problem, &[(0, 1)], None);
    assert_eq!((plan.drive_km, plan.stops[0].drive.is_none()), (0, true));
}

#[test]
fn a_tour_may_end_somewhere_else() {
    let mut problem = with_costs(problem(5, vec![venue("A", 100.0, 50_000)]));
    problem.end = Some(Endpoint::Place { name: "Port".to_owned(), position: at_km(300.0) });
    let plan = planned(&problem, &[(0, 1)], None);
    assert_eq!(plan.days[1].drives[0].to, "Port");
    assert_eq!(plan.drive_km, 300);
}

#[test]
fn the_gap_is_rounded_up_and_said_in_words() {
    let problem = problem(5, vec![venue("A", 10.0, 10_000)]);
    for (bound, permille, sentence) in [
        (None, None, "how much more another plan could earn is not known yet"),
        (Some(10_000), Some(0), "no plan can earn more"),
        (Some(10_080), Some(8), "no plan can earn more than 0.8 % more"),
        (Some(10_081), Some(9), "no plan can earn more than 0.9 % more"),
        (Some(25_000), Some(1_500), "no plan can earn more than 150.0 % more"),
    ] {
        let plan = planned(&problem, &[(0, 2)], bound);
        let gap = &plan.gap;
        assert_eq!((gap.permille, said::gap(plan.value, gap).as_str()), (permille, sentence));
        assert_eq!(gap.is_proven_best, bound == Some(10_000));
    }
}

#[test]
fn a_loss_has_no_percentage() {
    let mut problem = problem(5, vec![venue("A", 10.0, -10_000)]);
    problem.must_play = vec![VenueIx(0)];
    let plan = planned(&problem, &[(0, 2)], Some(-9_000));
    assert_eq!(plan.gap.permille, None);
    assert_eq!(said::gap(plan.value, &plan.gap), "no plan can earn more than 10.00 EUR more");
}

#[test]
fn a_stop_tells_its_date_its_drive_its_worth_and_who_it_beat() {
    let mut friday = venue("Friday Room", 100.0, 10_000);
    friday.net.0[4] = 80_000;
    let mut rival = venue("Rival", 110.0, 30_000);
    rival.dates = Some(vec![march(5)]);
    let problem = with_costs(problem(10, vec![friday, rival]));
    let plan = planned(&problem, &[(0, 5)], None);
    let stop = &plan.stops[0];
    // The mean of its ten days is (80,000 + 9 × 10,000) / 10 = 17,000.
    assert_eq!(
        said::stop(stop),
        [
            "Friday earns 800.00 EUR, 630.00 EUR more than its open dates on average",
            "100 km and 1 h 40 from Home",
            "without it the tour earns 630.00 EUR less",
            "Rival on 2027-03-05 in its place earns 504.00 EUR less",
        ]
    );
    assert_eq!(plan.value.to_string(), "630.00 EUR");
}

#[test]
fn a_stop_that_bridges_a_gap_says_so() {
    let mut problem = problem(10, vec![venue("A", 10.0, 900), venue("Bridge", 20.0, -100), venue("C", 30.0, 900)]);
    problem.limits.longest_gap_days = 4;
    problem.anchors = vec![anchor(0, 1), anchor(2, 9)];
    let plan = planned(&problem, &[(0, 1), (1, 5), (2, 9)], None);
    assert_eq!(plan.stops[1].why.worth, None);
    let bridge = "without it there would be 8 days from A to C, the longest gap is 4".to_owned();
    assert!(said::stop(&plan.stops[1]).contains(&bridge));
    assert_eq!(said::stop(&plan.stops[0])[0], "stands: it was fixed in advance");
}

#[test]
fn a_value_that_does_not_add_up_is_refused() {
    let built = built(&problem(5, vec![venue("A", 10.0, 10_000)]));
    let mut wrong = tour(&built, &[(0, 2)]);
    wrong.value += 1;
    assert_eq!(plan(&built, &wrong, None), Err(PlanError::Money { budget: 10_000, value: 10_001 }));
    wrong.shows.clear();
    assert_eq!(plan(&built, &wrong, None), Err(PlanError::Empty));
}

#[test]
fn the_same_problem_gives_the_same_bytes() {
    let rooms = (0..12).map(|i| venue(&format!("Room {i}"), f64::from(i * 61 % 300), i64::from(i * 37 % 100) * 100));
    let mut problem = with_costs(problem(12, rooms.collect()));
    problem.default_radius = RadiusClause { km: 20, days_before: 3, days_after: 3 };
    let answer = || {
        let built = built(&problem);
        let solver = solved(&built, 2_000);
        let progress = solver.progress();
        let outcome = conclude(&built, solver.best(), progress.bound, progress.status, 1_000).unwrap();
        serde_json::to_string(&outcome).unwrap()
    };
    assert_eq!(answer(), answer());
}

/// Problems of up to ten rooms in up to twelve days, with anchors, closed dates, clauses and limits.
fn problems() -> impl Strategy<Value = TourProblem> {
    let clause = prop_oneof![
        Just(None),
        (0_u32..80, 0_u16..6, 0_u16..6)
            .prop_map(|(km, days_before, days_after)| { Some(RadiusClause { km, days_before, days_after }) })
    ];
    let room = (0.0..700.0_f64, -100_i64..900, any::<u16>(), clause);
    let limits = (60_u32..400, 100_u32..900, 0_u32..150, 1_u16..9);
    let costs = (0_i64..100_000, 0_i64..60, 0_i64..20, 0_i64..30);
    (prop::collection::vec(room, 1..10), 3_i8..12, limits, costs, any::<u32>()).prop_map(
        |(rooms, days, limits, costs, pick)| {
            let rooms = rooms.into_iter().enumerate().map(|(index, (km, net, open, radius))| {
                let mut room = venue(&format!("R{index}"), km, net);
                room.net.0[5] += 200;
                room.radius = radius;
                if open % 3 != 0 {
                    room.dates = Some((1..=16).filter(|day| open >> (day - 1) & 1 == 1).map(march).collect());
                }
                room
            });
            let mut problem = problem(days, rooms.collect());
            problem.limits.max_drive_minutes_per_day = limits.0;
            problem.limits.max_drive_minutes_per_leg = limits.1;
            problem.limits.max_drive_minutes_home_at_night = limits.2;
            problem.limits.longest_gap_days = limits.3;
            problem.costs.drive_per_1000_km = costs.0;
            problem.costs.lodging_per_night = costs.1;
            problem.costs.per_diem_per_person_day = costs.2;
            problem.costs.vehicle_per_day = costs.3;
            let count = problem.venues.len();
            let chosen = pick as usize % count;
            match pick % 5 {
                0 => problem.anchors = vec![anchor(chosen, 1 + i8::try_from(pick / 5 % 3).unwrap())],
                1 => problem.must_play = vec![VenueIx(chosen)],
                2 => problem.must_not = vec![VenueIx(chosen)],
                3 => problem.home = Endpoint::Open,
                _ => problem.end = Some(Endpoint::Open),
            }
            problem
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_plan_passes_the_independent_check(problem in problems()) {
        let built = built(&problem);
        let solver = solved(&built, 4_000);
        let progress = solver.progress();
        let outcome = conclude(&built, solver.best(), progress.bound, progress.status, 2_000).unwrap();
        match outcome {
            Outcome::Plan(plan) => {
                check(&problem, &Line, &plan);
                let tour = solver.best().unwrap();
                prop_assert_eq!(plan.value.minor(), tour.value);
            }
            Outcome::Infeasible(answer) => {
                let why = said::infeasible(&answer);
                prop_assert!(!answer.causes.is_empty() || why.contains("all anchors and must-plays"), "{}", why);
            }
        }
    }

    #[test]
    fn a_proven_cause_is_never_contradicted_by_a_tour(problem in problems()) {
        let built = built(&problem);
        let solver = solved(&built, 4_000);
        if solver.best().is_some() {
            let answer = loadin_tour_engine::explain::infeasible(&built, 1);
            prop_assert_eq!(answer.causes, Vec::new());
        }
    }
}
