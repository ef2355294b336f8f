//! Why there is no tour, and what would help.
//!
//! Rule: what helps stands before what is in the way: somebody at midnight wants to know what to change.

use loadin_guest::{
    text,
    ui::{Notice, NoticeKind, Page, Section, section},
};

use super::{
    asked::{asked, change, deletion, renaming},
    left_out, sentence,
};
use crate::{
    plans::Plan,
    reply::Infeasible,
    wording::{of_cause, of_infeasible, relaxation},
};

/// Adds why there is no tour to the page.
pub(super) fn infeasible(start: Page, plan: &Plan, infeasible: &Infeasible, page: usize) -> Page {
    let (id, answer) = (plan.kept.id.as_str(), &infeasible.answer);
    let helps: Vec<String> = answer.relaxations.iter().take(30).map(relaxation).collect();
    // The first cause stands in the answer itself.
    let why: Vec<String> = answer.causes.iter().skip(1).take(30).map(|cause| sentence(&of_cause(cause))).collect();
    let unproven = (!answer.is_proven).then(|| text("infeasible-unproven"));
    let start = start.piece(Notice {
        kind: NoticeKind::Problem,
        text: sentence(&of_infeasible(answer)),
        details: unproven.into_iter().collect(),
    });
    let start = if helps.is_empty() {
        start
    } else {
        start.piece(Notice { kind: NoticeKind::Info, text: text("infeasible-helps"), details: helps })
    };
    let start = start.actions([change(id).primary(), deletion(id)]);
    let start = if why.is_empty() {
        start
    } else {
        start.section(why.into_iter().fold(section(text("infeasible-why")), Section::text))
    };
    let left_out = plan.kept.data.left_out.as_ref();
    let start = start.section(asked(&plan.kept.data)).section(renaming(plan));
    let dropped = left_out::dropped(&answer.dropped, left_out, &left_out::Turned { id, page });
    let start = match dropped {
        Some(pieces) => {
            start.section(pieces.into_iter().fold(section(text("infeasible-dropped")).folded(), Section::piece))
        }
        None => start,
    };
    left_out::notes(&infeasible.intake, left_out).into_iter().fold(start, |page, notes| page.section(notes.folded()))
}
