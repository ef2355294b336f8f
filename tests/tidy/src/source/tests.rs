//! Bad sources that the rules must refuse.

use super::{MARK, files_fit_a_head, names_say_what_is_inside, notes_name_an_issue, unsafe_stays_where_it_is_allowed};
use crate::{House, Rules, report};

fn rules() -> Rules {
    Rules::embedded().unwrap()
}

fn judge_file(text: &str) -> String {
    report(&files_fit_a_head(&House::of([("core/a/src/lib.rs", text)]), &rules()))
}

#[test]
fn a_long_file_without_a_header_is_named() {
    let body = "const A: u8 = 0;\n".repeat(31);
    assert!(judge_file(&body).contains("open it with `//!`"));
    assert!(judge_file(&format!("//! Constants.\n{body}")).starts_with("0 broken"));
    assert!(judge_file(&"const A: u8 = 0;\n".repeat(30)).starts_with("0 broken"), "short files speak for themselves");
}

#[test]
fn a_file_is_measured_without_its_tests() {
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "const A: u8 = 0;\n".repeat(300));
    let product = |lines: usize| format!("//! A.\n{}{tests}", "const A: u8 = 0;\n".repeat(lines - 1));
    assert!(judge_file(&product(600)).starts_with("0 broken"));
    assert!(judge_file(&product(601)).contains("has 601 lines without its tests"));
}

#[test]
fn a_function_longer_than_a_screen_is_named() {
    let function = |lines: usize| format!("fn long() {{\n{}}}\n", "// A comment counts.\n".repeat(lines - 2));
    assert!(judge_file(&format!("//! A.\n{}", function(80))).starts_with("0 broken"));
    let found = judge_file(&format!("//! A.\n{}", function(81)));
    assert!(found.contains("core/a/src/lib.rs:2: `long` has 81 lines, the limit is 80"), "{found}");
}

#[test]
fn a_file_that_is_not_rust_is_named() {
    assert!(judge_file("fn (").contains("does not parse"));
}

#[test]
fn bags_and_mod_files_are_named() {
    let judge = |path: &str| report(&names_say_what_is_inside(&House::of([(path, "")]), &rules()));
    for bad in [
        "core/a/src/utils.rs",
        "core/a/src/string_helpers.rs",
        "core/common/src/lib.rs",
        "core/a/src/jobs/mod.rs",
        "core/a/src/new_queue.rs",
    ] {
        assert!(judge(bad).starts_with("1 broken"), "{bad}: {}", judge(bad));
    }
    for good in ["core/a/src/jobs.rs", "sdk/cli/src/new.rs", "docs/commonplace.md"] {
        assert!(judge(good).starts_with("0 broken"), "{good}: {}", judge(good));
    }
}

#[test]
fn a_note_needs_an_issue() {
    let judge = |line: String| notes_name_an_issue(&House::of([("core/a/src/lib.rs", line.as_str())])).len();
    assert_eq!(judge(format!("// {MARK}: later")), 1);
    assert_eq!(judge(format!("// {MARK}(#): later")), 1);
    assert_eq!(judge(format!("// {MARK}(me): later")), 1);
    assert_eq!(judge(format!("// {MARK}(#42): later")), 0);
    assert_eq!(judge(format!("const {MARK}S: u8 = 0;")), 0);
    assert_eq!(judge(super::COUSINS[0].to_owned()), 1);
}

#[test]
fn unsafe_outside_the_list_is_named() {
    let block = "fn a() { unsafe { b() } }";
    let house = House::of([
        ("core/host/src/compiled.rs", block),
        ("core/host/src/other.rs", block),
        ("core/host/src/comment.rs", "// unsafe\nconst A: &str = \"unsafe\";"),
        ("sdk/guest/src/lib.rs", "#![expect(unsafe_code, reason = \"sneaky\")]"),
    ]);
    let found = report(&unsafe_stays_where_it_is_allowed(&house, &rules()));
    assert!(found.contains("core/host/src/other.rs:1: `unsafe`"), "{found}");
    assert!(found.contains("sdk/guest/src/lib.rs:1: `unsafe_code`"), "{found}");
    assert!(found.starts_with("2 broken"), "{found}");
}

#[test]
fn an_allowance_that_nobody_needs_is_named() {
    let found =
        report(&unsafe_stays_where_it_is_allowed(&House::of([("core/host/src/compiled.rs", "fn a() {}")]), &rules()));
    assert!(found.contains("core/host/src/compiled.rs: is allowed to be unsafe and is not"), "{found}");
}
