//! A plugin that comes in a new version, which brings its documents along or fails to.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{
    binary::checkout,
    person::Person,
    server::{Instance, Server},
};

const SHELF: &str = "/api/v1/s/night-shift/p/shelf";

/// An instance with the shelf as its only plugin.
struct House {
    instance: Instance,
}

impl House {
    fn new() -> Self {
        let instance = Instance::new();
        let plugins = instance.path("plugins");
        fs::create_dir(&plugins).unwrap();
        let house = Self { instance: instance.with("LOADIN_PLUGINS__DIR", plugins.to_str().unwrap()) };
        house.put_in("shelf-1");
        house
    }

    /// Puts a version of the shelf in the place of the one that is there.
    fn put_in(&self, version: &str) {
        let (from, to) =
            (checkout().join("tests/fixtures/plugins").join(version), self.instance.path("plugins").join("shelf"));
        let _ = fs::remove_dir_all(&to);
        fs::create_dir(&to).unwrap();
        for name in ["plugin.toml", "plugin.wasm", "book.json", "reader.json"] {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }

    fn serve(&self) -> Server {
        self.instance.serve()
    }

    /// Returns a digest over every row and every column of everything that the plugin keeps, of a server that has stopped.
    fn rows(&self) -> String {
        super::rows::of_plugins(&self.instance)
    }

    fn copies(&self) -> usize {
        let home = self.instance.data().join("plugins/org.loadin.shelf");
        fs::read_dir(home).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
    }
}

fn book(name: &str, year: i32) -> Value {
    json!({ "name": name, "year": year })
}

fn add(ada: &Person, name: &str, year: i32) -> String {
    let added = ada.post(&format!("{SHELF}/books"), &book(name, year));
    assert_eq!(added.status, 201, "{added:?}");
    added.json().as_str().unwrap().to_owned()
}

fn found(ada: &Person, query: &str) -> Vec<String> {
    let found = ada.get(&format!("{SHELF}/books?{query}"));
    assert_eq!(found.status, 200, "{found:?}");
    let name = |book: &Value| book.get("title").or_else(|| book.get("name")).unwrap().as_str().unwrap().to_owned();
    found.json().as_array().unwrap().iter().map(name).collect()
}

#[test]
fn a_new_version_finds_the_documents_of_the_one_before_in_its_own_form() {
    let house = House::new();
    let server = house.serve();
    let ada = Person::set_up(&server, &house.instance);
    for (name, year) in [("Dune", 1965), ("Emma", 1815), ("Ubik", 1969)] {
        add(&ada, name, year);
    }
    server.stop();
    assert_eq!(house.copies(), 1);

    house.put_in("shelf-2");
    let server = house.serve();
    let ada = ada.moved_to(&server);
    assert_eq!(found(&ada, "decade=1960").len(), 2);
    assert_eq!(found(&ada, "title=Emma"), ["Emma"]);
    let twin = ada.post(&format!("{SHELF}/books"), &json!({ "title": "Dune", "year": 1961 }));
    twin.problem(409, "duplicate");
    assert_eq!(ada.get("/readyz").text, r#"{"status":"ok"}"#);
    let said = server.stop();
    assert!(said.err.contains("the documents of org.loadin.shelf are those of version 2.0.0"), "{}", said.err);
    assert_eq!(house.copies(), 2, "the present one and the one before");

    let server = house.serve();
    assert_eq!(found(&ada.moved_to(&server), "decade=1810"), ["Emma"]);
    let said = server.stop();
    assert!(!said.err.contains("bringing the documents"), "once is enough: {}", said.err);
}

/// Starts the second version on documents that it cannot take, and sees the first one go on.
fn goes_on_after(house: &House, ada: &Person, reason: &str) {
    let before = house.rows();
    house.put_in("shelf-2");
    let server = house.serve();
    let ada = ada.moved_to(&server);
    assert!(found(&ada, "name=Dune").contains(&"Dune".to_owned()), "the version before answers");
    let ready: Value = serde_json::from_str(&ada.get("/readyz").text).unwrap();
    let held = json!({ "plugin": "org.loadin.shelf", "runs": "1.0.0", "upgrade": "2.0.0" });
    assert_eq!(ready, json!({ "status": "ok", "held_back": [held] }));
    let page = ada.get("/s/night-shift/administration").text;
    assert!(page.contains("the upgrade to") && page.contains("2.0.0"), "{page}");
    let said = server.stop().err;
    let line =
        said.lines().find(|line| line.contains("runs version 1.0.0, because the upgrade to version 2.0.0 failed"));
    let line = line.unwrap_or_else(|| panic!("nothing is said of it:\n{said}"));
    assert!(line.contains(reason) && line.contains("start again"), "{line}");
    assert_eq!(house.rows(), before, "{reason}");
    assert_eq!(house.copies(), 1);
}

#[test]
fn a_version_that_fails_leaves_every_row_as_it_was_and_the_one_before_goes_on() {
    let house = House::new();
    let server = house.serve();
    let ada = Person::set_up(&server, &house.instance);
    let gone = add(&ada, "Taken away", 1999);
    assert_eq!(ada.delete(&format!("{SHELF}/books/{gone}")).status, 204);
    add(&ada, "Dune", 1965);
    server.stop();
    for (name, year, reason) in [
        ("refuse", 1970, "nobody may be called that"),
        ("crash", 1970, "it crashed"),
        ("loop", 1970, "the time allowed is over"),
        ("pry", 1970, "no documents during a migration"),
        ("Dune", 1969, "share [title, decade]"),
    ] {
        let server = house.serve();
        let id = add(&ada.moved_to(&server), name, year);
        server.stop();
        goes_on_after(&house, &ada, reason);
        // Whoever runs it mends what the version trips over, in the version that goes on.
        let server = house.serve();
        let there = ada.moved_to(&server);
        for _ in ["deleted", "purged"] {
            assert_eq!(there.delete(&format!("{SHELF}/books/{id}")).status, 204);
        }
        server.stop();
        house.put_in("shelf-1");
    }
}

#[test]
fn after_a_failure_the_mended_version_rolls_forward() {
    let house = House::new();
    let server = house.serve();
    let ada = Person::set_up(&server, &house.instance);
    add(&ada, "Dune", 1965);
    server.stop();

    let component = house.instance.path("plugins/shelf/plugin.wasm");
    house.put_in("shelf-2");
    cut(&component);
    let server = house.serve();
    assert_eq!(found(&ada.moved_to(&server), "name=Dune"), ["Dune"]);
    let said = server.stop().err;
    assert!(said.contains("is not a WebAssembly component"), "{said}");

    house.put_in("shelf-2");
    let server = house.serve();
    assert_eq!(found(&ada.moved_to(&server), "decade=1960"), ["Dune"]);
    server.stop();
}

#[test]
fn a_manifest_that_cannot_be_read_leaves_the_version_before_running() {
    let house = House::new();
    let server = house.serve();
    let ada = Person::set_up(&server, &house.instance);
    add(&ada, "Dune", 1965);
    server.stop();
    fs::write(house.instance.path("plugins/shelf/plugin.toml"), "[capabilities]\ntelepathy = true\n").unwrap();
    let server = house.serve();
    assert_eq!(found(&ada.moved_to(&server), "name=Dune"), ["Dune"]);
    let said = server.stop().err;
    assert!(said.contains("the upgrade to its next version failed") && said.contains("telepathy"), "{said}");
}

fn cut(path: &Path) {
    let whole = fs::read(path).unwrap();
    fs::write(path, &whole[..whole.len() / 2]).unwrap();
}

#[test]
fn a_migration_that_is_killed_goes_on_at_the_next_start() {
    let house = House::new();
    let server = house.serve();
    let ada = Person::set_up(&server, &house.instance);
    for shelf in 0..6 {
        let books: Vec<Value> = (0..200).map(|at| book(&format!("slow {shelf}.{at}"), 1900 + at % 100)).collect();
        assert_eq!(ada.post(&format!("{SHELF}/books/many"), &Value::from(books)).status, 200);
    }
    server.stop();
    house.put_in("shelf-2");
    let server = house.instance.start();
    server.until("bringing the documents of org.loadin.shelf");
    super::rows::until_some_are_migrated(&house.instance);
    // SIGKILL.
    drop(server);
    let server = house.serve();
    let ada = ada.moved_to(&server);
    assert_eq!(found(&ada, "title=slow%205.199"), ["slow 5.199"]);
    let all: usize = (0..10).map(|decade| found(&ada, &format!("decade={}", 1900 + decade * 10)).len()).sum();
    assert_eq!(all, 1_200, "a page has 200, a decade 120");
    server.stop();
}
