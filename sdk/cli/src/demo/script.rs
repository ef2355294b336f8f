//! What `demo.toml` says.
//!
//! Rule: what a demonstration shows is data; nothing here knows what a plugin does, and a mistake in a script is found before
//! anything is built.

use std::{fs, io, path::Path};

use serde::Deserialize;

use super::{DemoError, below};
use crate::workspace::{PluginFolder, Workspace};

/// Everything that the plugins' scripts say.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    /// Starts of `loadin`, one after another.
    #[serde(default)]
    pub(super) run: Vec<Run>,
    /// What is asked of a server, one after another.
    #[serde(default)]
    pub(super) send: Vec<Send>,
    /// Pages of the server that are saved.
    #[serde(default)]
    pub(super) page: Vec<Page>,
}

/// One start of `loadin`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// What it shows, for people.
    pub(super) title: String,
    /// What stands behind `loadin`.
    pub(super) arguments: Vec<String>,
    /// The file that gets what the command prints; without it, the terminal does.
    pub(super) save: Option<String>,
}

/// One request to the API of the first space. An answer that names a job is waited for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Send {
    /// What it does, for people.
    pub(super) title: String,
    /// The path below `/api/v1/s/{space}`.
    pub(super) path: String,
    /// The file that is sent, with its content type.
    pub(super) file: Option<String>,
    #[serde(default)]
    pub(super) content_type: String,
    /// What is sent as JSON instead.
    pub(super) json: Option<serde_json::Value>,
    /// The name by which later entries find what was made: its path below the space.
    pub(super) keep: Option<String>,
}

/// A page that is saved, with pictures of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// What it shows, for people.
    pub(super) title: String,
    /// The path below `/s/{space}`.
    pub(super) path: String,
    /// The file that gets the page.
    pub(super) save: String,
    /// Pictures of it.
    #[serde(default)]
    pub(super) picture: Vec<Shot>,
}

