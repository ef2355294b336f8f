//! Plugins that cannot be used: the binary says which, why, and what to do, and exits with 4.

use std::{fs, path::Path};

use super::binary::{Loadin, checkout};

/// A plugins folder with a copy of the tour optimizer, changed.
fn changed(change: impl Fn(&Path)) -> (tempfile::TempDir, Loadin) {
    let folder = tempfile::tempdir().unwrap();
    let plugin = folder.path().join("tour-optimizer");
    let source = checkout().join("plugins/tour-optimizer");
    fs::create_dir_all(plugin.join("schemas")).unwrap();
    for name in ["plugin.toml", "plugin.wasm"] {
        fs::copy(source.join(name), plugin.join(name)).unwrap();
    }
    for schema in fs::read_dir(source.join("schemas")).unwrap() {
        let schema = schema.unwrap();
        fs::copy(schema.path(), plugin.join("schemas").join(schema.file_name())).unwrap();
    }
    change(&plugin);
    let loadin = Loadin::with_plugins(folder.path());
    loadin.file("list.csv", "name,lat,lon,net\nA,44.4,-73.2,500\n");
    (folder, loadin)
}

const PLAN: [&str; 10] = [
    "plan",
    "--venues",
    "list.csv",
    "--home",
    "44.4759,-73.2121",
    "--from",
    "2027-03-05",
    "--to",
    "2027-03-10",
    "--quiet",
];

fn edit(plugin: &Path, from: &str, to: &str) {
    let path = plugin.join("plugin.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "the manifest has no `{from}`");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_manifest_that_asks_for_an_unknown_capability_is_named() {
    let (_folder, loadin) = changed(|plugin| edit(plugin, "jobs = true", "jobs = true\ntelepathy = true"));
    let said = loadin.run(&PLAN);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.err.contains("plugin.toml: unknown capability `telepathy`"), "{}", said.err);
}

#[test]
fn a_plugin_for_another_contract_is_named() {
    let (_folder, loadin) = changed(|plugin| edit(plugin, "api = \"0.1\"", "api = \"0.7\""));
    let said = loadin.run(&PLAN);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.err.contains("written for contract 0.7"), "{}", said.err);
}

#[test]
fn components_that_break_the_contract_are_refused() {
    for (import, sentence) in [
        ("wasi:cli/environment@0.2.0", "plugins have no WASI"),
        ("loadin:plugin/log@0.9.0", "built for contract 0.9.0"),
    ] {
        let wasm = wat::parse_str(format!("(component (import \"{import}\" (instance)))")).unwrap();
        let (_folder, loadin) = changed(|plugin| fs::write(plugin.join("plugin.wasm"), &wasm).unwrap());
        let said = loadin.run(&PLAN);
        assert_eq!((said.code, said.out.as_str()), (4, ""), "{said:?}");
        assert!(said.err.contains(sentence), "{}", said.err);
    }
}

#[test]
fn a_component_that_is_missing_or_cut_short_is_named() {
    let (_missing, loadin) = changed(|plugin| fs::remove_file(plugin.join("plugin.wasm")).unwrap());
    let said = loadin.run(&PLAN);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.err.contains("cargo loadin build"), "{}", said.err);

    let (_cut, loadin) = changed(|plugin| {
        let whole = fs::read(plugin.join("plugin.wasm")).unwrap();
        fs::write(plugin.join("plugin.wasm"), &whole[..whole.len() / 2]).unwrap();
    });
    let said = loadin.run(&PLAN);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.err.contains("is not a WebAssembly component"), "{}", said.err);
}

#[test]
fn no_plugins_at_all_is_said_plainly() {
    let empty = tempfile::tempdir().unwrap();
    let said = Loadin::with_plugins(empty.path()).run(&["plan"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("plan"), "{}", said.err);
}
