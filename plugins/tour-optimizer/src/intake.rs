//! Reading a venue list: bytes of a CSV file in, venues and notes out.
//!
//! Rules: pure, nothing is guessed in silence. What makes the file unreadable as a whole refuses it; a row that cannot
//! be used is left out and named with its line and reason; a file without one usable row is refused.

mod cells;
mod columns;
mod decode;
mod duplicates;
mod fold;
mod report;
mod rows;

use loadin_domain::{Currency, LatLon};
use loadin_guest::{Said, said};
use loadin_tour_engine::tour::RadiusClause;

pub use cells::DateSpan;
pub(crate) use cells::{date, no_point, span};
pub(crate) use duplicates::tell_apart;
pub use fold::{clean, fold};
pub use report::{IntakeReport, Note, Severity};

use columns::Columns;
use rows::Row;

/// The most bytes of a venue file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The most venues of one plan.
pub const MAX_ROWS: usize = 2_000;

/// A venue as its row, or its document, says it; what that does not say is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct VenueRow {
    /// Line of the file where the row starts; a venue that the space keeps has none.
    pub line: Option<u64>,
    /// The document that it was read from, if the space keeps it.
    pub kept: Option<Kept>,
    /// Its name, unique in a list that is planned over.
    pub name: String,
    /// Where it is.
    pub position: LatLon,
    /// Its town.
    pub city: Option<String>,
    /// State, province or the like.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 code or name of the country.
    pub country: Option<String>,
    /// How many people it holds.
    pub capacity: Option<u32>,
    /// What a show earns after its own costs, in minor units, Monday first.
    pub net: [Option<i64>; 7],
    /// The currency of `net`; absent when nothing is said there.
    pub currency: Option<Currency>,
    /// The dates on which it can be played; empty = any.
    pub dates: Vec<DateSpan>,
    /// Its own radius in kilometres.
    pub radius_km: Option<u32>,
}

impl VenueRow {
    /// Returns the radius clause of its own: its kilometres with the days that hold for everybody.
    #[must_use]
    pub fn radius(&self, days: RadiusClause) -> Option<RadiusClause> {
        self.radius_km.map(|km| RadiusClause { km, ..days })
    }

    /// Returns a note about this row.
    #[must_use]
    pub fn note(&self, severity: Severity, what: Said) -> Note {
        Note { line: self.line, ..Note::of_file(severity, what) }
    }
}

/// Which document a venue was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The document's id.
    pub id: String,
    /// Its version then.
    pub version: u64,
}

/// Which currency amounts may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// This one; a row in another one is left out.
    In(Currency),
    /// Each row in the one that it names, and in this one where it names none.
    AsSaid(Option<Currency>),
}

/// What a file gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Intake {
    /// The usable rows, in the order of the file.
    pub venues: Vec<VenueRow>,
    /// What happened to the others.
    pub report: IntakeReport,
}

/// Why a file is refused whole: one sentence that says what to do, and the rows at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", what.code())]
pub struct Refusal {
    /// The sentence.
    pub what: Said,
    /// What is wrong in single rows.
    pub notes: Vec<Note>,
    /// Whether all that is missing is the currency of the amounts.
    pub wants_currency: bool,
}

impl Refusal {
    pub(crate) fn new(what: Said) -> Self {
        Self { what, notes: Vec::new(), wants_currency: false }
    }
}

/// Reads a venue list to plan over: every name in it means one venue. Amounts are in `currency`; a row in another one is
/// left out.
///
/// # Errors
///
/// [`Refusal`] when the file cannot be read as a whole or no row can be used.
pub fn read(bytes: &[u8], currency: Currency) -> Result<Intake, Refusal> {
    let mut intake = read_rows(bytes, Counting::In(currency))?;
    tell_apart(&mut intake);
    Ok(intake)
}

