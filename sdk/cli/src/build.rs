//! `cargo loadin build`: from a plugin's folder to the `plugin.wasm` beside its manifest.
//!
//! Rule: cargo alone decides what is stale in the Rust code; the component is made again when the module, the manifest or
//! this tool has changed; and `plugin.wasm` is either the old file or the whole new one.

mod stamp;
mod write;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use loadin_wit::{
    locales::{self, LocalesError},
    manifest::{Manifest, ManifestError},
};
use loadin_words::{Catalogue, CatalogueError, Source};
use serde::Deserialize;

use self::{stamp::Stamp, write::write_if_changed};
use crate::{
    component::{self, ComponentError},
    console::{Console, size},
    process::{Invocation, RunError, without_progress},
    toolchain::{self, TARGET, ThisMachine, Toolchain, ToolchainError, Wish},
    workspace::{PluginFolder, Workspace},
};

/// What the profile `plugin` says, for plugins whose workspace has none.
const PROFILE: [&str; 7] = [
    "profile.plugin.inherits='release'",
    "profile.plugin.opt-level=3",
    "profile.plugin.lto='fat'",
    "profile.plugin.codegen-units=1",
    "profile.plugin.panic='abort'",
    "profile.plugin.debug=false",
    "profile.plugin.strip=true",
];

/// How plugins are built.
pub(crate) struct Options {
    pub(crate) profile: String,
    /// Refuses to change `Cargo.lock`.
    pub(crate) locked: bool,
}

/// Why a plugin was not built.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Locales(#[from] LocalesError),
    #[error("{words}")]
    Words { words: CatalogueError },
    #[error("{plugin} does not compile")]
    Compile { plugin: String },
    #[error("{plugin} is no plugin library: write `crate-type = [\"cdylib\", \"rlib\"]` under [lib] in {}", manifest.display())]
    NoLibrary { plugin: String, manifest: PathBuf },
    #[error("{plugin}: {source}")]
    Component { plugin: String, source: ComponentError },
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

/// Builds the plugins one after another; stops at the first that fails.
pub(crate) fn run(
    console: &Console,
    workspace: &Workspace,
    plugins: &[PluginFolder],
    options: &Options,
) -> Result<(), BuildError> {
    let wish = Wish::of_process(workspace.rust_version.clone(), &workspace.root)?;
    let toolchain = toolchain::find(&ThisMachine { console }, &wish)?;
    if toolchain.rustc.is_some() {
        console.note(&format!("plugins are compiled by {}", toolchain.origin));
    }
    for plugin in plugins {
        let manifest = Manifest::read(&plugin.path)?;
        check_words(&plugin.path)?;
        let title = format!("build {}", plugin.name);
        let module = console.step(&title, || compile(console, workspace, plugin, options, &toolchain))?;
        console.step(&format!("component {}", plugin.name), || {
            let made = make_component(workspace, plugin, &manifest, &module)?;
            console.detail(made);
            Ok::<_, BuildError>(())
        })?;
    }
    Ok(())
}

/// Reads the plugin's own words as the host will: better here than when an instance is started.
fn check_words(plugin: &Path) -> Result<(), BuildError> {
    let files = locales::read(plugin)?;
    let sources = files.iter().map(|file| Source::new(&file.tag, &file.path, &file.text));
    Catalogue::build(sources).map(drop).map_err(|words| BuildError::Words { words })
}

/// Compiles a plugin and returns the path of its core module.
fn compile(
    console: &Console,
    workspace: &Workspace,
    plugin: &PluginFolder,
    options: &Options,
    toolchain: &Toolchain,
) -> Result<PathBuf, BuildError> {
    let cargo_toml = plugin.path.join("Cargo.toml");
    let invocation = cargo_build(workspace, &cargo_toml, options, toolchain);
    let finished = invocation.capture_with_progress(console)?;
    let said = without_progress(&finished.stderr);
    if !said.is_empty() {
        console.note(&said);
    }
    if !finished.is_success() {
        return Err(BuildError::Compile { plugin: plugin.name.clone() });
    }
    built_files(&finished.stdout, "cdylib")
        .into_iter()
        .find(|(manifest, file)| same_file(manifest, &cargo_toml) && file.extension().is_some_and(|ext| ext == "wasm"))
        .map(|(_, file)| file)
        .ok_or_else(|| BuildError::NoLibrary { plugin: plugin.name.clone(), manifest: cargo_toml })
}

