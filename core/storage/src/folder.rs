//! The folder that the database lives in: on a disk of this machine, writable, and ours alone.
//!
//! Invariant: while a [`Folder`] exists that was taken, whatever else opens the database knows that it is not the owner: it
//! changes rows, one short transaction at a time, and never the tables. The lock is a `flock` on a
//! file beside it, so it ends with the process, however that ends. What is written in the file only tells who it is.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Seek as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use tracing::warn;

use crate::OpenError;

/// The file beside the database.
const LOCK: &str = "loadin.lock";

/// A folder that this process owns, or works in beside the owner.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Missing beside an owner.
    lock: Option<File>,
}

impl Folder {
    /// Makes the folder where it is missing, and takes it.
    pub(crate) fn take(path: &Path) -> Result<Self, OpenError> {
        let folder = Self::take_or_share(path)?;
        if folder.is_owned() { Ok(folder) } else { Err(folder.locked()) }
    }

    /// Takes the folder, or works in it beside the process that owns it.
    pub(crate) fn take_or_share(path: &Path) -> Result<Self, OpenError> {
        let unwritable = |source| OpenError::Folder { path: path.to_path_buf(), source };
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unwritable)?;
        refuse_network(path)?;
        let lock = private_file(&path.join(LOCK)).map_err(unwritable)?;
        let lock = match lock.try_lock() {
            Ok(()) => {
                sign(&lock).map_err(unwritable)?;
                Some(lock)
            }
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        };
        let folder = Self { path: path.to_path_buf(), lock };
        // SQLite would make it readable for everybody that the umask allows.
        private_file(&folder.database()).map_err(unwritable)?;
        Ok(folder)
    }

    /// Returns true when no other process of ours has the database open.
    pub(crate) const fn is_owned(&self) -> bool {
        self.lock.is_some()
    }

    /// Returns the refusal of whoever needs the folder alone.
    pub(crate) fn locked(&self) -> OpenError {
        OpenError::Locked { path: self.path.clone(), holder: holder(&self.path.join(LOCK)) }
    }

    /// Returns the database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("loadin.db")
    }
}

/// Writes down who has the lock.
fn sign(mut lock: &File) -> io::Result<()> {
    lock.set_len(0)?;
    lock.rewind()?;
    let machine = rustix::system::uname();
    writeln!(lock, "{} {}", std::process::id(), machine.nodename().to_string_lossy())
}

/// Returns who has the lock, as far as the file tells: `process 4711 on venue-1, since 2027-03-05T18:00:00Z`.
fn holder(path: &Path) -> String {
    let signed = fs::read_to_string(path).unwrap_or_default();
    let Some((process, machine)) = signed.trim().split_once(' ') else { return "a process without a name".to_owned() };
    let since = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let since = since.and_then(|time| jiff::Timestamp::try_from(time).ok());
    let since = since.map(|time| format!(", since {time:.0}")).unwrap_or_default();
    format!("process {process} on {machine}{since}")
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// What a file system means for a database.
#[derive(Debug, PartialEq, Eq)]
enum Ground {
    Firm,
    Network(&'static str),
    Unsure(&'static str),
}

/// Numbers from Linux' `include/uapi/linux/magic.h` and `fs/smb/client/cifsfs.h`.
const fn ground(magic: u64) -> Ground {
    match magic & 0xffff_ffff {
        0x6969 => Ground::Network("NFS"),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => Ground::Network("SMB"),
        0x0102_1997 => Ground::Network("9p"),
        0x6573_5546 => Ground::Unsure("FUSE"),
        _ => Ground::Firm,
    }
}

fn refuse_network(path: &Path) -> Result<(), OpenError> {
    let unreadable = |source| OpenError::Folder { path: path.to_path_buf(), source };
    let real = fs::canonicalize(path).map_err(unreadable)?;
    let stat = rustix::fs::statfs(&real).map_err(|errno| unreadable(errno.into()))?;
    match ground(u64::from_ne_bytes(stat.f_type.to_ne_bytes())) {
        Ground::Firm => Ok(()),
        Ground::Network(kind) => Err(OpenError::Network { path: path.to_path_buf(), kind }),
        Ground::Unsure(kind) => {
            warn!("{} lies on {kind}: a power cut may cost writes that were answered", path.display());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::{Folder, Ground, ground};
    use crate::OpenError;

    #[test]
    fn one_process_owns_the_folder_until_it_lets_go() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("data/deep");
        let first = Folder::take(&path).unwrap();
        let error = Folder::take(&path).unwrap_err();
        assert!(matches!(error, OpenError::Locked { .. }) && error.to_string().contains("stop it first"), "{error}");
        let holder = format!("another process (process {} on ", std::process::id());
        assert!(error.to_string().starts_with(&holder) && error.to_string().contains(", since 20"), "{error}");
        drop(first);
        let folder = Folder::take(&path).unwrap();
        let mode = fs::metadata(folder.database()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else reads the database");
    }

    #[test]
    fn beside_the_owner_one_is_no_owner() {
        let place = tempfile::tempdir().unwrap();
        let owner = Folder::take_or_share(place.path()).unwrap();
        assert!(owner.is_owned() && !Folder::take_or_share(place.path()).unwrap().is_owned());
        drop(owner);
        assert!(Folder::take_or_share(place.path()).unwrap().is_owned());
    }

    #[test]
    fn a_place_that_is_no_folder_is_named() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "x").unwrap();
        let error = Folder::take(&file.join("data")).unwrap_err().to_string();
        assert!(error.starts_with("cannot write in ") && error.contains("data"), "{error}");
    }

    #[test]
    fn other_peoples_disks_are_refused() {
        assert_eq!(ground(0x6969), Ground::Network("NFS"));
        assert_eq!(ground(0xff53_4d42), Ground::Network("SMB"));
        assert_eq!(
            ground(0xffff_ffff_fe53_4d42),
            Ground::Network("SMB"),
            "the kernel's field is signed on some machines"
        );
        assert_eq!(ground(0x6573_5546), Ground::Unsure("FUSE"));
        assert_eq!(ground(0xef53), Ground::Firm);
    }
}
