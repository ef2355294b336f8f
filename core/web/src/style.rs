//! The one stylesheet: inlined in every page, because one more request costs a phone a second.
//!
//! Rule: the hash that the policy names is that of the bytes in the page; both come from here.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

const SOURCE: &str = include_str!("../assets/style.css");

static CSS: LazyLock<String> = LazyLock::new(|| compact(SOURCE));

/// The stylesheet's hash, as a content security policy names it: `'sha256-…'`.
pub static CSS_HASH: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(css().as_bytes()))));

/// Returns the stylesheet as it stands in every page.
#[must_use]
pub fn css() -> &'static str {
    &CSS
}

/// Takes out comments, indents and line ends; the source keeps its strings free of them.
fn compact(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).collect::<Vec<_>>().concat().replace(": ", ":").replace(" {", "{")
}

#[cfg(test)]
mod tests {
    use super::{CSS_HASH, compact, css};

    #[test]
    fn comments_and_indents_are_taken_out() {
        assert_eq!(compact("/* why */\na {\n  color: red;\n}\n/* x */b {}"), "a{color:red;}b{}");
        assert!(!css().contains("/*") && !css().contains('\n') && !css().contains("</"));
    }

    #[test]
    fn the_hash_is_in_the_form_of_a_policy() {
        assert!(CSS_HASH.starts_with("'sha256-") && CSS_HASH.ends_with("='") && CSS_HASH.len() == 53, "{}", *CSS_HASH);
    }
}
