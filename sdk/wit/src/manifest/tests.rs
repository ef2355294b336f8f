//! What manifests are refused, and with which words.

use std::{path::Path, time::Duration};

use super::{FieldType, Format, Manifest, ManifestError, Visibility};

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

[[http.route]]
id = "look"
path = "/look"
methods = ["GET"]
permission = "public"

[[http.nav]]
text = "Look around"
path = "/look"

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
    assert_eq!((manifest.http.nav[0].text.as_str(), manifest.http.nav[0].path.as_str()), ("Look around", "/look"));
    assert_eq!(manifest.folder, Path::new("plugins/echo"));
    assert!(manifest.capabilities.asks_for("jobs") && manifest.capabilities.asks_for("places"));
    assert!(!manifest.capabilities.asks_for("outbound"));
}

#[test]
fn an_unknown_capability_is_named_beside_those_that_exist() {
    assert_eq!(
        refusal("jobs = true", "telepathy = true"),
        "plugins/echo/plugin.toml: unknown capability `telepathy`; contract 0.1.0 knows jobs, collections"
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

const COLLECTIONS: &str = r#"
[collections.venues]
schema = "schemas/venue.json"
version = 3
visibility = ["space", "public"]
read = "venues:read"
write = "venues:write"
fields = { city = "text", capacity = "integer", opened = "date", tags = "text-list", parent = "ref" }
indexes = [["city"], ["capacity"]]
unique = [["city", "opened"]]
aggregates = [{ by = ["city"], measures = ["capacity"] }]
text = ["name"]
point = "location"
references = { parent = { to = "venues", on_delete = "set-null" } }

[permissions]
"venues:read" = { default = ["member"], label = "See venues" }
"venues:write" = { default = ["booker"], label = "Change venues" }
"#;

#[test]
fn collections_and_permissions_are_read_whole() {
    let manifest = parse(&format!("{GOOD}{COLLECTIONS}")).unwrap();
    let venues = &manifest.collections["venues"];
    assert_eq!(venues.fields["opened"], FieldType::Date);
    assert_eq!((venues.visibility[0], venues.version), (Visibility::Space, 3));
    assert_eq!(manifest.permissions["venues:write"].default, ["booker"]);
    assert!(parse(GOOD).unwrap().collections.is_empty());
}

#[test]
fn collections_that_cannot_be_kept_are_refused_with_the_reason() {
    let (city, long) = ("city = \"text\"", "c".repeat(41));
    let many: String = (0..25).map(|n| format!("f{n} = \"text\", ")).collect();
    for (from, to, said) in [
        ("[collections.venues]", "[collections.Venues]", "collection `Venues`: write a lower-case letter"),
        ("version = 3", "version = 0", "has version 0: start at 1"),
        ("version = 3", "version = 3\ncolour = 1", "colour"),
        ("[\"space\", \"public\"]", "[]", "must name each visibility once"),
        ("[\"space\", \"public\"]", "[\"public\", \"public\"]", "must name each visibility once"),
        ("[\"space\", \"public\"]", "[\"friends\"]", "friends"),
        ("read = \"venues:read\"", "read = \"venues:see\"", "read = `venues:see`, which [permissions] does not define"),
        ("\"schemas/venue.json\"", "\"../venue.json\"", "name a file below the manifest"),
        ("\"schemas/venue.json\"", "\"/etc/passwd\"", "name a file below the manifest"),
        (city, "\"City\" = \"text\"", "declares the field `City`: write"),
        (city, &format!("{long} = \"text\""), "declares the field `ccc"),
        (city, "id = \"text\"", "declares the field `id`: every document"),
        (city, "city = \"word\"", "word"),
        (city, &format!("{many}{city}"), "declares 30 fields; 24 is the most"),
        ("[[\"city\"], [\"capacity\"]]", "[[\"town\"]]", "names `town` in indexes, which its fields do not declare"),
        ("[[\"city\"], [\"capacity\"]]", "[[\"city\"], [\"city\"]]", "has [city] twice in indexes"),
        ("[[\"city\"], [\"capacity\"]]", "[[]]", "an entry names 1 to 4 different fields"),
        ("[[\"city\", \"opened\"]]", "[[\"city\", \"city\"]]", "has [city, city] in unique"),
        ("[\"name\"]", "[\"Name\"]", "names `Name` in text or point: write"),
        ("\"location\"", "\"where is it\"", "names `where is it` in text or point: write"),
        ("by = [\"city\"]", "by = []", "has an aggregate by 0 fields"),
        ("measures = [\"capacity\"]", "measures = [\"city\"]", "has `city` twice in one aggregate"),
        ("measures = [\"capacity\"]", "measures = [\"size\"]", "names `size` in aggregates"),
        ("measures = [\"capacity\"]", "measures = [\"tags\"]", "names the list `tags` in aggregates"),
        ("[[\"city\"], [\"capacity\"]]", "[[\"tags\"]]", "names the list `tags` in indexes"),
        ("{ parent = {", "{ city = {", "does not declare city = \"ref\""),
        ("to = \"venues\"", "to = \"bands\"", "refer to `bands`, which is no collection"),
        ("\"set-null\"", "\"forget\"", "forget"),
        ("\"venues:read\" = {", "\"read\" = {", "must be of the form `noun:verb`"),
        ("\"See venues\"", "\" \"", "permission `venues:read` needs a label"),
        ("[\"booker\"]", "[\"owner\"]", "permission `venues:write` cannot go to `owner` by default"),
        ("[\"booker\"]", "[\"booker\"], colour = 1", "colour"),
    ] {
        assert!(COLLECTIONS.contains(from), "the sample has {from}");
        let message = parse(&format!("{GOOD}{}", COLLECTIONS.replace(from, to))).unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }
}

#[test]
fn an_entry_of_the_navigation_leads_to_a_page_and_can_be_read() {
    let entry = "text = \"Look around\"\npath = \"/look\"";
    for (to, said) in [
        ("text = \"Look around\"\npath = \"/show\"", "leads to `/show`, which no [[http.route]] answers for GET"),
        ("text = \"Look around\"\npath = \"/look/{id}\"", "leads to `/look/{id}`"),
        ("text = \" \"\npath = \"/look\"", "has a text of 0 letters: write 1 to 32"),
        (&format!("{entry}\npermission = \"a:b\""), "needs `a:b`, which [permissions] does not declare"),
    ] {
        let refusal = refusal(entry, to);
        assert!(refusal.contains(said), "{refusal}");
    }
    let many = format!("{entry}\n{}", format!("[[http.nav]]\n{entry}\n").repeat(8));
    assert!(refusal(entry, &many).contains("has 9 entries: keep the 8"), "{}", refusal(entry, &many));
}
