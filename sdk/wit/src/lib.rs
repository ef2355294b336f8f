//! The contract between host and plugin, as files (`next/*.wit`) and as Rust types for `plugin.toml`.
//!
//! Both sides of the door read the manifest with this crate, so what a plugin asks for has one meaning. A released
//! version of the contract gets its own folder beside `next` and is never edited again.

pub mod locales;
pub mod manifest;

/// The package name of every interface in the contract.
pub const PACKAGE: &str = "loadin:plugin";

/// The contract's version in this tree, as it stands in `next/types.wit`.
pub const VERSION: &str = "0.1.0";

/// Returns the compatibility track of a contract version: `0.N` before 1.0, the major after it.
///
/// Components link when their tracks are equal; `None` when `version` is not of the form `a.b` or `a.b.c`.
#[must_use]
pub fn track(version: &str) -> Option<String> {
    let mut parts = version.split('.').map(str::parse::<u32>);
    let (major, minor) = (parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.any(|rest| rest.is_err()) {
        return None;
    }
    Some(if major == 0 { format!("0.{minor}") } else { major.to_string() })
}

#[cfg(test)]
mod tests {
    use super::{VERSION, track};

    #[test]
    fn versions_before_one_are_kept_apart_by_their_minor() {
        assert_eq!(track("0.1.0").as_deref(), Some("0.1"));
        assert_eq!(track("0.1").as_deref(), Some("0.1"));
        assert_eq!(track("1.4.2").as_deref(), Some("1"));
        assert_eq!(track("one"), None);
        assert_eq!(track("0.x"), None);
    }

    #[test]
    fn the_version_constant_is_the_version_of_the_text() {
        let text = include_str!("../next/types.wit");
        assert!(text.contains(&format!("package loadin:plugin@{VERSION};")));
    }
}
