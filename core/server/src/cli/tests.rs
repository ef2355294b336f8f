//! Command lines that need no plugin to run: help, lists, and what is refused before anything starts.

use std::{fs, path::Path};

use serde_json::json;

use super::*;

const MANIFEST: &str = r#"
[plugin]
id = "org.example.echo"
name = "Echo"
version = "1.0.0"
api = "0.1"
[[jobs.kind]]
name = "plan"
[[command]]
name = "plan"
summary = "Plans a tour"
job = "plan"
arguments = "plan.json"
formats = ["json"]
"#;

struct Told {
    code: u8,
    out: String,
    err: String,
}

/// Returns a folder with one good plugin, whose component is missing.
fn plugins() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "echo", MANIFEST);
    let schema = json!({
        "type": "object", "required": ["home"],
        "properties": { "home": { "type": "string", "description": "Where it starts" }, "people": { "type": "integer" } },
    });
    fs::write(folder.path().join("echo/plan.json"), schema.to_string()).unwrap();
    folder
}

fn write(plugins: &Path, name: &str, manifest: &str) {
    fs::create_dir(plugins.join(name)).unwrap();
    fs::write(plugins.join(name).join("plugin.toml"), manifest).unwrap();
}

fn tell(plugins: &Path, line: &[&str]) -> Told {
    let args: Vec<OsString> = ["loadin"].iter().chain(line).map(OsString::from).collect();
    let data = plugins.join("data").display().to_string();
    let variables = [("LOADIN_PLUGINS__DIR", plugins.display().to_string()), ("LOADIN_DATA__DIR", data)];
    let leading = Leading::of(&args);
    let surroundings = Surroundings {
        config: leading.config.clone(),
        variables: variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console { stdin: &mut io::empty(), out: &mut out, err: &mut err, err_is_terminal: false };
    let code = code_of(args, &leading, &surroundings, &mut console);
    Told { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

#[test]
fn the_version_is_told_even_when_the_settings_are_broken() {
    let told = tell(Path::new("/no/such"), &["--config", "/no/such.toml", "--version"]);
    assert_eq!((told.code, told.out), (0, format!("loadin {}\n", env!("CARGO_PKG_VERSION"))));
    let told = tell(Path::new("/no/such"), &["--config", "/no/such.toml", "plugins"]);
    assert_eq!(told.code, 2);
    assert!(told.err.starts_with("loadin: cannot read /no/such.toml (named by --config): "), "{}", told.err);
}

#[test]
fn help_lists_the_plugins_commands_and_explains_their_flags() {
    let plugins = plugins();
    let told = tell(plugins.path(), &["--help"]);
    assert!(told.code == 0 && told.out.contains("plan") && told.out.contains("Plans a tour"), "{}", told.out);
    assert!(!told.out.contains("compile-component"));
    for line in [&["plan", "--help"][..], &["help", "plan"]] {
        let told = tell(plugins.path(), line);
        assert!(
            told.code == 0 && told.out.contains("--home <TEXT>") && told.out.contains("Where it starts"),
            "{}",
            told.out
        );
    }
}

#[test]
fn bad_flags_are_bad_input_and_start_nothing() {
    let plugins = plugins();
    let told = tell(plugins.path(), &["plan"]);
    assert!(told.code == 2 && told.err.contains("--home <TEXT>"), "{}", told.err);
    let told = tell(plugins.path(), &["plan", "--homw", "x"]);
    assert!(told.code == 2 && told.err.contains("--home"), "clap knows a similar one: {}", told.err);
    let told = tell(plugins.path(), &["plan", "--home", "x", "--people", "many", "--output", "/no/such/x.json"]);
    assert_eq!(
        (told.code, told.err.as_str()),
        (
            2,
            "loadin plan: --people: `many` is not a whole number; write it like 12\n\
             loadin plan: --output: there is no folder /no/such; make it first\n"
        )
    );
    assert!(told.out.is_empty() && !plugins.path().join("data").exists());
}

#[test]
fn an_unknown_command_is_bad_input() {
    let plugins = plugins();
    let told = tell(plugins.path(), &["plann"]);
    assert_eq!(told.code, 2);
    assert!(told.err.starts_with("loadin: unrecognized subcommand 'plann'; `loadin --help` lists"), "{}", told.err);
    assert!(told.err.contains("'plan'"), "{}", told.err);
    let empty = tempfile::tempdir().unwrap();
    let told = tell(empty.path(), &["plan"]);
    assert!(told.code == 2 && told.err.contains("set plugins.dir (LOADIN_PLUGINS__DIR)"), "{}", told.err);
}

#[test]
fn a_command_of_a_broken_plugin_is_missing_with_the_reason() {
    let plugins = plugins();
    fs::remove_dir_all(plugins.path().join("echo")).unwrap();
    write(plugins.path(), "echo", &format!("{MANIFEST}\n[capabilities]\ntelepathy = true\n"));
    let told = tell(plugins.path(), &["plan", "--home", "x"]);
    assert_eq!(told.code, 4);
    assert!(told.err.contains("unknown capability `telepathy`; contract 0.1.0 knows jobs"), "{}", told.err);
}

#[test]
fn a_command_that_two_plugins_declare_is_refused_with_both_names() {
    let plugins = plugins();
    write(plugins.path(), "other", &MANIFEST.replace("org.example.echo", "org.example.other"));
    let told = tell(plugins.path(), &["plan", "--home", "x"]);
    assert_eq!(told.code, 4);
    assert!(told.err.contains("declared by both org.example.echo and org.example.other"), "{}", told.err);
    assert_eq!(tell(plugins.path(), &["--help"]).code, 0);
}

#[test]
fn a_schema_that_cannot_be_used_is_the_plugins_fault() {
    let plugins = plugins();
    fs::write(plugins.path().join("echo/plan.json"), "{").unwrap();
    let told = tell(plugins.path(), &["plan", "--help"]);
    assert!(told.code == 4 && told.err.contains("echo/plan.json is not JSON"), "{}", told.err);
}

#[test]
fn a_plugin_that_is_not_built_says_how_to_build_it() {
    let plugins = plugins();
    let told = tell(plugins.path(), &["plan", "--home", "x", "--quiet"]);
    assert_eq!(told.code, 4, "{}", told.err);
    assert!(told.err.contains("echo/plugin.wasm is missing: run `cargo loadin build`"), "{}", told.err);
    let told = tell(plugins.path(), &["plugins"]);
    assert!(told.code == 4 && told.out.contains("missing"), "{}", told.out);
}

#[test]
fn settings_are_shown_and_wrong_ones_for_plugins_named() {
    let plugins = plugins();
    let config = plugins.path().join("loadin.toml");
    let told = tell(plugins.path(), &["settings"]);
    assert!(told.code == 0 && told.out.contains("# LOADIN_PLUGINS__DIR"), "{}{}", told.out, told.err);
    fs::write(&config, "[plugins.settings.\"org.example.gone\"]\nx = 1\n").unwrap();
    let told = tell(plugins.path(), &["--config", config.to_str().unwrap(), "settings"]);
    assert!(told.code == 4 && told.err.contains("\"org.example.gone\": there is no such plugin"), "{}", told.err);
    fs::write(&config, "[plugins.settings.\"org.example.echo\"]\nx = 1\n").unwrap();
    let told = tell(plugins.path(), &["--config", config.to_str().unwrap(), "plan", "--home", "x"]);
    assert!(told.code == 2 && told.err.ends_with("org.example.echo has no settings\n"), "{}", told.err);
}

#[test]
fn the_second_person_comes_in_at_the_terminal() {
    let plugins = plugins();
    let add = |more: &[&str]| tell(plugins.path(), &[&["person", "add", "--display-name", "Ben Ochoa"], more].concat());
    let told = add(&["--login", "ben", "--new-space", "Night Shift"]);
    assert!(told.code == 0 && told.err.is_empty(), "{}{}", told.out, told.err);
    assert!(told.out.starts_with("Made an account for Ben Ochoa in Night Shift (/s/night-shift).\n"), "{}", told.out);
    let password = told.out.lines().find_map(|line| line.strip_prefix("Password:")).unwrap().trim();
    assert_eq!(password.len(), 23, "four groups of five: {password}");

    let told = add(&["--login", "cleo", "--space", "night-shift", "--role", "booker"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    for (more, said) in [
        (&["--login", "Ben"][..], "loadin person add: that sign-in name is taken: choose another\n"),
        (&["--login", "b"], "loadin person add: --login: a sign-in name has 3 to 32 characters, not 1\n"),
        (
            &["--login", "dora", "--space", "nowhere", "--role", "member"],
            "loadin person add: --space: there is no such space; `loadin space list` has them all\n",
        ),
        (
            &["--login", "dora", "--new-space", "night shift"],
            "loadin person add: --new-space: the address `night-shift` is taken: choose another\n",
        ),
    ] {
        let told = add(more);
        assert_eq!((told.code, told.err.as_str(), told.out.as_str()), (2, said, ""));
    }
    let told = add(&["--login", "dora", "--space", "night-shift", "--role", "singer"]);
    assert!(
        told.code == 2 && told.err.contains("--role: `singer` is no role in a space: write one of admin, booker,"),
        "{}",
        told.err
    );
    let told = add(&["--login", "dora", "--space", "night-shift"]);
    assert!(told.code == 2 && told.err.contains("--role <ROLE>"), "{}", told.err);

    let told = tell(plugins.path(), &["person", "list"]);
    assert_eq!(
        told.out,
        "NAME  DISPLAY NAME  SPACES\n\
         ben   Ben Ochoa     night-shift (owner)\n\
         cleo  Ben Ochoa     night-shift (booker)\n"
    );
    let told = tell(plugins.path(), &["space", "list"]);
    assert_eq!(told.out, "ADDRESS      NAME         KIND\nnight-shift  Night Shift  band\n");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_one_line() {
    let plugins = plugins();
    fs::write(plugins.path().join("data"), "a file in its place").unwrap();
    for line in [&["serve"][..], &["person", "list"]] {
        let told = tell(plugins.path(), line);
        assert_eq!((told.code, told.out.as_str()), (4, ""), "{}", told.err);
        assert!(told.err.contains("cannot make the data folder") && told.err.lines().count() == 1, "{}", told.err);
    }
}
