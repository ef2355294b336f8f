//! What holds when a field is left out. Amounts have theirs in `amounts`, because they depend on the currency.
//!
//! Rule: the limits are the engine's own, so that a plan asked for on the command line and one asked for in code agree.

use loadin_tour_engine::tour::{Limits, RadiusClause};

fn hours(minutes: u32) -> f64 {
    f64::from(minutes) / 60.0
}

pub(super) fn drive_hours_per_day() -> f64 {
    hours(Limits::default().max_drive_minutes_per_day)
}

pub(super) fn drive_hours_per_leg() -> f64 {
    hours(Limits::default().max_drive_minutes_per_leg)
}

pub(super) fn drive_hours_home_at_night() -> f64 {
    hours(Limits::default().max_drive_minutes_home_at_night)
}

pub(super) fn longest_gap_days() -> u16 {
    Limits::default().longest_gap_days
}

pub(super) const fn radius_km() -> u32 {
    RadiusClause::CLUB.km
}

/// Four people fit a van with their instruments.
pub(super) const fn people() -> u32 {
    4
}

pub(super) const fn draw() -> u32 {
    40
}

pub(super) const fn door_share() -> u32 {
    70
}

pub(super) const fn seconds() -> f64 {
    5.0
}

pub(super) const fn seed() -> u64 {
    1
}
