//! Files as a disk has them: what was flushed for certain, what came later perhaps.
//!
//! Rule: after a cut each 512-byte sector that was not flushed is there or not, by itself, in no order. That is more than
//! any real disk dares.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{dice::Dice, ledger::Told, trace::Deed};

const SECTOR: u64 = 512;
const LEDGER: &str = ".acks";

/// All files that were written.
#[derive(Default)]
pub(crate) struct Disk {
    files: BTreeMap<String, Kept>,
    /// What the writers were told so far: by then it must be on the disk.
    ledgers: BTreeMap<String, String>,
}

/// One file.
#[derive(Default)]
struct Kept {
    flushed: Vec<u8>,
    pending: Vec<Deed>,
}

impl Disk {
    /// Takes in the next deed.
    pub(crate) fn take(&mut self, name: String, deed: Deed) -> anyhow::Result<()> {
        if name.ends_with(LEDGER) {
            if let Deed::Write { data, .. } = deed {
                self.ledgers.entry(name).or_default().push_str(std::str::from_utf8(&data)?);
            }
            return Ok(());
        }
        match deed {
            Deed::Unlink => drop(self.files.remove(&name)),
            Deed::Flush => {
                let file = self.files.entry(name).or_default();
                for deed in std::mem::take(&mut file.pending) {
                    apply(&mut file.flushed, &deed, |_| true)?;
                }
            }
            other => self.files.entry(name).or_default().pending.push(other),
        }
        Ok(())
    }

    /// Returns what the writers were told.
    pub(crate) fn told(&self) -> Told {
        let mut told = Told::default();
        self.ledgers.values().for_each(|text| told.add(text));
        told
    }

    /// Writes the files as they are found after a cut now.
    pub(crate) fn cut(&self, folder: &Path, dice: &mut Dice) -> anyhow::Result<()> {
        // Sometimes next to nothing came through, sometimes nearly all.
        let kept = *dice.of(&[0_u64, 10, 50, 50, 90, 100]).unwrap_or(&50);
        for (name, file) in &self.files {
            let mut bytes = file.flushed.clone();
            for deed in &file.pending {
                apply(&mut bytes, deed, |_| dice.roll(100) < kept)?;
            }
            fs::write(folder.join(name), bytes)?;
        }
        Ok(())
    }
}

/// Does it to a file, sector by sector.
fn apply(bytes: &mut Vec<u8>, deed: &Deed, mut is_kept: impl FnMut(u64) -> bool) -> anyhow::Result<()> {
    match deed {
        Deed::Write { offset, data } => {
            let (mut at, end) = (*offset, *offset + u64::try_from(data.len())?);
            while at < end {
                let next = end.min((at / SECTOR + 1) * SECTOR);
                if is_kept(at) {
                    let (from, to) = (usize::try_from(at)?, usize::try_from(next)?);
                    if bytes.len() < to {
                        bytes.resize(to, 0);
                    }
                    let begin = usize::try_from(at - offset)?;
                    bytes[from..to].copy_from_slice(&data[begin..begin + (to - from)]);
                }
                at = next;
            }
        }
        Deed::Truncate(length) if is_kept(*length) => bytes.resize(usize::try_from(*length)?, 0),
        Deed::Truncate(_) | Deed::Flush | Deed::Unlink => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Deed, Dice, Disk};

    fn write(offset: u64, byte: u8, length: usize) -> Deed {
        Deed::Write { offset, data: vec![byte; length] }
    }

    #[test]
    fn what_was_flushed_stays_and_the_rest_comes_by_sectors() {
        let folder = tempfile::tempdir().unwrap();
        let mut disk = Disk::default();
        let name = || "loadin.db".to_owned();
        disk.take(name(), write(0, 1, 4_096)).unwrap();
        disk.take(name(), Deed::Flush).unwrap();
        disk.take(name(), write(256, 2, 2_048)).unwrap();
        let mut lengths = Vec::new();
        for seed in 0..50 {
            disk.cut(folder.path(), &mut Dice::new(seed)).unwrap();
            let bytes = fs::read(folder.path().join("loadin.db")).unwrap();
            assert!(bytes[..256].iter().all(|byte| *byte == 1) && bytes[2_560..].iter().all(|byte| *byte == 1));
            let new = bytes.iter().filter(|byte| **byte == 2).count();
            assert_eq!(new % 256, 0, "whole sectors, the first and the last of them half");
            lengths.push(new);
        }
        assert!(lengths.contains(&0) && lengths.contains(&2_048) && lengths.iter().any(|new| *new > 0 && *new < 2_048));
    }

    #[test]
    fn what_was_told_is_known_whether_or_not_the_disk_has_it() {
        let mut disk = Disk::default();
        let line = b"batched b1 .\n".to_vec();
        disk.take("run-0-client-0.acks".to_owned(), Deed::Write { offset: 0, data: line }).unwrap();
        assert_eq!(disk.told().answers, 1);
    }
}
