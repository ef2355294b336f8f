//! A plugin's page, piece by piece.
//!
//! Rule: a link or an action that does not pass `loadin_profile::links` is drawn as plain text, also on a page that nobody
//! checked; ids carry the prefix `p-`, so a plugin's page can neither hide nor label what is core's.

mod actions;
mod facts;
mod form;
mod html;
mod icons;
mod itinerary;
mod nav;
mod people;
mod sheet;
mod stat;
mod table;
mod timeline;

use loadin_profile::{
    links::{self, Target},
    page::{Heading, Link, Notice, NoticeKind, Page, Paragraph, Piece, Section, Span},
};
use maud::{Markup, html};

use crate::{
    chart,
    document::Document,
    map,
    shell::{PluginFrame, Shell},
    words::Words,
};

pub use self::html::{html_mount, render_html};
pub(crate) use self::{
    facts::cell,
    form::{ErrorLink, summary},
    icons::{Sign, sign},
};

/// Draws a plugin's page.
///
/// The page is drawn as far as it goes even if [`Page::check`] was not asked; whoever serves it asks first, so that its
/// author learns what was wrong.
#[must_use]
pub fn render(page: &Page, shell: &Shell, plugin: &PluginFrame) -> String {
    let pen = Pen::new(plugin, shell.words);
    framed(page, pen.pieces(&page.pieces), shell, pen)
}

/// Draws what stands around the body of a plugin's page.
fn framed(page: &Page, body: Markup, shell: &Shell, pen: Pen<'_>) -> String {
    let (plugin, words) = (pen.plugin, pen.words);
    let pieces = || page.pieces.iter().chain(page.data.values());
    let errors: Vec<ErrorLink> = html::mistakes(page).chain(form::errors(pieces())).collect();
    let shows_map = holds(pieces(), |piece| matches!(piece, Piece::Map(_)));
    let needs_patterns = holds(pieces(), |piece| matches!(piece, Piece::Chart(each) if chart::needs_patterns(each)));
    let main = html! {
        (summary(&errors, words))
        @if needs_patterns { (chart::patterns()) }
        (body)
    };
    let mut document = Document::new(&page.title, main);
    document.has_errors = !errors.is_empty();
    document.watches = holds(pieces(), |piece| matches!(piece, Piece::Progress(_)));
    document.above = html! {
        @if !page.trail.is_empty() { (pen.trail(&page.trail, &page.title)) }
        @else if let Some(up) = &page.up { p class="up" { (pen.link(up)) } }
    };
    document.foot = html! {
        p { (by(plugin, words)) }
        @if shows_map { p { @for (index, line) in map::attribution().iter().enumerate() { @if index > 0 { " · " } (line) } } }
    };
    document.render(shell)
}

/// Whose page it is.
fn by(plugin: &PluginFrame, words: Words) -> String {
    words.say_with("shell-plugin", &[("name", (&plugin.name).into()), ("version", (&plugin.version).into())])
}

/// What only core's own pages say about a field of theirs.
pub(crate) struct Entry {
    /// The field's name.
    pub name: &'static str,
    /// What browsers and password managers may fill in, by the names that HTML has for it.
    pub autocomplete: &'static str,
    /// Whether it is not shown while it is typed.
    pub is_password: bool,
}

/// Draws one of core's own pages: links and actions start at the root, forms carry core's token. `errors` are those that
/// belong to no field; the summary at the top tells them with the others.
pub(crate) fn of_core(page: &Page, own: Own<'_>, shell: &Shell) -> (Markup, bool) {
    let frame = PluginFrame {
        name: String::new(),
        version: String::new(),
        base: "/".to_owned(),
        csrf: own.csrf.to_owned(),
        space: shell.space.as_ref().map(|space| space.slug.clone()).unwrap_or_default(),
    };
    let pen = Pen { entries: own.entries, ..Pen::new(&frame, shell.words) };
    let errors: Vec<ErrorLink> = own.errors.into_iter().chain(form::errors(&page.pieces)).collect();
    (html! { (summary(&errors, shell.words)) (pen.pieces(&page.pieces)) }, !errors.is_empty())
}

