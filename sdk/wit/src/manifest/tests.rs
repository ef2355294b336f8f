//! What manifests are refused, and with which words.

use std::{path::Path, time::Duration};

use super::{Format, Manifest, ManifestError};

const GOOD: &str = r#"
[plugin]
id = "org.example.echo"
name = "Echo"
version = "1.0.0"
api = "0.1"

[capabilities]
jobs = true

[limits]
request = { wall = "2s", memory = "64MiB" }

[[http.route]]
id = "show"
path = "/show"
methods = ["POST"]
permission = "public"

[[jobs.kind]]
name = "plan"

[[command]]
name = "plan"
summary = "Plans"
job = "plan"
view = "POST /show"
arguments = "schemas/plan.json"
formats = ["text", "json"]
"#;

fn parse(text: &str) -> Result<Manifest, ManifestError> {
    Manifest::parse(text, Path::new("plugins/echo/plugin.toml"))
}

fn refusal(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "the sample has {from}");
    parse(&GOOD.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn a_good_manifest_is_read_whole() {
    let manifest = parse(GOOD).unwrap();
    assert_eq!(manifest.plugin.mount(), "echo");
    assert_eq!(manifest.limits.request.wall, Some(Duration::from_secs(2)));
    assert_eq!(manifest.limits.request.memory, Some(64 << 20));
    assert_eq!(manifest.command[0].formats, [Format::Text, Format::Json]);
    assert_eq!(manifest.folder, Path::new("plugins/echo"));
    assert!(manifest.capabilities.asks_for("jobs") && manifest.capabilities.asks_for("places"));
    assert!(!manifest.capabilities.asks_for("outbound"));
}

#[test]
fn an_unknown_capability_is_named_beside_those_that_exist() {
    assert_eq!(
        refusal("jobs = true", "telepathy = true"),
        "plugins/echo/plugin.toml: unknown capability `telepathy`; contract 0.1.0 knows jobs"
    );
}

#[test]
fn another_contract_is_refused_before_anything_is_compiled() {
    assert_eq!(
        refusal("api = \"0.1\"", "api = \"0.9\""),
        "plugins/echo/plugin.toml: written for contract 0.9; this host serves 0.1.0"
    );
}

#[test]
fn unknown_keys_are_refused_with_their_line() {
    let message = refusal("version = \"1.0.0\"", "version = \"1.0.0\"\ncolour = \"red\"");
    assert!(message.contains("colour") && message.contains("line"), "{message}");
}

#[test]
fn parts_that_do_not_fit_together_are_named() {
    for (from, to, said) in [
        ("name = \"plan\"\nsummary", "name = \"Plan!\"\nsummary", "command `Plan!` must be"),
        ("job = \"plan\"", "job = \"nap\"", "runs the job `nap`, which no [[jobs.kind]] declares"),
        ("job = \"plan\"\n", "", "needs either `job` or `route`"),
        ("POST /show\"", "GET /show\"", "calls `GET /show`, which no [[http.route]] declares"),
        ("view = \"POST /show\"\n", "", "needs a `view` route"),
        ("formats = [\"text\", \"json\"]", "formats = []", "names no formats"),
        ("\"org.example.echo\"", "\"Echo\"", "is not a plugin id"),
        ("wall = \"2s\"", "wall = \"soon\"", "`soon` is not a duration"),
        ("wall = \"2s\"", "wall = \"0s\"", "stops every call"),
        ("memory = \"64MiB\"", "memory = \"much\"", "`much` is not a size"),
    ] {
        let message = refusal(from, to);
        assert!(message.contains(said), "{message}");
    }
}
