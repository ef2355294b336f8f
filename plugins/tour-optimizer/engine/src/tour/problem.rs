//! What is asked: the rooms, the dates, the limits, the costs.
//!
//! Rule: plain values in integer minutes, kilometres and minor units of one currency; `build` checks them,
//! so nothing here needs to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use loadin_domain::{ByWeekday, Currency, LatLon, Weekday};
use serde::{Deserialize, Serialize};

/// Index of a venue in `TourProblem::venues`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VenueIx(pub usize);

/// A tour to plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TourProblem {
    /// The candidate rooms.
    pub venues: Vec<Venue>,
    /// Where the tour starts.
    pub home: Endpoint,
    /// Where it ends; `None` = at home again.
    pub end: Option<Endpoint>,
    /// First day on the road or on stage.
    pub from: Date,
    /// Last day on stage; the drive home may end in the night after it.
    pub to: Date,
    /// What the people in the van can take.
    pub limits: Limits,
    /// What being on tour costs.
    pub costs: Costs,
    /// Shows that stand already.
    pub anchors: Vec<Anchor>,
    /// Venues that must be played on some day.
    pub must_play: Vec<VenueIx>,
    /// Venues that must not be played.
    pub must_not: Vec<VenueIx>,
    /// The radius clause of every venue that has none of its own.
    pub default_radius: RadiusClause,
}

/// Where a tour starts or ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Endpoint {
    /// A place.
    Place {
        /// What people call it.
        name: String,
        /// Where it is.
        position: LatLon,
    },
    /// Anywhere: the drive before the first show, or after the last, is nobody's cost.
    Open,
}

/// A candidate room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub position: LatLon,
    /// Its town.
    pub town: Option<String>,
    /// Its IANA time zone.
    pub zone: Option<String>,
    /// How many people it holds.
    pub capacity: u32,
    /// What a show earns after its own costs, by weekday, in minor units.
    pub net: ByWeekday<i64>,
    /// Dates on which it earns something else.
    #[serde(default)]
    pub net_on: BTreeMap<Date, i64>,
    /// The dates it can be played; `None` = every day, availability unknown.
    pub dates: Option<Vec<Date>>,
    /// Its radius clause; `None` = the tour's default.
    pub radius: Option<RadiusClause>,
}

/// No other show within `km` (as the crow flies) from `days_before` days before to `days_after` days after, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RadiusClause {
    /// Distance as the crow flies.
    pub km: u32,
    /// Days before the show, included.
    pub days_before: u16,
    /// Days after the show, included.
    pub days_after: u16,
}

impl RadiusClause {
    /// What a small club asks for when nobody says otherwise: 50 km, 30 days each side.
    pub const CLUB: Self = Self { km: 50, days_before: 30, days_after: 30 };
    /// Nothing is excluded.
    pub const NONE: Self = Self { km: 0, days_before: 0, days_after: 0 };
}

/// What the people in the van can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The most driving on one day.
    pub max_drive_minutes_per_day: u32,
    /// The most driving from one show to the next, over however many days.
    pub max_drive_minutes_per_leg: u32,
    /// The most driving home in the night after the last show; 0 = always sleep first.
    pub max_drive_minutes_home_at_night: u32,
    /// The most days from one show to the next; 1 = a show every day.
    pub longest_gap_days: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_drive_minutes_per_day: 360,
            max_drive_minutes_per_leg: 720,
            max_drive_minutes_home_at_night: 120,
            longest_gap_days: 7,
        }
    }
}

/// What being on tour costs, in minor units of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// The currency of every amount in the problem.
    pub currency: Currency,
    /// Fuel and wear per 1,000 km, so that 0.185 a kilometre is exact.
    pub drive_per_1000_km: i64,
    /// Beds for everybody, one night.
    pub lodging_per_night: i64,
    /// Food for one person, one day.
    pub per_diem_per_person_day: i64,
    /// People on the road.
    pub people: u32,
    /// The van, one day; 0 if it is the band's own.
    pub vehicle_per_day: i64,
}

impl Costs {
    /// Returns per diems of all for one day.
    #[must_use]
    pub fn per_diem_per_day(&self) -> i64 {
        self.per_diem_per_person_day.saturating_mul(i64::from(self.people))
    }

    /// Returns what one day and its night cost.
    #[must_use]
    pub fn day_and_night(&self) -> i64 {
        self.per_diem_per_day().saturating_add(self.lodging_per_night).saturating_add(self.vehicle_per_day)
    }

    /// Returns what driving so far costs, rounded to the nearest minor unit.
    #[must_use]
    pub fn driving(&self, metres: u32) -> i64 {
        (self.drive_per_1000_km.saturating_mul(i64::from(metres)).saturating_add(500_000)) / 1_000_000
    }
}

/// A show that stands already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The venue.
    pub venue: VenueIx,
    /// The date.
    pub date: Date,
}

/// Returns the weekday of a date.
#[must_use]
pub fn weekday_of(date: Date) -> Weekday {
    let index = date.weekday().to_monday_zero_offset();
    Weekday::ALL[usize::from(index.unsigned_abs())]
}

impl Venue {
    /// Returns what a show on the date earns after its own costs.
    #[must_use]
    pub fn net_on(&self, date: Date) -> i64 {
        let usual = self.net.on(weekday_of(date));
        self.net_on.get(&date).copied().unwrap_or(usual)
    }

    /// Returns whether it can be played on the date, as far as is known.
    #[must_use]
    pub fn is_open(&self, date: Date) -> bool {
        self.dates.as_ref().is_none_or(|dates| dates.contains(&date))
    }
}

impl TourProblem {
    /// Returns the radius clause that holds for a venue.
    #[must_use]
    pub fn radius_of(&self, venue: VenueIx) -> RadiusClause {
        self.venues[venue.0].radius.unwrap_or(self.default_radius)
    }

    /// Returns where the tour ends.
    #[must_use]
    pub fn end(&self) -> &Endpoint {
        self.end.as_ref().unwrap_or(&self.home)
    }
}
