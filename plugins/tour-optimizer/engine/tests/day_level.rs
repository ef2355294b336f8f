//! The day-level solver against enumeration, known optima and itself.
//!
//! Rule: no clock; budgets are work units.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "data/read.rs"]
mod read;

use loadin_tour_engine::{
    instance::{Instance, InstanceError, InstanceParts, Leg, Show, Violation, evaluate},
    solver::{Progress, Solver, Status},
};
use read::Dice;

/// Every tour by enumeration; `None` if no tour is feasible.
fn best_by_enumeration(instance: &Instance) -> Option<i64> {
    fn extend(instance: &Instance, shows: &mut Vec<Show>, day: usize, best: &mut Option<i64>) {
        if day == instance.days() {
            if let Ok(value) = evaluate(instance, shows) {
                *best = Some(best.map_or(value, |most| most.max(value)));
            }
            return;
        }
        extend(instance, shows, day + 1, best);
        for venue in 0..instance.venues() {
            let repeated = shows.iter().any(|show| show.venue == venue);
            if instance.value(venue, day).is_some() && !repeated {
                shows.push(Show { venue, day });
                extend(instance, shows, day + 1, best);
                shows.pop();
            }
        }
    }
    let mut best = None;
    extend(instance, &mut Vec::new(), 0, &mut best);
    best
}

fn random_leg(dice: &mut Dice) -> Leg {
    Leg { min_days: [1, 1, 1, 1, 2, 3, 0][dice.below(7) as usize], cost: dice.below(60) as i64 }
}

fn random_parts(seed: u64) -> InstanceParts {
    let mut dice = Dice(seed);
    let (venues, days) = (2 + dice.below(5) as usize, 2 + dice.below(5) as usize);
    let pairs = venues * venues;
    let value = (0..venues * days).map(|_| (dice.below(3) > 0).then(|| dice.below(200) as i64 - 40)).collect();
    let leg = (0..pairs).map(|_| random_leg(&mut dice)).collect();
    let out = (0..venues).map(|_| random_leg(&mut dice)).collect();
    let back = (0..venues).map(|_| random_leg(&mut dice)).collect();
    let window = (0..pairs).map(|_| [0, 0, 2, 3, 9][dice.below(5) as usize]).collect();
    let mut parts = InstanceParts {
        days,
        venues,
        value,
        leg,
        out,
        back,
        off_day_cost: dice.below(20) as i64,
        max_gap_days: 1 + dice.below(4) as u16,
        window,
        fixed: Vec::new(),
        must: Vec::new(),
    };
    if dice.below(3) == 0 {
        let (venue, day) = (dice.below(venues as u64) as usize, dice.below(days as u64) as usize);
        parts.value[venue * days + day] = Some(dice.below(50) as i64);
        parts.fixed.push((venue, day));
    }
    for _ in 0..dice.below(3) {
        parts.must.push(dice.below(venues as u64) as usize);
    }
    parts
}

fn solve(instance: Instance, step: u64, most_units: u64) -> (Solver, Progress) {
    let mut solver = Solver::new(instance, 1);
    loop {
        let progress = solver.step(step);
        if progress.status != Status::Searching || progress.units >= most_units {
            return (solver, progress);
        }
    }
}

#[test]
fn small_instances_are_solved_as_enumeration_says_and_bounds_hold_at_every_step() {
    for seed in 0..1500 {
        let instance = Instance::new(random_parts(seed)).unwrap();
        let best = best_by_enumeration(&instance);
        let mut solver = Solver::new(instance.clone(), seed);
        let mut progress = solver.step(1);
        while progress.status == Status::Searching {
            if let (Some(bound), Some(best)) = (progress.bound, best) {
                assert!(bound >= best, "seed {seed}: bound {bound} below {best}");
            }
            assert!(progress.units < 200_000, "seed {seed}: {progress:?}, best {best:?}");
            progress = solver.step(1);
        }
        let expected = if best.is_some() { Status::Optimal } else { Status::Infeasible };
        assert_eq!((progress.status, progress.value), (expected, best), "seed {seed}");
        assert_eq!(solver.best().map(|tour| evaluate(&instance, &tour.shows)), best.map(Ok), "seed {seed}");
    }
}

#[test]
fn forty_venues_in_two_weeks_are_proven_at_the_known_values() {
    for (text, known) in
        [(include_str!("data/day_40x14_s1.json"), 220_535), (include_str!("data/day_40x14_s2.json"), 266_270)]
    {
        let (_, progress) = solve(read::tourday(text), 100, 100_000);
        assert_eq!((progress.status, progress.value), (Status::Optimal, Some(known)));
    }
}

#[test]
fn eighty_venues_in_three_weeks_are_proven_at_the_known_values() {
    for (text, known) in
        [(include_str!("data/day_80x21_s1.json"), 799_580), (include_str!("data/day_80x21_s2.json"), 925_405)]
    {
        let (_, progress) = solve(read::tourday(text), 100, 2_000_000);
        assert_eq!((progress.status, progress.value, progress.bound), (Status::Optimal, Some(known), Some(known)));
    }
}

