//! Where a link on a plugin's page may lead.
//!
//! Rule: whatever [`target`] accepts as inside resolves below the plugin's mount in every browser, whichever way the
//! browser reads it: no scheme, no `//`, no `..`, no backslash, no control character, also not percent-encoded.

/// Characters that a link may have.
pub const MAX_LINK_CHARS: usize = 1_000;

/// Schemes of links that leave the plugin.
const OUTSIDE: [&str; 5] = ["https://", "tel:", "mailto:", "geo:", "webcal://"];

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A place on the same page: its id, without the `#`.
    Here(&'a str),
    /// A path below the mount, perhaps with a query and a fragment; empty for the mount itself.
    Below(&'a str),
    /// Another place: `https`, `tel`, `mailto`, `geo` or `webcal`.
    Outside(&'a str),
}

/// Returns where the link leads, or nothing if it may not stand on a page.
///
/// Paths are relative to the plugin's mount, not to the page they stand on: `plans/7` is the same link on every page.
#[must_use]
pub fn target(href: &str) -> Option<Target<'_>> {
    if href.chars().count() > MAX_LINK_CHARS || href.chars().any(is_unfit) {
        return None;
    }
    if let Some(id) = href.strip_prefix('#') {
        return is_id(id).then_some(Target::Here(id));
    }
    if OUTSIDE.iter().any(|scheme| href.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty())) {
        return is_outside(href).then_some(Target::Outside(href));
    }
    is_below(href).then_some(Target::Below(href))
}

/// Returns whether a form or a button may send to this path below the mount.
#[must_use]
pub fn is_action(path: &str) -> bool {
    matches!(target(path), Some(Target::Below(_))) && !path.contains('#')
}

/// Returns whether the text can be the id of a place on a page: a letter, then letters, digits, `-` and `_`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

/// Spaces and controls are read differently by different browsers; a backslash is read as a slash.
fn is_unfit(c: char) -> bool {
    c.is_control() || c.is_whitespace() || matches!(c, '\\' | '"' | '<' | '>' | '`' | '{' | '}' | '^' | '|')
}

/// A host with a user in front (`https://loadin.example@evil.test`) is made to be misread.
fn is_outside(href: &str) -> bool {
    let host = href.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    !host.contains('@')
}

fn is_below(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let is_encoded_trick = |segment: &str| {
        let mut lower = segment.to_ascii_lowercase();
        // Something behind us may decode once more than it should, so `%252e` is as bad as `%2e`.
        while lower.contains("%25") {
            lower = lower.replace("%25", "%");
        }
        ["%2e", "%2f", "%5c", "%00", "%0a", "%0d", "%09"].iter().any(|code| lower.contains(code))
    };
    !path.starts_with('/')
        && !path.contains(':')
        && (path.is_empty() || path.trim_end_matches('/').split('/').all(|segment| !segment.is_empty()))
        && path.split('/').all(|segment| !matches!(segment, "." | "..") && !is_encoded_trick(segment))
        && !path.ends_with("//")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Target, is_action, target};

    #[test]
    fn links_below_the_mount_and_plain_outside_ones_pass() {
        for below in
            ["", "plans", "plans/7/", "plans?page=2&sort=-date", "plans/7#day-3", "?page=2", "a/b%20c", "100%25"]
        {
            assert_eq!(target(below), Some(Target::Below(below)), "{below}");
        }
        for outside in [
            "https://example.org/x?y=1",
            "tel:+4912345",
            "mailto:a@example.org",
            "geo:44.4,-73.2",
            "webcal://example.org/a.ics",
        ] {
            assert_eq!(target(outside), Some(Target::Outside(outside)), "{outside}");
        }
        assert_eq!(target("#day-3"), Some(Target::Here("day-3")));
    }

    #[test]
    fn links_that_lead_elsewhere_are_refused() {
        let probes = [
            "/",
            "/admin",
            "//evil.test/x",
            "///evil.test",
            "\\\\evil.test",
            "/\\evil.test",
            "..",
            "../admin",
            "a/../../admin",
            "a/..",
            "./a",
            "a/./b",
            "a//b",
            "%2e%2e/admin",
            "a/%2E%2e/b",
            ".%2e/a",
            "..%2fadmin",
            "%252e%252e/admin",
            "%25252E./admin",
            "a%252fb",
            "a%2f..%2fb",
            "%5cevil.test",
            "http://example.org",
            "HTTPS://example.org",
            "https:",
            "https://",
            "https:example.org",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
            "file:///etc/passwd",
            "ftp://example.org",
            "https://good.example@evil.test/",
            "a b",
            "a\nb",
            "a\0b",
            "\u{a0}a",
            "webcal:x\u{7}",
            "#",
            "#Über",
            "#a b",
            "#-a",
            "x:y",
            "plans/:8080",
            "a\"onclick=",
            "a<b",
            "tel:",
        ];
        for probe in probes {
            assert_eq!(target(probe), None, "{probe:?}");
        }
    }

    #[test]
    fn a_form_sends_only_below_the_mount() {
        for (path, fine) in [
            ("", true),
            ("plans", true),
            ("plans/7/delete?x=1", true),
            ("https://example.org/", false),
            ("#a", false),
            ("plans#a", false),
        ] {
            assert_eq!(is_action(path), fine, "{path}");
        }
    }

    proptest! {
        /// The rule of a browser, written another way: resolve the path under a mount, and look where it ends.
        #[test]
        fn whatever_is_accepted_as_below_stays_below(href in "[a-z./:%2efF5cC\\\\?#@ -]{0,24}") {
            if let Some(Target::Below(path)) = target(&href) {
                let path = path.split(['?', '#']).next().unwrap();
                let decoded = path.to_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/").replace('\\', "/");
                let mut depth = 0_i32;
                prop_assert!(!decoded.starts_with('/') && !decoded.contains(':'));
                for segment in decoded.split('/') {
                    depth += match segment { ".." => -1, "." | "" => 0, _ => 1 };
                    prop_assert!(depth >= 0 && segment != "..", "{}", href);
                }
            }
        }
    }
}
