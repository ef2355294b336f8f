//! What the operator of an instance sees of its store: how much there is, what state it is in, what takes long.
//!
//! Rule: counts, sizes, kinds and the names that manifests declare; nothing of what anybody keeps.

use loadin_profile::page::{BadgeTone, Card, Cell, ColumnKind, Fact, NoticeKind, Page, Section, Table, page, section};
use loadin_words::key;

use super::{CorePage, devices::moment};
use crate::{shell::Shell, words::Words};

/// What an operator sees of the store.
#[derive(Clone, Debug, Default)]
pub struct StoredThings {
    /// What was counted; `None` while it is counted for the first time.
    pub counted: Option<Counted>,
    /// From how many milliseconds on a question is slow.
    pub slow_ms: u64,
    /// The slow questions.
    pub slow: Vec<SlowThing>,
}

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// When, by the reader's clock: `2027-03-05T19:30`.
    pub at: String,
    /// Which database, with its version.
    pub database: String,
    /// Its size.
    pub bytes: u64,
    /// Room that is left, where somebody knows.
    pub free: Option<u64>,
    /// Room inside that is used again.
    pub reusable: Option<u64>,
    /// The last step of core's tables.
    pub step: u32,
    /// The copies from before changes; `None` where somebody else makes them.
    pub copies: Option<Vec<CopyOfAll>>,
    /// Migrations under way.
    pub migrations: Vec<MigratingThing>,
    /// The plugins that keep something.
    pub plugins: Vec<PluginsThings>,
}

/// A copy of the database from before a change.
#[derive(Clone, Debug)]
pub struct CopyOfAll {
    /// Before what.
    pub before: String,
    /// When it was made, by the reader's clock.
    pub made: String,
    /// So many days ago.
    pub days: u64,
    /// Its size.
    pub bytes: u64,
}

/// A collection whose documents are brought to a new version.
#[derive(Clone, Debug)]
pub struct MigratingThing {
    /// The plugin.
    pub plugin: String,
    /// Its collection.
    pub collection: String,
    /// Documents done.
    pub done: u64,
    /// Documents in all.
    pub total: u64,
    /// When it began, by the reader's clock.
    pub began: String,
}

/// What one plugin keeps.
#[derive(Clone, Debug)]
pub struct PluginsThings {
    /// What it is called.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Whether it is installed.
    pub is_installed: bool,
    /// Its collections.
    pub collections: Vec<CollectionOf>,
}

/// A collection of a plugin.
#[derive(Clone, Debug)]
pub struct CollectionOf {
    /// Its name.
    pub name: String,
    /// Its declared version.
    pub version: u32,
    /// Documents.
    pub live: u64,
    /// Documents that are deleted.
    pub deleted: u64,
    /// Spaces that have some.
    pub spaces: u64,
    /// Whether that is an estimate.
    pub is_estimate: bool,
    /// What the documents take.
    pub bytes: Option<u64>,
    /// What the indexes take.
    pub index_bytes: Option<u64>,
    /// How far the part is that is least far.
    pub state: ThingState,
    /// Its indexes.
    pub indexes: Vec<IndexOf>,
}

/// An index of a collection.
#[derive(Clone, Debug)]
pub struct IndexOf {
    /// What it is for.
    pub kind: IndexFor,
    /// Its fields.
    pub fields: Vec<String>,
    /// How far it is.
    pub state: ThingState,
    /// What it takes.
    pub bytes: Option<u64>,
}

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ThingState {
    /// It can be asked.
    Ready,
    /// Nothing is done yet.
    Adding,
    /// It is filled; so much of it is done, from 0 to 1.
    Backfilling(Option<f64>),
    /// Its index is made.
    Indexing,
}

/// What an index is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexFor {
    /// Finding and sorting.
    Lookup,
    /// What no two documents share.
    Unique,
    /// Groups.
    Aggregate,
    /// Words.
    Words,
    /// Places.
    Point,
    /// Entries of lists.
    Lists,
    /// Whose documents are.
    Own,
}

/// Questions of one shape that took too long.
#[derive(Clone, Debug)]
pub struct SlowThing {
    /// The plugin.
    pub plugin: String,
    /// Its collection.
    pub collection: String,
    /// The question without its values.
    pub question: String,
    /// How many there were.
    pub count: u64,
    /// The median, in milliseconds.
    pub median_ms: f64,
    /// The longest, in milliseconds.
    pub worst_ms: f64,
    /// When the last one was asked, by the reader's clock.
    pub seen: String,
    /// How the database answers it.
    pub served: ServedBy,
    /// What helps.
    pub remedy: Helps,
}

/// How the database answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServedBy {
    /// By an index.
    Index,
    /// By an index, and sorted afterwards.
    Sorted,
    /// One by one, in an index's order.
    Order,
    /// By looking at every document.
    Walk,
    /// Nobody knows.
    Unknown,
}

/// What makes a question faster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Helps {
    /// This line in the manifest.
    Declare(String),
    /// A filter that an index can lead by.
    Narrow,
    /// Asking for less.
    Less,
    /// Waiting.
    Wait,
}

