//! Where to go after signing in.
//!
//! Rule: only to a page of ours. Whatever a browser might read as another host, or as another path than it looks, is
//! dropped without a word, and the answer leads to the start.

/// Longest address that is kept.
const MOST_BYTES: usize = 2_000;

/// Returns the address when it leads to a page of ours.
pub(super) fn own(text: &str) -> Option<&str> {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let is_ours = path == "/" || path == "/account" || path.starts_with("/account/") || path.starts_with("/s/");
    let is_plain = text.bytes().all(|byte| matches!(byte, b'!'..=b'~') && !matches!(byte, b'\\' | b'"' | b'<' | b'>'));
    let lower = path.to_ascii_lowercase();
    let has_tricks = lower.contains("//")
        || ["%2f", "%5c", "%2e", "%00", "%0a", "%0d", "%09"].iter().any(|code| lower.contains(code))
        || path.split('/').any(|segment| segment == "." || segment == "..");
    (is_ours && is_plain && !has_tricks && text.len() <= MOST_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn sec_26_only_our_own_pages_come_next() {
        for good in ["/", "/account", "/s/foundry", "/s/foundry/p/notes/plans/7?sort=-date#day-3", "/account/confirm"] {
            assert_eq!(own(good), Some(good));
        }
        for evil in [
            "",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "https://evil.test/",
            "/s//evil.test",
            "/s/../sign-out",
            "/s/%2e%2e/x",
            "/s/%2F%2Fevil.test",
            "/s/a\r\nSet-Cookie: x=1",
            "/s/a b",
            "/s/ä",
            "/sign-out",
            "/api/v1/spaces",
            "/accounting",
            "javascript:alert(1)",
            "s/foundry",
            " /s/foundry",
            "/\t/evil.test",
        ] {
            assert_eq!(own(evil), None, "{evil:?}");
        }
        assert_eq!(own(&format!("/s/{}", "a".repeat(2_000))), None);
    }
}
