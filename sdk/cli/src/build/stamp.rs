//! Whether a component is still the one that its module and manifest make.
//!
//! Rule: the stamp covers everything that goes into the file, this tool and its contract included, and the file itself.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::Path,
};

/// A digest of what went into a component and what came out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamp(String);

impl Stamp {
    /// Returns the stamp of a component made by this tool.
    pub(super) fn of(core: &[u8], manifest: &[u8], component: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        (core, manifest, component, loadin_wit::VERSION, tool()).hash(&mut hasher);
        Self(format!("{:016x}", hasher.finish()))
    }

    /// Returns true when the file at `path` holds this stamp.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        fs::read_to_string(path).is_ok_and(|stamp| stamp == self.0)
    }

    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &self.0)
    }
}

/// Returns what changes when this tool is built anew.
fn tool() -> Option<(u64, std::time::SystemTime)> {
    let file = fs::metadata(env::current_exe().ok()?).ok()?;
    Some((file.len(), file.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn a_stamp_changes_with_the_module_the_manifest_and_the_result() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/zoo.stamp");
        let stamp = Stamp::of(b"core", b"manifest", b"component");
        assert!(!stamp.is_at(&path));
        stamp.write(&path).unwrap();
        assert!(stamp.is_at(&path));
        for other in [
            Stamp::of(b"c0re", b"manifest", b"component"),
            Stamp::of(b"core", b"man1fest", b"component"),
            Stamp::of(b"core", b"manifest", b"c0mponent"),
            Stamp::of(b"corem", b"anifest", b"component"),
        ] {
            assert!(!other.is_at(&path));
        }
    }
}
