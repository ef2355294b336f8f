//! The house itself before the judge: one test per rule, each message saying where and what to do.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a judge that cannot read the house must stop")]

use std::path::Path;

use loadin_tidy::{
    Finding, House, Rules, contract, docs, edges,
    manifests::{self, Workspace},
    map, problems, public_docs, pure, report, source, words,
};

fn house() -> House {
    House::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap()
}

fn rules() -> Rules {
    Rules::embedded().unwrap()
}

fn workspace() -> Workspace {
    Workspace::of(&house()).unwrap_or_else(|findings| panic!("{}", report(&findings)))
}

#[track_caller]
fn none(findings: &[Finding]) {
    assert!(findings.is_empty(), "{}", report(findings));
}

#[test]
fn crates_import_only_what_the_table_allows() {
    none(&edges::only_allowed_edges(&workspace(), &rules()));
}

#[test]
fn outside_crates_stay_in_the_rooms_that_may_know_them() {
    none(&edges::externals_stay_in_their_rooms(&workspace(), &rules()));
}

#[test]
fn pure_rooms_depend_on_nothing_with_effects() {
    none(&edges::pure_rooms_import_no_effects(&workspace(), &rules()));
}

#[test]
fn pure_rooms_have_no_clock_entropy_files_or_waiting() {
    none(&pure::pure_rooms_have_no_effects(&house(), &rules()));
}

#[test]
fn words_that_open_doors_stay_in_their_rooms() {
    none(&words::words_stay_in_their_rooms(&house(), &rules()));
}

#[test]
fn manifests_inherit_versions_lints_and_facts() {
    none(&manifests::inherit_everything(&workspace()));
}

#[test]
fn every_workspace_version_has_a_user() {
    none(&manifests::no_version_without_a_user(&workspace()));
}

#[test]
fn members_are_the_crates_that_exist() {
    none(&manifests::members_are_the_crates(&workspace()));
}

#[test]
fn the_lints_of_the_house_stay_on() {
    none(&manifests::lints_stay_on(&workspace()));
}

#[test]
fn maps_show_every_room_that_exists() {
    none(&map::maps_show_every_room(&house(), &rules()));
}

#[test]
fn the_root_holds_only_its_own_entries() {
    none(&map::root_is_tidy(&house(), &rules()));
}

#[test]
fn the_architecture_shows_the_dependency_table() {
    none(&map::the_documented_edges_are_the_rules(&house(), &rules()));
}

#[test]
fn files_have_headers_and_fit_a_head() {
    none(&source::files_fit_a_head(&house(), &rules()));
}

#[test]
fn names_say_what_is_inside() {
    none(&source::names_say_what_is_inside(&house(), &rules()));
}

#[test]
fn notes_name_an_issue() {
    none(&source::notes_name_an_issue(&house()));
}

#[test]
fn unsafe_stays_where_it_is_allowed() {
    none(&source::unsafe_stays_where_it_is_allowed(&house(), &rules()));
}

#[test]
fn public_items_of_the_sdk_and_types_are_documented() {
    none(&public_docs::public_items_are_documented(&house(), &rules()));
}

#[test]
fn released_contracts_are_frozen() {
    none(&contract::released_texts_are_frozen(&house(), &rules()));
}

#[test]
fn every_item_of_the_contract_is_documented() {
    none(&contract::every_item_is_documented(&house(), &rules()));
}

#[test]
fn every_problem_kind_is_explained() {
    none(&problems::every_problem_is_explained(&house()));
}

#[test]
fn links_in_documents_lead_somewhere() {
    none(&docs::links_lead_somewhere(&house()));
}

#[test]
fn paths_named_in_documents_exist() {
    none(&docs::named_paths_exist(&house(), &rules()));
}

#[test]
fn the_changelog_is_open() {
    none(&docs::the_changelog_is_open(&house()));
}
