//! A page in a language that is made of files alone, and one that runs to the left.

use std::fs;

use loadin_profile::page::{Cell, ColumnKind, Money, Table, page};
use loadin_web::{PluginFrame, Shell, Words, render};
use loadin_words::{Catalogue, Source};

use crate::files;

const GERMAN: [Source<'static>; 2] = [
    Source::new("de", "format.ftl", include_str!("../../../../sdk/words/tests/de/format.ftl")),
    Source::new(
        "de",
        "shell.ftl",
        "shell-skip = Zur Seite\nshell-plugin = Diese Seite ist von { $name } { $version }.",
    ),
];

/// Returns the words of a language that has these files, beside the English that there is.
fn words(tag: &str, files: &[Source<'_>]) -> Words {
    let english = files::folder().join("en");
    let mut texts = Vec::new();
    for entry in fs::read_dir(english).unwrap() {
        let path = entry.unwrap().path();
        texts.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()));
    }
    let english = texts.iter().map(|(name, text)| Source::new("en", name, text));
    let catalogue: &'static Catalogue =
        Box::leak(Box::new(Catalogue::build(english.chain(files.iter().copied())).unwrap()));
    catalogue.negotiate(tag, None)
}

fn drawn(words: Words) -> String {
    let columns = [("Tag", ColumnKind::Date), ("Weg", ColumnKind::Distance), ("Gage", ColumnKind::Money)];
    let row = vec![Cell::Date("2027-03-05".into()), Cell::Km(1234.0), Cell::Money(Money::new("1234.50", "EUR"))];
    let frame = PluginFrame {
        name: "Tour".into(),
        version: "1.0".into(),
        base: "/s/a/p/b/".into(),
        csrf: "t".into(),
        space: "a".into(),
    };
    render(&page("Plan").table(Table::new("Tage", columns).rows([row])), &Shell::new(words), &frame)
}

#[test]
fn a_page_is_german_as_far_as_the_files_go_and_english_beyond() {
    let html = drawn(words("de-AT,en;q=0.5", &GERMAN));
    for part in [
        "<html lang=\"de\">",
        "Zur Seite",
        "Diese Seite ist von Tour 1.0.",
        "Fr, 5.\u{a0}März 2027",
        "1.234\u{a0}km",
        "1.234,50\u{a0}<span class=\"unit-of\">EUR</span>",
        "Loadin is free software",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn a_page_runs_to_the_left_with_its_language() {
    let hebrew = [Source::new("he", "shell.ftl", "shell-skip = אל העמוד")];
    assert!(drawn(words("he", &hebrew)).contains("<html lang=\"he\" dir=\"rtl\">"));
    assert!(!drawn(words("en", &hebrew)).contains("dir="));
}
