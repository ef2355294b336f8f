//! What the writer promises: answered means kept, failed means gone, and neighbours do not notice.

use std::{
    env, fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::ConnectionTrait as _;

use crate::{
    OpenError, Storage, StoreError, Work,
    epochs::{self, Epoch},
    people,
    testing::{NOW, TestStore, batch, new_person, person_id, settings},
};

async fn pragma(db: &crate::Db, name: &str) -> i64 {
    let row = db.rows().query_one_raw(db.statement(&format!("PRAGMA {name}"), [])).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn readers_and_writer_have_the_settings_that_safety_rests_on() {
    let store = TestStore::at_most(None).await;
    let reader = store.storage.reader();
    for (name, value) in [("query_only", 1), ("foreign_keys", 1), ("trusted_schema", 0), ("auto_vacuum", 2)] {
        assert_eq!(pragma(reader, name).await, value, "{name}");
    }
    let of_the_writer = store.storage.write(|tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for name in
                ["synchronous", "foreign_keys", "cell_size_check", "busy_timeout", "trusted_schema", "mmap_size"]
            {
                found.push(pragma(tx, name).await);
            }
            Ok::<_, StoreError>(found)
        })
    });
    assert_eq!(of_the_writer.await.unwrap(), [2, 1, 1, 5_000, 0, 0]);
    let refused = reader.rows().execute_unprepared("DELETE FROM epochs").await.unwrap_err();
    assert!(matches!(StoreError::from(refused), StoreError::Unwritable { .. }));
}

#[tokio::test]
async fn a_failing_request_leaves_nothing_and_costs_its_neighbours_nothing() {
    let store = TestStore::new().await;
    let count = |fails: bool, panics: bool| {
        store.storage.write(move |tx| {
            Box::pin(async move {
                epochs::raise(tx, Epoch::Policy).await?;
                assert!(!panics, "a fault in somebody's batch");
                if fails { Err(StoreError::BadCursor) } else { Ok(()) }
            })
        })
    };
    let (good, bad, broken, last) =
        tokio::join!(count(false, false), count(true, false), count(false, true), count(false, false));
    assert!(good.is_ok() && last.is_ok());
    assert!(matches!(bad, Err(StoreError::BadCursor)) && matches!(broken, Err(StoreError::Broken)));
    assert_eq!(epochs::of(store.storage.reader(), Epoch::Policy).await.unwrap(), 2);
}

#[tokio::test]
async fn a_caller_who_leaves_does_not_stop_the_write() {
    let store = TestStore::new().await;
    let (started, waits) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
    let (says, gate) = (started.clone(), waits.clone());
    let storage = store.storage.clone();
    let caller = tokio::spawn(async move {
        storage
            .write(move |tx| {
                Box::pin(async move {
                    says.notify_one();
                    gate.notified().await;
                    epochs::raise(tx, Epoch::Policy).await
                })
            })
            .await
    });
    started.notified().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    waits.notify_one();
    // The next write is behind the first one in the queue, so its answer means that the first is through.
    let after = store.storage.write(|tx| Box::pin(async { epochs::raise(tx, Epoch::Policy).await })).await;
    assert_eq!(after.unwrap(), 2);
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    let store = TestStore::new().await;
    let writes = (0..300).map(|_| {
        let storage = store.storage.clone();
        tokio::spawn(async move {
            storage.write(|tx| Box::pin(async { epochs::raise(tx, Epoch::Policy).await })).await.unwrap()
        })
    });
    let mut answers = Vec::new();
    for write in writes.collect::<Vec<_>>() {
        answers.push(write.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, (1..=300).collect::<Vec<u64>>());
}

/// Writes rows of 1 KiB in one statement, which SQLite can undo by itself when the disk is full.
fn fill(kib: i64) -> impl for<'t> FnOnce(&'t crate::Tx) -> Work<'t, (), StoreError> + Clone {
    move |tx| {
        Box::pin(async move {
            epochs::raise(tx, Epoch::Plugins).await?;
            let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) \
                        INSERT INTO epochs SELECT 'fill', CAST(?1 || '-' || i || hex(zeroblob(500)) AS BLOB), 1 FROM n";
            tx.rows().execute_raw(tx.statement(rows, [kib.into()])).await?;
            Ok(())
        })
    }
}

