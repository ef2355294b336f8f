//! Mistakes in the statement, each with its field and sentence.

use loadin_tour_engine::tour::{Fault, Limits, TourProblem, VenueIx, build};

use crate::world::{Line, anchor, march, problem, venue};

fn two_rooms() -> TourProblem {
    problem(10, vec![venue("A", 10.0, 100), venue("B", 20.0, 100)])
}

/// The fields and sentences of a problem's mistakes.
fn mistakes(change: impl FnOnce(&mut TourProblem)) -> Vec<String> {
    let mut problem = two_rooms();
    change(&mut problem);
    let errors = build(&problem, &Line).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_problem_has_no_mistake() {
    assert_eq!(mistakes(|_| {}), Vec::<String>::new());
}

#[test]
fn each_mistake_names_its_field_and_what_to_do() {
    type Change = fn(&mut TourProblem);
    let table: &[(Change, &str)] = &[
        (|p| p.to = march(1).yesterday().unwrap(), "/to: the tour ends on 2027-02-28, before it starts on 2027-03-01"),
        (|p| p.to = jiff::civil::date(2027, 6, 1), "/to: 93 days are too many: plan at most 92 at a time"),
        (|p| p.venues.clear(), "/venues: there is no venue: give at least one"),
        (|p| p.venues = vec![p.venues[0].clone(); 2_001], "/venues: 2001 venues are too many: give at most 2000"),
        (|p| p.venues[1].name = " ".to_owned(), "/venues/1/name: the venue has no name"),
        (
            |p| p.venues[0].net.0[3] = i64::MAX,
            "/venues/0/net/3: 9223372036854775807 minor units of EUR is beyond 10000000000",
        ),
        (
            |p| p.costs.lodging_per_night = -1,
            "/costs/lodging_per_night: -1 minor units of EUR is negative: a cost is 0 or more",
        ),
        (|p| p.costs.people = 0, "/costs/people: 0 people cannot tour: give 1 to 100"),
        (
            |p| p.limits = Limits { max_drive_minutes_per_day: 0, ..p.limits },
            "/limits/max_drive_minutes_per_day: 0 minutes of driving a day cannot be kept: give 1 to 1440",
        ),
        (
            |p| p.limits = Limits { max_drive_minutes_per_leg: 0, ..p.limits },
            "/limits/max_drive_minutes_per_leg: 0 minutes from show to show leave no show to drive to: give at least 1",
        ),
        (
            |p| p.limits = Limits { longest_gap_days: 0, ..p.limits },
            "/limits/longest_gap_days: a longest gap of 0 days would put two shows on one day: give 1 for a show every \
             day, or more",
        ),
        (
            |p| p.anchors = vec![anchor(0, 20)],
            "/anchors/0/date: the show at A stands on 2027-03-20, outside 2027-03-01 to 2027-03-10",
        ),
        (
            |p| p.anchors = vec![anchor(0, 5), anchor(1, 5)],
            "/anchors/1: A and B both stand on 2027-03-05: a band plays one show a day",
        ),
        (
            |p| p.anchors = vec![anchor(0, 5), anchor(0, 7)],
            "/anchors/1: A stands on 2027-03-05 and on 2027-03-07: a venue is played once a tour",
        ),
        (|p| p.anchors = vec![anchor(9, 5)], "/anchors/0/venue: there is no venue 9: the list has 2, counted from 0"),
        (
            |p| {
                p.anchors = vec![anchor(0, 5)];
                p.must_not = vec![VenueIx(0)];
            },
            "/anchors/0/venue: A stands on 2027-03-05 and must not be played: remove one of the two",
        ),
        (
            |p| {
                p.must_play = vec![VenueIx(1)];
                p.must_not = vec![VenueIx(1)];
            },
            "/must_play/0: B must be played and must not be played: remove one of the two",
        ),
        (|p| p.must_not = vec![VenueIx(2)], "/must_not/0: there is no venue 2: the list has 2, counted from 0"),
    ];
    for (change, sentence) in table {
        assert_eq!(mistakes(change), [*sentence]);
    }
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let found = mistakes(|p| {
        p.costs.people = 0;
        p.limits.longest_gap_days = 0;
        p.must_play = vec![VenueIx(7)];
    });
    assert_eq!(found.len(), 3);
}

#[test]
fn clashing_anchors_are_not_a_mistake_but_an_impossible_tour() {
    let mut problem = two_rooms();
    problem.default_radius.km = 100;
    problem.default_radius.days_after = 30;
    problem.anchors = vec![anchor(0, 5), anchor(1, 6)];
    assert!(build(&problem, &Line).is_ok());
}

#[test]
fn an_error_prints_its_field_first() {
    let errors = build(&problem(1, Vec::new()), &Line).unwrap_err();
    assert_eq!((errors[0].field.as_str(), &errors[0].fault), ("/venues", &Fault::NoVenues));
}
