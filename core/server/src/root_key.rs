//! The instance's root key: made at first run, kept in one file, and never used itself.
//!
//! Rule: every purpose has its own key, derived under its own label; [`Purpose`] is the inventory. The root key stands in
//! no database, setting, argument or log, and a file that others may read is refused.

use std::{
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use hkdf::Hkdf;
use loadin_types::ports::Entropy;
use sha2::Sha256;

const BYTES: usize = 32;

/// The instance's root key.
pub(crate) struct RootKey([u8; BYTES]);

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The MAC over compiled components.
    Cwasm,
    /// The secret part of every password's hash.
    Pepper,
    /// The MAC of form tokens.
    Csrf,
    /// The MAC of the cursors that lists are paged with.
    Cursor,
    /// What nodes tell each other apart by when their keys differ. Everybody may see the beginning of it.
    Mark,
}

/// Why there is no root key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RootKeyError {
    /// The folder cannot be made.
    #[error("cannot make the data folder {} (data.dir): {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    /// The file cannot be read or written.
    #[error("cannot read or make {}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// Others may read it.
    #[error(
        "{0} may be read by others (mode {mode:03o}): run `chmod 600 {0}`; if somebody may have copied it, delete it instead \
         and a new one is made",
        path.display()
    )]
    Open { path: PathBuf, mode: u32 },
    /// Not 32 bytes.
    #[error(
        "{} has {length} bytes instead of {BYTES}: bring it back from a backup, or delete it and a new one is made",
        path.display()
    )]
    Length { path: PathBuf, length: usize },
}

impl RootKey {
    /// Reads `root.key` in the data folder, and makes folder and key when they are not there.
    pub(crate) fn read_or_make(data: &Path, entropy: &dyn Entropy) -> Result<Self, RootKeyError> {
        make_private_folder(data).map_err(|source| RootKeyError::Folder { path: data.into(), source })?;
        let path = data.join("root.key");
        let failed = |source| RootKeyError::File { path: path.clone(), source };
        if !path.try_exists().map_err(failed)? {
            make(data, &path, entropy).map_err(failed)?;
        }
        refuse_open(&path)?;
        let bytes = fs::read(&path).map_err(failed)?;
        let length = bytes.len();
        bytes.try_into().map(Self).map_err(|_| RootKeyError::Length { path, length })
    }

    /// Returns the key for one purpose, by HKDF-SHA-256 (RFC 5869) with the purpose's label.
    pub(crate) fn derive(&self, purpose: Purpose) -> [u8; 32] {
        let mut key = [0; 32];
        let expanded = Hkdf::<Sha256>::new(None, &self.0).expand(purpose.label(), &mut key);
        debug_assert!(expanded.is_ok(), "HKDF-SHA-256 gives up to 8,160 bytes");
        key
    }
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Cwasm => b"cwasm",
            Self::Pepper => b"pepper",
            Self::Csrf => b"csrf",
            Self::Cursor => b"cursor",
            Self::Mark => b"mark",
        }
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(…)")
    }
}

/// Writes the key beside its place and links it there, so that two first runs agree on one key and neither sees half.
fn make(data: &Path, path: &Path, entropy: &dyn Entropy) -> io::Result<()> {
    let mut key = [0; BYTES];
    entropy.fill(&mut key);
    // A temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(data)?;
    file.write_all(&key)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(other) if other.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop).map_err(|error| error.error),
    }
}

#[cfg(unix)]
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(unix)]
fn refuse_open(path: &Path) -> Result<(), RootKeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let failed = |source| RootKeyError::File { path: path.into(), source };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(RootKeyError::Open { path: path.into(), mode }) }
}

#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<(), RootKeyError> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use super::{Purpose, RootKey, RootKeyError};
    use crate::adapters::SystemEntropy;

    fn read(data: &Path) -> Result<RootKey, RootKeyError> {
        RootKey::read_or_make(data, &SystemEntropy)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_first_run_makes_a_key_that_only_its_owner_reads() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new/data");
        let made = read(&data).unwrap();
        assert_eq!((mode(&data), mode(&data.join("root.key"))), (0o700, 0o600));
        assert_ne!(made.0, [0; 32]);
        assert_eq!(read(&data).unwrap().0, made.0, "the second run reads it");
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "nothing else is left behind");
    }

    #[test]
    fn a_key_that_others_may_read_is_refused_with_the_command_that_helps() {
        let folder = tempfile::tempdir().unwrap();
        read(folder.path()).unwrap();
        let path = folder.path().join("root.key");
        for open in [0o640, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            let message = read(folder.path()).unwrap_err().to_string();
            assert!(message.contains(&format!("(mode {open:03o}): run `chmod 600 ")), "{message}");
        }
    }

    #[test]
    fn a_key_cut_short_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        read(folder.path()).unwrap();
        fs::write(folder.path().join("root.key"), [1; 12]).unwrap();
        let message = read(folder.path()).unwrap_err().to_string();
        assert!(message.contains("has 12 bytes instead of 32"), "{message}");
    }

    #[test]
    fn derived_keys_follow_rfc_5869_and_never_are_the_root_key() {
        // HKDF-SHA-256 of 32 bytes 0x0b without salt, info "cwasm", by an independent implementation.
        let key = RootKey([0x0b; 32]).derive(Purpose::Cwasm);
        assert_eq!(key[..8], EXPECTED);
        assert_eq!(format!("{:?}", RootKey([0x0b; 32])), "RootKey(…)");
    }

    #[test]
    fn sec_51_each_purpose_has_a_key_of_its_own() {
        let root = RootKey([7; 32]);
        let purposes = [Purpose::Cwasm, Purpose::Pepper, Purpose::Csrf, Purpose::Cursor];
        let keys: std::collections::HashSet<_> = purposes.iter().map(|purpose| root.derive(*purpose)).collect();
        assert_eq!(keys.len(), purposes.len());
        assert!(!keys.contains(&root.0));
    }

    const EXPECTED: [u8; 8] = [0xf2, 0x13, 0xb4, 0xad, 0x9e, 0x27, 0xe5, 0xb0];
}
