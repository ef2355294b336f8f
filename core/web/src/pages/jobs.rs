//! What somebody has ordered in a space and is done in the background: how far it is, how it ended, and how to stop it.
//!
//! Rule: a person sees what they ordered themselves; what came of it stands on the page of the plugin, never here.

use loadin_profile::page::{
    Action, Badge, BadgeTone, Cell, ColumnKind, Empty, Fact, Page, Progress, Section, Table, page, section,
};
use loadin_words::key;

use super::{CorePage, below, devices::moment};
use crate::{paths, shell::Shell, words::Words};

/// Jobs that are followed as they go on: a browser keeps few connections to one place.
const FOLLOWED: usize = 3;

/// What somebody has ordered in a space.
#[derive(Clone, Debug, Default)]
pub struct OwnJobs {
    /// The token for core's own forms.
    pub csrf: String,
    /// The jobs, the newest first.
    pub jobs: Vec<OwnJob>,
}

/// A job that somebody has ordered.
#[derive(Clone, Debug)]
pub struct OwnJob {
    /// Its id.
    pub id: String,
    /// What it does, such as "Plan a tour".
    pub title: String,
    /// The plugin that does it.
    pub plugin: String,
    /// Where the plugin's pages are, if the reader can open them.
    pub href: Option<String>,
    /// How it is.
    pub state: OwnJobState,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 where nobody knows.
    pub total: u64,
    /// What it is doing, in the plugin's words.
    pub message: String,
    /// Why it failed.
    pub problem: Option<String>,
    /// When it was ordered by the reader's clock, `2027-03-05T19:30`.
    pub ordered: String,
    /// When it ended.
    pub ended: Option<String>,
}

/// How a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnJobState {
    /// It waits for its turn, or for its next attempt.
    Waiting,
    /// Somebody works on it.
    UnderWay,
    /// It was asked to stop.
    Stopping,
    /// It is done.
    Done,
    /// It failed.
    Failed,
    /// It was stopped.
    Cancelled,
}

impl OwnJobState {
    const fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    fn badge(self, words: Words) -> Badge {
        let (key, tone) = match self {
            Self::Waiting => (key("jobs-waiting"), BadgeTone::Plain),
            Self::UnderWay => (key("jobs-under-way"), BadgeTone::Accent),
            Self::Stopping => (key("jobs-stopping"), BadgeTone::Warning),
            Self::Done => (key("jobs-done"), BadgeTone::Good),
            Self::Failed => (key("jobs-failed"), BadgeTone::Bad),
            Self::Cancelled => (key("jobs-cancelled"), BadgeTone::Plain),
        };
        Badge::new(words.say(key), tone)
    }
}

/// Draws what somebody has ordered in a space.
#[must_use]
pub fn own_jobs(view: &OwnJobs, shell: &Shell) -> String {
    let slug = shell.space.as_ref().map_or("", |space| &space.slug);
    CorePage::new(pieces(view, slug, shell.words), &view.csrf).wide().draw(&[], shell)
}

fn pieces(view: &OwnJobs, slug: &str, words: Words) -> Page {
    let whole = page(words.say("jobs-title"));
    if view.jobs.is_empty() {
        let home = Action::go(words.say("shell-home"), below(&paths::space(slug)));
        return whole.empty(Empty::new(words.say("jobs-none"), words.say("jobs-none-note")).action(home));
    }
    let (ended, going): (Vec<&OwnJob>, Vec<&OwnJob>) = view.jobs.iter().partition(|job| job.state.has_ended());
    let mut now = section(words.say("jobs-now")).id("now");
    if going.is_empty() {
        now = now.text(words.say("jobs-nothing-now").into_owned());
    }
    for (place, job) in going.into_iter().enumerate() {
        now = now.section(going_on(job, (place < FOLLOWED, slug), words));
    }
    let whole = whole.section(now);
    if ended.is_empty() {
        whole
    } else {
        whole.section(section(words.say("jobs-ended")).id("ended").table(over(&ended, words)))
    }
}

fn going_on(job: &OwnJob, (is_followed, slug): (bool, &str), words: Words) -> Section {
    let mut one = section(&job.title);
    if is_followed && job.state == OwnJobState::UnderWay {
        let (job, done, total, message) = (job.id.clone(), job.done, job.total, job.message.clone());
        one = one.progress(Progress { job, done, total, message });
    } else if !job.message.is_empty() {
        one = one.text(job.message.as_str());
    }
    let state = job.state.badge(words);
    let facts = [
        Fact::new(words.say("jobs-state"), Cell::badge(state.text, state.tone)),
        Fact::new(words.say("jobs-plugin"), plugin(job)),
        Fact::new(words.say("jobs-ordered"), moment(&job.ordered, words)),
    ];
    one = one.facts(facts);
    if job.state == OwnJobState::Stopping {
        return one;
    }
    let stop = Action::post(words.say("jobs-stop"), below(&paths::cancel_job(slug, &job.id)));
    one.actions([stop])
}

fn over(jobs: &[&OwnJob], words: Words) -> Table {
    let (what, state, by) = (words.say("jobs-what"), words.say("jobs-state"), words.say("jobs-plugin"));
    let (when, why) = (words.say("jobs-when"), words.say("jobs-why"));
    let columns = [
        (&*what, ColumnKind::Text),
        (&*state, ColumnKind::Text),
        (&*by, ColumnKind::Text),
        (&*when, ColumnKind::Text),
        (&*why, ColumnKind::Text),
    ];
    let rows = jobs.iter().map(|job| {
        let state = job.state.badge(words);
        let when = job.ended.as_ref().map_or_else(|| Cell::from(""), |ended| moment(ended, words));
        let why = Cell::from(job.problem.as_deref().unwrap_or_default());
        vec![Cell::from(job.title.as_str()), Cell::badge(state.text, state.tone), plugin(job), when, why]
    });
    Table::new(words.say("jobs-ended-caption"), columns).rows(rows).as_cards()
}

fn plugin(job: &OwnJob) -> Cell {
    match &job.href {
        Some(href) => Cell::link(&job.plugin, below(href)),
        None => Cell::from(job.plugin.as_str()),
    }
}
