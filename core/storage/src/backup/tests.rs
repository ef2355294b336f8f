//! Copies before a change: whole, few, and what they hold.

use std::fs;

use loadin_migrations::STEPS;
use loadin_types::Timestamp;
use sea_orm::ConnectionTrait as _;

use super::Backups;
use crate::{
    Storage,
    sqlite::{self, Durability},
    testing::{NOW, settings},
};

fn names(folder: &std::path::Path) -> Vec<String> {
    let found = fs::read_dir(folder.join("backups")).unwrap();
    let mut names: Vec<String> = found.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_copy_opens_as_a_database_and_only_the_newest_stay() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&settings(folder.path()), NOW).await.unwrap();
    assert!(!folder.path().join("backups").exists(), "a new database has nothing to copy");
    let backups = Backups::of(folder.path(), folder.path().join("loadin.db"), 2);
    fs::create_dir_all(folder.path().join("backups")).unwrap();
    fs::write(folder.path().join("backups/loadin-0.1.0-x-before-step-1.part"), "half").unwrap();
    for second in 0..3 {
        let at = Timestamp::from_micros(NOW.micros() + second * 1_000_000);
        backups.copy("step-9", at).await.unwrap();
    }
    let kept = names(folder.path());
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept[1].ends_with("-before-step-9.db") && kept[1].contains("-20270115T080002.000Z-"), "{kept:?}");
    storage.close().await;
    let restored = tempfile::tempdir().unwrap();
    fs::copy(folder.path().join("backups").join(&kept[1]), restored.path().join("loadin.db")).unwrap();
    let storage = Storage::open(&settings(restored.path()), NOW).await.unwrap();
    let steps = storage.reader().statement("SELECT count(*) FROM schema_steps", []);
    let row = storage.reader().rows().query_one_raw(steps).await.unwrap().unwrap();
    assert!(row.try_get_by_index::<i64>(0).unwrap() >= 6);
}

/// Makes the tables as a release before the last step had them.
async fn older(folder: &std::path::Path) {
    let db = sqlite::writer(&folder.join("loadin.db"), None, Durability::Full).await.unwrap();
    let noted = "CREATE TABLE schema_steps (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, \
                 applied_at INTEGER NOT NULL) STRICT";
    db.execute_unprepared(noted).await.unwrap();
    for step in &STEPS[..STEPS.len() - 1] {
        db.execute_unprepared(step.sqlite).await.unwrap();
        let (number, name, digest) = (step.number, step.name, step.sqlite_sha256);
        let note = format!("INSERT INTO schema_steps VALUES ({number}, '{name}', '{digest}', 1)");
        db.execute_unprepared(&note).await.unwrap();
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_core_copies_an_older_database_before_it_changes_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    older(folder.path()).await;
    let storage = Storage::open(&settings(folder.path()), NOW).await.unwrap();
    let kept = names(folder.path());
    assert!(kept.len() == 1 && kept[0].contains("-before-step-"), "{kept:?}");
    storage.close().await;
}

#[tokio::test]
async fn whoever_wants_no_copies_gets_none() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&settings(folder.path()), NOW).await.unwrap();
    Backups::of(folder.path(), folder.path().join("loadin.db"), 0).copy("step-9", NOW).await.unwrap();
    assert!(!folder.path().join("backups").exists());
    storage.close().await;
}
