//! A page of a plugin: a title and pieces in the order in which they are read, or HTML with pieces placed into it.
//!
//! Rule: a piece says what something is (a fact, a sum, a day), never how it looks; [`Page::check`] names every flaw with
//! its place, and core draws only what it accepts. The method names read like the page: `page("Plans").list(…)`.

mod actions;
mod cells;
mod chart;
mod check;
mod facts;
mod form;
mod html_page;
mod icon;
mod itinerary;
mod listing;
mod map;
mod nav;
mod people;
mod sheet;
mod stat;
mod table;
mod text;
mod timeline;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    actions::{Action, Actions, Hidden, Progress, Tone},
    cells::{Cell, Link, Money},
    chart::{Axis, Band, Chart, Plot, Reference, Series, Spark, Unit},
    check::{Flaw, limits},
    facts::{Card, Download, Downloads, Fact, Facts, List},
    form::{Autofill, Choice, Field, Form, Input},
    html_page::{Mistake, html_page},
    icon::Icon,
    itinerary::{Day, DayKind, Drive, Itinerary, Line, Waterfall},
    listing::{ColumnChoice, ColumnOption, Filter, Order, Paging, Sort},
    map::{Area, Map, Point, Position, Route, Spot, Zoom},
    nav::{Nav, NavLink, Tabs},
    people::{People, Someone},
    sheet::{Dialog, Empty, Menu, Upload},
    stat::{Badge, BadgeTone, Badges, Change, Direction, Stat, Stats},
    table::{Column, ColumnKind, Narrow, Table},
    text::{Heading, Notice, NoticeKind, Paragraph, Span, Text, Verbatim},
    timeline::{Moment, Timeline},
};

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// What the page is called: the heading, and the title of the window.
    pub title: String,
    /// The page above this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Link>,
    /// The pages above this one, the highest first; for one alone `up` is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<Link>,
    /// What stands on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// What stands on it as HTML of the profile ([`crate::html`]), instead of `pieces`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The pieces that the HTML places with `<div data-piece="name"></div>`, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, Piece>,
    /// What is wrong with what was sent by a form of the HTML.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Mistake>,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "piece", rename_all = "snake_case")]
pub enum Piece {
    /// A heading between pieces.
    Heading(Heading),
    /// Paragraphs.
    Text(Text),
    /// A message that stands out.
    Notice(Notice),
    /// Labels with values.
    Facts(Facts),
    /// Rows and columns.
    Table(Table),
    /// Places, perhaps joined by a route.
    Map(Map),
    /// Days in their order.
    Itinerary(Itinerary),
    /// Sums that lead to a total.
    Waterfall(Waterfall),
    /// Something to fill in and send.
    Form(Form),
    /// Links and buttons.
    Actions(Actions),
    /// Files to take along.
    Downloads(Downloads),
    /// How far a job is.
    Progress(Progress),
    /// Cards, each for one thing.
    List(List),
    /// Pieces under a title of their own.
    Section(Section),
    /// Two or three stacks of pieces, side by side where there is room.
    Columns(Columns),
    /// Numbers as a picture.
    Chart(Chart),
    /// Numbers that matter.
    Stats(Stats),
    /// Words with a colour.
    Badges(Badges),
    /// A card for one thing.
    Card(Card),
    /// Views of the same thing, side by side.
    Tabs(Tabs),
    /// Places to go, one under another.
    Nav(Nav),
    /// What stands where there is nothing yet.
    Empty(Empty),
    /// Moments in their order.
    Timeline(Timeline),
    /// Pieces behind a button.
    Dialog(Dialog),
    /// Links and buttons behind one button.
    Menu(Menu),
    /// A file to bring.
    Upload(Upload),
    /// Who belongs to something.
    People(People),
    /// A text to be copied as it stands.
    Verbatim(Verbatim),
}

/// Pieces under a title of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The name of the place on the page, for links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether only the title shows until the reader opens it.
    #[serde(default)]
    pub is_folded: bool,
    /// What stands in it.
    pub pieces: Vec<Piece>,
}

