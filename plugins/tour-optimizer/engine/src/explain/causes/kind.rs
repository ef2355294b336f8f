//! What clashes: the venues, and the names and numbers that a sentence about it needs.
//!
//! Rule: what was added after plans were first kept has a default, so that those are still read.

use jiff::civil::Date;
use loadin_domain::Money;
use serde::{Deserialize, Serialize};

use crate::tour::{Reason, VenueIx};

/// What clashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CauseKind {
    /// An anchor that cannot be reached from home in time.
    AnchorBeyondStart {
        /// Its venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
        /// Its date.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// The drive that is too long.
        #[serde(default)]
        drive: LongDrive,
    },
    /// An anchor from which home cannot be reached in time.
    AnchorBeyondEnd {
        /// Its venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
        /// Its date.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// The day by which the tour must be over.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        last_day: Date,
        /// The drive that is too long.
        #[serde(default)]
        drive: LongDrive,
    },
    /// Two consecutive anchors too far apart for the days between them.
    AnchorsTooFar {
        /// The earlier.
        first: VenueIx,
        /// The later.
        second: VenueIx,
        /// Their names and dates.
        #[serde(default)]
        shows: TwoShows,
        /// The drive that is too long.
        #[serde(default)]
        drive: LongDrive,
    },
    /// Two consecutive anchors too many days apart, and nothing to play in between.
    AnchorsGap {
        /// The earlier.
        first: VenueIx,
        /// The later.
        second: VenueIx,
        /// Their names and dates.
        #[serde(default)]
        shows: TwoShows,
        /// The most days from one show to the next.
        #[serde(default)]
        limit_days: u32,
    },
    /// Two anchors inside a radius clause.
    AnchorsInRadius {
        /// The earlier.
        first: VenueIx,
        /// The later.
        second: VenueIx,
        /// Their names and dates.
        #[serde(default)]
        shows: TwoShows,
        /// Days that must lie between them.
        #[serde(default)]
        needed_days: u32,
    },
    /// A must-play without a date in the range.
    MustWithoutDate {
        /// The venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
    },
    /// A must-play that no tour reaches and gets home from.
    MustOutOfReach {
        /// The venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
        /// The drive there; `None` where the tour may start anywhere.
        #[serde(default)]
        drive: Option<LongDrive>,
    },
    /// A must-play all of whose dates clash with anchors.
    MustAgainstAnchors {
        /// The venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
    },
    /// Two must-plays that exclude each other on all their dates.
    MustsInRadius {
        /// The one.
        first: VenueIx,
        /// The other.
        second: VenueIx,
        /// The name of the one.
        #[serde(default)]
        first_name: String,
        /// The name of the other.
        #[serde(default)]
        second_name: String,
    },
    /// No venue is left to choose from.
    NothingInReach {
        /// How many venues there are.
        #[serde(default)]
        venues: usize,
        /// One of them and what keeps it out, where none can be played at all.
        #[serde(default)]
        example: Option<Example>,
    },
    /// Staying at home is best.
    NothingPays {
        /// The best single show's venue.
        venue: VenueIx,
        /// Its name.
        #[serde(default)]
        name: String,
        /// Its date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// What going there and back would lose.
        loss: Money,
    },
    /// The search ended before it found a tour that pays.
    SearchEnded,
}

/// Two shows that clash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TwoShows {
    /// The name of the earlier.
    pub first: String,
    /// Its date.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub first_date: Date,
    /// The name of the later.
    pub second: String,
    /// Its date.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub second_date: Date,
    /// Days from the one to the other.
    pub days: u32,
}

/// A drive that is too long, with the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LongDrive {
    /// Where it starts.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// How long it is; `None` = there is no road.
    pub minutes: Option<u32>,
    /// The most driving in a day.
    pub limit_minutes_per_day: u32,
    /// The most driving from one show to the next.
    pub limit_minutes_per_leg: u32,
}

/// A venue that cannot be played, as an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// Its name.
    pub name: String,
    /// Which rule keeps it out.
    pub reason: Reason,
}
