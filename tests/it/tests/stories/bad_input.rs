//! Arguments that cannot be meant: each gets a line that names its flag and says what to do.

use super::binary::{Loadin, Said};

/// A plan over two rooms, with some arguments in place of the usual ones.
fn plan(changed: &[(&str, &str)]) -> Said {
    let loadin = Loadin::new();
    loadin.file("list.csv", "name,lat,lon,net\nA,44.4,-73.2,500\nB,43.6,-72.9,400\n");
    let usual = [
        ("--venues", "list.csv"),
        ("--home", "44.4759,-73.2121"),
        ("--from", "2027-03-05"),
        ("--to", "2027-03-10"),
        ("--seconds", "0.3"),
    ];
    let mut arguments = vec!["plan".to_owned(), "--quiet".to_owned()];
    let kept = usual.iter().filter(|(flag, _)| changed.iter().all(|(other, _)| other != flag));
    arguments.extend(kept.chain(changed).map(|(flag, value)| format!("{flag}={value}")));
    loadin.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn the_usual_arguments_make_a_plan() {
    assert_eq!(plan(&[]).code, 0);
}

#[test]
fn each_wrong_argument_has_its_own_sentence() {
    for (flag, value, sentence) in [
        (
            "--to",
            "2027-03-01",
            "--to: the tour ends on Mon 1 Mar 2027, before it begins on Fri 5 Mar 2027: exchange the dates",
        ),
        ("--from", "2027-02-30", "--from:"),
        ("--from", "next friday", "--from:"),
        ("--home", "Nowherevillexq", "--home:"),
        ("--home", "Springfield", "--home: `Springfield` means"),
        ("--home", "95,0", "--home:"),
        ("--home", "nan,1", "--home:"),
        ("--lodging", "-5", "--lodging: `-5` is negative"),
        ("--cost-per-km", "-0.1", "--cost-per-km: `-0.1` is negative"),
        ("--per-diem", "lots", "--per-diem:"),
        ("--people", "0", "--people: 0 people are out of range"),
        ("--radius-km", "-1", "--radius-km:"),
        ("--max-drive-hours-per-day", "0", "--max-drive-hours-per-day: 0 hours are out of range"),
        ("--currency", "EURO", "--currency: `EURO` is not a currency in use"),
        ("--anchor", "2027-03-06 = Nobody", "--anchor: no venue of the list is called `Nobody`"),
        ("--anchor", "2027-04-06 = A", "--anchor:"),
        ("--must-play", "Nobody", "--must-play:"),
        ("--seconds", "0", "--seconds:"),
    ] {
        let said = plan(&[(flag, value)]);
        said.refused(2, sentence);
        assert_eq!(said.err.trim_end().lines().count(), 1, "one line for one mistake: {}", said.err);
    }
}

#[test]
fn several_mistakes_are_all_named_at_once() {
    let said = plan(&[("--to", "2027-03-01"), ("--people", "0")]);
    said.refused(2, "--to:");
    said.refused(2, "--people:");
}

#[test]
fn what_must_and_must_not_be_played_is_a_contradiction() {
    plan(&[("--must-play", "A"), ("--must-not", "A")]).refused(2, "A must be played and must not be played");
}

#[test]
fn unknown_flags_fields_and_formats_are_refused() {
    plan(&[("--colour", "red")]).refused(2, "--colour");
    plan(&[("--format", "pdf")]).refused(2, "pdf");
    let loadin = Loadin::new();
    loadin.file("list.csv", "name,lat,lon,net\nA,44.4,-73.2,500\n");
    let whole = r#"{"home":"44.4,-73.2","from":"2027-03-05","to":"2027-03-10","colour":"red"}"#;
    let fields = loadin.run_with_input(&["plan", "--venues", "list.csv", "--arguments", "-", "--quiet"], whole);
    fields.refused(2, "unknown field `colour`");
    let broken = loadin.run_with_input(&["plan", "--venues", "list.csv", "--arguments", "-", "--quiet"], "{\"home\":");
    broken.refused(2, "is not JSON: line 1, column 8");
    loadin.run(&["plan", "--venues", "list.csv", "--json", "--ics"]).refused(2, "--ics");
    loadin.run(&["plan", "--home", "Burlington, VT"]).refused(2, "--venues");
    loadin.run(&["dance"]).refused(2, "dance");
}