/// What one of core's own pages has beside its pieces.
#[derive(Default)]
pub(crate) struct Own<'a> {
    /// The token of its forms.
    pub csrf: &'a str,
    /// Its fields that are more than the kit's.
    pub entries: &'static [Entry],
    /// What is wrong and belongs to no field.
    pub errors: Vec<ErrorLink>,
}

/// Returns whether a piece, or one inside it, is such a piece.
fn holds<'p>(pieces: impl IntoIterator<Item = &'p Piece>, is_such: fn(&Piece) -> bool) -> bool {
    let is_inside = |piece| inner(piece).into_iter().any(|pieces| holds(pieces, is_such));
    pieces.into_iter().any(|piece| is_such(piece) || is_inside(piece))
}

/// Returns the stacks of pieces inside a piece.
fn inner(piece: &Piece) -> Vec<&[Piece]> {
    match piece {
        Piece::Section(section) => vec![&section.pieces],
        Piece::Columns(columns) => columns.columns.iter().map(Vec::as_slice).collect(),
        Piece::Dialog(dialog) => vec![&dialog.pieces],
        _ => Vec::new(),
    }
}

/// What every piece needs to be drawn.
#[derive(Clone, Copy)]
pub(crate) struct Pen<'a> {
    plugin: &'a PluginFrame,
    words: Words,
    level: u8,
    entries: &'static [Entry],
}

impl<'a> Pen<'a> {
    /// Returns a pen for the pieces right under a page's title.
    pub(crate) fn new(plugin: &'a PluginFrame, words: Words) -> Self {
        Self { plugin, words, level: 2, entries: &[] }
    }
}