/// Draws what an operator sees of the store.
#[must_use]
pub fn stored_things(view: &StoredThings, shell: &Shell) -> String {
    CorePage::new(pieces(view, shell.words), "").wide().draw(&[], shell)
}

fn pieces(view: &StoredThings, words: Words) -> Page {
    let mut whole = page(words.say("storage-title"));
    let Some(counted) = &view.counted else {
        whole = whole.notice(NoticeKind::Info, words.say("storage-counting").into_owned());
        return whole.section(slow(view, words));
    };
    whole = whole.facts(database(counted, words));
    if counted.plugins.is_empty() {
        whole = whole.text(words.say("storage-none").into_owned());
    }
    if !counted.migrations.is_empty() {
        whole = whole.section(migrations(counted, words));
    }
    for each in &counted.plugins {
        whole = whole.section(plugin(each, words));
    }
    whole.section(slow(view, words)).section(copies(counted, words))
}

fn database(counted: &Counted, words: Words) -> Vec<Fact> {
    let free = counted.free.map_or_else(|| words.say("storage-free-unknown").into_owned(), |free| words.size(free));
    let mut facts = vec![
        Fact::new(words.say("storage-database"), counted.database.as_str()),
        Fact::new(words.say("storage-size"), words.size(counted.bytes)),
        Fact::new(words.say("storage-free"), free),
    ];
    if let Some(reusable) = counted.reusable {
        facts.push(Fact::new(words.say("storage-reusable"), words.size(reusable)));
    }
    facts.push(Fact::new(words.say("storage-step"), counted.step.to_string()));
    facts.push(Fact::new(words.say("storage-counted"), moment(&counted.at, words)));
    facts
}

fn copies(counted: &Counted, words: Words) -> Section {
    let whole = section(words.say("storage-copies")).id("copies");
    let Some(copies) = &counted.copies else {
        return whole.text(words.say("storage-copies-elsewhere").into_owned());
    };
    let (before, made, size) =
        (words.say("storage-copy-before"), words.say("storage-copy-made"), words.say("storage-size"));
    let columns = [(&*before, ColumnKind::Text), (&*made, ColumnKind::Text), (&*size, ColumnKind::Text)];
    let rows = copies.iter().map(|copy| {
        let age = words.say_with("storage-copy-age", &[("days", number(copy.days).into())]);
        let made = words.list([words.date_time(&copy.made).as_str(), &age]);
        vec![Cell::from(copy.before.as_str()), Cell::from(made), Cell::from(words.size(copy.bytes))]
    });
    let none = words.say("storage-copies-none");
    whole.table(Table::new(words.say("storage-copies"), columns).rows(rows).empty(none).as_cards())
}

fn migrations(counted: &Counted, words: Words) -> Section {
    let heads = [
        words.say("storage-plugin"),
        words.say("storage-collection"),
        words.say("storage-migration-done"),
        words.say("storage-migration-began"),
    ];
    let [plugin, collection, done, began] = heads.each_ref().map(|head| (&**head, ColumnKind::Text));
    let rows = counted.migrations.iter().map(|each| {
        let (done, total) = (words.count(number(each.done)), words.count(number(each.total)));
        let done = words.say_with("storage-migration-of", &[("done", done.into()), ("total", total.into())]);
        vec![
            Cell::from(each.plugin.as_str()),
            Cell::from(each.collection.as_str()),
            Cell::from(done),
            moment(&each.began, words),
        ]
    });
    let table = Table::new(words.say("storage-migrations-caption"), [plugin, collection, done, began]);
    section(words.say("storage-migrations")).id("migrations").table(table.rows(rows).as_cards())
}

fn slow(view: &StoredThings, words: Words) -> Section {
    let cards = view.slow.iter().map(|each| {
        let facts = [
            Fact::new(words.say("storage-plugin"), each.plugin.as_str()),
            Fact::new(words.say("storage-collection"), each.collection.as_str()),
            Fact::new(words.say("storage-slow-count"), words.count(number(each.count))),
            Fact::new(words.say("storage-slow-median"), ms(each.median_ms, words)),
            Fact::new(words.say("storage-slow-worst"), ms(each.worst_ms, words)),
            Fact::new(words.say("storage-slow-seen"), moment(&each.seen, words)),
            Fact::new(words.say("storage-slow-served"), words.say(each.served.key()).into_owned()),
        ];
        Card { title: each.question.clone(), facts: facts.into(), ..Card::default() }.note(each.remedy.told(words))
    });
    let note = words.say_with("storage-slow-note", &[("ms", words.count(number(view.slow_ms)).into())]);
    section(words.say("storage-slow")).id("slow").text(note).list(cards, words.say("storage-slow-none"))
}

