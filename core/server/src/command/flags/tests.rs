//! From a command line to JSON, by a schema with every kind of flag.

use std::{fs, path::Path};

use serde_json::json;

use super::*;
use crate::command::{
    files::Files,
    values::{self, Given},
};

fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["home", "venues"],
        "properties": {
            "home": { "type": "string", "description": "Where the tour\nstarts" },
            "people": { "type": "integer", "default": 4 },
            "max_hours": { "type": "number", "default": 6.0, "description": "Hours [default: 7]" },
            "round_trip": { "type": "boolean", "default": true },
            "dry_run": { "type": "boolean" },
            "must_play": { "type": "array", "items": { "type": "string" } },
            "days": { "type": "array", "items": { "type": "integer" } },
            "unit": { "enum": ["km", "mi", 3] },
            "limits": { "type": "object" },
            "venues": {
                "type": "string", "contentMediaType": "text/csv", "contentEncoding": "base64",
                "x-loadin-max-bytes": 100, "x-loadin-file-name": "venues_name", "x-loadin-value-name": "CSV",
            },
            "venues_name": { "type": "string" },
            "notes": { "type": "string", "contentMediaType": "text/plain" },
            "profile": { "contentMediaType": "application/json" },
        },
    })
}

fn command() -> Command {
    Command {
        name: "plan".into(),
        summary: "Plans".into(),
        job: Some("plan".into()),
        route: None,
        view: Some("POST /show".into()),
        arguments: "plan.json".into(),
        reply: None,
        formats: vec![Format::Text, Format::Json, Format::Ics],
    }
}

fn arguments() -> Arguments {
    Arguments::parse(&schema(), &["text", "json", "ics"]).unwrap()
}

fn matches(line: &[&str]) -> Result<ArgMatches, clap::Error> {
    let args = ["plan"].iter().chain(line).map(OsString::from).collect();
    with_flags(&command(), &arguments()).try_get_matches_from(join_negative_values(args, &arguments()))
}

fn given_with_stdin(line: &[&str], stdin: &str) -> Result<Given, Vec<String>> {
    values::collect(&arguments(), &matches(line).unwrap(), &mut Files::new(&mut stdin.as_bytes()))
}

/// Gives the required flags and `line`, and returns the property `name`.
fn value(line: &[&str], name: &str) -> Option<Value> {
    let line = [&["--home", "Burlington", "--venues", "-"], line].concat();
    given_with_stdin(&line, "name\n").unwrap().arguments.get(name).cloned()
}

fn problems(line: &[&str]) -> Vec<String> {
    given_with_stdin(&[&["--home", "x", "--venues", "-"], line].concat(), "").unwrap_err()
}

