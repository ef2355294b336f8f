//! A disk that is really full, under every kind of write: a small file system in memory, which only root can mount.
//!
//! Rule: a write is done or refused in words that say what to do, and never half; reading goes on; with room again,
//! everything works, and whatever was answered is there.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use loadin_types::{
    DocumentId, PluginError, Timestamp,
    data::{Document, Query, Reach, Target, Write},
    ports::Collections as _,
};
use serde_json::json;
use tempfile::TempDir;

use super::{HOLDS, Shop, edit, hold, holds_schema, member};
use crate::{
    PersonError, Storage, StoreError, StoreSettings,
    collections::DeclareError,
    people,
    testing::{NOW, TestStore, new_person},
};

/// A mounted file system; unmounted when dropped.
struct Disk {
    place: TempDir,
}

impl Disk {
    /// Mounts one of so many MiB that belongs to a user; `None` where we may not.
    fn mount(mebibytes: u32, (user, group): (u32, u32)) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            skipped("only root mounts file systems");
            return None;
        }
        let place = tempfile::tempdir().unwrap();
        let options = format!("size={mebibytes}m,uid={user},gid={group},mode=700");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(place.path()).output();
        match done {
            Ok(done) if done.status.success() => Some(Self { place }),
            Ok(done) => {
                skipped(&String::from_utf8_lossy(&done.stderr));
                None
            }
            Err(error) => {
                skipped(&error.to_string());
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.place.path()
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut file = File::options().append(true).create(true).open(self.filler()).unwrap();
        for size in [64 << 10, 4 << 10, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

fn skipped(reason: &str) {
    eprintln!("the full disk is not tested: {}", reason.trim());
}

#[tokio::test]
async fn a_full_disk_under_sqlite_refuses_every_kind_of_write_whole() {
    let Some(disk) = Disk::mount(12, (0, 0)) else { return };
    let folder = tempfile::tempdir().unwrap();
    let settings = StoreSettings { folder: disk.path().join("data"), max_bytes: None };
    let storage = Storage::open(&settings, NOW).await.unwrap();
    try_everything(&disk, TestStore { storage, folder }).await;
}

/// Pages that cannot be written stay in the server's memory: whoever reads then may have to make room by writing one, and no
/// checkpoint succeeds. So it needs a server that nobody else asks meanwhile.
#[cfg(feature = "postgres")]
#[tokio::test]
#[ignore = "it disturbs whoever else asks the same server: run it alone"]
async fn a_full_disk_under_postgresql_refuses_every_kind_of_write_whole() {
    use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

    let Ok(server) = std::env::var(crate::trial::VARIABLE) else { return };
    let socket = server.split("host=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
    let Ok(owner) = fs::metadata(socket) else { return skipped("the server is on another machine") };
    let Some(disk) = Disk::mount(24, (owner.uid(), owner.gid())) else { return };
    let name = format!("full_{}", std::process::id());
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let place = disk.path().join("space");
    fs::create_dir(&place).unwrap();
    std::os::unix::fs::chown(&place, Some(owner.uid()), Some(owner.gid())).unwrap();
    for sql in [
        format!("CREATE TABLESPACE {name} LOCATION '{}'", place.display()),
        format!("CREATE DATABASE {name} TABLESPACE {name} STRATEGY wal_log"),
    ] {
        admin.execute(AssertSqlSafe(sql)).await.unwrap();
    }
    let url = server.replacen("/postgres?", &format!("/{name}?"), 1);
    let mut address = crate::ServerAddress::parse(&url).unwrap();
    address.connections = 4;
    let storage = Storage::connect(&address, NOW).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = TestStore { storage: storage.clone(), folder };
    let disk = Arc::new(disk);
    let lent = Arc::clone(&disk);
    // The server must be rid of the disk before it is unmounted, also when this fails.
    let tried = tokio::spawn(async move { try_everything(&lent, store).await }).await;
    storage.close().await;
    for sql in [format!("DROP DATABASE {name} WITH (FORCE)"), format!("DROP TABLESPACE {name}")] {
        admin.execute(AssertSqlSafe(sql)).await.unwrap();
    }
    tried.unwrap();
}

fn target(id: DocumentId) -> Target {
    Target { collection: "holds".to_owned(), id, expect_version: None }
}

/// What there is, live and deleted.
async fn everything(shop: &Shop) -> Vec<Document> {
    let mut all = Vec::new();
    for reach in [Reach::Mine, Reach::Deleted] {
        let query = Query { reach, filter: None, order_by: Vec::new(), fields: Vec::new(), limit: 200, cursor: None };
        all.extend(shop.collections.find(&member(1), "holds", &query).await.unwrap().documents);
    }
    all
}

async fn try_everything(disk: &Disk, store: TestStore) {
    let mut shop = Shop::over(store).await;
    let who = member(1);
    let large = |rank: usize| json!({"city": "Hull", "rank": rank, "note": "x".repeat(100_000)});
    let mut kept = Vec::new();
    for rank in 0..6 {
        kept.push(shop.put(&who, hold(&large(rank))).await.unwrap());
    }
    shop.delete(&who, kept[5].id, None).await.unwrap();
    disk.fill();

    let mut refused = 0;
    let batches: Vec<(&str, Vec<Write>)> = vec![
        ("new", (10..30).map(|rank| Write::Put(hold(&large(rank)))).collect()),
        ("changed", kept[..5].iter().map(|one| Write::Put(edit(one, &large(40)))).collect()),
        (
            "deleted",
            vec![Write::Delete(target(kept[0].id)), Write::Put(hold(&large(50))), Write::Put(hold(&large(51)))],
        ),
        ("restored", vec![Write::Restore(target(kept[5].id)), Write::Put(hold(&large(60)))]),
        ("purged", vec![Write::Purge(target(kept[5].id)), Write::Put(hold(&large(70)))]),
    ];
    for (kind, batch) in batches {
        // Whatever the last one has freed is taken first.
        disk.fill();
        let before = everything(&shop).await;
        match shop.collections.commit(&who, batch).await {
            Ok(_) => assert_ne!(everything(&shop).await, before, "{kind}: what is answered is done"),
            Err(PluginError::Unavailable(words)) => {
                refused += 1;
                assert!(words.contains("nothing was written; free space on the disk"), "{kind}: {words}");
                assert_eq!(everything(&shop).await, before, "{kind}: nothing of it is left");
            }
            Err(other) => panic!("{kind}: {other}"),
        }
    }
    assert!(refused > 0, "the disk was full");
    the_rest_of_the_house(&mut shop, disk).await;

    disk.make_room();
    let again = shop.put(&who, hold(&large(90))).await.unwrap();
    assert_eq!(shop.get(&who, again.id).await, Some(again));
    for (number, rank) in [(1, 1), (2, 2), (3, 3), (4, 4)] {
        assert!(shop.get(&who, kept[number].id).await.is_some(), "what was answered is there: {rank}");
    }
    shop.redeclare(&with_an_index(), &holds_schema()).await.unwrap();
}

fn with_an_index() -> String {
    let with_note =
        HOLDS.replace("city = \"text\"", "city = \"text\", note = \"text\"").replace("version = 1", "version = 2");
    with_note.replace("[[\"city\"],", "[[\"city\"], [\"rank\", \"city\"],")
}

/// People and tables, on a full disk.
async fn the_rest_of_the_house(shop: &mut Shop, disk: &Disk) {
    disk.fill();
    for number in 1..=200_u8 {
        let mut new = new_person(number);
        new.display_name = "x".repeat(4_000);
        let made = shop.store.storage.write(move |tx| {
            let new = new.clone();
            Box::pin(async move { people::create(tx, &new, Timestamp::from_micros(1)).await })
        });
        match made.await {
            Ok(_) => {}
            Err(PersonError::Storage(StoreError::Full)) => break,
            Err(other) => panic!("{other:?}"),
        }
    }
    disk.fill();
    match shop.redeclare(&with_an_index(), &holds_schema()).await {
        // There was room for it in what the files had already.
        Ok(()) => {}
        // No room for the tables, or for the copy that is kept before they change.
        Err(DeclareError::Storage(StoreError::Full) | DeclareError::Backup(_)) => {
            shop.redeclare(HOLDS, &holds_schema()).await.unwrap()
        }
        Err(other) => panic!("{other:?}"),
    }
}
