//! Values, cards, buttons, links and moments.

use super::{Walk, limits, shown};
use crate::page::{
    Action, Badge, Card, Cell, Download, Empty, Fact, Hidden, Moment, NavLink, People, Stat, Timeline, Verbatim,
    cells::{is_moment, is_time},
};

impl Walk {
    pub(super) fn cell(&mut self, at: &str, cell: &Cell) {
        match cell {
            Cell::Empty | Cell::Minutes(_) => {}
            Cell::Text(text) => self.text(at, text),
            Cell::Number(number) | Cell::Km(number) | Cell::Percent(number) => self.number(at, *number),
            Cell::Money(money) => self.money(at, money),
            Cell::Date(date) => self.date(at, date),
            Cell::Link(link) => self.link(at, link),
            Cell::Time(time) => {
                if !is_time(time) {
                    self.flaw(at, format!("`{}` is no time: write it like 18:30", shown(time)));
                }
            }
            Cell::Badge(badge) => self.badge(at, badge),
            Cell::Spark(spark) => self.spark(at, spark),
        }
    }

    pub(super) fn facts(&mut self, at: &str, facts: &[Fact]) {
        if self.at_most(at, "facts", facts.len(), limits::ITEMS) {
            for (index, fact) in facts.iter().enumerate() {
                self.title(&format!("{at}[{index}].label"), &fact.label);
                self.cell(&format!("{at}[{index}].value"), &fact.value);
                fact.note.iter().for_each(|note| self.text(&format!("{at}[{index}].note"), note));
            }
        }
    }

    pub(super) fn card(&mut self, at: &str, card: &Card) {
        self.title(&format!("{at}.title"), &card.title);
        card.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
        card.note.iter().for_each(|note| self.text(&format!("{at}.note"), note));
        self.facts(&format!("{at}.facts"), &card.facts);
        self.each(&format!("{at}.badges"), "badges", &card.badges, limits::ITEMS, Self::badge);
        self.buttons(&format!("{at}.actions"), &card.actions, limits::MENU);
    }

    fn button(&mut self, at: &str, action: &Action) {
        match action {
            Action::Go { text, href, .. } => {
                self.title(&format!("{at}.go.text"), text);
                self.href(&format!("{at}.go.href"), href);
            }
            Action::Do { text, action, confirm, values, .. } => {
                self.title(&format!("{at}.do.text"), text);
                self.action(&format!("{at}.do.action"), action);
                confirm.iter().for_each(|confirm| self.text(&format!("{at}.do.confirm"), confirm));
                self.each(&format!("{at}.do.values"), "values", values, limits::ITEMS, Self::hidden);
            }
        }
    }

    pub(super) fn buttons(&mut self, at: &str, actions: &[Action], most: usize) {
        self.each(at, "actions", actions, most, Self::button);
    }

    pub(super) fn hidden(&mut self, at: &str, hidden: &Hidden) {
        self.name(&format!("{at}.name"), &hidden.name);
        self.text(&format!("{at}.value"), &hidden.value);
    }

    pub(super) fn file(&mut self, at: &str, file: &Download) {
        self.title(&format!("{at}.name"), &file.name);
        self.action(&format!("{at}.href"), &file.href);
        self.text(&format!("{at}.note"), &file.note);
    }

    pub(super) fn badge(&mut self, at: &str, badge: &Badge) {
        self.title(&format!("{at}.text"), &badge.text);
    }

    pub(super) fn stat(&mut self, at: &str, stat: &Stat) {
        self.title(&format!("{at}.label"), &stat.label);
        self.cell(&format!("{at}.value"), &stat.value);
        stat.change.iter().for_each(|change| self.title(&format!("{at}.change.text"), &change.text));
        stat.spark.iter().for_each(|spark| self.spark(&format!("{at}.spark"), spark));
        stat.note.iter().for_each(|note| self.text(&format!("{at}.note"), note));
        stat.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
    }

    pub(super) fn nav_links(&mut self, at: &str, label: &str, links: &[NavLink], most: usize) {
        self.title(&format!("{at}.label"), label);
        let at = format!("{at}.links");
        if links.iter().filter(|link| link.is_current).count() > 1 {
            self.flaw(&at, "more than one is current; the reader is at one place");
        }
        self.each(&at, "links", links, most, |walk, at, link| {
            walk.title(&format!("{at}.text"), &link.text);
            walk.href(&format!("{at}.href"), &link.href);
            link.note.iter().for_each(|note| walk.text(&format!("{at}.note"), note));
        });
    }

    pub(super) fn empty(&mut self, at: &str, empty: &Empty) {
        self.title(&format!("{at}.title"), &empty.title);
        self.text(&format!("{at}.text"), &empty.text);
        empty.action.iter().for_each(|action| self.button(&format!("{at}.action"), action));
    }

    pub(super) fn people(&mut self, at: &str, people: &People) {
        self.title(&format!("{at}.label"), &people.label);
        self.each(&format!("{at}.people"), "people", &people.people, limits::CARDS, |walk, at, someone| {
            walk.title(&format!("{at}.name"), &someone.name);
            someone.role.iter().for_each(|role| walk.title(&format!("{at}.role"), role));
        });
    }

    pub(super) fn verbatim(&mut self, at: &str, verbatim: &Verbatim) {
        self.title(&format!("{at}.label"), &verbatim.label);
        self.text(&format!("{at}.text"), &verbatim.text);
    }

    pub(super) fn timeline(&mut self, at: &str, timeline: &Timeline) {
        self.title(&format!("{at}.label"), &timeline.label);
        self.each(&format!("{at}.moments"), "moments", &timeline.moments, limits::MOMENTS, Self::moment);
    }

    fn moment(&mut self, at: &str, moment: &Moment) {
        if !is_moment(&moment.at) {
            let what =
                format!("`{}` is no moment: write it like 2027-03-05, 18:30 or 2027-03-05T18:30", shown(&moment.at));
            self.flaw(&format!("{at}.at"), what);
        }
        self.title(&format!("{at}.title"), &moment.title);
        moment.text.iter().for_each(|text| self.text(&format!("{at}.text"), text));
        moment.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
    }
}