#[test]
fn the_same_units_give_the_same_answer_however_they_are_sliced() {
    let text = include_str!("data/day_80x21_s1.json");
    let mut small = Solver::new(read::tourday(text), 3);
    let mut large = Solver::new(read::tourday(text), 3);
    for _ in 0..6 {
        let far = large.step(900);
        let mut near = small.step(1);
        while near.units < far.units {
            near = small.step(1);
        }
        assert_eq!(near, far);
        assert_eq!(small.best(), large.best());
    }
}

#[test]
fn a_small_state_gets_a_tour_at_once_and_a_bound() {
    let instance = read::small_state(561, 60, 22);
    let (solver, progress) = solve(instance.clone(), 1_000, 40_000);
    let value = evaluate(&instance, &solver.best().unwrap().shows).unwrap();
    let bound = progress.bound.unwrap();
    assert!(value > 0 && bound >= value && bound * 10 < value * 13, "{value} {bound}");
}

#[test]
fn a_small_state_without_a_radius_clause_stays_small_and_gets_a_bound() {
    let instance = read::without_clause(&read::small_state(561, 60, 22));
    let (solver, progress) = solve(instance.clone(), 1_000, 60_000);
    let value = evaluate(&instance, &solver.best().unwrap().shows).unwrap();
    let bound = progress.bound.unwrap();
    assert!(value > 0 && bound >= value && bound * 10 < value * 15, "{value} {bound}");
}

fn two_venues() -> InstanceParts {
    InstanceParts {
        days: 5,
        venues: 2,
        value: vec![Some(100); 10],
        leg: vec![Leg { min_days: 1, cost: 5 }; 4],
        out: vec![Leg::FREE; 2],
        back: vec![Leg::FREE; 2],
        off_day_cost: 1,
        max_gap_days: 4,
        window: vec![0; 4],
        fixed: Vec::new(),
        must: Vec::new(),
    }
}

#[test]
fn fixed_shows_inside_each_others_radius_clause_are_infeasible() {
    let mut parts = two_venues();
    parts.window[1] = 4;
    parts.fixed = vec![(0, 1), (1, 3)];
    let (solver, progress) = solve(Instance::new(parts).unwrap(), 10, 1_000);
    assert_eq!((progress.status, progress.value), (Status::Infeasible, None));
    assert!(solver.best().is_none());
}

#[test]
fn a_must_play_that_is_never_open_is_infeasible() {
    let mut parts = two_venues();
    parts.must = vec![1];
    parts.value[5..].fill(None);
    let (_, progress) = solve(Instance::new(parts).unwrap(), 10, 1_000);
    assert_eq!(progress.status, Status::Infeasible);
}

#[test]
fn a_one_sided_radius_clause_decides_the_order() {
    let mut parts = two_venues();
    parts.window[1] = 9;
    let (solver, progress) = solve(Instance::new(parts).unwrap(), 10, 1_000);
    assert_eq!((progress.status, progress.value), (Status::Optimal, Some(195)));
    let venues: Vec<usize> = solver.best().unwrap().shows.iter().map(|show| show.venue).collect();
    assert_eq!(venues, [1, 0]);
}

#[test]
fn nothing_worth_playing_gives_the_empty_tour() {
    let mut parts = two_venues();
    parts.value.fill(Some(-10));
    let (solver, progress) = solve(Instance::new(parts).unwrap(), 10, 1_000);
    assert_eq!((progress.status, progress.bound), (Status::Optimal, Some(0)));
    assert!(solver.best().unwrap().shows.is_empty());
}

#[test]
fn no_venues_at_all_give_the_empty_tour() {
    let parts = InstanceParts { days: 3, max_gap_days: 1, ..InstanceParts::default() };
    let (_, progress) = solve(Instance::new(parts).unwrap(), 10, 1_000);
    assert_eq!((progress.status, progress.value), (Status::Optimal, Some(0)));
}

#[test]
fn evaluation_names_the_broken_rule() {
    let mut parts = two_venues();
    parts.window[1] = 3;
    parts.leg[2] = Leg { min_days: 2, cost: 0 };
    let instance = Instance::new(parts).unwrap();
    let show = |venue, day| Show { venue, day };
    assert_eq!(
        evaluate(&instance, &[show(0, 0), show(1, 2)]),
        Err(Violation::RadiusClause { first: show(0, 0), second: show(1, 2), window_days: 3 })
    );
    assert_eq!(
        evaluate(&instance, &[show(1, 0), show(0, 1)]),
        Err(Violation::TooFar { first: show(1, 0), second: show(0, 1), min_days: 2 })
    );
    assert_eq!(evaluate(&instance, &[show(0, 0), show(1, 3)]), Ok(200 - 5 - 2));
}

#[test]
fn parts_of_the_wrong_size_are_refused() {
    let mut parts = two_venues();
    parts.window.pop();
    let refused = Instance::new(parts).unwrap_err();
    assert_eq!(refused, InstanceError::Length { table: "window", found: 3, expected: 4 });
    assert_eq!(refused.to_string(), "table `window` has 3 entries, 4 are needed");
}
