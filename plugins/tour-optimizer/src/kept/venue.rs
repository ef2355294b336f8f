//! A venue as the space keeps it.
//!
//! Rule: one name in one town is one venue, told by `key`, so that a second upload of a list changes venues and does not
//! double them. The name stands as the list gave it; names are told apart only when a plan is made.

use loadin_domain::{Currency, LatLon, Money};
use loadin_guest::{Stored, said};
use serde::{Deserialize, Serialize};

use crate::intake::{
    DateSpan, Intake, IntakeReport, Kept, MAX_ROWS, Note, Refusal, Severity, VenueRow, fold, span, tell_apart,
};

/// A venue: what its row of the list says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VenueDocument {
    /// Name and town without case, accents and punctuation; no two venues of a space share it.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 1000)))]
    pub key: String,
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 200)))]
    pub name: String,
    /// Its town.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    pub city: Option<String>,
    /// State, province or the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 code or name of the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    pub country: Option<String>,
    /// Where it is.
    pub position: LatLon,
    /// How many people it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 200_000)))]
    pub capacity: Option<u32>,
    /// What a show earns after its own costs, by weekday; absent where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<WeekNet>,
    /// The dates on which it can be played, such as `2027-03-05` or `2027-03-05..2027-03-08`; empty = any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = 1000)))]
    pub dates: Vec<String>,
    /// Its own radius clause in kilometres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(max = 2000)))]
    pub radius_km: Option<u32>,
}

/// What a show earns by weekday: decimal amounts in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WeekNet {
    /// The currency of every amount.
    pub currency: Currency,
    /// On a Monday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monday: Option<String>,
    /// On a Tuesday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuesday: Option<String>,
    /// On a Wednesday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wednesday: Option<String>,
    /// On a Thursday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thursday: Option<String>,
    /// On a Friday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friday: Option<String>,
    /// On a Saturday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saturday: Option<String>,
    /// On a Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunday: Option<String>,
}

impl WeekNet {
    fn of(net: [Option<i64>; 7], currency: Currency) -> Option<Self> {
        if net.iter().all(Option::is_none) {
            return None;
        }
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            net.map(|minor| minor.map(|minor| Money::from_minor(minor, currency).amount()));
        Some(Self { currency, monday, tuesday, wednesday, thursday, friday, saturday, sunday })
    }

    /// Returns the amounts, Monday first.
    #[must_use]
    pub fn days(&self) -> [Option<Money>; 7] {
        let days =
            [&self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday, &self.sunday];
        days.map(|day| day.as_ref().and_then(|amount| Money::parse(amount, self.currency).ok()))
    }
}

/// Returns what tells a venue from the others of its space; `town` counts where the row names none.
#[must_use]
pub fn key(name: &str, city: Option<&str>, town: Option<&str>) -> String {
    format!("{} | {}", fold(name), city.or(town).map(fold).unwrap_or_default())
}

/// Cuts what is no name of any place on Earth.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

impl VenueDocument {
    /// Returns the document of a row.
    #[must_use]
    pub fn of(row: &VenueRow, key: String) -> Self {
        let dates = row.dates.iter().map(|&DateSpan { from, to }| match from == to {
            true => from.to_string(),
            false => format!("{from}..{to}"),
        });
        Self {
            key,
            name: row.name.clone(),
            city: row.city.as_deref().map(short),
            region: row.region.as_deref().map(short),
            country: row.country.as_deref().map(short),
            position: row.position,
            capacity: row.capacity,
            net: row.currency.and_then(|currency| WeekNet::of(row.net, currency)),
            dates: dates.collect(),
            radius_km: row.radius_km,
        }
    }

    fn row(&self, kept: Kept) -> VenueRow {
        let net = self.net.as_ref().map_or([None; 7], |net| net.days().map(|day| day.map(Money::minor)));
        VenueRow {
            line: None,
            kept: Some(kept),
            name: self.name.clone(),
            position: self.position,
            city: self.city.clone(),
            region: self.region.clone(),
            country: self.country.clone(),
            capacity: self.capacity,
            net,
            currency: self.net.as_ref().map(|net| net.currency),
            dates: self.dates.iter().filter_map(|text| span(text).ok()).collect(),
            radius_km: self.radius_km,
        }
    }
}

/// Returns the venues of a space as the rows to plan over, in `currency`.
///
/// # Errors
///
/// [`Refusal`] when none of them can be used, or there are more than are planned at once.
pub fn rows(venues: &[Stored<VenueDocument>], currency: Currency) -> Result<Intake, Refusal> {
    let mut report = IntakeReport { rows: venues.len(), ..IntakeReport::default() };
    let mut rows = Vec::with_capacity(venues.len());
    for venue in venues {
        let row = venue.data.row(Kept { id: venue.id.clone(), version: venue.version });
        match row.currency.filter(|&other| other != currency) {
            None => rows.push(row),
            Some(other) => {
                let (venue, other, currency) = (&row.name, other.code(), currency.code());
                let what = said!("note-other-currency", venue = venue, other = other, currency = currency);
                report.notes.push(Note::of_file(Severity::LeftOut, what));
            }
        }
    }
    report.used = rows.len();
    if rows.len() > MAX_ROWS {
        return Err(Refusal::new(said!("fault-too-many-to-plan", venues = rows.len(), most = MAX_ROWS)));
    }
    if rows.is_empty() {
        let known = venues.iter().find_map(|venue| venue.data.net.as_ref()).map_or(currency, |net| net.currency);
        let (venues, known) = (venues.len(), known.code());
        let what = said!("fault-other-currency", venues = venues, known = known, currency = currency.code());
        return Err(Refusal { wants_currency: true, ..Refusal::new(what) });
    }
    let mut intake = Intake { venues: rows, report };
    tell_apart(&mut intake);
    Ok(intake)
}
