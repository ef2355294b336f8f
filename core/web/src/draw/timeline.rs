//! Moments in their order.
//!
//! Rule: a day is written once, above its moments; each moment keeps its machine form.

use loadin_profile::page::{Moment, Timeline};
use maud::{Markup, html};

use super::{Pen, stat::tone};

impl Pen<'_> {
    pub(super) fn timeline(self, timeline: &Timeline) -> Markup {
        if timeline.moments.is_empty() {
            return html! { p class="empty" { (self.nothing_yet(&timeline.label)) } };
        }
        // A moment without a day is on the day of the one before.
        let befores = std::iter::once("").chain(timeline.moments.iter().map(|moment| parts(&moment.at).0));
        html! {
            ol class="moments" aria-label=(timeline.label) {
                @for (moment, before) in timeline.moments.iter().zip(befores) {
                    @let (day, time) = parts(&moment.at);
                    (self.moment(moment, (day != before && !day.is_empty()).then_some(day), time))
                }
            }
        }
    }

    fn moment(self, moment: &Moment, day: Option<&str>, time: Option<&str>) -> Markup {
        let title = html! { (moment.title) };
        html! {
            li class=[tone(moment.tone)] {
                @if let Some(day) = day { p class="dim" { time datetime=(day) { (self.words.date(day)) } } }
                p class="name" {
                    @if let Some(time) = time { time datetime=(moment.at) { (self.words.time(time)) } " " }
                    @match &moment.href {
                        Some(href) => { (self.linked(title, href, None)) }
                        None => { (title) }
                    }
                }
                @if let Some(text) = &moment.text { p { (text) } }
            }
        }
    }
}

/// Returns the day, empty where there is none, and the time.
fn parts(at: &str) -> (&str, Option<&str>) {
    match at.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None if at.contains(':') => ("", Some(at)),
        None => (at, None),
    }
}
