//! Every page of the gallery is sound HTML that the policy lets work, and every class has a rule.

use std::collections::BTreeSet;

use crate::{
    reading::{Reading, read},
    samples,
};

fn each_page(look: impl Fn(&str, &str, &Reading)) {
    for (name, html) in samples::all() {
        look(&name, &html, &read(&html));
    }
}

#[test]
fn the_samples_are_pages_that_a_plugin_may_send() {
    for page in samples::plugin_pages() {
        assert_eq!(page.check(), Ok(()), "{}", page.title);
    }
}

#[test]
fn every_page_is_well_formed() {
    each_page(|name, _, page| assert_eq!(page.faults, Vec::<String>::new(), "{name}"));
}

#[test]
fn nothing_stands_in_a_page_that_the_policy_forbids() {
    each_page(|name, html, page| {
        for element in &page.elements {
            for (attribute, value) in &element.attributes {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {element:?}");
                assert!(!value.trim_start().to_lowercase().starts_with("javascript:"), "{name}: {element:?}");
            }
            let src = element.attributes.get("src").map_or("", String::as_str);
            if element.name == "script" {
                let kind = element.attributes.get("type").map(String::as_str);
                assert!(kind == Some("module") && src.starts_with("/assets/app."), "{name}: {element:?}");
            }
            assert!(!["iframe", "object", "embed", "base", "template"].contains(&element.name.as_str()), "{name}");
        }
        let count = |wanted: &str| page.elements.iter().filter(|element| element.name == wanted).count();
        assert_eq!((count("script"), count("style"), count("h1"), count("main")), (1, 1, 1, 1), "{name}");
        assert!(html.contains(&format!("<style>{}</style>", loadin_web::css())), "{name}: the hash is of these bytes");
    });
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let pages = samples::all();
    assert!(pages.iter().filter(|(name, _)| name.starts_with("kit-")).count() > 8);
    for ((name, one), (_, other)) in pages.into_iter().zip(samples::all()) {
        assert!(one == other, "{name} is drawn in two ways");
    }
}

#[test]
fn landmarks_of_one_kind_have_names_of_their_own() {
    each_page(|name, _, page| {
        let mut names = BTreeSet::new();
        for element in &page.elements {
            let role = element.attributes.get("role").map_or(element.name.as_str(), String::as_str);
            if ["nav", "region", "search"].contains(&role) {
                let label = element.attributes.get("aria-label");
                assert!(names.insert((role.to_owned(), label)), "{name}: {element:?} twice");
            }
        }
    });
}

#[test]
fn every_id_is_there_once_and_every_reference_finds_one() {
    each_page(|name, _, page| {
        let mut ids = BTreeSet::new();
        for id in page.elements.iter().filter_map(|element| element.attributes.get("id")) {
            assert!(ids.insert(id.as_str()), "{name}: {id} twice");
        }
        for element in &page.elements {
            let wanted =
                ["for", "aria-describedby", "aria-labelledby"].iter().filter_map(|key| element.attributes.get(*key));
            let here = element.attributes.get("href").and_then(|href| href.strip_prefix('#')).map(str::to_owned);
            for id in wanted.flat_map(|value| value.split(' ').map(str::to_owned)).chain(here) {
                assert!(ids.contains(id.as_str()), "{name}: {id} of {element:?}");
            }
        }
    });
}

#[test]
fn every_field_has_a_label_and_every_form_its_token() {
    each_page(|name, html, page| {
        let labelled: BTreeSet<&str> =
            page.elements.iter().filter_map(|each| each.attributes.get("for")).map(String::as_str).collect();
        for element in page.elements.iter().filter(|each| ["input", "select", "textarea"].contains(&each.name.as_str()))
        {
            let is_hidden = element.attributes.get("type").is_some_and(|kind| kind == "hidden");
            assert!(is_hidden || labelled.contains(element.attributes["id"].as_str()), "{name}: {element:?}");
        }
        // A form that asks changes nothing, and a token in an address would be kept and shared.
        let sent = |method: &'static str| {
            let forms = page.elements.iter().filter(|each| each.name == "form");
            forms.filter(move |form| form.attributes.get("method").is_some_and(|each| each == method)).count()
        };
        let all = page.elements.iter().filter(|each| each.name == "form").count();
        assert_eq!(sent("post") + sent("get"), all, "{name}");
        assert_eq!(html.matches("name=\"_csrf\"").count(), sent("post"), "{name}");
    });
}

#[test]
fn a_form_of_the_plugin_carries_its_token_and_one_of_core_the_other() {
    let plan = loadin_web::render(&samples::plan(), &samples::member_shell(), &samples::frame());
    let token_after = |action: &str| {
        let (_, after) = plan.split_once(&format!("action=\"{action}\"")).unwrap();
        after.split_once("name=\"_csrf\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
    };
    assert_eq!(token_after("/sign-out"), "core-token");
    assert_eq!(token_after("/s/green-mountains/p/tour-optimizer/plans/7/delete"), "plugin-token");
}

#[test]
fn headings_go_down_by_one() {
    each_page(|name, _, page| {
        let mut before = 1;
        for element in &page.elements {
            let level = ["h1", "h2", "h3", "h4", "h5"].iter().position(|heading| *heading == element.name);
            if let Some(level) = level.map(|at| at + 1) {
                assert!(level <= before + 1, "{name}: h{level} after h{before}");
                before = level;
            }
        }
    });
}

#[test]
fn every_class_has_a_rule_and_every_rule_a_use() {
    let mut used = BTreeSet::new();
    for (_, html) in samples::all() {
        for classes in read(&html).elements.iter().filter_map(|element| element.attributes.get("class")) {
            used.extend(classes.split(' ').map(str::to_owned));
        }
    }
    let css = loadin_web::css();
    let mut known = BTreeSet::new();
    // A class begins with a dot and a letter, outside of numbers and strings.
    for (at, _) in css.match_indices('.') {
        let rest = &css[at + 1..];
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if rest.starts_with(|c: char| c.is_ascii_lowercase()) && !css[..at].ends_with(|c: char| c.is_ascii_digit()) {
            known.insert(name);
        }
    }
    let drawn_by_default: BTreeSet<String> =
        ["wide", "show", "progress", "canvas", "band", "info", "one"].map(str::to_owned).into();
    let without_rule: Vec<&String> =
        used.difference(&known).filter(|class| !drawn_by_default.contains(*class)).collect();
    let without_use: Vec<&String> = known.difference(&used).collect();
    assert!(without_rule.is_empty() && without_use.is_empty(), "no rule: {without_rule:?}, no use: {without_use:?}");
}

#[test]
fn a_page_that_watches_a_job_works_without_a_script() {
    each_page(|name, html, _| {
        assert_eq!(html.contains("http-equiv=\"refresh\""), name == "progress", "{name}");
    });
    let (_, page) = samples::all().into_iter().find(|(name, _)| name == "progress").unwrap();
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>"));
    assert!(page.contains("data-events=\"/s/green-mountains/jobs/0193d7a2-3c4f-7abc-8def-0123456789ab/events\""));
}
