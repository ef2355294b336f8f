//! Files that flags name.
//!
//! Rule: a file's size is checked before it is read, and what has no size beforehand (a pipe) is read up to its limit and
//! not a byte further.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use bytesize::ByteSize;

/// Reads files, and standard input once.
pub(crate) struct Files<'a> {
    stdin: &'a mut dyn Read,
    /// The flag that has taken standard input.
    stdin_went_to: Option<String>,
}

/// A file's name, for messages, and its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(stdin: &'a mut dyn Read) -> Self {
        Self { stdin, stdin_went_to: None }
    }

    /// Reads the file at `path`, or standard input for `-`, for a flag that takes at most `max_bytes`.
    pub(crate) fn read(&mut self, flag: &str, path: &OsStr, max_bytes: u64) -> Result<Content, String> {
        if path == "-" {
            return self.read_stdin(flag, max_bytes);
        }
        let path = Path::new(path);
        let shown = path.display();
        let failed = |error: io::Error| format!("{flag}: {}", unreadable(path, &error));
        if path.as_os_str().is_empty() {
            return Err(format!("{flag}: the name of a file is missing"));
        }
        let about = fs::metadata(path).map_err(failed)?;
        if about.is_dir() {
            return Err(format!("{flag}: {shown} is a folder; name the file in it"));
        }
        if about.len() > max_bytes {
            let (size, most) = (size(about.len()), size(max_bytes));
            return Err(format!(
                "{flag}: {shown} is {size}; {flag} takes at most {most}: split it, or leave out what is not needed"
            ));
        }
        let file = File::open(path).map_err(failed)?;
        let bytes = read_up_to(file, max_bytes).map_err(failed)?;
        let bytes = bytes.ok_or_else(|| too_long(flag, &shown.to_string(), max_bytes))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Content { name, bytes })
    }

    fn read_stdin(&mut self, flag: &str, max_bytes: u64) -> Result<Content, String> {
        if let Some(other) = self.stdin_went_to.replace(flag.to_owned()) {
            return Err(format!("{flag}: standard input went to {other} already; only one flag can have `-`"));
        }
        let bytes =
            read_up_to(&mut *self.stdin, max_bytes).map_err(|error| format!("{flag}: standard input: {error}"))?;
        let bytes = bytes.ok_or_else(|| too_long(flag, "standard input", max_bytes))?;
        Ok(Content { name: "standard input".into(), bytes })
    }
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::NotFound if path.is_relative() => match std::env::current_dir() {
            Ok(folder) => format!("there is no file {shown} in {}", folder.display()),
            Err(_) => format!("there is no file {shown}"),
        },
        io::ErrorKind::NotFound => format!("there is no file {shown}"),
        io::ErrorKind::PermissionDenied => format!("{shown} may not be read: permission denied"),
        _ => format!("cannot read {shown}: {error}"),
    }
}

/// Returns everything, or `None` when there is more than `max_bytes`.
fn read_up_to(source: impl Read, max_bytes: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max_bytes).then_some(bytes))
}

fn too_long(flag: &str, what: &str, max_bytes: u64) -> String {
    format!(
        "{flag}: {what} has more than {}, which is the most that {flag} takes: split it, or leave out what is not needed",
        size(max_bytes)
    )
}

/// Returns a size for people: `10 MiB`, `12.3 MiB`.
pub(crate) fn size(bytes: u64) -> String {
    ByteSize(bytes).display().iec().to_string().replace(".0 ", " ")
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, fs};

    use super::{Content, Files};

    fn read(path: &OsStr, stdin: &[u8]) -> Result<Content, String> {
        Files::new(&mut &*stdin).read("--venues", path, 10)
    }

    #[test]
    fn a_file_is_known_by_its_last_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("venues.csv");
        fs::write(&path, "0123456789").unwrap();
        let content = read(path.as_os_str(), b"").unwrap();
        assert_eq!(content, Content { name: "venues.csv".into(), bytes: b"0123456789".to_vec() });
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_with_both_sizes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("venues.csv");
        fs::File::create(&path).unwrap().set_len(12_897_484).unwrap();
        let message = Files::new(&mut &b""[..]).read("--venues", path.as_os_str(), 10 << 20).unwrap_err();
        assert!(message.contains("venues.csv is 12.3 MiB; --venues takes at most 10 MiB: split it"), "{message}");
    }

    #[test]
    fn standard_input_is_read_up_to_the_limit() {
        assert_eq!(read(OsStr::new("-"), b"0123456789").unwrap().bytes.len(), 10);
        let message = read(OsStr::new("-"), b"0123456789+").unwrap_err();
        assert!(message.starts_with("--venues: standard input has more than 10 B"), "{message}");
    }

    #[test]
    fn standard_input_goes_to_one_flag_only() {
        let mut stdin = &b"x"[..];
        let mut files = Files::new(&mut stdin);
        files.read("--venues", OsStr::new("-"), 10).unwrap();
        let message = files.read("--arguments", OsStr::new("-"), 10).unwrap_err();
        assert_eq!(message, "--arguments: standard input went to --venues already; only one flag can have `-`");
    }

    #[test]
    fn what_is_no_file_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let message = read(folder.path().as_os_str(), b"").unwrap_err();
        assert!(message.ends_with("is a folder; name the file in it"), "{message}");
        let message = read(OsStr::new("no-such-file.csv"), b"").unwrap_err();
        assert!(message.starts_with("--venues: there is no file no-such-file.csv in /"), "{message}");
        assert_eq!(read(OsStr::new(""), b"").unwrap_err(), "--venues: the name of a file is missing");
    }
}
