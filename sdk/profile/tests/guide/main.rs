//! The example of docs/guides/add-a-page.md: it compiles, it is as short as it says, and the guide shows it as it is.

mod venues;

use self::venues::{Venue, venues_page};

const GUIDE: &str = include_str!("../../../../docs/guides/add-a-page.md");
const EXAMPLE: &str = include_str!("venues.rs");

fn venue(name: &str, net: f64) -> Venue {
    Venue { name: name.to_owned(), place: (51.34, 12.37), net }
}

#[test]
fn the_guide_shows_the_example_as_it_compiles() {
    // A plugin finds the pieces where its own SDK shows them.
    let (_, example) = EXAMPLE.split_once("\n\n").unwrap();
    let shown = example.replace("loadin_profile::page::{", "loadin_guest::ui::{");
    assert!(GUIDE.contains(&format!("```rust\n{shown}```\n")), "docs/guides/add-a-page.md shows another example");
}

#[test]
fn a_page_with_form_table_chart_and_map_takes_at_most_sixty_lines() {
    let lines = EXAMPLE.lines().count();
    assert!(lines <= 60, "{lines} lines");
}

#[test]
fn the_example_is_a_page_that_core_draws_whatever_is_in_it() {
    let some = [venue("Kulturfabrik", 310.0), venue("The Cellar", -45.5)];
    for (venues, looked_for, pieces) in [(&some[..], "", 4), (&some[..], "Cellar", 4), (&[][..], "", 2)] {
        let page = venues_page(venues, looked_for);
        assert_eq!(page.check(), Ok(()), "{looked_for}");
        assert_eq!(page.pieces.len(), pieces);
    }
    // Nothing found is a table, a map and a chart without rows, places and bars, which say so.
    assert_eq!(venues_page(&some, "nothing").check(), Ok(()));
}
