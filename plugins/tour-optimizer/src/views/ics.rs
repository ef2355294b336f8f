//! A plan as a calendar (RFC 5545): one all-day event for each show and each day of driving only.
//!
//! Rules: lines end in CRLF and are folded at 75 octets; text is escaped; an event keeps its UID when the tour is planned
//! again over the same dates, so that a calendar moves the show and does not double it. The time stamp is passed in.

use jiff::{Timestamp, civil::Date, tz::Offset};
use loadin_guest::{text, ui::Cell};
use loadin_tour_engine::tour::{Day, DayKind, Drive, Stop};

use crate::{
    reply::{Asked, Planned},
    wording,
};

/// Octets of a line, its break not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// Returns the calendar, made at `now_ms`.
#[must_use]
pub fn calendar(planned: &Planned, now_ms: u64) -> String {
    let mut calendar = Calendar { text: String::new(), stamp: stamp(now_ms) };
    let name = text!("tour-from", home = &planned.asked.home.name);
    calendar.line("BEGIN:VCALENDAR");
    calendar.line("VERSION:2.0");
    calendar.line("PRODID:-//Loadin//Tour optimizer//EN");
    calendar.line("CALSCALE:GREGORIAN");
    calendar.line("METHOD:PUBLISH");
    calendar.text("NAME", &name);
    calendar.text("X-WR-CALNAME", &name);
    for stop in &planned.plan.stops {
        calendar.show(&planned.asked, stop);
    }
    for day in planned.plan.days.iter().filter(|day| day.kind == DayKind::Drive) {
        calendar.drive(&planned.asked, day);
    }
    calendar.line("END:VCALENDAR");
    calendar.text
}

struct Calendar {
    text: String,
    stamp: String,
}

impl Calendar {
    fn show(&mut self, asked: &Asked, stop: &Stop) {
        let place = stop.town.as_ref().map_or_else(|| stop.name.clone(), |town| format!("{}, {town}", stop.name));
        let mut description = vec![text!("file-net", sum = wording::money(stop.net))];
        description.extend(wording::of_stop(stop));
        description.extend(stop.drive.as_ref().map(wording::of_drive));
        description.push(text("estimates-roads"));
        let point = format!("{:.6};{:.6}", stop.position.lat(), stop.position.lon());
        self.begin(&uid(asked, &format!("show {} {point}", stop.name)), stop.date);
        self.text("SUMMARY", &place);
        self.text("LOCATION", &place);
        self.line(&format!("GEO:{point}"));
        self.text("DESCRIPTION", &description.join("\n"));
        self.line(if stop.is_anchor { "STATUS:CONFIRMED" } else { "STATUS:TENTATIVE" });
        self.end();
    }

    fn drive(&mut self, asked: &Asked, day: &Day) {
        let (Some(first), Some(last)) = (day.drives.first(), day.drives.last()) else { return };
        self.begin(&uid(asked, &format!("drive {}", day.date)), day.date);
        self.text("SUMMARY", &text!("file-drive", from = &first.from, to = &last.to));
        let words: Vec<String> = day.drives.iter().map(drive_words).collect();
        self.text("DESCRIPTION", &words.join("\n"));
        self.line("STATUS:TENTATIVE");
        self.end();
    }

    fn begin(&mut self, uid: &str, date: Date) {
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{uid}"));
        let stamp = format!("DTSTAMP:{}", self.stamp);
        self.line(&stamp);
        self.line(&format!("DTSTART;VALUE=DATE:{}", basic(date)));
        self.line(&format!("DTEND;VALUE=DATE:{}", basic(date.tomorrow().unwrap_or(date))));
        self.line("TRANSP:OPAQUE");
    }

    fn end(&mut self) {
        self.line("END:VEVENT");
    }

    fn text(&mut self, property: &str, value: &str) {
        self.line(&format!("{property}:{}", escaped(value)));
    }

    /// Writes a content line, folded without cutting a character.
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                used = 1;
            }
            self.text.push(c);
            used += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// Escapes text (RFC 5545, 3.3.11); other control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

fn drive_words(drive: &Drive) -> String {
    let (road, time) = (Cell::Km(f64::from(drive.km)), Cell::Minutes(drive.minutes));
    let key = if drive.ferry { "file-drive-ferry" } else { "file-drive-how" };
    text!(key, from = &drive.from, to = &drive.to, road = road, drive = time)
}

/// Returns a UID that stays the same when the tour over these dates is planned again.
fn uid(asked: &Asked, what: &str) -> String {
    let text = format!("{}|{}|{}|{what}", asked.home.name, asked.from, asked.to);
    // FNV-1a, 64 bits: no secret, only the same number for the same text everywhere.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}@tour-optimizer.loadin.org")
}

fn basic(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn stamp(now_ms: u64) -> String {
    let moment = i64::try_from(now_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or_default();
    let at = Offset::UTC.to_datetime(moment);
    format!("{}T{:02}{:02}{:02}Z", basic(at.date()), at.hour(), at.minute(), at.second())
}
