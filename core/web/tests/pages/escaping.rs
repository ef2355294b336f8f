//! Whatever stands in a field, it stays text: the page has the same tags and attributes as with a harmless word.

use loadin_profile::page::{
    Action, ColumnChoice, ColumnKind, Download, Filter, Form, Link, Map, Notice, NoticeKind, Piece, Point, Route,
    Table, Upload, page,
};
use loadin_types::ProblemKind;
use loadin_web::{
    Current, NavGroup, NavItem, Person, PluginFrame, Shell, Space,
    pages::{
        Account, AdministeredMember, AdministeredPlugin, Administration, CollectionOf, Confirm, CopyOfAll, Counted,
        Device, DocumentHistory, Done, FieldChange, FieldError, HeldBackPlugin, Helps, IndexFor, IndexOf, Member,
        MigratingThing, OwnJob, OwnJobState, OwnJobs, PermissionOf, PluginsThings, Preferences, ServedBy, SetUp,
        SignIn, SlowThing, SpaceHome, Spaces, StoredThings, ThingState, Token, ToolCard, Trouble, VersionOf, account,
        administration, confirm, document_history, own_jobs, set_up, sign_in, space_home, spaces, stored_things,
        trouble,
    },
    render,
};
use proptest::prelude::*;

use crate::{everywhere::everywhere, reading::read};

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

fn shell(word: &str) -> Shell {
    Shell {
        space: Some(Space { name: word.into(), slug: word.into() }),
        person: Some(Person { name: word.into(), csrf: word.into() }),
        spaces: vec![Space { name: word.into(), slug: word.into() }],
        nav: vec![NavGroup {
            head: NavItem::new(word, "/", Current::Here),
            items: vec![NavItem::new(word, "/", Current::Below)],
        }],
        notices: vec![Notice { kind: NoticeKind::Info, text: word.into(), details: vec![] }],
        attribution: vec![word.into()],
        ..Shell::default()
    }
}

/// The shell in a space whose address is one: what leads through another is no link, which is another page and no proof.
fn in_a_space(word: &str) -> Shell {
    Shell { space: Some(Space { name: word.into(), slug: "a".into() }), ..shell(word) }
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
        Token { id: "a".into(), name: text(), space: text(), rights: text(), expires: text(), last_used: Some(text()) };
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
        spaces(&Spaces { shown: vec![Space { name: text(), slug: "a".into() }], asked: text() }, &shell(word)),
        spaces(&Spaces { shown: Vec::new(), asked: text() }, &shell(word)),
        administration(&run(word), &in_a_space(word)),
        own_jobs(&ordered(word), &in_a_space(word)),
        stored_things(&stored(word), &shell(word)),
        document_history(&earlier(word), &in_a_space(word)),
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
                preferences: Preferences { language: text(), distances: text(), zone: text(), zones: vec![text()] },
                spaces: vec![Space { name: text(), slug: "a".into() }],
                devices: vec![Device { id: "a".into(), user_agent: text(), last_used: text(), is_this: false }],
                tokens: vec![token],
                new_token: Some(text()),
                token_name: text(),
                must_confirm: false,
                is_operator: true,
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
            &in_a_space(word),
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
    for (page, harmless) in pages(word).iter().zip(pages(&harmless(word))) {
        let (page, harmless) = (bones(page), bones(&harmless));
        let differs = page.iter().zip(&harmless).find(|(one, other)| one != other);
        assert!(differs.is_none() && page.len() == harmless.len(), "{word:?}: {differs:?}");
    }
}

/// A word of the same length, so that a picture has the same room for it, that no reader could take for markup.
fn harmless(word: &str) -> String {
    word.chars().map(|c| if "<>&\"'/=!;#".contains(c) { 'x' } else { c }).collect()
}

