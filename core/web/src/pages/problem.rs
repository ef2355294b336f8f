//! What went wrong, as somebody would want to read it: what it means and what to do now.
//!
//! Rule: no cause, no code and no secret is shown; the number at the foot finds the cause in the log.

use loadin_profile::page::{Action, Notice, NoticeKind, page};
use loadin_types::ProblemKind;
use maud::html;

use super::{CorePage, below};
use crate::{
    paths,
    shell::Shell,
    words::{Words, around},
};

/// What went wrong.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What kind of thing.
    pub kind: ProblemKind,
    /// The particulars, written for the reader.
    pub detail: Option<String>,
    /// What was wrong with single fields, where it was about those.
    pub faults: Vec<String>,
    /// Seconds after which trying again may help.
    pub retry_after_seconds: Option<u64>,
    /// The number of the request, for whoever reads the log.
    pub request_id: String,
}

/// Draws what went wrong.
#[must_use]
pub fn trouble(view: &Trouble, shell: &Shell) -> String {
    let words = shell.words;
    let title = words.say(&format!("problem-{}", view.kind.slug())).into_owned();
    let advice = words.say(&format!("problem-{}-advice", view.kind.slug())).into_owned();
    let (home, home_text) = match (&shell.space, &shell.person) {
        (Some(space), _) => {
            (paths::space(&space.slug), words.say_with("shell-to-space", &[("space", (&space.name).into())]))
        }
        (None, Some(_)) => (paths::START.to_owned(), words.say("problem-to-spaces").into_owned()),
        (None, None) => (paths::SIGN_IN.to_owned(), words.say("problem-sign-in").into_owned()),
    };
    let mut whole = page(title);
    let text = view.detail.as_ref().unwrap_or(&advice).clone();
    whole = if view.faults.is_empty() {
        whole.text(text)
    } else {
        whole.piece(Notice { kind: NoticeKind::Problem, text, details: view.faults.clone() })
    };
    if view.detail.is_some() {
        whole = whole.text(advice);
    }
    if let Some(seconds) = view.retry_after_seconds {
        whole = whole.text(wait(seconds, words));
    }
    let mut page = CorePage::new(whole.actions([Action::go(home_text, below(&home)).primary()]), "");
    let number = html! { code { (view.request_id) } };
    page.foot = html! { p { (around(words, "problem-number", &[], &[("number", number)])) } };
    page.draw(&[], shell)
}

/// When trying again may help: from a minute and a half on, minutes say enough.
fn wait(seconds: u64, words: Words) -> String {
    match seconds {
        0..=90 => words.say_with("problem-again", &[("seconds", seconds.max(1).into())]),
        _ => words.say_with("problem-again-minutes", &[("minutes", seconds.div_ceil(60).into())]),
    }
}
