//! Splits what somebody typed into a name and what narrows it down.
//!
//! Invariant: the text as a whole is always tried first, so a comma or a state's name inside a place's own name
//! ("Washington, D.C.", "Oklahoma City") never hides the place.

use crate::{fold::fold, qualifier::Qualifiers};

/// Longer texts are no names; the longest name in the data has fewer than a hundred bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 200;

/// Nobody needs more to say where a town is.
const MAX_PARTS: usize = 6;

/// One way to understand a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The folded name.
    pub(crate) name: String,
    /// Folded words that narrow it down, in their order.
    pub(crate) qualifiers: Vec<String>,
}

/// Returns the ways to understand a text, most literal first; none if there is no name in it.
pub(crate) fn readings(text: &str, known: &Qualifiers) -> Vec<Reading> {
    if text.len() > MAX_TEXT_BYTES {
        return Vec::new();
    }
    let mut readings = vec![Reading { name: fold(text), qualifiers: Vec::new() }];
    let by_comma: Vec<String> = split(text, &[',', ';', '\n']);
    let by_bracket: Vec<String> = split(text, &[',', ';', '\n', '(', ')']);
    // The longest name first: some places have a comma or a bracket in theirs.
    readings.extend((1..by_comma.len()).rev().filter_map(|length| narrowed(&by_comma, length)));
    if by_bracket.len() > by_comma.len() {
        readings.extend(narrowed(&by_bracket, 1));
    }
    if readings.len() == 1 {
        readings.extend(without_comma(&fold(text), known));
    }
    readings.retain(|reading| !reading.name.is_empty());
    readings
}

fn split(text: &str, at: &[char]) -> Vec<String> {
    text.split(at).map(fold).take(MAX_PARTS).collect()
}

/// Takes the first parts as the name and the others as what narrows it down, if anything does.
fn narrowed(parts: &[String], name_parts: usize) -> Option<Reading> {
    let (name, rest) = parts.split_at_checked(name_parts)?;
    let qualifiers: Vec<String> =
        rest.iter().map(|part| without_numbers(part)).filter(|part| !part.is_empty()).collect();
    (!qualifiers.is_empty()).then(|| Reading { name: name.join(" ").trim().to_owned(), qualifiers })
}

/// Reads "Burlington VT USA": the longest run of known words at the end narrows down what is before it.
fn without_comma(text: &str, known: &Qualifiers) -> Option<Reading> {
    let words: Vec<&str> = text.split(' ').collect();
    let mut end = words.len();
    let mut qualifiers = Vec::new();
    while let Some(start) =
        (1..end).find(|&start| known.get(&words.get(start..end).unwrap_or_default().join(" ")).is_some())
    {
        qualifiers.insert(0, words.get(start..end)?.join(" "));
        end = start;
    }
    let name = words.get(..end)?.join(" ");
    (!qualifiers.is_empty()).then_some(Reading { name, qualifiers })
}

/// Drops post codes: "VT 05401" is "vt".
fn without_numbers(part: &str) -> String {
    let words = part.split(' ').filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}
