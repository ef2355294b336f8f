//! Modules that become plugins, and those that must not.

use std::path::Path;

use loadin_wit::manifest::Manifest;
use wit_component::{StringEncoding, embed_component_metadata};

use super::{ComponentError, check, make};

const PLAIN: &str = r#"
    [plugin]
    id = "org.example.probe"
    name = "Probe"
    version = "0.1.0"
    api = "0.1"
"#;

const ROUTE: &str = r#"
    [[http.route]]
    id = "hello"
    path = "/"
    methods = ["GET"]
    permission = "public"
"#;

const ASKS_FOR_JOBS: &str = "[capabilities]\njobs = true\n";

fn manifest(parts: &[&str]) -> Manifest {
    Manifest::parse(&[&[PLAIN], parts].concat().concat(), Path::new("plugin.toml")).unwrap()
}

/// Returns a core module for a small world whose interfaces carry the contract's names.
fn module(world: &str, text: &str) -> Vec<u8> {
    let wit = format!(
        "package {package}@{version};
         interface clock {{ now: func() -> u64; }}
         interface jobs {{ cancel: func(); }}
         interface http-handler {{ handle: func(); }}
         interface job-handler {{ run: func(); }}
         world probe {{ {world} }}",
        package = loadin_wit::PACKAGE,
        version = loadin_wit::VERSION,
    );
    let mut resolve = wit_parser::Resolve::default();
    let package = resolve.push_str("probe.wit", &wit).unwrap();
    let world = resolve.select_world(&[package], Some("probe")).unwrap();
    let mut module = wat::parse_str(text).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    module
}

fn name(interface: &str) -> String {
    format!("{}/{interface}@{}", loadin_wit::PACKAGE, loadin_wit::VERSION)
}

fn clock_module(extra_import: &str) -> Vec<u8> {
    let text = format!(r#"(module {extra_import} (import "{}" "now" (func (result i64))))"#, name("clock"));
    module("import clock;", &text)
}

fn refusal(import: &str) -> String {
    make(&clock_module(import), &manifest(&[])).unwrap_err().to_string()
}

#[test]
fn a_module_that_imports_from_the_contract_becomes_a_component() {
    let component = make(&clock_module(""), &manifest(&[])).unwrap();
    assert!(wasmparser::Parser::is_component(&component));
}

#[test]
fn wasi_is_refused_with_the_way_out() {
    let expected = "it imports `wasi_snapshot_preview1`: plugins have no WASI, their imports are exactly what they may \
                    do; build for wasm32-unknown-unknown, and find the crate that brings it with `cargo tree --target \
                    wasm32-unknown-unknown`";
    assert_eq!(refusal(r#"(import "wasi_snapshot_preview1" "fd_write" (func))"#), expected);
    assert!(
        refusal(r#"(import "wasi:io/streams@0.2.0" "write" (func))"#).starts_with("it imports `wasi:io/streams@0.2.0`")
    );
}

#[test]
fn a_component_that_imports_wasi_is_refused_as_well() {
    let component = wat::parse_str(r#"(component (import "wasi:clocks/wall-clock@0.2.0" (instance)))"#).unwrap();
    let error = check(&component, &manifest(&[])).unwrap_err();
    assert!(matches!(&error, ComponentError::Wasi { import } if import == "wasi:clocks/wall-clock@0.2.0"), "{error}");
}

#[test]
fn javascript_undefined_symbols_and_strangers_are_told_apart() {
    let javascript = refusal(r#"(import "__wbindgen_placeholder__" "__wbindgen_describe" (func (param i32)))"#);
    assert!(javascript.contains("wasm-bindgen"), "{javascript}");
    let undefined = refusal(r#"(import "env" "sqlite3_open" (func))"#);
    assert!(undefined.starts_with("it imports the function `sqlite3_open` from `env`"), "{undefined}");
    let foreign = refusal(r#"(import "acme:things/paint" "draw" (func))"#);
    assert_eq!(foreign, "it imports `acme:things/paint`, which is not in the contract loadin:plugin");
}

#[test]
fn another_version_of_the_contract_is_named() {
    let component = wat::parse_str(r#"(component (import "loadin:plugin/clock@0.9.0" (instance)))"#).unwrap();
    let error = check(&component, &manifest(&[])).unwrap_err();
    assert!(matches!(error, ComponentError::OtherContract { .. }), "{error}");
}

#[test]
fn a_capability_must_be_asked_for() {
    let text = format!(r#"(module (import "{}" "cancel" (func)))"#, name("jobs"));
    let core = module("import jobs;", &text);
    let error = make(&core, &manifest(&[])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it uses `jobs`, which plugin.toml does not ask for: write `jobs = true` under [capabilities]"
    );
    make(&core, &manifest(&[ASKS_FOR_JOBS])).unwrap();
}

#[test]
fn handlers_and_their_declarations_go_together() {
    let text = format!(r#"(module (func (export "{}#handle")))"#, name("http-handler"));
    let core = module("export http-handler;", &text);
    make(&core, &manifest(&[ROUTE])).unwrap();
    let undeclared = make(&core, &manifest(&[])).unwrap_err();
    assert!(undeclared.to_string().contains("exports `http-handler`, but plugin.toml declares no [[http.route]]"));
    let missing = make(&clock_module(""), &manifest(&[ROUTE])).unwrap_err();
    assert!(missing.to_string().contains("plugin.toml declares [[http.route]], but it exports no `http-handler`"));
}

#[test]
fn what_is_no_module_is_said_to_be_none() {
    let plain = manifest(&[]);
    assert!(matches!(make(b"not wasm", &plain), Err(ComponentError::Unreadable { .. })));
    let component = wat::parse_str("(component)").unwrap();
    assert!(make(&component, &plain).unwrap_err().to_string().contains("it is a component already"));
}
