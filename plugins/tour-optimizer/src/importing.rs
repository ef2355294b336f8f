//! Importing a venue list: what a file changes in the venues that the space keeps.
//!
//! Rule: everything is judged first and written in one commit, so that a refused file has changed nothing; every row is
//! counted once in the report, with the reason when it was left out.

use std::collections::BTreeMap;

use loadin_domain::Currency;
use loadin_guest::{
    Error, Failure, FieldError, Invalid, Stored,
    collections::{Write, commit},
    said, text,
    ui::Cell,
};
use loadin_tour_engine::roads::great_circle_metres;
use serde::Serialize;

use crate::{
    intake::{self, Counting, Intake, MAX_ROWS, Note, Refusal, Severity, VenueRow},
    kept::{self, IMPORTS, ImportDocument, VENUES, VenueDocument},
    placing::{self, Surroundings},
};

/// Bytes of all venues of one import; a commit has at most 4 MiB.
const MOST_BYTES: usize = 3_500_000;

/// Dates and ranges of one venue.
const MOST_DATES: usize = 1_000;

/// What to do with venues that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// They stay, and are changed where the file says something else.
    #[default]
    Update,
    /// Those that the file does not have are taken away.
    Replace,
}

/// A list to import.
#[derive(Clone, Debug)]
pub struct List<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its name.
    pub file_name: Option<String>,
    /// What to do with venues that are there already.
    pub mode: Mode,
    /// The currency of amounts whose row names none, if somebody chose it.
    pub currency: Option<Currency>,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportReport {
    /// What to do with venues that were there already.
    pub mode: Mode,
    /// The figures.
    #[serde(flatten)]
    pub done: ImportDocument,
    /// Venues that the space has now.
    pub total: usize,
    /// What is worth knowing, the left out rows first.
    pub notes: Vec<Note>,
}

/// Imports a list.
///
/// # Errors
///
/// [`Error::Invalid`] with `/venues` or `/currency` at fault when the file is refused, [`Error::Conflict`] when somebody
/// changed the venues meanwhile; then nothing was written.
pub fn import(list: List<'_>) -> Result<ImportReport, Error> {
    let last = kept::last_import()?;
    let currency = list.currency.or_else(|| last.as_ref().and_then(|import| import.data.currency));
    let mut read = intake::read_rows(list.bytes, Counting::AsSaid(currency)).map_err(refused)?;
    let surroundings = placing::place(&mut read, |_, _| Ok(())).map_err(of_host)?;
    let documents = documents(&mut read, &surroundings);
    intake::refuse_none(&read.report).map_err(refused)?;
    let there = kept::all_venues()?;
    let Intake { report, .. } = read;
    let left_out = report.notes.iter().filter(|note| note.severity == Severity::LeftOut).count();
    let said = documents.iter().find_map(|venue| venue.net.as_ref().map(|net| net.currency));
    let mut done = ImportDocument {
        file_name: list.file_name.map(|name| name.chars().take(200).collect()),
        currency: list.currency.or(said).or(currency),
        rows: report.rows,
        used: documents.len(),
        added: 0,
        updated: 0,
        unchanged: 0,
        removed: 0,
        left_out,
    };
    let (mut writes, total) = changes(&there, documents, list.mode, &mut done)?;
    writes.push(match last {
        Some(last) => IMPORTS.change(&Stored { data: done.clone(), ..last })?,
        None => IMPORTS.addition(&done)?,
    });
    commit(writes)?;
    let mut notes = report.notes;
    notes.sort_by_key(|note| std::cmp::Reverse(note.severity));
    notes.iter_mut().for_each(|note| note.detail = note.say());
    Ok(ImportReport { mode: list.mode, done, total, notes })
}

/// Returns the documents of the rows; a row that would be the same venue as an earlier one elsewhere is left out.
fn documents(read: &mut Intake, surroundings: &[Surroundings]) -> Vec<VenueDocument> {
    let mut by_key: BTreeMap<String, &VenueRow> = BTreeMap::new();
    let mut documents = Vec::with_capacity(read.venues.len());
    for (row, around) in read.venues.iter().zip(surroundings) {
        if row.dates.len() > MOST_DATES {
            let what = said!("row-many-dates", venue = &row.name, dates = row.dates.len(), most = MOST_DATES);
            read.report.notes.push(row.note(Severity::LeftOut, what));
            continue;
        }
        let key = kept::key(&row.name, row.city.as_deref(), around.town.as_deref());
        if let Some(earlier) = by_key.get(&key) {
            let km = great_circle_metres(earlier.position, row.position) / 1_000;
            let (line, km) = (earlier.line.unwrap_or_default().to_string(), Cell::Km(f64::from(km)));
            let what = said!("row-same-name", venue = &row.name, line = line, km = km);
            read.report.notes.push(row.note(Severity::LeftOut, what));
            continue;
        }
        documents.push(VenueDocument::of(row, key.clone()));
        by_key.insert(key, row);
    }
    read.report.used = documents.len();
    documents
}

/// Returns the writes that bring the space's venues to what the file says, and how many venues it has then.
fn changes(
    there: &[Stored<VenueDocument>],
    documents: Vec<VenueDocument>,
    mode: Mode,
    done: &mut ImportDocument,
) -> Result<(Vec<Write>, usize), Error> {
    let mut by_key: BTreeMap<&str, &Stored<VenueDocument>> =
        there.iter().map(|venue| (venue.data.key.as_str(), venue)).collect();
    let (mut puts, mut bytes) = (Vec::new(), 0);
    for document in documents {
        let write = match by_key.remove(document.key.as_str()) {
            Some(known) if known.data == document => {
                done.unchanged += 1;
                continue;
            }
            Some(known) => {
                done.updated += 1;
                VENUES.change(&Stored { data: document, ..known.clone() })?
            }
            None => {
                done.added += 1;
                VENUES.addition(&document)?
            }
        };
        bytes += if let Write::Put(put) = &write { put.data.len() } else { 0 };
        puts.push(write);
    }
    let mut writes = Vec::new();
    if mode == Mode::Replace {
        writes.extend(by_key.values().map(|venue| VENUES.removal(&venue.id, Some(venue.version))));
    }
    done.removed = writes.len();
    let total = there.len() + done.added - done.removed;
    if total > MAX_ROWS {
        return Err(refused(Refusal::new(said!("fault-too-many-venues", venues = total, most = MAX_ROWS))));
    }
    if bytes > MOST_BYTES {
        return Err(refused(Refusal::new(said!("fault-list-too-long"))));
    }
    writes.append(&mut puts);
    Ok((writes, total))
}

/// Returns a refusal as faults of the fields that a form has.
fn refused(refusal: Refusal) -> Error {
    let pointer = if refusal.wants_currency { "/currency" } else { "/venues" };
    let fault = |detail: String| FieldError { pointer: pointer.to_owned(), detail };
    let detail = refusal.what.say();
    let of_rows = refusal.notes.iter().take(SHOWN).map(|note| fault(note.say_with_line()));
    let errors = std::iter::once(fault(detail.clone())).chain(of_rows).collect();
    Error::Invalid(Invalid { detail, errors })
}

/// Rows that are named when no row can be used.
const SHOWN: usize = 20;

fn of_host(failure: Failure) -> Error {
    match failure {
        Failure::GiveUp(error) => error,
        Failure::Cancelled => Error::Cancelled,
        Failure::Retry(_) => Error::Unavailable(text("fault-places")),
    }
}
