//! Folders that are workspaces, plugins, both or neither.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{Selection, Workspace, WorkspaceError};
use crate::toolchain::Version;

const ROOT: &str =
    "[workspace]\nmembers = []\n[workspace.package]\nrust-version = \"1.95\"\n[profile.plugin]\nlto = true\n";

/// Returns a workspace with two plugins and a fixture.
fn loadin() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "Cargo.toml", ROOT);
    write(root.path(), "core/types/Cargo.toml", "[package]\nname = \"t\"\n");
    for plugin in ["plugins/venues", "plugins/tours", "tests/fixtures/plugins/zoo"] {
        write(root.path(), &format!("{plugin}/plugin.toml"), "");
        write(root.path(), &format!("{plugin}/Cargo.toml"), "[package]\nname = \"p\"\n");
    }
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn selected(selection: &Selection, root: &Path, folder: &str) -> Result<Vec<String>, WorkspaceError> {
    let folder = fs::canonicalize(root.join(folder)).unwrap();
    let plugins = selection.plugins(&folder, &Workspace::of(&folder).unwrap())?;
    Ok(plugins.into_iter().map(|plugin| plugin.name).collect())
}

#[test]
fn the_root_is_found_from_within_and_says_its_oldest_rust() {
    let root = loadin();
    let workspace = Workspace::of(&root.path().join("plugins/tours")).unwrap();
    assert_eq!(workspace.root, fs::canonicalize(root.path()).unwrap());
    assert_eq!(Some(workspace.rust_version), Version::parse("1.95"));
    assert!(workspace.has_plugin_profile);
}

#[test]
fn a_lone_plugin_is_its_own_root() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "Cargo.toml", "[package]\nname = \"p\"\nrust-version = \"1.90\"\n");
    write(root.path(), "plugin.toml", "");
    let workspace = Workspace::of(root.path()).unwrap();
    assert!(!workspace.has_plugin_profile);
    assert_eq!(selected(&Selection::default(), root.path(), ".").unwrap().len(), 1);
    assert!(matches!(workspace.must_be_loadin(), Err(WorkspaceError::NotLoadin { .. })));
}

#[test]
fn without_a_choice_it_is_the_plugin_here_or_all_of_them() {
    let root = loadin();
    fs::create_dir(root.path().join("plugins/venues/src")).unwrap();
    let any = Selection::default();
    assert_eq!(selected(&any, root.path(), ".").unwrap(), ["tours", "venues"]);
    assert_eq!(selected(&any, root.path(), "plugins/venues/src").unwrap(), ["venues"]);
}

#[test]
fn fixtures_are_built_only_when_asked_for() {
    let root = loadin();
    let fixtures = Selection { fixtures: true, ..Selection::default() };
    let both = Selection { fixtures: true, all: true, ..Selection::default() };
    assert_eq!(selected(&fixtures, root.path(), ".").unwrap(), ["zoo"]);
    assert_eq!(selected(&both, root.path(), ".").unwrap(), ["tours", "venues", "zoo"]);
}

#[test]
fn a_folder_without_a_manifest_is_named() {
    let root = loadin();
    let core = Selection { paths: vec!["core".into()], ..Selection::default() };
    let error = selected(&core, root.path(), ".").unwrap_err();
    assert!(error.to_string().ends_with("core has no plugin.toml: name a plugin's folder"), "{error}");
}
