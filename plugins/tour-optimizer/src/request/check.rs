//! Numbers and dates of a request, checked.
//!
//! Rule: every fault is found before anything is planned, and its sentence makes sense on a terminal and beside an
//! input of a form alike, so it never names a flag.

use jiff::civil::Date;
use loadin_guest::{FieldError, text, ui::Cell};
use loadin_tour_engine::tour::{Limits, MAX_TOUR_DAYS, RadiusClause};

use super::PlanRequest;
use crate::intake::date;

/// The most work units of one search; at about 1,000 operations each, some minutes.
pub const MAX_WORK_UNITS: u64 = 100_000_000;

/// What a request says apart from places, money and venues.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checked {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What the people in the van can take.
    pub limits: Limits,
    /// The radius clause of venues without their own.
    pub radius: RadiusClause,
}

/// Reads a date of a field.
pub(crate) fn date_field(pointer: &str, text: &str) -> Result<Date, FieldError> {
    let typed = text.trim();
    date(typed).map_err(|_| FieldError { pointer: pointer.to_owned(), detail: text!("fault-date", typed = typed) })
}

impl Checked {
    /// Checks the request; every fault is reported.
    ///
    /// # Errors
    ///
    /// One for each field at fault.
    pub fn of(request: &PlanRequest) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let from = faults.keep(date_field("/from", &request.from));
        let to = faults.keep(date_field("/to", &request.to));
        if let (Some(from), Some(to)) = (from, to) {
            faults.range(from, to);
        }
        let radius_days = |own: Option<u16>| own.or(request.radius_days).unwrap_or(RadiusClause::CLUB.days_before);
        let limits = Limits {
            max_drive_minutes_per_day: faults.hours(
                "/max_drive_hours_per_day",
                request.max_drive_hours_per_day,
                (0.25, 24.0),
            ),
            max_drive_minutes_per_leg: faults.hours(
                "/max_drive_hours_per_leg",
                request.max_drive_hours_per_leg,
                (0.25, 240.0),
            ),
            max_drive_minutes_home_at_night: faults.hours(
                "/max_drive_hours_home_at_night",
                request.max_drive_hours_home_at_night,
                (0.0, 24.0),
            ),
            longest_gap_days: request.longest_gap_days,
        };
        let radius = RadiusClause {
            km: request.radius_km,
            days_before: radius_days(request.radius_days_before),
            days_after: radius_days(request.radius_days_after),
        };
        faults.within("/longest_gap_days", u64::from(request.longest_gap_days), (1, 365), "unit-days");
        faults.within("/radius_km", u64::from(radius.km), (0, 2_000), "unit-km");
        faults.within("/radius_days_before", u64::from(radius.days_before), (0, 365), "unit-days");
        faults.within("/radius_days_after", u64::from(radius.days_after), (0, 365), "unit-days");
        faults.within("/people", u64::from(request.people), (1, 100), "unit-people");
        faults.within("/draw", u64::from(request.draw), (0, 100_000), "unit-people");
        faults.within("/door_share", u64::from(request.door_share), (0, 100), "unit-percent");
        faults.search(request);
        match (from, to) {
            (Some(from), Some(to)) if faults.errors.is_empty() => Ok(Self { from, to, limits, radius }),
            _ => Err(faults.errors),
        }
    }
}

#[derive(Default)]
struct Faults {
    errors: Vec<FieldError>,
}

impl Faults {
    fn add(&mut self, pointer: &str, detail: String) {
        self.errors.push(FieldError { pointer: pointer.to_owned(), detail });
    }

    fn keep<T>(&mut self, read: Result<T, FieldError>) -> Option<T> {
        read.map_err(|error| self.errors.push(error)).ok()
    }

    fn range(&mut self, from: Date, to: Date) {
        if to < from {
            self.add("/to", text!("fault-ends-before", from = Cell::date(from), to = Cell::date(to)));
            return;
        }
        let days = from.duration_until(to).as_hours() / 24 + 1;
        if usize::try_from(days).is_ok_and(|days| days > MAX_TOUR_DAYS) {
            self.add(
                "/to",
                text!(
                    "fault-too-many-days",
                    from = Cell::date(from),
                    to = Cell::date(to),
                    days = days,
                    most = MAX_TOUR_DAYS
                ),
            );
        }
    }

    fn hours(&mut self, pointer: &str, hours: f64, (least, most): (f64, f64)) -> u32 {
        if !(least..=most).contains(&hours) {
            self.add(pointer, text!("fault-hours", typed = hours, least = least, most = most));
            return 0;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 240 hours")]
        let minutes = (hours * 60.0).round() as u32;
        minutes
    }

    fn within(&mut self, pointer: &str, value: u64, (least, most): (u64, u64), unit: &str) {
        if !(least..=most).contains(&value) {
            self.add(pointer, text!("fault-range", typed = value, least = least, most = most, unit = text(unit)));
        }
    }

    fn search(&mut self, request: &PlanRequest) {
        if !(0.1..=540.0).contains(&request.seconds) {
            self.add("/seconds", text!("fault-seconds", typed = request.seconds));
        }
        if let Some(units) = request.work_units {
            self.within("/work_units", units, (1, MAX_WORK_UNITS), "unit-work");
        }
    }
}
