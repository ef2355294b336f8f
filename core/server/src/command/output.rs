//! Where an answer goes: standard output, or a file that is written whole or not at all.
//!
//! Rule: a place that cannot be written to is found before any work is done for it, and a file that was there stays as it
//! is until the new one is complete.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    /// A regular file, there already or not.
    File(PathBuf),
    /// A device or a pipe, which is written into and never replaced.
    Special(PathBuf),
}

impl Target {
    /// Returns where `--output` points, when one can write there.
    pub(crate) fn of(output: Option<&OsStr>) -> Result<Self, String> {
        let Some(path) = output.filter(|path| *path != "-").map(Path::new) else { return Ok(Self::Stdout) };
        let shown = path.display();
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => Err(format!("--output: {shown} is a folder; name a file in it")),
            Ok(about) if about.is_file() => {
                // A link stays a link: what it points to is replaced.
                let path = fs::canonicalize(path).map_err(|error| format!("--output: {shown}: {error}"))?;
                Ok(Self::File(path))
            }
            Ok(_) => Ok(Self::Special(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = folder_of(path);
                if path.file_name().is_none() {
                    return Err(format!("--output: `{shown}` is not the name of a file"));
                }
                match folder.is_dir() {
                    true => Ok(Self::File(path.to_owned())),
                    false => Err(format!("--output: there is no folder {}; make it first", folder.display())),
                }
            }
            Err(error) => Err(format!("--output: {shown}: {error}")),
        }
    }

    /// Writes the answer. A reader who has gone away is no fault.
    pub(crate) fn write(&self, bytes: &[u8], stdout: &mut dyn Write) -> Result<(), String> {
        match self {
            Self::Stdout => match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Err(format!("cannot write the answer: {error}"))
                }
                _ => Ok(()),
            },
            Self::File(path) => {
                replace(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
            }
            Self::Special(path) => {
                fs::write(path, bytes).map_err(|error| format!("cannot write to {}: {error}", path.display()))
            }
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes beside the file and moves the whole over it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = new_file(folder_of(path))?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Returns a new file with the permissions that any new file of this person has.
#[cfg(unix)]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new().prefix(".loadin-").permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".loadin-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed(io::ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn target(path: &Path) -> Result<Target, String> {
        Target::of(Some(path.as_os_str()))
    }

    fn files_in(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_new_file_is_written_whole_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ics");
        target(&path).unwrap().write(b"BEGIN", &mut Vec::new()).unwrap();
        assert_eq!((fs::read(&path).unwrap(), files_in(folder.path())), (b"BEGIN".to_vec(), 1));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_its_permissions_and_its_link() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("plan.ics"), folder.path().join("latest.ics"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        target(&link).unwrap().write(b"new", &mut Vec::new()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_into_and_not_replaced() {
        let null = Path::new("/dev/null");
        assert_eq!(target(null).unwrap(), Target::Special(null.into()));
        target(null).unwrap().write(b"x", &mut Vec::new()).unwrap();
        assert!(!fs::metadata(null).unwrap().is_file());
    }

    #[test]
    fn places_that_cannot_be_written_to_are_found_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        let message = target(folder.path()).unwrap_err();
        assert!(message.ends_with("is a folder; name a file in it"), "{message}");
        let message = target(&folder.path().join("none/plan.ics")).unwrap_err();
        assert!(message.ends_with("none; make it first"), "{message}");
    }

    #[test]
    fn a_write_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ics");
        // A folder that turned up under the name in the meantime: the last step fails.
        fs::create_dir(&path).unwrap();
        let message = Target::File(path).write(b"x", &mut Vec::new()).unwrap_err();
        assert!(message.starts_with("cannot write "), "{message}");
        assert_eq!(files_in(folder.path()), 1, "no half-written file beside it");
    }

    #[test]
    fn a_reader_who_has_gone_away_is_no_fault() {
        assert_eq!(Target::of(None).unwrap(), Target::Stdout);
        assert_eq!(Target::of(Some(OsStr::new("-"))).unwrap(), Target::Stdout);
        assert_eq!(Target::Stdout.write(b"x", &mut Closed(io::ErrorKind::BrokenPipe)), Ok(()));
        assert!(Target::Stdout.write(b"x", &mut Closed(io::ErrorKind::StorageFull)).is_err());
    }
}
