//! The classes of the design system that a plugin's HTML may use.
//!
//! Rule: the one list. A class is here when the stylesheet of `core/web` has a rule for it (a test looks) and when it
//! cannot lift anything out of its place: no class that positions, covers or hides what is core's.

/// Every class, by name, with what it is for.
pub(crate) const CLASSES: &[(&str, &str)] = &[
    ("actions", "a row of buttons and links"),
    ("bad", "a badge that tells of harm"),
    ("badge", "a short word about a thing"),
    ("badges", "a row of badges"),
    ("button", "a link or a button that looks like one"),
    ("card", "a box for one thing"),
    ("cards", "a list of cards, side by side where there is room"),
    ("check", "a field that is a box to tick"),
    ("columns", "stacks side by side where there is room"),
    ("danger", "a button that destroys"),
    ("date", "a cell with a date"),
    ("dim", "text of less weight"),
    ("empty", "what is said where nothing is yet"),
    ("error", "what is wrong with a field"),
    ("face", "initials in a circle"),
    ("facts", "labels with values, one a line"),
    ("field", "a field with its label"),
    ("figures", "the few figures that matter most"),
    ("files", "a list of files"),
    ("fold", "details of a section's size"),
    ("form", "a form's measure"),
    ("good", "a badge that tells of success"),
    ("help", "a hint at a field"),
    ("lead", "the first paragraph"),
    ("minus", "a sum below zero"),
    ("name", "the title of a card"),
    ("notice", "a message that stands out"),
    ("number", "a cell with a number"),
    ("pair", "two fields in a row"),
    ("people", "a list of people"),
    ("primary", "the button that one is here for"),
    ("problem", "a notice of what went wrong"),
    ("prose", "text of a readable measure"),
    ("scroll", "what scrolls sideways by itself, for wide tables"),
    ("short", "a field for a short answer"),
    ("success", "a notice that something worked"),
    ("sum", "a sum at the end of a line"),
    ("sums", "a table of sums"),
    ("tabs", "a nav with a list of pages side by side"),
    ("trail", "a nav with a list of the pages above this one"),
    ("unit", "a field with its unit"),
    ("warn", "a badge to look twice"),
    ("warning", "a notice to look twice"),
    ("wrong", "a field with an error"),
];

/// Returns the class of the list, if it is one.
pub(crate) fn class(name: &str) -> Option<&'static str> {
    CLASSES.binary_search_by(|(each, _)| (*each).cmp(name)).ok().and_then(|at| CLASSES.get(at)).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{CLASSES, class};

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched() {
        assert!(CLASSES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!((class("card"), class("cover"), class("Card")), (Some("card"), None, None));
    }

    /// The stylesheets of core, wherever they are in its room.
    fn stylesheets(folder: &Path) -> String {
        let mut css = String::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                css.push_str(&stylesheets(&path));
            } else if path.extension().is_some_and(|ending| ending == "css") {
                css.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
        css
    }

    #[test]
    fn every_class_has_a_rule_in_the_stylesheet() {
        let css = stylesheets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/web/assets"));
        for (name, _) in CLASSES {
            let is_ruled = css.match_indices(&format!(".{name}")).any(|(at, found)| {
                !css[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            });
            assert!(is_ruled, ".{name} has no rule in core/web/assets: take it off the list, or write the rule");
        }
    }
}
