//! The markup of the pages as it was reviewed last; a change shows up as a difference to look at.
//!
//! Rule: what stands between `<body` and its end, a tag a line; long paths are cut, for the map has tests of its own, and
//! so has the kit.

use crate::samples;

#[test]
fn pages_look_as_they_were_reviewed() {
    for (name, html) in samples::all() {
        if name == "problem-limit" || !(name.starts_with("problem-") || name.starts_with("kit-")) {
            insta::assert_snapshot!(name, readable(&html));
        }
    }
}

fn readable(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    let lines = body.replace("><", ">\n<");
    let short = |line: &str| match line.split_once(" d=\"") {
        Some((before, path)) if path.len() > 60 => {
            let start: String = path.chars().take(30).collect();
            format!("{before} d=\"{start}…")
        }
        _ => line.to_owned(),
    };
    lines.lines().map(short).collect::<Vec<_>>().join("\n")
}
