//! What is asked of the planner, on the wire and checked.
//!
//! Rules: every field has a sentence for `--help` and a limit here; all faults are reported at once, each with its
//! field. What needs the host (places) or the venue list (names) is checked where those are.

mod amounts;
mod check;
mod defaults;
mod whole;

use serde::{Deserialize, Serialize};

pub use amounts::{Amounts, currency_for};
pub use check::{Checked, MAX_WORK_UNITS};

pub(crate) use check::date_field;

/// The input of the job `plan`, the flags of the command `loadin plan`, and what a plan of a space is asked for with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanRequest {
    /// Venue list in CSV: name, lat, lon; if known also city, region, country, capacity, net (or net_mon to net_sun), currency, dates, radius_km.
    #[cfg_attr(feature = "schema", schemars(extend(
        "contentEncoding" = "base64", "contentMediaType" = "text/csv", "x-loadin-max-bytes" = 10_485_760,
        "x-loadin-file-name" = "venues_name", "x-loadin-value-name" = "FILE")))]
    #[cfg_attr(feature = "schema", schemars(required))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venues: Option<String>,
    /// Name of the venue file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venues_name: Option<String>,
    /// Where the tour starts: a town ("Burlington, VT") or a point ("44.476,-73.212").
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "PLACE")))]
    pub home: String,
    /// Where it ends, if not at home; "open" for wherever the last show is.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "PLACE")))]
    pub end: Option<String>,
    /// Country of the towns, as a two-letter code such as US, for names that exist in several.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "CODE")))]
    pub country: Option<String>,
    /// First day on the road or on stage, such as 2027-03-05.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date", "x-loadin-value-name" = "DATE")))]
    pub from: String,
    /// Last day on stage.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date", "x-loadin-value-name" = "DATE")))]
    pub to: String,
    /// The most hours on the road in one day.
    #[serde(default = "defaults::drive_hours_per_day")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0.25, max = 24.0), extend("x-loadin-value-name" = "HOURS")))]
    pub max_drive_hours_per_day: f64,
    /// The most hours on the road from one show to the next, over however many days.
    #[serde(default = "defaults::drive_hours_per_leg")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0.25, max = 240.0), extend("x-loadin-value-name" = "HOURS")))]
    pub max_drive_hours_per_leg: f64,
    /// The most hours of driving home in the night after the last show; 0 to sleep first.
    #[serde(default = "defaults::drive_hours_home_at_night")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 24.0), extend("x-loadin-value-name" = "HOURS")))]
    pub max_drive_hours_home_at_night: f64,
    /// The most days from one show to the next; 1 is a show every day.
    #[serde(default = "defaults::longest_gap_days", deserialize_with = "whole::whole")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 365), extend("x-loadin-value-name" = "DAYS")))]
    pub longest_gap_days: u16,
    /// A show that stands already, such as "2027-03-12 = Higher Ground"; may be given several times.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-flag" = "anchor", "x-loadin-value-name" = "DATE = VENUE")))]
    pub anchors: Vec<String>,
    /// A venue that must be played on some day; may be given several times.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "VENUE")))]
    pub must_play: Vec<String>,
    /// A venue that must not be played; may be given several times.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "VENUE")))]
    pub must_not: Vec<String>,
    /// Radius clause: no other show within so many kilometres, as the crow flies; 0 for none.
    #[serde(default = "defaults::radius_km", deserialize_with = "whole::whole")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 2000), extend("x-loadin-value-name" = "KM")))]
    pub radius_km: u32,
    /// Days for which the radius clause holds, before and after a show [default: 30].
    #[serde(default, deserialize_with = "whole::maybe")]
    #[cfg_attr(feature = "schema", schemars(range(max = 365), extend("x-loadin-value-name" = "DAYS")))]
    pub radius_days: Option<u16>,
    /// Days before a show, where they differ from the days after it.
    #[serde(default, deserialize_with = "whole::maybe")]
    #[cfg_attr(feature = "schema", schemars(range(max = 365), extend("x-loadin-value-name" = "DAYS")))]
    pub radius_days_before: Option<u16>,
    /// Days after a show, where they differ from the days before it.
    #[serde(default, deserialize_with = "whole::maybe")]
    #[cfg_attr(feature = "schema", schemars(range(max = 365), extend("x-loadin-value-name" = "DAYS")))]
    pub radius_days_after: Option<u16>,
    /// Currency of every amount, such as USD [default: that of the home's country].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "CODE")))]
    pub currency: Option<String>,
    /// Fuel and wear for one kilometre [default: 0.22].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "AMOUNT")))]
    pub cost_per_km: Option<String>,
    /// Beds for everybody, one night [default: 80.00].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "AMOUNT")))]
    pub lodging: Option<String>,
    /// Food for one person, one day [default: 20.00].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "AMOUNT")))]
    pub per_diem: Option<String>,
    /// Rent of the van, one day [default: 0, the band's own].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "AMOUNT")))]
    pub vehicle_per_day: Option<String>,
    /// People on the road.
    #[serde(default = "defaults::people", deserialize_with = "whole::whole")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100), extend("x-loadin-value-name" = "N")))]
    pub people: u32,
    /// Paying people that the band brings on a usual night in a town of 10,000, for venues whose net is not in the list.
    #[serde(default = "defaults::draw", deserialize_with = "whole::whole")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 100_000), extend("x-loadin-value-name" = "N")))]
    pub draw: u32,
    /// Price of a ticket, for venues whose net is not in the list [default: 10.00].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "AMOUNT")))]
    pub ticket_price: Option<String>,
    /// The band's share of the door in percent, for venues whose net is not in the list.
    #[serde(default = "defaults::door_share", deserialize_with = "whole::whole")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 100), extend("x-loadin-value-name" = "PERCENT")))]
    pub door_share: u32,
    /// What a show costs the band by itself (strings, sound, support), for venues whose net is not in the list [default: 40.00].
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "AMOUNT")))]
    pub show_cost: Option<String>,
    /// Seconds to search; more give a better plan and a tighter bound.
    #[serde(default = "defaults::seconds")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0.1, max = 540.0), extend("x-loadin-value-name" = "SECONDS")))]
    pub seconds: f64,
    /// Search by this much work instead of by time, so that the same input gives the same plan everywhere.
    #[serde(default, deserialize_with = "whole::maybe")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100_000_000), extend("x-loadin-value-name" = "UNITS")))]
    pub work_units: Option<u64>,
    /// Starts the search elsewhere; any number.
    #[serde(default = "defaults::seed", deserialize_with = "whole::whole")]
    #[cfg_attr(feature = "schema", schemars(extend("x-loadin-value-name" = "N")))]
    pub seed: u64,
}
