//! All folded names in one sorted table: equal names and names with a common beginning are neighbours.

use crate::{data::Tables, fold::fold};

pub(crate) struct Keys {
    text: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    length: u32,
    row: u32,
    is_other_name: bool,
}

/// A row that bears a name.
#[derive(Clone, Copy)]
pub(crate) struct Named {
    pub(crate) row: u32,
    /// Not what the place is usually called: another language's or a former name.
    pub(crate) is_other_name: bool,
}

impl Keys {
    pub(crate) fn new(tables: &Tables) -> Self {
        let mut keys =
            Self { text: String::new(), entries: Vec::with_capacity(tables.rows.len() + tables.alternates.len()) };
        for (row, index) in tables.rows.iter().zip(0_u32..) {
            keys.add(&fold(&row.name), index, false);
            for part in parts(&row.name) {
                keys.add(&fold(part), index, false);
            }
        }
        for (index, name) in &tables.alternates {
            let key = fold(name);
            let usual = tables.rows.get(*index as usize).map(|row| fold(&row.name)).unwrap_or_default();
            // "Frankfurt" is what people call Frankfurt am Main.
            let is_short_form = usual.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with(' '));
            keys.add(&key, *index, !is_short_form);
        }
        // The first eight bytes decide most comparisons without a look at the text.
        let text = keys.text.as_bytes();
        let mut order: Vec<(u64, Entry)> =
            keys.entries.iter().map(|entry| (head(slice(text, entry)), *entry)).collect();
        order.sort_unstable_by(|(head, entry), (other_head, other)| {
            let by_rest = || {
                slice(text, entry)
                    .cmp(slice(text, other))
                    .then((entry.row, entry.is_other_name).cmp(&(other.row, other.is_other_name)))
            };
            head.cmp(other_head).then_with(by_rest)
        });
        keys.entries.clear();
        keys.entries.extend(order.into_iter().map(|(_, entry)| entry));
        keys.entries.dedup_by(|left, right| left.row == right.row && slice(text, left) == slice(text, right));
        keys
    }

    fn add(&mut self, key: &str, row: u32, is_other_name: bool) {
        if !key.is_empty() {
            let (start, length) = (self.text.len() as u32, key.len() as u32);
            self.entries.push(Entry { start, length, row, is_other_name });
            self.text.push_str(key);
        }
    }

    /// Returns the rows that bear exactly this folded name.
    pub(crate) fn equal(&self, key: &str) -> impl Iterator<Item = Named> {
        self.entries_from(key).take_while(move |entry| entry.length as usize == key.len()).map(Entry::named)
    }

    /// Returns the rows with a name that starts like this; a row comes once for each such name.
    pub(crate) fn starting(&self, key: &str) -> impl Iterator<Item = Named> {
        self.entries_from(key).map(Entry::named)
    }

    fn entries_from(&self, key: &str) -> impl Iterator<Item = &Entry> {
        let text = self.text.as_bytes();
        let first = self.entries.partition_point(|entry| slice(text, entry) < key.as_bytes());
        let rest = self.entries.get(first..).unwrap_or_default();
        rest.iter().take_while(move |entry| slice(text, entry).starts_with(key.as_bytes()))
    }

    /// Returns how many names there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns a name and who bears it.
    pub(crate) fn get(&self, index: usize) -> Option<(&[u8], Named)> {
        self.entries.get(index).map(|entry| (slice(self.text.as_bytes(), entry), entry.named()))
    }
}

impl Entry {
    fn named(&self) -> Named {
        Named { row: self.row, is_other_name: self.is_other_name }
    }
}

/// Returns what people call "Halle (Saale)" and "Biel/Bienne": the name before the bracket, each side of the stroke.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let before_bracket = name.split_once('(').map(|(before, _)| before.trim());
    let sides = name.contains('/').then(|| name.split('/').map(str::trim)).into_iter().flatten();
    before_bracket.into_iter().chain(sides)
}

fn head(key: &[u8]) -> u64 {
    let mut head = [0; 8];
    head.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(head)
}

fn slice<'a>(text: &'a [u8], entry: &Entry) -> &'a [u8] {
    let start = entry.start as usize;
    text.get(start..start + entry.length as usize).unwrap_or_default()
}
