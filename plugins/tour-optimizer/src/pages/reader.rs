//! What somebody sees who may look but not change.
//!
//! Rule: this only spares people buttons that would be refused; whether something is allowed the host decides, on each route.

use loadin_guest::{
    Principal,
    ui::{Action, Form, Page, Piece, Table},
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
        Piece::Table(table) => Some(Piece::Table(without_buttons(table, caller))),
        Piece::Empty(mut empty) => {
            empty.action = empty.action.filter(|action| may_act(action, caller));
            Some(Piece::Empty(empty))
        }
        Piece::Dialog(mut dialog) => {
            dialog.pieces = all(dialog.pieces, caller);
            let does_something = dialog.pieces.iter().any(|piece| !matches!(piece, Piece::Text(_)));
            does_something.then_some(Piece::Dialog(dialog))
        }
        Piece::Section(mut section) => {
            section.pieces = all(section.pieces, caller);
            (!section.pieces.is_empty()).then_some(Piece::Section(section))
        }
        other => Some(other),
    }
}

fn without_buttons(mut table: Table, caller: &Principal) -> Table {
    for actions in &mut table.row_actions {
        actions.retain(|action| may_act(action, caller));
    }
    if table.row_actions.iter().all(Vec::is_empty) {
        table.row_actions.clear();
    }
    table
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
