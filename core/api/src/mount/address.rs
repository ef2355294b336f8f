//! Addresses below a mount: into the plugin, and out of it again.
//!
//! Rule: a segment is decoded by itself, so that an encoded slash cannot make two of one; whatever a plugin, a proxy or a
//! browser might read as another path leads nowhere.

use loadin_profile::links::{self, Target};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What cannot stand in a header, or in an address as it is.
const UNFIT: AsciiSet = CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// Returns the decoded path below the mount, starting with a slash; `None` when it leads nowhere.
///
/// `path` is the address as it came, with the mount as its `before`th segment.
pub(super) fn below(path: &str, before: usize) -> Option<String> {
    // The first piece is what stands before the first slash: nothing.
    let rest: Vec<&str> = path.split('/').skip(before + 1).collect();
    let Some((last, inner)) = rest.split_last() else { return Some("/".to_owned()) };
    let mut below = String::with_capacity(path.len());
    for segment in inner {
        below.push('/');
        below.push_str(&decoded(segment).filter(|segment| !segment.is_empty())?);
    }
    below.push('/');
    below.push_str(&decoded(last)?);
    Some(below)
}

fn decoded(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?;
    let is_unfit = |c: char| c.is_control() || matches!(c, '/' | '\\');
    let is_fit = text != "." && text != ".." && !text.chars().any(is_unfit);
    is_fit.then(|| text.into_owned())
}

/// Returns the address of a path that a plugin answers with; `None` when it leads out of the plugin's own pages.
pub(super) fn out(base: &str, path: &str) -> Option<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    match links::target(path)? {
        Target::Below(below) => Some(format!("{base}{}", utf8_percent_encode(below, &UNFIT))),
        Target::Here(_) | Target::Outside(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{below, out};

    #[test]
    fn a_path_below_the_mount_is_decoded_segment_by_segment() {
        for (path, expected) in [
            ("/s/foundry/p/notes/", "/"),
            ("/s/foundry/p/notes/plans/7", "/plans/7"),
            ("/s/foundry/p/notes/plans/", "/plans/"),
            ("/s/foundry/p/notes/caf%C3%A9%20x", "/café x"),
            ("/s/foundry/p/notes/%252e%252e", "/%2e%2e"),
            ("/s/foundry/p/notes/a.b..c", "/a.b..c"),
        ] {
            assert_eq!(below(path, 4).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(below("/api/v1/s/foundry/p/notes", 6).as_deref(), Some("/"));
        assert_eq!(below("/api/v1/s/foundry/p/notes/x", 6).as_deref(), Some("/x"));
    }

    #[test]
    fn paths_with_tricks_lead_nowhere() {
        for trick in [
            "..", "../x", "a/../b", "%2e%2e/x", ".%2E", ".", "a%2Fb", "a%5Cb", "%00", "a%0Ab", "a//b", "//x", "%FF",
            "a%C2%85",
        ] {
            assert_eq!(below(&format!("/s/foundry/p/notes/{trick}"), 4), None, "{trick}");
        }
    }

    #[test]
    fn an_answers_path_stays_below_the_mount() {
        let base = "/s/foundry/p/notes/";
        for (path, expected) in [
            ("/", "/s/foundry/p/notes/"),
            ("/plans/7?sort=-date#day-3", "/s/foundry/p/notes/plans/7?sort=-date#day-3"),
            ("plans/7", "/s/foundry/p/notes/plans/7"),
            ("/café", "/s/foundry/p/notes/caf%C3%A9"),
        ] {
            assert_eq!(out(base, path).as_deref(), Some(expected));
        }
        for evil in ["//evil.test", "/../x", "https://evil.test", "/a\r\nx: y", "/%2e%2e/x", "#day", "/\\evil.test"] {
            assert_eq!(out(base, evil), None, "{evil:?}");
        }
    }
}
