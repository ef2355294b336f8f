//! What went wrong, as somebody would want to read it: what it means and what to do now.
//!
//! Rule: no cause, no code and no secret is shown; the number at the foot finds the cause in the log.

use loadin_types::ProblemKind;
use maud::html;

use crate::{document::Document, paths, shell::Shell};

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
    let (title, advice) = words(view.kind);
    let (home, home_text) = match (&shell.space, &shell.person) {
        (Some(space), _) => (paths::space(&space.slug), format!("To {}", space.name)),
        (None, Some(_)) => (paths::ACCOUNT.to_owned(), "To your account".to_owned()),
        (None, None) => (paths::SIGN_IN.to_owned(), "Sign in".to_owned()),
    };
    let main = html! {
        @if let Some(detail) = &view.detail { p class="lead" { (detail) } }
        @if !view.faults.is_empty() { ul { @for fault in &view.faults { li { (fault) } } } }
        p class=(if view.detail.is_some() { "dim" } else { "lead" }) { (advice) }
        @if let Some(seconds) = view.retry_after_seconds { p { "Try again in " (wait(seconds)) "." } }
        div class="actions" { a class="button primary" href=(home) { (home_text) } }
    };
    let mut document = Document::new(title, main).narrow();
    document.foot = html! { p { "If you ask somebody for help, give them this number: " code { (view.request_id) } } };
    document.render(shell)
}

fn wait(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Returns the title and what to do.
fn words(kind: ProblemKind) -> (&'static str, &'static str) {
    match kind {
        ProblemKind::Invalid => ("This does not fit", "Go back, look at what you filled in, and send it again."),
        ProblemKind::TooLarge => ("That is too large", "Send a smaller file, or split it into several."),
        ProblemKind::Unauthenticated => ("Sign in first", "What you asked for is only for people who are signed in."),
        ProblemKind::Reauthenticate => (
            "Confirm your password first",
            "This is something that only you should be able to do, so it needs your password again. Confirm it on your account page, \
             then repeat the last step within ten minutes.",
        ),
        ProblemKind::CrossSite => (
            "This page was open for too long",
            "Nothing was changed. Open the page again and repeat the last step. If you came here by a link on another site, do it on \
             this site's own page instead.",
        ),
        ProblemKind::Malformed => {
            ("This cannot be read", "What was sent is broken or incomplete. Go back and send it again.")
        }
        ProblemKind::MethodNotAllowed => (
            "This cannot be done here",
            "The address is right, but not for what was tried. Go back and use the page's own buttons.",
        ),
        ProblemKind::UnsupportedMediaType => {
            ("This kind of file does not fit", "Go back and send it in one of the forms that the page asks for.")
        }
        ProblemKind::SlowRequest => (
            "The connection was too slow",
            "What you sent did not arrive in time. Nothing was changed. Try again where reception is better, or send a smaller file.",
        ),
        ProblemKind::StorageFull => (
            "There is no room left",
            "Nothing was saved, because the disk of this instance is full. Tell whoever runs it; then try again.",
        ),
        ProblemKind::Forbidden => (
            "You may not do this",
            "You are signed in, but this needs a right that you do not have here. An owner of the space can give it to you. If you \
             had the page open for a long time, open it again and repeat the last step.",
        ),
        ProblemKind::NotFound => (
            "There is nothing here",
            "The address may be mistyped, or what was here is gone, or it belongs to a space that you are not a member of.",
        ),
        ProblemKind::Conflict => (
            "Somebody changed it first",
            "Between your opening the page and sending it, somebody else saved a change. Nothing was overwritten. Open the page \
             again to see their change, then make yours.",
        ),
        ProblemKind::Duplicate => ("There is one already", "Use the one that is there, or choose another name."),
        ProblemKind::Limit => ("That was too much at once", "Wait a little and try again. Nothing was lost."),
        ProblemKind::Timeout => ("It took too long", "Nothing was changed. Try again, or try with less at once."),
        ProblemKind::Cancelled => {
            ("It was cancelled", "It was stopped before it was finished. You can start it again.")
        }
        ProblemKind::Unavailable => {
            ("Not available right now", "This is passing. Try again in a moment; nothing was lost.")
        }
        ProblemKind::PluginFailed | ProblemKind::PluginTrapped | ProblemKind::PluginBadReply => (
            "This plugin failed",
            "The fault is not yours, and nothing was half-saved. Try once more; if it fails again, tell whoever runs this instance.",
        ),
        ProblemKind::PluginTimeout => {
            ("This plugin took too long", "It was stopped and nothing was changed. Try with less at once.")
        }
        ProblemKind::PluginMemory | ProblemKind::PluginLimit => {
            ("This plugin asked for too much", "It was stopped and nothing was changed. Try with less at once.")
        }
        ProblemKind::PackageRefused => (
            "This plugin cannot be used here",
            "Its package does not fit this version of Loadin. Whoever runs this instance can look for a newer one.",
        ),
        ProblemKind::Internal => (
            "Something failed on our side",
            "The fault is not yours, and nothing was half-saved. Try once more; if it fails again, tell whoever runs this instance.",
        ),
    }
}
