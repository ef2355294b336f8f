//! Every component in every state, as pages: what a developer looks at on `/kit`, and what the tests judge.
//!
//! Rule: a component that is not here is not finished. Each page is one that a plugin may send: normal, empty and wrong
//! states, long words, words that run to the left, and huge numbers.

mod charts;
mod figures;
mod forms;
mod maps;
mod places;
mod tables;

use loadin_profile::page::Page;

/// A text that has no room anywhere.
const LONG: &str =
    "The Annual Winter Gathering of Volunteer-run Rooms, Cellars and Community Halls, Upper Valley Branch";
/// A word without a place to break it.
const UNBROKEN: &str = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
/// Words that run to the left.
const LEFTWARD: &str = "מועדון הלילה של תל אביב";

/// Returns the pages of the kit, each with the name that it has in an address.
#[must_use]
pub fn kit() -> Vec<(&'static str, Page)> {
    vec![
        ("charts", charts::charts()),
        ("charts-states", charts::states()),
        ("figures", figures::figures()),
        ("figures-states", figures::states()),
        ("forms", forms::forms()),
        ("forms-errors", forms::errors()),
        ("maps", maps::maps()),
        ("maps-closer", maps::closer()),
        ("places", places::places()),
        ("tables", tables::tables()),
        ("tables-states", tables::states()),
    ]
}

#[cfg(test)]
mod tests {
    use super::kit;

    #[test]
    fn every_page_of_the_kit_is_one_that_a_plugin_may_send() {
        for (name, page) in kit() {
            assert_eq!(page.check(), Ok(()), "{name}");
            assert!(loadin_profile::links::is_id(name), "{name}");
        }
    }
}