/// Every address on the page is below the mount, on the page, one of core's, or plainly outside.
fn leads_nowhere_else(href: &str) {
    let mut page = everywhere("word", href);
    page.pieces.push(Piece::from(Form::new("f", href, "Send")));
    page.pieces.push(Piece::from(Upload::new("u", href, "File", [".csv"], 1)));
    page.pieces.extend([Piece::from(table_of(href)), Piece::from(zoomed(href))]);
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

/// A table whose forms and file lead to an address.
fn table_of(href: &str) -> Table {
    let choice = ColumnChoice::new("c", href, "column").option("a", "A", true);
    Table::new("t", [("a", ColumnKind::Text)])
        .row(["a".into()])
        .filter(Filter::new("i", href))
        .column_choice(choice)
        .csv(href)
}

/// A map that is looked at closer under an address.
fn zoomed(href: &str) -> Map {
    Map::new("m", "s").points([Point::dot("x", 50.0, 10.0)]).zoom("z", href, Some("50,10,2"))
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

fn ordered(word: &str) -> OwnJobs {
    let job = |state| OwnJob {
        id: "0193d7a2-3c4f-7abc-8def-0123456789ab".into(),
        title: word.into(),
        plugin: word.into(),
        href: Some("/s/a/p/b/".into()),
        state,
        done: 1,
        total: 2,
        message: word.into(),
        problem: Some(word.into()),
        ordered: "2027-03-05T19:30".into(),
        ended: Some("2027-03-05T19:30".into()),
    };
    let states = [OwnJobState::Waiting, OwnJobState::UnderWay, OwnJobState::Stopping, OwnJobState::Failed];
    OwnJobs { csrf: word.into(), jobs: states.map(job).into() }
}

fn earlier(word: &str) -> DocumentHistory {
    let text = || word.to_owned();
    let change = FieldChange { field: text(), before: Some(text()), after: Some(text()) };
    let at = "2027-03-05T19:30".to_owned();
    let version =
        VersionOf { number: 2, at, who: Some(text()), did: Done::Changed, visibility: text(), changes: vec![change] };
    DocumentHistory { plugin: text(), collection: text(), versions: vec![version] }
}

fn stored(word: &str) -> StoredThings {
    let text = || word.to_owned();
    let state = ThingState::Backfilling(Some(0.5));
    let index = IndexOf { kind: IndexFor::Lookup, fields: vec![text(), text()], state, bytes: None };
    let collection = CollectionOf {
        name: text(),
        version: 1,
        live: 1,
        deleted: 1,
        spaces: 1,
        is_estimate: true,
        bytes: Some(1),
        index_bytes: None,
        state,
        indexes: vec![index],
    };
    let (plugin, collections) = (text(), vec![collection]);
    let began = "2027-03-05T19:30".to_owned();
    let migration = MigratingThing { plugin, collection: text(), done: 1, total: 2, began: began.clone() };
    let slow = SlowThing {
        plugin: text(),
        collection: text(),
        question: text(),
        count: 1,
        median_ms: 1.0,
        worst_ms: 1.0,
        seen: began.clone(),
        served: ServedBy::Walk,
        remedy: Helps::Declare(text()),
    };
    let counted = Counted {
        at: began.clone(),
        database: text(),
        copies: Some(vec![CopyOfAll { before: text(), made: began, days: 1, bytes: 1 }]),
        migrations: vec![migration],
        plugins: vec![PluginsThings { name: text(), id: text(), is_installed: false, collections }],
        ..Counted::default()
    };
    StoredThings { counted: Some(counted), slow_ms: 1, slow: vec![slow] }
}

fn run(word: &str) -> Administration {
    let text = || word.to_owned();
    let member = AdministeredMember { name: text(), role: text(), since: text(), is_you: true };
    let permission = PermissionOf { name: text(), label: text(), roles: vec![text()] };
    let plugin = AdministeredPlugin {
        name: text(),
        summary: text(),
        version: text(),
        capabilities: vec![text()],
        permissions: vec![permission],
    };
    Administration {
        members: vec![member],
        is_first: false,
        next: Some("b".into()),
        plugins: vec![plugin],
        left_out: vec![text()],
        held_back: vec![
            HeldBackPlugin { name: text(), runs: text(), upgrade: Some(text()) },
            HeldBackPlugin { name: text(), runs: text(), upgrade: None },
        ],
    }
}
