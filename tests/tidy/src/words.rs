//! Words that only some rooms may say.
//!
//! Rust has no friends between crates, so a constructor that one other crate may call is public to all. Invariant: the
//! code of every other room is free of its name; tests may say it, for they need scopes of their own.

use crate::{Finding, House, Rules, house::lies_in, pure::is_test_file, rust::Rust};

/// Returns every place where a room says a word that is not for it.
#[must_use]
pub fn words_stay_in_their_rooms(house: &House, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in house.texts("rs").filter(|(path, _)| !is_test(path)) {
        for rule in rules.words.iter().filter(|rule| text.contains(&rule.word)) {
            if rule.rooms.iter().any(|room| lies_in(path, room)) || defines(text, &rule.word) {
                continue;
            }
            // A file that does not parse is reported with the other rules on sources.
            let Ok(rust) = Rust::parse(text) else { continue };
            let message = |_| format!("says `{}`: {}", rule.word, rule.why);
            findings
                .extend(rust.lines_using(&rule.word).into_iter().map(|line| Finding::at(path, line, message(line))));
        }
    }
    findings
}

/// Whole files of tests, and what only they include.
fn is_test(path: &str) -> bool {
    is_test_file(path) || path.ends_with("/src/testing.rs") || path.contains("/tests/") || path.starts_with("tests/")
}

fn defines(text: &str, word: &str) -> bool {
    text.contains(&format!("fn {word}("))
}

#[cfg(test)]
mod tests {
    use super::words_stay_in_their_rooms;
    use crate::{House, Rules, report};

    fn judge(path: &str, text: &str) -> String {
        report(&words_stay_in_their_rooms(&House::of([(path, text)]), &Rules::embedded().unwrap()))
    }

    const OPENS: &str = "fn open(s: SpaceId) -> Scope { Scope::for_auth_only(s, None) }";

    #[test]
    fn a_room_that_makes_its_own_scope_is_found() {
        let found = judge("core/api/src/lib.rs", OPENS);
        assert!(found.contains("core/api/src/lib.rs:1: says `for_auth_only`: a scope is the proof"), "{found}");
    }

    #[test]
    fn auth_and_tests_may_make_scopes() {
        for (path, text) in [
            ("core/auth/src/lib.rs", OPENS.to_owned()),
            ("core/storage/src/people/tests.rs", OPENS.to_owned()),
            ("core/api/src/lib.rs", format!("#[cfg(test)] mod tests {{ {OPENS} }}")),
            ("core/types/src/scope.rs", "impl Scope { pub const fn for_auth_only() {} }".to_owned()),
            ("core/api/src/lib.rs", "// for_auth_only is not for us\nfn a() {}".to_owned()),
        ] {
            assert!(judge(path, &text).starts_with("0 broken"), "{path}");
        }
    }
}
