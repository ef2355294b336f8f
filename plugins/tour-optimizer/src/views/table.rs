//! A plan as CSV (RFC 4180): one line for each day.
//!
//! Rule: a text cell never begins like a formula, so that opening the file in a spreadsheet runs nothing.

use loadin_tour_engine::tour::{Day, DayKind, Stop};

use crate::{reply::Planned, wording};

const TITLES: [&str; 15] = [
    "date",
    "weekday",
    "kind",
    "venue",
    "town",
    "lat",
    "lon",
    "capacity",
    "drive_from",
    "drive_to",
    "drive_km",
    "drive_minutes",
    "net",
    "currency",
    "reason",
];

/// Returns the lines, each ended by CRLF.
///
/// # Errors
///
/// What the writer says; it writes to memory.
pub fn csv(planned: &Planned) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(TITLES)?;
    for day in &planned.plan.days {
        let stop = match day.kind {
            DayKind::Show { stop } => planned.plan.stops.get(stop),
            DayKind::Drive | DayKind::Off => None,
        };
        writer.write_record(record(planned, day, stop))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn record(planned: &Planned, day: &Day, stop: Option<&Stop>) -> [String; 15] {
    let kind = match day.kind {
        DayKind::Show { .. } => "show",
        DayKind::Drive => "drive",
        DayKind::Off => "off",
    };
    let of_stop = |field: fn(&Stop) -> String| stop.map(field).unwrap_or_default();
    let km: u32 = day.drives.iter().map(|drive| drive.km).sum();
    let minutes: u32 = day.drives.iter().map(|drive| drive.minutes).sum();
    let weekday = loadin_tour_engine::tour::weekday_of(day.date);
    [
        day.date.to_string(),
        weekday.name().to_owned(),
        kind.to_owned(),
        of_stop(|stop| harmless(&stop.name)),
        of_stop(|stop| harmless(stop.town.as_deref().unwrap_or_default())),
        of_stop(|stop| stop.position.lat().to_string()),
        of_stop(|stop| stop.position.lon().to_string()),
        of_stop(|stop| stop.capacity.to_string()),
        harmless(day.drives.first().map_or("", |drive| &drive.from)),
        harmless(day.drives.last().map_or("", |drive| &drive.to)),
        km.to_string(),
        minutes.to_string(),
        of_stop(|stop| stop.net.amount()),
        planned.asked.currency.code().to_owned(),
        of_stop(|stop| harmless(wording::of_stop(stop).first().map_or("", String::as_str))),
    ]
}

/// Puts an apostrophe before text that a spreadsheet would run.
pub(super) fn harmless(text: &str) -> String {
    let runs = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn text_that_looks_like_a_formula_is_disarmed() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("Nectar's"), "Nectar's");
    }
}
