//! What a server's database holds, looked at from outside.

use std::time::{Duration, Instant};

use loadin_storage::{ServerAddress, Storage, StoreSettings, migrations, trial};
use loadin_types::Timestamp;

use super::server::Instance;

/// How long a migration may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns a digest over everything that plugins keep.
pub(crate) fn of_plugins(instance: &Instance) -> String {
    block_on(async {
        let storage = beside(instance).await;
        let digest = trial::digest_of_documents(&storage).await.unwrap();
        storage.close().await;
        digest
    })
}

/// Waits until a migration is under way and some documents are through, but not all.
pub(crate) fn until_some_are_migrated(instance: &Instance) {
    block_on(async {
        let storage = beside(instance).await;
        let began = Instant::now();
        loop {
            let all = migrations(storage.reader()).await.unwrap();
            if all.iter().any(|one| one.done > 0 && one.done < one.total) {
                return storage.close().await;
            }
            assert!(began.elapsed() < PATIENCE, "no document is migrated: {all:?}");
            tokio::task::yield_now().await;
        }
    });
}

async fn beside(instance: &Instance) -> Storage {
    let now = Timestamp::from_millis(1);
    match instance.database() {
        None => {
            let settings = StoreSettings { folder: instance.data(), max_bytes: None };
            Storage::open_beside_a_server(&settings, now).await.unwrap()
        }
        Some(url) => {
            let mut server = ServerAddress::parse(url).unwrap();
            server.connections = 2;
            Storage::connect_beside_a_server(&server, now).await.unwrap()
        }
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}
