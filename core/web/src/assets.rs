//! The files that pages ask for: the script and the icon.
//!
//! Rule: a file's name holds the hash of its bytes, so it may be kept for ever; nothing else is served from here.

use std::{fmt::Write as _, sync::LazyLock};

use sha2::{Digest as _, Sha256};

/// A file.
#[derive(Debug)]
pub struct Asset {
    /// Its path, such as `/assets/app.0123456789ab.js`.
    pub path: String,
    /// What it is.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// The header that every asset may be kept with.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        asset("app", "js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
        asset("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ]
});

/// Returns every file.
#[must_use]
pub fn all() -> &'static [Asset] {
    &*ASSETS
}

/// Returns the file at a path.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Returns the path of the script.
pub(crate) fn script() -> &'static str {
    let [script, _] = &*ASSETS;
    &script.path
}

/// Returns the path of the icon.
pub(crate) fn icon() -> &'static str {
    let [_, icon] = &*ASSETS;
    &icon.path
}

fn asset(name: &str, ending: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(6) {
        let _ = write!(hash, "{byte:02x}");
    }
    Asset { path: format!("/assets/{name}.{hash}.{ending}"), content_type, bytes }
}

#[cfg(test)]
mod tests {
    use super::{all, find, icon, script};

    #[test]
    fn a_file_is_found_under_its_name_and_no_other() {
        for path in [script(), icon()] {
            assert_eq!(find(path).map(|asset| asset.path.as_str()), Some(path));
        }
        assert!(find("/assets/app.js").is_none() && find("../assets/app.js").is_none());
        assert_eq!(all().len(), 2);
    }
}