impl Pen<'_> {
    /// Returns the reader's words.
    pub(crate) fn words(self) -> Words {
        self.words
    }

    fn pieces(self, pieces: &[Piece]) -> Markup {
        html! { @for piece in pieces { (self.piece(piece)) } }
    }

    fn piece(self, piece: &Piece) -> Markup {
        match piece {
            Piece::Heading(heading) => self.heading(heading),
            Piece::Text(text) => {
                html! { div class="prose" { @for each in &text.paragraphs { (self.paragraph(each)) } } }
            }
            Piece::Notice(each) => notice(each, self.words),
            Piece::Facts(facts) => self.facts(facts),
            Piece::Table(table) => self.table(table),
            Piece::Map(each) => map::draw(each, self),
            Piece::Itinerary(itinerary) => self.itinerary(itinerary),
            Piece::Waterfall(waterfall) => self.waterfall(waterfall),
            Piece::Form(form) => self.form(form),
            Piece::Actions(actions) => self.actions(actions),
            Piece::Downloads(downloads) => self.downloads(downloads),
            Piece::Progress(progress) => self.progress(progress),
            Piece::List(list) => self.list(list),
            Piece::Section(section) => self.section(section),
            Piece::Columns(columns) => html! {
                div class="columns" {
                    @for pieces in &columns.columns { div { (self.pieces(pieces)) } }
                }
            },
            Piece::Chart(each) => chart::draw(each, self),
            Piece::Stats(stats) => self.stats(stats),
            Piece::Badges(badges) => stat::badges(badges),
            Piece::Card(card) => self.lone_card(card),
            Piece::Tabs(tabs) => self.tabs(tabs),
            Piece::Nav(nav) => self.nav(nav),
            Piece::Empty(empty) => self.empty(empty),
            Piece::Timeline(timeline) => self.timeline(timeline),
            Piece::Dialog(dialog) => self.dialog(dialog),
            Piece::Menu(menu) => self.menu(menu),
            Piece::Upload(upload) => self.upload(upload),
            Piece::People(people) => self.people(people),
            Piece::Verbatim(verbatim) => html! {
                p class="name" { (verbatim.label) }
                p { code class="secret" { (verbatim.text) } }
            },
        }
    }

    fn heading(self, heading: &Heading) -> Markup {
        self.titled(&heading.text, heading.id.as_deref())
    }

    /// A heading of the level that follows from where it stands.
    fn titled(self, text: &str, id: Option<&str>) -> Markup {
        let id = id.map(place);
        html! {
            @match self.level {
                2 => { h2 id=[id] { (text) } }
                3 => { h3 id=[id] { (text) } }
                4 => { h4 id=[id] { (text) } }
                5 => { h5 id=[id] { (text) } }
                _ => { h6 id=[id] { (text) } }
            }
        }
    }

    /// Returns a pen for pieces under a heading of their own.
    fn deeper(self) -> Self {
        Pen { level: self.level.saturating_add(1), ..self }
    }

    fn section(self, section: &Section) -> Markup {
        let inside = self.deeper();
        // Whoever has to put something right must see it.
        let is_open = !form::errors(&section.pieces).is_empty();
        html! {
            @if section.is_folded {
                details class="fold" open[is_open] {
                    summary { (self.titled(&section.title, section.id.as_deref())) }
                    (inside.pieces(&section.pieces))
                }
            } @else {
                section {
                    (self.titled(&section.title, section.id.as_deref()))
                    (inside.pieces(&section.pieces))
                }
            }
        }
    }

    fn paragraph(self, paragraph: &Paragraph) -> Markup {
        html! { p { @for span in &paragraph.spans { (self.span(span)) } } }
    }

    fn span(self, span: &Span) -> Markup {
        let text = html! { @if span.is_strong { strong { (span.text) } } @else { (span.text) } };
        match &span.href {
            Some(href) => self.linked(text, href, None),
            None => text,
        }
    }

    /// A link.
    pub(crate) fn link(self, link: &Link) -> Markup {
        self.linked(html! { (link.text) }, &link.href, None)
    }

    /// What is shown, as a link if it may be one.
    pub(crate) fn linked(self, shown: Markup, href: &str, class: Option<&str>) -> Markup {
        match links::target(href) {
            Some(Target::Outside(href)) => {
                html! { a class=[class] href=(href) rel="noopener noreferrer" { (shown) } }
            }
            Some(Target::Here(_) | Target::Below(_)) => {
                html! { a class=[class] href=[self.address(href)] { (shown) } }
            }
            None => shown,
        }
    }

    /// Returns the address of a place on this page or below the mount.
    pub(crate) fn address(self, href: &str) -> Option<String> {
        match links::target(href)? {
            Target::Here(id) => Some(format!("#{}", place(id))),
            Target::Below(path) => Some(match path.split_once('#') {
                Some((path, id)) => format!("{}{path}#{}", self.plugin.base, place(id)),
                None => format!("{}{path}", self.plugin.base),
            }),
            Target::Outside(_) => None,
        }
    }

    /// Returns where a form below the mount posts, if it may.
    fn action(self, path: &str) -> Option<String> {
        links::is_action(path).then(|| format!("{}{path}", self.plugin.base))
    }
}

/// Returns the id of a place of a plugin's page.
pub(crate) fn place(id: &str) -> String {
    format!("p-{id}")
}

/// Returns the hidden field that shows a form to be ours.
pub(crate) fn csrf(token: &str) -> Markup {
    html! { input type="hidden" name="_csrf" value=(token); }
}

/// A message that stands out; its kind is said in words too, for colours tell nothing to many.
pub(crate) fn notice(notice: &Notice, words: Words) -> Markup {
    let (class, word) = match notice.kind {
        NoticeKind::Info => ("notice info", words.say("draw-notice-info")),
        NoticeKind::Success => ("notice success", words.say("draw-notice-success")),
        NoticeKind::Warning => ("notice warning", words.say("draw-notice-warning")),
        NoticeKind::Problem => ("notice problem", words.say("draw-notice-problem")),
    };
    html! {
        div class=(class) {
            p { strong { (word) " " } (notice.text) }
            @if !notice.details.is_empty() {
                ul { @for line in &notice.details { li { (line) } } }
            }
        }
    }
}
