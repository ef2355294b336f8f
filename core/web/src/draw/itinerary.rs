//! Days in their order, and sums that lead to a total.

use loadin_profile::page::{Day, DayKind, Drive, Itinerary, Line, Waterfall};
use loadin_words::{Arg, key};
use maud::{Markup, html};

use super::{Pen, facts::money, place};
use crate::words::{Words, around};

impl Pen<'_> {
    pub(super) fn itinerary(self, itinerary: &Itinerary) -> Markup {
        html! { ol class="days" { @for day in &itinerary.days { (self.day(day)) } } }
    }

    fn day(self, day: &Day) -> Markup {
        let kind = match day.kind {
            DayKind::Show => "show",
            DayKind::Drive => "drive",
            DayKind::Off => "off",
        };
        html! {
            li class=(kind) id=[day.id.as_deref().map(place)] {
                (date(&day.date, self.words))
                div class="what" {
                    (self.before_the_show(day))
                    p class="name" {
                        @if let Some(number) = day.number {
                            span class=(if day.is_fixed { "stop fixed" } else { "stop" }) { (number) }
                        }
                        span { (self.day_title(day)) }
                        @if let Some(amount) = &day.amount {
                            span class="sum" { (money(amount, self.words)) }
                        }
                    }
                    (detail(day, self.words))
                    @for drive in day.drives.iter().filter(|drive| drive.at_night) { (self.drive(drive)) }
                    (reasons(&day.reasons, self.words))
                }
            }
        }
    }

    fn before_the_show(self, day: &Day) -> Markup {
        html! { @for drive in day.drives.iter().filter(|drive| !drive.at_night) { (self.drive(drive)) } }
    }

    fn day_title(self, day: &Day) -> Markup {
        let title = html! { (day.title) };
        match &day.href {
            Some(href) => self.linked(title, href, None),
            None => title,
        }
    }

    fn drive(self, drive: &Drive) -> Markup {
        let words = self.words;
        let args: [(&str, Arg<'_>); 3] =
            [("from", (&drive.from).into()), ("to", (&drive.to).into()), ("time", words.minutes(drive.minutes).into())];
        let km = ("distance", html! { b { (words.distance(drive.km)) } });
        html! {
            p class="leg" {
                (around(words, if drive.at_night { key("draw-drive-at-night") } else { key("draw-drive") }, &args, &[km]))
            }
        }
    }

    pub(super) fn waterfall(self, waterfall: &Waterfall) -> Markup {
        let scale = Scale::of(waterfall);
        let mut at = 0.0;
        let rows: Vec<(&Line, (f64, f64))> = waterfall
            .lines
            .iter()
            .map(|line| {
                let from = at;
                at += value(line);
                (line, scale.bar(from, at))
            })
            .collect();
        html! {
            table class="sums" {
                caption { (waterfall.title) }
                tbody { @for (line, bar) in rows { (sum(line, bar, self.words)) } }
                tfoot { (sum(&waterfall.total, scale.bar(0.0, value(&waterfall.total)), self.words)) }
            }
        }
    }
}

fn date(date: &str, words: Words) -> Markup {
    html! {
        @match words.day_parts(date) {
            Some(parts) => {
                time class=(if parts.is_weekend { "day weekend" } else { "day" }) datetime=(date) {
                    span { (parts.weekday) " " } b { (parts.day) } span { " " (parts.month) }
                }
            }
            None => { span class="day" { (date) } }
        }
    }
}

fn detail(day: &Day, words: Words) -> Markup {
    html! {
        @if day.detail.is_some() || day.is_fixed {
            p class="dim" {
                @if let Some(detail) = &day.detail { (detail) }
                @if day.detail.is_some() && day.is_fixed { " · " }
                @if day.is_fixed { (words.say("draw-fixed-date")) }
            }
        }
    }
}

fn reasons(reasons: &[String], words: Words) -> Markup {
    html! {
        @if !reasons.is_empty() {
            details class="why" {
                summary { (words.say("draw-why")) }
                ul { @for reason in reasons { li { (reason) } } }
            }
        }
    }
}

fn sum(line: &Line, (x, width): (f64, f64), words: Words) -> Markup {
    let class = if line.amount.is_negative() { "out" } else { "in" };
    html! {
        tr {
            th scope="row" {
                (line.label)
                @if let Some(note) = &line.note { " " small { (note) } }
                // The numbers say it all; the bar is for the eye only.
                svg class="stretch" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" {
                    rect class=(class) x=(format!("{x:.1}")) width=(format!("{width:.1}")) height="2" {}
                }
            }
            td class="number" { (money(&line.amount, words)) }
        }
    }
}

fn value(line: &Line) -> f64 {
    line.amount.amount.parse::<f64>().ok().filter(|value| value.is_finite()).unwrap_or_default()
}

/// From sums to percent of the widest stretch.
struct Scale {
    least: f64,
    width: f64,
}

impl Scale {
    fn of(waterfall: &Waterfall) -> Self {
        let (mut at, mut least, mut most) = (0.0_f64, 0.0_f64, value(&waterfall.total).max(0.0));
        least = least.min(value(&waterfall.total));
        for line in &waterfall.lines {
            at += value(line);
            (least, most) = (least.min(at), most.max(at));
        }
        Self { least, width: (most - least).max(f64::MIN_POSITIVE) }
    }

    /// Returns where the bar between two sums begins, and how wide it is; never quite nothing.
    fn bar(&self, from: f64, to: f64) -> (f64, f64) {
        let percent = |sum: f64| (sum - self.least) / self.width * 100.0;
        let (low, high) = (percent(from.min(to)), percent(from.max(to)));
        (low.min(99.0), (high - low).max(0.5))
    }
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::{Line, Money, Waterfall};

    use super::Scale;

    #[test]
    fn bars_stay_inside_also_below_zero() {
        let line = |amount: &str| Line::new("x", Money::new(amount, "EUR"));
        let waterfall = Waterfall { title: String::new(), lines: vec![line("100"), line("-300")], total: line("-200") };
        let scale = Scale::of(&waterfall);
        assert_eq!(scale.bar(0.0, 100.0), (66.666_666_666_666_66, 33.333_333_333_333_34));
        assert_eq!(scale.bar(100.0, -200.0), (0.0, 100.0));
        let nothing = Waterfall { title: String::new(), lines: Vec::new(), total: line("0") };
        assert_eq!(Scale::of(&nothing).bar(0.0, 0.0), (0.0, 0.5));
    }
}
