//! The plugin's own words: every key that the source says is written, and nothing is written that nobody says.

use std::{collections::BTreeSet, fs, path::Path};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the keys of a Fluent file, in the order in which they stand.
fn keys(text: &str) -> Vec<&str> {
    let names = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    names.filter_map(|line| line.split_once(" =").map(|(key, _)| key)).collect()
}

/// Returns the keys that a source says in `text("…")`, `text!("…")` and `said!("…")`, but not those of methods of that name.
fn said(source: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for word in ["text(", "text!(", "said!("] {
        for (at, _) in source.match_indices(word) {
            let is_method = source[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':'));
            let rest = source[at + word.len()..].trim_start();
            if let Some(key) = rest.strip_prefix('"').filter(|_| !is_method) {
                keys.extend(key.split('"').next());
            }
        }
    }
    keys
}

fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_key_that_is_said_is_written_and_every_one_that_is_written_is_said() {
    let mut source = String::new();
    sources(&folder().join("src"), &mut source);
    // The shell says the plugin's name and what its manifest names.
    source.push_str(&fs::read_to_string(folder().join("plugin.toml")).unwrap());
    source.push_str("\"plugin-name\" \"plugin-summary\"");
    let english = fs::read_to_string(folder().join("locales/en.ftl")).unwrap();
    let written: BTreeSet<&str> = keys(&english).into_iter().collect();
    let missing: Vec<&str> = said(&source).into_iter().filter(|key| !written.contains(key)).collect();
    assert_eq!(missing, [] as [&str; 0], "said in the source and not written in locales/en.ftl");
    // A key may also stand in a table of the source, or in another text.
    let is_said = |key: &str| source.contains(&format!("\"{key}\"")) || english.contains(&format!("{{ {key} }}"));
    let unused: Vec<&&str> = written.iter().filter(|key| !is_said(key)).collect();
    assert_eq!(unused, [] as [&&str; 0], "written in locales/en.ftl and said nowhere");
}

#[test]
fn no_other_language_has_a_key_that_english_lacks() {
    let english = fs::read_to_string(folder().join("locales/en.ftl")).unwrap();
    let known: BTreeSet<&str> = keys(&english).into_iter().collect();
    for entry in fs::read_dir(folder().join("locales")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        // A language may say how it writes values, which core says for English.
        let strange: Vec<&str> =
            keys(&text).into_iter().filter(|key| !known.contains(key) && !key.starts_with("format-")).collect();
        assert_eq!(strange, [] as [&str; 0], "{}", path.display());
    }
}

#[test]
fn distances_in_sentences_are_counted_as_their_reader_chose() {
    let road = |tag: &str| {
        let host = crate::asking::host().in_language(tag);
        host.run(|| loadin_guest::text!("money-driven", road = loadin_guest::ui::Cell::Km(160.9)))
            .1
            .replace('\u{a0}', " ")
    };
    assert_eq!(["en", "en-u-ms-metric", "en-u-ms-ussystem"].map(road), ["161 km", "161 km", "100 mi"]);
}
