//! The map in the documents against the folders that exist.
//!
//! A map is the first fenced block under its heading: one line per folder, `├── name/  what it is for`, floors first and
//! their rooms indented. Rule: each room has exactly one line, with a description, in every map.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Finding, House, Rules, docs::section};

/// The documents with a map, and the heading it stands under.
const MAPS: [(&str, &str); 2] = [("docs/ARCHITECTURE.md", "## Rooms"), ("README.md", "## The map")];
/// The document with the dependency table, and its heading.
const TABLE: (&str, &str) = ("docs/ARCHITECTURE.md", "## Who may import whom");

/// How the table says that there is no limit.
const ANY_ROOM: &str = "any room";

/// Returns rooms that a map misses, lines for rooms that are gone, and lines without a description.
#[must_use]
pub fn maps_show_every_room(house: &House, rules: &Rules) -> Vec<Finding> {
    let expected = rooms(house, rules);
    let mut findings = Vec::new();
    for (document, heading) in MAPS {
        let Some(lines) = house.text(document).and_then(|text| map_of(text, heading)) else {
            findings.push(Finding::new(document, format!("has no fenced map under `{heading}`")));
            continue;
        };
        let mut seen = BTreeSet::new();
        for (room, description) in &lines {
            if description.is_empty() {
                findings.push(Finding::new(document, format!("say on the map what `{room}` is for")));
            }
            if !seen.insert(room.as_str()) {
                findings.push(Finding::new(document, format!("shows `{room}` twice")));
            }
        }
        let missing = expected.iter().filter(|room| !seen.contains(room.as_str()));
        findings.extend(missing.map(|room| Finding::new(document, format!("the map misses `{room}`"))));
        let dead = seen.iter().filter(|room| !expected.contains(**room));
        findings
            .extend(dead.map(|room| Finding::new(document, format!("the map shows `{room}`, which does not exist"))));
    }
    findings
}

/// Returns visible entries of the root that are not on the list.
#[must_use]
pub fn root_is_tidy(house: &House, rules: &Rules) -> Vec<Finding> {
    let entries: BTreeSet<&str> = house.paths().filter_map(|path| path.split('/').next()).collect();
    let stray = entries
        .into_iter()
        .filter(|entry| !entry.starts_with('.') && !rules.map.root.iter().any(|known| known == entry));
    stray
        .map(|entry| {
            Finding::new(
                entry,
                "is not one of the root's entries: move it into a room, or argue for it in tests/tidy/rules.toml",
            )
        })
        .collect()
}

/// Returns the rows in which the architecture's dependency table differs from `rules.toml`.
#[must_use]
pub fn the_documented_edges_are_the_rules(house: &House, rules: &Rules) -> Vec<Finding> {
    let (document, heading) = TABLE;
    let written = house.text(document).and_then(|text| section(text, heading)).map(rows).unwrap_or_default();
    let rooms: BTreeMap<&str, &str> =
        rules.crates.iter().map(|rule| (rule.name.as_str(), rule.room.as_str())).collect();
    let room = |name: &String| match name.as_str() {
        "*" => ANY_ROOM.to_owned(),
        name => rooms.get(name).copied().unwrap_or(name).to_owned(),
    };
    let names = |list: &[String]| -> BTreeSet<String> { list.iter().map(room).collect() };
    let mut findings = Vec::new();
    for rule in &rules.crates {
        let wanted = (names(&rule.imports), names(&rule.tests_import));
        if written.get(&rule.room) != Some(&wanted) {
            let cell = |name: &String| if name == ANY_ROOM { name.clone() } else { format!("`{name}`") };
            let list = |names: &BTreeSet<String>| names.iter().map(cell).collect::<Vec<_>>().join(", ");
            let row = format!("| `{}` | {} | {} |", rule.room, list(&wanted.0), list(&wanted.1));
            findings.push(Finding::new(document, format!("the table under `{heading}` should have the row {row}")));
        }
    }
    let dead = written.keys().filter(|room| !rules.crates.iter().any(|rule| rule.room == **room));
    findings.extend(dead.map(|room| {
        Finding::new(document, format!("the table has a row for `{room}`, which tests/tidy/rules.toml does not know"))
    }));
    findings
}

/// Returns the rooms on disk: folders in the root, and the folders directly inside a floor.
fn rooms(house: &House, rules: &Rules) -> BTreeSet<String> {
    let is_room = |folder: &&str| match folder.split_once('/') {
        None => !folder.starts_with('.'),
        Some((floor, room)) => !room.contains('/') && rules.map.floors.iter().any(|known| known == floor),
    };
    house.folders().into_iter().filter(is_room).map(str::to_owned).collect()
}

