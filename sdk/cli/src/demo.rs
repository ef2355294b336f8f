//! `cargo loadin demo`: builds everything and lets the plugins show what they do.
//!
//! Rule: what is shown is data (`plugins/*/demo/demo.toml`), run through the real `loadin` binary; nothing here knows what
//! a plugin does.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use serde::Deserialize;

use crate::{
    build::{self, BuildError, Options},
    console::{Console, seconds},
    process::{Invocation, RunError},
    program::{self, ProgramError},
    workspace::{PluginFolder, Workspace},
};

/// What `demo.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    run: Vec<Run>,
}

/// One start of `loadin`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    /// What it shows, for people.
    title: String,
    /// What stands behind `loadin`.
    arguments: Vec<String>,
    /// The file that gets what the command prints; without it, the terminal does.
    save: Option<String>,
}

/// Why the demonstration ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Program(#[from] ProgramError),
    #[error("no plugin has a demo/demo.toml, so there is nothing to show")]
    NothingToShow,
    #[error("{}: {reason}", path.display())]
    Script { path: PathBuf, reason: String },
    #[error("cannot write {}: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("`{title}` failed with {ending}: loadin {arguments}")]
    Failed { title: String, ending: String, arguments: String },
}

/// Builds, then runs every plugin's script.
pub(crate) fn run(console: &Console, workspace: &Workspace, options: &Options) -> Result<(), DemoError> {
    let start = Instant::now();
    let out = workspace.target().join("demo");
    let scripts = scripts(workspace, &out)?;
    build::run(console, workspace, &workspace.plugins(), options)?;
    let loadin = console
        .step("build loadin", || program::build(console, workspace, &[], options.locked))?
        .loadin()?
        .to_path_buf();
    fs::create_dir_all(&out).map_err(|source| DemoError::Unwritable { path: out.clone(), source })?;
    let mut saved = Vec::new();
    for run in scripts {
        saved.extend(show(console, workspace, &loadin, &out, &run)?);
    }
    for file in &saved {
        console.line(&format!("saved {}", below(&workspace.root, file).display()));
    }
    console.line(&format!("demo done in {}", seconds(start.elapsed())));
    Ok(())
}

/// Runs one entry and returns the file that it has saved.
fn show(
    console: &Console,
    workspace: &Workspace,
    loadin: &Path,
    out: &Path,
    run: &Run,
) -> Result<Option<PathBuf>, DemoError> {
    let save = run.save.as_ref().map(PathBuf::from);
    let file = save.as_ref().map(|path| create(path)).transpose()?;
    let invocation = Invocation::new(loadin)
        .args(&run.arguments)
        .env("LOADIN_PLUGINS__DIR", workspace.root.join("plugins"))
        .env("LOADIN_DATA__DIR", out)
        .folder(&workspace.root);
    let finished = console.step(&run.title, || {
        let finished = invocation.stream(console, file)?;
        if finished.is_success() {
            return Ok(());
        }
        let arguments = run.arguments.join(" ");
        Err(DemoError::Failed { title: run.title.clone(), ending: finished.ending(), arguments })
    });
    if let (Err(_), Some(path)) = (&finished, &save) {
        let _ = fs::remove_file(path); // Half an answer is none.
    }
    finished.map(|()| save)
}

fn create(path: &Path) -> Result<File, DemoError> {
    let make = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        File::create(path)
    };
    make().map_err(|source| DemoError::Unwritable { path: path.to_path_buf(), source })
}

/// Reads every plugin's script, so that a mistake in one is found before anything is built.
fn scripts(workspace: &Workspace, out: &Path) -> Result<Vec<Run>, DemoError> {
    let mut runs = Vec::new();
    for plugin in workspace.plugins() {
        let path = plugin.path.join("demo/demo.toml");
        match fs::read_to_string(&path) {
            Ok(text) => {
                let script = |reason| DemoError::Script { path: path.clone(), reason };
                runs.extend(parse(&text, &plugin, &workspace.root, out).map_err(script)?);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(DemoError::Script { path, reason: error.to_string() }),
        }
    }
    if runs.is_empty() { Err(DemoError::NothingToShow) } else { Ok(runs) }
}

/// Reads a script and fills in `{plugin}` (its folder, below the root) and `{out}` (where files go).
fn parse(text: &str, plugin: &PluginFolder, root: &Path, out: &Path) -> Result<Vec<Run>, String> {
    let script: Script = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    let plugin = below(root, &plugin.path).display().to_string();
    let out = out.display().to_string();
    let fill = |text: &str| fill(text, &[("plugin", &plugin), ("out", &out)]);
    let runs = script.run.into_iter().map(|run| {
        let arguments = run.arguments.iter().map(|argument| fill(argument)).collect::<Result<_, _>>()?;
        Ok(Run { title: run.title, arguments, save: run.save.as_deref().map(fill).transpose()? })
    });
    runs.collect()
}

/// Replaces `{name}`; a name that is not known is an error, `{{` stands for a brace.
fn fill(text: &str, names: &[(&str, &str)]) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        filled.push_str(before);
        if let Some(after) = after.strip_prefix('{') {
            filled.push('{');
            rest = after;
            continue;
        }
        let (name, after) = after.split_once('}').ok_or_else(|| format!("`{text}` has a brace that is not closed"))?;
        let value = names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        filled
            .push_str(value.ok_or_else(|| format!("`{{{name}}}` in `{text}` is unknown: use {{plugin}} or {{out}}"))?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Returns the path as seen from the root, where it is below it.
fn below<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Run, fill, parse};
    use crate::workspace::PluginFolder;

    fn runs(text: &str) -> Result<Vec<Run>, String> {
        let plugin = PluginFolder { path: PathBuf::from("/w/plugins/tour"), name: "tour".to_owned() };
        parse(text, &plugin, Path::new("/w"), Path::new("/w/target/demo"))
    }

    #[test]
    fn places_are_filled_in() {
        let text = r#"
            [[run]]
            title = "Three weeks"
            arguments = ["plan", "--venues", "{plugin}/demo/venues.csv", "--svg"]
            save = "{out}/route.svg"
        "#;
        let expected = Run {
            title: "Three weeks".to_owned(),
            arguments: ["plan", "--venues", "plugins/tour/demo/venues.csv", "--svg"].map(str::to_owned).to_vec(),
            save: Some("/w/target/demo/route.svg".to_owned()),
        };
        assert_eq!(runs(text).unwrap(), [expected]);
    }

    #[test]
    fn a_place_that_is_not_known_is_named() {
        let error = fill("{plugins}/x", &[("plugin", "p"), ("out", "o")]).unwrap_err();
        assert_eq!(error, "`{plugins}` in `{plugins}/x` is unknown: use {plugin} or {out}");
        assert_eq!(fill("a{", &[]).unwrap_err(), "`a{` has a brace that is not closed");
        assert_eq!(fill("{{\"km\": 25}", &[]).unwrap(), "{\"km\": 25}");
    }

    #[test]
    fn an_unknown_key_in_a_script_is_an_error() {
        let error = runs("[[run]]\ntitle = \"x\"\narguments = []\nsaves = \"y\"\n").unwrap_err();
        assert!(error.contains("unknown field `saves`"), "{error}");
    }
}
