//! What a document said before it was changed: version by version, field by field.
//!
//! Rule: it shows what whoever may write the document may see; long values are cut before they come here.

use loadin_profile::page::{Cell, ColumnKind, Fact, Page, Section, Table, page, section};
use loadin_words::key;

use super::{CorePage, devices::moment};
use crate::{shell::Shell, words::Words};

/// The versions of a document.
#[derive(Clone, Debug, Default)]
pub struct DocumentHistory {
    /// What the plugin is called.
    pub plugin: String,
    /// Its collection.
    pub collection: String,
    /// The versions, the newest first.
    pub versions: Vec<VersionOf>,
}

/// A version of a document.
#[derive(Clone, Debug)]
pub struct VersionOf {
    /// Its number.
    pub number: u64,
    /// When it was made, by the reader's clock: `2027-03-05T19:30`.
    pub at: String,
    /// Who made it; `None` for the plugin itself.
    pub who: Option<String>,
    /// What was done.
    pub did: Done,
    /// Who could see it, as the contract calls that.
    pub visibility: String,
    /// What it changed against the version before.
    pub changes: Vec<FieldChange>,
}

/// What was done to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was created.
    Created,
    /// It was changed.
    Changed,
    /// It was deleted.
    Deleted,
    /// It was restored.
    Restored,
    /// Nobody knows any more: what was before is not kept.
    Oldest,
}

/// A field that a version changed.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// What it said before; `None` where it was added.
    pub before: Option<String>,
    /// What it says after; `None` where it was removed.
    pub after: Option<String>,
}

/// Draws the versions of a document.
#[must_use]
pub fn document_history(view: &DocumentHistory, shell: &Shell) -> String {
    CorePage::new(pieces(view, shell.words), "").wide().draw(&[], shell)
}

fn pieces(view: &DocumentHistory, words: Words) -> Page {
    let args = [("collection", (&view.collection).into()), ("plugin", (&view.plugin).into())];
    let whole = page(words.say("history-title")).text(words.say_with("history-note", &args));
    view.versions.iter().fold(whole, |whole, each| whole.section(version(each, words)))
}

fn version(view: &VersionOf, words: Words) -> Section {
    let number = view.number.to_string();
    let who = view.who.clone().unwrap_or_else(|| words.say("history-plugin-itself").into_owned());
    let facts = [
        Fact::new(words.say("history-did"), words.say(view.did.key()).into_owned()),
        Fact::new(words.say("history-who"), who),
        Fact::new(words.say("history-when"), moment(&view.at, words)),
        Fact::new(words.say("history-visibility"), view.visibility.as_str()),
    ];
    let heads = [words.say("history-field"), words.say("history-before"), words.say("history-after")];
    let columns = heads.each_ref().map(|head| (&**head, ColumnKind::Text));
    let cell = |text: &Option<String>| text.as_deref().map_or(Cell::Empty, Cell::from);
    let rows = view
        .changes
        .iter()
        .map(|change| vec![Cell::from(change.field.as_str()), cell(&change.before), cell(&change.after)]);
    let caption = words.say_with("history-changes", &[("number", (&number).into())]);
    let table = Table::new(caption, columns).rows(rows).empty(words.say("history-nothing")).as_cards();
    section(words.say_with("history-version", &[("number", (&number).into())])).facts(facts).table(table)
}

impl Done {
    const fn key(self) -> &'static str {
        match self {
            Self::Created => key("history-created"),
            Self::Changed => key("history-changed"),
            Self::Deleted => key("history-deleted"),
            Self::Restored => key("history-restored"),
            Self::Oldest => key("history-oldest"),
        }
    }
}