/// Stacks of pieces, side by side where there is room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The stacks, in reading order.
    pub columns: Vec<Vec<Piece>>,
}

/// Returns an empty page.
#[must_use]
pub fn page(title: impl Into<String>) -> Page {
    Page { title: title.into(), ..Page::default() }
}

/// Returns an empty section.
#[must_use]
pub fn section(title: impl Into<String>) -> Section {
    Section { title: title.into(), ..Section::default() }
}

impl Page {
    /// Bytes of JSON that a page may have; whoever receives one looks at its length before reading it.
    pub const MAX_JSON_BYTES: usize = 1 << 20;

    /// Sets the page above this one.
    #[must_use]
    pub fn up(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.up = Some(Link::new(text, href));
        self
    }

    /// Sets the pages above this one, the highest first, each as text and address.
    #[must_use]
    pub fn trail<'a>(mut self, links: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        self.trail = links.into_iter().map(|(text, href)| Link::new(text, href)).collect();
        self
    }

    /// Finds what core would not draw; of HTML, only what stands beside it ([`Page::check_html`] is for the rest).
    ///
    /// # Errors
    ///
    /// Every flaw with its place, in reading order.
    pub fn check(&self) -> Result<(), Vec<Flaw>> {
        let flaws = check::flaws(self);
        if flaws.is_empty() { Ok(()) } else { Err(flaws) }
    }
}

impl Section {
    /// Shows only the title until the reader opens it.
    #[must_use]
    pub fn folded(mut self) -> Self {
        self.is_folded = true;
        self
    }

