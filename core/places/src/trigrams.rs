//! Names with a slip of the finger: candidates share groups of three letters with the question, then edits are counted.
//!
//! Invariant: the number of shared groups only thins the candidates; what counts as close is decided by edit distance
//! alone (`allowed_edits`), with a swap of neighbours as one edit.

use rapidfuzz::distance::osa::{Args, BatchComparator};

use crate::keys::{Keys, Named};

/// `a-z`, `0-9` and the space; the space also stands before and after every name.
const SYMBOLS: usize = 37;

pub(crate) struct Trigrams {
    starts: Vec<u32>,
    names: Vec<u32>,
    /// Which letters occur in each name, one bit each.
    letters: Vec<u32>,
}

impl Trigrams {
    pub(crate) fn new(keys: &Keys) -> Self {
        let mut counts = vec![0_u32; SYMBOLS.pow(3) + 1];
        for (name, _) in (0..keys.len()).filter_map(|index| keys.get(index)) {
            for trigram in trigrams(name) {
                if let Some(count) = counts.get_mut(trigram + 1) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0;
        counts.iter_mut().for_each(|count| {
            sum += *count;
            *count = sum;
        });
        let mut next = counts.clone();
        let mut names = vec![0_u32; sum as usize];
        for (index, (name, _)) in (0..keys.len()).filter_map(|index| Some((index, keys.get(index)?))) {
            for trigram in trigrams(name) {
                let slot = next.get_mut(trigram).map(|next| {
                    *next += 1;
                    *next as usize - 1
                });
                if let Some(name) = slot.and_then(|slot| names.get_mut(slot)) {
                    *name = index as u32;
                }
            }
        }
        let letters =
            (0..keys.len()).map(|index| keys.get(index).map(|(name, _)| letters(name)).unwrap_or_default()).collect();
        Self { starts: counts, names, letters }
    }

    /// Returns the rows with a name a few edits away, each with the number of edits.
    pub(crate) fn close_to(&self, key: &str, keys: &Keys) -> Vec<(Named, usize)> {
        let edits = allowed_edits(key.len());
        if edits == 0 {
            return Vec::new();
        }
        // An edit spoils at most three groups, a swap four; two swaps in one name are rare.
        let groups: Vec<usize> = trigrams(key.as_bytes()).collect();
        let needed = groups.len().saturating_sub(3 * edits + 1).max(1);
        let mut shared = vec![0_u8; keys.len()];
        for group in groups {
            for &name in self.names_with(group) {
                if let Some(count) = shared.get_mut(name as usize) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let comparator = BatchComparator::new(key.bytes());
        let limit = Args::default().score_cutoff(edits);
        let own_letters = letters(key.as_bytes());
        let candidates = shared.iter().zip(&self.letters).enumerate();
        let close = candidates.filter_map(|(index, (&shared, letters))| {
            // An edit changes at most two letters of the set.
            let is_likely = usize::from(shared) >= needed && (letters ^ own_letters).count_ones() as usize <= 2 * edits;
            let (name, named) = keys.get(index).filter(|_| is_likely)?;
            let is_near_length = name.len().abs_diff(key.len()) <= edits;
            let distance = is_near_length.then(|| comparator.distance_with_args(name.iter().copied(), &limit))??;
            Some((named, distance))
        });
        close.collect()
    }

    fn names_with(&self, trigram: usize) -> &[u32] {
        let bounds = self.starts.get(trigram).zip(self.starts.get(trigram + 1));
        bounds.and_then(|(start, end)| self.names.get(*start as usize..*end as usize)).unwrap_or_default()
    }
}

/// Short names have too many neighbours: "Bern" is one letter from a hundred others.
fn allowed_edits(length: usize) -> usize {
    match length {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

fn trigrams(name: &[u8]) -> impl Iterator<Item = usize> {
    let at = |position: usize| symbol(position.checked_sub(1).and_then(|position| name.get(position)));
    (0..name.len()).map(move |position| (at(position) * SYMBOLS + at(position + 1)) * SYMBOLS + at(position + 2))
}

/// Returns one bit for each letter, and one for all digits.
fn letters(name: &[u8]) -> u32 {
    name.iter().fold(0, |set, byte| match byte {
        b'a'..=b'z' => set | 1 << (byte - b'a'),
        b'0'..=b'9' => set | 1 << 26,
        _ => set,
    })
}

fn symbol(byte: Option<&u8>) -> usize {
    match byte {
        Some(letter @ b'a'..=b'z') => usize::from(letter - b'a') + 1,
        Some(digit @ b'0'..=b'9') => usize::from(digit - b'0') + 27,
        _ => 0,
    }
}
