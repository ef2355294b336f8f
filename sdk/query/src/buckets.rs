//! Buckets of time: which day, week, month … a date or an instant belongs to, where the clocks of a zone say so.
//!
//! Rule: a bucket has one spelling, and spellings of one kind sort as time does (weekdays from Monday, 1, to Sunday, 7).

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use loadin_wit::manifest::FieldType;

use crate::{Scalar, check::zone_of};

/// How long a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// `2027`.
    Year,
    /// `2027-Q2`.
    Quarter,
    /// `2027-05`.
    Month,
    /// `2027-W22`, as ISO 8601 numbers weeks.
    Week,
    /// `2027-05-31`.
    Day,
    /// `2027-05-31T20`, of instants only.
    Hour,
    /// 1 for Monday to 7 for Sunday.
    Weekday,
}

const SPANS: [(&str, Span); 7] = [
    ("year", Span::Year),
    ("quarter", Span::Quarter),
    ("month", Span::Month),
    ("week", Span::Week),
    ("day", Span::Day),
    ("hour", Span::Hour),
    ("weekday", Span::Weekday),
];

/// A bucket of a field.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// How long.
    pub span: Span,
    /// By whose clocks, for instants.
    pub zone: Option<TimeZone>,
}

impl PartialEq for Bucket {
    fn eq(&self, other: &Self) -> bool {
        let name = |bucket: &Self| bucket.zone.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned));
        self.span == other.span && name(self) == name(other)
    }
}

impl Bucket {
    pub(crate) fn check(field: &str, kind: FieldType, span: &str, zone: Option<&str>) -> Result<Self, String> {
        let Some((_, found)) = SPANS.iter().find(|(name, _)| *name == span) else {
            let names: Vec<&str> = SPANS.iter().map(|(name, _)| *name).collect();
            return Err(format!("there is no bucket `{}`: use {}", span.escape_debug(), names.join(", ")));
        };
        match (kind, zone) {
            (FieldType::Date, None) if *found == Span::Hour => Err(format!("`{field}` is a date and has no hours")),
            (FieldType::Date, None) => Ok(Self { span: *found, zone: None }),
            (FieldType::Date, Some(_)) => Err(format!("`{field}` is a local date: its buckets take no zone")),
            (FieldType::DateTime, zone) => Ok(Self { span: *found, zone: Some(zone_of(zone.unwrap_or("UTC"))?) }),
            _ => Err(format!("`{field}` is neither a date nor an instant: only those have buckets")),
        }
    }

    /// Returns the bucket that a value belongs to.
    #[must_use]
    pub fn of(&self, value: &Scalar) -> Option<Scalar> {
        let Scalar::Text(text) = value else { return None };
        let (date, hour) = match &self.zone {
            None => (text.parse::<Date>().ok()?, 0),
            Some(zone) => {
                let local = text.parse::<Timestamp>().ok()?.to_zoned_datetime(zone.clone());
                (local.date(), local.hour())
            }
        };
        Some(match self.span {
            Span::Year => Scalar::Text(format!("{:04}", date.year())),
            Span::Quarter => Scalar::Text(format!("{:04}-Q{}", date.year(), (date.month() + 2) / 3)),
            Span::Month => Scalar::Text(format!("{:04}-{:02}", date.year(), date.month())),
            Span::Week => {
                let week = date.iso_week_date();
                Scalar::Text(format!("{:04}-W{:02}", week.year(), week.week()))
            }
            Span::Day => Scalar::Text(date.to_string()),
            Span::Hour => Scalar::Text(format!("{date}T{hour:02}")),
            Span::Weekday => Scalar::Whole(date.weekday().to_monday_one_offset().into()),
        })
    }

    /// Returns how many letters of the stored text are the bucket, where a database can cut it out.
    #[must_use]
    pub fn letters(&self) -> Option<usize> {
        if self.zone.as_ref().is_some_and(|zone| zone.iana_name() != Some("UTC")) {
            return None;
        }
        match self.span {
            Span::Year => Some(4),
            Span::Month => Some(7),
            Span::Day => Some(10),
            Span::Hour => Some(13),
            Span::Quarter | Span::Week | Span::Weekday => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use loadin_wit::manifest::FieldType;

    use super::Bucket;
    use crate::Scalar;

    #[test]
    fn a_night_belongs_to_the_day_that_the_clocks_of_the_town_show() {
        let late = Scalar::Text("2027-05-31T22:30:00.000000Z".to_owned());
        for (zone, span, expected) in [
            ("UTC", "day", "2027-05-31"),
            ("Europe/Paris", "day", "2027-06-01"),
            ("Europe/Paris", "month", "2027-06"),
            ("America/New_York", "hour", "2027-05-31T18"),
            ("Asia/Kathmandu", "hour", "2027-06-01T04"),
            ("Europe/Paris", "quarter", "2027-Q2"),
            ("Europe/Paris", "week", "2027-W22"),
        ] {
            let bucket = Bucket::check("at", FieldType::DateTime, span, Some(zone)).unwrap();
            assert_eq!(bucket.of(&late), Some(Scalar::Text(expected.to_owned())), "{zone} {span}");
        }
        let weekday = Bucket::check("on", FieldType::Date, "weekday", None).unwrap();
        assert_eq!(weekday.of(&Scalar::Text("2027-05-31".to_owned())), Some(Scalar::Whole(1)));
        let week = Bucket::check("on", FieldType::Date, "week", None).unwrap();
        assert_eq!(week.of(&Scalar::Text("2027-01-01".to_owned())), Some(Scalar::Text("2026-W53".to_owned())));
        for (kind, span, zone, said) in [
            (FieldType::Date, "hour", None, "has no hours"),
            (FieldType::Date, "day", Some("Europe/Paris"), "take no zone"),
            (FieldType::DateTime, "day", Some("Mars/Base"), "there is no time zone `Mars/Base`"),
            (FieldType::Text, "day", None, "neither a date nor an instant"),
            (FieldType::Date, "fortnight", None, "there is no bucket `fortnight`"),
        ] {
            assert!(Bucket::check("f", kind, span, zone).unwrap_err().contains(said), "{said}");
        }
    }
}
