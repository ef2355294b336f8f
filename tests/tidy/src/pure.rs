//! What the code of pure rooms may not say: no clock, no entropy, no files, no waiting.
//!
//! Invariant: the same input gives the same answer on every machine, natively and in the sandbox. Words are looked for
//! in code, not in comments, strings or tests.

use crate::{Finding, House, Rules, house::lies_in, rust::Rust};

/// Returns every forbidden word in the sources of pure rooms.
#[must_use]
pub fn pure_rooms_have_no_effects(house: &House, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in house.texts("rs") {
        if !rules.pure.rooms.iter().any(|room| lies_in(path, &format!("{room}/src"))) || is_test_file(path) {
            continue;
        }
        // A file that does not parse is reported with the other rules on sources.
        let Ok(rust) = Rust::parse(text) else { continue };
        for (word, why) in &rules.pure.forbidden_words {
            let lines = rust.lines_using(word);
            findings.extend(lines.into_iter().map(|line| Finding::at(path, line, format!("uses `{word}`: {why}"))));
        }
    }
    findings
}

/// Whether the whole file is a test module of its neighbour (`foo/tests.rs` beside `foo.rs`).
#[must_use]
pub fn is_test_file(path: &str) -> bool {
    path.split_once("/src/")
        .is_some_and(|(_, inside)| inside.split('/').any(|part| part == "tests" || part == "tests.rs"))
}

#[cfg(test)]
mod tests {
    use super::{is_test_file, pure_rooms_have_no_effects};
    use crate::{House, Rules, report};

    fn judge(path: &str, text: &str) -> String {
        report(&pure_rooms_have_no_effects(&House::of([(path, text)]), &Rules::embedded().unwrap()))
    }

    #[test]
    fn clocks_files_order_and_waiting_are_found() {
        let engine = "plugins/analytics/engine/src/lib.rs";
        for (code, word) in [
            ("use std::{time::Instant, fmt};", "Instant"),
            ("use std::collections::HashMap;", "HashMap"),
            ("fn a() { let _ = std::fs::read(\"a\"); }", "std::fs"),
            ("async fn a() {}", "async"),
            ("fn a() { println!(\"a\"); }", "println"),
        ] {
            let found = judge(engine, code);
            assert!(found.contains(&format!("{engine}:1: uses `{word}`")), "{code}: {found}");
        }
    }

    #[test]
    fn tests_and_other_rooms_may_use_them() {
        let code = "use std::collections::HashMap;";
        assert!(judge("core/host/src/lib.rs", code).starts_with("0 broken"));
        assert!(judge("sdk/domain/src/money/tests.rs", code).starts_with("0 broken"));
        assert!(judge("sdk/domain/src/lib.rs", "#[cfg(test)] mod tests { use std::fs; }").starts_with("0 broken"));
        assert!(!is_test_file("sdk/domain/src/contests.rs"));
    }
}