/// A picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shot {
    pub(super) save: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Script {
    /// Reads every plugin's script as one.
    pub(super) fn of(workspace: &Workspace, out: &Path) -> Result<Self, DemoError> {
        let mut all = Self::default();
        for plugin in workspace.plugins() {
            let path = plugin.path.join("demo/demo.toml");
            match fs::read_to_string(&path) {
                Ok(text) => {
                    let script = |reason| DemoError::Script { path: path.clone(), reason };
                    let read = Self::read(&text, &plugin, &workspace.root, out).map_err(script)?;
                    all.run.extend(read.run);
                    all.send.extend(read.send);
                    all.page.extend(read.page);
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(DemoError::Script { path, reason: error.to_string() }),
            }
        }
        if all == Self::default() { Err(DemoError::NothingToShow) } else { Ok(all) }
    }

    /// Reads a script and fills in `{plugin}` (its folder, below the root) and `{out}` (where files go).
    fn read(text: &str, plugin: &PluginFolder, root: &Path, out: &Path) -> Result<Self, String> {
        let mut script: Self = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        let plugin = below(root, &plugin.path).display().to_string();
        let out = out.display().to_string();
        let places = [("plugin", plugin.as_str()), ("out", out.as_str())];
        for place in script.places() {
            *place = fill(place, &places)?;
        }
        for send in &script.send {
            if send.file.is_some() == send.json.is_some() {
                return Err(format!("`{}` must send a file or json, one of the two", send.title));
            }
        }
        Ok(script)
    }

    /// Returns every text that may name a place.
    fn places(&mut self) -> impl Iterator<Item = &mut String> {
        let runs = self.run.iter_mut().flat_map(|run| run.arguments.iter_mut().chain(run.save.as_mut()));
        let files = self.send.iter_mut().filter_map(|send| send.file.as_mut());
        let pages = self
            .page
            .iter_mut()
            .flat_map(|page| std::iter::once(&mut page.save).chain(page.picture.iter_mut().map(|shot| &mut shot.save)));
        runs.chain(files).chain(pages)
    }
}

/// Replaces `{name}`; a name that is not known is an error, `{{` stands for a brace.
pub(super) fn fill(text: &str, names: &[(&str, &str)]) -> Result<String, String> {
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
        filled.push_str(value.ok_or_else(|| unknown(name, text, names))?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unknown(name: &str, text: &str, names: &[(&str, &str)]) -> String {
    let known: Vec<String> = names.iter().map(|(known, _)| format!("{{{known}}}")).collect();
    let advice =
        if known.is_empty() { "nothing has been kept yet".to_owned() } else { format!("use {}", known.join(" or ")) };
    format!("`{{{name}}}` in `{text}` is unknown: {advice}")
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Page, Run, Script, Send, Shot, fill};
    use crate::workspace::PluginFolder;

    fn script(text: &str) -> Result<Script, String> {
        let plugin = PluginFolder { path: PathBuf::from("/w/plugins/tour"), name: "tour".to_owned() };
        Script::read(text, &plugin, Path::new("/w"), Path::new("/w/target/demo"))
    }

    #[test]
    fn places_are_filled_in() {
        let text = r#"
            [[run]]
            title = "Three weeks"
            arguments = ["plan", "--venues", "{plugin}/demo/venues.csv", "--svg"]
            save = "{out}/route.svg"
            [[send]]
            title = "upload"
            path = "/p/tour/venues"
            file = "{plugin}/demo/venues.csv"
            content_type = "text/csv"
            keep = "import"
            [[page]]
            title = "the plan"
            path = "{import}"
            save = "{out}/plan.html"
            picture = [{ save = "{out}/plan.png", width = 360, height = 800 }]
        "#;
        let run = Run {
            title: "Three weeks".to_owned(),
            arguments: ["plan", "--venues", "plugins/tour/demo/venues.csv", "--svg"].map(str::to_owned).to_vec(),
            save: Some("/w/target/demo/route.svg".to_owned()),
        };
        let send = Send {
            title: "upload".to_owned(),
            path: "/p/tour/venues".to_owned(),
            file: Some("plugins/tour/demo/venues.csv".to_owned()),
            content_type: "text/csv".to_owned(),
            json: None,
            keep: Some("import".to_owned()),
        };
        let page = Page {
            title: "the plan".to_owned(),
            path: "{import}".to_owned(),
            save: "/w/target/demo/plan.html".to_owned(),
            picture: vec![Shot { save: "/w/target/demo/plan.png".to_owned(), width: 360, height: 800 }],
        };
        assert_eq!(script(text).unwrap(), Script { run: vec![run], send: vec![send], page: vec![page] });
    }

    #[test]
    fn a_place_that_is_not_known_is_named() {
        let error = fill("{plugins}/x", &[("plugin", "p"), ("out", "o")]).unwrap_err();
        assert_eq!(error, "`{plugins}` in `{plugins}/x` is unknown: use {plugin} or {out}");
        assert_eq!(fill("{plan}", &[]).unwrap_err(), "`{plan}` in `{plan}` is unknown: nothing has been kept yet");
        assert_eq!(fill("a{", &[]).unwrap_err(), "`a{` has a brace that is not closed");
        assert_eq!(fill("{{\"km\": 25}", &[]).unwrap(), "{\"km\": 25}");
    }

    #[test]
    fn an_unknown_key_in_a_script_is_an_error() {
        let error = script("[[run]]\ntitle = \"x\"\narguments = []\nsaves = \"y\"\n").unwrap_err();
        assert!(error.contains("unknown field `saves`"), "{error}");
    }

    #[test]
    fn json_is_sent_as_the_script_has_it() {
        let sent =
            script("[[send]]\ntitle = \"plan\"\npath = \"/p\"\njson = { home = \"Burlington, VT\", seconds = 4 }\n");
        let expected = serde_json::json!({ "home": "Burlington, VT", "seconds": 4 });
        assert_eq!(sent.unwrap().send.first().unwrap().json, Some(expected));
        let error = script("[[send]]\ntitle = \"plan\"\npath = \"/p\"\n").unwrap_err();
        assert_eq!(error, "`plan` must send a file or json, one of the two");
    }
}
