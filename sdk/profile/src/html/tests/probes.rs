//! Hostile HTML, and what must come of each piece of it.
//!
//! Rule: the table is `probes/html.json`, which the browser's stories read too; every row says the HTML that comes out and
//! the flaws in their order, and the last flaw of a row without any HTML is the refusal. `WRITE_PROBES=1` writes what comes
//! out into the table; then every line that changed is read, and the reason goes into the commit.

use std::{env, fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{super::clean, trees::MOUNT, trees::hold};
use crate::html::{FlawKind, Limits};

/// A row of the table.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Probe {
    /// What it tries.
    tries: String,
    /// The HTML as a plugin sends it.
    html: String,
    /// What comes out of it; nothing if it is refused.
    out: Option<String>,
    /// What is said about it: what each flaw names.
    flaws: Vec<String>,
}

fn probes() -> Vec<Probe> {
    serde_json::from_str(include_str!("../../../probes/html.json")).unwrap()
}

/// What does not show in an editor is written as an escape.
fn in_ascii(json: &str) -> String {
    let escaped = |c: char| {
        let units = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
        if matches!(c, ' '..='~') { c.to_string() } else { units }
    };
    json.chars().map(escaped).collect()
}

fn come_of(tries: &str, html: &str) -> Probe {
    let cleaned = clean(html, &MOUNT, &Limits::default());
    let out = (!cleaned.is_refused()).then_some(cleaned.html);
    let flaws = cleaned.flaws.into_iter().map(|flaw| flaw.what).collect();
    Probe { tries: tries.to_owned(), html: html.to_owned(), out, flaws }
}

#[test]
fn of_every_probe_comes_what_the_table_says() {
    let wanted = probes();
    let came: Vec<Probe> = wanted.iter().map(|probe| come_of(&probe.tries, &probe.html)).collect();
    if env::var_os("WRITE_PROBES").is_some() {
        let rows: Vec<String> = came.iter().map(|probe| in_ascii(&serde_json::to_string(probe).unwrap())).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("probes/html.json");
        fs::write(path, format!("[\n{}\n]\n", rows.join(",\n"))).unwrap();
        return;
    }
    for (wanted, came) in wanted.iter().zip(came) {
        let Probe { tries, html, .. } = wanted;
        assert_eq!((&came.out, &came.flaws), (&wanted.out, &wanted.flaws), "{tries}: {html}");
        hold(html);
    }
}

#[test]
fn there_are_many_probes_of_every_kind_and_each_is_one() {
    let probes = probes();
    let mut kinds: Vec<&str> = probes.iter().map(|probe| probe.tries.as_str()).collect();
    kinds.sort_unstable();
    for kind in kinds.chunk_by(|a, b| a == b) {
        assert!(kind.len() >= 10, "{} has {} probes", kind[0], kind.len());
    }
    assert!(probes.len() >= 300, "{}", probes.len());
    let mut each: Vec<&str> = probes.iter().map(|probe| probe.html.as_str()).collect();
    each.sort_unstable();
    assert!(each.is_sorted_by(|a, b| a < b), "a probe is there twice");
}

#[test]
fn most_probes_are_answered_with_a_place_and_an_advice() {
    for probe in probes() {
        for flaw in clean(&probe.html, &MOUNT, &Limits::default()).flaws {
            assert!(flaw.line >= 1 && flaw.column >= 1 && flaw.advice.len() > 5, "{}: {flaw}", probe.html);
            assert!(!flaw.what.contains(char::is_control), "{flaw:?}");
            assert_eq!(flaw.kind == FlawKind::Refused, probe.out.is_none() && Some(&flaw.what) == probe.flaws.last());
        }
    }
}