#[test]
fn each_kind_of_flag_gives_its_kind_of_json() {
    assert_eq!(value(&[], "home"), Some(json!("Burlington")));
    assert_eq!(value(&["--people", "5"], "people"), Some(json!(5)));
    assert_eq!(value(&["--max-hours", "6.5"], "max_hours"), Some(json!(6.5)));
    assert_eq!(value(&["--max-hours", "6"], "max_hours"), Some(json!(6)));
    assert_eq!(value(&["--dry-run"], "dry_run"), Some(json!(true)));
    assert_eq!(value(&["--no-round-trip"], "round_trip"), Some(json!(false)));
    assert_eq!(value(&["--must-play", "A, B", "--must-play", "C"], "must_play"), Some(json!(["A, B", "C"])));
    assert_eq!(value(&["--days", "1", "--days", "2"], "days"), Some(json!([1, 2])));
    assert_eq!(value(&["--unit", "3"], "unit"), Some(json!(3)));
    assert_eq!(value(&["--limits", r#"{"km": 9}"#], "limits"), Some(json!({ "km": 9 })));
}

#[test]
fn what_was_not_given_is_not_sent() {
    for absent in ["people", "round_trip", "dry_run", "must_play", "limits", "notes"] {
        assert_eq!(value(&[], absent), None, "{absent}: the plugin applies its own default");
    }
}

#[test]
fn negative_values_reach_the_plugin() {
    assert_eq!(value(&["--people", "-5"], "people"), Some(json!(-5)));
    assert_eq!(value(&["--max-hours", "-.5"], "max_hours"), Some(json!(-0.5)));
    let south = given_with_stdin(&["--home", "-33.9,151.2", "--venues", "-"], "").unwrap();
    assert_eq!(south.arguments["home"], json!("-33.9,151.2"));
    assert!(matches(&["--dry-run", "-5"]).is_err(), "a switch takes no value");
}

#[test]
fn a_file_is_passed_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &[u8]| {
        fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).display().to_string()
    };
    let venues = path("venues.csv", b"\xffname");
    let line = ["--home", "x", "--venues", &venues, "--notes", &path("n.txt", "né".as_bytes())];
    let given = given_with_stdin(&line, "").unwrap();
    assert_eq!(given.arguments["venues"], json!("/25hbWU="));
    assert_eq!(given.arguments["venues_name"], json!("venues.csv"));
    assert_eq!(given.arguments["notes"], json!("né"));
    let named = given_with_stdin(&[&line[..], &["--venues-name", "mine"]].concat(), "").unwrap();
    assert_eq!(named.arguments["venues_name"], json!("mine"), "what was said wins");

    let inlined = value(&["--profile", &path("p.json", b"\xef\xbb\xbf[1]")], "profile");
    assert_eq!(inlined, Some(json!([1])), "a JSON file becomes the value itself, and a BOM does no harm");
    let latin = problems(&["--notes", &path("latin.txt", b"caf\xe9")]);
    assert_eq!(latin, ["--notes: latin.txt is not UTF-8 text (first at byte 4): save it as UTF-8"]);
}

#[test]
fn an_only_json_file_called_body_is_all_that_is_sent() {
    let payload = |property: &str| {
        let schema = json!({ "properties": { property: { "contentMediaType": "application/json" } } });
        let arguments = Arguments::parse(&schema, &[]).unwrap();
        let line = ["plan".to_owned(), format!("--{property}"), "-".to_owned()];
        let matches = with_flags(&command(), &arguments).try_get_matches_from(line).unwrap();
        values::collect(&arguments, &matches, &mut Files::new(&mut &b"[1]"[..])).unwrap().payload(&arguments)
    };
    assert_eq!((payload("body"), payload("plan")), (json!([1]), json!({ "plan": [1] })));
}

#[test]
fn every_problem_is_said_at_once() {
    let found = problems(&["--people", "4.5", "--max-hours", "inf", "--days", "x", "--days", "1", "--limits", "{,}"]);
    assert_eq!(
        found,
        [
            "--people: `4.5` is not a whole number; write it like 12",
            "--max-hours: `inf` is not a number; write it like 12 or 12.5, with a point",
            "--days: `x` is not a whole number; write it like 12",
            "--limits: the value is not JSON: line 1, column 2: key must be a string",
        ]
    );
}

#[test]
fn arguments_come_whole_from_a_file_and_flags_win() {
    let given =
        given_with_stdin(&["--arguments", "-", "--people", "2"], r#"{"people": 9, "home": "x", "odd": 1}"#).unwrap();
    assert_eq!(Value::Object(given.arguments), json!({ "people": 2, "home": "x", "odd": 1 }));
    assert_eq!(given.arguments_file.as_deref(), Some("standard input"));
    assert!(given.by_flag.contains("people") && !given.by_flag.contains("home"));
}

#[test]
fn arguments_that_are_not_an_object_are_refused_with_the_place() {
    let refusal = |text| given_with_stdin(&["--arguments", "-"], text).unwrap_err();
    assert_eq!(
        refusal("{\n  \"home\": }"),
        ["--arguments: standard input is not JSON: line 2, column 11: expected value"]
    );
    assert_eq!(refusal("[]"), ["--arguments: standard input holds an array; it must hold a JSON object"]);
}

#[test]
fn required_flags_are_required_unless_all_arguments_come_from_a_file() {
    let message = matches(&["--venues", "v.csv"]).unwrap_err().to_string();
    assert!(message.contains("--home <TEXT>") && !message.contains("  --venues <CSV>\n"), "{message}");
    assert!(matches(&["--arguments", "plan.json"]).is_ok());
}

#[test]
fn at_most_one_format_is_chosen() {
    let chosen =
        |line: &[&str]| matches(&[&["--arguments", "a"], line].concat()).map(|m| wishes(&command(), &m).format);
    assert_eq!(chosen(&[]).unwrap(), Format::Text);
    assert_eq!(chosen(&["--json"]).unwrap(), Format::Json);
    assert_eq!(chosen(&["--format", "ics"]).unwrap(), Format::Ics);
    assert!(chosen(&["--json", "--ics"]).unwrap_err().to_string().contains("cannot be used with"));
    assert!(chosen(&["--json", "--format", "ics"]).is_err());
    assert!(chosen(&["--format", "svg"]).unwrap_err().to_string().contains("[possible values: text, json, ics]"));
}

#[test]
fn output_and_quiet_are_read() {
    let found = wishes(&command(), &matches(&["--arguments", "a", "--output", "x.ics", "--quiet"]).unwrap());
    assert_eq!((found.output.as_deref().map(Path::new), found.is_quiet), (Some(Path::new("x.ics")), true));
}

#[test]
fn help_shows_names_descriptions_and_defaults() {
    let help = with_flags(&command(), &arguments()).term_width(160).render_help().to_string();
    for said in [
        "Usage: loadin plan --home <TEXT> --venues <CSV> [OPTIONS]\n       loadin plan --arguments <FILE> [OPTIONS]",
        "Where the tour starts",
        "--venues <CSV>",
        "[default: 4]",
        "Hours [default: 7]",
        "--no-round-trip",
        "[possible values: km, mi, 3]",
        "--ics",
        "--arguments <FILE>",
    ] {
        assert!(help.contains(said), "{said} in {help}");
    }
    assert!(!help.contains("--venues-name") && !help.contains("[default: 6]"), "{help}");
}
