//! Fixed time, repeatable randomness and a fresh database for the tests of this room.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use loadin_storage::{Storage, sessions, trial};
use loadin_types::{
    Timestamp,
    people::{Session, SpaceKind},
    ports::{Clock, Entropy},
};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::{
    Access, Accounts, Costs, FirstPeople, FirstRun, FirstRunError, HashQueue, Key, MemoryThrottle, Passwords, Pepper,
    Policy, Secret, Snapshot, Visitor,
};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "quartz llama teapot";

/// Entropy that is the same in every run: SHA-256 of a counter.
#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let random = Sha256::digest(number.to_be_bytes());
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct Standing(AtomicU64);

impl Standing {
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(1_700_000_000_000))
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl Clock for Standing {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn monotonic_ns(&self) -> u64 {
        self.now_ms() * 1_000_000
    }
}

/// The policy that core ships, compiled.
pub(crate) fn snapshot() -> Snapshot {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    Snapshot::compile(&runtime.block_on(Policy::load(&[], &[])).unwrap())
}

/// A session as storage gives it back.
pub(crate) fn as_stored(new: &sessions::NewSession, now: Timestamp) -> Session {
    Session {
        id: new.id,
        person: new.person,
        csrf_id: new.csrf_id,
        created: now,
        proved: now,
        last_seen: now,
        idle_until: new.idle_until,
        ends: new.ends,
        user_agent: new.user_agent.clone(),
    }
}

/// An instance with a database of its own.
pub(crate) struct House {
    pub(crate) accounts: Accounts,
    pub(crate) access: Access,
    pub(crate) storage: Storage,
    pub(crate) clock: Arc<Standing>,
    _folder: TempDir,
}

/// Where every visitor of the tests comes from.
pub(crate) const fn visitor(cookie: Option<&str>) -> Visitor<'_> {
    let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    Visitor { address, user_agent: "Firefox", cookie, known_browser: None }
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, entropy) = (Arc::new(Standing::new()), Arc::new(Counting::default()));
        let now = Timestamp::from_millis(clock.now_ms());
        let storage = trial::open(folder.path(), now).await.unwrap();
        let costs = Costs { memory_kib: 32, passes: 1, lanes: 1 };
        let passwords = Passwords::new(costs, Pepper::new(Key::new([1; 32])), vec![], &*entropy).unwrap();
        let queue = HashQueue::start(passwords, Arc::clone(&clock) as _, Arc::clone(&entropy) as _).unwrap();
        let throttle = Arc::new(MemoryThrottle::default());
        let accounts = Accounts::new(storage.clone(), queue, throttle, Arc::clone(&clock) as _, entropy);
        let snapshot = Snapshot::compile(&Policy::load(&[], &[]).await.unwrap());
        let access = Access::new(storage.clone(), Arc::clone(&clock) as _, snapshot);
        Self { accounts, access, storage, clock, _folder: folder }
    }

    /// An instance that Anna has set up, with the space `foundry`.
    pub(crate) async fn set_up() -> (Self, FirstPeople) {
        let house = Self::new().await;
        let token = house.accounts.offer_setup().await.unwrap().unwrap();
        let first = house.first_run(token.expose()).await.unwrap();
        (house, first)
    }

    pub(crate) async fn first_run(&self, token: &str) -> Result<FirstPeople, FirstRunError> {
        let wish = FirstRun {
            token,
            login: "Anna",
            display_name: "Anna Larsen",
            password: Secret::new(PASSWORD.into()),
            space_name: "The Foundry",
            slug: "foundry".parse().unwrap(),
            kind: SpaceKind::Venue,
        };
        self.accounts.set_up(wish, visitor(None)).await
    }
}
