//! What a writer was told, written down before it goes on: one file for each writer.
//!
//! Rule: a line counts when it is whole. What is about to be done is written down too, for it may have been done although
//! nobody was told.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use loadin_types::DocumentId;

/// The end of a whole line.
const WHOLE: &str = " .";

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// A change of a hold is about to be made.
    Changing(DocumentId, State),
    /// A hold was made or changed.
    Changed(DocumentId, State),
    /// A hold is about to be deleted.
    Deleting(DocumentId),
    /// A hold was deleted.
    Deleted(DocumentId),
    /// A batch of so many documents is about to be written.
    Batching(String, u64),
    /// A batch was written.
    Batched(String),
}

/// What a hold says: its version, and the number in it.
pub(crate) type State = (u64, u64);

/// A writer's file.
pub(crate) struct Ledger(File);

impl Ledger {
    /// Opens the file of one writer of one run.
    pub(crate) fn open(folder: &Path, run: u32, client: u8) -> io::Result<Self> {
        let name = format!("run-{run}-client-{client}.acks");
        File::options().create(true).append(true).open(folder.join(name)).map(Self)
    }

    /// Writes a line at once.
    pub(crate) fn write(&mut self, line: &Line) -> io::Result<()> {
        let text = match line {
            Line::Changing(id, (version, n)) => format!("changing {id} {version} {n}"),
            Line::Changed(id, (version, n)) => format!("changed {id} {version} {n}"),
            Line::Deleting(id) => format!("deleting {id}"),
            Line::Deleted(id) => format!("deleted {id}"),
            Line::Batching(batch, size) => format!("batching {batch} {size}"),
            Line::Batched(batch) => format!("batched {batch}"),
        };
        self.0.write_all(format!("{text}{WHOLE}\n").as_bytes())
    }
}

/// What must be there, and what may be.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) holds: BTreeMap<DocumentId, Hold>,
    pub(crate) batches: BTreeMap<String, Batch>,
    /// How many writes were answered.
    pub(crate) answers: u64,
}

/// What a writer knows of a hold.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Hold {
    pub(crate) changed: Option<State>,
    /// A change that nobody was told of.
    pub(crate) changing: Option<State>,
    pub(crate) is_deleting: bool,
    pub(crate) is_deleted: bool,
}

/// What a writer knows of a batch.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Batch {
    pub(crate) size: u64,
    pub(crate) is_written: bool,
}

impl Told {
    /// Reads the files of a run; of all runs when `run` is `None`.
    pub(crate) fn read(folder: &Path, run: Option<u32>) -> io::Result<Self> {
        let prefix = run.map_or_else(|| "run-".to_owned(), |run| format!("run-{run}-"));
        let mut told = Self::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                told.add(&fs::read_to_string(entry.path())?);
            }
        }
        Ok(told)
    }

    /// Takes in one writer's lines.
    pub(crate) fn add(&mut self, text: &str) {
        text.split_inclusive('\n').filter_map(read).for_each(|line| self.take(line));
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Changing(id, state) => self.holds.entry(id).or_default().changing = Some(state),
            Line::Changed(id, state) => {
                self.answers += 1;
                let hold = self.holds.entry(id).or_default();
                (hold.changed, hold.changing) = (Some(state), None);
            }
            Line::Deleting(id) => self.holds.entry(id).or_default().is_deleting = true,
            Line::Deleted(id) => {
                self.answers += 1;
                self.holds.entry(id).or_default().is_deleted = true;
            }
            Line::Batching(batch, size) => self.batches.entry(batch).or_default().size = size,
            Line::Batched(batch) => {
                self.answers += 1;
                self.batches.entry(batch).or_default().is_written = true;
            }
        }
    }
}

fn read(line: &str) -> Option<Line> {
    let mut words = line.strip_suffix('\n')?.strip_suffix(WHOLE)?.split(' ');
    let (kind, name) = (words.next()?, words.next()?);
    let id = || name.parse::<DocumentId>().ok();
    let mut number = || words.next()?.parse::<u64>().ok();
    Some(match kind {
        "changing" => Line::Changing(id()?, (number()?, number()?)),
        "changed" => Line::Changed(id()?, (number()?, number()?)),
        "deleting" => Line::Deleting(id()?),
        "deleted" => Line::Deleted(id()?),
        "batching" => Line::Batching(name.to_owned(), number()?),
        "batched" => Line::Batched(name.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use loadin_types::DocumentId;

    use super::{Ledger, Line, Told};

    #[test]
    fn what_is_written_down_is_read_back_and_a_torn_line_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let id = DocumentId::from_parts(1, &[1; 10]);
        let mut ledger = Ledger::open(folder.path(), 3, 1).unwrap();
        for line in [
            Line::Changed(id, (1, 10)),
            Line::Changing(id, (2, 11)),
            Line::Batching("b1".to_owned(), 5),
            Line::Batched("b1".to_owned()),
        ] {
            ledger.write(&line).unwrap();
        }
        let mut told = Told::read(folder.path(), Some(3)).unwrap();
        told.add("deleted 01900000-0000-7000-8000-000000000000");
        assert_eq!((told.holds.len(), told.answers), (1, 2));
        assert_eq!((told.holds[&id].changed, told.holds[&id].changing), (Some((1, 10)), Some((2, 11))));
        assert!(told.batches["b1"].is_written && told.batches["b1"].size == 5);
        assert_eq!(Told::read(folder.path(), Some(4)).unwrap().answers, 0);
    }
}
