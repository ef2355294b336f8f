//! Whatever stands in a field, it stays text: the page has the same tags and attributes as with a harmless word.

use loadin_profile::page::{
    Action, Card, Cell, Choice, Column, ColumnKind, Day, Download, Drive, Fact, Field, Form, Heading, Input, Line,
    Link, Map, Money, Notice, NoticeKind, Page, Paragraph, Piece, Point, Progress, Route, Span, Table, Waterfall, page,
    section,
};
use loadin_types::ProblemKind;
use loadin_web::{
    NavItem, Person, PluginFrame, Shell, Space,
    pages::{
        Account, Confirm, Device, FieldError, Member, SetUp, SignIn, SpaceHome, Token, ToolCard, Trouble, account,
        confirm, set_up, sign_in, space_home, spaces, trouble,
    },
    render,
};
use proptest::prelude::*;

use crate::reading::read;

/// Strings that once got out somewhere.
const PROBES: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><script>",
    "</style><script>",
    "</textarea><script>",
    "<!--",
    "]]>",
    "&lt;script&gt;",
    "&#60;b&#62;",
    "\u{0}<b",
    "<svg onload=alert(1)>",
];

/// A page with the word in every field that takes one.
fn everywhere(word: &str, href: &str) -> Page {
    let text = || word.to_owned();
    let money = Money::new(word, word);
    let line = || Line::new(word, money.clone()).note(word);
    let drive = |at_night| Drive { from: text(), to: text(), km: 1.0, minutes: 1, at_night };
    let cells = vec![Cell::Text(text()), Cell::Money(money.clone()), Cell::Date(text()), Cell::link(word, href)];
    let columns = [ColumnKind::Text, ColumnKind::Money, ColumnKind::Date, ColumnKind::Text];
    let inputs = [
        Input::Text { max_chars: None },
        Input::Textarea { rows: 3, max_chars: None },
        Input::Date { min: Some(text()), max: Some(text()) },
        Input::Number { min: None, max: None, unit: Some(text()) },
        Input::Money { currency: text() },
        Input::Select { choices: vec![Choice { value: text(), label: text() }] },
        Input::Checkbox {},
        Input::File { accept: vec![text()], max_bytes: 1 },
        Input::Hidden {},
    ];
    let form = Form {
        id: text(),
        action: "a".into(),
        fields: inputs
            .map(|input| Field {
                group: Some(text()),
                ..Field::new(word, word, input).help(word).value(word).error(word)
            })
            .into(),
        submit: text(),
        error: Some(text()),
    };
    page(word)
        .up(word, href)
        .piece(Heading { text: text(), id: Some(text()) })
        .text(Paragraph { spans: vec![Span::plain(word), Span::strong(word), Span::link(word, href)] })
        .piece(Notice { kind: NoticeKind::Warning, text: text(), details: vec![text()] })
        .facts([Fact::new(word, cells[0].clone()).note(word)])
        .table(Table {
            caption: text(),
            columns: columns.map(|kind| Column { title: text(), kind, sort: None }).into(),
            rows: vec![cells],
            empty: text(),
            ..Table::default()
        })
        .itinerary([Day { href: Some(href.into()), ..Day::show(word, 1, word, word) }
            .detail(word)
            .amount(money.clone())
            .drive(drive(false))
            .drive(drive(true))
            .reason(word)
            .fixed()])
        .waterfall(Waterfall { title: text(), lines: vec![line()], total: line() })
        .form(form)
        .actions([Action::go(word, href), Action::post(word, "a").danger(word).value(word, word)])
        .downloads([Download::new(word, "a", word)])
        .progress(Progress { job: text(), done: 1, total: 2, message: text() })
        .list([Card { href: Some(href.into()), ..Card::new(word, "") }.fact(word, word).note(word)], word)
        .columns([vec![Piece::from(section(word).id(word).folded())], vec![]])
        .piece(Piece::from(loadin_profile::page::Actions { actions: vec![] }))
}

fn shell(word: &str) -> Shell {
    Shell {
        space: Some(Space { name: word.into(), slug: word.into() }),
        person: Some(Person { name: word.into(), csrf: word.into() }),
        others: vec![Space { name: word.into(), slug: word.into() }],
        nav: vec![NavItem { text: word.into(), href: "/".into(), is_current: true }],
        notices: vec![Notice { kind: NoticeKind::Info, text: word.into(), details: vec![] }],
        attribution: vec![word.into()],
        ..Shell::default()
    }
}

fn frame(word: &str) -> PluginFrame {
    PluginFrame {
        name: word.into(),
        version: word.into(),
        base: "/s/a/p/b/".into(),
        csrf: word.into(),
        space: word.into(),
    }
}

