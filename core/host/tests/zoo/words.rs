//! A plugin's own words: in the language of the call, cheap, and refused when they cannot be read.

use std::{fs, time::Instant};

use loadin_host::LoadError;
use loadin_types::{CallError, Reply};
use loadin_wit::manifest::Manifest;

use crate::world::{Zoo, host, zoo_folder};

async fn said(zoo: &Zoo, locale: &str, times: u32, key: &str) -> String {
    match zoo.post_in(locale, &format!("/say/{times}"), key).await.unwrap() {
        Reply::Text(text) => text.replace('\u{a0}', " "),
        other => panic!("{other:?} is no text"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_speaks_the_language_of_the_call_and_english_where_it_lacks_a_text() {
    let zoo = Zoo::open().await;
    assert_eq!(said(&zoo, "en", 1, "hello").await, "Hello; one animal, fed Fri 5 Mar 2027");
    assert_eq!(said(&zoo, "de-AT", 1200, "hello").await, "Hallo; 1,200 Tiere, gefüttert Fr 5 Mar 2027");
    assert_eq!(said(&zoo, "de", 1, "only-english").await, "in English alone; ein Tier, gefüttert Fr 5 Mar 2027");
    for other in ["fr", "", "<no language>"] {
        assert_eq!(said(&zoo, other, 1, "hello").await, "Hello; one animal, fed Fri 5 Mar 2027", "{other}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_is_not_there_is_its_key_and_ends_nothing() {
    let zoo = Zoo::open().await;
    assert!(said(&zoo, "de", 1, "unwritten").await.starts_with("unwritten; "));
    let long = "k".repeat(10_000);
    assert!(said(&zoo, "en", 1, &long).await.starts_with(&format!("{}; ", "k".repeat(200))));
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_texts_cost_a_page_little() {
    let zoo = Zoo::open().await;
    let mut took = Vec::new();
    for times in [0, 300] {
        let mut each = Vec::new();
        for _ in 0..15 {
            let started = Instant::now();
            said(&zoo, "en", times, "hello").await;
            each.push(started.elapsed());
        }
        each.sort_unstable();
        took.push(each[each.len() / 2]);
    }
    let cost = took[1].saturating_sub(took[0]);
    println!("300 texts: {cost:?} over a call of {:?}", took[0]);
    // An order of magnitude above what it takes, because tests share their machine.
    assert!(cost.as_millis() < 20, "{cost:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_plugin_says_is_counted() {
    let zoo = Zoo::open().await;
    let flood = zoo.post_in("en", "/say/4000000000", "hello").await;
    assert!(matches!(flood, Err(CallError::Fault { .. })), "{flood:?}");
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_cannot_be_read_keep_a_plugin_from_being_loaded_and_changed_ones_count_at_the_next_load() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    for file in ["plugin.toml", "plugin.wasm", "note.json", "settings.json"] {
        fs::copy(zoo_folder().join(file), folder.path().join(file)).unwrap();
    }
    let locales = folder.path().join("locales");
    fs::create_dir(&locales).unwrap();
    let manifest = Manifest::read(folder.path()).unwrap();
    let host = host(cache.path());
    for (file, text, wanted) in [
        ("de.ftl", "hello = Hallo", "locales/en.ftl is missing: every language falls back on English"),
        ("en.ftl", "hello = Hello\n\nbroken {", "locales/en.ftl:3: "),
        ("en.ftl", "hello = Hello\nhello = Hallo", "locales/en.ftl:2: `hello` stands in "),
        ("x y.ftl", "hello = Hello", "`x y` is no language"),
    ] {
        if file != "de.ftl" {
            fs::write(locales.join("en.ftl"), "hello = Hello").unwrap();
        }
        fs::write(locales.join(file), text).unwrap();
        let refusal = host.load(&manifest).await.unwrap_err();
        assert!(matches!(refusal, LoadError::Words(_)) && refusal.to_string().contains(wanted), "{refusal}");
        fs::remove_file(locales.join(file)).unwrap();
    }
    let mut zoo = Zoo::open().await;
    zoo.host = host;
    for hello in ["Hello", "Good evening"] {
        fs::write(locales.join("en.ftl"), format!("hello = {hello}\nanimals = all")).unwrap();
        zoo.host.load(&manifest).await.unwrap();
        assert_eq!(said(&zoo, "en", 1, "hello").await, format!("{hello}; all"));
    }
}