/// Writes one row of 4 MiB, for which SQLite gives up the whole transaction when the disk is full.
fn one_large_row(tx: &crate::Tx) -> Work<'_, (), StoreError> {
    Box::pin(async move {
        epochs::raise(tx, Epoch::Plugins).await?;
        let row = "INSERT INTO epochs VALUES ('fill', zeroblob(4194304), 1)";
        tx.rows().execute_raw(tx.statement(row, [])).await?;
        Ok(())
    })
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_half_written() {
    let store = TestStore::at_most(Some(1 << 20)).await;
    store.storage.write(fill(100)).await.unwrap();
    let storage = store.storage.clone();
    let small = batch(|tx| Box::pin(epochs::raise(tx, Epoch::Policy)));
    let (before, large, after) = tokio::join!(storage.write(small), storage.write(fill(4_000)), storage.write(small));
    let error = large.unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(error.to_string().contains("free space on the disk or raise `database.max_size`"), "{error}");
    assert_eq!((before.unwrap(), after.unwrap()), (1, 2), "the neighbours of the large one are kept");
    let db = store.storage.reader();
    assert_eq!(
        epochs::of(db, Epoch::Plugins).await.unwrap(),
        1,
        "the row written before the disk was full is gone too"
    );
    let count = db.rows().query_one_raw(db.statement("SELECT count(*) FROM epochs WHERE kind = 'fill'", [])).await;
    assert_eq!(count.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap(), 100);
}

#[tokio::test]
async fn a_request_that_is_tried_again_runs_from_its_beginning() {
    let store = TestStore::at_most(Some(1 << 20)).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = runs.clone();
    let first = store.storage.write(move |tx| {
        Box::pin(async move {
            counted.fetch_add(1, Ordering::SeqCst);
            epochs::raise(tx, Epoch::Policy).await
        })
    });
    let (first, large) = tokio::join!(first, store.storage.write(one_large_row));
    assert!(matches!(large, Err(StoreError::Full)), "{large:?}");
    assert_eq!(first.unwrap(), 1);
    assert_eq!(runs.load(Ordering::SeqCst), 2, "its first run was undone with the group");
    let db = store.storage.reader();
    assert_eq!(epochs::of(db, Epoch::Policy).await.unwrap(), 1);
    assert_eq!(epochs::of(db, Epoch::Plugins).await.unwrap(), 0);
}

#[tokio::test]
async fn after_closing_the_folder_is_free_and_writes_are_refused() {
    let store = TestStore::at_most(None).await;
    let error = Storage::open(&settings(store.folder.path()), NOW).await.unwrap_err();
    assert!(matches!(error, OpenError::Locked { .. }), "{error}");
    store.storage.write(|tx| Box::pin(async { epochs::raise(tx, Epoch::Policy).await })).await.unwrap();
    store.storage.close().await;
    let late = store.storage.write(|tx| Box::pin(async { epochs::raise(tx, Epoch::Policy).await })).await;
    assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
    let again = Storage::open(&settings(store.folder.path()), NOW).await.unwrap();
    assert_eq!(epochs::of(again.reader(), Epoch::Policy).await.unwrap(), 1);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("loadin.db");
    let letter = "Dear diary, ".repeat(1_000);
    fs::write(&file, &letter).unwrap();
    let error = Storage::open(&settings(folder.path()), NOW).await.unwrap_err();
    let OpenError::Store { source: StoreError::Corrupt { .. }, .. } = error else { panic!("{error:?}") };
    assert_eq!(fs::read_to_string(&file).unwrap(), letter);
}

const CRASHES_IN: &str = "LOADIN_TEST_CRASH_FOLDER";

/// The child's part of the next test: it answers one write and dies in the middle of another.
#[tokio::test]
async fn child_that_dies_in_the_middle_of_a_batch() {
    let Some(folder) = env::var_os(CRASHES_IN) else { return };
    let storage = Storage::open(&settings(Path::new(&folder)), NOW).await.unwrap();
    let new = new_person(1);
    storage.write(move |tx| Box::pin(async move { people::create(tx, &new, NOW).await })).await.unwrap();
    let new = new_person(2);
    let _ = storage
        .write(move |tx| {
            Box::pin(async move {
                people::create(tx, &new, NOW).await?;
                std::process::abort();
                #[expect(unreachable_code, reason = "gives the block its type")]
                Ok::<(), people::PersonError>(())
            })
        })
        .await;
}

#[tokio::test]
async fn a_process_that_dies_in_the_middle_of_a_batch_loses_that_batch_only() {
    let folder = tempfile::tempdir().unwrap();
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "writer::tests::child_that_dies_in_the_middle_of_a_batch"])
        .env(CRASHES_IN, folder.path())
        .output()
        .unwrap();
    assert!(!child.status.success(), "the child was to die");
    let storage = Storage::open(&settings(folder.path()), NOW).await.unwrap();
    assert!(people::by_id(storage.reader(), person_id(1)).await.unwrap().is_some(), "answered means kept");
    assert!(people::by_id(storage.reader(), person_id(2)).await.unwrap().is_none(), "not answered means gone");
}
