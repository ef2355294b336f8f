//! What core would not draw.
//!
//! Rule: one walk over the page, in reading order; every flaw names its place as a path into the JSON. A limit is a flaw
//! too, and a part that is over its limit is not walked.

use std::{collections::BTreeSet, fmt};

use super::{
    Action, Card, Cell, Day, Fact, Field, Form, Input, Itinerary, Link, Map, Money, Page, Piece, Table, Waterfall,
    cells::is_date,
};
use crate::links;

/// How much a page may hold.
pub mod limits {
    /// Pieces on a page, those inside others counted.
    pub const PIECES: usize = 200;
    /// Sections and columns inside one another.
    pub const DEPTH: usize = 3;
    /// Rows of a table.
    pub const ROWS: usize = 2_000;
    /// Columns of a table.
    pub const TABLE_COLUMNS: usize = 20;
    /// Places on a map.
    pub const POINTS: usize = 2_000;
    /// Days of an itinerary.
    pub const DAYS: usize = 400;
    /// Cards of a list.
    pub const CARDS: usize = 500;
    /// Fields of a form.
    pub const FIELDS: usize = 60;
    /// Choices of a field.
    pub const CHOICES: usize = 500;
    /// Anything else that is listed: facts, actions, files, lines, paragraphs, reasons.
    pub const ITEMS: usize = 100;
    /// Characters of a title, a label or a name.
    pub const TITLE_CHARS: usize = 200;
    /// Characters of any other text.
    pub const TEXT_CHARS: usize = 4_000;
    /// Bytes of all texts together.
    pub const ALL_TEXT_BYTES: usize = 512 * 1024;
    /// Bytes of an uploaded file.
    pub const FILE_BYTES: u64 = 10 * 1024 * 1024;
}

/// Something that core would not draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where: a path into the JSON, such as `pieces[2].fields[0].name`.
    pub at: String,
    /// What, and what would be right.
    pub what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

/// Names that would hide a property or a method of the form from a script.
const SHADOWING: [&str; 46] = [
    "action",
    "after",
    "animate",
    "append",
    "attributes",
    "autocomplete",
    "before",
    "blur",
    "checked",
    "children",
    "class",
    "click",
    "closest",
    "contains",
    "dataset",
    "dir",
    "elements",
    "encoding",
    "enctype",
    "focus",
    "hidden",
    "id",
    "inert",
    "item",
    "lang",
    "length",
    "matches",
    "method",
    "name",
    "normalize",
    "parent",
    "part",
    "popover",
    "prefix",
    "prepend",
    "rel",
    "remove",
    "reset",
    "role",
    "slot",
    "style",
    "submit",
    "target",
    "title",
    "translate",
    "prototype",
];

pub(super) fn flaws(page: &Page) -> Vec<Flaw> {
    let mut walk = Walk::default();
    walk.title("title", &page.title);
    if let Some(up) = &page.up {
        walk.link("up", up);
    }
    walk.pieces("pieces", &page.pieces, 0);
    walk.at_most("pieces", "pieces on a page", walk.piece_count, limits::PIECES);
    if walk.text_bytes > limits::ALL_TEXT_BYTES {
        let what = format!("all texts together have {} bytes; at most {} fit", walk.text_bytes, limits::ALL_TEXT_BYTES);
        walk.flaw("pieces", what);
    }
    walk.places();
    walk.flaws
}

#[derive(Default)]
struct Walk {
    flaws: Vec<Flaw>,
    piece_count: usize,
    text_bytes: usize,
    ids: BTreeSet<String>,
    /// Links to places on the page, each with where it stands.
    wanted: Vec<(String, String)>,
}

impl Walk {
    fn flaw(&mut self, at: &str, what: impl Into<String>) {
        self.flaws.push(Flaw { at: at.to_owned(), what: what.into() });
    }

    /// Notes a flaw if there are too many, and returns whether there are not.
    fn at_most(&mut self, at: &str, what: &str, count: usize, most: usize) -> bool {
        if count > most {
            self.flaw(at, format!("{count} {what}; at most {most} fit"));
        }
        count <= most
    }

