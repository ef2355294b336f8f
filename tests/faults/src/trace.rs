//! The record that the shim makes of what a process writes: made, and read.
//!
//! Rule: the layout of a record stands in `shim.c`; a record that is not whole is where the process was killed.

use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

/// One thing that was done to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    Write { offset: u64, data: Vec<u8> },
    Flush,
    Truncate(u64),
    Unlink,
}

/// Reads records one after the other.
pub(crate) struct Trace(BufReader<File>);

/// Compiles the shim; returns the library.
pub(crate) fn shim(folder: &Path) -> anyhow::Result<PathBuf> {
    let (source, library) = (folder.join("shim.c"), folder.join("shim.so"));
    fs::write(&source, include_str!("shim.c"))?;
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let made = Command::new(&compiler)
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-o"])
        .args([&library, &source])
        .args(["-ldl", "-lpthread"])
        .output()
        .with_context(|| {
            format!("cannot start the C compiler {}: install it, or name one in CC", compiler.display())
        })?;
    let said = String::from_utf8_lossy(&made.stderr);
    anyhow::ensure!(made.status.success(), "the shim does not compile:\n{said}");
    Ok(library)
}

impl Trace {
    pub(crate) fn open(file: &Path) -> anyhow::Result<Self> {
        let opened = File::open(file).context("the shim has written nothing: is the program linked to libc?")?;
        Ok(Self(BufReader::with_capacity(1 << 20, opened)))
    }

    /// Returns the next deed and the file's name; `None` at the end.
    pub(crate) fn next(&mut self) -> anyhow::Result<Option<(String, Deed)>> {
        let Some(head) = self.take(18)? else { return Ok(None) };
        let number = |at: usize| {
            let bytes = head.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u64::from_le_bytes)
        };
        let (kind, offset, length) = (head.first().copied(), number(2), number(10));
        let name_length = head.get(1).copied().unwrap_or(0).into();
        let Some(name) = self.take(name_length)? else { return Ok(None) };
        let deed = match kind {
            Some(b'w') => {
                let Some(data) = self.take(usize::try_from(length)?)? else { return Ok(None) };
                Deed::Write { offset, data }
            }
            Some(b's') => Deed::Flush,
            Some(b't') => Deed::Truncate(offset),
            Some(b'u') => Deed::Unlink,
            other => anyhow::bail!("the trace holds a record of kind {other:?}"),
        };
        Ok(Some((String::from_utf8(name)?, deed)))
    }

    fn take(&mut self, length: usize) -> anyhow::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::with_capacity(length);
        self.0.by_ref().take(u64::try_from(length)?).read_to_end(&mut bytes)?;
        Ok((bytes.len() == length).then_some(bytes))
    }
}
