//! Versions of Rust, as `Cargo.toml`, `rustc` and the packages write them.
//!
//! Rule: compared by number, never as text: 1.100 is newer than 1.96.

use std::fmt;

/// A version of Rust: the numbers only.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(Vec<u32>);

impl Version {
    /// Returns the numbers at the start of `text`: `1.96.0+dfsg1-1` is 1.96.0. Packages may put an epoch in front.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.split_once(':').map_or(text, |(_, rest)| rest);
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let parts: Option<Vec<u32>> =
            text.get(..end)?.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect();
        let mut parts = parts?;
        parts.resize(3, 0);
        Some(Self(parts))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read_from_manifests_and_packages() {
        for (text, shown) in
            [("1.95", "1.95.0"), ("1.96.0+dfsg1-1~deb12u2", "1.96.0"), ("1:22.1.8-1", "22.1.8"), ("1.96.", "1.96.0")]
        {
            assert_eq!(Version::parse(text).unwrap().to_string(), shown, "{text}");
        }
        assert_eq!(Version::parse("none"), None);
        assert_eq!(Version::parse(""), None);
    }

    #[test]
    fn versions_are_compared_by_number() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("1.100.0") > version("1.96.0"));
        assert!(version("1.95") >= version("1.95.0"));
        assert!(version("1.85.0+dfsg3") < version("1.95"));
    }
}
