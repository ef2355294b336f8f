//! One row of a venue list.

use csv::StringRecord;
use loadin_domain::Currency;
use loadin_guest::{Said, said};

use super::{
    Counting, Note, Severity, VenueRow, cells, clean,
    columns::{Column, Columns},
};

/// A longer name is a row that swallowed others behind an open quote.
const MAX_NAME: usize = 200;

/// The columns of expected net by weekday.
const NET_ON: [&str; 7] = ["net_mon", "net_tue", "net_wed", "net_thu", "net_fri", "net_sat", "net_sun"];

/// A row before it is understood.
pub(super) struct Row<'a> {
    /// Line of the file where it starts.
    pub line: u64,
    /// Its fields.
    pub record: &'a StringRecord,
    /// What they mean.
    pub columns: &'a Columns,
    /// Which currency amounts may be in.
    pub counting: Counting,
}

impl Row<'_> {
    /// Returns the venue, or the note that says why the row is left out.
    pub(super) fn read(&self) -> Result<VenueRow, Note> {
        self.refuse_extra_fields()?;
        let position = cells::position(self.cell(Column::Lat), self.cell(Column::Lon))
            .map_err(|what| self.left_out(Some(blamed(&what)), what))?;
        let (net, currency) = self.net()?;
        Ok(VenueRow {
            line: Some(self.line),
            kept: None,
            name: self.name()?,
            position,
            city: self.text(Column::City),
            region: self.text(Column::Region),
            country: self.text(Column::Country),
            capacity: self.value(Column::Capacity, cells::capacity)?,
            net,
            currency,
            dates: self.value(Column::Dates, cells::dates)?,
            radius_km: self.value(Column::RadiusKm, cells::radius_km)?,
        })
    }

    fn cell(&self, column: Column) -> &str {
        self.columns.position(column).and_then(|position| self.record.get(position)).unwrap_or_default()
    }

    fn text(&self, column: Column) -> Option<String> {
        Some(clean(self.cell(column))).filter(|text| !text.is_empty())
    }

    fn value<T>(&self, column: Column, read: impl Fn(&str) -> Result<T, Said>) -> Result<T, Note> {
        read(self.cell(column)).map_err(|what| self.left_out(Some(column), what))
    }

    fn name(&self) -> Result<String, Note> {
        let name = self.text(Column::Name).unwrap_or_default();
        let length = name.chars().count();
        if name.is_empty() {
            return Err(self.left_out(Some(Column::Name), said!("row-no-name")));
        }
        if length > MAX_NAME {
            let what = said!("row-long-name", length = length, most = MAX_NAME);
            return Err(self.left_out(Some(Column::Name), what));
        }
        Ok(name)
    }

    /// Returns expected net by weekday (its own column, or the one for every day) and its currency.
    fn net(&self) -> Result<([Option<i64>; 7], Option<Currency>), Note> {
        let Some(currency) = self.counted_in()? else { return Ok(([None; 7], None)) };
        let every = self.value(Column::Net, |cell| cells::net("net", cell, currency))?;
        let mut net = [every; 7];
        for (weekday, (amount, column)) in net.iter_mut().zip(NET_ON).enumerate() {
            let own = self.value(Column::NetOn(weekday), |cell| cells::net(column, cell, currency))?;
            *amount = own.or(*amount);
        }
        if let Counting::In(wanted) = self.counting
            && wanted != currency
        {
            let what = said!("row-other-currency", other = currency.code(), currency = wanted.code());
            return Err(self.left_out(Some(Column::Currency), what));
        }
        Ok((net, Some(currency)))
    }

    fn has_amounts(&self) -> bool {
        let columns = std::iter::once(Column::Net).chain((0..7).map(Column::NetOn));
        columns.into_iter().any(|column| !self.cell(column).trim().is_empty())
    }

    /// Returns whether there are amounts of which nobody says what they are in.
    pub(super) fn lacks_currency(&self) -> bool {
        self.counting == Counting::AsSaid(None) && self.has_amounts() && self.cell(Column::Currency).trim().is_empty()
    }

    /// Returns the currency of the row's amounts; none where it has none.
    fn counted_in(&self) -> Result<Option<Currency>, Note> {
        if !self.has_amounts() {
            return Ok(None);
        }
        let said = self.cell(Column::Currency).trim().to_ascii_uppercase();
        if said.is_empty() {
            return Ok(match self.counting {
                Counting::In(currency) => Some(currency),
                Counting::AsSaid(default) => default,
            });
        }
        let known = said.parse::<Currency>().map(Some);
        known.map_err(|_| self.left_out(Some(Column::Currency), said!("fault-currency", typed = said)))
    }

    /// Refuses a row whose fields slipped; empty ones at its end are only untidy.
    fn refuse_extra_fields(&self) -> Result<(), Note> {
        let (fields, titles) = (self.record.len(), self.columns.count());
        if self.record.iter().skip(titles).all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let key = if self.columns.by_comma() { "row-fields-comma" } else { "row-fields" };
        Err(self.left_out(None, said!(key, fields = fields, titles = titles)))
    }

    fn left_out(&self, column: Option<Column>, what: Said) -> Note {
        Note {
            column: column.and_then(|column| self.columns.title(column)),
            ..Note::of_row(self.line, Severity::LeftOut, what)
        }
    }
}

/// Returns the coordinate that a sentence is about.
fn blamed(what: &Said) -> Column {
    if what.code().ends_with("longitude") { Column::Lon } else { Column::Lat }
}
