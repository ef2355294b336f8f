//! Days and times as the reader's language writes them.
//!
//! Rule: what cannot be read as a day or a time is shown as it came.

use jiff::civil::{Date, Time, Weekday};

use super::Words;
use crate::format::{Format, Template};

/// A day in its parts, as a calendar shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayParts<'c> {
    /// `Fri`.
    pub weekday: &'c str,
    /// `5`.
    pub day: i8,
    /// `Mar`.
    pub month: &'c str,
    /// Whether it is a Saturday or a Sunday.
    pub is_weekend: bool,
}

impl<'c> Words<'c> {
    pub(crate) fn format(self) -> &'c Format {
        self.catalogue.format(self.language)
    }

    /// Returns the parts of a day (`2027-03-05`), if it is one.
    #[must_use]
    pub fn day_parts(self, date: &str) -> Option<DayParts<'c>> {
        let date: Date = date.parse().ok()?;
        Some(DayParts {
            weekday: self.weekday(date),
            day: date.day(),
            month: month(&self.format().months, date),
            is_weekend: matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        })
    }

    /// Returns `Fri 5 Mar 2027` for `2027-03-05`.
    #[must_use]
    pub fn date(self, text: &str) -> String {
        text.parse().map_or_else(|_| text.to_owned(), |date| self.day(date))
    }

    /// Returns `Fri 5 Mar 2027`.
    #[must_use]
    pub fn day(self, date: Date) -> String {
        self.filled(&self.format().date, date)
    }

    /// Returns `5 Mar`.
    #[must_use]
    pub fn short_date(self, date: Date) -> String {
        self.filled(&self.format().short_date, date)
    }

    /// Returns `Mar`, as it stands alone.
    #[must_use]
    pub fn month(self, date: Date) -> &'c str {
        month(&self.format().months_alone, date)
    }

    /// Returns `Mar 2027`.
    #[must_use]
    pub fn month_year(self, date: Date) -> String {
        self.filled(&self.format().month_year, date)
    }

    /// Returns `Fri`.
    #[must_use]
    pub fn weekday(self, date: Date) -> &'c str {
        let at = date.weekday().to_monday_zero_offset();
        self.format().weekdays.get(usize::from(at.unsigned_abs())).map_or("", String::as_str)
    }

    /// Returns `19:30` for `19:30` or `19:30:00`.
    #[must_use]
    pub fn time(self, text: &str) -> String {
        text.parse().map_or_else(|_| text.to_owned(), |time| self.hour(time))
    }

    /// Returns `Fri 5 Mar 2027, 19:30` for `2027-03-05T19:30`; anything else as it came.
    #[must_use]
    pub fn date_time(self, text: &str) -> String {
        let Some((Ok(date), Ok(time))) = text.split_once('T').map(|(date, time)| (date.parse(), time.parse())) else {
            return text.to_owned();
        };
        self.format().date_time.fill(&[("date", &self.day(date)), ("time", &self.hour(time))])
    }

    /// Returns names one after another: `Ada, Grace, Lin`.
    #[must_use]
    pub fn list<'a>(self, names: impl IntoIterator<Item = &'a str>) -> String {
        let mut names = names.into_iter();
        let first = names.next().unwrap_or_default().to_owned();
        names.fold(first, |before, next| self.format().list.fill(&[("before", &before), ("next", next)]))
    }

    fn hour(self, time: Time) -> String {
        let (hour, minute) = (time.hour(), time.minute());
        let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
        let half = self.format().halves.get(usize::from(hour >= 12)).map_or("", String::as_str);
        self.format().time.fill(&[
            ("hour", &hour.to_string()),
            ("hour2", &format!("{hour:02}")),
            ("hour12", &hour12.to_string()),
            ("minute2", &format!("{minute:02}")),
            ("half", half),
        ])
    }

    fn filled(self, template: &Template, date: Date) -> String {
        let (day, number) = (date.day(), date.month());
        template.fill_by(|name| match name {
            "weekday" => self.weekday(date).into(),
            "day" => day.to_string().into(),
            "day2" => format!("{day:02}").into(),
            "month" => month(&self.format().months, date).into(),
            "month-alone" => self.month(date).into(),
            "month-number" => number.to_string().into(),
            "month2" => format!("{number:02}").into(),
            "year" => date.year().to_string().into(),
            _ => "".into(),
        })
    }
}

fn month(names: &[String], date: Date) -> &str {
    let at = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    names.get(at).map_or("", String::as_str)
}