fn core_pages(word: &str) -> Vec<String> {
    let text = || word.to_owned();
    let errors = vec![FieldError::new("login_name", word), FieldError::new("", word)];
    let token =
        Token { id: text(), name: text(), space: text(), rights: text(), expires: text(), last_used: Some(text()) };
    vec![
        set_up(
            &SetUp {
                csrf: text(),
                setup_token: text(),
                login_name: text(),
                display_name: text(),
                space_name: text(),
                space_kind: text(),
                errors: errors.clone(),
            },
            &shell(word),
        ),
        sign_in(&SignIn { csrf: text(), login_name: text(), next: Some(text()), errors: errors.clone() }, &shell(word)),
        confirm(&Confirm { csrf: text(), login_name: text(), next: text(), errors: errors.clone() }, &shell(word)),
        spaces(&[Space { name: text(), slug: text() }], &shell(word)),
        space_home(
            &SpaceHome {
                tools: vec![ToolCard { title: text(), text: text(), href: "/".into() }],
                members: vec![Member { name: text(), role: text(), is_you: true }],
            },
            &shell(word),
        ),
        account(
            &Account {
                csrf: text(),
                login_name: text(),
                display_name: text(),
                spaces: vec![Space { name: text(), slug: text() }],
                devices: vec![Device { id: text(), user_agent: text(), last_used: text(), is_this: false }],
                tokens: vec![token],
                new_token: Some(text()),
                token_name: text(),
                must_confirm: false,
                errors,
            },
            &shell(word),
        ),
        trouble(
            &Trouble {
                kind: ProblemKind::Limit,
                detail: Some(text()),
                faults: vec![text()],
                retry_after_seconds: Some(3),
                request_id: text(),
            },
            &shell(word),
        ),
    ]
}

/// The tags with the names of their attributes; the class may tell a sum below zero.
fn bones(html: &str) -> Vec<(String, Vec<String>)> {
    let page = read(html);
    let faults: Vec<&String> = page
        .faults
        .iter()
        .filter(|fault| !fault.contains("Bad character") && !fault.contains("Saw \0 in state"))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    let names =
        |each: &crate::reading::Element| each.attributes.keys().filter(|key| *key != "class").cloned().collect();
    page.elements.iter().map(|each| (each.name.clone(), names(each))).collect()
}

fn stays_text(word: &str) {
    let pages = |word: &str| {
        let mut pages = core_pages(word);
        pages.push(render(&everywhere(word, "a"), &shell(word), &frame(word)));
        pages
    };
    for (page, harmless) in pages(word).iter().zip(pages("word")) {
        assert_eq!(bones(page), bones(&harmless), "{word:?}");
    }
}

/// Every address on the page is below the mount, on the page, one of core's, or plainly outside.
fn leads_nowhere_else(href: &str) {
    let mut page = everywhere("word", href);
    page.pieces.push(Piece::from(Form::new("f", href, "Send")));
    page.pieces.push(Piece::from(loadin_profile::page::Downloads { files: vec![Download::new("f", href, "")] }));
    page.pieces.push(Piece::from(loadin_profile::page::Actions { actions: vec![Action::post("x", href)] }));
    page.up = Some(Link::new("up", href));
    let html = render(&page, &shell("word"), &frame("word"));
    for element in read(&html).elements {
        for key in ["href", "action"] {
            let Some(address) = element.attributes.get(key) else { continue };
            let outside =
                ["https://", "tel:", "mailto:", "geo:", "webcal://"].iter().any(|scheme| address.starts_with(scheme));
            let is_ours = ["/", "/s/word", "/account", "/sign-out", ""].contains(&address.as_str())
                || address.starts_with("/assets/");
            let below = address.strip_prefix("/s/a/p/b/").is_some_and(|rest| {
                let path = rest.split(['?', '#']).next().unwrap();
                !path.starts_with('/') && path.split('/').all(|part| part != "..") && !path.contains(['\\', ':'])
            });
            assert!(
                is_ours || below || address.starts_with('#') || (key == "href" && outside),
                "{href:?}: {key}={address}"
            );
        }
    }
}

#[test]
fn known_probes_stay_text() {
    for probe in PROBES {
        stays_text(probe);
        leads_nowhere_else(probe);
    }
    for href in [
        "javascript:alert(1)",
        "//evil.test",
        "../../admin",
        "/admin",
        "http://evil.test",
        "a\\..\\b",
        "%2e%2e/x",
        "data:text/html,x",
    ] {
        leads_nowhere_else(href);
    }
}

#[test]
fn a_label_on_a_map_stays_text() {
    let map = |word: &str| {
        let map = Map { end: None, ..Map::new(word, word) }.route(Route::Round).home(word, 50.0, 10.0);
        page("Map")
            .map(map.points([Point::stop(1, word, 51.0, 11.0).href("a"), Point::dot(word, 52.0, 12.0).href("b")]))
    };
    let render = |word: &str| render(&map(word), &Shell::default(), &frame("word"));
    let known: Vec<(String, Vec<String>)> = bones(&render("word"));
    for probe in PROBES {
        for bone in bones(&render(probe)) {
            assert!(known.contains(&bone), "{probe}: {bone:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_string_stays_text(word in "[a-z<>&\"'/=!\\-\\[\\]\u{0}é\u{1F600} ]{1,24}") {
        prop_assume!(!word.trim().is_empty());
        stays_text(&word);
    }

    #[test]
    fn any_link_stays_where_it_belongs(href in "(javascript:|//|/|https://|\\.\\./|#|)?[a-z./:%2eF\\\\?#@ \t]{0,16}") {
        leads_nowhere_else(&href);
    }
}
