//! What comes out parses to the tree that we meant, and goes in again unchanged.
//!
//! Rule: 10,000 pages that came through at every run; the full count is
//! `PROFILE_CASES=100000 cargo test -p loadin-profile trees` (some minutes; no time limit of nextest's).

use super::{
    super::{Cleaned, Limits, Mount, as_written, clean, pass::Pass, write::Event},
    author::{Author, Dice, damaged, is_void, soup},
    browser::{self, element_line, text_line},
};

pub(super) const MOUNT: Mount<'static> =
    Mount { base: "/s/green/p/tour/", id_prefix: "p-", csrf: Some("t0k\"en&<>"), heading_offset: 1 };

fn cases() -> u32 {
    std::env::var("PROFILE_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000)
}

/// Our own tree, in the lines of the browser's.
fn our_tree(html: &str, mount: Option<&Mount<'_>>) -> String {
    let limits = Limits::default();
    let html = html.replace("\r\n", "\n").replace('\r', "\n");
    let outcome = Pass::new(&html, mount, &limits).run();
    assert!(outcome.refusal.is_none());
    let (mut tree, mut depth) = (String::new(), 0);
    for event in &outcome.events {
        match event {
            Event::Open { name, attributes } => {
                let attributes: Vec<_> =
                    attributes.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
                tree.push_str(&element_line(depth, name, &attributes));
                depth += usize::from(!is_void(name));
            }
            Event::Close { .. } => depth -= 1,
            Event::Text(text) => tree.push_str(&text_line(depth, text)),
            Event::Place(_) => {}
        }
    }
    tree
}

/// Everything that has to hold for what comes out; returns it for a closer look.
pub(super) fn hold(html: &str) -> Cleaned {
    let limits = Limits::default();
    let written = as_written(html, &limits);
    let decorated = clean(html, &MOUNT, &limits);
    assert_eq!(written.flaws, decorated.flaws, "{html}");
    if written.is_refused() {
        assert_eq!((written.html.as_str(), decorated.html.as_str()), ("", ""), "{html}");
        return written;
    }
    for (cleaned, mount) in [(&written, None), (&decorated, Some(&MOUNT))] {
        let reading = browser::read(&cleaned.html);
        assert_eq!(reading.tree, our_tree(html, mount), "{html:?}\n{:?}", cleaned.html);
        assert_eq!(reading.errors, Vec::<String>::new(), "{html:?}\n{:?}", cleaned.html);
        for (name, attributes) in &reading.elements {
            attributes.iter().for_each(|(attribute, value)| harmless(name, attribute, value, mount.is_some()));
        }
    }
    let again = as_written(&written.html, &limits);
    assert_eq!((&again.html, again.flaws.len()), (&written.html, 0), "cleaning twice is not cleaning once: {html:?}");
    assert_eq!(clean(&written.html, &MOUNT, &limits).html, decorated.html, "{html:?}");
    written
}

/// The rules for attributes, said another way and without the tables.
fn harmless(element: &str, name: &str, value: &str, is_decorated: bool) {
    let here = || format!("{name}={value:?} on <{element}>");
    assert!(
        !name.starts_with("on") && !["style", "srcdoc", "target", "formaction", "form", "is"].contains(&name),
        "{}",
        here()
    );
    if !is_decorated {
        return;
    }
    let is_below = |value: &str| {
        let path = value.split(['?', '#']).next().unwrap_or_default();
        path.starts_with(MOUNT.base) && !path.contains('\\') && path.split('/').all(|segment| segment != "..")
    };
    match name {
        "href" => {
            let schemes = ["https://", "tel:", "mailto:", "geo:", "webcal://", "#p-"];
            assert!(is_below(value) || schemes.iter().any(|scheme| value.starts_with(scheme)), "{}", here());
        }
        "src" | "action" | "data-from" => assert!(is_below(value), "{}", here()),
        "id" | "for" | "list" => assert!(value.split(' ').all(|id| id.starts_with("p-")), "{}", here()),
        "aria-labelledby" | "aria-describedby" | "aria-controls" | "headers" => {
            assert!(value.split(' ').all(|id| id.starts_with("p-")), "{}", here());
        }
        _ => {}
    }
}

/// Holds pages to the rules until so many came through, and returns how many there were and how many tags came through.
///
/// A page that is refused proves little, so it does not count.
fn hold_all(wanted: u32, mut next: impl FnMut() -> String) -> (u32, usize) {
    let (mut pages, mut came_through, mut tags) = (0, 0, 0);
    while came_through < wanted {
        let cleaned = hold(&next());
        pages += 1;
        came_through += u32::from(!cleaned.is_refused());
        tags += cleaned.html.matches('<').count();
        assert!(
            pages < 1_000 || pages < 20 * came_through,
            "{came_through} of {pages} pages came through: they prove little"
        );
    }
    println!("{came_through} of {pages} pages came through, with {tags} tags");
    (pages, tags)
}

#[test]
fn what_comes_of_a_soup_of_tags_is_the_tree_that_we_meant() {
    let mut dice = Dice(1);
    let (_, tags) = hold_all(cases(), || soup(&mut dice));
    assert!(tags > 2 * cases() as usize, "{tags} tags");
}

#[test]
fn what_comes_of_a_damaged_page_is_the_tree_that_we_meant() {
    let mut author = Author::new(2);
    let (_, tags) = hold_all(cases() / 4, || damaged(&mut author));
    assert!(tags > 2 * cases() as usize, "{tags} tags");
}

#[test]
fn what_a_careful_author_writes_comes_through_as_the_tree_that_was_meant() {
    let mut author = Author::new(3);
    let (pages, tags) = hold_all(cases(), || {
        let html = author.page();
        assert_eq!(as_written(&html, &Limits::default()).flaws, Vec::new(), "{html}");
        html
    });
    assert!(pages == cases() && tags > 12 * cases() as usize, "{pages} pages, {tags} tags");
}
