//! What somebody sees who may look but not change.
//!
//! Rule: this only spares people buttons that would be refused; whether something is allowed the host decides, on each route.

use loadin_guest::{
    Principal,
    ui::{Action, Form, Page, Piece},
};

/// Returns the page without what the caller may not do.
pub(crate) fn for_caller(mut page: Page, caller: &Principal) -> Page {
    page.pieces = all(page.pieces, caller);
    page
}

fn all(pieces: Vec<Piece>, caller: &Principal) -> Vec<Piece> {
    pieces.into_iter().filter_map(|piece| kept(piece, caller)).collect()
}

fn kept(piece: Piece, caller: &Principal) -> Option<Piece> {
    match piece {
        Piece::Form(form) => may_send(&form, caller).then_some(Piece::Form(form)),
        Piece::Actions(mut actions) => {
            actions.actions.retain(|action| may_act(action, caller));
            (!actions.actions.is_empty()).then_some(Piece::Actions(actions))
        }
        Piece::Section(mut section) => {
            section.pieces = all(section.pieces, caller);
            (!section.pieces.is_empty()).then_some(Piece::Section(section))
        }
        other => Some(other),
    }
}

fn may_send(form: &Form, caller: &Principal) -> bool {
    caller.may(changing(&form.action))
}

fn may_act(action: &Action, caller: &Principal) -> bool {
    match action {
        Action::Do { action, .. } => caller.may(changing(action)),
        Action::Go { href, .. } => !href.starts_with("plans/new") || caller.may(changing(href)),
    }
}

/// Returns the permission that a change below a path needs.
fn changing(path: &str) -> &'static str {
    if path.starts_with("venues") { "venues:write" } else { "plans:write" }
}