/// Returns room and description of each line of the first fenced block under `heading`.
fn map_of(text: &str, heading: &str) -> Option<Vec<(String, String)>> {
    let mut lines = section(text, heading)?.lines().skip_while(|line| !line.starts_with("```"));
    lines.next()?;
    let mut floor = String::new();
    let mut found = Vec::new();
    for line in lines.take_while(|line| !line.starts_with("```")) {
        let entry = line.trim_start_matches(['├', '└', '│', '─', ' ']);
        let Some((name, description)) = entry.split_once('/') else { continue };
        let inner = entry.len() != line.len();
        if !inner {
            floor = name.to_owned();
        }
        let room = if inner { format!("{floor}/{name}") } else { name.to_owned() };
        found.push((room, description.trim().to_owned()));
    }
    Some(found)
}

type Row = (BTreeSet<String>, BTreeSet<String>);

/// Returns the rows of a table whose cells hold folder names in backticks.
fn rows(text: &str) -> BTreeMap<String, Row> {
    let cells = text.lines().filter(|line| line.starts_with("| `")).map(|line| line.trim_matches('|').split('|'));
    let row = |mut cells: std::str::Split<'_, char>| {
        let room = names_in(cells.next()?).into_iter().next()?;
        Some((room, (names_in(cells.next()?), names_in(cells.next()?))))
    };
    cells.filter_map(row).collect()
}

fn names_in(cell: &str) -> BTreeSet<String> {
    if cell.trim() == ANY_ROOM {
        return BTreeSet::from([ANY_ROOM.to_owned()]);
    }
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{maps_show_every_room, root_is_tidy, the_documented_edges_are_the_rules};
    use crate::{House, Rules, report};

    fn judge_map(map: &str) -> String {
        let readme = "# A\n## The map\n```text\ncore/  The platform.\n└── types/  Types.\ndocs/  Documents.\n```\n";
        let architecture = format!("# A\n## Rooms\nText.\n```text\n{map}```\n## Next\n");
        let house = House::of([
            ("README.md", readme),
            ("docs/ARCHITECTURE.md", architecture.as_str()),
            ("core/types/src/lib.rs", ""),
            (".ci/run", ""),
        ]);
        report(&maps_show_every_room(&house, &Rules::embedded().unwrap()))
    }

    #[test]
    fn a_true_map_passes() {
        let found = judge_map("core/  The platform.\n└── types/   Types.\ndocs/  Documents.\n");
        assert!(found.starts_with("0 broken"), "{found}");
    }

    #[test]
    fn missing_dead_doubled_and_silent_rooms_are_named() {
        let found = judge_map("core/  The platform.\n├── gone/  Gone.\ndocs/\ndocs/  Again.\n");
        for wanted in [
            "misses `core/types`",
            "shows `core/gone`, which does not exist",
            "what `docs` is for",
            "shows `docs` twice",
        ] {
            assert!(found.contains(wanted), "{wanted} in {found}");
        }
    }

    #[test]
    fn a_document_without_a_map_is_named() {
        let found = report(&maps_show_every_room(&House::of([("README.md", "# A\n")]), &Rules::embedded().unwrap()));
        assert!(found.contains("README.md: has no fenced map under `## The map`"), "{found}");
    }

    #[test]
    fn a_stray_entry_of_the_root_is_named() {
        let house = House::of([("README.md", ""), ("notes.txt", ""), ("scripts/a.sh", ""), (".ci/run", "")]);
        let found = report(&root_is_tidy(&house, &Rules::embedded().unwrap()));
        assert!(found.starts_with("2 broken") && found.contains("notes.txt") && found.contains("scripts"), "{found}");
    }

    #[test]
    fn a_row_that_differs_from_the_rules_is_given_as_it_should_be() {
        let table = "## Who may import whom\n| room | imports | tests |\n|---|---|---|\n| `core/worker` | `core/host` | |\n| `core/gone` | | |\n";
        let house = House::of([("docs/ARCHITECTURE.md", table)]);
        let found = report(&the_documented_edges_are_the_rules(&house, &Rules::embedded().unwrap()));
        assert!(found.contains("| `core/worker` | `core/types` |  |"), "{found}");
        assert!(found.contains("a row for `core/gone`"), "{found}");
        assert!(found.contains("| `tests/it` | `core/server` | any room |"), "{found}");
    }
}
