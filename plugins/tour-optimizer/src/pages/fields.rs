//! What the fields of a request are called, on the form and wherever a fault is told.

use loadin_guest::text;

/// The fields whose faults may be told away from the form, with the key of what they are called there.
const LABELS: [(&str, &str); 9] = [
    ("home", "field-home"),
    ("end", "field-end"),
    ("from", "asked-first-day"),
    ("to", "asked-last-day"),
    ("venues", "venues-title"),
    ("anchors", "field-anchors"),
    ("must_play", "field-must-play"),
    ("must_not", "field-must-not"),
    ("currency", "field-currency"),
];

/// Returns what a field of the request is called.
pub(super) fn label(field: &str) -> Option<String> {
    LABELS.iter().find(|(name, _)| *name == field).map(|(_, key)| text(key))
}
