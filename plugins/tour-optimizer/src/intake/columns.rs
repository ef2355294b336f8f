//! Which column means what.
//!
//! Rule: titles are compared without case, blanks, underscores and hyphens; the first column of a meaning wins and
//! the others are reported, never merged.

use csv::StringRecord;
use loadin_guest::said;

use super::{Note, Refusal, Severity, clean};

/// What a column can mean, in the words of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Lat,
    Lon,
    City,
    Region,
    Country,
    Capacity,
    Net,
    NetOn(usize),
    Currency,
    Dates,
    RadiusKm,
}

/// Meanings and the titles people give them, already folded.
const TITLES: &[(Column, &[&str])] = &[
    (Column::Name, &["name", "venue", "venuename", "title", "room", "club", "location"]),
    (Column::Lat, &["lat", "latitude", "y", "latdeg", "gpslat", "breitengrad"]),
    (Column::Lon, &["lon", "lng", "long", "longitude", "x", "londeg", "gpslon", "gpslng", "laengengrad", "längengrad"]),
    (Column::City, &["city", "town", "municipality", "place", "stadt", "ort", "ville", "ciudad"]),
    (Column::Region, &["region", "state", "province", "admin", "admin1", "county", "bundesland"]),
    (Column::Country, &["country", "countrycode", "nation", "land", "pays"]),
    (Column::Capacity, &["capacity", "cap", "size", "maxcapacity", "kapazität", "capacité"]),
    (Column::Net, &["net", "expectednet", "income", "fee"]),
    (Column::NetOn(0), &["netmon", "netmonday"]),
    (Column::NetOn(1), &["nettue", "nettuesday"]),
    (Column::NetOn(2), &["netwed", "netwednesday"]),
    (Column::NetOn(3), &["netthu", "netthursday"]),
    (Column::NetOn(4), &["netfri", "netfriday"]),
    (Column::NetOn(5), &["netsat", "netsaturday"]),
    (Column::NetOn(6), &["netsun", "netsunday"]),
    (Column::Currency, &["currency", "cur"]),
    (Column::Dates, &["dates", "date", "available", "availabledates", "avails"]),
    (Column::RadiusKm, &["radiuskm", "radius"]),
];

/// The columns of a file by meaning.
#[derive(Debug)]
pub(super) struct Columns {
    found: Vec<(Column, usize)>,
    titles: Vec<String>,
    separator: u8,
}

impl Columns {
    /// Finds the columns by the titles in the first line.
    pub(super) fn find(header: &StringRecord, separator: u8) -> Result<Self, Refusal> {
        let titles: Vec<String> = header.iter().map(clean).collect();
        let mut found = Vec::new();
        for &(column, names) in TITLES {
            // The order of the names is the order of preference, so `name` wins over `location`.
            let position = names.iter().find_map(|name| titles.iter().position(|title| key(title) == *name));
            found.extend(position.map(|position| (column, position)));
        }
        let columns = Self { found, titles, separator };
        columns.refuse_missing()?;
        Ok(columns)
    }

    /// Returns where a column is.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.found.iter().find(|(known, _)| *known == column).map(|&(_, position)| position)
    }

    /// Returns the file's own title of a column.
    pub(super) fn title(&self, column: Column) -> Option<String> {
        self.position(column).and_then(|position| self.titles.get(position).cloned())
    }

    /// Returns how many columns the first line names.
    pub(super) fn count(&self) -> usize {
        self.titles.len()
    }

    /// Returns whether fields are separated by commas.
    pub(super) fn by_comma(&self) -> bool {
        self.separator == b','
    }

    /// Says which columns are not used.
    pub(super) fn notes(&self) -> Option<Note> {
        let unused = self
            .titles
            .iter()
            .enumerate()
            .filter(|(position, title)| !title.is_empty() && !self.found.iter().any(|(_, used)| used == position));
        let unused: Vec<&str> = unused.map(|(_, title)| title.as_str()).collect();
        if unused.is_empty() {
            return None;
        }
        let what = said!("list-columns-unused", columns = unused.len(), titles = unused.join(", "));
        Some(Note::of_file(Severity::Note, what))
    }

    fn refuse_missing(&self) -> Result<(), Refusal> {
        let required = [(Column::Name, "name"), (Column::Lat, "lat"), (Column::Lon, "lon")];
        let missing: Vec<&str> =
            required.iter().filter(|(column, _)| self.position(*column).is_none()).map(|&(_, name)| name).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let titles: Vec<&str> = self.titles.iter().filter(|title| !title.is_empty()).map(String::as_str).collect();
        if titles.iter().all(|title| title.parse::<f64>().is_ok() || key(title).is_empty()) {
            return Err(Refusal::new(said!("list-no-titles")));
        }
        // Every way of lacking some has a sentence of its own, because not every language joins names by a word.
        let key = match missing.as_slice() {
            ["name"] => "list-no-name",
            ["lat"] => "list-no-lat",
            ["lon"] => "list-no-lon",
            ["name", "lat"] => "list-no-name-lat",
            ["name", "lon"] => "list-no-name-lon",
            ["lat", "lon"] => "list-no-lat-lon",
            _ => "list-no-column",
        };
        Err(Refusal::new(said!(key, titles = titles.join(", "))))
    }
}

/// Returns a title as it is compared.
fn key(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the separator and the text from the title line on.
///
/// A first line `sep=;`, which some spreadsheets write, decides; otherwise the most frequent candidate outside quotes does.
pub(super) fn separator(text: &str) -> (u8, &str) {
    let text = text.trim_start_matches(['\r', '\n']);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator @ (b',' | b';' | b'\t')] = first.trim().as_bytes() {
        return (*separator, rest);
    }
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(candidate, _)| *candidate == byte && !quoted) {
            *count += 1;
        }
    }
    let [comma, semicolon, tab] = counts;
    let best = if semicolon.1 > comma.1 && semicolon.1 >= tab.1 { semicolon } else { comma };
    let best = if tab.1 > best.1 { tab } else { best };
    (best.0, text)
}
