//! The reference of a page's JSON (`docs/reference/page.md`) names every field of every type of `sdk/profile/src/page`.
//!
//! Rule: a new field, and a new kind of something, is written there too; its example is a page that core draws.

use std::{fs, io, path::Path};

use loadin_profile::page::{Icon, Page};

const REFERENCE: &str = include_str!("../../../docs/reference/page.md");

/// Returns the text of every file of the page model that holds types which travel.
fn sources(folder: &Path) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let (path, name) = {
            let entry = entry?;
            (entry.path(), entry.file_name())
        };
        match (path.is_dir(), name.to_str()) {
            (true, Some("check")) | (false, Some("check.rs" | "tests.rs")) => {}
            (true, _) => texts.extend(sources(&path)?),
            (false, _) => texts.push(fs::read_to_string(path)?),
        }
    }
    Ok(texts)
}

/// Returns the type's part of the reference.
fn part<'a>(name: &str) -> Option<&'a str> {
    let (_, rest) = REFERENCE.split_once(&format!("\n## {name}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

#[test]
fn every_field_of_every_type_is_in_the_reference() {
    let mut texts = sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/page"))).unwrap();
    texts.push(fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/page.rs")).unwrap());
    let (mut missing, mut found) = (Vec::new(), 0);
    for text in texts {
        for (before, after) in text.match_indices("\npub struct ").map(|(at, _)| text.split_at(at + 1)) {
            // The attributes of a type stand right above it.
            let attributes = before.rsplit("\n\n").next().unwrap_or_default();
            let name = after["pub struct ".len()..].split([' ', '<', '(']).next().unwrap();
            let Some((body, _)) = after.split_once("\n}\n") else { continue };
            if !attributes.contains("Serialize") {
                continue;
            }
            let fields = body.lines().filter_map(|line| line.strip_prefix("    pub ")?.split(':').next());
            for field in fields {
                found += 1;
                if !part(name).is_some_and(|part| part.contains(&format!("\n| `{field}` |"))) {
                    missing.push(format!("{name}.{field}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "docs/reference/page.md lacks {missing:?}");
    assert!(found > 150, "{found} fields were found: the sources are written in another way now");
}

#[test]
fn every_piece_and_every_icon_is_in_the_reference() {
    let source = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/page.rs")).unwrap();
    let (_, pieces) = source.split_once("pub enum Piece {").unwrap();
    let kinds = pieces.split("\n}").next().unwrap().lines().filter_map(|line| line.trim().split_once('('));
    for (kind, _) in kinds.filter(|(kind, _)| !kind.starts_with("//")) {
        assert!(REFERENCE.contains(&format!("| `{}` | [{kind}]", kind.to_lowercase())), "{kind}");
    }
    for icon in Icon::ALL {
        let written = serde_json::to_string(icon).unwrap();
        assert!(part("Icon").unwrap().contains(&written), "{written}");
    }
}

#[test]
fn the_example_is_a_page_that_core_draws() {
    let (_, rest) = REFERENCE.split_once("```json\n").unwrap();
    let page: Page = serde_json::from_str(rest.split("```").next().unwrap()).unwrap();
    assert_eq!(page.check(), Ok(()));
}
