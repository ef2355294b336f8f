//! Finds what a page says that is not in the plugin's words, and so could not be said in another language.
//!
//! Rule: a text of the plugin's words stands between marks when the host was made so; whatever has letters and stands
//! outside them is told, unless it is data that the test names.

use loadin_guest::ui::Page;
use serde_json::Value;

/// Stands before a text of the plugin's words.
pub(crate) const OPEN: char = '⟦';
/// Stands behind it.
pub(crate) const CLOSE: char = '⟧';

/// Fields of pieces that nobody reads: addresses, names of fields, kinds.
const UNREAD: &[&str] = &[
    "accept", "action", "amount", "autofill", "clear", "csv", "currency", "date", "field", "href", "icon", "id", "job",
    "kind", "mime", "name", "narrow", "next", "now", "path", "piece", "previous", "route", "tone", "unit", "value",
    "width", "zoom",
];

/// Returns every string of a page that has letters outside the plugin's words, with the field that it stands in. `data`
/// are the names that stay as they are in every language; codes of currencies do so anyway.
///
/// The page must come of a host that is [`marking`](crate::TestHost::marking_texts) its texts.
#[must_use]
pub fn untranslated(page: &Page, data: &[&str]) -> Vec<String> {
    let mut data = data.to_vec();
    data.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut found = Vec::new();
    look(&serde_json::to_value(page).unwrap_or_default(), "page", &data, &mut found);
    found
}

fn look(value: &Value, field: &str, data: &[&str], found: &mut Vec<String>) {
    match value {
        // A cell that is no object is one without anything in it.
        Value::String(_) if field == "rows" => {}
        Value::String(text) => {
            if has_words(&outside(text), data) {
                found.push(format!("{field}: {text}"));
            }
        }
        Value::Array(all) => all.iter().for_each(|each| look(each, field, data, found)),
        Value::Object(fields) => {
            let read = fields.iter().filter(|(name, _)| !UNREAD.contains(&name.as_str()));
            read.for_each(|(name, value)| look(value, name, data, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns what stands outside all marks; a text that was cut behind its first mark has no end.
fn outside(text: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::new();
    for letter in text.chars() {
        match letter {
            OPEN => depth += 1,
            CLOSE => depth = depth.saturating_sub(1),
            other if depth == 0 => rest.push(other),
            _ => {}
        }
    }
    rest
}

fn has_words(rest: &str, data: &[&str]) -> bool {
    let unnamed = data.iter().fold(rest.to_owned(), |rest, name| rest.replace(name, ""));
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    unnamed.split_whitespace().any(|word| !is_code(word) && word.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use loadin_guest::ui::page;

    use super::{outside, untranslated};

    #[test]
    fn what_stands_outside_the_marks_is_told_and_names_are_not() {
        let shown = page("⟦Plans of ⟦the⟧ band⟧").text("⟦Played⟧: Nectar's").text("Not said by ⟦words⟧");
        assert_eq!(untranslated(&shown, &["Nectar's"]), ["text: Not said by ⟦words⟧"]);
    }

    #[test]
    fn marks_may_stand_in_marks_and_be_cut_off() {
        assert_eq!(outside("a ⟦b ⟦c⟧ d⟧ e"), "a  e");
        assert_eq!(outside("⟦a b…"), "");
    }
}