/// Reads the rows of a venue list, with the names that they give.
///
/// # Errors
///
/// As [`read`]; and one that `wants_currency` when amounts are in none.
pub fn read_rows(bytes: &[u8], counting: Counting) -> Result<Intake, Refusal> {
    let decoded = decode::decode(bytes)?;
    let (separator, body) = columns::separator(&decoded.text);
    let mut lines = Lines::from(&decoded.text, body);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(body.as_bytes());
    let mut records = reader.records();
    let header = match records.next() {
        Some(Ok(record)) => record,
        Some(Err(error)) => return Err(Refusal::new(said!("list-first-line", why = error.to_string()))),
        None => return Err(Refusal::new(said!("list-empty"))),
    };
    let columns = Columns::find(&header, separator)?;
    let mut report = IntakeReport { notes: decoded.notes, ..IntakeReport::default() };
    report.notes.extend(columns.notes());
    let (mut venues, mut without_currency) = (Vec::new(), 0);
    for record in records {
        let Ok(record) = record else { continue }; // Text was decoded before, so the reader has nothing left to refuse.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        report.rows += 1;
        let line = lines.line_at(record.position().map_or(0, csv::Position::byte));
        let row = Row { line, record: &record, columns: &columns, counting };
        without_currency += usize::from(row.lacks_currency());
        match row.read() {
            Ok(venue) => venues.push(venue),
            Err(note) => report.notes.push(note),
        }
    }
    refuse_too_many(report.rows)?;
    refuse_no_currency(without_currency)?;
    let venues = duplicates::drop_repeated(venues, &mut report);
    report.used = venues.len();
    refuse_none(&report)?;
    Ok(Intake { venues, report })
}

/// Counts the lines of a file. The reader's own count is that of the blank lines before a row, not of the row.
struct Lines<'a> {
    body: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// Starts at the body, behind what was skipped before it.
    fn from(text: &str, body: &'a str) -> Self {
        let skipped = text.as_bytes().get(..text.len() - body.len()).unwrap_or_default();
        let line = 1 + skipped.iter().filter(|&&byte| byte == b'\n').count() as u64;
        Self { body: body.as_bytes(), at: 0, line }
    }

    /// Returns the line of the first row at or behind an offset; offsets only grow.
    fn line_at(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        while let Some(&byte) = self.body.get(self.at) {
            if self.at >= offset && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            let ends_line = byte == b'\n' || (byte == b'\r' && self.body.get(self.at + 1) != Some(&b'\n'));
            self.line += u64::from(ends_line);
            self.at += 1;
        }
        self.line
    }
}

fn refuse_too_many(rows: usize) -> Result<(), Refusal> {
    if rows <= MAX_ROWS {
        return Ok(());
    }
    Err(Refusal::new(said!("list-too-many", venues = rows, most = MAX_ROWS)))
}

fn refuse_no_currency(rows: usize) -> Result<(), Refusal> {
    if rows == 0 {
        return Ok(());
    }
    Err(Refusal { wants_currency: true, ..Refusal::new(said!("list-no-currency", rows = rows)) })
}

/// Refuses a file that has no usable row, and says why with the rows' reasons.
pub(crate) fn refuse_none(report: &IntakeReport) -> Result<(), Refusal> {
    if report.used > 0 {
        return Ok(());
    }
    if report.rows == 0 {
        return Err(Refusal::new(said!("list-no-rows")));
    }
    let left_out: Vec<Note> = report.notes.iter().filter(|note| note.severity == Severity::LeftOut).cloned().collect();
    let swapped = left_out.iter().filter(|note| is_swapped(note)).count();
    let what =
        if swapped == report.rows { said!("list-swapped") } else { said!("list-no-usable-row", rows = report.rows) };
    Err(Refusal { notes: left_out, ..Refusal::new(what) })
}

/// Returns whether a row's coordinates only make sense the other way round.
fn is_swapped(note: &Note) -> bool {
    note.what.as_ref().is_some_and(|what| ["cell-swapped", "place-swapped"].contains(&what.code()))
}
