//! Hostile plugins: each costs its caller an error and nothing else.
//!
//! Needs `cargo loadin build --fixtures` first; a test that finds no component says so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first fault")]

mod documents;
mod migrations;
mod words;
mod world;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use loadin_host::LoadError;
use loadin_types::{CallError, Fault, JobError, PluginError, Progress, Reply};
use loadin_wit::manifest::Manifest;

use crate::world::{Watch, Zoo, host, host_with, zoo_folder};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_plugin_answers_from_settings_clock_random_and_places() {
    let zoo = Zoo::open().await;
    zoo.is_well().await;
    let seen = zoo.post("/peek", "Burlington").await.unwrap();
    assert_eq!(seen, Reply::Json(r#"{"place":"Burlington","now_ms":1800000000000,"random_bytes":8}"#.into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_loop_is_stopped_at_its_deadline() {
    let zoo = Zoo::open().await;
    let started = Instant::now();
    assert_eq!(zoo.misbehave("loop").await, Fault::TimedOut(Duration::from_millis(500)));
    assert!(started.elapsed() < Duration::from_secs(5), "stopped only after {:?}", started.elapsed());
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_allocation_of_four_gibibytes_is_refused() {
    let zoo = Zoo::open().await;
    assert_eq!(zoo.misbehave("allocate").await, Fault::OutOfMemory { limit: 64 << 20 });
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trap_is_told_from_an_answer() {
    let zoo = Zoo::open().await;
    assert!(matches!(zoo.misbehave("trap").await, Fault::Trapped(_)));
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deep_recursion_ends_its_call_and_not_the_process() {
    let zoo = Zoo::open().await;
    assert!(matches!(zoo.misbehave("recurse").await, Fault::Trapped(_)));
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_a_gibibyte_never_reaches_the_caller() {
    let zoo = Zoo::open().await;
    assert_eq!(zoo.misbehave("flood").await, Fault::OutOfMemory { limit: 64 << 20 });
    let Fault::BadReply(reason) = zoo.misbehave("big-reply").await else { panic!("two mebibytes passed") };
    assert_eq!(reason, "it has 2097152 bytes; at most 1048576 are allowed");
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_break_the_contract_are_refused() {
    let zoo = Zoo::open().await;
    for (how, said) in [
        ("smuggle", "its file name is not a plain name"),
        ("bad-json", "it is not JSON"),
        ("climb", "its path leaves the plugin's mount"),
    ] {
        let Fault::BadReply(reason) = zoo.misbehave(how).await else { panic!("{how} passed") };
        assert!(reason.starts_with(said), "{how}: {reason}");
    }
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_log_is_cut_and_the_call_goes_on() {
    let zoo = Zoo::open().await;
    assert_eq!(zoo.post("/misbehave/chatter", "").await, Ok(Reply::Text("said it all".into())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neighbours_are_served_while_two_loops_run() {
    let zoo = Arc::new(Zoo::open().await);
    let hogs: Vec<_> = (0..2)
        .map(|_| {
            let zoo = Arc::clone(&zoo);
            tokio::spawn(async move { zoo.misbehave("loop").await })
        })
        .collect();
    for _ in 0..20 {
        zoo.is_well().await;
    }
    for hog in hogs {
        assert_eq!(hog.await.unwrap(), Fault::TimedOut(Duration::from_millis(500)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invalid_input_and_large_bodies_are_the_callers_errors() {
    let zoo = Zoo::open().await;
    let Err(CallError::Answered(PluginError::Invalid(json))) = zoo.post("/echo", "{\"name\":").await else {
        panic!("half a JSON passed")
    };
    assert!(json.contains("line 1 column"), "{json}");
    let large = zoo.post("/echo", &"x".repeat(70_000)).await;
    assert_eq!(large, Err(CallError::TooLarge { plugin: zoo.id.clone(), size: 70_000, limit: 65_536 }));
    assert_eq!(zoo.post("/nowhere", "").await, Err(CallError::Answered(PluginError::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_reports_its_progress_and_ends_when_cancelled() {
    let zoo = Zoo::open().await;
    let watch = Arc::new(Watch { cancel_at: u64::MAX, ..Watch::default() });
    assert_eq!(zoo.job("count", "3", Arc::clone(&watch)).await, Ok("3".into()));
    let last = watch.seen.lock().unwrap().last().cloned();
    assert_eq!(last, Some(Progress { done: 3, total: 3, message: "counting".into() }));

    assert_eq!(*watch.checkpoints.lock().unwrap(), ["1", "2", "3"]);
    let later = Arc::new(Watch { cancel_at: u64::MAX, ..Watch::default() });
    assert_eq!(zoo.job_after(Some("2"), "count", "3", Arc::clone(&later)).await, Ok("3".into()));
    assert_eq!(*later.checkpoints.lock().unwrap(), ["3"], "it goes on where the first one stopped");

    let cancelled = Arc::new(Watch { cancel_at: 10, ..Watch::default() });
    assert_eq!(zoo.job("spin", "null", Arc::clone(&cancelled)).await, Err(JobError::Cancelled));
    assert_eq!(cancelled.seen.lock().unwrap().len(), 10);

    let refused = zoo.job("count", "\"three\"", Arc::default()).await;
    assert!(matches!(refused, Err(JobError::GaveUp(PluginError::Invalid(_)))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_altered_cache_is_compiled_again_and_never_run() {
    let zoo = Zoo::open().await;
    let manifest = Manifest::read(&zoo_folder()).unwrap();
    let file = std::fs::read_dir(zoo.cache.path()).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&file).unwrap();
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    for altered in [bad, good[..good.len() - 5].to_vec(), Vec::new()] {
        std::fs::write(&file, &altered).unwrap();
        let again = host(zoo.cache.path());
        again.load(&manifest).await.unwrap();
        assert_ne!(std::fs::read(&file).unwrap(), altered, "the altered file is still there");
    }
    zoo.is_well().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_that_break_the_contract_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let host = host(cache.path());
    let text = "[plugin]\nid = \"org.example.x\"\nname = \"X\"\nversion = \"1.0.0\"\napi = \"0.1\"\n";
    let manifest = Manifest::parse(text, &folder.path().join("plugin.toml")).unwrap();
    let missing = host.load(&manifest).await.unwrap_err();
    assert!(matches!(missing, LoadError::NotBuilt { .. }) && missing.to_string().ends_with("run `cargo loadin build`"));
    for (import, said) in [
        ("wasi:filesystem/types@0.2.0", "plugins have no WASI"),
        ("loadin:plugin/log@0.9.0", "built for contract 0.9.0; this host serves 0.1.0"),
        ("loadin:plugin/jobs@0.1.0", "its plugin.toml does not ask for"),
    ] {
        let wasm = wat::parse_str(format!("(component (import \"{import}\" (instance)))")).unwrap();
        std::fs::write(folder.path().join("plugin.wasm"), wasm).unwrap();
        let refusal = host.load(&manifest).await.unwrap_err().to_string();
        assert!(refusal.contains("plugin.wasm imports") && refusal.contains(said), "{refusal}");
    }
    // Its name fits, its functions do not: only linking can tell.
    let liar =
        "(component (import \"loadin:plugin/clock@0.1.0\" (instance (export \"now-ms\" (func (result string))))))";
    std::fs::write(folder.path().join("plugin.wasm"), wat::parse_str(liar).unwrap()).unwrap();
    let refusal = host.load(&manifest).await.unwrap_err();
    assert!(matches!(refusal, LoadError::Link { .. }), "{refusal}");
    assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 1, "only what linked at all was compiled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_compiler_that_breaks_off_or_is_missing_is_reported() {
    let cache = tempfile::tempdir().unwrap();
    let manifest = Manifest::read(&zoo_folder()).unwrap();
    for compiler in [vec!["/bin/false".into()], vec!["/no/such/compiler".into()], Vec::new()] {
        let host = host_with(cache.path(), compiler);
        assert!(matches!(host.load(&manifest).await, Err(LoadError::Compile { .. })));
    }
    assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 0, "nothing half-made is kept");
}