    fn title(&mut self, at: &str, text: &str) {
        if text.trim().is_empty() {
            self.flaw(at, "is empty; say in a few words what it is");
        }
        self.words(at, text, limits::TITLE_CHARS);
    }

    fn text(&mut self, at: &str, text: &str) {
        self.words(at, text, limits::TEXT_CHARS);
    }

    fn texts<'a>(&mut self, at: &str, texts: impl ExactSizeIterator<Item = &'a String>) {
        if self.at_most(at, "items", texts.len(), limits::ITEMS) {
            for (index, text) in texts.enumerate() {
                self.text(&format!("{at}[{index}]"), text);
            }
        }
    }

    fn words(&mut self, at: &str, text: &str, most: usize) {
        self.text_bytes = self.text_bytes.saturating_add(text.len());
        let chars = text.chars().count();
        if chars > most {
            self.flaw(at, format!("has {chars} characters; at most {most} fit"));
        }
        // Marks that turn the reading direction make a text look like another one (Trojan Source).
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if text.chars().any(|c| turns(c) || (c.is_control() && c != '\n' && c != '\t')) {
            self.flaw(at, "holds control characters; leave them out");
        }
    }

    fn id(&mut self, at: &str, id: &str) {
        if !links::is_id(id) {
            self.flaw(
                at,
                format!("`{}` cannot name a place: use small letters, digits, - and _, a letter first", shown(id)),
            );
        } else if !self.ids.insert(id.to_owned()) {
            self.flaw(at, format!("`{id}` is there twice on the page"));
        }
    }

    fn href(&mut self, at: &str, href: &str) {
        match links::target(href) {
            Some(links::Target::Here(id)) => self.wanted.push((at.to_owned(), id.to_owned())),
            Some(links::Target::Below(_) | links::Target::Outside(_)) => {}
            None => self.flaw(
                at,
                format!(
                    "`{}` may not be linked: use a path below the plugin's mount such as `plans/7`, #id, https, tel, mailto, geo or webcal",
                    shown(href)
                ),
            ),
        }
    }

    fn action(&mut self, at: &str, path: &str) {
        if !links::is_action(path) {
            let what = format!(
                "`{}` may not be posted to: use a path below the plugin's mount such as `plans/7`",
                shown(path)
            );
            self.flaw(at, what);
        }
    }

    fn link(&mut self, at: &str, link: &Link) {
        self.title(&format!("{at}.text"), &link.text);
        self.href(&format!("{at}.href"), &link.href);
    }

    fn money(&mut self, at: &str, money: &Money) {
        if !money.is_sound() {
            let what = format!(
                "`{} {}` is no amount: give a decimal such as 12.50 and a currency such as EUR",
                shown(&money.amount),
                shown(&money.currency)
            );
            self.flaw(at, what);
        }
    }

    fn date(&mut self, at: &str, date: &str) {
        if !is_date(date) {
            self.flaw(at, format!("`{}` is no date: write it like 2027-03-05", shown(date)));
        }
    }

    fn position(&mut self, at: &str, lat: f64, lon: f64) {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            self.flaw(
                at,
                format!("lat {lat}, lon {lon} is no place on Earth: give degrees, lat -90 to 90, lon -180 to 180"),
            );
        }
    }

    /// Every link to a place on the page has found it.
    fn places(&mut self) {
        for (at, id) in std::mem::take(&mut self.wanted) {
            if !self.ids.contains(&id) {
                self.flaw(&at, format!("`#{id}` leads nowhere: no piece has this id"));
            }
        }
    }

    fn pieces(&mut self, at: &str, pieces: &[Piece], depth: usize) {
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

    fn piece(&mut self, at: &str, piece: &Piece, depth: usize) {
        match piece {
            Piece::Heading(heading) => {
                self.title(&format!("{at}.text"), &heading.text);
                heading.id.iter().for_each(|id| self.id(&format!("{at}.id"), id));
            }
            Piece::Text(text) => {
                if self.at_most(&format!("{at}.paragraphs"), "paragraphs", text.paragraphs.len(), limits::ITEMS) {
                    for (index, paragraph) in text.paragraphs.iter().enumerate() {
                        self.spans(&format!("{at}.paragraphs[{index}]"), &paragraph.spans);
                    }
                }
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
            Piece::Actions(actions) => {
                if self.at_most(&format!("{at}.actions"), "actions", actions.actions.len(), limits::ITEMS) {
                    for (index, action) in actions.actions.iter().enumerate() {
                        self.button(&format!("{at}.actions[{index}]"), action);
                    }
                }
            }
            Piece::Downloads(downloads) => {
                if self.at_most(&format!("{at}.files"), "files", downloads.files.len(), limits::ITEMS) {
                    for (index, file) in downloads.files.iter().enumerate() {
                        self.title(&format!("{at}.files[{index}].name"), &file.name);
                        self.action(&format!("{at}.files[{index}].href"), &file.href);
                        self.text(&format!("{at}.files[{index}].note"), &file.note);
                    }
                }
            }
            Piece::Progress(progress) => {
                self.text(&format!("{at}.message"), &progress.message);
                if !is_job(&progress.job) {
                    self.flaw(&format!("{at}.job"), format!("`{}` is no job id", shown(&progress.job)));
                }
            }
            Piece::List(list) => {
                self.text(&format!("{at}.empty"), &list.empty);
                if self.at_most(&format!("{at}.cards"), "cards", list.cards.len(), limits::CARDS) {
                    for (index, card) in list.cards.iter().enumerate() {
                        self.card(&format!("{at}.cards[{index}]"), card);
                    }
                }
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
        }
    }

    fn spans(&mut self, at: &str, spans: &[super::Span]) {
        if self.at_most(at, "spans", spans.len(), limits::ITEMS) {
            for (index, span) in spans.iter().enumerate() {
                self.text(&format!("{at}[{index}].text"), &span.text);
                span.href.iter().for_each(|href| self.href(&format!("{at}[{index}].href"), href));
            }
        }
    }

    fn cell(&mut self, at: &str, cell: &Cell) {
        match cell {
            Cell::Empty | Cell::Minutes(_) => {}
            Cell::Text(text) => self.text(at, text),
            Cell::Number(number) | Cell::Km(number) => {
                if !number.is_finite() {
                    self.flaw(at, "is no number; leave the cell empty instead");
                }
            }
            Cell::Money(money) => self.money(at, money),
            Cell::Date(date) => self.date(at, date),
            Cell::Link(link) => self.link(at, link),
        }
    }

    fn facts(&mut self, at: &str, facts: &[Fact]) {
        if self.at_most(at, "facts", facts.len(), limits::ITEMS) {
            for (index, fact) in facts.iter().enumerate() {
                self.title(&format!("{at}[{index}].label"), &fact.label);
                self.cell(&format!("{at}[{index}].value"), &fact.value);
                fact.note.iter().for_each(|note| self.text(&format!("{at}[{index}].note"), note));
            }
        }
    }

    fn table(&mut self, at: &str, table: &Table) {
        self.title(&format!("{at}.caption"), &table.caption);
        self.text(&format!("{at}.empty"), &table.empty);
        if table.columns.is_empty() {
            self.flaw(&format!("{at}.columns"), "has no columns");
        }
        let fits = self.at_most(&format!("{at}.columns"), "columns", table.columns.len(), limits::TABLE_COLUMNS);
        if !self.at_most(&format!("{at}.rows"), "rows; show them by pages", table.rows.len(), limits::ROWS) || !fits {
            return;
        }
        for (index, column) in table.columns.iter().enumerate() {
            self.title(&format!("{at}.columns[{index}].title"), &column.title);
        }
        for (row_index, row) in table.rows.iter().enumerate() {
            let at = format!("{at}.rows[{row_index}]");
            if row.len() != table.columns.len() {
                self.flaw(&at, format!("has {} values for {} columns", row.len(), table.columns.len()));
            }
            for (index, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
                let at = format!("{at}[{index}]");
                if !column.kind.takes(cell) {
                    self.flaw(
                        &at,
                        format!("does not fit the column `{}`: its kind is {:?}", column.title, column.kind),
                    );
                }
                self.cell(&at, cell);
            }
        }
    }

    fn map(&mut self, at: &str, map: &Map) {
        self.title(&format!("{at}.title"), &map.title);
        self.text(&format!("{at}.summary"), &map.summary);
        if map.summary.trim().is_empty() {
            self.flaw(&format!("{at}.summary"), "is empty; say in a sentence what the map shows");
        }
        for (name, spot) in [("home", &map.home), ("end", &map.end)] {
            if let Some(spot) = spot {
                self.title(&format!("{at}.{name}.label"), &spot.label);
                self.position(&format!("{at}.{name}"), spot.lat, spot.lon);
            }
        }
        if self.at_most(&format!("{at}.points"), "points", map.points.len(), limits::POINTS) {
            for (index, point) in map.points.iter().enumerate() {
                let at = format!("{at}.points[{index}]");
                self.title(&format!("{at}.label"), &point.label);
                self.position(&at, point.lat, point.lon);
                point.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
            }
        }
    }

    fn itinerary(&mut self, at: &str, itinerary: &Itinerary) {
        if self.at_most(&format!("{at}.days"), "days", itinerary.days.len(), limits::DAYS) {
            for (index, day) in itinerary.days.iter().enumerate() {
                self.day(&format!("{at}.days[{index}]"), day);
            }
        }
    }

    fn day(&mut self, at: &str, day: &Day) {
        self.date(&format!("{at}.date"), &day.date);
        self.title(&format!("{at}.title"), &day.title);
        day.id.iter().for_each(|id| self.id(&format!("{at}.id"), id));
        day.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
        day.detail.iter().for_each(|detail| self.text(&format!("{at}.detail"), detail));
        day.amount.iter().for_each(|amount| self.money(&format!("{at}.amount"), amount));
        self.texts(&format!("{at}.reasons"), day.reasons.iter());
        if self.at_most(&format!("{at}.drives"), "drives", day.drives.len(), limits::ITEMS) {
            for (index, drive) in day.drives.iter().enumerate() {
                self.title(&format!("{at}.drives[{index}].from"), &drive.from);
                self.title(&format!("{at}.drives[{index}].to"), &drive.to);
                self.cell(&format!("{at}.drives[{index}].km"), &Cell::Km(drive.km));
            }
        }
    }

    fn waterfall(&mut self, at: &str, waterfall: &Waterfall) {
        self.title(&format!("{at}.title"), &waterfall.title);
        let lines = waterfall.lines.iter().enumerate().map(|(index, line)| (format!("{at}.lines[{index}]"), line));
        let lines: Vec<_> = lines.chain([(format!("{at}.total"), &waterfall.total)]).collect();
        if self.at_most(&format!("{at}.lines"), "lines", lines.len(), limits::ITEMS) {
            for (at, line) in lines {
                self.title(&format!("{at}.label"), &line.label);
                self.money(&format!("{at}.amount"), &line.amount);
                line.note.iter().for_each(|note| self.text(&format!("{at}.note"), note));
                if line.amount.currency != waterfall.total.amount.currency {
                    self.flaw(&format!("{at}.amount"), "is in another currency than the total");
                }
            }
        }
    }

    fn card(&mut self, at: &str, card: &Card) {
        self.title(&format!("{at}.title"), &card.title);
        card.href.iter().for_each(|href| self.href(&format!("{at}.href"), href));
        card.note.iter().for_each(|note| self.text(&format!("{at}.note"), note));
        self.facts(&format!("{at}.facts"), &card.facts);
    }

    fn button(&mut self, at: &str, action: &Action) {
        match action {
            Action::Go { text, href, tone: _ } => {
                self.title(&format!("{at}.go.text"), text);
                self.href(&format!("{at}.go.href"), href);
            }
            Action::Do { text, action, tone: _, confirm, values } => {
                self.title(&format!("{at}.do.text"), text);
                self.action(&format!("{at}.do.action"), action);
                confirm.iter().for_each(|confirm| self.text(&format!("{at}.do.confirm"), confirm));
                if self.at_most(&format!("{at}.do.values"), "values", values.len(), limits::ITEMS) {
                    for (index, hidden) in values.iter().enumerate() {
                        self.name(&format!("{at}.do.values[{index}].name"), &hidden.name);
                        self.text(&format!("{at}.do.values[{index}].value"), &hidden.value);
                    }
                }
            }
        }
    }

    fn name(&mut self, at: &str, name: &str) {
        if !links::is_id(name) {
            let what =
                format!("`{}` cannot name a field: use small letters, digits, - and _, a letter first", shown(name));
            self.flaw(at, what);
        } else if SHADOWING.contains(&name) {
            self.flaw(at, format!("`{name}` would hide a property of the form: use something like `plan_{name}`"));
        }
    }

    fn form(&mut self, at: &str, form: &Form) {
        self.id(&format!("{at}.id"), &form.id);
        self.action(&format!("{at}.action"), &form.action);
        self.title(&format!("{at}.submit"), &form.submit);
        form.error.iter().for_each(|error| self.text(&format!("{at}.error"), error));
        if !self.at_most(&format!("{at}.fields"), "fields", form.fields.len(), limits::FIELDS) {
            return;
        }
        let mut names = BTreeSet::new();
        for (index, field) in form.fields.iter().enumerate() {
            let at = format!("{at}.fields[{index}]");
            if !names.insert(&field.name) {
                self.flaw(&format!("{at}.name"), format!("`{}` is there twice in the form", shown(&field.name)));
            }
            self.field(&at, field);
        }
    }

    fn field(&mut self, at: &str, field: &Field) {
        self.name(&format!("{at}.name"), &field.name);
        if field.input != (Input::Hidden {}) {
            self.title(&format!("{at}.label"), &field.label);
        }
        field.help.iter().for_each(|help| self.text(&format!("{at}.help"), help));
        field.error.iter().for_each(|error| self.text(&format!("{at}.error"), error));
        field.group.iter().for_each(|group| self.title(&format!("{at}.group"), group));
        // What somebody filled in comes back as it was, so only its size is looked at.
        self.text_bytes = self.text_bytes.saturating_add(field.value.as_ref().map_or(0, String::len));
        let at = format!("{at}.input");
        match &field.input {
            Input::Text { .. } | Input::Textarea { .. } | Input::Checkbox {} | Input::Hidden {} => {}
            Input::Number { unit, .. } => unit.iter().for_each(|unit| self.title(&format!("{at}.unit"), unit)),
            Input::Date { min, max } => min.iter().chain(max).for_each(|date| self.date(&at, date)),
            Input::Money { currency } => self.money(&at, &Money::new("0", currency)),
            Input::Select { choices } => {
                if self.at_most(&at, "choices", choices.len(), limits::CHOICES) {
                    for choice in choices {
                        self.title(&format!("{at}.choices"), &choice.label);
                        self.text(&format!("{at}.choices"), &choice.value);
                    }
                }
            }
            Input::File { accept, max_bytes } => {
                if *max_bytes == 0 || *max_bytes > limits::FILE_BYTES {
                    self.flaw(&at, format!("max_bytes is {max_bytes}; use 1 to {}", limits::FILE_BYTES));
                }
                let is_sound = |kind: &String| {
                    !kind.is_empty()
                        && kind.len() <= 100
                        && kind.chars().all(|c| c.is_ascii_alphanumeric() || "./+-*".contains(c))
                };
                if !accept.iter().all(is_sound) {
                    self.flaw(&at, "accept holds something else than endings (.csv) and types (text/csv)");
                }
            }
        }
    }
}

/// Job ids are UUIDs.
fn is_job(id: &str) -> bool {
    id.len() == 36 && id.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c) || c == '-')
}

/// A wrong value as it can be shown in a message: short, and without what breaks a line.
fn shown(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
