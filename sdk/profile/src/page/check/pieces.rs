//! Every piece, and the pieces inside it.
//!
//! Rule: the match names every kind, so that a new piece cannot be drawn before somebody said what is wrong with one.

use super::{Walk, is_job, limits, shown};
use crate::page::{Piece, Span};

impl Walk {
    pub(super) fn pieces(&mut self, at: &str, pieces: &[Piece], depth: usize) {
        if depth > limits::DEPTH {
            return self.flaw(at, format!("sections and columns stand at most {} deep in one another", limits::DEPTH));
        }
        self.piece_count += pieces.len();
        if pieces.len() <= limits::PIECES {
            for (index, piece) in pieces.iter().enumerate() {
                self.piece(&format!("{at}[{index}]"), piece, depth);
            }
        }
    }

    pub(super) fn piece(&mut self, at: &str, piece: &Piece, depth: usize) {
        match piece {
            Piece::Heading(heading) => {
                self.title(&format!("{at}.text"), &heading.text);
                heading.id.iter().for_each(|id| self.id(&format!("{at}.id"), id));
            }
            Piece::Text(text) => {
                self.each(
                    &format!("{at}.paragraphs"),
                    "paragraphs",
                    &text.paragraphs,
                    limits::ITEMS,
                    |walk, at, paragraph| walk.spans(at, &paragraph.spans),
                );
            }
            Piece::Notice(notice) => {
                self.text(&format!("{at}.text"), &notice.text);
                self.texts(&format!("{at}.details"), notice.details.iter());
            }
            Piece::Facts(facts) => self.facts(&format!("{at}.facts"), &facts.facts),
            Piece::Table(table) => self.table(at, table),
            Piece::Map(map) => self.map(at, map),
            Piece::Itinerary(itinerary) => self.itinerary(at, itinerary),
            Piece::Waterfall(waterfall) => self.waterfall(at, waterfall),
            Piece::Form(form) => self.form(at, form),
            Piece::Actions(actions) => self.buttons(&format!("{at}.actions"), &actions.actions, limits::ITEMS),
            Piece::Downloads(downloads) => {
                self.each(&format!("{at}.files"), "files", &downloads.files, limits::ITEMS, Self::file);
            }
            Piece::Progress(progress) => {
                self.text(&format!("{at}.message"), &progress.message);
                if !is_job(&progress.job) {
                    self.flaw(&format!("{at}.job"), format!("`{}` is no job id", shown(&progress.job)));
                }
            }
            Piece::List(list) => {
                self.text(&format!("{at}.empty"), &list.empty);
                self.each(&format!("{at}.cards"), "cards", &list.cards, limits::CARDS, Self::card);
            }
            Piece::Section(section) => {
                self.title(&format!("{at}.title"), &section.title);
                section.id.iter().for_each(|id| self.id(&format!("{at}.id"), id));
                self.pieces(&format!("{at}.pieces"), &section.pieces, depth + 1);
            }
            Piece::Columns(columns) => {
                if !(2..=3).contains(&columns.columns.len()) {
                    self.flaw(&format!("{at}.columns"), format!("{} columns; use two or three", columns.columns.len()));
                }
                for (index, pieces) in columns.columns.iter().take(3).enumerate() {
                    self.pieces(&format!("{at}.columns[{index}]"), pieces, depth + 1);
                }
            }
            Piece::Dialog(dialog) => {
                self.id(&format!("{at}.id"), &dialog.id);
                self.title(&format!("{at}.button"), &dialog.button);
                self.title(&format!("{at}.title"), &dialog.title);
                self.pieces(&format!("{at}.pieces"), &dialog.pieces, depth + 1);
            }
            Piece::Chart(chart) => self.chart(at, chart),
            Piece::Stats(stats) => {
                self.each(&format!("{at}.stats"), "numbers", &stats.stats, limits::ITEMS, Self::stat);
            }
            Piece::Badges(badges) => {
                self.each(&format!("{at}.badges"), "badges", &badges.badges, limits::ITEMS, Self::badge);
            }
            Piece::Card(card) => self.card(at, card),
            Piece::Tabs(tabs) => self.nav_links(at, &tabs.label, &tabs.links, limits::TABS),
            Piece::Nav(nav) => self.nav_links(at, &nav.label, &nav.links, limits::ITEMS),
            Piece::Empty(empty) => self.empty(at, empty),
            Piece::Timeline(timeline) => self.timeline(at, timeline),
            Piece::Menu(menu) => {
                self.title(&format!("{at}.label"), &menu.label);
                self.buttons(&format!("{at}.actions"), &menu.actions, limits::MENU);
            }
            Piece::Upload(upload) => self.upload(at, upload),
            Piece::People(people) => self.people(at, people),
            Piece::Verbatim(verbatim) => self.verbatim(at, verbatim),
        }
    }

    fn spans(&mut self, at: &str, spans: &[Span]) {
        if self.at_most(at, "spans", spans.len(), limits::ITEMS) {
            for (index, span) in spans.iter().enumerate() {
                self.text(&format!("{at}[{index}].text"), &span.text);
                span.href.iter().for_each(|href| self.href(&format!("{at}[{index}].href"), href));
            }
        }
    }
}