fn cargo_build(workspace: &Workspace, cargo_toml: &Path, options: &Options, toolchain: &Toolchain) -> Invocation {
    let mut invocation = Invocation::cargo().folder(&workspace.root);
    if !workspace.has_plugin_profile && options.profile == "plugin" {
        invocation = invocation.args(PROFILE.iter().flat_map(|setting| ["--config", *setting]));
    }
    invocation = invocation
        .args(["build", "--lib", "--target", TARGET, "--profile", &options.profile])
        .args(["--message-format", "json-render-diagnostics", "--manifest-path"])
        .arg(cargo_toml)
        .arg("--target-dir")
        .arg(workspace.wasm_target());
    if options.locked {
        invocation = invocation.arg("--locked");
    }
    match &toolchain.rustc {
        Some(rustc) => invocation.env("RUSTC", rustc),
        None => invocation,
    }
}

/// Makes, checks and writes the component; returns what to say about it.
fn make_component(
    workspace: &Workspace,
    plugin: &PluginFolder,
    manifest: &Manifest,
    module: &Path,
) -> Result<String, BuildError> {
    let read =
        |path: &Path| fs::read(path).map_err(|source| BuildError::Unreadable { path: path.to_path_buf(), source });
    let core = read(module)?;
    let manifest_text = read(&plugin.path.join("plugin.toml"))?;
    let result = plugin.path.join("plugin.wasm");
    let stamp_path = workspace.wasm_target().join("loadin").join(format!("{}.stamp", manifest.plugin.id));
    let made_before = fs::read(&result).ok();
    if let Some(before) = &made_before
        && Stamp::of(&core, &manifest_text, before).is_at(&stamp_path)
    {
        return Ok(format!("{}, unchanged", size(before.len() as u64)));
    }
    let component = component::make(&core, manifest)
        .map_err(|source| BuildError::Component { plugin: plugin.name.clone(), source })?;
    let is_new = write_if_changed(&result, &component)
        .map_err(|source| BuildError::Unwritable { path: result.clone(), source })?;
    Stamp::of(&core, &manifest_text, &component)
        .write(&stamp_path)
        .map_err(|source| BuildError::Unwritable { path: stamp_path, source })?;
    let change = if is_new { "" } else { ", unchanged" };
    Ok(format!("{}{change}", size(component.len() as u64)))
}

/// A line of cargo's JSON messages, as far as we need it.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    manifest_path: PathBuf,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

/// Returns what cargo says it has built of a kind (`bin`, `cdylib`), with the `Cargo.toml` that each file belongs to.
pub(crate) fn built_files(messages: &str, kind: &str) -> Vec<(PathBuf, PathBuf)> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let artifacts = messages.filter(|message| {
        let is_kind = |target: &Target| target.kind.iter().any(|known| known == kind);
        message.reason == "compiler-artifact" && message.target.as_ref().is_some_and(is_kind)
    });
    let files = artifacts.flat_map(|message| {
        let manifest = message.manifest_path;
        message.filenames.into_iter().map(move |file| (manifest.clone(), file))
    });
    files.collect()
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::built_files;

    #[test]
    fn the_built_file_is_taken_from_what_cargo_says() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","manifest_path":"/w/dep/Cargo.toml","target":{"kind":["lib"]},"filenames":["/t/libdep.rlib"]}"#,
            "\n",
            r#"{"reason":"compiler-artifact","manifest_path":"/w/zoo/Cargo.toml","target":{"kind":["cdylib","rlib"]},"filenames":["/t/zoo.wasm","/t/libzoo.rlib"]}"#,
            "\nnot json\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let file = |name: &str| (PathBuf::from("/w/zoo/Cargo.toml"), PathBuf::from(name));
        assert_eq!(built_files(messages, "cdylib"), [file("/t/zoo.wasm"), file("/t/libzoo.rlib")]);
        assert_eq!(built_files(messages, "bin"), []);
    }
}