    /// Names the place, so that a link can lead to it.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// Gives whatever holds pieces one method for each kind.
macro_rules! holds_pieces {
    ($($holder:ty),+) => {$(
        impl $holder {
            /// Adds any piece.
            #[must_use]
            pub fn piece(mut self, piece: impl Into<Piece>) -> Self {
                self.pieces.push(piece.into());
                self
            }

            /// Adds a heading.
            #[must_use]
            pub fn heading(self, text: impl Into<String>) -> Self {
                self.piece(Heading { text: text.into(), id: None })
            }

            /// Adds a paragraph.
            #[must_use]
            pub fn text(self, paragraph: impl Into<Paragraph>) -> Self {
                self.piece(Text { paragraphs: vec![paragraph.into()] })
            }

            /// Adds a message that stands out.
            #[must_use]
            pub fn notice(self, kind: NoticeKind, text: impl Into<String>) -> Self {
                self.piece(Notice { kind, text: text.into(), details: Vec::new() })
            }

            /// Adds labels with values.
            #[must_use]
            pub fn facts(self, facts: impl IntoIterator<Item = Fact>) -> Self {
                self.piece(Facts { facts: facts.into_iter().collect(), is_headline: false })
            }

            /// Adds the few figures that matter most.
            #[must_use]
            pub fn headline(self, facts: impl IntoIterator<Item = Fact>) -> Self {
                self.piece(Facts { facts: facts.into_iter().collect(), is_headline: true })
            }

            /// Adds a table.
            #[must_use]
            pub fn table(self, table: Table) -> Self {
                self.piece(table)
            }

            /// Adds a map.
            #[must_use]
            pub fn map(self, map: Map) -> Self {
                self.piece(map)
            }

            /// Adds days.
            #[must_use]
            pub fn itinerary(self, days: impl IntoIterator<Item = Day>) -> Self {
                self.piece(Itinerary { days: days.into_iter().collect() })
            }

            /// Adds sums that lead to a total.
            #[must_use]
            pub fn waterfall(self, waterfall: Waterfall) -> Self {
                self.piece(waterfall)
            }

            /// Adds a form.
            #[must_use]
            pub fn form(self, form: Form) -> Self {
                self.piece(form)
            }

            /// Adds links and buttons.
            #[must_use]
            pub fn actions(self, actions: impl IntoIterator<Item = Action>) -> Self {
                self.piece(Actions { actions: actions.into_iter().collect() })
            }

            /// Adds files to take along.
            #[must_use]
            pub fn downloads(self, files: impl IntoIterator<Item = Download>) -> Self {
                self.piece(Downloads { files: files.into_iter().collect() })
            }

            /// Adds how far a job is.
            #[must_use]
            pub fn progress(self, progress: Progress) -> Self {
                self.piece(progress)
            }

            /// Adds cards; `empty` says what to do where there are none.
            #[must_use]
            pub fn list(self, cards: impl IntoIterator<Item = Card>, empty: impl Into<String>) -> Self {
                self.piece(List { cards: cards.into_iter().collect(), empty: empty.into() })
            }

            /// Adds a section.
            #[must_use]
            pub fn section(self, section: Section) -> Self {
                self.piece(section)
            }

            /// Adds stacks of pieces, side by side where there is room.
            #[must_use]
            pub fn columns(self, columns: impl IntoIterator<Item = Vec<Piece>>) -> Self {
                self.piece(Columns { columns: columns.into_iter().collect() })
            }

            /// Adds numbers as a picture.
            #[must_use]
            pub fn chart(self, chart: Chart) -> Self {
                self.piece(chart)
            }

            /// Adds numbers that matter.
            #[must_use]
            pub fn stats(self, stats: impl IntoIterator<Item = Stat>) -> Self {
                self.piece(Stats { stats: stats.into_iter().collect() })
            }

            /// Adds words with a colour.
            #[must_use]
            pub fn badges(self, badges: impl IntoIterator<Item = Badge>) -> Self {
                self.piece(Badges { badges: badges.into_iter().collect() })
            }

            /// Adds a card for one thing.
            #[must_use]
            pub fn card(self, card: Card) -> Self {
                self.piece(card)
            }

            /// Adds views of the same thing, side by side.
            #[must_use]
            pub fn tabs(self, label: impl Into<String>, links: impl IntoIterator<Item = NavLink>) -> Self {
                self.piece(Tabs { label: label.into(), links: links.into_iter().collect() })
            }

            /// Adds places to go, one under another.
            #[must_use]
            pub fn nav(self, label: impl Into<String>, links: impl IntoIterator<Item = NavLink>) -> Self {
                self.piece(Nav { label: label.into(), links: links.into_iter().collect() })
            }

            /// Adds what stands where there is nothing yet.
            #[must_use]
            pub fn empty(self, empty: Empty) -> Self {
                self.piece(empty)
            }

            /// Adds moments in their order.
            #[must_use]
            pub fn timeline(self, timeline: Timeline) -> Self {
                self.piece(timeline)
            }

            /// Adds pieces behind a button.
            #[must_use]
            pub fn dialog(self, dialog: Dialog) -> Self {
                self.piece(dialog)
            }

            /// Adds links and buttons behind one button.
            #[must_use]
            pub fn menu(self, menu: Menu) -> Self {
                self.piece(menu)
            }

            /// Adds a file to bring.
            #[must_use]
            pub fn upload(self, upload: Upload) -> Self {
                self.piece(upload)
            }

            /// Adds who belongs to something; `label` says to what.
            #[must_use]
            pub fn people(self, label: impl Into<String>, people: impl IntoIterator<Item = Someone>) -> Self {
                self.piece(People::new(label, people))
            }

            /// Adds a text to be copied as it stands.
            #[must_use]
            pub fn verbatim(self, label: impl Into<String>, text: impl Into<String>) -> Self {
                self.piece(Verbatim { label: label.into(), text: text.into() })
            }
        }
    )+};
}

holds_pieces!(Page, Section, Dialog);

/// Lets every piece be given where any piece is wanted.
macro_rules! is_piece {
    ($($name:ident),+) => {$(
        impl From<$name> for Piece {
            fn from(piece: $name) -> Self {
                Self::$name(piece)
            }
        }
    )+};
}

is_piece!(
    Heading, Text, Notice, Facts, Table, Map, Itinerary, Waterfall, Form, Actions, Downloads, Progress, List, Section,
    Columns, Chart, Stats, Badges, Card, Tabs, Nav, Empty, Timeline, Dialog, Menu, Upload, People, Verbatim
);

#[cfg(test)]
mod tests;