fn plugin(view: &PluginsThings, words: Words) -> Section {
    let mut part = section(&view.name);
    if !view.is_installed {
        part = part.notice(NoticeKind::Info, words.say("storage-gone").into_owned());
    }
    part = part.table(collections(view, words));
    if view.collections.iter().any(|each| each.is_estimate) {
        part = part.text(words.say("storage-estimates").into_owned());
    }
    for each in &view.collections {
        part = part.section(indexes(each, words));
    }
    part
}

fn collections(view: &PluginsThings, words: Words) -> Table {
    let heads = [
        words.say("storage-collection"),
        words.say("storage-version"),
        words.say("storage-live"),
        words.say("storage-deleted"),
        words.say("storage-spaces"),
        words.say("storage-size"),
        words.say("storage-indexes-size"),
    ];
    let [name, version, live, deleted, spaces, size, indexes] =
        heads.each_ref().map(|head| (&**head, ColumnKind::Text));
    let state = words.say("storage-state");
    let columns = [name, version, live, deleted, spaces, size, indexes, (&*state, ColumnKind::Badge)];
    let rows = view.collections.iter().map(|each| {
        let count = |of: u64| {
            let count = words.count(number(of));
            let count =
                if each.is_estimate { words.say_with("storage-about", &[("count", count.into())]) } else { count };
            Cell::from(count)
        };
        vec![
            Cell::from(each.name.as_str()),
            Cell::from(each.version.to_string()),
            count(each.live),
            count(each.deleted),
            count(each.spaces),
            size_of(each.bytes, words),
            size_of(each.index_bytes, words),
            each.state.badge(words),
        ]
    });
    let caption = words.say_with("storage-collections-caption", &[("plugin", (&view.name).into())]);
    Table::new(caption, columns).rows(rows).as_cards()
}

fn indexes(view: &CollectionOf, words: Words) -> Section {
    let title = words.say_with("storage-indexes", &[("collection", (&view.name).into())]);
    let (aim, fields, size, state) = (
        words.say("storage-index-for"),
        words.say("storage-index-fields"),
        words.say("storage-size"),
        words.say("storage-state"),
    );
    let columns = [
        (&*aim, ColumnKind::Text),
        (&*fields, ColumnKind::Text),
        (&*size, ColumnKind::Text),
        (&*state, ColumnKind::Badge),
    ];
    let rows = view.indexes.iter().map(|index| {
        vec![
            Cell::from(words.say(index.kind.key()).into_owned()),
            Cell::from(words.list(index.fields.iter().map(String::as_str))),
            size_of(index.bytes, words),
            index.state.badge(words),
        ]
    });
    section(title.as_str()).folded().table(Table::new(title, columns).rows(rows).as_cards())
}

impl ThingState {
    fn badge(self, words: Words) -> Cell {
        let (text, tone) = match self {
            Self::Ready => (words.say("storage-state-ready").into_owned(), BadgeTone::Good),
            Self::Adding => (words.say("storage-state-adding").into_owned(), BadgeTone::Plain),
            Self::Backfilling(None) => (words.say("storage-state-backfilling").into_owned(), BadgeTone::Accent),
            Self::Backfilling(Some(done)) => {
                let percent = words.percent((done * 100.0).round());
                let text = words.say_with("storage-state-backfilling-done", &[("percent", percent.into())]);
                (text, BadgeTone::Accent)
            }
            Self::Indexing => (words.say("storage-state-indexing").into_owned(), BadgeTone::Accent),
        };
        Cell::badge(text, tone)
    }
}

impl IndexFor {
    const fn key(self) -> &'static str {
        match self {
            Self::Lookup => key("storage-index-lookup"),
            Self::Unique => key("storage-index-unique"),
            Self::Aggregate => key("storage-index-aggregate"),
            Self::Words => key("storage-index-words"),
            Self::Point => key("storage-index-point"),
            Self::Lists => key("storage-index-lists"),
            Self::Own => key("storage-index-own"),
        }
    }
}

impl ServedBy {
    const fn key(self) -> &'static str {
        match self {
            Self::Index => key("storage-served-index"),
            Self::Sorted => key("storage-served-sorted"),
            Self::Order => key("storage-served-order"),
            Self::Walk => key("storage-served-walk"),
            Self::Unknown => key("storage-served-unknown"),
        }
    }
}

impl Helps {
    fn told(&self, words: Words) -> String {
        match self {
            Self::Declare(line) => words.say_with("storage-remedy-declare", &[("line", line.into())]),
            Self::Narrow => words.say("storage-remedy-narrow").into_owned(),
            Self::Less => words.say("storage-remedy-less").into_owned(),
            Self::Wait => words.say("storage-remedy-wait").into_owned(),
        }
    }
}

fn size_of(bytes: Option<u64>, words: Words) -> Cell {
    Cell::from(bytes.map_or_else(|| words.say("storage-unknown-size").into_owned(), |bytes| words.size(bytes)))
}

fn ms(ms: f64, words: Words) -> String {
    let rounded = if ms < 10.0 { (ms * 10.0).round() / 10.0 } else { ms.round() };
    words.say_with("storage-ms", &[("ms", words.number(rounded).into())])
}

fn number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
