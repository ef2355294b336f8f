//! What is answered: stops, days, money, the gap, and a reason for everything.
//!
//! Rule: the budget's lines add up to `value`, and `value` is what the solver's tour earns; `plan` refuses to
//! answer otherwise.

mod assemble;
mod calendar;
mod drops;
mod needed;
pub(crate) mod trial;

use jiff::civil::Date;
use loadin_domain::{LatLon, Money, Weekday};
use serde::{Deserialize, Serialize};

pub use assemble::plan;
pub use needed::Needed;

use crate::{
    instance::Violation,
    roads::Source,
    tour::{RadiusClause, VenueIx},
};

/// A planned tour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The shows in order.
    pub stops: Vec<Stop>,
    /// Every day from departure to return.
    pub days: Vec<Day>,
    /// The money, line by line.
    pub budget: Budget,
    /// What the tour earns; the budget's total.
    pub value: Money,
    /// How much more another plan could earn at most.
    pub gap: Gap,
    /// Road kilometres, all drives.
    pub drive_km: u32,
    /// Minutes on the road, all drives.
    pub drive_minutes: u32,
    /// Every venue that is not played, and why.
    pub dropped: Vec<Dropped>,
}

/// One show of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stop {
    /// The venue.
    pub venue: VenueIx,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: Option<String>,
    /// Where it is.
    pub position: LatLon,
    /// How many people it holds.
    pub capacity: u32,
    /// The date.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub date: Date,
    /// The weekday of the date.
    pub weekday: Weekday,
    /// What the show earns after its own costs.
    pub net: Money,
    /// The drive from the stop before or from home; `None` at an open start.
    pub drive: Option<Drive>,
    /// Whether the show was fixed in advance.
    pub is_anchor: bool,
    /// Whether the venue had to be played.
    pub is_must_play: bool,
    /// Why this room on this date.
    pub why: WhyStop,
    /// The same in words, most important first; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// Why a room is played on a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhyStop {
    /// What the date earns here above the mean of the dates on which this room can be played.
    pub above_usual: Money,
    /// How much less the tour would earn without this stop (negative: it would earn more); `None` = it would not hold together.
    pub worth: Option<Money>,
    /// Which rule the tour would break without this stop.
    #[serde(default, deserialize_with = "needed::or_nothing")]
    pub holds_together: Option<Needed>,
    /// The room that would replace it at the least loss.
    pub runner_up: Option<RunnerUp>,
}

/// The room that a stop beat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunnerUp {
    /// The venue.
    pub venue: VenueIx,
    /// Its name.
    pub name: String,
    /// Its date in the stop's place.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub date: Date,
    /// How much less the tour would earn.
    pub difference: Money,
}

/// A drive, or one day's part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drive {
    /// Where the whole drive starts.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// Kilometres, rounded.
    pub km: u32,
    /// Minutes on the road.
    pub minutes: u32,
    /// Which part of how many days' driving this is: (1, 1) is the whole drive.
    pub part: (u32, u32),
    /// Whether it starts in the night after a show.
    pub at_night: bool,
    /// Where the figures come from.
    pub source: Source,
    /// Whether a ferry or shuttle train is part of it; its fare is not in the budget.
    pub ferry: bool,
}

/// One calendar day of the tour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Day {
    /// The date.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub date: Date,
    /// What the day is for.
    pub kind: DayKind,
    /// What is driven, in order.
    pub drives: Vec<Drive>,
    /// Whether the night after it is slept in a paid bed.
    pub paid_night: bool,
}

/// What a day is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DayKind {
    /// A show, and the drive to it.
    Show {
        /// Index into `Plan::stops`.
        stop: usize,
    },
    /// Driving only.
    Drive,
    /// Neither.
    Off,
}

