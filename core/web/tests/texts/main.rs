//! The texts and the code that says them, compared: nothing missing, nothing left over, and no word outside the files.
//!
//! Rule: a text is said by a key that stands in the code (`say("…")`, `told("…", […])`, `key("…")`), so that it can be found
//! from both sides; the two families whose keys are put together are named here.

#![expect(clippy::unwrap_used, reason = "a test stops where it learns nothing more")]

mod files;
mod language;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use loadin_types::ProblemKind;

use self::{files::Text, source::Use};

/// Words in the code that are nobody's language: names of browsers, and whose data the maps are made of, as its owners ask.
const NAMES: [&str; 5] = [
    "Mac OS X",
    "Samsung Internet",
    "Made with Natural Earth",
    "Towns: GeoNames, CC BY 4.0",
    "State lines: US Census Bureau",
];

fn english() -> BTreeMap<String, Text> {
    files::texts("en")
}

fn uses() -> Vec<Use> {
    ["core/web/src", "core/api/src"].into_iter().flat_map(source::uses).collect()
}

/// Keys that are put together of parts.
fn families() -> BTreeSet<String> {
    let problems = ProblemKind::ALL.iter().flat_map(|kind| {
        let key = format!("problem-{}", kind.slug());
        [format!("{key}-advice"), key]
    });
    let roles = ["owner", "admin", "booker", "treasurer", "member", "volunteer", "guest"];
    let capabilities = ["jobs", "collections"].map(|name| format!("administration-may-{name}"));
    problems.chain(capabilities).chain(roles.map(|role| format!("space-role-{role}"))).collect()
}

#[test]
fn every_text_that_is_said_is_there_with_the_arguments_it_is_given() {
    let english = english();
    let mut wrong = Vec::new();
    for each in uses() {
        match english.get(&each.key) {
            None => wrong.push(format!("{}: no English file has `{}`", each.place, each.key)),
            Some(text) => {
                if let Some(given) = each.given.filter(|given| *given != text.places) {
                    wrong
                        .push(format!("{}: `{}` is given {given:?} and takes {:?}", each.place, each.key, text.places));
                }
            }
        }
    }
    wrong.extend(families().difference(&english.keys().cloned().collect()).map(|key| format!("no file has `{key}`")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_text_is_said_somewhere() {
    let said: BTreeSet<String> = uses().into_iter().map(|each| each.key).chain(families()).collect();
    let left: Vec<String> = english()
        .into_iter()
        .filter(|(key, _)| !key.starts_with("format-") && !said.contains(key))
        .map(|(key, text)| format!("{}: nobody says `{key}`", text.file))
        .collect();
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn a_text_begins_with_the_name_of_its_file() {
    for (key, text) in english() {
        assert_eq!(key.split_once('-').map(|(first, _)| format!("{first}.ftl")), Some(text.file), "{key}");
    }
}

#[test]
fn other_languages_say_what_english_says_and_nothing_else() {
    let english = english();
    for language in files::languages() {
        for (key, text) in files::texts(&language) {
            if key.starts_with("format-") {
                continue;
            }
            let original = english.get(&key).unwrap_or_else(|| panic!("{language}: English has no `{key}`"));
            assert!(text.places.is_subset(&original.places), "{language}: {key} takes what it is not given");
        }
    }
    assert!(loadin_web::catalogue().gaps().is_empty());
}

#[test]
fn no_page_holds_a_word_of_its_own() {
    let found: Vec<String> = ["core/web/src", "core/api/src/pages"]
        .into_iter()
        .flat_map(source::words)
        .filter(|(_, text)| !NAMES.contains(&text.as_str()))
        .map(|(place, text)| format!("{place}: `{text}` belongs in core/web/locales/en"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_word_in_a_template_is_found() {
    let bad = r##"
        fn page() -> Markup {
            html! {
                p class="dim" title={ "Some help " (x) } { "Hello" (if a { "More of it" } else { (words.say("x-y")) }) }
                input aria-label="Name" value="left alone" { "→ 1" }
            }
        }
        const TITLE: &str = "Your own page";
    "##;
    let found: Vec<String> = source::words_of("a.rs", bad).into_iter().map(|(_, text)| text).collect();
    assert_eq!(found, ["Some help ", "Hello", "More of it", "Name", "Your own page"]);
}

#[test]
fn a_use_is_found_with_its_arguments() {
    let code = r#"fn f() { w.say("a-b"); w.say_with("c-d", &[("count", n.into()), ("name", x)]); told("e-f", []);
        around(w, "g-h", &[("x", y)], &[("link", z)]); const K: &str = key("i-j"); }"#;
    let found: Vec<(String, Option<Vec<String>>)> = source::uses_of("a.rs", code)
        .into_iter()
        .map(|each| (each.key, each.given.map(|given| given.into_iter().collect())))
        .collect();
    let given = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(
        found,
        [
            ("a-b".to_owned(), given(&[])),
            ("c-d".to_owned(), given(&["count", "name"])),
            ("e-f".to_owned(), given(&[])),
            ("g-h".to_owned(), given(&["link", "x"])),
            ("i-j".to_owned(), None),
        ]
    );
}
