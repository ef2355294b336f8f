//! Bad manifests that the rules must refuse.

use super::{Kind, Workspace, inherit_everything, lints_stay_on, members_are_the_crates, no_version_without_a_user};
use crate::House;

const ROOT: &str = r#"
[workspace]
members = ["core/a", "core/gone"]
[workspace.dependencies]
serde = { version = "1.0" }
old-name = { version = "1.0", package = "new-name" }
nobody = "1.0"
[workspace.lints.rust]
missing_docs = "allow"
unsafe_code = "deny"
[workspace.lints.clippy]
unwrap_used = { level = "warn", priority = 1 }
"#;

const GOOD: &str = r#"
[package]
name = "a"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
[lints]
workspace = true
[dependencies]
serde.workspace = true
[target.'cfg(unix)'.dev-dependencies]
old-name = { workspace = true, features = ["x"] }
"#;

const BAD: &str = r#"
[package]
name = "b"
version = "0.2.0"
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
[dependencies]
serde = "1.0"
"#;

fn workspace() -> Workspace {
    Workspace::of(&House::of([("Cargo.toml", ROOT), ("core/a/Cargo.toml", GOOD), ("core/b/Cargo.toml", BAD)])).unwrap()
}

fn messages(findings: &[crate::Finding]) -> String {
    crate::report(findings)
}

#[test]
fn a_manifest_with_its_own_versions_or_without_lints_is_named() {
    let found = messages(&inherit_everything(&workspace()));
    for wanted in ["`version.workspace = true`", "`[lints] workspace = true`", "`serde.workspace = true`"] {
        assert!(found.contains(wanted), "{wanted} in {found}");
    }
    assert!(!found.contains("core/a/"), "{found}");
}

#[test]
fn a_version_that_nobody_uses_is_named() {
    let found = no_version_without_a_user(&workspace());
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("`nobody`"), "{}", found[0]);
}

#[test]
fn stray_crates_and_dead_members_are_named() {
    let found = messages(&members_are_the_crates(&workspace()));
    assert!(found.contains("`core/b` has a Cargo.toml but is not in `members`"), "{found}");
    assert!(found.contains("the member `core/gone` has no Cargo.toml"), "{found}");
}

#[test]
fn a_lint_that_was_switched_off_is_named() {
    let found = messages(&lints_stay_on(&workspace()));
    assert!(found.contains("`missing_docs`") && found.contains("`too_many_lines`"), "{found}");
    assert!(!found.contains("`unsafe_code`") && !found.contains("`unwrap_used`"), "{found}");
}

#[test]
fn a_renamed_dependency_is_known_by_its_package() {
    let workspace = workspace();
    let renamed = workspace.crates[0].dependencies.iter().find(|dependency| dependency.key == "old-name").unwrap();
    assert_eq!((renamed.package.as_str(), renamed.kind), ("new-name", Kind::Tests));
}

#[test]
fn a_manifest_that_is_not_toml_is_named() {
    let found = Workspace::of(&House::of([("Cargo.toml", ""), ("core/a/Cargo.toml", "name: a")])).unwrap_err();
    assert_eq!(found[0].place, "core/a/Cargo.toml");
}