/// The money of a plan; the lines add up to `total`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Budget {
    /// Shows' net, all stops.
    pub shows: Money,
    /// Fuel and wear, negative.
    pub driving: Money,
    /// Beds, negative.
    pub lodging: Money,
    /// Food, negative.
    pub per_diem: Money,
    /// The van's days, negative.
    pub vehicle: Money,
    /// The sum.
    pub total: Money,
    /// Days away.
    pub days: u32,
    /// Paid nights.
    pub nights: u32,
}

/// How much more another plan could earn at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// No plan can earn more than this; `None` = not known yet.
    pub bound: Option<Money>,
    /// (bound - value) / value in thousandths, rounded up; `None` without a bound or when the value is not positive.
    pub permille: Option<u64>,
    /// Whether the plan is proven best.
    pub is_proven_best: bool,
    /// The same in words; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
}

/// A venue that is not played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dropped {
    /// The venue.
    pub venue: VenueIx,
    /// Its name.
    pub name: String,
    /// Which rule keeps it out.
    pub reason: Reason,
    /// The same in words; empty until whoever shows it has put it in the reader's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sentence: String,
}

/// The rule that keeps a venue out of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Reason {
    /// It was ruled out.
    MustNot,
    /// None of its dates is in the range.
    NoDateInRange {
        /// Its date nearest to the range; `None` = it has no date at all.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        nearest: Option<Date>,
    },
    /// No road leads there from anything on the tour.
    NoRoad,
    /// The shortest drive to it from anything the tour can reach is longer than a leg may be.
    BeyondLongestLeg {
        /// Where that drive starts.
        nearest: String,
        /// How long it is.
        minutes: u32,
        /// The longest leg allowed.
        limit_minutes: u32,
    },
    /// There and back again takes more days than there are.
    NotEnoughDays {
        /// Days it takes.
        needed_days: u32,
        /// Days there are.
        days: u32,
    },
    /// A radius clause between it and a stop.
    RadiusClause {
        /// The stop.
        stop: VenueIx,
        /// Its name.
        stop_name: String,
        /// Distance as the crow flies.
        km: u32,
        /// Whose clause.
        of: VenueIx,
        /// The clause.
        clause: RadiusClause,
        /// What the tour would earn more (usually less: negative) with it in the stop's place; `None` = it does not fit there either.
        in_its_place: Option<Money>,
    },
    /// Its best date belongs to another show.
    DateTaken {
        /// The date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// The show that has it.
        by: VenueIx,
        /// Its name.
        by_name: String,
        /// What the tour would earn more (usually less: negative) with it in that place; `None` = that show stands.
        in_its_place: Option<Money>,
    },
    /// On its best date the drives before or after are too long.
    DriveTooLong {
        /// The date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// The place before or after.
        other: String,
        /// The drive between them.
        minutes: u32,
        /// Days the drive takes.
        needed_days: u32,
        /// Days there are.
        days: u32,
    },
    /// On its best date a stretch without a show would be too long.
    GapTooLong {
        /// The date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// Days to the next show.
        days: u32,
        /// The most allowed.
        limit_days: u32,
    },
    /// It fits and costs more than it brings.
    DoesNotPay {
        /// The date on which it loses least.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// What the show earns.
        net: Money,
        /// What the drive, the day and the night cost on top.
        extra_cost: Money,
        /// Additional kilometres (negative: fewer).
        extra_km: i64,
        /// What the tour would lose.
        loss: Money,
    },
    /// It would fit and pay: the search ended before trying it.
    SearchEnded {
        /// The date.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        date: Date,
        /// What the tour would gain.
        gain: Money,
    },
}

/// Why a solver's tour is not a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The tour breaks a rule.
    #[error("the solver's tour breaks a rule")]
    Infeasible(#[from] Violation),
    /// The budget and the solver disagree.
    #[error("the budget adds up to {budget} minor units, the solver says {value}")]
    Money {
        /// Sum of the budget's lines.
        budget: i64,
        /// The solver's value.
        value: i64,
    },
    /// There is no show in it.
    #[error("the tour has no show")]
    Empty,
}
