//! What stands beside a page's HTML, and whether the two fit.
//!
//! Rule: the HTML itself is judged once, by whoever shows it, for that costs more than all of this; here its outcome is
//! held against the names of the pieces and of the fields.

use super::{Flaw, Walk, limits, shown};
use crate::{html::Cleaned, links, page::Page};

impl Walk {
    pub(super) fn html(&mut self, page: &Page) {
        if page.html.is_some() {
            if !page.pieces.is_empty() {
                self.flaw("pieces", "stand beside `html`; place them in it by name, from `data`");
            }
        } else if !page.data.is_empty() {
            self.flaw("data", "is for `html`, which is not there; put its pieces into `pieces`");
        } else if !page.errors.is_empty() {
            self.flaw("errors", "is for forms of `html`; give the error to the field of the form");
        }
        self.piece_count += page.data.len();
        if page.data.len() <= limits::PIECES {
            for (name, piece) in &page.data {
                let at = format!("data.{}", shown(name));
                if !links::is_id(name) {
                    self.flaw(&at, "cannot name a piece: use small letters, digits, - and _, a letter first");
                }
                self.piece(&at, piece, 0);
            }
        }
        self.each("errors", "mistakes", &page.errors, limits::FIELDS, |walk, at, mistake| {
            walk.title(&format!("{at}.text"), &mistake.text);
            if let Some(field) = mistake.field.as_deref().filter(|field| !links::is_id(field)) {
                walk.flaw(&format!("{at}.field"), format!("`{}` is the name of no field", shown(field)));
            }
        });
    }
}

/// Returns where a page and what is left of its HTML do not fit.
pub(in crate::page) fn placed(page: &Page, cleaned: &Cleaned) -> Vec<Flaw> {
    // HTML that was refused says so itself.
    if cleaned.is_refused() {
        return Vec::new();
    }
    let is_placed = |name: &str| cleaned.places.iter().any(|place| place.name == name);
    let missing = cleaned.places.iter().filter(|place| !page.data.contains_key(&place.name)).map(|place| Flaw {
        at: "html".to_owned(),
        what: format!("places the piece `{0}`, which `data` does not have: add `data.{0}`", place.name),
    });
    let unplaced = page.data.keys().filter(|name| !is_placed(name)).map(|name| Flaw {
        at: format!("data.{}", shown(name)),
        what: format!("is not placed: write <div data-piece=\"{}\"></div> where it stands", shown(name)),
    });
    let lost = page.errors.iter().enumerate().filter_map(|(index, mistake)| {
        let field = mistake.field.as_deref().filter(|field| !cleaned.has_id(field))?;
        let field = shown(field);
        let what = format!("no element has the id `{field}`: give the field an id that is its name, id=\"{field}\"");
        Some(Flaw { at: format!("errors[{index}].field"), what })
    });
    missing.chain(unplaced).chain(lost).collect()
}
